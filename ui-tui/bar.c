/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bars and meters: arithmetic on cells, in eighths. */
#include "ui-tui/bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	EIGHTHS = 8,
	FULL_BLOCK = 0x2588,
	LOWER_BLOCK = 0x2580,
	SHADE = 0x2592,
	DOT = 0xb7,
	LINE = 0x2502,
	HEAVY_LINE = 0x2503,
	MIDDLE_LINE = 0x2500,
	UPPER_EIGHTH = 0x2594
};

static const double load_end = BAR_PERCENT / 100.0;
static const double caution_load = 0.60, danger_load = 0.85;
static const double caution_db = -18.0, danger_db = -9.0;

enum ink
ink_of_load(double load)
{
	return load > danger_load ? INK_BAD : load > caution_load ? INK_CAUTION : INK_GOOD;
}

enum ink
ink_of_level(double db)
{
	return db > danger_db ? INK_BAD : db > caution_db ? INK_CAUTION : INK_GOOD;
}

/* value as a whole number of steps in 0 .. n. */
static int
steps(double value, double end, int n)
{
	double s = floor(value / end * n + 0.5);

	return !(s > 0) ? 0 : s > n ? n : (int)s;
}

/* Cell of a mark: the last column for what lies beyond. */
static int
mark_column(double value, double end, int width)
{
	int x = (int)floor(value / end * width);

	return x < 0 ? 0 : x >= width ? width - 1 : x;
}

/* Filled part of column i, 0 .. 8, of a bar that is filled by so many eighths. */
static int
column_fill(int filled, int i)
{
	int f = filled - i * EIGHTHS;

	return f < 0 ? 0 : f > EIGHTHS ? EIGHTHS : f;
}

static void
put_fill(struct canvas *c, int x, int y, int fill, enum ink ink)
{
	if (c->charset == CHARSET_UTF8 && fill > 0)
		canvas_put(c, x, y, FULL_BLOCK + (uint32_t)(EIGHTHS - fill), ink, 0);
	else if (c->charset == CHARSET_ASCII && fill >= EIGHTHS / 2)
		canvas_put(c, x, y, '#', ink, 0);
}

void
bar_load(struct canvas *c, int x, int y, int width, const struct load_marks *m)
{
	bool utf8 = c->charset == CHARSET_UTF8;
	int filled = steps(m->now, load_end, width * EIGHTHS);
	int p50 = mark_column(m->p50, load_end, width),
	    p99_9 = mark_column(m->p99_9, load_end, width);
	int deadline = mark_column(1.0, load_end, width);

	for (int i = 0; i < width; i++) {
		double load = (i + 0.5) / width * load_end;
		int fill = column_fill(filled, i);

		canvas_put(c, x + i, y, utf8 ? DOT : '.', INK_DIM, 0);
		if (m->p99_9 > 0 && i >= p50 && i <= p99_9) {
			canvas_put(c, x + i, y, utf8 ? SHADE : ':', ink_of_load(load), 0);
			/* No gap between the two: what is half full is full. */
			fill = fill >= EIGHTHS / 2 ? EIGHTHS : 0;
		}
		put_fill(c, x + i, y, fill, ink_of_load(load));
	}
	canvas_put(c, x + deadline, y, utf8 ? HEAVY_LINE : '!', INK_BAD, STYLE_BOLD);
	if (m->max > 0)
		canvas_put(c, x + mark_column(m->max, load_end, width), y, utf8 ? LINE : '|',
			INK_MARK, STYLE_BOLD);
}

void
bar_load_scale(struct canvas *c, int x, int y, int width)
{
	static const int fine[] = { 10, 20, 30, 40, 50, 60, 70, 80, 90, 110 };
	static const int coarse[] = { 25, 50, 75 };
	const int *tick = width >= 100 ? fine : coarse;
	int n = width >= 100 ? 10 : 3;
	int deadline = mark_column(1.0, load_end, width);
	const char *word = width >= 36 ? "DEADLINE" : "100";
	int word_x = x + deadline - (int)strlen(word) / 2;

	canvas_text(c, x, y, 1, INK_DIM, 0, "0");
	for (int i = 0; i < n; i++) {
		int at = x + mark_column(tick[i] / 100.0, load_end, width);

		if (at + 2 < word_x || at > word_x + 8)
			canvas_print(c, at - 1, y, INK_DIM, 0, "%d", tick[i]);
	}
	canvas_text(c, word_x, y, 8, INK_BAD, 0, word);
	if (x + width - 3 > word_x + (int)strlen(word))
		canvas_print(c, x + width - 3, y, INK_DIM, 0, "%d", BAR_PERCENT);
}

void
bar_share(struct canvas *c, int x, int y, int width, double share, enum ink ink)
{
	int filled = steps(share, 1.0, width * EIGHTHS);

	for (int i = 0; i < width; i++)
		put_fill(c, x + i, y, column_fill(filled, i), ink);
}

double
bar_level_position(double db)
{
	static const struct {
		double db, position;
	} scale[] = {
		{ -70, 0 },
		{ -60, 0.025 },
		{ -50, 0.075 },
		{ -40, 0.15 },
		{ -30, 0.30 },
		{ -20, 0.50 },
		{ 0, 1.0 },
	};
	size_t n = sizeof scale / sizeof *scale;

	if (!(db > scale[0].db))
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (db <= scale[i].db) {
			double part = (db - scale[i - 1].db) / (scale[i].db - scale[i - 1].db);

			return scale[i - 1].position +
			       part * (scale[i].position - scale[i - 1].position);
		}
	}
	return 1.0;
}

/* The level at a position: bar_level_position backwards, by bisection (it rises). */
static double
level_at(double position)
{
	double low = -70, high = 0;

	for (int i = 0; i < 20; i++) {
		double middle = (low + high) / 2;

		if (bar_level_position(middle) < position)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void
bar_level(struct canvas *c, int x, int y, int width, double peak_db, double hold_db)
{
	bool utf8 = c->charset == CHARSET_UTF8;
	int filled = steps(bar_level_position(peak_db), 1.0, width * EIGHTHS);

	for (int i = 0; i < width; i++) {
		canvas_put(c, x + i, y, utf8 ? DOT : '.', INK_DIM, 0);
		put_fill(c, x + i, y, column_fill(filled, i),
			ink_of_level(level_at((i + 0.5) / width)));
	}
	if (bar_level_position(hold_db) > 0)
		canvas_put(c, x + mark_column(bar_level_position(hold_db), 1.0, width), y,
			utf8 ? LINE : '|', hold_db > 0 ? INK_BAD : INK_MARK, STYLE_BOLD);
}

void
bar_level_scale(struct canvas *c, int x, int y, int width, int from, enum ink ink, unsigned style)
{
	static const int tick[] = { 0, -6, -12, -20, -30, -40, -50, -60 };
	int free_to = x + width; /* the next one must end before */

	for (size_t i = 0; i < sizeof tick / sizeof *tick; i++) {
		char text[8];
		int n = snprintf(text, sizeof text, "%d", tick[i]);
		int at = x + mark_column(bar_level_position(tick[i]), 1.0, width) - n + 1;

		if (at < x || at < from || at + n > free_to)
			continue;
		canvas_text(c, at, y, n, ink, style, text);
		free_to = at - 1;
	}
}

/* A line at its third of a row, so that a row of many dB is not read at its top. */
static uint32_t
hold_mark(const struct canvas *c, int eighth)
{
	static const uint32_t ascii[] = { '_', '-', '-' };
	static const uint32_t line[] = { LOWER_BLOCK + 1, MIDDLE_LINE, UPPER_EIGHTH };
	int third = eighth < 3 ? 0 : eighth < 5 ? 1 : 2;

	return c->charset == CHARSET_ASCII ? ascii[third] : line[third];
}

/* A dotted line at its quarter of a row; on a bar it is cut out of it. */
static void
chart_reference(struct canvas *c, int x, int bottom, int filled, int at)
{
	static const uint32_t dots[] = { 0x28c0, 0x2824, 0x2812, 0x2809 };
	int row = at / EIGHTHS;
	bool over = c->charset == CHARSET_UTF8 && column_fill(filled, row) > EIGHTHS / 2;

	canvas_put(c, x, bottom - row,
		c->charset == CHARSET_UTF8 ? dots[at % EIGHTHS * 4 / EIGHTHS] : 'o', INK_TITLE,
		over ? STYLE_REVERSE : STYLE_BOLD);
}

static void
chart_column(struct canvas *c, int x, int y, int height, const struct bar_column *b,
	const struct bar_range *range)
{
	static const char partial[] = "  ..::##";
	double floor_db = range->floor_db, all_db = range->top_db - floor_db;
	int filled = steps(b->db - floor_db, all_db, height * EIGHTHS);
	int held = steps(b->hold_db - floor_db, all_db, height * EIGHTHS);
	int reference = steps(b->reference_db - floor_db, all_db, height * EIGHTHS);
	int hold_row = held > 0 ? (held - 1) / EIGHTHS : -1;

	for (int row = 0; row < height; row++) {
		int fill = column_fill(filled, row), at = y + height - 1 - row;
		enum ink zone = ink_of_level(floor_db + all_db * (row + 0.5) / height - b->tilt_db);
		enum ink ink = zone == INK_GOOD ? INK_MARK : zone;

		if (c->charset == CHARSET_UTF8 && fill > 0)
			canvas_put(c, x, at, LOWER_BLOCK + (uint32_t)fill, ink, 0);
		else if (c->charset == CHARSET_ASCII && fill >= 2)
			canvas_put(
				c, x, at, fill == EIGHTHS ? '#' : (uint32_t)partial[fill], ink, 0);
		else if (row == hold_row)
			canvas_put(c, x, at, hold_mark(c, (held - 1) % EIGHTHS), INK_PLAIN, 0);
	}
	if (reference > 0)
		chart_reference(c, x, y + height - 1, filled, reference - 1);
}

void
bar_chart(struct canvas *c, int x, int y, int n, int height, const struct bar_column *column,
	const struct bar_range *range)
{
	for (int i = 0; i < n; i++)
		chart_column(c, x + i, y, height, &column[i], range);
}
