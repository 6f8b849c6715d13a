/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands where in a picture of the spectrum: bars of equal parts of an
 * octave, one of them round 1 kHz, whole ones over the whole width, so that a
 * tone, its tick and its bar are the same columns.  A bar shows the highest of
 * the values in it: of the displayed bins (which interpolate where the FFT is
 * coarser than they are), or of the third octaves, which are one value each.
 */
#ifndef AE_UI_TUI_SPECTRUM_BARS_H
#define AE_UI_TUI_SPECTRUM_BARS_H

#include <stdbool.h>

#include "dsp/spectrum.h"

/* The same sound in both ways of looking at it, dBFS. */
struct spectrum_curve {
	float bin[SPECTRUM_BINS_MAX], band[SPECTRUM_BANDS];
};

struct spectrum_bars {
	bool bands;          /* third octaves (IEC 61260, base 10) in place of bins */
	int per_octave;      /* 1, 3, 6, 12 */
	int n, width;        /* bars, and columns for all */
	double first, step;  /* logarithms: centre of bar 0 over 1 kHz, from bar to bar */
	double value, apart; /* ... of value 0, and from value to value */
	int nvalues;
};

/* Context of all: any.  The finest that have a column each.
 * Return: false: not even octaves do, or there is no spectrum yet. */
bool spectrum_bars_fit(
	struct spectrum_bars *b, const struct spectrum_frame *f, int width, bool bands);

double spectrum_bar_hz(const struct spectrum_bars *b, int i); /* centre */
/* Return: -1: none. */
int spectrum_bar_at(const struct spectrum_bars *b, double hz);

/* First column of bar i; of bar n: width. */
int spectrum_bar_column(const struct spectrum_bars *b, int i);
int spectrum_bar_of_column(const struct spectrum_bars *b, int column);

/* What a slope in dB per octave adds at a frequency; nothing at 1 kHz. */
double spectrum_tilt_db(double slope_db, double hz);

/* Number of the value in bar i that is highest when tilted. */
int spectrum_bar_peak(const struct spectrum_bars *b, const float *value, int i, double slope_db);
double spectrum_value_hz(const struct spectrum_bars *b, int value);

/* How far from value's frequency a tone may be that is read there, Hz: half of what lies between
 * two values and half of what lies between two FFT bins.  Between bins only. */
double spectrum_value_within_hz(
	const struct spectrum_bars *b, const struct spectrum_frame *f, int value);

/* "31.5", "1k": nominal frequency of third octave 0 .. 30. */
const char *band_name(int band);

#endif
