/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See popup_node.h. */
#include "ui-tui/popups/popup_node.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/wrap.h"

enum { COLUMNS = 58, NAME = 9 };

/* Rows are counted whether or not they lie on the sheet. */
struct page {
	struct canvas *c;
	int first, row;
};

/* The row of that name.  Return: false: it is gone. */
static bool
find(const struct desk *d, enum window w, struct row *out)
{
	struct rows rows;

	rows_fill(&rows, &d->shown, w);
	rows_since(&rows, &d->shown, desk_since(d));
	for (uint32_t i = 0; i < rows.n; i++)
		if (strcmp(rows.row[i].name, d->nodes.selected) == 0) {
			*out = rows.row[i];
			return true;
		}
	return false;
}

static void __attribute__((format(printf, 4, 5)))
line(struct page *p, enum ink ink, unsigned style, const char *format, ...)
{
	char text[CANVAS_TEXT_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	for (const char *at = text; *at != '\0';) {
		const char *next;
		size_t n = wrap_row(at, p->c->width - 2, &next);
		char part[CANVAS_TEXT_BYTES];

		snprintf(part, sizeof part, "%.*s", (int)n, at);
		canvas_text(p->c, 1, p->row++ - p->first, p->c->width - 2, ink, style, part);
		at = next;
	}
}

/* ---- The numbers ---- */

static void
draw_values(struct page *p, enum column_id id, const struct row row[NWINDOWS], double period_us)
{
	int cell = (p->c->width - NAME) / NWINDOWS, y = p->row++ - p->first;
	char text[FORMAT_BYTES];

	canvas_text(p->c, 1, y, NAME - 1, INK_DIM, 0, column_info[id].title);
	for (int w = 0; w < NWINDOWS; w++) {
		const char *value = column_text(id, &row[w], period_us, text);
		int n = text_columns(value);

		canvas_text(p->c, NAME + (w + 1) * cell - n - 1, y, n, INK_PLAIN, 0, value);
		if (id == COLUMN_NOW) /* of no window */
			break;
	}
}

static void
draw_numbers(struct page *p, const struct row row[NWINDOWS], double period_us)
{
	static const enum column_id shown[] = { COLUMN_NOW, COLUMN_MEAN, COLUMN_SD, COLUMN_MIN,
		COLUMN_P50, COLUMN_P90, COLUMN_P95, COLUMN_P99, COLUMN_P99_9, COLUMN_MAX, COLUMN_AT,
		COLUMN_SHARE, COLUMN_TOTAL, COLUMN_CALLS };
	int cell = (p->c->width - NAME) / NWINDOWS, y = p->row++ - p->first;

	canvas_text(p->c, 1, y, NAME - 1, INK_TITLE, STYLE_BOLD, "us");
	for (int w = 0; w < NWINDOWS; w++) {
		const char *name = window_name((enum window)w);
		int n = text_columns(name);

		if (n > cell - 1)
			name = "clear", n = text_columns(name);
		canvas_text(p->c, NAME + (w + 1) * cell - n - 1, y, n, INK_TITLE, STYLE_BOLD, name);
	}
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		draw_values(p, shown[i], row, period_us);
}

/* ---- What its badge is about ---- */

static void
draw_samples(struct page *p, const struct row *r)
{
	bool source = strcmp(r->node->type, "input") == 0;
	char at[FORMAT_BYTES];

	if (r->dirt.nonfinite > 0)
		line(p, INK_BAD, 0,
			"NaN %" PRIu64 ": samples that were NaN or infinity, the last at %s; they "
			"were faded out before the next node. %s",
			r->dirt.nonfinite, format_clock(at, r->node->nonfinite_at_s),
			source ? "They came from outside: look at what is connected."
			       : "What it got was clean: it made them itself.");
	if (r->dirt.cleared > 0)
		line(p, INK_BAD, 0,
			"cleared %" PRIu64 ": its own state was no number any more, and was "
			"thrown away.",
			r->dirt.cleared);
	if (r->dirt.denormal > 0)
		line(p, INK_CAUTION, 0,
			"denormal %" PRIu64 ": samples so small that they are slow; set to 0, "
			"which is not to be heard.",
			r->dirt.denormal);
}

static void
draw_badge_lines(struct page *p, const struct desk *d, const struct row *r)
{
	char text[FORMAT_BYTES];
	enum badge badge = row_badge(r, text);

	if (r->lost > 0)
		line(p, INK_CAUTION, 0,
			r->kind == ROW_WORKER ? "skipped %" PRIu64 ": spectra that came too late."
					      : "dropped %" PRIu64 ": records of periods that "
						"nobody read in time; they are in no number.",
			r->lost);
	if (r->node == NULL)
		return;
	draw_samples(p, r);
	if (r->dirt.overruns > 0 && r->kind != ROW_WORKER)
		line(p, INK_BAD, 0,
			"over %" PRIu64 ": periods in which it alone took more than the period "
			"of %s.",
			r->dirt.overruns, format_span(text, d->shown.period_us));
	if (r->node->bypassed)
		line(p, INK_CAUTION, 0, "bypassed: the sound goes past it.");
	if (badge == BADGE_CLEAN)
		line(p, INK_GOOD, 0,
			"clean: nothing that it let out had to be repaired, its state was never "
			"thrown away, it never took more than a period alone.");
	if (badge != BADGE_NONE)
		line(p, INK_DIM, 0, "All of it %s.",
			desk_since(d) != NULL ? since_text(d, text) : "since clear (C)");
}

static const char *
what_it_is(const struct row *r)
{
	switch (r->kind) {
	case ROW_WAKEUP:
		return "how late the driver's wake-up came; not in the load";
	case ROW_CYCLE:
		return "from wake-up to the end of our work";
	case ROW_WORKER:
		return "off the audio thread: FFT and loudness";
	case ROW_PART:
		return r->node->type[0] != '\0' ? r->node->type : "a part of the engine itself";
	case ROW_NODE:
		break;
	}
	return r->node->type;
}

/* Return: rows of it all. */
static int
draw_page(const struct desk *d, struct canvas *c, int first)
{
	struct row row[NWINDOWS];
	struct page p = { c, first, 0 };

	for (int w = 0; w < NWINDOWS; w++)
		if (!find(d, (enum window)w, &row[w])) {
			line(&p, INK_PLAIN, 0, "There is no %s any more.", d->nodes.selected);
			return p.row;
		}
	line(&p, INK_TITLE, STYLE_BOLD, "%s: %s", row[0].name, what_it_is(&row[0]));
	draw_numbers(&p, row, d->shown.period_us);
	draw_badge_lines(&p, d, &row[0]);
	return p.row;
}

/* ---- The pop-up ---- */

static void
node_size(struct desk *d, int *width, int *height)
{
	struct canvas none = { .width = COLUMNS }; /* takes nothing: rows are counted */

	*width = COLUMNS;
	*height = draw_page(d, &none, 0) + 1;
}

static void
node_draw(struct desk *d, struct canvas *c)
{
	struct canvas none = { .width = c->width };
	int room = c->height > 1 ? c->height - 1 : 1, most = draw_page(d, &none, 0) - room;
	int *scroll = &d->nodes.details_scroll;

	most = most > 0 ? most : 0;
	*scroll = *scroll < 0 ? 0 : *scroll > most ? most : *scroll;
	draw_page(d, c, *scroll);
	canvas_print(c, 0, c->height - 1, INK_DIM, 0, "%-*.*s", c->width, c->width,
		most > 0 ? " Up Down: more  any other key: back" : " any key: back");
}

static void
node_key(struct desk *d, uint32_t key)
{
	int page = d->inside.height > 2 ? d->inside.height - 2 : 1;

	switch (key) {
	case KEYS_UP:
		d->nodes.details_scroll--;
		break;
	case KEYS_DOWN:
		d->nodes.details_scroll++;
		break;
	case KEYS_PAGE_UP:
		d->nodes.details_scroll -= page;
		break;
	case KEYS_PAGE_DOWN:
		d->nodes.details_scroll += page;
		break;
	default:
		desk_close(d);
	}
}

static void
node_mouse(struct desk *d, const struct mouse *m)
{
	if (m->what == MOUSE_WHEEL_UP)
		d->nodes.details_scroll--;
	else if (m->what == MOUSE_WHEEL_DOWN)
		d->nodes.details_scroll++;
	else if (m->what == MOUSE_PRESS)
		desk_close(d);
}

const struct popup popup_node = {
	.title = "Node",
	.size = node_size,
	.draw = node_draw,
	.key = node_key,
	.mouse = node_mouse,
};
