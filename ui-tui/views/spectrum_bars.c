/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See spectrum_bars.h. */
#include "ui-tui/views/spectrum_bars.h"

#include <math.h>
#include <stddef.h>

enum { BANDS_BELOW_1K = 17 };

static const double reference_hz = 1000;

/* The bar that a logarithm falls into, counted from the one round 1 kHz. */
static int
bar_round(double log_ratio, double step)
{
	return (int)floor(log_ratio / step + 0.5);
}

static void
bars_of(struct spectrum_bars *b, int per_octave)
{
	int first, last;

	b->per_octave = per_octave;
	b->step = b->bands ? M_LN10 / 10 : M_LN2 / per_octave;
	first = bar_round(b->value, b->step);
	last = bar_round(b->value + (b->nvalues - 1) * b->apart, b->step);
	b->first = first * b->step;
	b->n = last - first + 1;
}

bool
spectrum_bars_fit(struct spectrum_bars *b, const struct spectrum_frame *f, int width, bool bands)
{
	static const int per_octave[] = { 12, 6, 3, 1 };

	if (f->seq == 0 || !(f->fmin_hz > 0) || !(f->fmax_hz > f->fmin_hz))
		return false;
	b->bands = bands;
	b->width = width;
	b->nvalues = bands ? SPECTRUM_BANDS : SPECTRUM_BINS_MAX;
	b->value = bands ? -BANDS_BELOW_1K * M_LN10 / 10 : log((double)f->fmin_hz / reference_hz);
	b->apart = bands ? M_LN10 / 10 : log((double)(f->fmax_hz / f->fmin_hz)) / (b->nvalues - 1);
	for (size_t i = 0; i < sizeof per_octave / sizeof *per_octave; i++) {
		if (bands && per_octave[i] != 3)
			continue;
		bars_of(b, per_octave[i]);
		if (b->n <= width)
			return true;
	}
	return false;
}

double
spectrum_bar_hz(const struct spectrum_bars *b, int i)
{
	return reference_hz * exp(b->first + i * b->step);
}

int
spectrum_bar_at(const struct spectrum_bars *b, double hz)
{
	int i = hz > 0 ? bar_round(log(hz / reference_hz) - b->first, b->step) : -1;

	return i >= 0 && i < b->n ? i : -1;
}

int
spectrum_bar_column(const struct spectrum_bars *b, int i)
{
	return (2 * i * b->width + b->n) / (2 * b->n);
}

int
spectrum_bar_of_column(const struct spectrum_bars *b, int column)
{
	int i = column * b->n / b->width;

	while (i + 1 < b->n && spectrum_bar_column(b, i + 1) <= column)
		i++;
	while (i > 0 && spectrum_bar_column(b, i) > column)
		i--;
	return i;
}

double
spectrum_tilt_db(double slope_db, double hz)
{
	return slope_db * log2(hz / reference_hz);
}

int
spectrum_bar_peak(const struct spectrum_bars *b, const float *value, int i, double slope_db)
{
	double edge = b->first + (i - 0.5) * b->step - b->value;
	double tilt_db = slope_db * b->apart / M_LN2;
	int last = b->nvalues - 1, v = (int)ceil(edge / b->apart);
	int end = (int)ceil((edge + b->step) / b->apart), best;

	v = v < 0 ? 0 : v > last ? last : v;
	end = end > last + 1 ? last + 1 : end;
	for (best = v; ++v < end;)
		if ((double)(value[v] - value[best]) + tilt_db * (v - best) > 0)
			best = v;
	return best;
}

double
spectrum_value_hz(const struct spectrum_bars *b, int value)
{
	return reference_hz * exp(b->value + value * b->apart);
}

double
spectrum_value_within_hz(const struct spectrum_bars *b, const struct spectrum_frame *f, int value)
{
	double step_hz = spectrum_value_hz(b, value) * expm1(b->apart);
	double spacing_hz = f->points > 0 ? (double)f->rate_hz / f->points : 0;

	return (step_hz + spacing_hz) / 2;
}

const char *
band_name(int band)
{
	static const char *const name[SPECTRUM_BANDS] = { "20", "25", "31.5", "40", "50", "63",
		"80", "100", "125", "160", "200", "250", "315", "400", "500", "630", "800", "1k",
		"1.25k", "1.6k", "2k", "2.5k", "3.15k", "4k", "5k", "6.3k", "8k", "10k", "12.5k",
		"16k", "20k" };

	return name[band];
}
