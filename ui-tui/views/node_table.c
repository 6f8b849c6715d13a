/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See node_table.h. */
#include "ui-tui/views/node_table.h"

#include "ui-tui/pieces/bar.h"
#include "ui-tui/view.h"

enum { BAR_MIN = 6, MANY_FROM = 120 };

/* Where they stand, and the bar in what is left; the state goes to the right end. */
static void
place_columns(struct node_table *t, int x, int width)
{
	int at = x, end = x + width;

	t->x = x;
	t->width = width;
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->column[i].id == COLUMN_BADGE)
			end -= column_info[COLUMN_BADGE].width;
		t->column[i].x = t->column[i].id == COLUMN_BADGE ? end : at;
		at += t->column[i].id == COLUMN_BADGE ? 0 : column_info[t->column[i].id].width;
	}
	t->bar_x = at + 1;
	t->bar_width = end - at >= BAR_MIN ? end - at - 1 : 0;
	if (t->bar_width == 0 && end > at && t->n > 0 && t->column[t->n - 1].id == COLUMN_BADGE)
		t->column[t->n - 1].x = at;
}

void
node_table_choose(struct node_table *t, int x, int width)
{
	static const struct {
		enum column_id id;
		int from; /* width */
	} choice[] = {
		{ COLUMN_NAME, 0 },
		{ COLUMN_NOW, 60 },
		{ COLUMN_MEAN, MANY_FROM },
		{ COLUMN_SD, MANY_FROM },
		{ COLUMN_P50, 0 },
		{ COLUMN_P90, MANY_FROM },
		{ COLUMN_P95, MANY_FROM },
		{ COLUMN_P99, 0 },
		{ COLUMN_P99_9, 48 },
		{ COLUMN_MAX, 0 },
		{ COLUMN_SHARE, 56 },
		{ COLUMN_BADGE, 69 },
	};

	t->n = 0;
	for (size_t i = 0; i < sizeof choice / sizeof *choice; i++)
		if (width >= choice[i].from)
			t->column[t->n++].id = choice[i].id;
	place_columns(t, x, width);
}

int
node_table_page(struct node_table *t, int x, int width, int page)
{
	int page_of[NCOLUMNS] = { 0 }, at = 0, room = width - column_info[COLUMN_NAME].width;

	for (int rank = 1; rank < NCOLUMNS; rank++) {
		for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++) {
			if (column_info[id].rank != rank)
				continue;
			if (column_info[id].width > room) {
				room = width - column_info[COLUMN_NAME].width;
				at++;
			}
			room -= column_info[id].width;
			page_of[id] = at;
		}
	}
	page = page < 0 ? 0 : page > at ? at : page;
	t->n = 0;
	for (int id = COLUMN_NAME; id < NCOLUMNS; id++)
		if (id == COLUMN_NAME || page_of[id] == page)
			t->column[t->n++].id = (enum column_id)id;
	place_columns(t, x, width);
	return at + 1;
}

void
node_table_titles(
	const struct node_table *t, struct canvas *c, int y, enum column_id sort, bool inverted)
{
	for (uint32_t i = 0; i < t->n; i++) {
		enum column_id id = t->column[i].id;
		bool marked = id == sort && (sort != COLUMN_NAME || inverted);

		draw_column_title(c, t->column[i].x, y, id, !marked ? ' ' : inverted ? '^' : 'v');
	}
}

void
node_table_row(const struct node_table *t, struct canvas *c, int y, const struct row *r,
	double period_us, bool selected)
{
	double share = period_us > 0 ? r->us->mean / period_us : 0;

	for (uint32_t i = 0; i < t->n; i++)
		draw_column(c, t->column[i].x, y, t->column[i].id, r, period_us);
	if (t->bar_width > 0 && r->kind != ROW_WORKER)
		bar_share(c, t->bar_x, y, t->bar_width, share, ink_of_load(share));
	if (selected) {
		canvas_put(c, t->x, y, '>', INK_MARK, STYLE_BOLD);
		canvas_paint(c, t->x, y, column_info[COLUMN_NAME].width, INK_MARK, STYLE_BOLD);
	}
}

bool
node_table_column_at(const struct node_table *t, int x, enum column_id *out)
{
	for (uint32_t i = 0; i < t->n; i++) {
		*out = t->column[i].id;
		if (x >= t->column[i].x && x < t->column[i].x + column_info[*out].width)
			return true;
	}
	return false;
}

void
node_table_rows(const struct desk *d, struct rows *out, bool ordered)
{
	uint32_t n = 0;

	rows_fill(out, &d->shown, d->window);
	rows_since(out, &d->shown, desk_since(d));
	if (!ordered)
		return;
	rows_sort(out, d->nodes.sort, d->nodes.inverted);
	for (uint32_t i = 0; i < out->n; i++)
		if (!filter_active(&d->nodes.filter) ||
			filter_match(&d->nodes.filter, out->row[i].name))
			out->row[n++] = out->row[i];
	out->n = n;
}
