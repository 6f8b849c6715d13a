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

static void
help_size(struct desk *d, int *width, int *height)
{
	(void)d;
	*width = FULL_WIDTH - 2;
	*height = 100;
}

static void
help_draw(struct desk *d, struct canvas *c)
{
	const struct view *view = views[d->view];
	int y;

	y = draw_lines(c, 0, 0, c->width, view->help);
	draw_lines(c, 0, y + 1, c->width, everywhere);
}

static void
help_key(struct desk *d, uint32_t key)
{
	(void)key;
	desk_close(d);
}

const struct popup popup_help = {
	.title = "Help: any key goes back",
	.size = help_size,
	.draw = help_draw,
	.key = help_key,
};
