/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See preset_print.h.  Only 7-bit characters, for any terminal and any file. */
#include "control/presets/preset_print.h"

#include <math.h>
#include <string.h>

#include "control/presets/preset_fit.h"
#include "control/presets/preset_private.h"

enum { COLUMNS = 65, ROWS = 12, FINE = 4 }; /* 7 columns of numbers before them */

void
preset_print_filters(FILE *out, const struct preset *p, double rate_hz)
{
	fprintf(out, "  preamp %+.2f dB%s\n", p->preamp_db,
		p->design == EQ_MATCHED ? ", design matched" : "");
	for (uint32_t i = 0; i < p->nfilters; i++) {
		const struct preset_filter *f = &p->filter[i];

		fprintf(out, "  %2u  %-3s  %-3s  %9.2f Hz", i + 1, f->band.on ? "on" : "off",
			eq_type_name(f->band.type), f->band.freq_hz);
		if (preset_has_gain(f->band.type))
			fprintf(out, "  %+7.2f dB", f->band.gain_db);
		else
			fprintf(out, "  %10s", "");
		fprintf(out, "  Q %7.4f", preset_q(f, rate_hz));
		if (f->bandwidth_oct > 0)
			fprintf(out, "  (%.3g octaves)", f->bandwidth_oct);
		fputc('\n', out);
	}
}

static void
response(const struct preset_import *p, double rate_hz, const double *hz, double *db, uint32_t n)
{
	if (p->kind != PRESET_GRAPHICEQ) {
		preset_response(&p->preset, rate_hz, hz, db, n);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		db[i] = p->preset.preamp_db + preset_curve_db(&p->curve, hz[i]);
}

double
preset_import_peak_db(const struct preset_import *p, double rate_hz, double *hz)
{
	double best = -INFINITY;

	if (p->kind != PRESET_GRAPHICEQ)
		return preset_peak_db(&p->preset, rate_hz, hz) + p->preset.preamp_db;
	*hz = 0;
	for (uint32_t i = 0; i < p->curve.n; i++)
		if (p->curve.gain_db[i] > best) {
			best = p->curve.gain_db[i];
			*hz = p->curve.freq_hz[i];
		}
	return best + p->preset.preamp_db;
}

static double
column_hz(double share, double rate_hz)
{
	return 20 * pow(fmin(20000, 0.49 * rate_hz) / 20, share);
}

static void
print_axis(FILE *out, double rate_hz)
{
	static const struct {
		double hz;
		const char *text;
	} mark[] = { { 20, "20" }, { 50, "50" }, { 100, "100" }, { 200, "200" }, { 500, "500" },
		{ 1000, "1k" }, { 2000, "2k" }, { 5000, "5k" }, { 10000, "10k" },
		{ 20000, "20k" } };
	char line[COLUMNS + 8];

	memset(line, ' ', sizeof line);
	for (size_t i = 0; i < sizeof mark / sizeof *mark; i++) {
		double share = log(mark[i].hz / 20) / log(column_hz(1, rate_hz) / 20);
		size_t n = strlen(mark[i].text), at;

		if (share > 1)
			continue;
		at = (size_t)lround(share * (COLUMNS - 1));
		at = at + n > COLUMNS ? COLUMNS - n : at;
		memcpy(line + at, mark[i].text, n);
	}
	fprintf(out, "   dB  %.*s\n", COLUMNS, line);
}

void
preset_print_curve(FILE *out, const struct preset_import *p, double rate_hz)
{
	static const double steps[] = { 0.5, 1, 2, 3, 5, 10, 20, 50, 100 };
	double hz[COLUMNS * FINE], db[COLUMNS * FINE], low = 0, high = 0, step = 200;
	double top;
	int row_of[COLUMNS * FINE];

	for (uint32_t i = 0; i < COLUMNS * FINE; i++)
		hz[i] = column_hz(i / (COLUMNS * FINE - 1.0), rate_hz);
	response(p, rate_hz, hz, db, COLUMNS * FINE);
	for (uint32_t i = 0; i < COLUMNS * FINE; i++) {
		db[i] = fmin(fmax(db[i], -200), 200);
		low = fmin(low, db[i]);
		high = fmax(high, db[i]);
	}
	for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
		if (ceil(high / steps[i]) - floor(low / steps[i]) <= ROWS - 1)
			step = steps[i];
	top = ceil(high / step);
	for (uint32_t i = 0; i < COLUMNS * FINE; i++)
		row_of[i] = (int)lround(top - db[i] / step);
	for (int row = 0; row < ROWS; row++) {
		char line[COLUMNS + 1];

		for (int c = 0; c < COLUMNS; c++) {
			line[c] = top - row == 0 ? '-' : ' ';
			for (int k = 0; k < FINE; k++)
				if (row_of[c * FINE + k] == row)
					line[c] = '*';
		}
		line[COLUMNS] = '\0';
		fprintf(out, top == row ? "%5.4g |%s\n" : "%+5.4g |%s\n", (top - row) * step, line);
	}
	print_axis(out, rate_hz);
}
