/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ticks of a log frequency axis: the response curve and the spectrum have the same. */
#ifndef AE_UI_TUI_AXIS_H
#define AE_UI_TUI_AXIS_H

#include "ui-tui/pieces/canvas.h"

struct axis {
	struct canvas *c;
	int x, y, width; /* the row of the ticks; x: column 0 of the picture above */
	enum ink ink;
	unsigned style;
	/* Column of a frequency, -1: not on the axis. */
	int (*column)(const void *of, double hz);
	const void *of;
};

/* "20  50  100 ...": the ends first, then decades, then what fits between; each in the middle of
 * its column, at the edges within the axis.  Context: as canvas.h. */
void axis_draw(const struct axis *a);

#endif
