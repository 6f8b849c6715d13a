/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view heat keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_HEAT_H
#define AE_UI_TUI_VIEW_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"

struct heat_desk {
	double wanted_until_s; /* somebody draws the map */
};

#endif
