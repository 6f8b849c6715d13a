/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EQ settings as text, in the words of Equalizer APO, which AutoEq, Squiglink
 * and REW write too: Preamp and Filter lines.  Reading is a pure function over
 * a buffer; what is odd but clear becomes a warning, what is not clear an
 * error with its line, and then nothing of the file is used.
 */
#ifndef AE_CONTROL_PRESET_H
#define AE_CONTROL_PRESET_H

#include <stddef.h>
#include <stdint.h>

#include "dsp/eq.h"

enum {
	PRESET_BYTES_MAX = 64 * 1024,
	PRESET_LINES_MAX = 512,
	PRESET_FILTERS_MAX = 64,
	PRESET_WARNINGS_KEPT = 16,
	PRESET_TEXT_BYTES = 160,
	PRESET_TITLE_BYTES = 128
};

struct preset_error {
	uint32_t line; /* from 1; 0: the file as a whole */
	char text[PRESET_TEXT_BYTES];
};

struct preset_filter {
	struct eq_band band;
	double bandwidth_oct; /* > 0: q follows from it and from the rate, see preset_q */
};

struct preset {
	double preamp_db;        /* sum of all Preamp lines */
	enum eq_formulas design; /* "# Design: matched", a comment to others; else RBJ */
	char title[PRESET_TITLE_BYTES], source[PRESET_TITLE_BYTES]; /* "# Title:", "# Source:" */
	uint32_t nfilters;                               /* active ones, in the order of the file */
	struct preset_filter filter[PRESET_FILTERS_MAX]; /* more than EQ_BANDS_MAX: only for fit */
	uint32_t nwarnings, nwarnings_kept;
	struct preset_error warning[PRESET_WARNINGS_KEPT];
};

/* text need not end in a NUL.  Return: 0; -EINVAL with *err filled, *out is then undefined.
 * Context: any. */
int preset_parse(const char *text, size_t len, struct preset *out, struct preset_error *err);

/* A regular file.  Return: as preset_parse; else -errno of open or read, with *err filled. */
int preset_load(const char *path, struct preset *out, struct preset_error *err);

/* Q of a filter at a rate: its own, or that of its bandwidth (RBJ: with the w / sin w correction).
 */
double preset_q(const struct preset_filter *f, double rate_hz);

#endif
