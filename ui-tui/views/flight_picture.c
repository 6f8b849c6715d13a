/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See flight_picture.h.  Nothing here knows of desks: it draws a record. */
#include "ui-tui/views/flight_picture.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

enum {
	LABEL = 11,       /* columns before the first cell */
	NUMBER = 11,      /* columns behind the last, where there is room */
	NUMBER_FROM = 100 /* sheets so wide have it */
};
enum { SEGMENTS_MAX = NODES_MAX + 4 };

struct segment {
	char letter;
	double from_us, to_us;
};

/* ---- Letters ---- */

static bool
letter_free(const char *used, char c)
{
	bool usable = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

	return usable && c != FLIGHT_WAKE && strchr(used, c) == NULL;
}

static char
letter_case(char c, bool capital)
{
	if (capital && c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	if (!capital && c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static char
letter_for(const char *name, const char *used)
{
	static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	for (int capital = 0; capital < 2; capital++)
		for (const char *p = name; *p != '\0'; p++)
			if (letter_free(used, letter_case(*p, capital != 0)))
				return letter_case(*p, capital != 0);
	for (const char *p = all; *p != '\0'; p++)
		if (letter_free(used, *p))
			return *p;
	return '?';
}

void
flight_letters(const struct flight_incident *f, char letter[NODES_MAX])
{
	char used[NODES_MAX + 1] = "";

	for (uint32_t i = 0; i < f->nnodes && i < NODES_MAX; i++)
		letter[i] = used[i] = letter_for(f->node[i], used);
}

/* ---- A period in columns ---- */

static uint32_t
segment_add(struct segment *s, uint32_t n, char letter, double from_us, double to_us)
{
	if (!(to_us > from_us))
		return n;
	s[n] = (struct segment){ letter, from_us, to_us };
	return n + 1;
}

/* Node times as measured, one after the other; what they leave of the busy time lies before the
 * first, but for the judged period, which has recorded how much of it did. */
static uint32_t
segments_of(const struct flight_incident *f, uint32_t cycle, const char letter[NODES_MAX],
	struct segment s[SEGMENTS_MAX])
{
	const struct flight_cycle *c = &f->cycle[cycle];
	double wake = isnan(c->wakeup_us) ? 0 : (double)c->wakeup_us;
	double end = wake + (double)c->busy_us, sum = 0, t, frame;
	uint32_t n = segment_add(s, 0, FLIGHT_WAKE, 0, wake);

	for (uint32_t i = 0; i < f->nnodes; i++)
		sum += (double)c->node_us[i];
	if (f->nnodes == 0 || isnan(sum))
		return segment_add(s, n, FLIGHT_UNMEASURED, wake, end);
	frame = (double)c->busy_us - sum;
	if (cycle == f->judged && f->frame_us < frame)
		frame = f->frame_us;
	t = wake + fmax(0, frame);
	n = segment_add(s, n, FLIGHT_GAP, wake, t);
	for (uint32_t i = 0; i < f->nnodes; i++) {
		n = segment_add(s, n, letter[i], t, t + (double)c->node_us[i]);
		t += (double)c->node_us[i];
	}
	/* A record is made of floats: what they round off is no gap. */
	return end - t > 0.01 + 1e-6 * end ? segment_add(s, n, FLIGHT_GAP, t, end) : n;
}

struct cell_owner {
	int segment; /* -1: idle */
	double us;   /* of the cell, the most so far */
	double busy_us;
};

enum { CELLS_MAX = CANVAS_SIDE_MAX };

static void
segment_claim(const struct segment *s, int id, const struct flight_span *span, double cell_us,
	struct cell_owner *cell, int columns)
{
	int first = (int)fmin(columns, fmax(0, floor((s->from_us - span->from_us) / cell_us)));
	int last = (int)fmax(-1, fmin(columns - 1, floor((s->to_us - span->from_us) / cell_us)));

	for (int x = first; x <= last; x++) {
		double left = span->from_us + x * cell_us;
		double us = fmin(s->to_us, left + cell_us) - fmax(s->from_us, left);

		if (us <= 0)
			continue;
		cell[x].busy_us += us;
		if (us > cell[x].us) {
			cell[x].us = us;
			cell[x].segment = id;
		}
	}
}

/* The longest of those that own no cell yet; -1: none that is left in `left`. */
static int
longest_unseen(const struct segment *s, uint32_t n, const int *owned, const bool *tried)
{
	int longest = -1;

	for (int i = 0; i < (int)n; i++)
		if (owned[i] == 0 && !tried[i] &&
			(longest < 0 ||
				s[i].to_us - s[i].from_us > s[longest].to_us - s[longest].from_us))
			longest = i;
	return longest;
}

static void
show_short_ones(const struct segment *s, uint32_t n, const struct flight_span *span, double cell_us,
	struct cell_owner *cell, int columns)
{
	int owned[SEGMENTS_MAX] = { 0 }, i;
	bool tried[SEGMENTS_MAX] = { false };

	for (int x = 0; x < columns; x++)
		if (cell[x].segment >= 0)
			owned[cell[x].segment]++;
	while ((i = longest_unseen(s, n, owned, tried)) >= 0) {
		double at = floor(((s[i].from_us + s[i].to_us) / 2 - span->from_us) / cell_us);
		int owner;

		tried[i] = true;
		if (at < 0 || at >= columns)
			continue;
		owner = cell[(int)at].segment;
		if (owner >= 0 && owned[owner] < 2)
			continue;
		if (owner >= 0)
			owned[owner]--;
		cell[(int)at].segment = i;
		owned[i]++;
	}
}

void
flight_row(const struct flight_incident *f, uint32_t cycle, const char letter[NODES_MAX],
	const struct flight_span *span, char *out, int columns)
{
	struct segment s[SEGMENTS_MAX];
	struct cell_owner cell[CELLS_MAX];
	uint32_t n = segments_of(f, cycle, letter, s);
	double cell_us;

	if (columns < 1)
		return;
	columns = columns < CELLS_MAX ? columns : CELLS_MAX;
	cell_us = (span->to_us - span->from_us) / columns;
	for (int x = 0; x < columns; x++)
		cell[x] = (struct cell_owner){ -1, 0, 0 };
	for (uint32_t i = 0; i < n; i++)
		segment_claim(&s[i], (int)i, span, cell_us, cell, columns);
	for (int x = 0; x < columns; x++)
		if (cell[x].busy_us < cell_us / 2)
			cell[x].segment = -1;
	show_short_ones(s, n, span, cell_us, cell, columns);
	for (int x = 0; x < columns; x++)
		out[x] = cell[x].segment < 0 ? FLIGHT_IDLE : s[cell[x].segment].letter;
}

/* ---- Scale ---- */

double
flight_deadline_us(const struct flight_cycle *c)
{
	double wake = isnan(c->wakeup_us) ? 0 : (double)c->wakeup_us;

	return wake + (double)c->busy_us - (double)c->late_us;
}

static const struct flight_cycle *
judged_of(const struct flight_incident *f)
{
	return &f->cycle[f->judged < f->n ? f->judged : f->n - 1];
}

/* What 100 % is: what was allowed, else the period. */
static double
allowed_of(const struct flight_incident *f, double period_us)
{
	double deadline = f->n > 0 ? flight_deadline_us(judged_of(f)) : NAN;

	return deadline > 0 && isfinite(deadline) ? deadline : period_us > 0 ? period_us : 1000;
}

void
flight_span(const struct flight_incident *f, double period_us, const struct flight_look *look,
	struct flight_span *out)
{
	double to = 1.25 * allowed_of(f, period_us), end, width;

	if (f->n > 0) {
		const struct flight_cycle *c = judged_of(f);

		end = (isnan(c->wakeup_us) ? 0 : (double)c->wakeup_us) + (double)c->busy_us;
		if (1.02 * end > to)
			to = 1.02 * end;
	}
	width = ldexp(to, -look->zoom);
	out->from_us = look->shift * width / 4;
	out->to_us = out->from_us + width;
}

/* ---- Drawing ---- */

struct picture {
	struct canvas *c;
	const struct flight_incident *f;
	struct flight_span span;
	double allowed_us;
	const char *culprit;
	char letter[NODES_MAX];
	int columns;
	bool numbers;
	uint32_t first, rows; /* of the periods shown */
	bool seen[128];       /* characters that stand somewhere */
};

static int
column_at(const struct picture *p, double us)
{
	double share = (us - p->span.from_us) / (p->span.to_us - p->span.from_us);

	return share >= 0 && share < 1 ? (int)(share * p->columns) : -1;
}

/* Ticks at quarters of what was allowed, or their halves or doubles, as many as fit. */
static void
draw_axis(const struct picture *p, int y)
{
	double per_column = (p->span.to_us - p->span.from_us) / p->columns;
	double step = p->allowed_us / 4;
	int decimals = 2, free = 0, deadline = column_at(p, p->allowed_us);
	bool known = !isnan(flight_deadline_us(judged_of(p->f)));

	while (step > 24 * per_column)
		step /= 2;
	while (step < 9 * per_column)
		step *= 2;
	if (step < 10)
		decimals = 3;
	canvas_text(p->c, 1, y, LABEL - 1, INK_DIM, 0, "ms");
	for (double i = ceil(p->span.from_us / step); i * step < p->span.to_us; i++) {
		double us = i * step;
		int x = column_at(p, us), n;
		char text[48];

		if (x < free)
			continue;
		n = snprintf(text, sizeof text, "%.*f", us == 0 ? 0 : decimals, us / 1e3);
		if (known && x == deadline)
			n = snprintf(text, sizeof text, "%.*f deadline", decimals, us / 1e3);
		if (x + n > p->columns)
			continue;
		canvas_text(p->c, LABEL + x, y, n, x == deadline ? INK_PLAIN : INK_DIM,
			x == deadline ? STYLE_BOLD : 0, text);
		free = x + n + 2;
	}
	if (p->numbers)
		canvas_print(p->c, p->c->width - 8, y, INK_DIM, 0, "LATE us");
}

static enum ink
ink_of_cell(const struct picture *p, char cell, bool late)
{
	for (uint32_t i = 0; i < p->f->nnodes; i++)
		if (p->letter[i] == cell && strcmp(p->f->node[i], p->culprit) == 0)
			return INK_XRUN;
	if (late)
		return INK_BAD;
	return cell == FLIGHT_WAKE ? INK_CAUTION : cell == FLIGHT_GAP ? INK_DIM : INK_GOOD;
}

static uint32_t
glyph_of_cell(const struct canvas *c, char cell)
{
	return c->charset == CHARSET_UTF8 && cell == FLIGHT_GAP ? 0xb7 : (uint32_t)cell;
}

static uint32_t
glyph_of_deadline(const struct canvas *c)
{
	return c->charset == CHARSET_UTF8 ? 0x2502 : '!';
}

static void
draw_label(const struct picture *p, int y, uint32_t cycle)
{
	const struct flight_cycle *c = &p->f->cycle[cycle];
	bool judged = cycle == p->f->judged, late = c->late_us > 0;
	int64_t from = (int64_t)(c->seq - judged_of(p->f)->seq);
	const char *what = late ? "LATE" : judged ? "xrun" : "";
	char text[32];

	if (from == 0)
		snprintf(text, sizeof text, "%c   0 %s", judged ? '>' : ' ', what);
	else
		snprintf(text, sizeof text, " %+4" PRId64 " %s", from, what);
	canvas_text(p->c, 0, y, LABEL,
		late     ? INK_BAD
		: judged ? INK_MARK
			 : INK_PLAIN,
		judged || late ? STYLE_BOLD : 0, text);
}

static void
draw_period(struct picture *p, int y, uint32_t cycle)
{
	const struct flight_cycle *c = &p->f->cycle[cycle];
	double due_to_deadline = flight_deadline_us(c);
	int deadline = isnan(due_to_deadline) ? -1 : column_at(p, due_to_deadline);
	char cells[CELLS_MAX];

	draw_label(p, y, cycle);
	flight_row(p->f, cycle, p->letter, &p->span, cells, p->columns);
	for (int x = 0; x < p->columns; x++) {
		bool late = deadline >= 0 && x > deadline && cells[x] != FLIGHT_IDLE;
		enum ink ink = ink_of_cell(p, cells[x], late);

		p->seen[(unsigned char)cells[x] & 127] = true;
		canvas_put(p->c, LABEL + x, y, glyph_of_cell(p->c, cells[x]), ink,
			ink == INK_XRUN || late ? STYLE_BOLD : 0);
	}
	if (deadline >= 0) {
		p->seen['!'] = true;
		canvas_put(p->c, LABEL + deadline, y, glyph_of_deadline(p->c),
			c->late_us > 0 ? INK_BAD : INK_PLAIN, STYLE_BOLD);
	}
	if (p->numbers && isnan(c->late_us))
		canvas_text(p->c, p->c->width - 2, y, 1, INK_DIM, 0, "-");
	else if (p->numbers)
		canvas_print(p->c, p->c->width - NUMBER, y, c->late_us > 0 ? INK_BAD : INK_PLAIN,
			c->late_us > 0 ? STYLE_BOLD : 0, "%+10.1f", (double)c->late_us);
}

/* Where the next explanation goes; full: no room is left for it. */
struct legend {
	int x, y, end_y;
	bool full;
};

static void
draw_key(const struct picture *p, struct legend *l, uint32_t glyph, const char *text, bool culprit)
{
	int columns = 2 + text_columns(text);

	if (l->x > LABEL && l->x + columns > p->c->width) {
		l->x = LABEL;
		l->y++;
	}
	if (l->y >= l->end_y) {
		l->full = true;
		return;
	}
	canvas_put(p->c, l->x, l->y, glyph, culprit ? INK_XRUN : INK_PLAIN, STYLE_BOLD);
	canvas_text(p->c, l->x + 2, l->y, p->c->width - l->x - 2, culprit ? INK_XRUN : INK_DIM,
		culprit ? STYLE_BOLD : 0, text);
	l->x += columns + 2;
}

/* What stands in the picture; what is too short to be seen is left out. */
static void
draw_legend(const struct picture *p, int y, int rows)
{
	struct legend l = { LABEL, y, y + rows, false };

	if (p->seen['!'])
		draw_key(p, &l, glyph_of_deadline(p->c), "deadline", false);
	if (p->seen[FLIGHT_WAKE])
		draw_key(p, &l, FLIGHT_WAKE, "woken late", false);
	if (p->seen[FLIGHT_GAP])
		draw_key(p, &l, glyph_of_cell(p->c, FLIGHT_GAP), "engine", false);
	if (p->seen[FLIGHT_UNMEASURED])
		draw_key(p, &l, FLIGHT_UNMEASURED, "nodes not measured", false);
	for (uint32_t i = 0; i < p->f->nnodes; i++)
		if (p->seen[(unsigned char)p->letter[i] & 127])
			draw_key(p, &l, (uint32_t)p->letter[i], p->f->node[i],
				strcmp(p->f->node[i], p->culprit) == 0);
	if (l.full)
		canvas_text(p->c, p->c->width - 3, y + rows - 1, 3, INK_DIM, 0, "...");
}

static void
draw_head(const struct picture *p, int y)
{
	const struct flight_incident *f = p->f;
	uint64_t zero = judged_of(f)->seq;
	char left[80], right[80], us[FORMAT_BYTES];
	double cell_us = (p->span.to_us - p->span.from_us) / p->columns;
	int n;

	snprintf(left, sizeof left, "FLIGHT RECORDER #%u, period %" PRIu64 "%s", f->id, zero,
		isnan(judged_of(f)->wakeup_us) ? ", from wake-up" : "");
	snprintf(us, sizeof us, cell_us < 9.95 ? "%.1f" : "%.0f", cell_us);
	n = snprintf(right, sizeof right,
		"%+" PRId64 " .. %+" PRId64 " of %+" PRId64 " .. %+" PRId64,
		(int64_t)(f->cycle[p->first].seq - zero),
		(int64_t)(f->cycle[p->first + p->rows - 1].seq - zero),
		(int64_t)(f->cycle[0].seq - zero), (int64_t)(f->cycle[f->n - 1].seq - zero));
	if (n > 0 && text_columns(left) + n + 20 < p->c->width)
		snprintf(right + n, sizeof right - (size_t)n, ", %s us a column", us);
	draw_title(p->c, 0, y, p->c->width, left, right);
}

static int
clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/* The judged period stands in the lower part: what led to it is above. */
static void
choose_periods(struct picture *p, int room, struct flight_look *look)
{
	int n = (int)p->f->n, rows = room < n ? room : n;
	int start = (int)(judged_of(p->f) - p->f->cycle) - rows * 2 / 3;

	look->pan = clamp(start + look->pan, 0, n - rows) - start;
	p->first = (uint32_t)(start + look->pan);
	p->rows = (uint32_t)rows;
}

void
flight_draw(struct canvas *c, int y, int height, const struct flight_incident *f, double period_us,
	const char *culprit, struct flight_look *look)
{
	struct picture p = { .c = c, .f = f, .culprit = culprit[0] != '\0' ? culprit : "\n" };
	int legend = height >= 5 ? 1 + (height >= 12 && f->nnodes > 6 ? height / 6 : 0) : 0;

	if (height < 3 || f->n == 0 || f->n > FLIGHT_CYCLES || f->nnodes > NODES_MAX)
		return;
	look->zoom = clamp(look->zoom, FLIGHT_ZOOM_MIN, FLIGHT_ZOOM_MAX);
	look->shift = clamp(look->shift, 0, FLIGHT_SHIFT_MAX);
	p.numbers = c->width >= NUMBER_FROM;
	p.columns = c->width - LABEL - (p.numbers ? NUMBER + 1 : 1);
	p.columns = clamp(p.columns, 1, CELLS_MAX);
	p.allowed_us = allowed_of(f, period_us);
	flight_span(f, period_us, look, &p.span);
	flight_letters(f, p.letter);
	choose_periods(&p, height - 2 - legend, look);
	draw_head(&p, y);
	draw_axis(&p, y + 1);
	for (uint32_t i = 0; i < p.rows; i++)
		draw_period(&p, y + 2 + (int)i, p.first + i);
	if (legend > 0)
		draw_legend(&p, y + height - legend, legend);
}
