/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --attach: a screen (or --batch, or --status-line) on an engine that runs, through
 * OSC alone.  The engine is asked 20 times a second for what moves and less often
 * for the rest; what it answers becomes the same snapshot that a screen in its own
 * process has.  An engine that goes away is waited for.
 */
#ifndef AE_UI_OSC_ATTACH_ATTACH_H
#define AE_UI_OSC_ATTACH_ATTACH_H

#include "control/cli/options.h"
#include "control/viewer.h"

/* Until the viewer quits or a signal comes.  screen: the viewer owns the terminal, so what is
 * logged is printed at the end.  Return: the exit status.  Context: main. */
int attach_run(const struct options *o, const struct viewer_ops *viewer, bool screen);

#endif
