/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The spectrum, as a piece for the views. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum { CHART_LABEL = 10, SPECTRUM_FLOOR_DB = -96 };

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
