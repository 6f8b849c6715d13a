/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a list is narrowed down to: a part of its lines' text, upper and lower case
 * alike.  It takes effect while it is being typed; Enter keeps it, Escape removes it.
 */
#ifndef AE_UI_TUI_FILTER_H
#define AE_UI_TUI_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/pieces/canvas.h"
#include "ui-tui/pieces/entry.h"

struct filter {
	bool typing;
	struct entry entry; /* its text is in force, typing or not; "": everything */
};

/* Keys: '/' and F3 begin; while it is typed it takes all; Escape removes one that was kept.
 * Context of all: any.  Return: false: not one of its keys. */
bool filter_key(struct filter *f, uint32_t key);

bool filter_active(const struct filter *f);
bool filter_match(const struct filter *f, const char *text);
bool filter_finds(const char *part, const char *text); /* without a struct filter */

/* "filter: TEXT", with the cursor while it is typed; nothing when there is none.
 * Return: x after it. */
int filter_draw(const struct filter *f, struct canvas *c, int x, int y, int width);

#endif
