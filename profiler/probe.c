/* SPDX-License-Identifier: ISC */
/*
 * The probe's slow half, if that word fits: what happens once a period.  The
 * marks themselves are inline in the header.  The cost of handing the record
 * over is only known afterwards, so it travels in the next record.
 */
#include "profiler/probe.h"

#include <string.h>

void
probe_init(struct probe *p, struct ring *out, const struct clock *clock, const struct cycle *carry)
{
	memset(p, 0, sizeof(*p));
	if (carry && carry->nframes) {
		p->cycle = *carry;
		p->cycle.seq++;
		p->cycle.nnodes = 0;
		p->cycle.flags = 0;
		p->cycle.profiler_ticks = 0;
		p->cycle.scrub_node = 0;
		memset(&p->cycle.scrub, 0, sizeof(p->cycle.scrub));
		memset(p->cycle.node, 0, sizeof(p->cycle.node));
	}
	p->clock = clock;
	p->out = out;
	p->on = true;
}

void
probe_begin(struct probe *p, uint32_t nnodes) RT_SAFE
{
	p->cycle.nnodes = nnodes;
	memset(p->cycle.node, 0, nnodes * sizeof(p->cycle.node[0]));
	if (p->on) {
		p->cycle.flags &= ~(uint32_t)CYCLE_UNMEASURED;
		p->mark = clock_ticks(p->clock);
		p->cycle.begin = p->mark;
	} else {
		p->cycle.flags |= CYCLE_UNMEASURED;
		p->cycle.begin = p->cycle.wake;
	}
}

void
probe_scrub(struct probe *p, uint32_t node, const struct cycle_scrub *more) RT_SAFE
{
	struct cycle_scrub *t = &p->scrub[node];

	t->nonfinite += more->nonfinite;
	t->denormal += more->denormal;
	t->cleared += more->cleared;
	p->scrub_news |= UINT32_C(1) << node;
	p->cycle.node[node].flags |= (uint16_t)((more->nonfinite ? NODE_NONFINITE : 0) |
						(more->denormal ? NODE_DENORMAL : 0) |
						(more->cleared ? NODE_CLEARED : 0));
}

/* Whose totals the record takes: the next after the node that the last one told of. */
static void
scrub_tell(struct probe *p) RT_SAFE
{
	uint32_t node = p->cycle.scrub_node;

	do
		node = (node + 1) % NODES_MAX;
	while (!(p->scrub_news >> node & 1));
	p->cycle.scrub_node = node;
	p->cycle.scrub = p->scrub[node];
}

void
probe_commit(struct probe *p) RT_SAFE
{
	p->cycle.end = p->on ? p->mark : clock_ticks(p->clock);
}

void
probe_end(struct probe *p) RT_SAFE
{
	uint64_t start = p->on ? clock_ticks(p->clock) : 0;

	if (p->scrub_news)
		scrub_tell(p);
	if (ring_push(p->out, &p->cycle))
		p->scrub_news &= ~(UINT32_C(1) << p->cycle.scrub_node);
	else
		p->cycle.dropped++;
	p->cycle.seq++;
	p->cycle.profiler_ticks = p->on ? (uint32_t)(clock_ticks(p->clock) - start) : 0;
}
