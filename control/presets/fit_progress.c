/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line. */
#include "control/presets/fit_progress.h"

#include <unistd.h>

static void
fit_step(double done, double error_db, void *arg)
{
	struct fit_progress *p = arg;
	char left[PROGRESS_LEFT_BYTES];

	if (progress_due(&p->line))
		progress_say(&p->line, "fitting %s: %.0f %%, off by %.2f dB at most so far%s",
			p->label, 100 * done, error_db,
			progress_left(left, done, 1, progress_seconds(&p->line)));
}

void
fit_progress_begin(struct fit_progress *p, const char *label)
{
	p->label = label;
	p->watch = (struct fit_watch){ fit_step, p };
	progress_begin(&p->line, STDERR_FILENO);
}
