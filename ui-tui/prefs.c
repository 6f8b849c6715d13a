/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the screen is like unless somebody wishes otherwise. */
#include "ui-tui/prefs.h"

#include "profiler/profile.h"

const struct prefs prefs_defaults = {
	.window = WINDOW_10S,
	.fps = 25,
	.numbers_hz = 4,
	.mouse = true,
};
