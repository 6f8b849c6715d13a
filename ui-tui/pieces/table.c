/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See table.h. */
#include "ui-tui/pieces/table.h"

#include "ui-tui/view.h"

enum { RANKS = 10 };

static int
width_with(const struct table_column *column, uint32_t n, int rank)
{
	int sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += column[i].rank <= rank ? column[i].width : 0;
	return sum;
}

void
table_fit(struct table *t, const struct table_column *column, uint32_t n, int width)
{
	int rank = RANKS, x = 0, rest;

	while (rank > 0 && width_with(column, n, rank) > width)
		rank--;
	rest = width - width_with(column, n, rank);
	t->column = column;
	t->n = n;
	for (uint32_t i = 0; i < n; i++) {
		t->x[i] = x;
		t->width[i] = column[i].rank > rank ? 0 : column[i].width;
		if (t->width[i] > 0 && column[i].grows && rest > 0)
			t->width[i] += rest;
		x += t->width[i];
	}
}

void
table_titles(const struct table *t, struct canvas *c, int y, uint32_t marked, char mark)
{
	draw_title(c, 0, y, c->width, "", "");
	for (uint32_t i = 0; i < t->n; i++) {
		const char *title = t->column[i].title;
		bool sorted = i == marked && mark != ' ';
		int at;

		table_cell(t, c, y, i, INK_TITLE, STYLE_REVERSE | (sorted ? STYLE_BOLD : 0), title);
		at = t->column[i].left ? t->x[i] + 1 + text_columns(title)
				       : t->x[i] + t->width[i] - 1 - text_columns(title);
		if (sorted && t->width[i] > 0)
			canvas_put(c, at, y, (uint32_t)mark, INK_TITLE, STYLE_REVERSE | STYLE_BOLD);
	}
}

void
table_cell(const struct table *t, struct canvas *c, int y, uint32_t column, enum ink ink,
	unsigned style, const char *text)
{
	int room = t->width[column] - 1, n = text_columns(text);

	if (room <= 0)
		return;
	if (t->column[column].left || n > room)
		canvas_text(c, t->x[column] + 1, y, room, ink, style, text);
	else
		canvas_text(c, t->x[column] + 1 + room - n, y, n, ink, style, text);
}
