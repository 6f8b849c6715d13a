/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of the heat map: time from left to right, the share of the period
 * upwards, the denser a glyph the more periods.  Columns stand on multiples of their
 * length since the engine's start, so a picture that moves on does not flicker.
 *
 * Rows are made of whole bins, a bin never of two sides of the deadline; where rows
 * hold different numbers of bins the glyph tells the count per bin, so that a wider
 * row does not look hotter.  Where there are more rows than bins, a bin takes several.
 * The top row holds all that is above the scale.
 */
#ifndef AE_UI_TUI_HEAT_MAP_H
#define AE_UI_TUI_HEAT_MAP_H

#include "ui-tui/desk.h"
#include "ui-tui/pieces/canvas.h"

/* Rows from the top, 0: the overflow; late: the lowest that is at or above 100 %. */
struct heat_rows {
	bool node;
	uint32_t bottom; /* the bin that the scale begins with */
	int n, late;
};

/* n >= 2. */
struct heat_rows heat_rows_of(bool node, uint32_t bottom, int n);

/* The bins of a row: first to end - 1. */
void heat_row_bins(const struct heat_rows *r, int row, uint32_t *first, uint32_t *end);

/* The row that a bin is drawn in; the lowest of them when it takes several. */
int heat_row_of(const struct heat_rows *r, uint32_t bin);

/* 1 .. steps for a count of periods per bin, of which full fill a column; 0 for none. */
int heat_step(double count, double full, int steps, bool linear);
enum { HEAT_STEPS_ASCII = 9, HEAT_STEPS_UTF8 = 8 };
void heat_put_step(struct canvas *c, int x, int y, int step, bool late);

/* Seconds of a column, seconds since the start of the newest one. */
uint32_t heat_zoom(const struct desk *d);
uint64_t heat_now_s(const struct desk *d);

/* The counts of a column.  Return: seconds of it that are known. */
uint32_t heat_sum(const struct desk *d, int64_t column, uint32_t count[HEAT_BINS]);

/* Whether a column had a late period or an xrun.  *incident: its place in the snapshot's list,
 * -1: none of those kept. */
bool heat_xrun(const struct desk *d, int64_t column, int *incident);

/* Everything but the title, in height rows, with marks and cursor: the row of X (from 6 rows on;
 * else over the top row), the cells, the time (from 5 rows on). */
void heat_map_draw(struct desk *d, struct canvas *c, int x, int y, int width, int height);

#endif
