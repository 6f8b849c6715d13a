/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of the spectrum.  Bars move at frame rate; the line of the cursor
 * is numbers and changes as numbers do.  The slope tilts the picture only:
 * what the cursor says is the level as it was measured.
 */
#ifndef AE_UI_TUI_SPECTRUM_H
#define AE_UI_TUI_SPECTRUM_H

#include "ui-tui/desk.h"

enum { SPECTRUM_ZOOMS = 4 }; /* zoom -1 .. 2: 120, 96, 72, 48 dB */

extern const char *const spectrum_window_name[SPECTRUM_NWINDOWS];
extern const char *const spectrum_channel_name[SPECTRUM_NSHOWS];

/* Context of all: as canvas.h.  How the engine measures, or does in a moment. */
const struct spectrum_controls *spectrum_controls(const struct desk *d);

/* The title and the bars; the frequencies in a row below them, in the
 * title where there is little room; the cursor in cursor_rows of 0 or 1.  Notes where the bars
 * are. */
void spectrum_picture(
	struct desk *d, struct canvas *c, int x, int y, int width, int height, int cursor_rows);

/* The bar of the cursor, else the highest one of what is shown as numbers; of the picture as it
 * was drawn last, when there was one. */
int spectrum_cursor_bar(const struct desk *d);

#endif
