/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flight recorder's picture: a row for each period, time from left to right,
 * 0 where the period was due.  `w` is the wake-up's lateness, then comes what ran:
 * `.` the engine, a letter for each node (`=` when nodes were not measured), and
 * `!` stands where the output had to be there.
 *
 * A column shows what took the most of its time.  What is too short for that
 * anywhere still gets the column that its middle lies in, the longest first, unless
 * that column is the only one of another.  So every letter stands at most one column
 * beside its time.
 */
#ifndef AE_UI_TUI_FLIGHT_PICTURE_H
#define AE_UI_TUI_FLIGHT_PICTURE_H

#include <stdint.h>

#include "profiler/evidence.h"
#include "ui-tui/pieces/canvas.h"

/* What the person has moved. */
struct flight_look {
	int pan;   /* periods, < 0: earlier */
	int zoom;  /* columns per time: times 2 to the power of it */
	int shift; /* quarters of the width, to the right */
};
enum { FLIGHT_ZOOM_MIN = -3, FLIGHT_ZOOM_MAX = 8, FLIGHT_SHIFT_MAX = 4096 };

/* Time of the first column's left and the last one's right edge. */
struct flight_span {
	double from_us, to_us;
};

enum { FLIGHT_IDLE = ' ', FLIGHT_WAKE = 'w', FLIGHT_GAP = '.', FLIGHT_UNMEASURED = '=' };

/* Context of all: any.
 * A letter or digit for each node, no two alike, none of them FLIGHT_WAKE: the first of its name
 * that is free, small if it can be. */
void flight_letters(const struct flight_incident *f, char letter[NODES_MAX]);

/* Up to 125 % of what was allowed, or to the end of the judged period if that is later; zoomed
 * and shifted as the person wants.  period_us: where no deadline was in force. */
void flight_span(const struct flight_incident *f, double period_us, const struct flight_look *look,
	struct flight_span *out);

/* When a period had to be done, from its own record, us after it was due; NaN: no deadline. */
double flight_deadline_us(const struct flight_cycle *c);

/* A period in so many columns, as FLIGHT_... and letters. */
void flight_row(const struct flight_incident *f, uint32_t cycle, const char letter[NODES_MAX],
	const struct flight_span *span, char *out, int n);

/* Title, axis, periods, letters: height rows of the whole width from y on.  culprit: a node's
 * name, "": none.  look: clamped to what there is. */
void flight_draw(struct canvas *c, int y, int height, const struct flight_incident *f,
	double period_us, const char *culprit, struct flight_look *look);

#endif
