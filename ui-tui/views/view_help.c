/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Help: what the view under it shows and its keys, then the keys that work everywhere.
 * Texts that are too long for the sheet go on in the next row, and what does not fit is
 * reached by scrolling, so that small terminals get all of it.
 */
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

enum { KEY_COLUMNS = 14, TEXT_COLUMNS_MIN = 12, TEXT_BYTES = 200 };

static const struct help_line everywhere[] = {
	{ "1 ... 8", "Overview Nodes EQ Spectrum Xruns Heat map Threads Log; Tab, Shift-Tab" },
	{ "F1 ? h", "this" },
	{ "F2 S", "Setup: colours, meters, rates; kept" },
	{ "F5 l", "presets: load, save" },
	{ "Z p", "pause the display; the sound goes on" },
	{ "c", "clear maxima and counts on this screen only" },
	{ "C", "clear them in the engine, for everybody who looks" },
	{ "w", "window of the statistics: 1 s, 10 s, since clear" },
	{ "d D", "numbers change slower, faster" },
	{ "m", "level meters: peak, PPM I, PPM II, K-20, VU, LUFS" },
	{ "b", "bypass the EQ" },
	{ "o", "make or cut the usual connections" },
	{ "M", "measuring off and on" },
	{ "T", "colours: green yellow red, or blue orange white" },
	{ "y", "copy the text of this screen (the terminal must allow OSC 52)" },
	{ "Mouse", "the last row; Shift for the terminal's own selection" },
	{ "Ctrl-L", "redraw" },
	{ "Ctrl-Z", "stop, until fg" },
	{ "q F10 Ctrl-C", "quit" },
	{ NULL, NULL },
};

/* Rows are counted whether or not they lie on the sheet. */
struct page {
	struct canvas *c;
	int first, row;
};

/* Bytes of text for width columns, cut at a blank where there is one. */
static size_t
line_bytes(const char *text, int width)
{
	size_t cut = 0;
	int columns = 0;
	const char *at = text;

	for (; *at != '\0'; at++) {
		if (((unsigned char)*at & 0xc0) == 0x80)
			continue;
		if (columns == width)
			return cut > 0 ? cut : (size_t)(at - text);
		if (*at == ' ')
			cut = (size_t)(at - text);
		columns++;
	}
	return (size_t)(at - text);
}

static void
page_line(struct page *p, const struct help_line *line)
{
	int key = p->c->width / 3 < KEY_COLUMNS ? p->c->width / 3 : KEY_COLUMNS;
	int x = key + 1, width = p->c->width - x;
	const char *text = line->text;

	if (text_columns(line->key) > key) { /* a row of its own */
		canvas_text(p->c, 1, p->row++ - p->first, p->c->width - 1, INK_MARK, STYLE_BOLD,
			line->key);
	} else
		canvas_text(p->c, 1, p->row - p->first, key, INK_MARK, STYLE_BOLD, line->key);
	if (width < TEXT_COLUMNS_MIN)
		x = 2, width = p->c->width - x, p->row++;
	do {
		char part[TEXT_BYTES];
		size_t n = line_bytes(text, width > 0 ? width : 1);

		snprintf(part, sizeof part, "%.*s", (int)n, text);
		canvas_text(p->c, x, p->row++ - p->first, width, INK_PLAIN, 0, part);
		text += n;
		text += *text == ' ';
	} while (*text != '\0');
}

static void
page_heading(struct page *p, const char *text)
{
	canvas_print(p->c, 0, p->row - p->first, INK_TITLE, STYLE_BOLD, "%s", text);
	p->row++;
}

/* Return: rows of it all. */
static int
draw_page(const struct desk *d, struct canvas *c, int first)
{
	const struct view *view = views[d->view];
	struct page p = { c, first, 0 };

	if (is_dashboard(d)) {
		const struct view *pane = view_in_force(d);

		page_heading(&p, pane->name);
		for (const struct help_line *l = pane->help; l->key != NULL; l++)
			page_line(&p, l);
		p.row++;
	}
	page_heading(&p, view->name);
	for (const struct help_line *l = view->help; l->key != NULL; l++)
		page_line(&p, l);
	p.row++;
	page_heading(&p, "Everywhere");
	for (const struct help_line *l = everywhere; l->key != NULL; l++)
		page_line(&p, l);
	return p.row;
}

static void
help_size(struct desk *d, int *width, int *height)
{
	struct canvas none = { .width = FULL_WIDTH - 2 }; /* takes nothing: rows are counted */

	*width = none.width;
	*height = draw_page(d, &none, 0) + 1;
}

static void
help_draw(struct desk *d, struct canvas *c)
{
	struct canvas part = { .charset = c->charset };
	int rows, most;

	if (canvas_resize(&part, c->width, c->height > 1 ? c->height - 1 : 1) < 0)
		return;
	rows = draw_page(d, &part, 0);
	most = rows > part.height ? rows - part.height : 0;
	if (d->help_scroll > most)
		d->help_scroll = most;
	if (d->help_scroll < 0)
		d->help_scroll = 0;
	canvas_clear(&part);
	draw_page(d, &part, d->help_scroll);
	canvas_lay(c, &part, 0, 0);
	canvas_finish(&part);
	if (most > 0)
		canvas_print(c, 0, c->height - 1, INK_DIM, 0, "%s %s  any other key: back",
			d->help_scroll < most ? "more: Down, PgDn" : "the end",
			d->help_scroll > 0 ? " Up, PgUp" : "");
	else
		canvas_text(c, 0, c->height - 1, c->width, INK_DIM, 0, "any key: back");
}

static void
help_key(struct desk *d, uint32_t key)
{
	int page = d->inside.height > 2 ? d->inside.height - 2 : 1;

	switch (key) {
	case KEYS_UP:
		d->help_scroll--;
		break;
	case KEYS_DOWN:
		d->help_scroll++;
		break;
	case KEYS_PAGE_UP:
		d->help_scroll -= page;
		break;
	case KEYS_PAGE_DOWN:
	case ' ':
		d->help_scroll += page;
		break;
	case KEYS_HOME:
		d->help_scroll = 0;
		break;
	case KEYS_END:
		d->help_scroll = 10000;
		break;
	default:
		desk_close(d);
	}
}

static void
help_mouse(struct desk *d, const struct mouse *m)
{
	if (m->what == MOUSE_WHEEL_UP)
		d->help_scroll--;
	else if (m->what == MOUSE_WHEEL_DOWN)
		d->help_scroll++;
	else if (m->what == MOUSE_PRESS)
		desk_close(d);
}

const struct popup popup_help = {
	.title = "Help",
	.size = help_size,
	.draw = help_draw,
	.key = help_key,
	.mouse = help_mouse,
};
