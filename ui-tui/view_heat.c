/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heat map: cycle times over time. */
#include "ui-tui/view.h"

static void
heat_draw(struct desk *d, struct canvas *c)
{
	draw_sentence(d, c, 0, 1);
}

static const struct help_line heat_help[] = {
	{ NULL, NULL },
};

const struct view view_heat = {
	.name = "Heat map",
	.hint = "Heat",
	.draw = heat_draw,
	.help = heat_help,
};

static bool
heat_ask(struct desk *d, struct question *out)
{
	(void)d;
	(void)out;
	return false;
}

static void
heat_answer(struct desk *d, const struct answer *a)
{
	(void)d;
	(void)a;
}

const struct store store_heat = { ASK_HEAT, heat_ask, heat_answer };
