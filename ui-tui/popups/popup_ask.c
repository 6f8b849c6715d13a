/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions of yes and no, before what stops the sound. */
#include "ui-tui/view.h"

enum { ASK_COLUMNS = 38 };

static bool
yes(uint32_t key)
{
	return key == 'y' || key == 'Y';
}

static void
quit_size(struct desk *d, int *width, int *height)
{
	(void)d;
	*width = ASK_COLUMNS;
	*height = 1;
}

static void
quit_draw(struct desk *d, struct canvas *c)
{
	(void)d;
	canvas_text(c, 1, 0, c->width - 1, INK_CAUTION, STYLE_BOLD,
		"Ports are connected. Stop audio? y/n");
}

static void
quit_key(struct desk *d, uint32_t key)
{
	desk_close(d);
	if (yes(key) || key == KEYS_CTRL_C)
		desk_quit(d);
}

static void
suspend_size(struct desk *d, int *width, int *height)
{
	(void)d;
	*width = ASK_COLUMNS;
	*height = 2;
}

static void
suspend_draw(struct desk *d, struct canvas *c)
{
	(void)d;
	canvas_text(c, 1, 0, c->width - 1, INK_CAUTION, STYLE_BOLD,
		"Stopping this program stops its sound");
	canvas_text(c, 1, 1, c->width - 1, INK_CAUTION, STYLE_BOLD, "until fg. Stop? y/n");
}

static void
suspend_key(struct desk *d, uint32_t key)
{
	desk_close(d);
	d->suspend = yes(key);
}

const struct popup popup_quit = {
	.title = "Quit",
	.size = quit_size,
	.draw = quit_draw,
	.key = quit_key,
};

const struct popup popup_suspend = {
	.title = "Stop",
	.size = suspend_size,
	.draw = suspend_draw,
	.key = suspend_key,
};
