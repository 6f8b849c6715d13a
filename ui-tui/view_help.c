/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help: the keys that work everywhere, then what the view under it shows. */
#include "ui-tui/view.h"

static const struct help_line everywhere[] = {
	{ "1 2 3 Tab", "Overview, Nodes, EQ" },
	{ "w", "window of the statistics: 1 s, 10 s, since clear" },
	{ "c", "clear: maxima and counts start anew" },
	{ "b", "bypass the EQ" },
	{ "o", "make or cut the usual connections" },
	{ "M", "measuring off and on" },
	{ "p Z", "pause the display; the sound goes on" },
	{ "Ctrl-L", "redraw" },
	{ "q F10 Ctrl-C", "quit" },
	{ NULL, NULL },
};

/* Return: the row after the last. */
static int
draw_lines(struct canvas *c, int x, int y, int width, const struct help_line *line)
{
	for (; line->key != NULL && y < c->height - 1; line++, y++) {
		canvas_text(c, x + 1, y, 13, INK_MARK, STYLE_BOLD, line->key);
		canvas_text(c, x + 15, y, width - 15, INK_PLAIN, 0, line->text);
	}
	return y;
}

void
view_help_draw(struct desk *d, struct canvas *c)
{
	const struct view *view = views[d->view];
	bool side = c->width >= 2 * FULL_WIDTH;
	int half = side ? c->width / 2 : c->width, y;

	draw_title(c, 0, 0, half, "KEYS", side ? "" : "any key: back");
	y = draw_lines(c, 0, 1, half, everywhere);
	if (side)
		y = 0;
	draw_title(c, side ? half : 0, y, half, view->name, side ? "any key: back" : "");
	draw_lines(c, side ? half : 0, y + 1, half, view->help);
}
