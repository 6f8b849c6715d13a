/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log: what the program and its libraries had to say, the newest at the bottom.
 * It follows the end until somebody scrolls; then the lowest line shown stays
 * where it is, whatever comes.
 */
#include "ui-tui/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/pieces/wrap.h"
#include "ui-tui/views/log_store.h"

enum { WANTED_S = 2, WHEEL_ROWS = 3, TIME = 9 };

/* ---- Lines by their place among those seen ---- */

static bool
line_fits(const struct desk *d, uint32_t i)
{
	return filter_match(&d->log.filter, log_store_line(d, i)->line.text);
}

/* Lines that are gone between this one and the one before. */
static uint64_t
lines_missed(const struct desk *d, uint32_t i)
{
	uint64_t number = log_store_line(d, i)->number;

	return i > 0 ? number - log_store_line(d, i - 1)->number - 1 : number;
}

/* Place after the lowest line shown. */
static uint32_t
place_end(const struct desk *d)
{
	uint32_t end = d->log.n;

	while (d->log.fixed && end > 0 && log_store_line(d, end - 1)->number > d->log.bottom)
		end--;
	return end;
}

/* So many lines that fit further down, or up; where there are no more, as far as it goes. */
static uint32_t
place_step(const struct desk *d, uint32_t end, int step)
{
	uint32_t at = end, found = end;

	for (; step < 0 && at > 0; at--)
		if (line_fits(d, at - 1)) {
			found = at - 1;
			step++;
		}
	for (; step > 0 && at < d->log.n; at++)
		if (line_fits(d, at)) {
			found = at + 1;
			step--;
		}
	return found;
}

static int
line_rows(const struct desk *d, uint32_t i, int width)
{
	bool missed = lines_missed(d, i) > 0 && !filter_active(&d->log.filter);

	return wrap_rows(log_store_line(d, i)->line.text, width - TIME) + (missed ? 1 : 0);
}

/* The least end with which all rows are used. */
static uint32_t
place_first_page(const struct desk *d, int width, int rows)
{
	uint32_t i = 0;

	for (int used = 0; i < d->log.n && used < rows; i++)
		if (line_fits(d, i))
			used += line_rows(d, i, width);
	return i;
}

static uint32_t
lines_below(const struct desk *d, uint32_t end)
{
	uint32_t n = 0;

	for (uint32_t i = end; i < d->log.n; i++)
		n += line_fits(d, i);
	return n;
}

/* ---- Drawing ---- */

static enum ink
ink_of_line(const char *text)
{
	return strncmp(text, "incident ", 9) == 0 ? INK_XRUN : INK_PLAIN;
}

/* A line from row y on, which may lie above top.  Return: the row after it. */
static int
draw_line(const struct desk *d, struct canvas *c, int y, int top, uint32_t i)
{
	const struct log_line *line = &log_store_line(d, i)->line;
	const char *text = line->text;
	uint64_t missed = lines_missed(d, i);
	char at[FORMAT_BYTES];

	if (missed > 0 && !filter_active(&d->log.filter)) {
		if (y >= top)
			canvas_print(c, TIME, y, INK_DIM, 0, "(%" PRIu64 " older line%s gone)",
				missed, missed == 1 ? " is" : "s are");
		y++;
	}
	if (y >= top)
		canvas_text(c, 0, y, TIME, INK_DIM, 0, format_clock(at, line->at_s));
	do {
		const char *next;
		char row[LOG_LINE_BYTES];
		size_t n = wrap_row(text, c->width - TIME, &next);

		snprintf(row, sizeof row, "%.*s", (int)n, text);
		if (y >= top)
			canvas_text(c, TIME, y, c->width - TIME, ink_of_line(line->text), 0, row);
		y++;
		text = next;
	} while (*text != '\0');
	return y;
}

/* rows of them, upwards from the lowest, which stands at the bottom once there are enough. */
static void
draw_lines(struct desk *d, struct canvas *c, int y, int rows)
{
	uint32_t end = place_end(d), first = end;
	int used = 0, at;

	d->log.page = 0;
	for (; first > 0 && used < rows; first--)
		if (line_fits(d, first - 1)) {
			used += line_rows(d, first - 1, c->width);
			d->log.page++;
		}
	at = y + (used > rows ? rows - used : 0);
	for (uint32_t i = first; i < end; i++)
		if (line_fits(d, i))
			at = draw_line(d, c, at, y, i);
	d->log.width = c->width;
	d->log.rows = rows;
	if (used == 0)
		canvas_text(c, 0, y, c->width, INK_DIM, 0,
			d->log.n > 0 ? "No line fits to the filter; Esc removes it."
				     : "Nothing has been logged yet.");
}

static void
draw_head(struct desk *d, struct canvas *c, int y)
{
	const struct log_desk *l = &d->log;
	uint32_t below = lines_below(d, place_end(d));
	char left[48], right[48] = "";
	int x;

	snprintf(left, sizeof left, "LOG, %" PRIu64 " line%s", d->live.log_total,
		d->live.log_total == 1 ? "" : "s");
	if (below > 0)
		snprintf(right, sizeof right, "%u newer below: End", below);
	draw_title(c, 0, y, c->width, left, right);
	x = 1 + text_columns(left) + 2;
	if (l->filter.typing || filter_active(&l->filter))
		filter_draw(&l->filter, c, x, y, c->width - x - text_columns(right) - 3);
}

/* height rows, title included. */
static void
draw_whole(struct desk *d, struct canvas *c, int y, int height)
{
	log_store_look(d);
	d->log.wanted_until_s = d->now_s + WANTED_S;
	draw_head(d, c, y);
	if (height > 1)
		draw_lines(d, c, y + 1, height - 1);
}

enum { WITH_SENTENCE = 11 };

static void
log_draw(struct desk *d, struct canvas *c)
{
	int y = c->height >= WITH_SENTENCE ? draw_sentence(d, c, 0, 1) : 0;

	draw_whole(d, c, y, c->height - 1 - y);
}

static void
log_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct canvas pane;

	if (!pane_begin(&pane, c, width, height))
		return;
	draw_whole(d, &pane, 0, height);
	pane_end(&pane, c, x, y);
}

/* ---- Keys and mouse ---- */

static void
scroll_to(struct desk *d, uint32_t end)
{
	uint32_t first = place_first_page(d, d->log.width, d->log.rows);

	if (end < first)
		end = first;
	d->log.fixed = lines_below(d, end) > 0;
	if (d->log.fixed)
		d->log.bottom = log_store_line(d, end - 1)->number;
}

static void
scroll(struct desk *d, int lines)
{
	scroll_to(d, place_step(d, place_end(d), lines));
}

static bool
log_key(struct desk *d, uint32_t key)
{
	int page = d->log.page > 1 ? d->log.page - 1 : 1;

	if (filter_key(&d->log.filter, key))
		return true;
	switch (key) {
	case KEYS_UP:
		scroll(d, -1);
		break;
	case KEYS_DOWN:
		scroll(d, 1);
		break;
	case KEYS_PAGE_UP:
		scroll(d, -page);
		break;
	case KEYS_PAGE_DOWN:
	case ' ':
		scroll(d, page);
		break;
	case KEYS_HOME:
		scroll_to(d, 0);
		break;
	case KEYS_END:
		d->log.fixed = false;
		break;
	default:
		return false;
	}
	return true;
}

static bool
log_mouse(struct desk *d, const struct mouse *m)
{
	if (m->what != MOUSE_WHEEL_UP && m->what != MOUSE_WHEEL_DOWN)
		return false;
	scroll(d, m->what == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
	return true;
}

static const struct foot_key log_foot[] = {
	{ KEYS_HOME, "Home", "Oldest", 2 },
	{ KEYS_END, "End", "Newest", 1 },
	{ '/', "/", "Filter", 1 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line log_help[] = {
	{ "Up Down", "scroll, also PgUp PgDn Space Home, wheel; new lines move nothing then" },
	{ "End", "the newest, and follow them" },
	{ "/ F3", "only lines with this in them; Enter keeps it, Esc removes it" },
	{ "01:12:33", "when it was, on the clock of up" },
	{ "older lines", "the engine keeps 200, the screen 1000 of those it has seen" },
	{ NULL, NULL },
};

const struct view view_log = {
	.name = "Log",
	.hint = "Log",
	.draw = log_draw,
	.pane = log_pane,
	.key = log_key,
	.mouse = log_mouse,
	.foot = log_foot,
	.help = log_help,
};
