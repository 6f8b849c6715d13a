/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the level meters keep between two frames. */
#ifndef AE_UI_TUI_LEVELS_H
#define AE_UI_TUI_LEVELS_H

#include "dsp/meter.h"

/* Highest reading of each channel and when it was: marks that stay 2 s. */
struct levels_desk {
	float held_db[2][METER_CHANNELS_MAX]; /* in, out */
	double held_at_s[2][METER_CHANNELS_MAX];
};

#endif
