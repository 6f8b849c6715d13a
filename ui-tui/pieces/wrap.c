/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See wrap.h.  A character is a column wide, as everywhere on a sheet of cells. */
#include "ui-tui/pieces/wrap.h"

#include <stdbool.h>

static const char *
character_end(const char *p)
{
	do {
		p++;
	} while (((unsigned char)*p & 0xc0) == 0x80);
	return p;
}

size_t
wrap_row(const char *text, int columns, const char **next)
{
	const char *p = text, *blank = NULL;
	bool word = false; /* blanks at the start are an indent, no place to break at */

	for (int n = 0; *p != '\0' && (n < columns || n == 0); n++) {
		if (*p == ' ' && word)
			blank = p;
		word = word || *p != ' ';
		p = character_end(p);
	}
	if (*p == ' ')
		blank = p;
	if (*p == '\0' || blank == NULL) {
		*next = p;
		return (size_t)(p - text);
	}
	*next = blank + 1;
	return (size_t)(blank - text);
}

int
wrap_rows(const char *text, int columns)
{
	int n = 0;

	do {
		wrap_row(text, columns, &text);
		n++;
	} while (*text != '\0');
	return n;
}
