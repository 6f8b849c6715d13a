/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the engine runs in the audio thread: one period. */
#include <string.h>

#include "engine/engine_state.h"
#include "rt/thread.h"

/* Room that an unpaced backend leaves in the cycle ring. */
enum { RECORDS_SPARE = 64 };

static void
command_apply(struct engine *e, const struct command *c) RT_SAFE
{
	if (c->plan)
		e->plan = c->plan;
	for (uint32_t i = 0; i < c->ntargets; i++) {
		struct node *n = e->plan->step[c->target[i].node].node;

		n->ops->target(n, c->target[i].coefficients);
	}
	e->probe.cycle.command_seq = c->seq;
	e->probe.cycle.plan_id = e->plan->id;
}

void
engine_drain(struct engine *e) RT_SAFE
{
	struct command *c;

	while (ring_pop(&e->commands, &c))
		command_apply(e, c);
}

static void
engine_silence(const struct engine *e, const struct period *period) RT_SAFE
{
	for (uint32_t ch = 0; ch < e->nchannels; ch++)
		memset(period->out[ch], 0, period->nframes * sizeof(float));
}

/* The facts of the period that are known before it is run.  Totals of the instances before are
 * added; the first period differs from "none", so every instance begins an epoch. */
static void
engine_state_facts(struct engine *e, const struct period *period) RT_SAFE
{
	struct cycle *c = &e->probe.cycle;

	if (period->nframes != c->nframes || period->rate_hz != c->rate_hz)
		c->epoch++;
	c->nframes = period->nframes;
	c->rate_hz = period->rate_hz;
	c->due = period->due;
	c->wake = period->wake;
	c->deadline = period->deadline;
	c->flags = period->flags;
	c->xruns = e->carry.xruns + period->xruns;
	c->skipped = e->carry.skipped + period->skipped;
	c->lost_frames = e->carry.lost_frames + period->lost_frames;
}

void
engine_process(void *arg, const struct period *period) RT_SAFE
{
	struct engine *e = arg;

	if (!atomic_load_explicit(&e->valid, memory_order_relaxed)) {
		engine_silence(e, period);
		return;
	}
	thread_flush_denormals();
	engine_drain(e);
	engine_state_facts(e, period);
	e->probe.on = atomic_load_explicit(&e->measuring, memory_order_relaxed);
	plan_run(e->plan, period, &e->probe);
	probe_commit(&e->probe);
}

void
engine_committed(void *arg) RT_SAFE
{
	struct engine *e = arg;

	if (atomic_load_explicit(&e->valid, memory_order_relaxed))
		probe_end(&e->probe);
}

void
engine_midi(void *arg, const uint8_t *data, size_t length, uint32_t frame) RT_SAFE
{
	struct engine *e = arg;
	struct midi_event event = { .frame = frame };

	if (!atomic_load_explicit(&e->valid, memory_order_relaxed))
		return;
	if (midi_event_read(data, length, &event) && !ring_push(&e->midi, &event))
		atomic_fetch_add_explicit(&e->midi_dropped, 1, memory_order_relaxed);
}

bool
engine_ready(void *arg)
{
	struct engine *e = arg;

	return ring_space(&e->cycles) > RECORDS_SPARE;
}
