/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is heard: level meters, as pieces for the views. */
#include <stdio.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum { NAME_COLUMNS = 6, LEVEL_NUMBER = 8 };

/* ---- Levels ---- */

/* Which channels to show where not all fit: the first ones, and in the last row the loudest
 * of the others. */
static uint32_t
level_channel(const struct meter_level *level, uint32_t n, uint32_t shown, uint32_t i)
{
	uint32_t loudest = i;

	if (n <= shown || i + 1 < shown)
		return i;
	for (uint32_t j = i; j < n; j++)
		if (level[j].hold > level[loudest].hold)
			loudest = j;
	return loudest;
}

static void
channel_name(char *out, size_t size, const char *side, uint32_t i, uint32_t n)
{
	if (n == 2)
		snprintf(out, size, "%s %c", side, i == 0 ? 'L' : 'R');
	else
		snprintf(out, size, "%s%u", side, i + 1);
}

static void
draw_level(const struct desk *d, struct canvas *c, int x, int y, int width, bool out, uint32_t i)
{
	uint32_t n = d->shown.info.nchannels;
	const struct meter_level *live = out ? &d->live.out[i] : &d->live.in[i];
	const struct meter_level *shown = out ? &d->shown.out[i] : &d->shown.in[i];
	double hold_db = meter_db(shown->hold);
	char name[16], number[FORMAT_BYTES];
	bool clipped = shown->hold >= 1.0f;

	channel_name(name, sizeof name, out ? "OUT" : "IN", i, n);
	canvas_text(c, x, y, NAME_COLUMNS, INK_PLAIN, 0, name);
	bar_level(c, x + NAME_COLUMNS, y, width - NAME_COLUMNS - LEVEL_NUMBER, meter_db(live->peak),
		meter_db(live->hold));
	canvas_print(c, x + width - LEVEL_NUMBER, y, clipped ? INK_BAD : INK_PLAIN,
		clipped ? STYLE_BOLD : 0, " %c%6s", clipped ? '!' : ' ',
		format_db(number, hold_db));
}

void
draw_levels_side(
	const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out)
{
	const struct meter_level *level = out ? d->shown.out : d->shown.in;
	uint32_t n = d->shown.info.nchannels;
	uint32_t shown;

	if (n > METER_CHANNELS_MAX)
		n = METER_CHANNELS_MAX;
	shown = n < (uint32_t)rows ? n : (uint32_t)rows;
	if (!d->shown.meters_valid) {
		canvas_text(
			c, x, y, width, INK_DIM, 0, out ? "OUT no sound yet" : "IN  no sound yet");
		return;
	}
	for (uint32_t i = 0; i < shown; i++)
		draw_level(d, c, x, y + (int)i, width, out, level_channel(level, n, shown, i));
}

static void
title_levels(
	const struct desk *d, struct canvas *c, int x, int y, int width, const char *side, int rows)
{
	uint32_t n = d->shown.info.nchannels;
	char title[40];
	int at;

	draw_title(c, x, y, width, "", "");
	if (n > (uint32_t)rows)
		snprintf(title, sizeof title, "%s %d of %u + loudest", side, rows - 1, n);
	else
		snprintf(title, sizeof title, "%s dBFS", side);
	at = canvas_text(c, x + 1, y, width, INK_TITLE, STYLE_REVERSE, title);
	width -= LEVEL_NUMBER;
	bar_level_scale(
		c, x + NAME_COLUMNS, y, width - NAME_COLUMNS, at + 1, INK_TITLE, STYLE_REVERSE);
	canvas_text(c, x + width + 1, y, LEVEL_NUMBER - 1, INK_TITLE, STYLE_REVERSE, "HOLD 2s");
}

int
draw_levels(const struct desk *d, struct canvas *c, int x, int y, int width, int rows)
{
	int half = (width - 1) / 2;

	title_levels(d, c, x, y, half, "IN", rows);
	canvas_put(c, x + half, y, ' ', INK_TITLE, STYLE_REVERSE);
	title_levels(d, c, x + half + 1, y, width - half - 1, "OUT", rows);
	draw_levels_side(d, c, x, y + 1, half, rows, false);
	draw_levels_side(d, c, x + half + 1, y + 1, width - half - 1, rows, true);
	return 1 + rows;
}

int
draw_levels_rows(const struct desk *d, int most)
{
	int n = (int)d->shown.info.nchannels;

	return n < 1 ? 1 : n > most ? most : n;
}
