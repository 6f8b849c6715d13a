/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The node table as it is drawn: its numbers, a bar of the mean's share of the period
 * where there is room, and at the right end whether the node is clean.
 */
#ifndef AE_UI_TUI_NODE_TABLE_H
#define AE_UI_TUI_NODE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/desk.h"
#include "ui-tui/pieces/canvas.h"
#include "ui-tui/pieces/rows.h"

struct node_table {
	int x, width;
	uint32_t n;
	struct node_column {
		enum column_id id;
		int x;
	} column[NCOLUMNS];   /* from left to right */
	int bar_x, bar_width; /* width 0: none */
};

/* Context of all: any.
 * As the Overview has it: a choice of columns for the width. */
void node_table_choose(struct node_table *t, int x, int width);

/* Every column there is, in pages if need be, the name on each, the important ones first.
 * Return: how many pages there are; page is clamped. */
int node_table_page(struct node_table *t, int x, int width, int page);

/* sort: NCOLUMNS: it is not said by which. */
void node_table_titles(
	const struct node_table *t, struct canvas *c, int y, enum column_id sort, bool inverted);
void node_table_row(const struct node_table *t, struct canvas *c, int y, const struct row *r,
	double period_us, bool selected);

/* The column whose title stands there.  Return: false: none. */
bool node_table_column_at(const struct node_table *t, int x, enum column_id *out);

/* What is shown of the nodes: this screen's maxima; ordered: those that the filter of the view
 * lets through, as they are sorted there. */
void node_table_rows(const struct desk *d, struct rows *out, bool ordered);

#endif
