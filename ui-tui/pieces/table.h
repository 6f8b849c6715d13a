/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables whose columns come and go with the width of the sheet: the least important
 * are left out first, and one may grow into the room that is left.
 */
#ifndef AE_UI_TUI_TABLE_H
#define AE_UI_TUI_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/pieces/canvas.h"

struct table_column {
	const char *title;
	int width; /* columns on the sheet, one blank before included */
	int rank;  /* 0: always there; the highest go first */
	bool left; /* aligned to the left, else to the right */
	bool grows;
};

enum { TABLE_COLUMNS_MAX = 16 };

/* Where each column begins and how wide it is; 0: left out. */
struct table {
	const struct table_column *column;
	uint32_t n;
	int x[TABLE_COLUMNS_MAX], width[TABLE_COLUMNS_MAX];
};

/* n <= TABLE_COLUMNS_MAX.  Context of all: any. */
void table_fit(struct table *t, const struct table_column *column, uint32_t n, int width);

/* A row of titles over the whole sheet.  marked, mark: the column that the table is sorted by. */
void table_titles(const struct table *t, struct canvas *c, int y, uint32_t marked, char mark);

void table_cell(const struct table *t, struct canvas *c, int y, uint32_t column, enum ink ink,
	unsigned style, const char *text);

#endif
