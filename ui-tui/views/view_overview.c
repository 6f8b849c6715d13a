/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overview: is the sound safe, and what takes the time?  One list of blocks
 * (head, load, nodes, levels, spectrum, log) is laid out by size: compact below
 * 80x24, stacked, or from 160x45 on as a dashboard of panes under the head.
 */
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/bar.h"
#include "ui-tui/view.h"
#include "ui-tui/views/incident_list.h"
#include "ui-tui/views/node_table.h"

enum { LABEL = 10, QUANTILES = 27, HEAD_ROWS = 5, TABLE_FROM = 36 };

static const char *
window_short(enum window w)
{
	return w == WINDOW_CLEAR ? "all" : window_name(w);
}

/* The newest load, "-" while there is none. */
static void
draw_load_now(const struct desk *d, struct canvas *c, int x, int y)
{
	double load = d->shown.profile.load_now;
	char now[FORMAT_BYTES];

	if (snapshot_runs(&d->shown))
		canvas_print(c, x, y, ink_of_load(load), STYLE_BOLD, "%5s %%",
			format_percent(now, load));
	else
		canvas_text(c, x, y, 7, INK_DIM, 0, "    - %");
}

/* The highest load of the window, or since c was pressed here; < 0: not known. */
static double
load_max(const struct desk *d, const struct stats *load)
{
	const struct since *since = desk_since(d);

	if (since == NULL || load->max_at_s >= since->at_s)
		return load->max;
	if (!since->any)
		return -1;
	return since->load_max < load->max ? since->load_max : load->max;
}

static void
load_marks_of(const struct desk *d, struct load_marks *out)
{
	const struct profile *p = &d->live.profile;
	const struct stats *load = &p->load[d->window];

	*out = (struct load_marks){ snapshot_runs(&d->live) ? p->load_now : 0, load->p50,
		load->p99_9, load_max(d, load) };
}

/* A load in three columns, percent: "0.2", "28", "115". */
static const char *
percent3(char out[FORMAT_BYTES], double load)
{
	if (load < 0)
		return "  -";
	snprintf(out, FORMAT_BYTES, "%3.*f", load < 0.0995 ? 1 : 0, 100 * load);
	return out;
}

/* "29.0 %   p50 28  p99 32 %" and " 10 s  p99.9 45  max 71 %" right of the bar. */
static void
draw_quantiles(const struct desk *d, struct canvas *c, int x, int y)
{
	const struct profile *p = &d->shown.profile;
	const struct stats *load = &p->load[d->window];
	double max = load_max(d, load);
	char a[FORMAT_BYTES], b[FORMAT_BYTES];

	draw_load_now(d, c, x, y);
	if (load->count == 0)
		return;
	canvas_print(c, x + 10, y, INK_PLAIN, 0, "p50 %s  p99 %s %%", percent3(a, load->p50),
		percent3(b, load->p99));
	canvas_print(c, x, y + 1, INK_DIM, 0, "%5s", window_short(d->window));
	canvas_print(c, x + 8, y + 1, INK_PLAIN, 0, "p99.9 %s", percent3(a, load->p99_9));
	if (max >= 0)
		canvas_print(c, x + 19, y + 1, ink_of_load(max), max > 1 ? STYLE_BOLD : 0,
			"max %s %%", percent3(a, max));
}

static void
draw_load(const struct desk *d, struct canvas *c, int y)
{
	struct load_marks marks;
	int width = c->width - LABEL - QUANTILES - 3;

	load_marks_of(d, &marks);
	canvas_text(c, 0, y, LABEL, INK_TITLE, STYLE_BOLD, "DSP load");
	canvas_put(c, LABEL - 1, y, '[', INK_DIM, 0);
	bar_load(c, LABEL, y, width, &marks);
	canvas_put(c, LABEL + width, y, ']', INK_DIM, 0);
	bar_load_scale(c, LABEL, y + 1, width);
	draw_quantiles(d, c, LABEL + width + 2, y);
}

/* Return: x after it. */
static int
draw_count(struct canvas *c, int x, int y, const char *name, uint64_t n)
{
	char text[FORMAT_BYTES];

	return canvas_print(c, x, y, n > 0 ? INK_XRUN : INK_PLAIN, n > 0 ? STYLE_BOLD : 0,
		"%s %s  ", name, format_count(text, n));
}

static void
draw_counts(const struct desk *d, struct canvas *c, int x, int y, bool wide)
{
	const struct profile *p = &d->shown.profile;
	struct since_counts n = { p->nincidents, p->xruns, p->misses, p->skipped, p->lost_frames,
		p->records_dropped, p->hops_skipped };
	const struct since *since = desk_since(d);
	char text[FORMAT_BYTES];

	if (since != NULL)
		n = since->n;
	x = draw_count(c, x, y, "incidents", n.incidents);
	x = draw_count(c, x, y, "xruns", n.xruns);
	x = draw_count(c, x, y, "misses", n.misses);
	if (wide) {
		x = draw_count(c, x, y, "skipped", n.skipped);
		x = draw_count(c, x, y, "lost frames", n.lost_frames);
		x = draw_count(c, x, y, "records dropped", n.records_dropped);
	}
	if (since != NULL && wide)
		since_text(d, text);
	else
		format_age(text, since != NULL ? d->shown.uptime_s - since->at_s : p->xruns_age_s);
	if (x + (int)strlen(text) <= c->width) /* half a number would be another */
		x = canvas_print(
			c, x, y, INK_DIM, 0, "%s%s", wide && since == NULL ? "in " : "", text);
	if (wide && p->last_xrun_s >= 0)
		canvas_print(c, x, y, INK_DIM, 0, ", last one %s ago",
			format_age(text, p->uptime_s - p->last_xrun_s));
}

/* The least margin of the window, or since c was pressed here.  Return: false: not known. */
static bool
margin_min(const struct desk *d, double *out)
{
	const struct profile *p = &d->shown.profile;
	const struct stats *margin = &p->margin_us[d->window];
	const struct since *since = desk_since(d);

	*out = margin->min;
	if (since == NULL)
		return true;
	if (since->margin_min_us > *out)
		*out = since->margin_min_us;
	return since->any;
}

/* Return: x after it. */
static int
draw_margin(const struct desk *d, struct canvas *c, int y)
{
	const struct profile *p = &d->shown.profile;
	double least, share;
	char now[FORMAT_BYTES], min[FORMAT_BYTES];
	bool known = margin_min(d, &least);
	enum ink ink;
	int x;

	share = p->period_us > 0 ? least / p->period_us : 0;
	ink = ink_of_load(1.0 - share);
	x = canvas_text(c, 0, y, LABEL, INK_TITLE, STYLE_BOLD, "Margin");
	if (p->margin_us[d->window].count == 0)
		return canvas_text(c, x + 1, y, 20, INK_DIM, 0, "not known");
	x = canvas_print(c, x + 1, y, INK_PLAIN, 0, "%s, ",
		snapshot_runs(&d->shown) ? format_span(now, p->margin_now_us) : "-");
	if (!known)
		return canvas_text(c, x, y, 10, INK_DIM, 0, "min -");
	x = canvas_print(c, x, y, ink, ink == INK_BAD ? STYLE_BOLD : 0, "min %s %.0f %%",
		format_span(min, least), 100 * share);
	return canvas_print(c, x, y, INK_DIM, 0, " %s", window_short(d->window));
}

static void
draw_head(const struct desk *d, struct canvas *c)
{
	int x;

	draw_sentence(d, c, 0, 1);
	draw_server(d, c, 1);
	draw_load(d, c, 2);
	x = draw_margin(d, c, 4);
	draw_counts(
		d, c, c->width >= FULL_WIDTH + 60 ? x + 4 : x + 2, 4, c->width >= FULL_WIDTH + 60);
}

/* ---- Nodes ---- */

/* At most height rows, title included; what does not fit is counted.  Return: rows used. */
static int
draw_nodes(const struct desk *d, struct canvas *c, int y, int height)
{
	struct node_table t;
	struct rows rows;
	uint32_t hidden, line = 0;

	node_table_rows(d, &rows, false);
	node_table_choose(&t, 0, c->width);
	draw_title(c, 0, y, c->width, "", "");
	node_table_titles(&t, c, y, NCOLUMNS, false);
	if (t.bar_width > 0)
		canvas_print(
			c, t.bar_x, y, INK_TITLE, STYLE_REVERSE, "us %s", window_short(d->window));
	else
		canvas_text(c, 6, y, 2, INK_TITLE, STYLE_REVERSE, "us");
	hidden = rows.n > (uint32_t)height - 1 ? rows.n - (uint32_t)height + 2 : 0;
	for (uint32_t i = 0; i < rows.n; i++) {
		/* Nodes give way, from the last one up; what frames them stays. */
		if (hidden > 0 && i + 3 + hidden >= rows.n && i + 3 < rows.n) {
			if (i + 3 + hidden == rows.n)
				canvas_print(c, 1, y + 1 + (int)line++, INK_DIM, 0,
					"... %u more nodes: press 2", hidden);
			continue;
		}
		node_table_row(&t, c, y + 1 + (int)line++, &rows.row[i], rows.period_us, false);
	}
	return 1 + (int)line;
}

/* ---- Incidents and log ---- */

static bool
any_incident(const struct desk *d)
{
	return d->shown.profile.nkept > 0 &&
	       (desk_since(d) == NULL || desk_since(d)->n.incidents > 0);
}

/* The newest one in a row, and where there is more of it. */
static void
draw_newest_incident(const struct desk *d, struct canvas *c, int y)
{
	const struct incident *i = &d->shown.profile.incident[0];
	char at[FORMAT_BYTES], late[FORMAT_BYTES], what[64];
	int x, width = c->width - 7;
	enum ink ink = i->open ? INK_XRUN : INK_PLAIN;

	incident_what(i, what, sizeof what);
	x = canvas_print(c, 0, y, INK_DIM, 0, "%s ", format_clock(at, i->at_s));
	x = canvas_print(
		c, x, y, INK_XRUN, STYLE_BOLD, "incident %u: %s", i->id, incident_cause(i));
	if (i->late_us > 0)
		x = canvas_print(c, x, y, ink, 0, ", %s late", format_span(late, i->late_us));
	if (x + text_columns(what) + 2 < width)
		x = canvas_print(c, x, y, ink, 0, ", %s", what);
	if (i->node[0] != '\0' && x + text_columns(i->node) + 4 < width)
		x = canvas_print(c, x, y, ink, 0, " in %s", i->node);
	if (i->open && x + 10 < width)
		x = canvas_print(c, x, y, ink, STYLE_BOLD, " going on");
	if (x < width)
		canvas_text(c, c->width - 6, y, 6, INK_MARK, STYLE_BOLD, "5:more");
}

static void
draw_logs(const struct desk *d, struct canvas *c, int y, int rows)
{
	int n = (int)d->shown.nlog < rows ? (int)d->shown.nlog : rows;

	for (int i = 0; i < n; i++)
		draw_log(d, c, y + n - 1 - i, (uint32_t)i);
}

/* ---- Layouts ---- */

static int
node_rows(const struct desk *d)
{
	return (int)d->shown.profile.nnodes + 6;
}

/* 80x24 and more, below the dashboard: everything in full rows; in the last ones the newest
 * incident, and what the log says. */
static void
draw_stacked(struct desk *d, struct canvas *c)
{
	int bottom = c->height - 1, y = HEAD_ROWS, left, logs = bottom > 30 ? 3 : 1;
	int levels = draw_levels_rows(d, bottom > 34 ? 8 : 2), nodes = node_rows(d);
	bool table = bottom >= TABLE_FROM, incident = !table && any_incident(d);
	int incidents = table ? 5 : 0;

	left = bottom - y - logs - levels - 1 - incidents - 4;
	draw_head(d, c);
	y += draw_nodes(d, c, y, nodes < left ? nodes : left);
	y += draw_levels(d, c, 0, y, c->width, levels);
	draw_spectrum(d, c, 0, y, c->width, bottom - logs - incidents - y);
	if (table)
		dashboard_pane(d, c, &view_xruns, 0, bottom - logs - incidents, c->width, incidents,
			false);
	draw_logs(d, c, bottom - logs, logs - incident);
	if (incident)
		draw_newest_incident(d, c, bottom - 1);
}

static void
draw_compact_load(const struct desk *d, struct canvas *c, int y)
{
	struct load_marks marks;

	load_marks_of(d, &marks);
	canvas_text(c, 0, y, 5, INK_TITLE, STYLE_BOLD, "Load");
	canvas_put(c, 5, y, '[', INK_DIM, 0);
	bar_load(c, 6, y, c->width - 15, &marks);
	canvas_put(c, c->width - 9, y, ']', INK_DIM, 0);
	draw_load_now(d, c, c->width - 7, y);
}

static void
draw_compact_quantiles(const struct desk *d, struct canvas *c, int y)
{
	const struct stats *load = &d->shown.profile.load[d->window];
	char p50[FORMAT_BYTES], p99[FORMAT_BYTES], p99_9[FORMAT_BYTES], max[FORMAT_BYTES];

	canvas_print(c, 0, y, INK_PLAIN, 0, "p50 %s p99 %s p99.9 %s max %s %% %s",
		percent3(p50, load->p50), percent3(p99, load->p99), percent3(p99_9, load->p99_9),
		percent3(max, load_max(d, load)), window_short(d->window));
}

/* Below 80x24: is it safe, how loud is it. */
static void
draw_compact(struct desk *d, struct canvas *c)
{
	int bottom = c->height - 1, y, levels;
	char eq[128];

	y = draw_sentence(d, c, 0, c->height >= 12 ? 2 : 1);
	draw_server(d, c, y++);
	draw_compact_load(d, c, y++);
	draw_margin(d, c, y++);
	if (bottom - y >= 5)
		draw_compact_quantiles(d, c, y++);
	draw_counts(d, c, 0, y++, false);
	levels = draw_levels_rows(d, bottom - y >= 4 ? 2 : 1);
	for (int side = 0; side < 2 && y + levels <= bottom; side++, y += levels)
		draw_levels_side(d, c, 0, y, c->width, levels, side == 1);
	if (y < bottom && c->width < FULL_WIDTH) {
		eq_text(&d->shown, eq, sizeof eq);
		canvas_text(c, 0, y++, c->width, d->shown.eq.bypass ? INK_CAUTION : INK_DIM, 0, eq);
	}
	if (bottom - y > 4) {
		y += draw_nodes(
			d, c, y, bottom - y - 1 < node_rows(d) ? bottom - y - 1 : node_rows(d));
	}
	if (y < bottom)
		draw_log(d, c, bottom - 1, 0);
}

bool
is_dashboard(const struct desk *d)
{
	return d->view == VIEW_OVERVIEW && d->width >= WIDE_WIDTH && d->height >= WIDE_HEIGHT;
}

const struct view *
view_in_force(const struct desk *d)
{
	return is_dashboard(d) ? dashboard_focus(d) : views[d->view];
}

static void
overview_draw(struct desk *d, struct canvas *c)
{
	if (is_dashboard(d)) {
		draw_head(d, c);
		dashboard_draw(d, c, HEAD_ROWS, c->height - 1);
	} else if (c->width >= FULL_WIDTH && c->height >= FULL_HEIGHT)
		draw_stacked(d, c);
	else
		draw_compact(d, c);
}

static bool
overview_key(struct desk *d, uint32_t key)
{
	return is_dashboard(d) && dashboard_key(d, key);
}

static bool
overview_mouse(struct desk *d, const struct mouse *m)
{
	return is_dashboard(d) && dashboard_mouse(d, m);
}

static const struct help_line overview_help[] = {
	{ "Sentence", "OK, ! or !! and what it is about" },
	{ "DSP load", "wake to end of our work; at DEADLINE the sound breaks up" },
	{ "", "# now   : p50 to p99.9   | maximum   ! deadline" },
	{ "Margin", "time left to the deadline: now, and the least" },
	{ "incidents", "times it may have crackled; xruns and misses are their parts" },
	{ "wakeup", "how late we were woken; not in the load, but in the margin" },
	{ "engine", "what the engine itself takes; profiler: what measuring takes" },
	{ "worker", "FFT, loudness, meters: pieces of work of a thread of its own" },
	{ "%PERIOD", "mean as a share of the period" },
	{ "STATE", "clean, bypassed, or what was wrong since clear: see Nodes" },
	{ "Levels", "m: dBFS, PPM I, II, K-20, VU, LUFS; | held 2 s; ! clipped" },
	{ "uses", "CPU time of this program, all threads, of one core; 7 has them" },
	{ "160x45", "and more: panes; Tab, Shift-Tab or a click: which gets the keys (>)" },
	{ "Enter", "that pane in full, also two clicks on its title; 1: back" },
	{ NULL, NULL },
};

const struct view view_overview = {
	.name = "Overview",
	.hint = "Over",
	.draw = overview_draw,
	.key = overview_key,
	.mouse = overview_mouse,
	.help = overview_help,
};
