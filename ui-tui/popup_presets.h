/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of presets that a pop-up offers, and what it keeps between two frames. */
#ifndef AE_UI_TUI_POPUP_PRESETS_H
#define AE_UI_TUI_POPUP_PRESETS_H

#include "control/question.h"

struct presets_desk {
	double wanted_until_s; /* the list is open */
};

struct popup;

extern const struct popup popup_presets;

#endif
