/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that read and write presets have in common: a line, its words, and what is to be
 * said of them.  Context: any. */
#ifndef AE_CONTROL_PRESET_PRIVATE_H
#define AE_CONTROL_PRESET_PRIVATE_H

#include <stdbool.h>

#include "control/presets/preset.h"

enum { TOKEN_BYTES = 40 };

/* Numbers above are refused; what is written keeps to them too. */
static const double PRESET_HZ_MAX = 1e6, PRESET_DB_MAX = 200, PRESET_Q_MAX = 1000;
/* Below, dsp/ holds them there, so they can as well be written so. */
static const double PRESET_HZ_MIN = 0.1, PRESET_Q_MIN = 1e-3;

struct preset_reader {
	const char *p, *end; /* of the line */
	uint32_t line;
	struct preset *out;
	struct preset_error *err;
	uint32_t nlines; /* Filter and Preamp lines */
	bool crowded;    /* no room for filters that are off */
};

/* An error of this line.  Return: false. */
bool preset_refuse(struct preset_reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void preset_warn(struct preset_reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void preset_skip_blanks(struct preset_reader *r);
/* The next word, without what does not print; a no-break space between digits is dropped, and a
 * number ends the letters it is stuck to ("Fc105").  Return: false at the end of the line. */
bool preset_word(struct preset_reader *r, char word[TOKEN_BYTES]);
/* Case-insensitive, with a warning when the case differs. */
bool preset_word_is(struct preset_reader *r, const char *word, const char *wanted);
/* "105 Hz", "105Hz"; a missing unit is odd but clear.  unit "": none. */
bool preset_number(struct preset_reader *r, const char *what, const char *unit, double *value);

/* What stands behind "Filter n:". */
bool preset_read_filter(struct preset_reader *r);

bool preset_has_gain(enum eq_type t);

/* Text of a comment as one clean line: blanks at the ends, what does not print and what is not
 * UTF-8 are gone. */
void preset_clean_text(char out[PRESET_TITLE_BYTES], const char *text, size_t len);

/* Drop the filters that are off where they would take the EQ beyond its bands. */
void preset_drop_off(struct preset *p);

#endif
