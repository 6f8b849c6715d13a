/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes: every number there is about each node, sortable.  Where the screen is
 * too narrow for all columns they come in pages, the important ones first.
 */
#include <stdio.h>
#include <string.h>

#include "ui-tui/popups/popup_node.h"
#include "ui-tui/view.h"
#include "ui-tui/views/node_table.h"

enum { HEAD = 3, PAGE_ROWS = 10, WHEEL_ROWS = 3 };

/* ---- What is selected ---- */

/* Its place among those that are shown; -1: none of them. */
static int
selected_place(const struct desk *d, const struct rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++)
		if (d->nodes.selected[0] != '\0' &&
			strcmp(rows->row[i].name, d->nodes.selected) == 0)
			return (int)i;
	return -1;
}

static void
select_place(struct desk *d, const struct rows *rows, int place)
{
	struct nodes_desk *n = &d->nodes;
	int last = (int)rows->n - 1;

	if (last < 0)
		return;
	place = place < 0 ? 0 : place > last ? last : place;
	snprintf(n->selected, sizeof n->selected, "%s", rows->row[place].name);
	if (place < n->scroll)
		n->scroll = place;
	else if (n->place.height > 0 && place >= n->scroll + n->place.height)
		n->scroll = place - n->place.height + 1;
}

/* The first key only shows where one is. */
static void
select_step(struct desk *d, int step)
{
	struct rows rows;
	int place;

	node_table_rows(d, &rows, true);
	place = selected_place(d, &rows);
	select_place(d, &rows, place < 0 ? d->nodes.scroll : place + step);
}

/* ---- Drawing ---- */

/* What is shown and what is not, the most useful first: a narrow screen cuts the end. */
static void
draw_state(const struct desk *d, struct canvas *c, int y, int pages, uint32_t hidden)
{
	char text[FORMAT_BYTES];
	int x;

	x = canvas_print(c, 1, y, INK_TITLE, STYLE_BOLD, "us, %s", window_name(d->window));
	if (d->window == WINDOW_CLEAR)
		x = canvas_print(c, x, y, INK_DIM, 0, " (%s)",
			format_age(text, d->shown.profile.clear_age_s));
	if (d->nodes.filter.typing || filter_active(&d->nodes.filter))
		x = filter_draw(&d->nodes.filter, c, x + 2, y, c->width - x - 2);
	if (hidden > 0)
		x = canvas_print(c, x, y, INK_DIM, 0, "  %u more: Up Down", hidden);
	if (pages > 1)
		x = canvas_print(c, x, y, INK_DIM, 0, "  columns %d/%d: Left Right",
			d->nodes.column_page + 1, pages);
	x = canvas_print(c, x, y, INK_DIM, 0, "  sorted by %s%s",
		d->nodes.sort == COLUMN_NAME ? "place" : column_info[d->nodes.sort].title,
		d->nodes.inverted ? ", inverted" : "");
	if (desk_since(d) != NULL)
		canvas_print(c, x, y, INK_DIM, 0, "  MAX, STATE %s", since_text(d, text));
}

/* The rows of the table in the place of it. */
static void
draw_rows(struct desk *d, struct canvas *c, const struct node_table *t, const struct rows *rows)
{
	struct nodes_desk *n = &d->nodes;
	int height = n->place.height, hidden = (int)rows->n - height;
	int selected = selected_place(d, rows);

	hidden = hidden > 0 ? hidden : 0;
	n->scroll = n->scroll < 0 ? 0 : n->scroll > hidden ? hidden : n->scroll;
	for (int line = 0; line < height && n->scroll + line < (int)rows->n; line++)
		node_table_row(t, c, n->place.y + line, &rows->row[n->scroll + line],
			rows->period_us, n->scroll + line == selected);
	if (rows->n == 0 && height > 0)
		canvas_text(c, t->x, n->place.y, t->width, INK_DIM, 0,
			" No node fits to the filter; Esc removes it.");
}

static void
nodes_draw(struct desk *d, struct canvas *c)
{
	struct nodes_desk *n = &d->nodes;
	struct node_table t;
	struct rows rows;
	int room = c->height - 1 - HEAD - 1, pages;

	node_table_rows(d, &rows, true);
	pages = node_table_page(&t, 0, c->width, n->column_page);
	n->column_page = n->column_page < 0        ? 0
			 : n->column_page >= pages ? pages - 1
						   : n->column_page;
	n->place = (struct nodes_place){ 0, HEAD + 1, c->width, room, true };
	draw_sentence(d, c, 0, 1);
	draw_server(d, c, 1);
	draw_state(d, c, 2, pages, rows.n > (uint32_t)room ? rows.n - (uint32_t)room : 0);
	draw_title(c, 0, HEAD, c->width, "", "");
	node_table_titles(&t, c, HEAD, n->sort, n->inverted);
	draw_rows(d, c, &t, &rows);
}

static void
nodes_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct nodes_desk *n = &d->nodes;
	struct node_table t;
	struct rows rows;
	char right[64], since[FORMAT_BYTES];
	bool titles = height >= 4;
	int at;

	if (width < 1 || height < 1)
		return;
	node_table_rows(d, &rows, true);
	node_table_choose(&t, x, width);
	n->place = (struct nodes_place){ x, y + 1 + titles, width, height - 1 - titles, false };
	snprintf(right, sizeof right, "%s%s%s%s", since_text(d, since),
		desk_since(d) != NULL ? ", " : "", d->window == WINDOW_CLEAR ? "" : "last ",
		window_name(d->window));
	draw_title(c, x, y, width, "Nodes, us", right);
	if (n->filter.typing || filter_active(&n->filter)) {
		at = x + 1 + text_columns("Nodes, us") + 2;
		filter_draw(&n->filter, c, at, y, x + width - at - text_columns(right) - 2);
	}
	if (titles) {
		node_table_titles(&t, c, y + 1, n->sort, n->inverted);
		canvas_paint(c, x, y + 1, width, INK_DIM, 0);
	}
	if ((int)rows.n > n->place.height && n->place.height > 1)
		n->place.height--; /* for the line that says so */
	draw_rows(d, c, &t, &rows);
	if (n->place.height > 0 && (int)rows.n > n->scroll + n->place.height)
		canvas_print(c, x + 1, y + height - 1, INK_DIM, 0, "%-*.*s", width - 1, width - 1,
			"... more: Down, or 2");
}

/* ---- Keys and mouse ---- */

static void
sort_by(struct desk *d, enum column_id id)
{
	d->nodes.sort = id;
	d->nodes.scroll = 0;
}

static bool
key_selects(struct desk *d, uint32_t key)
{
	switch (key) {
	case KEYS_UP:
		select_step(d, -1);
		break;
	case KEYS_DOWN:
		select_step(d, 1);
		break;
	case KEYS_PAGE_UP:
		select_step(d, -PAGE_ROWS);
		break;
	case KEYS_PAGE_DOWN:
		select_step(d, PAGE_ROWS);
		break;
	case KEYS_HOME:
		select_step(d, -ROWS_MAX);
		break;
	case KEYS_END:
		select_step(d, ROWS_MAX);
		break;
	default:
		return false;
	}
	return true;
}

static void
show_details(struct desk *d)
{
	struct rows rows;

	node_table_rows(d, &rows, true);
	if (rows.n == 0)
		return;
	if (selected_place(d, &rows) < 0)
		select_place(d, &rows, 0);
	d->nodes.details_scroll = 0;
	desk_open(d, &popup_node);
}

static bool
nodes_key(struct desk *d, uint32_t key)
{
	if (filter_key(&d->nodes.filter, key)) {
		d->nodes.scroll = 0;
		return true;
	}
	if (key_selects(d, key))
		return true;
	switch (key) {
	case KEYS_F6:
	case '>':
		sort_by(d, (enum column_id)((d->nodes.sort + 1) % NCOLUMNS));
		break;
	case '<':
		sort_by(d, (enum column_id)((d->nodes.sort + NCOLUMNS - 1) % NCOLUMNS));
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
	case KEYS_ENTER:
		show_details(d);
		break;
	case KEYS_ESCAPE:
		d->nodes.selected[0] = '\0';
		break;
	default:
		return false;
	}
	return true;
}

/* A second click on the title turns the order round. */
static bool
press_title(struct desk *d, const struct mouse *m)
{
	const struct nodes_place *p = &d->nodes.place;
	struct node_table t;
	enum column_id id;

	if (p->paged)
		node_table_page(&t, p->x, p->width, d->nodes.column_page);
	else
		node_table_choose(&t, p->x, p->width);
	if (!node_table_column_at(&t, m->x, &id))
		return false;
	if (id == d->nodes.sort)
		d->nodes.inverted = !d->nodes.inverted;
	else
		d->nodes.inverted = false;
	sort_by(d, id);
	return true;
}

static bool
press_row(struct desk *d, const struct mouse *m)
{
	struct rows rows;
	int place = d->nodes.scroll + m->y - d->nodes.place.y;

	node_table_rows(d, &rows, true);
	if (place >= (int)rows.n)
		return false;
	select_place(d, &rows, place);
	if (m->twice)
		show_details(d);
	return true;
}

static bool
nodes_mouse(struct desk *d, const struct mouse *m)
{
	const struct nodes_place *p = &d->nodes.place;

	if (m->what == MOUSE_WHEEL_UP || m->what == MOUSE_WHEEL_DOWN) {
		d->nodes.scroll += m->what == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS;
		return true;
	}
	if (m->what != MOUSE_PRESS || m->x < p->x || m->x >= p->x + p->width)
		return false;
	if (m->y == p->y - 1)
		return press_title(d, m);
	return m->y >= p->y && m->y < p->y + p->height && press_row(d, m);
}

static const struct foot_key nodes_foot[] = {
	{ KEYS_F6, "F6", "Sort", 1 },
	{ '/', "/", "Filter", 1 },
	{ KEYS_ENTER, "Enter", "Details", 2 },
	{ 'I', "I", "Invert", 3 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line nodes_help[] = {
	{ "Up Down", "select a node, also PgUp PgDn Home End, a click; wheel: scroll" },
	{ "Enter", "all that is known of it, in all windows; two clicks too; Esc: none" },
	{ "F6 < >", "sort by the next or previous column; a click on its title" },
	{ "I", "invert the order; a second click on the title" },
	{ "/ F3", "only names with this in them; Enter keeps it, Esc removes it" },
	{ "Left Right", "other columns, where not all fit" },
	{ "clean", "since clear: no sample that it let out had to be repaired, its state "
		   "was never thrown away, it never took more than a period alone" },
	{ "NaN 12", "dirty: so many samples were NaN or infinity, and were faded out" },
	{ "cleared 1", "dirty: its state was no number any more and was thrown away" },
	{ "over 3", "dirty: so often it alone took more than the period" },
	{ "denormal 40", "dirty: so many samples were set to 0; slow, but not to be heard" },
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
	.pane = nodes_pane,
	.key = nodes_key,
	.mouse = nodes_mouse,
	.foot = nodes_foot,
	.help = nodes_help,
};
