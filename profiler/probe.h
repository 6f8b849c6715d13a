/* SPDX-License-Identifier: ISC */
/*
 * The audio thread's half of the profiler: one clock read when the first node
 * starts, one after each node, one push of the finished record once the output
 * has been handed to the server.
 */
#ifndef AE_PROFILER_PROBE_H
#define AE_PROFILER_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/cycle.h"
#include "rt/attributes.h"
#include "rt/clock.h"
#include "rt/ring.h"

struct probe {
	struct cycle cycle;        /* being filled */
	uint64_t mark;             /* last clock read */
	const struct clock *clock; /* not owned */
	struct ring *out;          /* of struct cycle; not owned */
	bool on; /* measuring: off, totals and due..end still go out, nodes do not */
	struct cycle_scrub scrub[NODES_MAX]; /* running totals, of which each record takes one */
	uint32_t scrub_news;                 /* a bit for each node with totals not told yet */
};

/* out and clock outlive the probe; measuring is on.  carry: the last record of the instance
 * before, whose totals, seq and epoch go on (the caller sets the new epoch and generation), or
 * NULL; a carry without frames has never run and counts as NULL. */
void probe_init(
	struct probe *p, struct ring *out, const struct clock *clock, const struct cycle *carry);

/* Start of the first node: clears the node slots, reads the clock; nnodes <= NODES_MAX, 0 where
 * only silence goes out (call it all the same: begin and end are taken from it).
 * The caller has filled due, wake, deadline, nframes, rate_hz, the totals and flags of p->cycle. */
void probe_begin(struct probe *p, uint32_t nnodes) RT_SAFE;

/* Node number node has finished: adds the time since the last mark to it, and to no other. */
static inline void probe_mark(struct probe *p, uint32_t node) RT_SAFE;
static inline void
probe_mark(struct probe *p, uint32_t node) RT_SAFE
{
	uint64_t now, sum;

	if (!p->on)
		return;
	now = clock_ticks(p->clock);
	sum = p->cycle.node[node].ticks + (now - p->mark);
	p->cycle.node[node].ticks = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
	p->mark = now;
}

/* Node number node let out that many bad samples, or threw away its state; more than nothing. */
void probe_scrub(struct probe *p, uint32_t node, const struct cycle_scrub *more) RT_SAFE;

/* The output is complete: takes the end stamp (the last mark when measuring).
 * Call it right before the output is handed over. */
void probe_commit(struct probe *p) RT_SAFE;

/* After the output was handed over: pushes the record, counts it as dropped when
 * the ring is full, measures its own cost for the next record.  Never fails. */
void probe_end(struct probe *p) RT_SAFE;

#endif
