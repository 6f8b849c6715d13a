/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overview: is the sound safe, and what takes the time?  One list of blocks
 * (head, load, nodes, levels, spectrum, log) is laid out by size: compact below
 * 80x24, stacked, or from 160x45 on in two columns.
 */
#include <stdio.h>
#include <string.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum { LABEL = 10, QUANTILES = 27, HEAD_ROWS = 5 };

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

static void
load_marks_of(const struct desk *d, struct load_marks *out)
{
	const struct profile *p = &d->live.profile;
	const struct stats *load = &p->load[d->window];

	*out = (struct load_marks){ snapshot_runs(&d->live) ? p->load_now : 0, load->p50,
		load->p99_9, load->max };
}

/* A load in three columns, percent: "0.2", "28", "115". */
static const char *
percent3(char out[FORMAT_BYTES], double load)
{
	snprintf(out, FORMAT_BYTES, "%3.*f", load < 0.0995 ? 1 : 0, 100 * load);
	return out;
}

/* "29.0 %   p50 28  p99 32 %" and " 10 s  p99.9 45  max 71 %" right of the bar. */
static void
draw_quantiles(const struct desk *d, struct canvas *c, int x, int y)
{
	const struct profile *p = &d->shown.profile;
	const struct stats *load = &p->load[d->window];
	char a[FORMAT_BYTES], b[FORMAT_BYTES];

	draw_load_now(d, c, x, y);
	if (load->count == 0)
		return;
	canvas_print(c, x + 10, y, INK_PLAIN, 0, "p50 %s  p99 %s %%", percent3(a, load->p50),
		percent3(b, load->p99));
	canvas_print(c, x, y + 1, INK_DIM, 0, "%5s", window_short(d->window));
	canvas_print(c, x + 8, y + 1, INK_PLAIN, 0, "p99.9 %s", percent3(a, load->p99_9));
	canvas_print(c, x + 19, y + 1, ink_of_load(load->max), load->max > 1 ? STYLE_BOLD : 0,
		"max %s %%", percent3(a, load->max));
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
	char age[FORMAT_BYTES];

	x = draw_count(c, x, y, "incidents", p->nincidents);
	x = draw_count(c, x, y, "xruns", p->xruns);
	x = draw_count(c, x, y, "misses", p->misses);
	if (wide) {
		x = draw_count(c, x, y, "skipped", p->skipped);
		x = draw_count(c, x, y, "lost frames", p->lost_frames);
		x = draw_count(c, x, y, "records dropped", p->records_dropped);
	}
	x = canvas_print(
		c, x, y, INK_DIM, 0, "%s%s", wide ? "in " : "", format_age(age, p->xruns_age_s));
	if (wide && p->last_xrun_s >= 0)
		canvas_print(c, x, y, INK_DIM, 0, ", last one %s ago",
			format_age(age, p->uptime_s - p->last_xrun_s));
}

/* Return: x after it. */
static int
draw_margin(const struct desk *d, struct canvas *c, int y)
{
	const struct profile *p = &d->shown.profile;
	const struct stats *margin = &p->margin_us[d->window];
	double share = p->period_us > 0 ? margin->min / p->period_us : 0;
	char now[FORMAT_BYTES], min[FORMAT_BYTES];
	enum ink ink = ink_of_load(1.0 - share);
	int x;

	x = canvas_text(c, 0, y, LABEL, INK_TITLE, STYLE_BOLD, "Margin");
	if (margin->count == 0)
		return canvas_text(c, x + 1, y, 20, INK_DIM, 0, "not known");
	x = canvas_print(c, x + 1, y, INK_PLAIN, 0, "%s, ",
		snapshot_runs(&d->shown) ? format_span(now, p->margin_now_us) : "-");
	x = canvas_print(c, x, y, ink, ink == INK_BAD ? STYLE_BOLD : 0, "min %s %.0f %%",
		format_span(min, margin->min), 100 * share);
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

/* The columns of the table for a width, all of them from some 110 on. */
static uint32_t
choose_columns(int width, enum column_id out[NCOLUMNS])
{
	static const enum column_id few[] = { COLUMN_NAME, COLUMN_NOW, COLUMN_P50, COLUMN_P99,
		COLUMN_P99_9, COLUMN_MAX, COLUMN_SHARE };
	static const enum column_id many[] = { COLUMN_NAME, COLUMN_NOW, COLUMN_MEAN, COLUMN_SD,
		COLUMN_P50, COLUMN_P90, COLUMN_P95, COLUMN_P99, COLUMN_P99_9, COLUMN_MAX,
		COLUMN_SHARE };
	bool all = width >= 93;
	uint32_t n = all ? sizeof many / sizeof *many : sizeof few / sizeof *few;

	memcpy(out, all ? many : few, n * sizeof *out);
	return n;
}

/* What else is to be said about a row, right of its numbers, over the end of its bar. */
static void
draw_remark(
	struct canvas *c, int end, int y, int width, const struct snapshot *s, const struct row *r)
{
	char text[48] = "";
	enum ink ink = INK_DIM;

	if (r->kind == ROW_WORKER && s->profile.hops_skipped > 0)
		snprintf(text, sizeof text, "%llu skipped",
			(unsigned long long)s->profile.hops_skipped),
			ink = INK_CAUTION;
	else if (r->kind == ROW_WORKER)
		snprintf(text, sizeof text, "%s", width < 11 ? "thread" : "own thread");
	else if (r->node == &s->profile.profiler)
		snprintf(text, sizeof text, "%llu %s",
			(unsigned long long)s->profile.records_dropped,
			width < 11 ? "drop" : "dropped"),
			ink = s->profile.records_dropped > 0 ? INK_CAUTION : INK_DIM;
	else if (r->node != NULL && r->node->nonfinite + r->node->cleared > 0)
		snprintf(text, sizeof text, "NaN or Inf"), ink = INK_BAD;
	else if (r->node != NULL && r->node->overruns > 0)
		snprintf(text, sizeof text, "! %llu over", (unsigned long long)r->node->overruns),
			ink = INK_BAD;
	else if (r->node != NULL && r->node->bypassed)
		snprintf(text, sizeof text, "bypassed"), ink = INK_CAUTION;
	else if (r->node != NULL && r->node->denormal > 0)
		snprintf(text, sizeof text, "denormals");
	if (text_columns(text) < width)
		width = text_columns(text);
	canvas_text(c, end - width, y, width, ink, ink == INK_DIM ? 0 : STYLE_BOLD, text);
}

static void
draw_row(const struct desk *d, struct canvas *c, int x, int y, int width, const struct row *r,
	const enum column_id *column, uint32_t n, double period_us)
{
	int end = x + width;
	double share = period_us > 0 ? r->us->mean / period_us : 0;

	for (uint32_t i = 0; i < n; i++)
		x = draw_column(c, x, y, column[i], r, period_us);
	if (end - x >= 8 && r->kind != ROW_WORKER)
		bar_share(c, x + 1, y, end - x - 2, share, ink_of_load(share));
	if (end - x >= 8)
		draw_remark(c, end - 1, y, end - x - 2, &d->shown, r);
}

/* At most height rows, title included; what does not fit is counted.  Return: rows used. */
static int
draw_nodes(const struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct rows rows;
	enum column_id column[NCOLUMNS];
	uint32_t n, hidden, line = 0;
	int at = x;
	char title[40] = "";

	rows_fill(&rows, &d->shown, d->window);
	n = choose_columns(width, column);
	for (uint32_t i = 0; i < n; i++)
		at += column_info[column[i]].width;
	snprintf(title, sizeof title, "us, %s%s", d->window == WINDOW_CLEAR ? "" : "last ",
		window_name(d->window));
	if (at + (int)strlen(title) + 2 > x + width)
		snprintf(title, sizeof title, "us");
	draw_title(c, x, y, width, "", title);
	at = x;
	for (uint32_t i = 0; i < n; i++)
		at = draw_column_title(c, at, y, column[i], ' ');
	hidden = rows.n > (uint32_t)height - 1 ? rows.n - (uint32_t)height + 2 : 0;
	for (uint32_t i = 0; i < rows.n; i++) {
		/* Nodes give way, from the last one up; what frames them stays. */
		if (hidden > 0 && i + 3 + hidden >= rows.n && i + 3 < rows.n) {
			if (i + 3 + hidden == rows.n)
				canvas_print(c, x + 1, y + 1 + (int)line++, INK_DIM, 0,
					"... %u more nodes: press 2", hidden);
			continue;
		}
		draw_row(d, c, x, y + 1 + (int)line++, width, &rows.row[i], column, n,
			rows.period_us);
	}
	return 1 + (int)line;
}

/* ---- Incidents and log ---- */

static void
draw_incident(struct canvas *c, int x, int y, int width, const struct incident *i)
{
	char at[FORMAT_BYTES], late[FORMAT_BYTES], text[160];

	snprintf(text, sizeof text,
		"#%-3u %s  %-12s %8s late %4.0f %%  %-10.10s %u miss %u skip %u xrun%s", i->id,
		format_clock(at, i->at_s), i->cause != NULL ? i->cause : "unknown",
		format_span(late, i->late_us), 100 * i->load, i->node[0] != '\0' ? i->node : "-",
		i->misses, i->skipped, i->xruns, i->open ? "  going on" : "");
	canvas_text(c, x + 1, y, width - 1, i->open ? INK_XRUN : INK_PLAIN,
		i->open ? STYLE_BOLD : 0, text);
}

/* height rows, title included. */
static void
draw_incidents(const struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	const struct profile *p = &d->shown.profile;
	char right[48], age[FORMAT_BYTES];

	snprintf(right, sizeof right, "%u in %s", p->nincidents, format_age(age, p->xruns_age_s));
	draw_title(c, x, y, width, "INCIDENTS, newest first", right);
	if (p->nkept == 0)
		canvas_text(c, x + 1, y + 1, width, INK_DIM, 0, "none");
	for (uint32_t i = 0; i < p->nkept && i < INCIDENTS_KEPT && (int)i < height - 1; i++)
		draw_incident(c, x, y + 1 + (int)i, width, &p->incident[i]);
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

/* 80x24 and more, below the wide layout: everything in full rows. */
static void
draw_stacked(struct desk *d, struct canvas *c)
{
	int bottom = c->height - 1, y = HEAD_ROWS, left, logs = bottom > 30 ? 3 : 1;
	int levels = draw_levels_rows(d, bottom > 34 ? 8 : 2), nodes = node_rows(d);
	int incidents = bottom >= 36 ? 5 : 0;

	left = bottom - y - logs - levels - 1 - incidents - 4;
	draw_head(d, c);
	y += draw_nodes(d, c, 0, y, c->width, nodes < left ? nodes : left);
	y += draw_levels(d, c, 0, y, c->width, levels);
	draw_spectrum(d, c, 0, y, c->width, bottom - logs - incidents - y);
	if (incidents > 0)
		draw_incidents(d, c, 0, bottom - logs - incidents, c->width, incidents);
	draw_logs(d, c, bottom - logs, logs);
}

/* From 160x45 on: nodes left, levels and incidents right, the spectrum below both. */
static void
draw_wide(struct desk *d, struct canvas *c)
{
	int left = c->width * 14 / 25, right = c->width - left, bottom = c->height - 1;
	int y = HEAD_ROWS + 1, logs = c->height >= 55 ? LOG_LINES_SHOWN : 4;
	int nodes = node_rows(d), room = bottom - y - logs - 1, upper = room * 2 / 5, levels;

	if (nodes < upper)
		upper = nodes < 12 ? 12 : nodes;
	levels = draw_levels_rows(d, upper - 6);
	draw_head(d, c);
	draw_nodes(d, c, 0, y, left - 1, upper);
	draw_levels(d, c, left, y, right, levels);
	draw_incidents(d, c, left, y + levels + 2, right, upper - levels - 2);
	draw_spectrum(d, c, 0, y + upper + 1, c->width, room - upper - 2);
	draw_title(c, 0, bottom - logs - 1, c->width, "LOG", "");
	draw_logs(d, c, bottom - logs, logs);
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
		percent3(max, load->max), window_short(d->window));
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
		y += draw_nodes(d, c, 0, y, c->width,
			bottom - y - 1 < node_rows(d) ? bottom - y - 1 : node_rows(d));
	}
	if (y < bottom)
		draw_log(d, c, bottom - 1, 0);
}

static void
overview_draw(struct desk *d, struct canvas *c)
{
	if (c->width >= WIDE_WIDTH && c->height >= WIDE_HEIGHT)
		draw_wide(d, c);
	else if (c->width >= FULL_WIDTH && c->height >= FULL_HEIGHT)
		draw_stacked(d, c);
	else
		draw_compact(d, c);
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
	{ "Levels", "m: dBFS, PPM I, II, K-20, VU, LUFS; | held 2 s; ! clipped" },
	{ NULL, NULL },
};

const struct view view_overview = {
	.name = "Overview",
	.hint = "Over",
	.draw = overview_draw,
	.help = overview_help,
};
