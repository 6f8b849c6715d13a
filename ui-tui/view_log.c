/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Log: what the program and its libraries had to say. */
#include "ui-tui/view.h"

static void
log_draw(struct desk *d, struct canvas *c)
{
	draw_sentence(d, c, 0, 1);
}

static const struct help_line log_help[] = {
	{ NULL, NULL },
};

const struct view view_log = {
	.name = "Log",
	.hint = "Log",
	.draw = log_draw,
	.help = log_help,
};

static bool
log_ask(struct desk *d, struct question *out)
{
	(void)d;
	(void)out;
	return false;
}

static void
log_answer(struct desk *d, const struct answer *a)
{
	(void)d;
	(void)a;
}

const struct store store_log = { ASK_LOG, log_ask, log_answer };
