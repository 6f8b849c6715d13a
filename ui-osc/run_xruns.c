/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incidents: which causes there were, the newest of them, and what is kept of
 * each.  They are few, so a client that lists them misses none.
 */
#include "ui-osc/rows.h"

enum { ITEMS_MAX = 8, ANY_CPU = -1 };

/* No record says which CPU a period ran on, nor which task was in its way: -1 and "". */
void
answer_incident(struct call *c, const struct incident *i)
{
	answer_int(c, i->id);
	answer_string(c, i->cause);
	answer_string(c, i->confidence);
	answer_float(c, c->snap->profile.uptime_s - i->at_s);
	answer_float(c, i->late_us);
	answer_float(c, 100 * i->load);
	answer_int(c, i->lost_frames);
	answer_string(c, i->node);
	answer_int(c, ANY_CPU);
	answer_string(c, "");
	answer_float(c, i->share);
}

int
run_xruns_causes(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < NCAUSES; i++) {
		if (p->by_cause[i] == 0)
			continue;
		answer_string(c, cause_word((enum cause)i));
		answer_int(c, (int64_t)p->by_cause[i]);
	}
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* Newest first: n of them, the first with an id of at most from. */
int
run_xruns_list(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int32_t n, from;
	int error = call_index(c, 0, 1, ITEMS_MAX, ITEMS_MAX, &n);

	if (c->argc > 2)
		return call_refuse(c, OSC_TYPE, "[how many, at most %d] [from id]", ITEMS_MAX);
	if (error == OSC_FINE)
		error = call_index(c, 1, 1, INT32_MAX, INT32_MAX, &from);
	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < p->nkept && n > 0; i++) {
		if (p->incident[i].id > (uint32_t)from)
			continue;
		answer_incident(c, &p->incident[i]);
		answer_send_to(c, "/xruns/item");
		n--;
	}
	return OSC_FINE;
}
