/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of presets, over the view. */
#include "ui-tui/popup_presets.h"

#include "ui-tui/view.h"

static bool
presets_ask(struct desk *d, struct question *out)
{
	(void)d;
	(void)out;
	return false;
}

static void
presets_answer(struct desk *d, const struct answer *a)
{
	(void)d;
	(void)a;
}

const struct store store_presets = { ASK_PRESETS, presets_ask, presets_answer };
