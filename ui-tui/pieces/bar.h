/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bars, meters and the spectrum's picture.  With UTF-8 they have steps of an
 * eighth of a cell; in ASCII `#` is now, `:` the range from p50 to p99.9, `|`
 * the maximum and `!` the deadline.  Colour only repeats what the glyph says.
 */
#ifndef AE_UI_TUI_BAR_H
#define AE_UI_TUI_BAR_H

#include "ui-tui/pieces/canvas.h"

/* Loads as ratios of the period; 1.0 is the deadline. */
struct load_marks {
	double now, p50, p99_9, max;
};

enum { BAR_PERCENT = 120 }; /* the load bar's right end */

/* Context of all: as canvas.h. */

/* The load against the deadline, from 0 to BAR_PERCENT % of the period. */
void bar_load(struct canvas *c, int x, int y, int width, const struct load_marks *m);

/* The line under it: "0  25  50  75  DEADLINE  120". */
void bar_load_scale(struct canvas *c, int x, int y, int width);

/* A plain share from 0 to full, in one ink, without marks or background. */
void bar_share(struct canvas *c, int x, int y, int width, double share, enum ink ink);

/* The scale of a level meter: where levels stand on it, straight between the knots, which rise;
 * below the first is its left end, above the last its right.  All in dBFS. */
struct bar_scale {
	const struct bar_knot {
		double db, position; /* position: 0 .. 1 */
	} * knot;
	const struct bar_tick {
		double db;
		const char *text;
	} * tick; /* from the right: where there is no room one is left out */
	int nknots, nticks;
	/* Above it: yellow; red; and a mark that is red. */
	double caution_db, danger_db, over_db;
};

/* Digital peak meter (IEC 60268-18: -60: 2.5 %, -50: 7.5, -40: 15, -30: 30, -20: 50, 0: 100 %);
 * colours of EBU R 68: alignment level and permitted maximum. */
extern const struct bar_scale bar_scale_peak;

double bar_position(const struct bar_scale *s, double db);

/* mark_db: a line that stays; none at the left end. */
void bar_level(struct canvas *c, int x, int y, int width, const struct bar_scale *s, double db,
	double mark_db);

/* Its ticks, written into row y, none left of column from. */
void bar_ticks(struct canvas *c, int x, int y, int width, const struct bar_scale *s, int from,
	enum ink ink, unsigned style);

/* Above 60 % asks for caution, above 85 % is dangerous. */
enum ink ink_of_load(double load);

/* A column of a bar chart, as it is drawn; -INFINITY: nothing of the kind. */
struct bar_column {
	double db, hold_db, reference_db;
	double tilt_db; /* what all three have on top of the level that they are coloured by */
};
struct bar_range {
	double top_db, floor_db;
};

/* n columns of a bar chart. */
void bar_chart(struct canvas *c, int x, int y, int n, int height, const struct bar_column *column,
	const struct bar_range *range);

#endif
