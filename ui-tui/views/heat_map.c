/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See heat_map.h. */
#include "ui-tui/views/heat_map.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"

const uint32_t heat_zoom_s[HEAT_ZOOMS] = { 1, 2, 5, 10, 30, 60, 120, 300 };

enum {
	LABEL = 5,        /* "12.5%" */
	TIME_LABEL = 9,   /* "  1333 us" */
	WIDE = 100,       /* from here on the cycle has microseconds too */
	WIDE_NODE = 76,   /* a node */
	HEIGHT_X_ROW = 6, /* an own row for X */
	HEIGHT_TIME = 5   /* a row for the time */
};
enum { BAR = 0x2502, LOWER_EIGHTH = 0x2581 };

/* One picture: cells at x, y; column i is number first + i since the start. */
struct map {
	const struct desk *d;
	struct canvas *c;
	struct heat_rows rows;
	int x, y, width;
	int xrun_y, time_y; /* time_y: -1 there is none */
	int64_t first;
	double full;
	bool empty; /* not one period in it */
};

/* ---- Rows ---- */

struct heat_rows
heat_rows_of(bool node, uint32_t bottom, int n)
{
	uint32_t late = heat_bin_late(node), top = heat_bin_top(node);

	return (struct heat_rows){ .node = node,
		.bottom = bottom,
		.n = n,
		.late = (int)lround((n - 1) * (double)(top - late) / (top - bottom)) };
}

/* Of n rows for bins `from` to `to` the k-th from below. */
static void
split(uint32_t from, uint32_t to, int n, int k, uint32_t *first, uint32_t *end)
{
	*first = from + (uint32_t)k * (to - from) / (uint32_t)n;
	*end = from + ((uint32_t)k + 1) * (to - from) / (uint32_t)n;
	if (*end == *first)
		*end = *first + 1;
}

void
heat_row_bins(const struct heat_rows *r, int row, uint32_t *first, uint32_t *end)
{
	uint32_t late = heat_bin_late(r->node), top = heat_bin_top(r->node);

	if (row == 0) {
		*first = r->late > 0 ? top : late;
		*end = HEAT_BINS;
	} else if (row <= r->late)
		split(late, top, r->late, r->late - row, first, end);
	else
		split(r->bottom, late, r->n - 1 - r->late, r->n - 1 - row, first, end);
}

int
heat_row_of(const struct heat_rows *r, uint32_t bin)
{
	uint32_t first, end;
	int row = r->n - 1;

	for (; row > 0; row--) {
		heat_row_bins(r, row, &first, &end);
		if (bin >= first && bin < end)
			break;
	}
	return row;
}

/* ---- Counts as glyphs ---- */

int
heat_step(double count, double full, int steps, bool linear)
{
	double share;
	int step;

	if (!(count > 0))
		return 0;
	share = linear ? count / full : count <= 1 ? 0 : full > 1 ? log(count) / log(full) : 1;
	step = linear ? (int)ceil(fmin(share, 1) * steps)
		      : 1 + (int)lround(fmin(share, 1) * (steps - 1));
	return step < 1 ? 1 : step;
}

/* Of one hue, but not its darkest: a single period may be the one that matters.  What is late is
 * red at any count. */
static enum ink
ink_of_step(int step, int steps, bool late)
{
	return late ? INK_BAD : (enum ink)(INK_HEAT_3 + (step - 1) * 5 / (steps - 1));
}

/* From a dot to a full cell: each darker than the one before. */
void
heat_put_step(struct canvas *c, int x, int y, int step, bool late)
{
	static const char ascii[HEAT_STEPS_ASCII + 1] = ".:-=+*#%@";
	static const uint16_t utf8[HEAT_STEPS_UTF8] = { 0x2812, 0x2816, 0x2836, 0x283f, 0x2591,
		0x2592, 0x2593, 0x2588 };
	int steps = c->charset == CHARSET_UTF8 ? HEAT_STEPS_UTF8 : HEAT_STEPS_ASCII;

	if (step > 0)
		canvas_put(c, x, y,
			c->charset == CHARSET_UTF8 ? utf8[step - 1] : (uint32_t)ascii[step - 1],
			ink_of_step(step, steps, late), late ? STYLE_BOLD : 0);
}

/* ---- Time ---- */

uint32_t
heat_zoom(const struct desk *d)
{
	return heat_zoom_s[d->heat.zoom < HEAT_ZOOMS ? d->heat.zoom : 0];
}

uint64_t
heat_now_s(const struct desk *d)
{
	double s = d->live.uptime_s;

	return d->heat.store.any ? d->heat.store.last_s : s > 0 ? (uint64_t)s : 0;
}

/* The column at the left edge: now at the right one, unless the cursor is further back. */
static int64_t
place_window(struct desk *d, int columns)
{
	struct heat_desk *h = &d->heat;
	int64_t zoom = heat_zoom(d), now = (int64_t)heat_now_s(d) / zoom;
	int64_t end = h->away ? (int64_t)h->end_s / zoom : now;

	if (h->cursor) {
		int64_t cursor = (int64_t)h->cursor_s / zoom;

		end = end < cursor ? cursor : end;
		end = end > cursor + columns - 1 ? cursor + columns - 1 : end;
	}
	h->away = end < now;
	h->end_s = (uint64_t)((end < now ? end : now) * zoom);
	return (end < now ? end : now) - columns + 1;
}

uint32_t
heat_sum(const struct desk *d, int64_t column, uint32_t count[HEAT_BINS])
{
	uint32_t zoom = heat_zoom(d);

	if (column < 0) {
		memset(count, 0, HEAT_BINS * sizeof *count);
		return 0;
	}
	return heat_store_sum(&d->heat.store, (uint64_t)column * zoom, zoom, count);
}

/* Of a column with these counts. */
static bool
xrun_in(const struct desk *d, int64_t column, const uint32_t count[HEAT_BINS], int *incident)
{
	const struct profile *p = &d->live.profile;
	uint32_t n = p->nkept < INCIDENTS_KEPT ? p->nkept : INCIDENTS_KEPT;
	double zoom = heat_zoom(d), first_s = (double)column * zoom, end_s = first_s + zoom;

	*incident = -1;
	if (column < 0)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (p->incident[i].at_s >= first_s && p->incident[i].at_s < end_s) {
			*incident = (int)i;
			return true;
		}
	if (p->last_xrun_s >= first_s && p->last_xrun_s < end_s)
		return true;
	for (uint32_t bin = heat_bin_late(false); bin < HEAT_BINS; bin++)
		if (count[bin] > 0)
			return !heat_store_node(&d->heat.store);
	return false;
}

bool
heat_xrun(const struct desk *d, int64_t column, int *incident)
{
	uint32_t count[HEAT_BINS];

	heat_sum(d, column, count);
	return xrun_in(d, column, count, incident);
}

/* ---- Drawing ---- */

/* "12.5%", in LABEL columns. */
static void
share_text(char out[FORMAT_BYTES], double share)
{
	double percent = share * 100;

	snprintf(out, FORMAT_BYTES, "%.*g%%", percent >= 10 ? 3 : percent >= 0.1 ? 2 : 1, percent);
}

/* Whether a row holds a bin that has a label: every 20 %, or 10 % where there is room; of a node
 * every factor of four, or two; the ends and the deadline always. */
static bool
row_labelled(const struct map *m, int row)
{
	uint32_t first, end, late = heat_bin_late(m->rows.node);
	int below = m->rows.n - 1 - m->rows.late;
	uint32_t every = below >= (int)(late - m->rows.bottom) ? 2 : 4;

	heat_row_bins(&m->rows, row, &first, &end);
	if (row == 0 || row == m->rows.late || row == m->rows.n - 1)
		return true;
	for (uint32_t bin = first; bin < end; bin++)
		if ((bin + HEAT_BINS - late) % every == 0 && heat_row_of(&m->rows, bin) == row)
			return true;
	return false;
}

static void
draw_label(const struct map *m, int row, int gutter)
{
	int x = m->x - gutter, y = m->y + row;
	char text[FORMAT_BYTES], us[FORMAT_BYTES];
	uint32_t first, end;
	double share;

	canvas_put(m->c, m->x - 1, y, m->c->charset == CHARSET_UTF8 ? BAR : '|', INK_DIM, 0);
	if (!row_labelled(m, row))
		return;
	heat_row_bins(&m->rows, row, &first, &end);
	share = heat_bin_share(m->rows.node, first);
	share_text(text, share);
	if (row == 0)
		strcat(text, "+");
	if (strlen(text) <= LABEL)
		canvas_print(m->c, x, y, INK_DIM, 0, "%*s", LABEL, text);
	if (gutter > LABEL + 1)
		canvas_print(m->c, x + LABEL, y, INK_DIM, 0, "%6s us",
			format_us(us, share * m->d->shown.period_us, 4));
}

/* At the lower edge of the lowest late row, where there is nothing else. */
static void
draw_deadline(const struct map *m)
{
	static const char word[] = " DEADLINE ";
	const int length = (int)sizeof word - 1;
	int y = m->y + m->rows.late, room = 0;
	const struct cell *row = &m->c->cell[y * m->c->width];

	for (int i = 0; i < m->width; i++)
		if (row[m->x + i].glyph == ' ')
			canvas_put(m->c, m->x + i, y,
				m->c->charset == CHARSET_UTF8 ? LOWER_EIGHTH : '_', INK_BAD, 0);
	if (m->width < 3 * length)
		return;
	for (int i = m->width - 2; i >= 0; i--) {
		room = row[m->x + i].ink == INK_BAD && row[m->x + i].style == 0 ? room + 1 : 0;
		if (room == length) {
			canvas_text(m->c, m->x + i, y, length, INK_BAD, STYLE_BOLD, word);
			return;
		}
	}
}

/* Where mean and maximum of the column are. */
static void
draw_lines(const struct map *m, int x, const uint32_t count[HEAT_BINS])
{
	double total = 0, sum = 0, mean;
	uint32_t last = 0, bin = 0;
	bool node = m->rows.node;

	for (uint32_t i = 0; i < HEAT_BINS; i++) {
		double end = heat_bin_share(node, i + 1 < HEAT_BINS ? i + 1 : i);

		total += count[i];
		sum += count[i] * (heat_bin_share(node, i) + end) / 2;
		last = count[i] > 0 ? i : last;
	}
	if (total <= 0)
		return;
	mean = sum / total;
	while (bin + 1 < HEAT_BINS && heat_bin_share(node, bin + 1) <= mean)
		bin++;
	canvas_put(m->c, x, m->y + heat_row_of(&m->rows, last), '^', INK_MARK, STYLE_BOLD);
	canvas_put(m->c, x, m->y + heat_row_of(&m->rows, bin), 'o', INK_MARK, STYLE_BOLD);
}

static void
draw_cells(struct map *m, int i)
{
	uint32_t count[HEAT_BINS], first, end;
	int steps = m->c->charset == CHARSET_UTF8 ? HEAT_STEPS_UTF8 : HEAT_STEPS_ASCII, incident;

	heat_sum(m->d, m->first + i, count);
	for (int row = 0; row < m->rows.n; row++) {
		uint32_t sum = 0, bins;

		heat_row_bins(&m->rows, row, &first, &end);
		for (uint32_t bin = first; bin < end; bin++)
			sum += count[bin];
		bins = row > 0 ? end - first : 1; /* what is off the scale is rare: all of it */
		m->empty = m->empty && sum == 0;
		heat_put_step(m->c, m->x + i, m->y + row,
			heat_step((double)sum / bins, m->full, steps, m->d->heat.linear),
			row <= m->rows.late);
	}
	if (m->d->heat.trace)
		draw_lines(m, m->x + i, count);
	if (xrun_in(m->d, m->first + i, count, &incident))
		canvas_put(m->c, m->x + i, m->xrun_y, 'X', INK_XRUN, STYLE_BOLD);
}

/* A mark is a line through what is blank. */
static void
draw_mark(const struct map *m, uint64_t second)
{
	int64_t i = (int64_t)(second / heat_zoom(m->d)) - m->first;

	if (i < 0 || i >= m->width)
		return;
	for (int row = 0; row < m->rows.n; row++) {
		int x = m->x + (int)i, y = m->y + row;

		if (m->c->cell[y * m->c->width + x].glyph == ' ')
			canvas_put(
				m->c, x, y, m->c->charset == CHARSET_UTF8 ? BAR : '|', INK_MARK, 0);
	}
	if (m->time_y >= 0 && m->c->cell[m->time_y * m->c->width + m->x + i].glyph == ' ')
		canvas_put(m->c, m->x + (int)i, m->time_y, '|', INK_MARK, STYLE_BOLD);
}

static void
draw_cursor(const struct map *m)
{
	int64_t i = (int64_t)(m->d->heat.cursor_s / heat_zoom(m->d)) - m->first;

	if (!m->d->heat.cursor || i < 0 || i >= m->width)
		return;
	for (int row = 0; row < m->rows.n; row++) {
		int x = m->x + (int)i, y = m->y + row;
		const struct cell *cell = &m->c->cell[y * m->c->width + x];

		canvas_paint(m->c, x, y, 1, (enum ink)cell->ink, cell->style | STYLE_REVERSE);
	}
	if (m->time_y >= 0)
		canvas_put(m->c, m->x + (int)i, m->time_y, '^', INK_MARK, STYLE_BOLD);
}

/* "-74 s", how long before now a column begins. */
static void
time_text(const struct map *m, int64_t column, char out[FORMAT_BYTES])
{
	int64_t back = (int64_t)heat_now_s(m->d) - column * (int64_t)heat_zoom(m->d);

	if (back < (int64_t)heat_zoom(m->d))
		snprintf(out, FORMAT_BYTES, "now");
	else if (back < 100 || heat_zoom(m->d) < 10)
		snprintf(out, FORMAT_BYTES, "-%lld s", (long long)back);
	else
		snprintf(out, FORMAT_BYTES, "-%.1f min", (double)back / 60);
}

static void
draw_time(const struct map *m)
{
	char text[FORMAT_BYTES];
	int n;

	time_text(m, m->first, text);
	canvas_text(m->c, m->x, m->time_y, m->width, INK_DIM, 0, text);
	time_text(m, m->first + m->width - 1, text);
	n = text_columns(text);
	canvas_text(m->c, m->x + m->width - n, m->time_y, n, INK_DIM, 0, text);
	time_text(m, m->first + m->width / 2, text);
	if (m->width >= 40)
		canvas_text(m->c, m->x + m->width / 2, m->time_y, m->width, INK_DIM, 0, text);
}

/* Why there is nothing to see, and what helps. */
static void
empty_text(const struct desk *d, char *out, size_t size)
{
	const struct heat_store *h = &d->heat.store;
	const struct snapshot *s = &d->shown;

	if (h->error == -ENOENT)
		snprintf(out, size, "no node \"%s\" any more: n chooses another",
			heat_store_name(h));
	else if (h->error != 0)
		snprintf(out, size, "no columns yet: %s", strerror(-h->error));
	else if (!h->any)
		snprintf(out, size, "no columns yet: asking for the last hour");
	else if (s->unpaced && !heat_store_node(h))
		snprintf(out, size, "no deadline in force: n shows a node");
	else if (!s->profile.on)
		snprintf(out, size, "nothing measured: 1, then M measures");
	else if (s->state != STATE_RUNNING)
		snprintf(out, size, "nothing ran: %s", state_name(s->state));
	else
		snprintf(out, size, "no periods in this time");
}

static void
draw_empty(const struct map *m)
{
	char text[SENTENCE_BYTES];
	int n;

	empty_text(m->d, text, sizeof text);
	n = text_columns(text);
	canvas_text(m->c, m->x + (n < m->width ? (m->width - n) / 2 : 0),
		m->y + (m->rows.n + m->rows.late) / 2, m->width, INK_PLAIN, STYLE_BOLD, text);
}

static void
draw_picture(struct map *m, int gutter)
{
	for (int i = 0; i < m->width; i++)
		draw_cells(m, i);
	draw_deadline(m);
	for (int row = 0; row < m->rows.n; row++)
		draw_label(m, row, gutter);
	if (m->xrun_y < m->y)
		canvas_print(m->c, m->x - gutter, m->xrun_y, INK_DIM, 0, "%*s", LABEL, "xrun");
	if (m->time_y >= 0)
		draw_time(m);
	for (uint32_t i = 0; i < m->d->heat.nmarks; i++)
		draw_mark(m, m->d->heat.mark[i].second);
	draw_cursor(m);
	if (m->empty)
		draw_empty(m);
}

void
heat_map_draw(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	bool node = heat_store_node(&d->heat.store), own_row = height >= HEIGHT_X_ROW;
	int wide = node ? WIDE_NODE : WIDE;
	int gutter = LABEL + 1 + (width >= wide ? TIME_LABEL : 0);
	int rows = height - own_row - (height >= HEIGHT_TIME);
	struct map m = { .d = d, .c = c, .empty = true };

	d->heat.wanted_until_s = d->now_s + 2;
	m.x = x + gutter;
	m.y = y + own_row;
	m.width = width - gutter;
	/* Cells are read back: all of them have to be on the sheet. */
	if (m.width < 1 || rows < 2 || x < 0 || y < 0 || x + width > c->width ||
		y + height > c->height)
		return;
	m.rows = heat_rows_of(node, heat_store_bottom(&d->heat.store), rows);
	m.xrun_y = y;
	m.time_y = height >= HEIGHT_TIME ? y + height - 1 : -1;
	m.first = place_window(d, m.width);
	m.full = d->shown.period_us > 0 ? heat_zoom(d) * 1e6 / d->shown.period_us : 1000;
	draw_picture(&m, gutter);
	d->heat.map_x = m.x;
	d->heat.map_y = m.y;
	d->heat.map_width = m.width;
	d->heat.map_height = rows;
	d->heat.first_column = m.first;
}
