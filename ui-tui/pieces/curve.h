/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of a response curve: dots of Braille (2 x 4 in a cell) with
 * UTF-8, `*` in ASCII, on axes of decibels and of log frequency.  A steep part
 * is drawn as the line that it is, and the number of a band stands on the
 * curve where the band's centre is.
 */
#ifndef AE_UI_TUI_CURVE_H
#define AE_UI_TUI_CURVE_H

#include "control/eq_curve.h"
#include "ui-tui/pieces/canvas.h"

enum {
	CURVE_ROWS_MIN = 5,
	CURVE_LABEL = 5, /* columns of the labels on the left */
	CURVE_COLUMNS_MAX = EQ_TRACE_MAX / 2
};

/* Context of all: as canvas.h. */

/* What else is to be seen.  A zeroed one: nothing. */
struct curve_look {
	uint32_t selected;            /* the band whose number stands in [], from 1; 0: none.  It
					 is marked even when it is not heard */
	const struct eq_trace *under; /* dimly below the curve, of as many points; NULL */
	double range_db;              /* > 0: the scale to keep, as it was returned before */
};

/* Where the picture lies, for the mouse.  A mark of width 0 is not there. */
struct curve_place {
	int x, y, width, height; /* of the curve itself, without its labels */
	double range_db;
	struct {
		int x, y, width;
	} mark[EQ_BANDS_MAX];
};

/* Draw into height rows (odd, so that 0 dB has a row of its own, at least CURVE_ROWS_MIN), the
 * frequencies in the row below.  The trace follows the curve at as many points as are shown.
 * There is to be a curve.  look, place: NULL: without.  Return: the level at the middle of the
 * first row; 12 dB, or more when the curve needs it or round numbers would not stand at their
 * rows; the last row has its negative. */
double curve_draw(struct canvas *c, int x, int y, int width, int height,
	const struct eq_curve *curve, struct eq_trace *trace, const struct curve_look *look,
	struct curve_place *place);

/* Points of a trace that is shown so wide, labels included. */
uint32_t curve_points(const struct canvas *c, int width);

#endif
