/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See curve.h. */
#include "ui-tui/pieces/curve.h"

#include <math.h>
#include <stdio.h>

#include "ui-tui/pieces/axis.h"

enum { BRAILLE = 0x2800, DOTS_ACROSS = 2, DOTS_DOWN = 4, TRIES = 5 };
enum { RAIL = 0x2502, RAIL_TICK = 0x2524, DASHES = 0x2504 };

static const double silent_db = 60;
static const double under_from = 0.02; /* of the range: nearer to 0 dB it is not drawn */

/* Where the picture lies on the sheet, and its scale. */
struct plot {
	struct canvas *c;
	int x, y, width, height;
	double range_db; /* at the middle of the first row */
	double least_db; /* nearer to 0 dB nothing is drawn */
	double label_db; /* from label to label ... */
	int label_rows;  /* ... and as many rows */
	bool utf8;
};

struct mark {
	int x, y, width;
};

static const struct curve_look no_look;

/* ---- Scale ---- */

static bool
has_gain(const struct eq_band *b)
{
	return b->type == EQ_PK || b->type == EQ_LSC || b->type == EQ_HSC || b->type == EQ_LS ||
	       b->type == EQ_HS;
}

/* Share of the axis where band i stands; false: nowhere on it. */
static bool
band_place(const struct eq_curve *curve, uint32_t i, double *share, double *db)
{
	const struct eq_band *b = &curve->settings.band[i];
	double hz = biquad_centre_hz(b, curve->rate_hz);

	*share = eq_curve_share(curve, hz);
	if (!(*share >= 0 && *share <= 1))
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
		if (has_gain(&curve->settings.band[i]) && eq_band_heard(&curve->settings, i) &&
			band_place(curve, i, &share, &db) && db < -range_db &&
			db > curve->peak_db - silent_db)
			return false;
	return true;
}

/* Round numbers stand in the middle of rows; so the picture may reach beyond what is needed. */
static void
choose_scale(
	struct plot *p, const struct eq_curve *curve, const struct eq_trace *trace, double keep_db)
{
	static const double range_db[] = { 12, 18, 24, 30, 36, 48, 60, 90, 120, 240, 480 };
	int half = (p->height - 1) / 2;
	double labels;
	size_t i = 0;

	p->label_rows = half < 4 ? half : half / 2;
	labels = (double)half / p->label_rows;
	while (i + 1 < sizeof range_db / sizeof *range_db &&
		(keep_db > 0 ? range_db[i] / (half < 4 ? 1 : 2) * labels < keep_db - 1e-6
			     : !range_holds(curve, trace, range_db[i])))
		i++;
	p->label_db = half < 4 ? range_db[i] : range_db[i] / 2;
	p->range_db = p->label_db * labels;
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

/* Dots or rows that a point takes, from first to last; none where it is outside, or where it does
 * no more than least_db. */
static void
point_span(
	const struct plot *p, const struct eq_trace *t, int i, int per_row, int *first, int *last)
{
	double top = row_of(p, (double)t->high_db[i]) * per_row;
	double bottom = row_of(p, (double)t->low_db[i]) * per_row;
	int most = p->height * per_row;

	if (fmax(fabs((double)t->high_db[i]), fabs((double)t->low_db[i])) < p->least_db) {
		*first = 0;
		*last = -1;
		return;
	}
	*first = top < 0 ? 0 : top > most ? most : (int)top;
	*last = bottom < 0 ? -1 : bottom >= most ? most - 1 : (int)bottom;
}

static void
draw_stars(const struct plot *p, const struct eq_trace *t, uint32_t glyph, enum ink ink)
{
	int first, last;

	for (int i = 0; i < p->width; i++) {
		point_span(p, t, i, 1, &first, &last);
		for (int row = first; row <= last; row++)
			canvas_put(p->c, p->x + i, p->y + row, glyph, ink, 0);
	}
}

static void
draw_dots(const struct plot *p, const struct eq_trace *t, enum ink ink)
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
				canvas_put(p->c, p->x + i, p->y + row, BRAILLE + bits, ink, 0);
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

/* On the curve, or where another band stands there, above or below it.
 * Return: whether there was room. */
static bool
find_place(const struct plot *p, const struct mark *placed, int n, int row, struct mark *m)
{
	static const int aside[TRIES] = { 0, -1, 1, -2, 2 };

	for (int try = 0; try < TRIES; try++) {
		m->y = row + aside[try];
		if (m->y >= 0 && m->y < p->height && mark_is_free(placed, n, m))
			return true;
	}
	return false;
}

static void
draw_mark(const struct plot *p, const struct eq_curve *curve, uint32_t i, bool selected,
	struct mark *placed, int *n, struct curve_place *place)
{
	int digits = i + 1 < 10 ? 1 : 2, right = p->x + p->width;
	struct mark m = { .width = selected ? digits + 2 : digits };
	bool heard = eq_band_heard(&curve->settings, i);
	double share, db;
	int row;

	if ((!heard && !selected) || !band_place(curve, i, &share, &db))
		return;
	row = (int)floor(fmin(fmax(row_of(p, db), 0), p->height - 1));
	m.x = column_of(p, share) - (selected ? 1 : 0);
	m.x = m.x > right - m.width ? right - m.width : m.x < p->x ? p->x : m.x;
	if (!find_place(p, placed, *n, row, &m))
		return;
	canvas_print(p->c, m.x, p->y + m.y, heard ? INK_MARK : INK_DIM,
		selected ? STYLE_BOLD | STYLE_REVERSE : STYLE_BOLD, selected ? "[%u]" : "%u",
		i + 1);
	placed[(*n)++] = m;
	if (place != NULL) {
		place->mark[i].x = m.x;
		place->mark[i].y = p->y + m.y;
		place->mark[i].width = m.width;
	}
}

/* The selected one first, so that it stands where it belongs. */
static void
draw_marks(const struct plot *p, const struct eq_curve *curve, uint32_t selected,
	struct curve_place *place)
{
	struct mark placed[EQ_BANDS_MAX];
	int n = 0;

	if (selected > 0 && selected <= curve->settings.nbands)
		draw_mark(p, curve, selected - 1, true, placed, &n, place);
	for (uint32_t i = 0; i < curve->settings.nbands && i < EQ_BANDS_MAX; i++)
		if (i + 1 != selected)
			draw_mark(p, curve, i, false, placed, &n, place);
}

static int
plot_width(int width)
{
	width -= CURVE_LABEL;
	return width > CURVE_COLUMNS_MAX ? CURVE_COLUMNS_MAX : width;
}

uint32_t
curve_points(const struct canvas *c, int width)
{
	return (uint32_t)(plot_width(width) * (c->charset == CHARSET_UTF8 ? DOTS_ACROSS : 1));
}

double
curve_draw(struct canvas *c, int x, int y, int width, int height, const struct eq_curve *curve,
	struct eq_trace *trace, const struct curve_look *look, struct curve_place *place)
{
	struct plot p = { .c = c,
		.x = x + CURVE_LABEL,
		.y = y,
		.width = plot_width(width),
		.height = height,
		.utf8 = c->charset == CHARSET_UTF8 };

	if (look == NULL)
		look = &no_look;
	eq_trace_update(trace, curve, curve_points(c, width));
	choose_scale(&p, curve, trace, look->range_db);
	draw_level_axis(&p);
	draw_hz_axis(&p, curve);
	if (look->under != NULL && look->under->n == trace->n) {
		p.least_db = p.range_db * under_from;
		if (p.utf8)
			draw_dots(&p, look->under, INK_DIM);
		else
			draw_stars(&p, look->under, '.', INK_DIM);
		p.least_db = 0;
	}
	if (p.utf8)
		draw_dots(&p, trace, INK_GOOD);
	else
		draw_stars(&p, trace, '*', INK_GOOD);
	if (place != NULL)
		*place = (struct curve_place){ .x = p.x,
			.y = p.y,
			.width = p.width,
			.height = p.height,
			.range_db = p.range_db };
	draw_marks(&p, curve, look->selected, place);
	return p.range_db;
}
