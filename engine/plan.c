/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a plan.  Compiling one is plan_compile.c. */
#include "engine/plan.h"

struct block {
	const float *in[CHANNELS_MAX];
	float *out[CHANNELS_MAX];
	uint32_t nframes;
};

/* Busy for that long: on a real clock by looking at it, on a virtual one by moving it. */
static void
burn_for(const struct plan *p, const struct clock *clock, uint32_t us) RT_SAFE
{
	uint64_t ns = (uint64_t)us * 1000, start, length;

	if (p->virtual_ns && clock->kind == CLOCK_KIND_VIRTUAL) {
		__atomic_store_n(p->virtual_ns, *p->virtual_ns + ns, __ATOMIC_RELAXED);
		return;
	}
	start = clock_ticks(clock);
	length = clock_ns_to_ticks(clock, ns);
	while (clock_ticks(clock) - start < length)
		;
}

static void
step_burn(const struct plan *p, const struct step *s, const struct probe *probe) RT_SAFE
{
	for (uint32_t i = 0; i < p->lab.nburns; i++)
		if (s->burns >> i & 1 && cycle_range_has(&p->lab.burn[i].range, probe->cycle.seq))
			burn_for(p, probe->clock, p->lab.burn[i].us);
}

static void
block_point(struct block *b, const struct plan *p, const struct period *period, uint32_t at) RT_SAFE
{
	uint32_t left = period->nframes - at;

	b->nframes = left < p->nframes_max ? left : p->nframes_max;
	for (uint32_t ch = 0; ch < p->nchannels; ch++) {
		b->in[ch] = period->in[ch] + at;
		b->out[ch] = period->out[ch] + at;
	}
}

/* The node, then a look at what it let out. */
static void
step_run(const struct plan *p, uint32_t i, const struct block *b, struct probe *probe) RT_SAFE
{
	const struct step *s = &p->step[i];
	const float *const *in = s->in ? s->in : b->in;
	float *const *out = s->out ? s->out : b->out;
	struct cycle_scrub more = { .cleared =
					    s->node->ops->process(s->node, in, out, b->nframes) };
	struct scrub_count bad;

	if (s->checked) {
		bad = scrub_process(&p->scrub, &s->node->scrubbed, out, b->nframes);
		more.nonfinite = bad.nonfinite;
		more.denormal = bad.denormal;
	}
	if (more.nonfinite | more.denormal | more.cleared)
		probe_scrub(probe, i, &more);
}

void
plan_run(struct plan *p, const struct period *period, struct probe *probe) RT_SAFE
{
	struct cycle_node *record = probe->cycle.node;
	struct block b;

	probe_begin(probe, p->nsteps);
	for (uint32_t at = 0; at < period->nframes; at += b.nframes) {
		block_point(&b, p, period, at);
		for (uint32_t i = 0; i < p->nsteps; i++) {
			const struct step *s = &p->step[i];

			step_run(p, i, &b, probe);
			if (s->node->bypassed)
				record[i].flags |= NODE_BYPASSED;
			if (s->burns && at == 0)
				step_burn(p, s, probe);
			probe_mark(probe, i);
		}
	}
}
