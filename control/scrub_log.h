/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the log says about samples that were no sound: which node let them out,
 * how many, what was done about it, and what to look at.  One line a burst; a
 * burst that does not end gets one every minute.  Denormals, which nobody
 * hears, are told once.
 */
#ifndef AE_CONTROL_SCRUB_LOG_H
#define AE_CONTROL_SCRUB_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "profiler/profile.h"

struct scrub_log { /* zeroed: nothing seen yet */
	struct scrub_seen {
		uint64_t seen, told;    /* counts: of the newest profile, of the newest line */
		double first_s, last_s; /* of what is not told yet */
		double told_s;          /* of the newest line */
		bool told_any;
	} of[NODES_MAX][3];
};

/* Call again until it says false.  end: the program ends, nothing more will come.
 * Context: control.  Return: whether there is a line to log, in out. */
bool scrub_log_line(struct scrub_log *l, const struct profile *p, double now_s, bool end, char *out,
	size_t size);

#endif
