/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See filter.h. */
#include "ui-tui/pieces/filter.h"

#include <string.h>

#include "ui-tui/terminal/input.h"

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
begins_with(const char *text, const char *part)
{
	for (; *part != '\0'; text++, part++)
		if (lower(*text) != lower(*part))
			return false;
	return true;
}

bool
filter_active(const struct filter *f)
{
	return f->entry.text[0] != '\0';
}

bool
filter_finds(const char *part, const char *text)
{
	do {
		if (begins_with(text, part))
			return true;
	} while (*text++ != '\0');
	return false;
}

bool
filter_match(const struct filter *f, const char *text)
{
	return filter_finds(f->entry.text, text);
}

bool
filter_key(struct filter *f, uint32_t key)
{
	if (!f->typing) {
		if (key == KEYS_ESCAPE && filter_active(f))
			entry_set(&f->entry, "");
		else if (key == '/' || key == KEYS_F3)
			f->typing = true;
		else
			return false;
		return true;
	}
	switch (entry_key(&f->entry, key)) {
	case ENTRY_DONE:
		f->typing = false;
		break;
	case ENTRY_CANCELLED:
		f->typing = false;
		entry_set(&f->entry, "");
		break;
	case ENTRY_GOES_ON:
		break;
	}
	return true;
}

int
filter_draw(const struct filter *f, struct canvas *c, int x, int y, int width)
{
	int end = x + width;

	if (!f->typing && !filter_active(f))
		return x;
	x = canvas_text(c, x, y, end - x, INK_MARK, STYLE_BOLD, "filter: ");
	if (!f->typing)
		return canvas_text(c, x, y, end - x, INK_MARK, STYLE_BOLD, f->entry.text);
	width = text_columns(f->entry.text) + 1;
	if (width > end - x)
		width = end - x;
	if (width > 0)
		entry_draw(&f->entry, c, x, y, width);
	return x + (width > 0 ? width : 0);
}
