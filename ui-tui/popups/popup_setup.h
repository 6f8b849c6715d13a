/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Setup: the preferences, each changed at once and kept when the pop-up closes. */
#ifndef AE_UI_TUI_POPUP_SETUP_H
#define AE_UI_TUI_POPUP_SETUP_H

#include "ui-tui/prefs.h"

struct setup_desk {
	int row, scroll;
	int drawn; /* rows that the last picture had */
};

#endif
