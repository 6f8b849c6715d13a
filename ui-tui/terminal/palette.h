/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ink looks like: colours for terminals of 256, 16 and 8 of them, and what
 * stands in for colour where there is none.  Numbers as xterm counts its colours.
 */
#ifndef AE_UI_TUI_PALETTE_H
#define AE_UI_TUI_PALETTE_H

#include "ui-tui/pieces/canvas.h"
#include "ui-tui/prefs.h"

/* An ink on the terminal's own background, and a bar with text on it (STYLE_REVERSE).  -1: the
 * terminal's own colour; a bar of that is the terminal's reverse. */
struct hue {
	short ink, bar, bar_text;
};

/* Context of both: any.  ncolors: what the terminal has; below 8: none are used. */
struct hue palette_hue(enum palette p, int ncolors, enum ink ink);

/* Styles (enum style, or'ed) that an ink has besides those of its cell, so that a warning is one
 * without its colour, too. */
unsigned palette_style(enum palette p, int ncolors, enum ink ink);

#endif
