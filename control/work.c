/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a while right now, in words for the screen: somebody who waits is
 * told what for.  What nearly always takes no time is told once it does.
 */
#include <stdio.h>

#include "control/control_private.h"

static const uint64_t WRITING_TOLD_NS = 1000000000;

static void
planning_text(struct control *c, char out[WORK_BYTES])
{
	uint32_t points = engine_planning(session_engine(c->session));

	if (points > 0)
		snprintf(out, WORK_BYTES, "planning an FFT of %u points", points);
}

static void
saving_text(struct control *c, uint64_t now_ns, char out[WORK_BYTES])
{
	const struct autosave *a = &c->autosave;

	if (c->live.ticket != 0)
		snprintf(out, WORK_BYTES, "saving preset %.60s", c->live.saving.preset);
	else if (a->saving_ticket != 0)
		snprintf(out, WORK_BYTES, "saving settings");
	else if (a->writing && now_ns - a->put_ns > WRITING_TOLD_NS)
		snprintf(out, WORK_BYTES, "writing settings: the disk is slow");
}

void
work_text(struct control *c, uint64_t now_ns, char out[WORK_BYTES])
{
	out[0] = '\0';
	planning_text(c, out); /* may be why the engine is not open yet */
	if (out[0] == '\0')
		session_work(c->session, out);
	if (out[0] == '\0')
		saving_text(c, now_ns, out);
}
