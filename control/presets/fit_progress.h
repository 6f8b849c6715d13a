/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who waits for a fit at a terminal sees how far it is and how good it has become. */
#ifndef AE_CONTROL_FIT_PROGRESS_H
#define AE_CONTROL_FIT_PROGRESS_H

#include "control/cli/progress.h"
#include "control/presets/preset_fit.h"

struct fit_progress {
	const char *label;
	struct progress line;
	struct fit_watch watch; /* for preset_fit */
};

/* On stderr.  label: what is fitted; outlives it.  End: progress_clear(&p->line). */
void fit_progress_begin(struct fit_progress *p, const char *label);

#endif
