/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See dashboard.h. */
#include "ui-tui/dashboard.h"

#include "ui-tui/view.h"

enum pane { PANE_NODES, PANE_XRUNS, PANE_HEAT, PANE_EQ, PANE_SPECTRUM, PANE_LOG };
enum { ROOMY = 45, LARGE = 70, LOG_ROWS_MIN = 4, EQ_PERCENT = 56 };

static const enum view_id view_of[DASHBOARD_PANES] = {
	[PANE_NODES] = VIEW_NODES,
	[PANE_XRUNS] = VIEW_XRUNS,
	[PANE_HEAT] = VIEW_HEAT,
	[PANE_EQ] = VIEW_EQ,
	[PANE_SPECTRUM] = VIEW_SPECTRUM,
	[PANE_LOG] = VIEW_LOG,
};

/* ---- Drawing ---- */

void
dashboard_pane(struct desk *d, struct canvas *c, const struct view *view, int x, int y, int width,
	int height, bool marked)
{
	struct canvas own;

	if (!pane_begin(&own, c, width, height))
		return;
	view->pane(d, &own, 0, 0, width, height);
	if (marked) {
		canvas_paint(&own, 0, 0, width, INK_MARK, STYLE_REVERSE | STYLE_BOLD);
		canvas_put(&own, 0, 0, '>', INK_MARK, STYLE_REVERSE | STYLE_BOLD);
	}
	pane_end(&own, c, x, y);
}

static void
draw_pane(struct desk *d, struct canvas *c, enum pane pane, const struct pane_place *p)
{
	d->dashboard.place[pane] = *p;
	dashboard_pane(d, c, views[view_of[pane]], p->x, p->y, p->width, p->height,
		(uint32_t)pane == d->dashboard.focus);
}

static int
clamp(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

/* Nodes, xruns, levels, and the heat map in what is left of the rows. */
static void
draw_left(struct desk *d, struct canvas *c, int y, int width, int rows)
{
	int nodes = clamp((int)d->shown.profile.nnodes + 7, 8, rows * 2 / 5);
	int levels = draw_levels_rows(d, rows >= LARGE ? 8 : rows >= ROOMY ? 4 : 2);
	int xruns = clamp(rows / 6, 5, 24);

	draw_pane(d, c, PANE_NODES, &(struct pane_place){ 0, y, width, nodes });
	y += nodes;
	rows -= nodes;
	draw_pane(d, c, PANE_XRUNS, &(struct pane_place){ 0, y, width, xruns });
	y += xruns;
	rows -= xruns;
	draw_levels(d, c, 0, y, width, levels);
	y += levels + 1;
	rows -= levels + 1;
	draw_pane(d, c, PANE_HEAT, &(struct pane_place){ 0, y, width, rows });
}

static void
draw_right(struct desk *d, struct canvas *c, int x, int y, int rows)
{
	int eq = rows * EQ_PERCENT / 100, width = c->width - x;

	draw_pane(d, c, PANE_EQ, &(struct pane_place){ x, y, width, eq });
	draw_pane(d, c, PANE_SPECTRUM, &(struct pane_place){ x, y + eq, width, rows - eq });
}

void
dashboard_draw(struct desk *d, struct canvas *c, int y, int bottom)
{
	int left = c->width / 2 - 1, logs = clamp((bottom - y) / 11, LOG_ROWS_MIN, 9);
	int rows = bottom - y - logs;
	bool utf8 = c->charset == CHARSET_UTF8;

	draw_left(d, c, y, left, rows);
	for (int i = 0; i < rows; i++)
		canvas_put(c, left, y + i, utf8 ? 0x2502 : '|', INK_DIM, 0);
	draw_right(d, c, left + 1, y, rows);
	draw_pane(d, c, PANE_LOG, &(struct pane_place){ 0, y + rows, c->width, logs });
}

/* ---- Keys and mouse ---- */

const struct view *
dashboard_focus(const struct desk *d)
{
	return views[view_of[d->dashboard.focus % DASHBOARD_PANES]];
}

/* Whether the pane takes a line of text: Enter ends that. */
static bool
is_typing(const struct desk *d)
{
	switch ((enum pane)d->dashboard.focus) {
	case PANE_NODES:
		return d->nodes.filter.typing;
	case PANE_XRUNS:
		return d->xruns.filter.typing;
	case PANE_LOG:
		return d->log.filter.typing;
	default:
		return false;
	}
}

bool
dashboard_key(struct desk *d, uint32_t key)
{
	struct dashboard_desk *b = &d->dashboard;
	const struct view *view = dashboard_focus(d);

	if (key == '\t')
		b->focus = (b->focus + 1) % DASHBOARD_PANES;
	else if (key == KEYS_BACK_TAB)
		b->focus = (b->focus + DASHBOARD_PANES - 1) % DASHBOARD_PANES;
	else if (key == KEYS_ENTER && !is_typing(d))
		d->view = view_of[b->focus];
	else
		return view->key != NULL && view->key(d, key);
	return true;
}

static uint32_t
pane_at(const struct dashboard_desk *b, const struct mouse *m)
{
	uint32_t i = 0;

	for (; i < DASHBOARD_PANES; i++) {
		const struct pane_place *p = &b->place[i];

		if (m->x >= p->x && m->x < p->x + p->width && m->y >= p->y &&
			m->y < p->y + p->height)
			break;
	}
	return i;
}

bool
dashboard_mouse(struct desk *d, const struct mouse *m)
{
	struct dashboard_desk *b = &d->dashboard;
	bool held = m->what == MOUSE_DRAG || m->what == MOUSE_RELEASE;
	uint32_t pane = held ? b->held : pane_at(b, m);
	struct mouse inside = *m;
	const struct view *view;

	if (m->what == MOUSE_PRESS)
		b->held = pane;
	if (pane >= DASHBOARD_PANES)
		return false;
	if (m->what == MOUSE_PRESS)
		b->focus = pane;
	inside.x -= b->place[pane].x;
	inside.y -= b->place[pane].y;
	view = views[view_of[pane]];
	if (m->what == MOUSE_PRESS && inside.y == 0) {
		if (m->twice)
			d->view = view_of[pane];
		return true;
	}
	return view->mouse != NULL && view->mouse(d, &inside);
}
