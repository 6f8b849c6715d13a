/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heat map: how the time that periods take is spread, second by second.  A mean of
 * 29 % hides that half of them take 28 % and the others 45 %; here that is two bands.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/bar.h"
#include "ui-tui/pieces/format.h"
#include "ui-tui/view.h"
#include "ui-tui/views/heat_map.h"

enum { HEIGHT_ROOMY = 12, HEIGHT_MARKS = 16, PAGE_COLUMNS = 60 };

/* ---- Words ---- */

/* "1 s", "5 min". */
static const char *
zoom_text(const struct desk *d, char out[FORMAT_BYTES])
{
	uint32_t s = heat_zoom(d);

	snprintf(out, FORMAT_BYTES, s < 60 ? "%u s" : "%u min", s < 60 ? s : s / 60);
	return out;
}

static void
draw_heading(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	const struct heat_store *h = &d->heat.store;
	char left[96], right[96], zoom[FORMAT_BYTES], period[FORMAT_BYTES], part[FORMAT_BYTES] = "";
	double progress = heat_store_progress(h);

	format_span(period, d->shown.period_us);
	if (h->any && progress < 1)
		snprintf(part, sizeof part, "loading %.0f %%, ", floor(progress * 100));
	if (width >= FULL_WIDTH) {
		snprintf(left, sizeof left, "Heat map: %s, %% of the period%s%s",
			heat_store_name(h), d->shown.period_us > 0 ? " of " : "",
			d->shown.period_us > 0 ? period : "");
		snprintf(right, sizeof right, "%s%s per column, %s", part, zoom_text(d, zoom),
			d->heat.linear ? "linear" : "log");
	} else {
		snprintf(left, sizeof left, "Heat: %s", heat_store_name(h));
		snprintf(right, sizeof right, "%s%s/col, %s", part, zoom_text(d, zoom),
			d->heat.linear ? "linear" : "log");
	}
	draw_title(c, x, y, width, left, right);
}

/* What the window's statistics say of the row: a node's microseconds as shares too. */
static bool
row_stats(const struct desk *d, struct stats *out)
{
	const struct profile *p = &d->shown.profile;
	const char *name = heat_store_name(&d->heat.store);

	if (!heat_store_node(&d->heat.store)) {
		*out = p->load[d->window];
		return out->count > 0;
	}
	for (uint32_t i = 0; i < p->nnodes && i < NODES_MAX; i++)
		if (strcmp(p->node[i].name, name) == 0 && p->period_us > 0) {
			*out = p->node[i].us[d->window];
			out->p50 /= p->period_us;
			out->p90 /= p->period_us;
			out->p99 /= p->period_us;
			out->p99_9 /= p->period_us;
			out->max /= p->period_us;
			return out->count > 0;
		}
	return false;
}

static void
draw_numbers(const struct desk *d, struct canvas *c, int y)
{
	struct stats s = { .count = 0 };
	bool roomy = c->width >= FULL_WIDTH, any = row_stats(d, &s);
	int x = canvas_print(c, 0, y, INK_DIM, 0, "%s:", window_name(d->window));
	const struct {
		const char *name;
		double share;
		bool shown;
	} value[] = {
		{ "p50", s.p50, true },
		{ "p90", s.p90, roomy },
		{ "p99", s.p99, true },
		{ "p99.9", s.p99_9, roomy },
		{ "max", s.max, true },
	};
	char text[FORMAT_BYTES];

	if (!any)
		canvas_text(c, x + 1, y, c->width, INK_DIM, 0, "no periods measured");
	for (size_t i = 0; any && i < sizeof value / sizeof *value; i++)
		if (value[i].shown) {
			enum ink ink = ink_of_load(value[i].share);

			x = canvas_print(c, x + 1, y, INK_DIM, 0, "%s", value[i].name);
			x = canvas_print(c, x + 1, y, ink == INK_GOOD ? INK_PLAIN : ink, STYLE_BOLD,
				"%s%%", format_percent(text, value[i].share));
			x += roomy;
		}
	if (roomy && any)
		canvas_text(c, x + 1, y, c->width, INK_DIM, 0, "X xrun or late");
}

/* ". : - = + * # % @": from one period to all of a column. */
static void
draw_legend(const struct desk *d, struct canvas *c, int y)
{
	int n = c->charset == CHARSET_UTF8 ? HEAT_STEPS_UTF8 : HEAT_STEPS_ASCII;
	double all = d->shown.period_us > 0 ? heat_zoom(d) * 1e6 / d->shown.period_us : 0;
	int x = canvas_print(c, 0, y, INK_DIM, 0, all < 1 ? "" : "1 ");

	if (all < 1)
		return;
	for (int step = 1; step <= n; step++)
		heat_put_step(c, x++, y, step, false);
	x = canvas_print(c, x + 1, y, INK_DIM, 0, "%.0f periods", all);
	if (c->width >= FULL_WIDTH)
		canvas_text(c, x + 2, y, c->width, INK_DIM, 0,
			"Left, Right: what a column holds, Space marks it");
}

static int64_t
cursor_column(const struct desk *d)
{
	uint64_t at_s = d->heat.cursor ? d->heat.cursor_s : heat_now_s(d);

	return (int64_t)(at_s / heat_zoom(d));
}

/* "p50 27 p90 32 p99 32 max 72 %": middles of bins. */
static int
draw_quantiles(
	const struct desk *d, struct canvas *c, int x, int y, const uint32_t count[HEAT_BINS])
{
	static const struct {
		const char *name;
		double q;
	} value[] = { { "p50", 0.5 }, { "p90", 0.9 }, { "p99", 0.99 }, { "max", 1 } };
	bool node = heat_store_node(&d->heat.store), open;

	for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
		double percent = 100 * heat_quantile(count, node, value[i].q, &open);

		if (c->width < FULL_WIDTH && (i == 1 || i == 2))
			continue;
		x = canvas_print(c, x, y, INK_DIM, 0, " %s", value[i].name);
		x = canvas_print(c, x, y, percent >= 100 ? INK_BAD : INK_PLAIN, STYLE_BOLD,
			open ? " >%.*g" : " %.*g", percent >= 100 ? 3 : 2, percent);
	}
	return canvas_print(c, x, y, INK_DIM, 0, " %%");
}

static void
draw_column_at_cursor(const struct desk *d, struct canvas *c, int y)
{
	int64_t column = cursor_column(d);
	uint64_t first_s = (uint64_t)column * heat_zoom(d), now = heat_now_s(d), n = 0;
	uint32_t count[HEAT_BINS], known = heat_sum(d, column, count);
	char at[FORMAT_BYTES];
	bool roomy = c->width >= FULL_WIDTH;
	int incident, x = canvas_print(c, 0, y, INK_MARK, STYLE_BOLD, "^%s",
			      format_clock(at, (double)first_s));

	for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
		n += count[bin];
	if (roomy)
		x = canvas_print(c, x, y, INK_DIM, 0, " -%" PRIu64 " s", now - first_s);
	if (known == 0)
		x = canvas_text(c, x + 1, y, c->width, INK_PLAIN, 0, "not here yet");
	else if (n == 0)
		x = canvas_text(c, x + 1, y, c->width, INK_PLAIN, 0, "no periods in it");
	else {
		x = canvas_print(c, x, y, INK_PLAIN, 0,
			roomy ? "  %" PRIu64 " periods, about" : " %" PRIu64 " ~", n);
		x = draw_quantiles(d, c, x, y, count);
	}
	if (!heat_xrun(d, column, &incident))
		return;
	x = canvas_text(c, x + 1, y, c->width, INK_XRUN, STYLE_BOLD, "X");
	if (incident >= 0 && roomy)
		canvas_print(c, x + 1, y, INK_XRUN, STYLE_BOLD, "%s: Enter",
			d->live.profile.incident[incident].cause != NULL
				? d->live.profile.incident[incident].cause
				: "xrun");
}

/* The mark in the column of the cursor, else the newest.  Return: NULL: none. */
static const struct heat_mark *
mark_of_interest(const struct desk *d)
{
	const struct heat_desk *h = &d->heat;

	for (uint32_t i = 0; i < h->nmarks; i++)
		if (h->cursor && (int64_t)(h->mark[i].second / heat_zoom(d)) == cursor_column(d))
			return &h->mark[i];
	return h->nmarks > 0 ? &h->mark[h->nmarks - 1] : NULL;
}

static void
draw_mark_line(struct canvas *c, int y, const struct heat_mark *m)
{
	char at[FORMAT_BYTES];
	int x = canvas_print(
		c, 0, y, INK_MARK, STYLE_BOLD, "|%s", format_clock(at, (double)m->second));

	if (m->line.text[0] == '\0') {
		canvas_text(c, x + 1, y, c->width, INK_DIM, 0, "marked; the log is empty");
		return;
	}
	x = canvas_print(c, x, y, INK_DIM, 0, " log %s ", format_clock(at, m->line.at_s));
	canvas_text(c, x, y, c->width - x, INK_PLAIN, 0, m->line.text);
}

static void
heat_draw(struct desk *d, struct canvas *c)
{
	bool roomy = c->height >= HEIGHT_ROOMY;
	const struct heat_mark *mark = mark_of_interest(d);
	int below = 2 + roomy + (mark != NULL && c->height >= HEIGHT_MARKS);
	int y = c->height - below;

	draw_sentence(d, c, 0, 1);
	draw_heading(d, c, 0, 1, c->width);
	heat_map_draw(d, c, 0, 2, c->width, y - 2);
	if (roomy || !d->heat.cursor)
		draw_numbers(d, c, y++);
	if (d->heat.cursor)
		draw_column_at_cursor(d, c, y++);
	else if (roomy)
		draw_legend(d, c, y++);
	if (y < c->height - 1)
		draw_mark_line(c, y, mark);
}

static void
heat_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	draw_heading(d, c, x, y, width);
	heat_map_draw(d, c, x, y + 1, width, height - 1);
}

/* ---- Keys ---- */

static void
choose_node(struct desk *d, int step)
{
	const struct profile *p = &d->live.profile;
	int n = 1 + (int)(p->nnodes < NODES_MAX ? p->nnodes : NODES_MAX), at = 0;

	for (int i = 1; i < n; i++)
		if (strcmp(p->node[i - 1].name, heat_store_name(&d->heat.store)) == 0)
			at = i;
	at = (at + step + n) % n;
	heat_store_choose(&d->heat.store, at == 0 ? "cycle" : p->node[at - 1].name);
}

static void
zoom(struct desk *d, int step)
{
	uint32_t to = d->heat.zoom + (uint32_t)step;

	if (to < HEAT_ZOOMS)
		d->heat.zoom = to;
}

static void
cursor_to(struct desk *d, int64_t column)
{
	int64_t now = (int64_t)heat_now_s(d), s = column * (int64_t)heat_zoom(d);
	int64_t oldest = now >= HEAT_SECONDS ? now - HEAT_SECONDS + 1 : 0;

	d->heat.cursor = true;
	d->heat.cursor_s = (uint64_t)(s < oldest ? oldest : s > now ? now : s);
}

/* Off, and back to now. */
static void
cursor_off(struct desk *d)
{
	d->heat.cursor = d->heat.away = false;
}

static void
cursor_move(struct desk *d, int columns)
{
	cursor_to(d, d->heat.cursor ? cursor_column(d) + columns : cursor_column(d));
}

static struct log_line
nearest_line(const struct snapshot *s, double at_s)
{
	struct log_line best = { .text = "" };

	for (uint32_t i = 0; i < s->nlog && i < LOG_LINES_SHOWN; i++)
		if (best.text[0] == '\0' || fabs(s->log[i].at_s - at_s) < fabs(best.at_s - at_s))
			best = s->log[i];
	return best;
}

/* In its column again: the mark is taken away.  Of too many the oldest goes. */
static void
toggle_mark(struct desk *d)
{
	struct heat_desk *h = &d->heat;
	uint64_t at_s = h->cursor ? h->cursor_s : heat_now_s(d);
	uint32_t i = 0;
	char at[FORMAT_BYTES];

	while (i < h->nmarks && h->mark[i].second / heat_zoom(d) != at_s / heat_zoom(d))
		i++;
	if (i < h->nmarks || h->nmarks == HEAT_MARKS) {
		bool gone = i < h->nmarks;

		i = gone ? i : 0;
		memmove(&h->mark[i], &h->mark[i + 1], (--h->nmarks - i) * sizeof h->mark[0]);
		if (gone) {
			desk_say(d, "mark removed");
			return;
		}
	}
	h->mark[h->nmarks].second = at_s;
	h->mark[h->nmarks++].line = nearest_line(&d->live, (double)at_s);
	desk_say(d, "marked %s", format_clock(at, (double)at_s));
}

static void
open_incident(struct desk *d)
{
	int incident;

	if (!d->heat.cursor)
		desk_say(d, "Left and Right put the cursor on an X first");
	else if (!heat_xrun(d, cursor_column(d), &incident))
		desk_say(d, "no xrun in this column");
	else if (incident < 0)
		desk_say(d, "no account of it: only the newest %d are kept", INCIDENTS_KEPT);
	else {
		d->xruns.selected = d->live.profile.incident[incident].id;
		d->view = VIEW_XRUNS;
	}
}

static bool
key_of_cursor(struct desk *d, uint32_t key)
{
	int page = d->heat.map_width > 0 ? d->heat.map_width : PAGE_COLUMNS;

	switch (key) {
	case KEYS_LEFT:
		cursor_move(d, -1);
		break;
	case KEYS_RIGHT:
		cursor_move(d, 1);
		break;
	case KEYS_LEFT | KEYS_SHIFT:
	case KEYS_PAGE_UP:
		cursor_move(d, -page);
		break;
	case KEYS_RIGHT | KEYS_SHIFT:
	case KEYS_PAGE_DOWN:
		cursor_move(d, page);
		break;
	case KEYS_HOME:
		cursor_to(d, 0);
		break;
	case KEYS_END:
		cursor_to(d, INT32_MAX);
		break;
	case KEYS_ESCAPE:
		cursor_off(d);
		break;
	default:
		return false;
	}
	return true;
}

static bool
heat_key(struct desk *d, uint32_t key)
{
	switch (key) {
	case 'n':
		choose_node(d, 1);
		break;
	case 'N':
		choose_node(d, -1);
		break;
	case '+':
	case '=':
		zoom(d, -1);
		break;
	case '-':
	case '_':
		zoom(d, 1);
		break;
	case 'z':
		d->heat.linear = !d->heat.linear;
		break;
	case 'M':
		d->heat.trace = !d->heat.trace;
		desk_say(d, d->heat.trace ? "o mean, ^ maximum of each column"
					  : "mean and maximum no longer marked");
		break;
	case ' ':
		toggle_mark(d);
		break;
	case KEYS_ENTER:
		open_incident(d);
		break;
	default:
		return key_of_cursor(d, key);
	}
	return true;
}

static bool
heat_mouse(struct desk *d, const struct mouse *m)
{
	const struct heat_desk *h = &d->heat;

	if (m->x < h->map_x || m->x >= h->map_x + h->map_width || m->y < 2 ||
		m->y > h->map_y + h->map_height)
		return false;
	switch (m->what) {
	case MOUSE_PRESS:
	case MOUSE_DRAG:
		cursor_to(d, h->first_column + m->x - h->map_x);
		if (m->what == MOUSE_PRESS && m->twice)
			open_incident(d);
		break;
	case MOUSE_WHEEL_UP:
		zoom(d, -1);
		break;
	case MOUSE_WHEEL_DOWN:
		zoom(d, 1);
		break;
	case MOUSE_RELEASE:
		break;
	}
	return true;
}

static const struct foot_key heat_foot[] = {
	{ 'n', "n", "Node", 0 },
	{ '-', "-", "", 1 },
	{ '+', "+", "Zoom", 1 },
	{ 'z', "z", "Log", 2 },
	{ 'M', "M", "Max", 3 },
	{ ' ', "Space", "Mark", 2 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line heat_help[] = {
	{ "n N", "next, previous: the whole cycle, then each node" },
	{ "+ -", "shorter, longer columns: 1 s to 5 min; the wheel too" },
	{ "z", "glyphs by the logarithm of the count, or linear" },
	{ "Left Right", "cursor: what its column holds (a click too); Esc back to now" },
	{ "PgUp PgDn", "a page, also Shift-Left, Shift-Right; Home, End" },
	{ "Enter", "on an X: its incident in Xruns" },
	{ "Space", "mark this second with the nearest log line; again: unmark" },
	{ "M", "o the mean, ^ the maximum of each column" },
	{ "X", "a period that came too late, or an xrun, in this column" },
	{ "120%+", "all from there on; cycle: in steps of 5 %, a node: of 41 %" },
	{ "about", "the middle of a step, so not exact; the line above is" },
	{ NULL, NULL },
};

const struct view view_heat = {
	.name = "Heat map",
	.hint = "Heat",
	.draw = heat_draw,
	.pane = heat_pane,
	.key = heat_key,
	.mouse = heat_mouse,
	.foot = heat_foot,
	.help = heat_help,
};
