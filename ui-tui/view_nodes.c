/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes: every number there is about each node, sortable.  Where the screen is
 * too narrow for all columns they come in pages, the important ones first.
 */
#include <stdio.h>
#include <string.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum { HEAD = 3 };

/* The columns of the page in use, in the order of the table; the name is on every page.
 * Return: how many; *pages: how many pages there are. */
static uint32_t
page_columns(int width, int page, enum column_id out[NCOLUMNS], int *pages)
{
	bool on_page[NCOLUMNS] = { false };
	int at = 0, room = width - column_info[COLUMN_NAME].width;
	uint32_t n = 0;

	for (int rank = 1; rank < NCOLUMNS; rank++) {
		for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++) {
			if (column_info[id].rank != rank)
				continue;
			if (column_info[id].width > room) {
				room = width - column_info[COLUMN_NAME].width;
				at++;
			}
			room -= column_info[id].width;
			on_page[id] = at == page;
		}
	}
	*pages = at + 1;
	out[n++] = COLUMN_NAME;
	for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++)
		if (on_page[id])
			out[n++] = (enum column_id)id;
	return n;
}

/* What is shown and what is not, the most useful first: a narrow screen cuts the end. */
static void
draw_state(const struct desk *d, struct canvas *c, int y, int pages, uint32_t hidden)
{
	char age[FORMAT_BYTES];
	int x;

	x = canvas_print(c, 1, y, INK_TITLE, STYLE_BOLD, "us, %s", window_name(d->window));
	if (d->window == WINDOW_CLEAR)
		x = canvas_print(c, x, y, INK_DIM, 0, " (%s)",
			format_age(age, d->shown.profile.clear_age_s));
	if (hidden > 0)
		x = canvas_print(c, x, y, INK_DIM, 0, "  %u more: Up Down", hidden);
	if (pages > 1)
		x = canvas_print(c, x, y, INK_DIM, 0, "  columns %d/%d: Left Right",
			d->nodes.column_page + 1, pages);
	canvas_print(c, x, y, INK_DIM, 0, "  sorted by %s%s",
		d->nodes.sort == COLUMN_NAME ? "place" : column_info[d->nodes.sort].title,
		d->nodes.inverted ? ", inverted" : "");
}

static void
nodes_draw(struct desk *d, struct canvas *c)
{
	struct rows rows;
	enum column_id column[NCOLUMNS];
	int pages, x = 0, room = c->height - 1 - HEAD - 1;
	uint32_t n, hidden;

	rows_fill(&rows, &d->shown, d->window);
	rows_sort(&rows, d->nodes.sort, d->nodes.inverted);
	n = page_columns(c->width, 0, column, &pages);
	d->nodes.column_page = d->nodes.column_page < 0        ? 0
			       : d->nodes.column_page >= pages ? pages - 1
							       : d->nodes.column_page;
	n = page_columns(c->width, d->nodes.column_page, column, &pages);
	hidden = rows.n > (uint32_t)room ? rows.n - (uint32_t)room : 0;
	d->nodes.scroll = d->nodes.scroll < 0             ? 0
			  : d->nodes.scroll > (int)hidden ? (int)hidden
							  : d->nodes.scroll;

	draw_sentence(d, c, 0, 1);
	draw_server(d, c, 1);
	draw_state(d, c, 2, pages, hidden);
	draw_title(c, 0, HEAD, c->width, "", "");
	for (uint32_t i = 0; i < n; i++)
		x = draw_column_title(c, x, HEAD, column[i],
			column[i] != d->nodes.sort ||
					(d->nodes.sort == COLUMN_NAME && !d->nodes.inverted)
				? ' '
			: d->nodes.inverted ? '^'
					    : 'v');
	for (int line = 0; line < room && d->nodes.scroll + line < (int)rows.n; line++) {
		const struct row *r = &rows.row[d->nodes.scroll + line];

		x = 0;
		for (uint32_t i = 0; i < n; i++)
			x = draw_column(c, x, HEAD + 1 + line, column[i], r, rows.period_us);
		if (c->width - x >= 12 && r->kind != ROW_WORKER)
			bar_share(c, x + 1, HEAD + 1 + line, c->width - x - 2,
				rows.period_us > 0 ? r->us->mean / rows.period_us : 0,
				ink_of_load(rows.period_us > 0 ? r->us->mean / rows.period_us : 0));
	}
}

static void
sort_by(struct desk *d, int step)
{
	d->nodes.sort = (enum column_id)(((int)d->nodes.sort + step + NCOLUMNS) % NCOLUMNS);
	d->nodes.scroll = 0;
}

static bool
nodes_key(struct desk *d, uint32_t key)
{
	switch (key) {
	case KEYS_F6:
	case '>':
		sort_by(d, 1);
		break;
	case '<':
		sort_by(d, -1);
		break;
	case 'I':
		d->nodes.inverted = !d->nodes.inverted;
		break;
	case KEYS_LEFT:
		d->nodes.column_page--;
		break;
	case KEYS_RIGHT:
		d->nodes.column_page++;
		break;
	case KEYS_UP:
		d->nodes.scroll--;
		break;
	case KEYS_DOWN:
		d->nodes.scroll++;
		break;
	case KEYS_PAGE_UP:
		d->nodes.scroll -= 10;
		break;
	case KEYS_PAGE_DOWN:
		d->nodes.scroll += 10;
		break;
	case KEYS_HOME:
		d->nodes.scroll = 0;
		break;
	case KEYS_END:
		d->nodes.scroll = ROWS_MAX;
		break;
	default:
		return false;
	}
	return true;
}

static const struct foot_key nodes_foot[] = {
	{ KEYS_F6, "F6", "Sort", 1 },
	{ 'I', "I", "Invert", 2 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line nodes_help[] = {
	{ "F6 < >", "sort by the next or previous column" },
	{ "I", "invert the order" },
	{ "Left Right", "other columns, where not all fit" },
	{ "Up Down", "scroll, also PgUp PgDn Home End" },
	{ "P99.9", "999 of 1000 periods took at most this (within 3.1 %)" },
	{ "MAX AT", "when the maximum was, on the clock of up" },
	{ "%PERIOD", "mean as a share of the period" },
	{ "wakeup", "how late we were woken; worker: off the audio thread" },
	{ NULL, NULL },
};

const struct view view_nodes = {
	.name = "Nodes",
	.hint = "Node",
	.draw = nodes_draw,
	.key = nodes_key,
	.foot = nodes_foot,
	.help = nodes_help,
};
