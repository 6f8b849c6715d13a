/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view heat keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_HEAT_H
#define AE_UI_TUI_VIEW_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"
#include "ui-tui/views/heat_store.h"

enum { HEAT_MARKS = 8, HEAT_ZOOMS = 8 };

/* A second that somebody wants to find again, and what the log said round it. */
struct heat_mark {
	uint64_t second;
	struct log_line line; /* the nearest then known; text "": there was none */
};

/* Zeroed: the cycle, a second per column, up to now. */
struct heat_desk {
	double wanted_until_s; /* somebody draws the map */
	struct heat_store store;

	uint32_t zoom; /* place in heat_zoom_s */
	bool linear;   /* glyphs by count, else by its logarithm */
	bool trace;    /* mean and maximum of each column are marked */
	bool cursor;   /* at second cursor_s */
	bool away;     /* the right edge is not now, but end_s */
	uint64_t cursor_s, end_s;

	uint32_t nmarks; /* of mark[], oldest first */
	struct heat_mark mark[HEAT_MARKS];

	int map_x, map_y, map_width, map_height; /* cells of the map, as drawn last in full */
	int64_t first_column;                    /* at its left edge, in columns since the start */
};

extern const uint32_t heat_zoom_s[HEAT_ZOOMS]; /* seconds per column */

#endif
