/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name under which the EQ is saved as a preset, typed over the view. */
#ifndef AE_UI_TUI_POPUP_SAVE_H
#define AE_UI_TUI_POPUP_SAVE_H

#include <stdbool.h>

#include "ui-tui/pieces/entry.h"

struct save_desk {
	struct entry name;
	bool asks; /* whether to save over another preset: y or n */
	char error[ENTRY_BYTES];
};

struct desk;

/* Open it with the name of the preset in use. */
void save_open(struct desk *d);

#endif
