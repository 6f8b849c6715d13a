/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bars, meters and the spectrum's picture.  With UTF-8 they have steps of an
 * eighth of a cell; in ASCII `#` is now, `:` the range from p50 to p99.9, `|`
 * the maximum and `!` the deadline.  Colour only repeats what the glyph says.
 */
#ifndef AE_UI_TUI_BAR_H
#define AE_UI_TUI_BAR_H

#include "ui-tui/canvas.h"

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

/* A level meter, dBFS, on the scale of IEC 60268-18 (see bar_level_position). */
void bar_level(struct canvas *c, int x, int y, int width, double peak_db, double hold_db);

/* The ticks of that scale, written into row y from column from on: "-60 -40 -30 -20 -12 -6 0",
 * as many as fit. */
void bar_level_scale(
	struct canvas *c, int x, int y, int width, int from, enum ink ink, unsigned style);

/* Where a level stands, 0 at -70 dBFS .. 1 at 0 dBFS: the deflection of a digital peak meter
 * (IEC 60268-18: -60: 2.5 %, -50: 7.5, -40: 15, -30: 30, -20: 50, 0: 100 %). */
double bar_level_position(double db);

/* Loads above 60 % ask for caution, above 85 % they are dangerous; levels above -18 and
 * -9 dBFS (EBU R 68: alignment level and permitted maximum). */
enum ink ink_of_load(double load);
enum ink ink_of_level(double db);

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
