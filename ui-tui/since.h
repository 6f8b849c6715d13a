/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maxima and counts of this screen alone: from the moment when the person before it
 * pressed c, while the engine's own, which others look at too, go on.  Counts are
 * differences; maxima come from the windows of 1 s that lie wholly behind that moment.
 */
#ifndef AE_UI_TUI_SINCE_H
#define AE_UI_TUI_SINCE_H

#include <stdbool.h>
#include <stdint.h>

#include "control/snapshot.h"

struct since_counts {
	uint64_t incidents, xruns, misses, skipped, lost_frames, records_dropped, hops_skipped;
};

/* Of what a node lets out, see profile_node. */
struct since_node {
	uint64_t nonfinite, denormal, cleared, overruns;
};

struct since {
	bool on;
	double at_s; /* on the clock of up */
	struct since_counts n;
	bool any; /* a window lies wholly behind it: what follows is known */
	double load_max, wakeup_max_us, margin_min_us;
	uint32_t nnodes; /* other than before: nodes' maxima began anew */
	uint32_t generation;
	double node_max_us[NODES_MAX];
	struct since_node node[NODES_MAX];
	struct since_counts last; /* as they were in the newest snapshot */
	struct since_node node_last[NODES_MAX];
};

/* Context of all: any.  From this snapshot on. */
void since_start(struct since *since, const struct snapshot *s);
void since_stop(struct since *since);

/* A newer one has come, whether or not it is shown. */
void since_follow(struct since *since, const struct snapshot *s);

#endif
