/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view xruns keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_XRUNS_H
#define AE_UI_TUI_VIEW_XRUNS_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"

struct xruns_desk {
	int selected, scroll;
	double wanted_until_s; /* somebody draws an incident */
};

#endif
