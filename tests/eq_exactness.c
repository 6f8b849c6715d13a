/* SPDX-License-Identifier: ISC */
/*
 * How exact the equaliser is: random settings over the whole ranges, every
 * kernel table of this processor, against the long-double cascade.
 *	eq_exactness [DRAWS [SEED]]
 * Prints the worst, the 99th percentile and the median of the error energy, per
 * table, for the precision that the engine chooses and for double; the share of
 * settings that need double, per rate; and the worst settings.  Its status is
 * 1 when a limit is not kept.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/eq_reference.h"
#include "tests/numbers.h"

enum {
	DRAWS = 10000,
	FRAMES = 8192,
	LONG_FRAMES = 400000, /* where rounding adds up slowly */
	LONG_EVERY = 200,
	RATES = 7
};

static const double limit_db = -110, limit_double_db = -145;
static const double rates[RATES] = { 44100, 48000, 88200, 96000, 176400, 192000, 384000 };

struct column { /* one table at one precision */
	const struct kernels *kernels;
	bool chosen; /* by the engine; else double throughout */
	double *error_db;
	double worst_db, worst_own_db;
	uint64_t above, cleared; /* settings over the limit; clears of the state */
	struct eq_settings worst;
	double worst_rate_hz;
};

struct census {
	uint64_t draws[RATES], on_double[RATES], of_eight[RATES], eight_on_double[RATES];
};

static void
column_measure(struct column *col, struct eq_coefficients c, const struct eq_settings *s,
	double rate_hz, const float *in, const long double *reference, uint32_t n, uint32_t draw)
{
	struct eq_error e;

	c.single = c.single && col->chosen;
	e = eq_error_measure(&c, col->kernels, in, reference, n);
	col->error_db[draw] = e.db;
	col->cleared += e.cleared;
	col->above += !(e.db <= (col->chosen ? limit_db : limit_double_db));
	col->worst_own_db = draw == 0 ? e.own_db : fmax(col->worst_own_db, e.own_db);
	if (draw == 0 || !(e.db <= col->worst_db)) {
		col->worst_db = e.db;
		col->worst = *s;
		col->worst_rate_hz = rate_hz;
	}
}

static void
census_count(struct census *census, const struct eq_coefficients *c, double rate_hz)
{
	for (int i = 0; i < RATES; i++)
		if (rates[i] == rate_hz) {
			census->draws[i]++;
			census->on_double[i] += !c->single;
			census->of_eight[i] += c->nbands <= EQ_BANDS;
			census->eight_on_double[i] += c->nbands <= EQ_BANDS && !c->single;
		}
}

/* Return: whether the limit is kept. */
static bool
column_print(struct column *col, uint32_t draws)
{
	qsort(col->error_db, draws, sizeof *col->error_db, compare_doubles);
	printf("%-8s %-8s %8.1f %8.1f %8.1f %8" PRIu64 " %8" PRIu64 " %9.1f\n", col->kernels->name,
		col->chosen ? "chosen" : "double", col->worst_db,
		exact_quantile(col->error_db, draws, 0.99),
		exact_quantile(col->error_db, draws, 0.5), col->above, col->cleared,
		col->worst_own_db);
	return col->above == 0 && col->cleared == 0;
}

static double
percent(uint64_t part, uint64_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static int
print_all(struct column *col, uint32_t ncolumns, const struct census *census, uint32_t draws)
{
	bool kept = true;

	printf("%u settings; energy of the error over that of the output, dB; limits: %g as "
	       "chosen, "
	       "%g in double.\nOutputs below -144 dBFS count as -144 dBFS; own: without that.\n\n",
		draws, limit_db, limit_double_db);
	printf("%-8s %-8s %8s %8s %8s %8s %8s %9s\n", "kernels", "in", "worst", "p99", "median",
		"above", "cleared", "own worst");
	for (uint32_t i = 0; i < ncolumns; i++)
		kept = column_print(&col[i], draws) && kept;
	printf("\nsettings on double, %%\n%-8s %9s %9s\n", "rate", "all", "8 bands");
	for (int i = 0; i < RATES; i++)
		printf("%-8g %9.1f %9.1f\n", rates[i],
			percent(census->on_double[i], census->draws[i]),
			percent(census->eight_on_double[i], census->of_eight[i]));
	fflush(stdout);
	for (uint32_t i = 0; i < ncolumns; i++) {
		fprintf(stderr, "worst of %s, %s: %.1f dB\n", col[i].kernels->name,
			col[i].chosen ? "chosen" : "double", col[i].worst_db);
		eq_settings_print(&col[i].worst, col[i].worst_rate_hz);
	}
	return kept ? 0 : 1;
}

int
main(int argc, char **argv)
{
	uint32_t draws = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : DRAWS;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	const struct kernels *tables[EQ_TABLES_MAX];
	uint32_t ntables = eq_tables(tables);
	struct column col[2 * EQ_TABLES_MAX] = { 0 };
	float *in = malloc(LONG_FRAMES * sizeof *in);
	long double *reference = malloc(LONG_FRAMES * sizeof *reference);
	struct census census = { 0 };
	bool enough = in != NULL && reference != NULL && draws > 0 && seed > 0;
	int status = 2;

	for (uint32_t i = 0; i < 2 * ntables; i++) {
		col[i].kernels = tables[i / 2];
		col[i].chosen = i % 2 == 0;
		col[i].error_db = calloc(draws + 1, sizeof *col[i].error_db);
		enough = enough && col[i].error_db != NULL;
	}
	for (uint32_t d = 0; enough && d < draws; d++) {
		double rate_hz;
		struct eq_settings s = eq_settings_draw(&seed, &rate_hz);
		uint32_t n = d % LONG_EVERY == LONG_EVERY - 1 ? LONG_FRAMES : FRAMES;
		struct eq_coefficients c;

		eq_design(&c, &s, rate_hz);
		eq_noise(in, n, &seed);
		eq_reference_run(&c, in, reference, n);
		census_count(&census, &c, rate_hz);
		for (uint32_t i = 0; i < 2 * ntables; i++)
			column_measure(&col[i], c, &s, rate_hz, in, reference, n, d);
	}
	if (enough)
		status = print_all(col, 2 * ntables, &census, draws);
	else
		fprintf(stderr, "eq_exactness: needs memory, and numbers above 0\n");
	for (uint32_t i = 0; i < 2 * ntables; i++)
		free(col[i].error_db);
	free(in);
	free(reference);
	return status;
}
