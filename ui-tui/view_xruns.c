/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xruns: incidents, and the evidence for the selected one. */
#include "ui-tui/view.h"

static void
xruns_draw(struct desk *d, struct canvas *c)
{
	draw_sentence(d, c, 0, 1);
}

static const struct help_line xruns_help[] = {
	{ NULL, NULL },
};

const struct view view_xruns = {
	.name = "Xruns",
	.hint = "Xrun",
	.draw = xruns_draw,
	.help = xruns_help,
};

static bool
incident_ask(struct desk *d, struct question *out)
{
	(void)d;
	(void)out;
	return false;
}

static void
incident_answer(struct desk *d, const struct answer *a)
{
	(void)d;
	(void)a;
}

const struct store store_incident = { ASK_INCIDENT, incident_ask, incident_answer };
