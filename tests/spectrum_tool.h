/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the spectrum's picture: desks with tones, and what stands on their screen. */
#ifndef AE_TESTS_SPECTRUM_TOOL_H
#define AE_TESTS_SPECTRUM_TOOL_H

#include "tests/desk_tool.h"

/* A list of them ends with a bin below 0. */
struct tone {
	int bin;
	float db;
};

/* Of the made-up spectrum: 256 bins of 20 Hz to 20 kHz. */
double bin_hz(int bin);
int bin_near(double hz);

void silence(struct snapshot *s);

/* A desk on the spectrum, whose sound is silence and what is made of it.  Ends with free. */
struct desk *desk_with(void (*make)(struct snapshot *s, const void *of), const void *of);
void tone_make(struct snapshot *s, const void *of); /* of: struct tone [] */

/* The screen as text.  Ends with free. */
char *dump(struct desk *d, int width, int height, enum charset charset);

/* On a screen of 120 x 40 in ASCII. */
void assert_shows(struct desk *d, const char *text);
void assert_hides(struct desk *d, const char *text);

#endif
