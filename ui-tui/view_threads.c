/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads: what runs in this program. */
#include "ui-tui/view.h"

static void
threads_draw(struct desk *d, struct canvas *c)
{
	draw_sentence(d, c, 0, 1);
}

static const struct help_line threads_help[] = {
	{ NULL, NULL },
};

const struct view view_threads = {
	.name = "Threads",
	.hint = "Thrd",
	.draw = threads_draw,
	.help = threads_help,
};
