/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view log keeps between two frames: the lines it has seen, too. */
#ifndef AE_UI_TUI_VIEW_LOG_H
#define AE_UI_TUI_VIEW_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"
#include "ui-tui/pieces/filter.h"
#include "ui-tui/views/engine_age.h"

enum { LOG_LINES_SEEN = 1000 };

struct seen_line {
	uint64_t number; /* from 0; a step of more than 1: lines were missed */
	struct log_line line;
};

struct log_desk {
	struct filter filter;
	bool fixed;      /* does not follow the end */
	uint64_t bottom; /* number of the lowest line shown, while fixed */
	int page;        /* lines that were drawn last */
	int width, rows; /* of what they were drawn in */

	uint32_t first, n; /* of seen[], a ring */
	uint64_t next;     /* number of the line after the last seen */
	struct engine_age age;
	double again_s; /* not asked before */
	double wanted_until_s;
	struct seen_line seen[LOG_LINES_SEEN];
};

#endif
