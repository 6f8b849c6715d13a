/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view nodes keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_NODES_H
#define AE_UI_TUI_VIEW_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/pieces/filter.h"
#include "ui-tui/pieces/rows.h"

struct nodes_desk {
	enum column_id sort;
	bool inverted;
	int column_page, scroll; /* clamped as they are drawn */
	struct filter filter;
	char selected[PROFILE_NAME_BYTES]; /* "": the first, once a key asks for it */
	int details_scroll;

	/* Where the table was drawn last, for keys and the mouse. */
	struct nodes_place {
		int x, y, width, height; /* of the rows; the titles stand above */
		bool paged;              /* in pages of columns, not a choice of them */
	} place;
};

#endif
