/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for states; apart from snapshot.c, so that who shows a snapshot needs not link who fills
 * it. */
#include "control/snapshot.h"

const char *
state_name(enum engine_state s)
{
	static const char *const name[NSTATES] = { "starting", "running", "freewheel", "lost",
		"stopped" };

	return (unsigned)s < NSTATES ? name[s] : "unknown";
}
