/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view eq keeps between two frames, and how it is drawn. */
#ifndef AE_UI_TUI_VIEW_EQ_H
#define AE_UI_TUI_VIEW_EQ_H

#include <stdbool.h>
#include <stdint.h>

#include "control/eq_curve.h"
#include "ui-tui/pieces/canvas.h"
#include "ui-tui/pieces/curve.h"
#include "ui-tui/popups/popup_number.h"
#include "ui-tui/popups/popup_save.h"
#include "ui-tui/views/eq_values.h"

enum { EQ_PREAMP = -1 }; /* in place of a band */

/* Where the rows of the table are: across beside each other, each of rows entries. */
struct eq_table_place {
	int x, y, width; /* of the first entry */
	int rows, across;
	int first, n; /* entries shown; 0: the preamp, then the bands */
};

/* A node of the curve that the mouse holds, as it was when it was taken. */
struct eq_drag {
	bool on;
	int x, y; /* where it was taken, and is now */
	int now_x, now_y;
	double hz, gain_db, range_db;
};

struct eq_desk {
	struct eq_trace trace; /* of the curve, as wide as it was last drawn */
	struct eq_values values;
	int band; /* selected, from 0, or EQ_PREAMP */
	int top;  /* first entry of the table that is seen */

	/* What the selected band does by itself. */
	struct eq_curve own;
	struct eq_trace own_trace;

	/* As it was drawn last. */
	struct curve_place curve;
	struct eq_table_place table;
	struct eq_drag drag;

	struct number_desk number;
	struct save_desk save;
};

struct desk;

bool eq_type_has_gain(enum eq_type t);

/* All of it on a sheet of its own; the last spare rows stay blank.  title: of a pane, in place of
 * the first line.  Context: as canvas.h. */
void eq_sheet_draw(struct desk *d, struct canvas *c, bool title);

#endif
