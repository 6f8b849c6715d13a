/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view threads keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_THREADS_H
#define AE_UI_TUI_VIEW_THREADS_H

#include <stdbool.h>
#include <stdint.h>

struct threads_desk {
	int scroll;
};

#endif
