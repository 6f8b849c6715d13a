/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Editing one line of UTF-8. */
#include "ui-tui/pieces/entry.h"

#include <stdio.h>
#include <string.h>

#include "ui-tui/terminal/input.h"

static bool
continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

void
entry_set(struct entry *e, const char *text)
{
	size_t n = strlen(text);

	if (n >= sizeof e->text)
		for (n = sizeof e->text - 1; n > 0 && continues(text[n]); n--)
			;
	memcpy(e->text, text, n);
	e->text[n] = '\0';
	e->cursor = (uint32_t)n;
}

static void
move_left(struct entry *e)
{
	while (e->cursor > 0 && continues(e->text[--e->cursor]))
		;
}

static void
move_right(struct entry *e)
{
	if (e->text[e->cursor] != '\0')
		while (continues(e->text[++e->cursor]))
			;
}

/* The character at the cursor. */
static void
delete_here(struct entry *e)
{
	uint32_t from = e->cursor;

	move_right(e);
	memmove(e->text + from, e->text + e->cursor, strlen(e->text + e->cursor) + 1);
	e->cursor = from;
}

static void
insert(struct entry *e, uint32_t c)
{
	char bytes[4];
	uint32_t n = (uint32_t)canvas_utf8(c, bytes);
	size_t length = strlen(e->text);

	if (length + n >= sizeof e->text)
		return;
	memmove(e->text + e->cursor + n, e->text + e->cursor, length - e->cursor + 1);
	memcpy(e->text + e->cursor, bytes, n);
	e->cursor += n;
}

enum entry_result
entry_key(struct entry *e, uint32_t key)
{
	switch (key) {
	case KEYS_ENTER:
		return ENTRY_DONE;
	case KEYS_ESCAPE:
	case KEYS_CTRL_C:
		return ENTRY_CANCELLED;
	case KEYS_CTRL_U:
		entry_set(e, "");
		break;
	case KEYS_LEFT:
		move_left(e);
		break;
	case KEYS_RIGHT:
		move_right(e);
		break;
	case KEYS_HOME:
		e->cursor = 0;
		break;
	case KEYS_END:
		e->cursor = (uint32_t)strlen(e->text);
		break;
	case KEYS_BACKSPACE:
	case 8:
		if (e->cursor > 0) {
			move_left(e);
			delete_here(e);
		}
		break;
	case KEYS_DELETE:
		delete_here(e);
		break;
	default:
		if (key >= ' ' && key < 0x110000 && !(key >= 127 && key < 160))
			insert(e, key);
		break;
	}
	return ENTRY_GOES_ON;
}

void
entry_draw(const struct entry *e, struct canvas *c, int x, int y, int width)
{
	char before[ENTRY_BYTES];
	const char *from = e->text;
	int at;

	snprintf(before, sizeof before, "%.*s", (int)e->cursor, e->text);
	at = text_columns(before);
	for (int skip = at - (width - 1); skip > 0; skip--)
		while (continues(*++from))
			;
	if (at > width - 1)
		at = width - 1;
	for (int i = 0; i < width; i++)
		canvas_put(c, x + i, y, ' ', INK_PLAIN, 0);
	canvas_text(c, x, y, width, INK_PLAIN, STYLE_BOLD, from);
	canvas_paint(c, x + at, y, 1, INK_MARK, STYLE_REVERSE);
}
