/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Head, foot and table cells, which all views share. */
#include "ui-tui/view.h"

#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/bar.h"

const struct view *const views[NVIEWS] = {
	[VIEW_OVERVIEW] = &view_overview,
	[VIEW_NODES] = &view_nodes,
	[VIEW_EQ] = &view_eq,
	[VIEW_SPECTRUM] = &view_spectrum,
	[VIEW_XRUNS] = &view_xruns,
	[VIEW_HEAT] = &view_heat,
	[VIEW_THREADS] = &view_threads,
	[VIEW_LOG] = &view_log,
};

static const struct {
	const char *mark;
	enum ink ink;
	unsigned style;
} health_look[] = {
	[HEALTH_GOOD] = { " OK ", INK_GOOD, STYLE_BOLD | STYLE_REVERSE },
	[HEALTH_CAUTION] = { " !  ", INK_CAUTION, STYLE_BOLD | STYLE_REVERSE },
	[HEALTH_BAD] = { " !! ", INK_BAD, STYLE_BOLD | STYLE_REVERSE },
};

void
eq_text(const struct snapshot *s, char *out, size_t size)
{
	char preset[sizeof s->preset + 2] = "";

	if (s->preset[0] != '\0')
		snprintf(preset, sizeof preset, " %s%s", s->preset, s->preset_modified ? "*" : "");
	if (s->eq.bypass)
		snprintf(out, size, "EQ bypassed%s", preset);
	else
		snprintf(out, size, "EQ on %+.1f dB%s", s->eq.preamp_db, preset);
}

/* Bytes of text that fit into width columns, cut at a blank. */
static size_t
break_at_blank(const char *text, int width)
{
	size_t cut = 0;

	for (size_t i = 0; text[i] != '\0' && (int)i <= width; i++)
		if (text[i] == ' ')
			cut = i;
	return cut;
}

int
draw_sentence(const struct desk *d, struct canvas *c, int y, int rows)
{
	const struct snapshot *s = &d->shown;
	enum health h = s->health <= HEALTH_BAD ? s->health : HEALTH_BAD;
	enum ink ink = h == HEALTH_GOOD ? INK_PLAIN : health_look[h].ink;
	int x = 5, width = c->width - x, n, first = y;
	const char *text = s->sentence;
	char eq[128];

	canvas_text(c, 0, y, 4, health_look[h].ink, health_look[h].style, health_look[h].mark);
	for (; rows > 1 && text_columns(text) > width && break_at_blank(text, width) > 0;
		rows--, y++) {
		size_t cut = break_at_blank(text, width);
		char head[SENTENCE_BYTES];

		snprintf(head, sizeof head, "%.*s", (int)cut, text);
		canvas_text(c, x, y, width, ink, STYLE_BOLD, head);
		text += cut + 1;
	}
	x = canvas_text(c, x, y, width, ink, STYLE_BOLD, text);
	eq_text(s, eq, sizeof eq);
	n = text_columns(eq);
	if (n > c->width - x - 2)
		n = c->width - x - 2;
	if (d->view != VIEW_EQ && c->width >= FULL_WIDTH && y == first && n >= 13)
		canvas_text(c, c->width - n, y, n, s->eq.bypass ? INK_CAUTION : INK_DIM,
			s->eq.bypass ? STYLE_BOLD : 0, eq);
	return y + 1;
}

enum { PIECES_MAX = 16, PIECE_BYTES = 96, CPU_LONG_FROM = 110 };

struct pieces {
	uint32_t n;
	struct {
		char text[PIECE_BYTES];
		bool warn;
	} piece[PIECES_MAX];
};

static void __attribute__((format(printf, 3, 4)))
piece_add(struct pieces *p, bool warn, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(p->piece[p->n].text, PIECE_BYTES, format, ap);
	va_end(ap);
	p->piece[p->n++].warn = warn;
}

static void
pieces_stream(struct pieces *p, const struct snapshot *s, bool narrow)
{
	if (s->info.rate_hz == 0 || s->info.nframes == 0)
		return;
	if (narrow)
		piece_add(p, false, "%u/%u %.2f ms", s->info.rate_hz, s->info.nframes,
			s->period_us / 1e3);
	else {
		piece_add(p, false, "%u Hz", s->info.rate_hz);
		piece_add(p, false, "%u fr %.2f ms", s->info.nframes, s->period_us / 1e3);
	}
}

static void
pieces_scheduling(struct pieces *p, const struct snapshot *s)
{
	const struct thread_status *t = &s->info.audio;
	bool realtime = t->policy == SCHED_FIFO || t->policy == SCHED_RR;

	if (t->tid == 0)
		return;
	if (realtime)
		piece_add(p, false, "%s %d", t->policy == SCHED_FIFO ? "FIFO" : "RR", t->priority);
	else
		piece_add(p, true, "RT off");
	piece_add(p, false, "CPU %d", t->cpu);
}

static void
pieces_more(struct pieces *p, const struct snapshot *s)
{
	char a[FORMAT_BYTES], b[FORMAT_BYTES];
	double ms = s->info.rate_hz > 0 ? 1e3 / s->info.rate_hz : 0;

	if (s->info.rate_hz == 0)
		return;
	piece_add(p, false, "%u ch", s->info.nchannels);
	if (s->memory_lock.all)
		piece_add(p, false, "memory locked");
	else
		piece_add(p, true, "memory not locked");
	piece_add(p, false, "latency in %.1f out %.1f ms", s->info.latency_in_frames * ms,
		s->info.latency_out_frames * ms);
	piece_add(p, false, "pool %s RSS %s", format_bytes(a, s->pool.bytes),
		format_bytes(b, s->rss_bytes));
	if (s->osc_url[0] != '\0')
		piece_add(p, false, "%s", s->osc_url);
	piece_add(p, false, "clock %s", s->clock);
	piece_add(p, false, "audioengine %s", s->version);
}

void
draw_server(const struct desk *d, struct canvas *c, int y)
{
	const struct snapshot *s = &d->shown;
	struct pieces p = { .n = 0 };
	char up[FORMAT_BYTES];
	bool narrow = c->width < FULL_WIDTH;
	const char *gap = narrow ? " " : "  ";
	int x = 0;

	if (s->info.server[0] != '\0')
		piece_add(&p, false, "%s:%.32s", s->backend, s->info.server);
	else
		piece_add(&p, false, "%s", s->backend);
	if (s->state != STATE_RUNNING)
		piece_add(&p, true, "%s", state_name(s->state));
	pieces_stream(&p, s, narrow);
	pieces_scheduling(&p, s);
	if (s->cpu_process > 0 && c->width >= CPU_LONG_FROM) {
		char cpu[PIECE_BYTES];

		threads_cpu_text(s, 0, cpu, sizeof cpu);
		piece_add(&p, false, "uses %s", cpu);
	} else if (s->cpu_process > 0)
		piece_add(&p, false, "uses %.1f %%", s->cpu_process);
	piece_add(&p, false, "up %s", format_clock(up, s->uptime_s));
	pieces_more(&p, s);
	for (uint32_t i = 0; i < p.n; i++) {
		int columns = text_columns(p.piece[i].text);

		if (i > 0 && x + (int)strlen(gap) + columns > c->width)
			continue;
		x = canvas_text(c, x, y, c->width, INK_PLAIN, 0, i > 0 ? gap : "");
		x = canvas_text(c, x, y, c->width, p.piece[i].warn ? INK_CAUTION : INK_DIM,
			p.piece[i].warn ? STYLE_BOLD : 0, p.piece[i].text);
	}
}

bool
pane_begin(struct canvas *own, const struct canvas *c, int width, int height)
{
	*own = (struct canvas){ .charset = c->charset };
	return width > 0 && height > 0 && canvas_resize(own, width, height) == 0;
}

void
pane_end(struct canvas *own, struct canvas *c, int x, int y)
{
	canvas_lay(c, own, x, y);
	canvas_finish(own);
}

void
draw_title(struct canvas *c, int x, int y, int width, const char *left, const char *right)
{
	int columns = text_columns(right);

	for (int i = 0; i < width; i++)
		canvas_put(c, x + i, y, ' ', INK_TITLE, STYLE_REVERSE);
	canvas_text(c, x + 1, y, width - 1, INK_TITLE, STYLE_REVERSE, left);
	if (columns + 3 + text_columns(left) <= width)
		canvas_text(
			c, x + width - columns - 1, y, columns, INK_TITLE, STYLE_REVERSE, right);
}

void
draw_log(const struct desk *d, struct canvas *c, int y, uint32_t n)
{
	const struct snapshot *s = &d->shown;
	const struct log_line *line;
	char at[FORMAT_BYTES];
	int x;

	if (n >= s->nlog || s->nlog > LOG_LINES_SHOWN)
		return;
	line = &s->log[s->nlog - 1 - n];
	x = canvas_print(c, 0, y, INK_DIM, 0, "%s ", format_clock(at, line->at_s));
	canvas_text(c, x, y, c->width - x, INK_PLAIN, 0, line->text);
}

void
draw_frame(struct canvas *c, const char *title)
{
	bool utf8 = c->charset == CHARSET_UTF8;
	int right = c->width - 1, bottom = c->height - 1;

	canvas_clear(c);
	for (int x = 0; x <= right; x++) {
		canvas_put(c, x, 0, utf8 ? 0x2500 : '-', INK_MARK, 0);
		canvas_put(c, x, bottom, utf8 ? 0x2500 : '-', INK_MARK, 0);
	}
	for (int y = 0; y <= bottom; y++) {
		canvas_put(c, 0, y, utf8 ? 0x2502 : '|', INK_MARK, 0);
		canvas_put(c, right, y, utf8 ? 0x2502 : '|', INK_MARK, 0);
	}
	canvas_put(c, 0, 0, utf8 ? 0x250c : '+', INK_MARK, 0);
	canvas_put(c, right, 0, utf8 ? 0x2510 : '+', INK_MARK, 0);
	canvas_put(c, 0, bottom, utf8 ? 0x2514 : '+', INK_MARK, 0);
	canvas_put(c, right, bottom, utf8 ? 0x2518 : '+', INK_MARK, 0);
	canvas_print(c, 2, 0, INK_TITLE, STYLE_BOLD, " %s ", title);
}

/* ---- The footer: the views, the keys of this one, and what works everywhere ---- */

static const struct foot_key foot_everywhere[] = {
	{ KEYS_F1, "F1", "Help", 0 },
	{ KEYS_F2, "F2", "Setup", 1 },
	{ 'w', "w", "Window", 2 },
	{ 'b', "b", "Bypass", 2 },
	{ 'o', "o", "Connect", 3 },
	{ 'c', "c", "Clear", 3 },
	{ 'p', "p", "Pause", 3 },
	{ 'q', "q", "Quit", 0 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

/* Enter is not the pane's there. */
static const struct foot_key foot_dashboard[] = {
	{ '\t', "Tab", "Pane", 0 },
	{ KEYS_ENTER, "Enter", "Full", 1 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

/* Where each key stands, in one row. */
struct foot {
	uint32_t n;
	struct foot_place {
		uint32_t press;
		const char *key, *text;
		int x, end; /* end: after its text */
		bool here;  /* the view that is shown */
	} place[NVIEWS + 32];
};

static void
foot_add(struct foot *f, const struct foot_key *k, bool words, int *x, bool here)
{
	struct foot_place *p = &f->place[f->n++];

	p->press = k->press;
	p->key = k->key;
	p->text = words || here ? k->text : "";
	p->x = *x;
	p->end = *x + text_columns(p->key) + text_columns(p->text);
	p->here = here;
	*x = p->end + 1;
}

static bool
foot_has(const struct desk *d, const struct foot_key *k, int rank)
{
	return k->rank <= rank && (k->press != 'o' || d->shown.info.has_server);
}

/* How much of it: words at all views or only at the one that is shown, keys up to a rank. */
struct foot_extent {
	bool words;
	int rank;
};

/* From most to least; the view's own keys are more than the names of others. */
static const struct foot_extent foot_extents[] = {
	{ true, 3 },
	{ true, 2 },
	{ true, 1 },
	{ false, 3 },
	{ false, 2 },
	{ false, 1 },
	{ true, 0 },
	{ false, 0 },
};

/* Return: columns it takes. */
static int
foot_fill(const struct desk *d, struct foot *f, const struct foot_extent *extent)
{
	static const char *const digit[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
	bool panes = is_dashboard(d);
	const struct foot_key *list[] = { panes ? foot_dashboard : NULL, view_in_force(d)->foot,
		foot_everywhere };
	int x = 0;

	f->n = 0;
	for (uint32_t v = 0; v < NVIEWS; v++) {
		struct foot_key k = { '1' + v, digit[v], views[v]->hint, 0 };

		foot_add(f, &k, extent->words, &x, v == (uint32_t)d->view);
	}
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		for (const struct foot_key *k = list[i]; k != NULL && k->key != NULL; k++)
			if (foot_has(d, k, extent->rank) &&
				(!panes || i != 1 || k->press != KEYS_ENTER) &&
				f->n < sizeof f->place / sizeof *f->place)
				foot_add(f, k, true, &x, false);
	return x - 1;
}

static void
foot_lay_out(const struct desk *d, struct foot *f, int width)
{
	size_t i = 0;

	while (foot_fill(d, f, &foot_extents[i]) > width &&
		i + 1 < sizeof foot_extents / sizeof *foot_extents)
		i++;
}

/* " planning an FFT of 8192 points ... " */
static void
work_text(const struct desk *d, char out[WORK_BYTES + 8])
{
	out[0] = '\0';
	if (d->live.work[0] != '\0')
		snprintf(out, WORK_BYTES + 8, " %s ... ", d->live.work);
}

/* Columns that it takes from the keys.  A narrow sheet has no room for both: they take turns. */
static int
work_columns(const struct desk *d, int width)
{
	char text[WORK_BYTES + 8];
	int n;

	work_text(d, text);
	n = text_columns(text);
	if (width < FULL_WIDTH)
		return fmod(d->now_s, 4) < 2 ? (n < width ? n : width) : 0;
	return n < width / 2 ? n : width / 2;
}

uint32_t
footer_key(const struct desk *d, int width, int x)
{
	struct foot f;

	foot_lay_out(d, &f, width - work_columns(d, width));
	for (uint32_t i = 0; i < f.n; i++)
		if (x >= f.place[i].x && x < f.place[i].end)
			return f.place[i].press;
	return KEYS_NONE;
}

/* What takes a while, at the right end, where every view has it. */
static void
draw_work(const struct desk *d, struct canvas *c, int y, int n)
{
	char text[WORK_BYTES + 8];

	work_text(d, text);
	canvas_text(c, c->width - n, y, n, INK_MARK, STYLE_BOLD | STYLE_REVERSE, text);
}

void
draw_footer(const struct desk *d, struct canvas *c, int y)
{
	struct foot f;
	int work;

	if (d->message[0] != '\0') {
		canvas_text(c, 0, y, c->width, INK_MARK, STYLE_BOLD, d->message);
		return;
	}
	work = work_columns(d, c->width);
	foot_lay_out(d, &f, c->width - work);
	for (uint32_t i = 0; i < f.n; i++) {
		const struct foot_place *p = &f.place[i];
		int x = canvas_text(c, p->x, y, c->width, INK_MARK,
			STYLE_BOLD | (p->here ? STYLE_REVERSE : 0), p->key);

		canvas_text(c, x, y, c->width - x, p->here ? INK_TITLE : INK_PLAIN,
			p->here ? STYLE_REVERSE : 0, p->text);
	}
	if (d->paused)
		canvas_text(
			c, c->width - 8, y, 8, INK_CAUTION, STYLE_BOLD | STYLE_REVERSE, " PAUSED ");
	else if (work > 0)
		draw_work(d, c, y, work);
}

/* Numbers are plain until they come near the period. */
static enum ink
ink_of_time(double load)
{
	enum ink ink = ink_of_load(load);

	return ink == INK_GOOD ? INK_PLAIN : ink;
}

void
draw_badge(struct canvas *c, int x, int y, const struct row *r)
{
	static const enum ink ink[] = {
		[BADGE_NONE] = INK_DIM,
		[BADGE_CLEAN] = INK_GOOD,
		[BADGE_BYPASSED] = INK_CAUTION,
		[BADGE_DIRTY] = INK_BAD,
	};
	char text[FORMAT_BYTES];
	enum badge badge = row_badge(r, text);
	bool slow = badge == BADGE_DIRTY && r->dirt.nonfinite + r->dirt.cleared == 0 &&
		    r->dirt.overruns == 0; /* not to be heard */

	canvas_text(c, x, y, BADGE_COLUMNS, slow ? INK_CAUTION : ink[badge],
		badge == BADGE_DIRTY ? STYLE_BOLD : 0, text);
}

int
draw_column(
	struct canvas *c, int x, int y, enum column_id id, const struct row *r, double period_us)
{
	char buffer[FORMAT_BYTES];
	const char *text = column_text(id, r, period_us, buffer);
	int width = column_info[id].width, n = text_columns(text);
	enum ink ink = INK_PLAIN;

	if (id == COLUMN_NAME) {
		canvas_text(c, x + 1, y, width - 1, r->kind == ROW_NODE ? INK_TITLE : INK_PLAIN,
			r->kind == ROW_CYCLE ? STYLE_BOLD : 0, text);
		return x + width;
	}
	if (id == COLUMN_BADGE) {
		draw_badge(c, x + 2, y, r);
		return x + width;
	}
	if (text[0] == '-' && text[1] == '\0')
		ink = INK_DIM;
	else if (r->kind != ROW_WORKER && period_us > 0 && id >= COLUMN_MIN && id <= COLUMN_MAX)
		ink = ink_of_time(column_value(id, r) / period_us);
	canvas_text(c, x + width - n, y, n, ink,
		ink == INK_BAD || r->kind == ROW_CYCLE ? STYLE_BOLD : 0, text);
	return x + width;
}

int
draw_column_title(struct canvas *c, int x, int y, enum column_id id, char mark)
{
	int width = column_info[id].width, n = (int)strlen(column_info[id].title);
	int at = id == COLUMN_NAME ? x + 1 : id == COLUMN_BADGE ? x + 2 : x + width - n;

	canvas_text(c, at, y, n, INK_TITLE, STYLE_REVERSE | (mark != ' ' ? STYLE_BOLD : 0),
		column_info[id].title);
	canvas_put(c, id == COLUMN_NAME ? at + n : at - 1, y, (uint32_t)mark, INK_TITLE,
		STYLE_REVERSE | STYLE_BOLD);
	return x + width;
}
