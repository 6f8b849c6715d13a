/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view log keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_LOG_H
#define AE_UI_TUI_VIEW_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"

struct log_desk {
	int scroll;
	double wanted_until_s;
};

#endif
