/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clocks of both run alike, so the time at which an engine says to have begun
 * stands still; only delays make it seem later.
 */
#include "ui-tui/views/engine_age.h"

#include "ui-tui/desk.h"

static const double delay_s = 2;

bool
engine_age_changed(struct engine_age *a, const struct desk *d)
{
	double began_s = d->numbers_at_s - d->shown.uptime_s;
	bool another = a->known && began_s > a->began_s + delay_s;

	if (!d->any)
		return false;
	if (!a->known || another || began_s < a->began_s)
		a->began_s = began_s;
	a->known = true;
	return another;
}
