/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view nodes keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_NODES_H
#define AE_UI_TUI_VIEW_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/rows.h"

struct nodes_desk {
	enum column_id sort;
	bool inverted;
	int column_page, scroll; /* clamped as they are drawn */
};

#endif
