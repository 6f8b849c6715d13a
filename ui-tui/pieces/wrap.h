/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long lines in several rows, broken at blanks. */
#ifndef AE_UI_TUI_WRAP_H
#define AE_UI_TUI_WRAP_H

#include <stddef.h>

/* Of UTF-8 text, how many bytes stand in a row of so many columns: up to the last blank that lets
 * them fit, or as much as fits where there is none; at least one character, however narrow.
 * *next: where the next row begins, behind that blank; the end of the text: there is none.
 * Context: any. */
size_t wrap_row(const char *text, int width, const char **next);

/* Rows that it takes, at least 1. */
int wrap_rows(const char *text, int width);

#endif
