/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See curve.h. */
#include "ui-tui/curve.h"

#include <math.h>
#include <stdio.h>

#include "ui-tui/axis.h"

enum { BRAILLE = 0x2800, DOTS_ACROSS = 2, DOTS_DOWN = 4, TRIES = 5 };
enum { RAIL = 0x2502, RAIL_TICK = 0x2524, DASHES = 0x2504 };

static const double silent_db = 60;

/* Where the picture lies on the sheet, and its scale. */
struct plot {
	struct canvas *c;
	int x, y, width, height;
	double range_db; /* at the middle of the first row */
	double label_db; /* from label to label ... */
	int label_rows;  /* ... and as many rows */
	bool utf8;
};

struct mark {
	int x, y, width;
};

/* ---- Scale ---- */

static bool
has_gain(const struct eq_band *b)
{
	return b->type == EQ_PK || b->type == EQ_LSC || b->type == EQ_HSC || b->type == EQ_LS ||
	       b->type == EQ_HS;
}

/* Share of the axis where band i acts; false: nowhere on it. */
static bool
band_place(const struct eq_curve *curve, uint32_t i, double *share, double *db)
{
	const struct eq_band *b = &curve->settings.band[i];
	double hz = biquad_centre_hz(b, curve->rate_hz);

	*share = eq_curve_share(curve, hz);
	if (!eq_band_heard(&curve->settings, i) || !(*share >= 0 && *share <= 1))
		return false;
	*db = eq_response_db(&curve->coefficients, hz, curve->rate_hz);
	return true;
}

/* As much as it takes for the highest point, for bands with a gain, and for nine tenths of the
 * curve; a filter may leave the picture at the bottom, and so may a band that it has silenced. */
static bool
range_holds(const struct eq_curve *curve, const struct eq_trace *trace, double range_db)
{
	uint32_t below = 0;
	double share, db;

	for (uint32_t i = 0; i < trace->n; i++)
		below += (double)trace->db[i] < -range_db;
	if (curve->peak_db > range_db || below > trace->n / 10)
		return false;
	for (uint32_t i = 0; i < curve->settings.nbands; i++)
		if (has_gain(&curve->settings.band[i]) && band_place(curve, i, &share, &db) &&
			db < -range_db && db > curve->peak_db - silent_db)
			return false;
	return true;
}

/* Round numbers stand in the middle of rows; so the picture may reach beyond what is needed. */
static void
choose_scale(struct plot *p, const struct eq_curve *curve, const struct eq_trace *trace)
{
	static const double range_db[] = { 12, 18, 24, 30, 36, 48, 60, 90, 120, 240, 480 };
	int half = (p->height - 1) / 2;
	size_t i = 0;

	while (i + 1 < sizeof range_db / sizeof *range_db &&
		!range_holds(curve, trace, range_db[i]))
		i++;
	p->label_db = half < 4 ? range_db[i] : range_db[i] / 2;
	p->label_rows = half < 4 ? half : half / 2;
	p->range_db = p->label_db * half / p->label_rows;
}

/* Down from the top edge, in rows; 0 dB is in the middle of its row. */
static double
row_of(const struct plot *p, double db)
{
	return (p->range_db - db) / (2 * p->range_db) * (p->height - 1) + 0.5;
}

static int
column_of(const struct plot *p, double share)
{
	return p->x + (int)lround(share * (p->width - 1));
}

/* ---- Axes ---- */

static void
draw_level_axis(const struct plot *p)
{
	int half = (p->height - 1) / 2;

	for (int i = 0; i < p->height; i++)
		canvas_put(p->c, p->x - 1, p->y + i, p->utf8 ? RAIL : '|', INK_DIM, 0);
	for (int i = 0; i < p->width; i++)
		if (p->utf8 || i % 2 == 0)
			canvas_put(p->c, p->x + i, p->y + half, p->utf8 ? DASHES : '-', INK_DIM, 0);
	canvas_text(p->c, p->x - CURVE_LABEL + 1, p->y + half - 1, 3, INK_DIM, 0, "dB");
	for (int i = -half / p->label_rows; i <= half / p->label_rows; i++) {
		int row = p->y + half - i * p->label_rows;

		canvas_print(p->c, p->x - CURVE_LABEL, row, INK_DIM, 0, i == 0 ? "%3.0f" : "%+3.0f",
			i * p->label_db);
		if (p->utf8)
			canvas_put(p->c, p->x - 1, row, RAIL_TICK, INK_DIM, 0);
	}
}

struct hz_axis {
	const struct plot *plot;
	const struct eq_curve *curve;
};

static int
hz_column(const void *of, double hz)
{
	const struct hz_axis *axis = of;
	double share = eq_curve_share(axis->curve, hz);

	return share <= 1 ? column_of(axis->plot, share) - axis->plot->x : -1;
}

static void
draw_hz_axis(const struct plot *p, const struct eq_curve *curve)
{
	const struct hz_axis of = { p, curve };
	const struct axis axis = { .c = p->c,
		.x = p->x,
		.y = p->y + p->height,
		.width = p->width,
		.ink = INK_DIM,
		.column = hz_column,
		.of = &of };

	canvas_text(p->c, p->x - CURVE_LABEL + 1, axis.y, 3, INK_DIM, 0, "Hz");
	axis_draw(&axis);
}

/* ---- Curve ---- */

/* Dots or rows that a point takes, from first to last; none where it is outside. */
static void
point_span(
	const struct plot *p, const struct eq_trace *t, int i, int per_row, int *first, int *last)
{
	double top = row_of(p, (double)t->high_db[i]) * per_row;
	double bottom = row_of(p, (double)t->low_db[i]) * per_row;
	int most = p->height * per_row;

	*first = top < 0 ? 0 : top > most ? most : (int)top;
	*last = bottom < 0 ? -1 : bottom >= most ? most - 1 : (int)bottom;
}

static void
draw_stars(const struct plot *p, const struct eq_trace *t)
{
	int first, last;

	for (int i = 0; i < p->width; i++) {
		point_span(p, t, i, 1, &first, &last);
		for (int row = first; row <= last; row++)
			canvas_put(p->c, p->x + i, p->y + row, '*', INK_GOOD, 0);
	}
}

static void
draw_dots(const struct plot *p, const struct eq_trace *t)
{
	static const uint8_t dot[DOTS_ACROSS][DOTS_DOWN] = { { 0x01, 0x02, 0x04, 0x40 },
		{ 0x08, 0x10, 0x20, 0x80 } };
	int first[DOTS_ACROSS], last[DOTS_ACROSS];

	for (int i = 0; i < p->width; i++) {
		for (int half = 0; half < DOTS_ACROSS; half++)
			point_span(
				p, t, DOTS_ACROSS * i + half, DOTS_DOWN, &first[half], &last[half]);
		for (int row = 0; row < p->height; row++) {
			uint32_t bits = 0;

			for (int half = 0; half < DOTS_ACROSS; half++)
				for (int d = 0; d < DOTS_DOWN; d++)
					if (row * DOTS_DOWN + d >= first[half] &&
						row * DOTS_DOWN + d <= last[half])
						bits |= dot[half][d];
			if (bits != 0)
				canvas_put(p->c, p->x + i, p->y + row, BRAILLE + bits, INK_GOOD, 0);
		}
	}
}

/* ---- Bands ---- */

static bool
mark_is_free(const struct mark *placed, int n, const struct mark *m)
{
	for (int i = 0; i < n; i++)
		if (placed[i].y == m->y && m->x < placed[i].x + placed[i].width &&
			placed[i].x < m->x + m->width)
			return false;
	return true;
}

/* On the curve, or where another band stands there, above or below it. */
static void
draw_marks(const struct plot *p, const struct eq_curve *curve)
{
	static const int aside[TRIES] = { 0, -1, 1, -2, 2 };
	struct mark placed[EQ_BANDS_MAX];
	int n = 0;
	double share, db;

	for (uint32_t i = 0; i < curve->settings.nbands; i++) {
		struct mark m = { .width = i + 1 < 10 ? 1 : 2 };
		int row;

		if (!band_place(curve, i, &share, &db))
			continue;
		row = (int)floor(fmin(fmax(row_of(p, db), 0), p->height - 1));
		m.x = column_of(p, share);
		m.x = m.x > p->x + p->width - m.width ? p->x + p->width - m.width : m.x;
		for (int try = 0; try < TRIES; try++) {
			m.y = row + aside[try];
			if (m.y < 0 || m.y >= p->height || !mark_is_free(placed, n, &m))
				continue;
			canvas_print(p->c, m.x, p->y + m.y, INK_MARK, STYLE_BOLD, "%u", i + 1);
			placed[n++] = m;
			break;
		}
	}
}

double
curve_draw(struct canvas *c, int x, int y, int width, int height, const struct eq_curve *curve,
	struct eq_trace *trace)
{
	struct plot p = { .c = c,
		.x = x + CURVE_LABEL,
		.y = y,
		.width = width - CURVE_LABEL,
		.height = height,
		.utf8 = c->charset == CHARSET_UTF8 };

	if (p.width > CURVE_COLUMNS_MAX)
		p.width = CURVE_COLUMNS_MAX;
	eq_trace_update(trace, curve, (uint32_t)(p.utf8 ? DOTS_ACROSS * p.width : p.width));
	choose_scale(&p, curve, trace);
	draw_level_axis(&p);
	draw_hz_axis(&p, curve);
	if (p.utf8)
		draw_dots(&p, trace);
	else
		draw_stars(&p, trace);
	draw_marks(&p, curve);
	return p.range_db;
}
