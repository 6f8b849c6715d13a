/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EQ settings as text, in the words of Equalizer APO, which AutoEq, Squiglink
 * and REW write too: Preamp and Filter lines.  Reading is a pure function over
 * a buffer; what is odd but clear becomes a warning, what is not clear an
 * error with its line, and then nothing of the file is used.  The grammar and
 * its meaning stand in audioengine-presets(5).
 */
#ifndef AE_CONTROL_PRESET_H
#define AE_CONTROL_PRESET_H

#include <stdbool.h>
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
	uint32_t line;        /* where it stands; 0: not from a text */
};

struct preset {
	double preamp_db;        /* sum of all Preamp lines */
	enum eq_formulas design; /* "# Design: matched", a comment to others; else RBJ */
	char title[PRESET_TITLE_BYTES], source[PRESET_TITLE_BYTES]; /* "# Title:", "# Source:" */
	/* In the order of the file.  A complete OFF line is a filter whose band is not on, as long
	 * as that makes no more than EQ_BANDS_MAX; more than that are all on, and only for fit. */
	uint32_t nfilters;
	struct preset_filter filter[PRESET_FILTERS_MAX];
	uint32_t nwarnings, nwarnings_kept;
	struct preset_error warning[PRESET_WARNINGS_KEPT];
};

/* text need not end in a NUL.  Return: 0; -EINVAL with *err filled, *out is then undefined.
 * Context: any. */
int preset_parse(const char *text, size_t len, struct preset *out, struct preset_error *err);

/* A regular file.  Return: as preset_parse; else -errno of open or read, with *err filled. */
int preset_load(const char *path, struct preset *out, struct preset_error *err);

/* The same below an open folder, AT_FDCWD: the current one.  A link is followed. */
int preset_load_at(int folder, const char *file, struct preset *out, struct preset_error *err);

/* Whether the EQ has bands for it; else what to type goes to text, for the user's eyes: the part
 * behind "FILE: ".  Context: any. */
bool preset_loadable(const struct preset *p, const char *file, char text[PRESET_TEXT_BYTES]);

/* A warning for each filter that the rate is too low for: above 0.49 of it the EQ uses that.
 * Return: how many.  Context: any. */
uint32_t preset_check_rate(struct preset *p, double rate_hz);

/* The EQ's settings at a rate: the first EQ_BANDS_MAX filters.  Context: any. */
void preset_settings(const struct preset *p, double rate_hz, struct eq_settings *out);

/* Q of a filter at a rate: its own, or that of its bandwidth (RBJ: with the w / sin w correction).
 */
double preset_q(const struct preset_filter *f, double rate_hz);

#endif
