/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is heard: level meters and the spectrum, as pieces for the views. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum { NAME_COLUMNS = 6, LEVEL_NUMBER = 8, CHART_LABEL = 10, SPECTRUM_FLOOR_DB = -96 };

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

/* ---- Spectrum ---- */

/* The highest of the bins that fall into column i of n; a column between two bins reads
 * between them. */
static float
column_db(const float *bin, int i, int n)
{
	double first = (double)i * SPECTRUM_BINS_MAX / n,
	       last = (double)(i + 1) * SPECTRUM_BINS_MAX / n;
	float db = -120;

	if (n > SPECTRUM_BINS_MAX) {
		double at = (i + 0.5) * (SPECTRUM_BINS_MAX - 1) / n;
		int low = (int)at;
		float part = (float)(at - low);

		return bin[low] +
		       part * (bin[low + 1 < SPECTRUM_BINS_MAX ? low + 1 : low] - bin[low]);
	}
	for (int b = (int)first; b < (int)ceil(last) && b < SPECTRUM_BINS_MAX; b++)
		if (bin[b] > db)
			db = bin[b];
	return db;
}

static void
title_spectrum(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	static const struct {
		float hz;
		const char *text;
	} tick[] = {
		{ 20, "20" },
		{ 100, "100" },
		{ 1000, "1k" },
		{ 10000, "10k" },
		{ 200, "200" },
		{ 500, "500" },
		{ 2000, "2k" },
		{ 5000, "5k" },
		{ 50, "50" },
	};
	const struct spectrum_frame *f = &d->shown.spectrum;
	double octaves = log2(f->fmax_hz / f->fmin_hz);

	draw_title(c, x, y, width, "SPECTRUM", "");
	if (f->seq == 0 || !(octaves > 0))
		return;
	width -= CHART_LABEL;
	for (size_t i = 0; i < sizeof tick / sizeof *tick; i++) {
		double at = log2(tick[i].hz / f->fmin_hz) / octaves * (width - 1);
		int column = (int)floor(at + 0.5);

		if (column < 0 || column + (int)strlen(tick[i].text) > width - 6)
			continue;
		canvas_text(
			c, x + CHART_LABEL + column, y, 4, INK_TITLE, STYLE_REVERSE, tick[i].text);
	}
	canvas_text(c, x + CHART_LABEL + width - 6, y, 6, INK_TITLE, STYLE_REVERSE, "20k Hz");
}

/* Round numbers at their rows, as many as leave room between them. */
static void
draw_db_labels(struct canvas *c, int x, int y, int rows)
{
	static const int step[] = { 6, 12, 24, 32, 48, 96 };
	size_t i = 0;
	int apart = rows < 8 ? 1 : 3; /* rows from label to label */

	while (i + 1 < sizeof step / sizeof *step && rows * step[i] < -SPECTRUM_FLOOR_DB * apart)
		i++;
	for (int db = 0; rows > 0 && db < -SPECTRUM_FLOOR_DB; db += step[i])
		canvas_print(c, x, y + db * rows / -SPECTRUM_FLOOR_DB, INK_DIM, 0, "%4d dB", -db);
}

void
draw_spectrum(const struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	const struct spectrum_frame *f = &d->live.spectrum;
	const float *held =
		f->holding ? f->held_db : d->spectrum.hold_db; /* as told, else a while */
	float db[CANVAS_SIDE_MAX], hold[CANVAS_SIDE_MAX];
	int n = width - CHART_LABEL, rows = height - 1;

	title_spectrum(d, c, x, y, width);
	if (d->shown.spectrum.seq == 0) {
		canvas_text(c, x + 1, y + 1, width, INK_DIM, 0, "none yet");
		return;
	}
	for (int i = 0; i < n && i < CANVAS_SIDE_MAX; i++) {
		db[i] = column_db(f->bin_db, i, n);
		hold[i] = column_db(held, i, n);
	}
	draw_db_labels(c, x, y + 1, rows);
	bar_chart(c, x + CHART_LABEL, y + 1, n < CANVAS_SIDE_MAX ? n : CANVAS_SIDE_MAX, rows, db,
		hold, SPECTRUM_FLOOR_DB);
}
