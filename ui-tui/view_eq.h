/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view eq keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_EQ_H
#define AE_UI_TUI_VIEW_EQ_H

#include <stdbool.h>
#include <stdint.h>

#include "control/eq_curve.h"

struct eq_desk {
	struct eq_trace trace; /* of the curve, as wide as it was last drawn */
};

#endif
