/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line that is typed: a number, a name, what to filter by. */
#ifndef AE_UI_TUI_ENTRY_H
#define AE_UI_TUI_ENTRY_H

#include <stdint.h>

#include "ui-tui/pieces/canvas.h"

enum { ENTRY_BYTES = 128 };

struct entry {
	char text[ENTRY_BYTES]; /* UTF-8 */
	uint32_t cursor;        /* a byte of it, at the start of a character */
};

enum entry_result { ENTRY_GOES_ON, ENTRY_DONE, ENTRY_CANCELLED };

/* Context of all: any.  The cursor stands behind the text. */
void entry_set(struct entry *e, const char *text);

/* Enter ends it, Escape and Ctrl-C cancel it, Ctrl-U empties it; arrows, Home, End, Backspace and
 * Delete as everywhere.  Other keys that are no characters are ignored. */
enum entry_result entry_key(struct entry *e, uint32_t key);

/* In one row; the part round the cursor when it is too long. */
void entry_draw(const struct entry *e, struct canvas *c, int x, int y, int width);

#endif
