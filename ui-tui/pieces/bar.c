/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bars and meters: arithmetic on cells, in eighths. */
#include "ui-tui/pieces/bar.h"

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

/* EBU R 68: alignment level and permitted maximum. */
static enum ink
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
	double x = floor(value / end * width);

	return !(x > 0) ? 0 : x >= width ? width - 1 : (int)x;
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
bar_position(const struct bar_scale *s, double db)
{
	const struct bar_knot *k = s->knot;

	if (!(db > k[0].db))
		return 0;
	for (int i = 1; i < s->nknots; i++)
		if (db <= k[i].db)
			return k[i - 1].position + (db - k[i - 1].db) / (k[i].db - k[i - 1].db) *
							   (k[i].position - k[i - 1].position);
	return 1.0;
}

/* The level at a position: bar_position backwards. */
static double
level_at(const struct bar_scale *s, double position)
{
	const struct bar_knot *k = s->knot;
	int i = 1;

	while (i + 1 < s->nknots && position > k[i].position)
		i++;
	return k[i - 1].db + (position - k[i - 1].position) / (k[i].position - k[i - 1].position) *
				     (k[i].db - k[i - 1].db);
}

static enum ink
ink_on_scale(const struct bar_scale *s, double db)
{
	return db > s->danger_db ? INK_BAD : db > s->caution_db ? INK_CAUTION : INK_GOOD;
}

void
bar_level(struct canvas *c, int x, int y, int width, const struct bar_scale *s, double db,
	double mark_db)
{
	bool utf8 = c->charset == CHARSET_UTF8;
	int filled = steps(bar_position(s, db), 1.0, width * EIGHTHS);

	for (int i = 0; i < width; i++) {
		canvas_put(c, x + i, y, utf8 ? DOT : '.', INK_DIM, 0);
		put_fill(c, x + i, y, column_fill(filled, i),
			ink_on_scale(s, level_at(s, (i + 0.5) / width)));
	}
	if (width > 0 && bar_position(s, mark_db) > 0)
		canvas_put(c, x + mark_column(bar_position(s, mark_db), 1.0, width), y,
			utf8 ? LINE : '|', mark_db > s->over_db ? INK_BAD : INK_MARK, STYLE_BOLD);
}

void
bar_ticks(struct canvas *c, int x, int y, int width, const struct bar_scale *s, int from,
	enum ink ink, unsigned style)
{
	int free_to = x + width; /* the next one must end before */

	for (int i = 0; i < s->nticks; i++) {
		int n = (int)strlen(s->tick[i].text);
		int at = x + mark_column(bar_position(s, s->tick[i].db), 1.0, width) - n + 1;

		if (at < x || at < from || at + n > free_to)
			continue;
		canvas_text(c, at, y, n, ink, style, s->tick[i].text);
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
		c->charset == CHARSET_UTF8 ? dots[at % EIGHTHS * 4 / EIGHTHS] : 'o',
		over ? INK_MARK : INK_PLAIN, over ? STYLE_REVERSE : STYLE_BOLD);
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

static const struct bar_knot peak_knots[] = {
	{ -70, 0 },
	{ -60, 0.025 },
	{ -50, 0.075 },
	{ -40, 0.15 },
	{ -30, 0.30 },
	{ -20, 0.50 },
	{ 0, 1.0 },
};
static const struct bar_tick peak_ticks[] = { { 0, "0" }, { -6, "-6" }, { -12, "-12" },
	{ -20, "-20" }, { -30, "-30" }, { -40, "-40" }, { -50, "-50" }, { -60, "-60" } };

const struct bar_scale bar_scale_peak = {
	.knot = peak_knots,
	.nknots = sizeof peak_knots / sizeof *peak_knots,
	.tick = peak_ticks,
	.nticks = sizeof peak_ticks / sizeof *peak_ticks,
	.caution_db = -18,
	.danger_db = -9,
	.over_db = 0,
};
