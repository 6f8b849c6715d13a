/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overview: is the sound safe, and what takes the time?  One list of blocks
 * (head, load, nodes, levels, spectrum, log) is laid out by size: compact below
 * 80x24, stacked, or from 160x45 on in two columns.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/bar.h"
#include "ui-tui/view.h"

enum {
	LABEL = 10,
	QUANTILES = 27,
	SHARE_BAR = 12,
	NAME_COLUMNS = 6,
	LEVEL_NUMBER = 8,
	CHART_LABEL = 10,
	SPECTRUM_FLOOR_DB = -96,
	HEAD_ROWS = 5
};

static const char *
window_short(enum window w)
{
	return w == WINDOW_CLEAR ? "all" : window_name(w);
}

/* Whether there is a period now of which to speak. */
static bool
runs(const struct snapshot *s)
{
	return s->state == STATE_RUNNING || s->state == STATE_FREEWHEEL;
}

/* The newest load, "-" while there is none. */
static void
draw_load_now(const struct desk *d, struct canvas *c, int x, int y)
{
	double load = d->shown.profile.load_now;
	char now[FORMAT_BYTES];

	if (runs(&d->shown))
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

	*out = (struct load_marks){ runs(&d->live) ? p->load_now : 0, load->p50, load->p99_9,
		load->max };
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
		c, x, y, INK_DIM, 0, "%s%s", wide ? "in " : "", format_age(age, p->clear_age_s));
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
		runs(&d->shown) ? format_span(now, p->margin_now_us) : "-");
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
		snprintf(text, sizeof text, "own thread");
	else if (r->node != NULL && r->node->nonfinite > 0)
		snprintf(text, sizeof text, "NaN or Inf"), ink = INK_BAD;
	else if (r->node != NULL && r->node->overruns > 0)
		snprintf(text, sizeof text, "! %llu over", (unsigned long long)r->node->overruns),
			ink = INK_BAD;
	else if (r->node != NULL && r->node->bypassed)
		snprintf(text, sizeof text, "bypassed"), ink = INK_CAUTION;
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

/* ---- Levels ---- */

/* Which channels to show where not all fit: the first ones, and in the last row the loudest
 * of the others. */
static uint32_t
level_channel(const struct meter_level *level, uint32_t n, uint32_t shown, uint32_t i)
{
	uint32_t loudest = i;

	if (n <= shown || i + 1 < shown)
		return i;
	for (uint32_t j = i; j < n; j++)
		if (level[j].hold > level[loudest].hold)
			loudest = j;
	return loudest;
}

static void
channel_name(char *out, size_t size, const char *side, uint32_t i, uint32_t n)
{
	if (n == 2)
		snprintf(out, size, "%s %c", side, i == 0 ? 'L' : 'R');
	else
		snprintf(out, size, "%s%u", side, i + 1);
}

static void
draw_level(const struct desk *d, struct canvas *c, int x, int y, int width, bool out, uint32_t i)
{
	uint32_t n = d->shown.info.nchannels;
	const struct meter_level *live = out ? &d->live.out[i] : &d->live.in[i];
	const struct meter_level *shown = out ? &d->shown.out[i] : &d->shown.in[i];
	double hold_db = meter_db(shown->hold);
	char name[16], number[FORMAT_BYTES];
	bool clipped = shown->hold >= 1.0f;

	channel_name(name, sizeof name, out ? "OUT" : "IN", i, n);
	canvas_text(c, x, y, NAME_COLUMNS, INK_PLAIN, 0, name);
	bar_level(c, x + NAME_COLUMNS, y, width - NAME_COLUMNS - LEVEL_NUMBER, meter_db(live->peak),
		meter_db(live->hold));
	canvas_print(c, x + width - LEVEL_NUMBER, y, clipped ? INK_BAD : INK_PLAIN,
		clipped ? STYLE_BOLD : 0, " %c%6s", clipped ? '!' : ' ',
		format_db(number, hold_db));
}

/* rows of levels for one side; the title is the caller's. */
static void
draw_side(const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out)
{
	const struct meter_level *level = out ? d->shown.out : d->shown.in;
	uint32_t n = d->shown.info.nchannels;
	uint32_t shown;

	if (n > METER_CHANNELS_MAX)
		n = METER_CHANNELS_MAX;
	shown = n < (uint32_t)rows ? n : (uint32_t)rows;
	if (!d->shown.meters_valid) {
		canvas_text(
			c, x, y, width, INK_DIM, 0, out ? "OUT no sound yet" : "IN  no sound yet");
		return;
	}
	for (uint32_t i = 0; i < shown; i++)
		draw_level(d, c, x, y + (int)i, width, out, level_channel(level, n, shown, i));
}

static void
title_levels(
	const struct desk *d, struct canvas *c, int x, int y, int width, const char *side, int rows)
{
	uint32_t n = d->shown.info.nchannels;
	char title[40];
	int at;

	draw_title(c, x, y, width, "", "");
	if (n > (uint32_t)rows)
		snprintf(title, sizeof title, "%s %d of %u + loudest", side, rows - 1, n);
	else
		snprintf(title, sizeof title, "%s dBFS", side);
	at = canvas_text(c, x + 1, y, width, INK_TITLE, STYLE_REVERSE, title);
	width -= LEVEL_NUMBER;
	bar_level_scale(
		c, x + NAME_COLUMNS, y, width - NAME_COLUMNS, at + 1, INK_TITLE, STYLE_REVERSE);
	canvas_text(c, x + width + 1, y, LEVEL_NUMBER - 1, INK_TITLE, STYLE_REVERSE, "HOLD 2s");
}

/* Both sides beside each other.  Return: rows used. */
static int
draw_levels(const struct desk *d, struct canvas *c, int x, int y, int width, int rows)
{
	int half = (width - 1) / 2;

	title_levels(d, c, x, y, half, "IN", rows);
	canvas_put(c, x + half, y, ' ', INK_TITLE, STYLE_REVERSE);
	title_levels(d, c, x + half + 1, y, width - half - 1, "OUT", rows);
	draw_side(d, c, x, y + 1, half, rows, false);
	draw_side(d, c, x + half + 1, y + 1, width - half - 1, rows, true);
	return 1 + rows;
}

/* ---- Spectrum ---- */

/* The highest of the bins that fall into column i of n; a column between two bins reads
 * between them. */
static float
column_db(const float *bin, int i, int n)
{
	double first = (double)i * SPECTRUM_BINS_MAX / n,
	       last = (double)(i + 1) * SPECTRUM_BINS_MAX / n;
	float db = -120;

	if (n > SPECTRUM_BINS_MAX) {
		double at = (i + 0.5) * (SPECTRUM_BINS_MAX - 1) / n;
		int low = (int)at;
		float part = (float)(at - low);

		return bin[low] +
		       part * (bin[low + 1 < SPECTRUM_BINS_MAX ? low + 1 : low] - bin[low]);
	}
	for (int b = (int)first; b < (int)ceil(last) && b < SPECTRUM_BINS_MAX; b++)
		if (bin[b] > db)
			db = bin[b];
	return db;
}

static void
title_spectrum(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	static const struct {
		float hz;
		const char *text;
	} tick[] = {
		{ 20, "20" },
		{ 100, "100" },
		{ 1000, "1k" },
		{ 10000, "10k" },
		{ 200, "200" },
		{ 500, "500" },
		{ 2000, "2k" },
		{ 5000, "5k" },
		{ 50, "50" },
	};
	const struct spectrum_frame *f = &d->shown.spectrum;
	double octaves = log2(f->fmax_hz / f->fmin_hz);

	draw_title(c, x, y, width, "SPECTRUM", "");
	if (f->seq == 0 || !(octaves > 0))
		return;
	width -= CHART_LABEL;
	for (size_t i = 0; i < sizeof tick / sizeof *tick; i++) {
		double at = log2(tick[i].hz / f->fmin_hz) / octaves * (width - 1);
		int column = (int)floor(at + 0.5);

		if (column < 0 || column + (int)strlen(tick[i].text) > width - 6)
			continue;
		canvas_text(
			c, x + CHART_LABEL + column, y, 4, INK_TITLE, STYLE_REVERSE, tick[i].text);
	}
	canvas_text(c, x + CHART_LABEL + width - 6, y, 6, INK_TITLE, STYLE_REVERSE, "20k Hz");
}

/* Round numbers at their rows, as many as leave room between them. */
static void
draw_db_labels(struct canvas *c, int x, int y, int rows)
{
	static const int step[] = { 6, 12, 24, 32, 48, 96 };
	size_t i = 0;
	int apart = rows < 8 ? 1 : 3; /* rows from label to label */

	while (i + 1 < sizeof step / sizeof *step && rows * step[i] < -SPECTRUM_FLOOR_DB * apart)
		i++;
	for (int db = 0; rows > 0 && db < -SPECTRUM_FLOOR_DB; db += step[i])
		canvas_print(c, x, y + db * rows / -SPECTRUM_FLOOR_DB, INK_DIM, 0, "%4d dB", -db);
}

static void
draw_spectrum(const struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	float db[CANVAS_SIDE_MAX], hold[CANVAS_SIDE_MAX];
	int n = width - CHART_LABEL, rows = height - 1;

	title_spectrum(d, c, x, y, width);
	if (d->shown.spectrum.seq == 0) {
		canvas_text(c, x + 1, y + 1, width, INK_DIM, 0, "none yet");
		return;
	}
	for (int i = 0; i < n && i < CANVAS_SIDE_MAX; i++) {
		db[i] = column_db(d->live.spectrum.bin_db, i, n);
		hold[i] = column_db(d->hold_db, i, n);
	}
	draw_db_labels(c, x, y + 1, rows);
	bar_chart(c, x + CHART_LABEL, y + 1, n < CANVAS_SIDE_MAX ? n : CANVAS_SIDE_MAX, rows, db,
		hold, SPECTRUM_FLOOR_DB);
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

	snprintf(right, sizeof right, "%u in %s", p->nincidents, format_age(age, p->clear_age_s));
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
level_rows(const struct desk *d, int most)
{
	int n = (int)d->shown.info.nchannels;

	return n < 1 ? 1 : n > most ? most : n;
}

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
	int levels = level_rows(d, bottom > 34 ? 8 : 2), nodes = node_rows(d);
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
		upper = nodes + (upper - nodes) / 2;
	levels = level_rows(d, upper - 6);
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
	levels = level_rows(d, bottom - y >= 4 ? 2 : 1);
	for (int side = 0; side < 2 && y + levels <= bottom; side++, y += levels)
		draw_side(d, c, 0, y, c->width, levels, side == 1);
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
	{ "worker", "FFT on a thread of its own, not in the cycle" },
	{ "%PERIOD", "mean as a share of the period" },
	{ "Levels", "peak and its hold of 2 s; ! clipped; green, -18, yellow, -9, red" },
	{ NULL, NULL },
};

const struct view view_overview = { "Overview", "1Over", overview_draw, overview_help };
