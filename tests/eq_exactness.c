/* SPDX-License-Identifier: ISC */
/*
 * How exact the equaliser is: random settings over the whole ranges, every
 * kernel table of this processor, against the long-double cascade.
 *	eq_exactness [DRAWS [SEED [usual]]]
 * With usual, the settings are eight bands as people set them.
 * Prints the worst, the 99th percentile and the median of the error energy, per
 * table, for the precision that the engine chooses, for double and for single;
 * the share of settings that the engine runs in double, per rate, beside those
 * where single turned out too coarse; and the worst settings.  Its status is
 * 1 when a setting is above -110 dB, or more than one in a thousand above -145
 * in double: there, bands take away 150 dB and more before others boost, and
 * what the first ones round is what the others find.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/cli/progress.h"
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

enum precision { CHOSEN, DOUBLE, SINGLE, PRECISIONS };

static const char *const precision_name[PRECISIONS] = { "chosen", "double", "single" };

struct column { /* one table at one precision */
	const struct kernels *kernels;
	enum precision precision;
	double *error_db;
	double worst_db, worst_own_db;
	uint64_t above, cleared; /* settings over the limit; clears of the state */
	struct eq_settings worst;
	double worst_rate_hz;
};

struct census {
	uint64_t draws[RATES], on_double[RATES], coarse[RATES];
};

static double
limit_of(const struct column *col)
{
	return col->precision == DOUBLE ? limit_double_db : limit_db;
}

/* Return: the error. */
static double
column_measure(struct column *col, struct eq_coefficients c, const struct eq_settings *s,
	double rate_hz, const float *in, const long double *reference, uint32_t n, uint32_t draw)
{
	struct eq_error e;

	c.single = col->precision == SINGLE || (col->precision == CHOSEN && c.single);
	e = eq_error_measure(&c, col->kernels, in, reference, n);
	col->error_db[draw] = e.db;
	col->cleared += e.cleared;
	col->above += !(e.db <= limit_of(col));
	col->worst_own_db = draw == 0 ? e.own_db : fmax(col->worst_own_db, e.own_db);
	if (draw == 0 || !(e.db <= col->worst_db)) {
		col->worst_db = e.db;
		col->worst = *s;
		col->worst_rate_hz = rate_hz;
	}
	return e.db;
}

static void
census_count(struct census *census, const struct eq_coefficients *c, double rate_hz, bool coarse)
{
	for (int i = 0; i < RATES; i++)
		if (rates[i] == rate_hz) {
			census->draws[i]++;
			census->on_double[i] += !c->single;
			census->coarse[i] += coarse;
		}
}

/* Eight bands as people set them: shelves and peaks, 20 Hz to 18 kHz, Q 0.3 to 9, +-12 dB. */
static struct eq_settings
usual_draw(uint64_t *seed, double *rate_hz)
{
	struct eq_settings s = { .nbands = EQ_BANDS };

	*rate_hz = rates[(int)(RATES * random_unit(seed))];
	for (uint32_t i = 0; i < EQ_BANDS; i++)
		s.band[i] = (struct eq_band){ true, EQ_PK, 20 * pow(900, random_unit(seed)),
			24 * random_unit(seed) - 12, 0.3 * pow(30, random_unit(seed)) };
	s.band[0].type = EQ_LSC;
	s.band[EQ_BANDS - 1].type = EQ_HSC;
	return s;
}

/* Return: whether the limit is kept. */
static bool
column_print(struct column *col, uint32_t draws)
{
	qsort(col->error_db, draws, sizeof *col->error_db, compare_doubles);
	printf("%-8s %-8s %8.1f %8.1f %8.1f %8" PRIu64 " %8" PRIu64 " %9.1f\n", col->kernels->name,
		precision_name[col->precision], col->worst_db,
		exact_quantile(col->error_db, draws, 0.99),
		exact_quantile(col->error_db, draws, 0.5), col->above, col->cleared,
		col->worst_own_db);
	if (col->precision == SINGLE)
		return true;
	return col->worst_db <= limit_db && col->cleared == 0 &&
	       (col->precision == CHOSEN || col->above <= draws / 1000 + 1);
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
	printf("\nsettings in double, %%\n%-8s %9s %11s\n", "rate", "chosen", "necessary");
	for (int i = 0; i < RATES; i++)
		printf("%-8g %9.1f %11.1f\n", rates[i],
			percent(census->on_double[i], census->draws[i]),
			percent(census->coarse[i], census->draws[i]));
	fflush(stdout);
	for (uint32_t i = 0; i < ncolumns; i++) {
		if (col[i].precision == SINGLE)
			continue;
		fprintf(stderr, "worst of %s, %s: %.1f dB\n", col[i].kernels->name,
			precision_name[col[i].precision], col[i].worst_db);
		eq_settings_print(&col[i].worst, col[i].worst_rate_hz);
	}
	return kept ? 0 : 1;
}

static void
say_progress(struct progress *p, uint32_t done, uint32_t all)
{
	char left[PROGRESS_LEFT_BYTES];

	progress_say(p, "%u of %u settings%s", done, all,
		progress_left(left, done, all, progress_seconds(p)));
}

int
main(int argc, char **argv)
{
	uint32_t draws = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : DRAWS;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	bool usual = argc > 3 && strcmp(argv[3], "usual") == 0;
	const struct kernels *tables[EQ_TABLES_MAX];
	uint32_t ntables = eq_tables(tables);
	struct column col[PRECISIONS * EQ_TABLES_MAX] = { 0 };
	float *in = malloc(LONG_FRAMES * sizeof *in);
	long double *reference = malloc(LONG_FRAMES * sizeof *reference);
	struct census census = { 0 };
	bool enough = in != NULL && reference != NULL && draws > 0 && seed > 0;
	struct progress progress;
	int status = 2;

	progress_begin(&progress, STDERR_FILENO);
	for (uint32_t i = 0; i < PRECISIONS * ntables; i++) {
		col[i].kernels = tables[i / PRECISIONS];
		col[i].precision = (enum precision)(i % PRECISIONS);
		col[i].error_db = calloc(draws + 1, sizeof *col[i].error_db);
		enough = enough && col[i].error_db != NULL;
	}
	for (uint32_t d = 0; enough && d < draws; d++) {
		double rate_hz;
		struct eq_settings s =
			usual ? usual_draw(&seed, &rate_hz) : eq_settings_draw(&seed, &rate_hz);
		uint32_t n = d % LONG_EVERY == LONG_EVERY - 1 ? LONG_FRAMES : FRAMES;
		struct eq_coefficients c;
		bool coarse = false;

		eq_design(&c, &s, rate_hz);
		eq_noise(in, n, &seed);
		eq_reference_run(&c, in, reference, n);
		for (uint32_t i = 0; i < PRECISIONS * ntables; i++)
			if (!(column_measure(&col[i], c, &s, rate_hz, in, reference, n, d) <=
				    limit_db))
				coarse = coarse || col[i].precision == SINGLE;
		census_count(&census, &c, rate_hz, coarse);
		say_progress(&progress, d + 1, draws);
	}
	progress_clear(&progress);
	if (enough)
		status = print_all(col, PRECISIONS * ntables, &census, draws);
	else
		fprintf(stderr, "eq_exactness: needs memory, and numbers above 0\n");
	for (uint32_t i = 0; i < PRECISIONS * ntables; i++)
		free(col[i].error_db);
	free(in);
	free(reference);
	return status;
}
