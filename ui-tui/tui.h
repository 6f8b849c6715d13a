/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen as a viewer: a thread of its own at normal priority, which gets
 * snapshots through a mailbox and asks its host through the host's request.  A
 * stopped or hung terminal stalls this thread and nothing else.
 */
#ifndef AE_UI_TUI_TUI_H
#define AE_UI_TUI_TUI_H

#include <stdbool.h>

#include "control/viewer.h"

/* open: -ENOTTY and the like when there is no usable terminal, having logged why. */
extern const struct viewer_ops viewer_tui;

/* The same on control in its own process. */
extern const struct frontend_ops frontend_tui;

/* Whether the options and the terminal ask for the screen: no --no-tui, --batch or
 * --status-line, both ends are terminals of a type that curses can use, and ours is the
 * foreground.  Otherwise the batch is the one to open.  Context: main. */
bool tui_wanted(const struct options *o);

#endif
