/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A count that became smaller was cleared in the engine, and counts from 0 again.
 * Incidents are counted by their ids, which never are.
 */
#include "ui-tui/since.h"

#include <string.h>

static void
counts_of(const struct snapshot *s, uint64_t incidents, struct since_counts *out)
{
	const struct profile *p = &s->profile;

	*out = (struct since_counts){ incidents, p->xruns_total, p->misses_total, p->skipped_total,
		p->lost_frames_total, p->records_dropped, p->hops_skipped };
	if (p->nkept > 0 && p->incident[0].id > incidents)
		out->incidents = p->incident[0].id;
}

static void
add(uint64_t *n, uint64_t *last, uint64_t now)
{
	*n += now >= *last ? now - *last : now;
	*last = now;
}

static void
follow_counts(struct since *since, const struct snapshot *s)
{
	struct since_counts now;

	counts_of(s, since->last.incidents, &now);
	/* Their numbers are not known before the first one, if all were cleared. */
	if (since->last.incidents == 0 && s->profile.nkept > 0)
		since->last.incidents = s->profile.incident[s->profile.nkept - 1].id - 1;
	add(&since->n.incidents, &since->last.incidents, now.incidents);
	add(&since->n.xruns, &since->last.xruns, now.xruns);
	add(&since->n.misses, &since->last.misses, now.misses);
	add(&since->n.skipped, &since->last.skipped, now.skipped);
	add(&since->n.lost_frames, &since->last.lost_frames, now.lost_frames);
	add(&since->n.records_dropped, &since->last.records_dropped, now.records_dropped);
	add(&since->n.hops_skipped, &since->last.hops_skipped, now.hops_skipped);
}

static void
node_counts_of(const struct profile_node *n, struct since_node *out)
{
	*out = (struct since_node){ n->nonfinite, n->denormal, n->cleared, n->overruns };
}

static uint32_t
nodes_of(const struct profile *p)
{
	return p->nnodes < NODES_MAX ? p->nnodes : NODES_MAX;
}

static void
begin_nodes(struct since *since, const struct profile *p)
{
	memset(since->node_max_us, 0, sizeof since->node_max_us);
	memset(since->node, 0, sizeof since->node);
	since->nnodes = p->nnodes;
	since->generation = p->generation;
	for (uint32_t i = 0; i < nodes_of(p); i++)
		node_counts_of(&p->node[i], &since->node_last[i]);
}

static void
follow_nodes(struct since *since, const struct profile *p)
{
	if (p->nnodes != since->nnodes || p->generation != since->generation)
		begin_nodes(since, p);
	for (uint32_t i = 0; i < nodes_of(p); i++) {
		struct since_node *n = &since->node[i], *last = &since->node_last[i], now;

		node_counts_of(&p->node[i], &now);
		add(&n->nonfinite, &last->nonfinite, now.nonfinite);
		add(&n->denormal, &last->denormal, now.denormal);
		add(&n->cleared, &last->cleared, now.cleared);
		add(&n->overruns, &last->overruns, now.overruns);
	}
}

static void
raise_to(double *max, double value)
{
	if (value > *max)
		*max = value;
}

static void
follow_maxima(struct since *since, const struct profile *p)
{
	if (p->load[WINDOW_1S].count == 0)
		return;
	raise_to(&since->load_max, p->load[WINDOW_1S].max);
	raise_to(&since->wakeup_max_us, p->wakeup_us[WINDOW_1S].max);
	if (p->margin_us[WINDOW_1S].count > 0 &&
		(!since->any || p->margin_us[WINDOW_1S].min < since->margin_min_us))
		since->margin_min_us = p->margin_us[WINDOW_1S].min;
	for (uint32_t i = 0; i < p->nnodes && i < NODES_MAX; i++)
		raise_to(&since->node_max_us[i], p->node[i].us[WINDOW_1S].max);
	since->any = true;
}

void
since_start(struct since *since, const struct snapshot *s)
{
	memset(since, 0, sizeof *since);
	since->on = true;
	since->at_s = s->uptime_s;
	counts_of(s, 0, &since->last);
	begin_nodes(since, &s->profile);
}

void
since_stop(struct since *since)
{
	since->on = false;
}

void
since_follow(struct since *since, const struct snapshot *s)
{
	if (!since->on)
		return;
	if (s->uptime_s < since->at_s) { /* another run of the engine */
		since_stop(since);
		return;
	}
	follow_counts(since, s);
	follow_nodes(since, &s->profile);
	if (s->uptime_s >= since->at_s + 1)
		follow_maxima(since, &s->profile);
}
