/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Desks with tones, and what stands on their screen. */
#include "tests/spectrum_tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double hz_low = 20, hz_high = 20000;

double
bin_hz(int bin)
{
	return hz_low * pow(hz_high / hz_low, bin / 255.0);
}

int
bin_near(double hz)
{
	return (int)lround(255 * log(hz / hz_low) / log(hz_high / hz_low));
}

void
silence(struct snapshot *s)
{
	for (int i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->spectrum.bin_db[i] = s->spectrum.held_db[i] = -120;
	for (int i = 0; i < SPECTRUM_BANDS; i++)
		s->spectrum.band_db[i] = -120;
}

void
tone_make(struct snapshot *s, const void *of)
{
	const struct tone *t = of;

	for (; t->bin >= 0; t++)
		s->spectrum.bin_db[t->bin] = t->db;
}

/* Long after everything before it, so that no other peaks are held. */
struct desk *
desk_with(void (*make)(struct snapshot *s, const void *of), const void *of)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s);
	silence(s);
	make(s, of);
	for (int i = 1; i <= 60; i++)
		desk_show(d, s, desk_now_s + 0.5 * i);
	free(s);
	desk_press(d, "4");
	return d;
}

char *
dump(struct desk *d, int width, int height, enum charset charset)
{
	struct canvas c = { .charset = charset };
	char *text = malloc(DUMP_BYTES);

	assert_non_null(text);
	desk_picture(d, &c, width, height);
	assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
	canvas_finish(&c);
	return text;
}

void
assert_shows(struct desk *d, const char *text)
{
	char *screen = dump(d, 120, 40, CHARSET_ASCII);

	if (strstr(screen, text) == NULL)
		fail_msg("no \"%s\" in\n%s", text, screen);
	free(screen);
}

void
assert_hides(struct desk *d, const char *text)
{
	char *screen = dump(d, 120, 40, CHARSET_ASCII);

	if (strstr(screen, text) != NULL)
		fail_msg("\"%s\" in\n%s", text, screen);
	free(screen);
}
