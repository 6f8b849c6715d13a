/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incidents: which causes there were, the newest of them, and what is kept of
 * each.  They are few, so a client that lists them misses none.
 */
#include <errno.h>
#include <string.h>

#include "ui-osc/rows.h"

enum { ITEMS_MAX = 8, ANY_CPU = -1, PAGE_BYTES = 1000, CYCLE_VALUES = 4, OFFSET_MAX = 100000 };

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

int
run_xrun(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (c->snap->profile.nkept == 0)
		return call_refuse(c, OSC_NOT_NOW, "there was no incident yet");
	answer_incident(c, &c->snap->profile.incident[0]);
	answer_send(c, "");
	return OSC_FINE;
}

static void
answer_parts(struct call *c, const struct incident *i)
{
	answer_int(c, i->id);
	answer_double(c, i->at_s);
	answer_double(c, i->late_us);
	answer_double(c, i->load);
	answer_double(c, i->wakeup_us);
	answer_int(c, i->misses);
	answer_int(c, i->skipped);
	answer_int(c, i->xruns);
	answer_int(c, i->lost_frames);
	answer_long(c, (int64_t)i->first_seq);
	answer_long(c, (int64_t)i->last_seq);
	answer_int(c, i->open);
	answer_send_to(c, "/xruns/part");
}

static void
answer_item(struct call *c, const struct incident *i)
{
	answer_incident(c, i);
	answer_send_to(c, "/xruns/item");
}

/* [how many] [from id], newest first: so many, the first with an id of at most from. */
static int
answer_each(struct call *c, void (*one)(struct call *, const struct incident *))
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
		one(c, &p->incident[i]);
		n--;
	}
	return OSC_FINE;
}

int
run_xruns_list(struct call *c)
{
	return answer_each(c, answer_item);
}

int
run_xruns_parts(struct call *c)
{
	return answer_each(c, answer_parts);
}

/* Arguments of what is told page by page: id [offset]. */
static int
paged_arguments(struct call *c, int32_t *id, int32_t *offset)
{
	int error;

	if (c->argc < 1 || c->argc > 2)
		return call_refuse(c, OSC_TYPE, "the id of an incident, [offset]");
	error = call_index(c, 0, 1, INT32_MAX, 0, id);
	return error != OSC_FINE ? error : call_index(c, 1, 0, OFFSET_MAX, 0, offset);
}

static int
refuse_unknown(struct call *c, int32_t id)
{
	return call_refuse(
		c, OSC_RANGE, "incident %d is not kept; /xruns/list has those that are", (int)id);
}

int
run_xruns_account(struct call *c)
{
	struct account account;
	const char *line[sizeof account.line / sizeof *account.line];
	char cut[sizeof account.line[0]];
	uint32_t end, n = 0;
	size_t bytes = 0;
	int32_t id, offset;
	int error = paged_arguments(c, &id, &offset);

	if (error != OSC_FINE)
		return error;
	if (control_account(c->control, (uint32_t)id, &account) == -ENOENT)
		return refuse_unknown(c, id);
	for (end = (uint32_t)offset; end < account.n && bytes < PAGE_BYTES; end++) {
		line[n++] = account.line[end];
		bytes += strlen(account.line[end]) + 4;
	}
	n = answer_fit(c, 2, 8, line, n, cut, sizeof cut);
	end = (uint32_t)offset + n;
	answer_int(c, id);
	answer_int(c, end < account.n ? (int64_t)end : -1);
	for (uint32_t i = 0; i < n; i++)
		answer_string(c, line[i]);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* One cycle as it is told: how far from the incident's first, wake-up, lateness, busy, nodes. */
static uint32_t
put_cycle(const struct flight_incident *f, uint32_t i, float *out)
{
	const struct flight_cycle *cycle = &f->cycle[i];

	out[0] = (float)(int64_t)(cycle->seq - f->cycle[f->before].seq);
	out[1] = cycle->wakeup_us;
	out[2] = cycle->late_us;
	out[3] = cycle->busy_us;
	memcpy(out + CYCLE_VALUES, cycle->node_us, f->nnodes * sizeof *out);
	return CYCLE_VALUES + f->nnodes;
}

int
run_xruns_cycles(struct call *c)
{
	const struct flight_incident *f;
	float value[PAGE_BYTES / sizeof(float)];
	uint32_t end, values, most, used = 0;
	int32_t id, offset;
	int error = paged_arguments(c, &id, &offset);

	if (error != OSC_FINE)
		return error;
	f = control_flight(c->control, (uint32_t)id);
	if (f == NULL)
		return refuse_unknown(c, id);
	if ((uint32_t)offset >= f->n)
		return call_refuse(c, OSC_RANGE, "there are %u cycles, from 0 on", f->n);
	values = CYCLE_VALUES + f->nnodes;
	most = answer_fit_blob(
		c, 3, 12, sizeof value / sizeof *value / values, values * sizeof *value);
	for (end = (uint32_t)offset; end < f->n && end - (uint32_t)offset < most; end++)
		used += put_cycle(f, end, value + used);
	answer_int(c, id);
	answer_int(c, end < f->n ? (int64_t)end : -1);
	answer_int(c, end - (uint32_t)offset);
	answer_blob_floats(c, value, used);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_xruns_clear(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	control_clear_xruns(c->control);
	answer_done(c, "xruns and incidents count from now on");
	return OSC_FINE;
}
