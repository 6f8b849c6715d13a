/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of input and output: one pass that measures and copies. */
#include "engine/node_levels.h"

#include <string.h>

/* Not more often than anybody looks: each time the memory of a mailbox has gone cold. */
static void
levels_publish(struct node_levels *l, uint32_t nframes) RT_SAFE
{
	const struct meter_levels *from = &l->meter.levels;
	struct meter_levels *to;

	l->unpublished += nframes;
	if (l->unpublished < l->publish_frames)
		return;
	l->unpublished = 0;
	to = mailbox_back(&l->published);
	to->nchannels = from->nchannels;
	memcpy(to->level, from->level, from->nchannels * sizeof *from->level);
	mailbox_publish(&l->published);
}

/* All or nothing: a hole is the same in every channel. */
static void
levels_hand_over(struct levels_feed *f, const float *const *in, uint32_t nframes) RT_SAFE
{
	if (!atomic_load_explicit(&f->on, memory_order_relaxed))
		return;
	if (ring_space(&f->frames[f->nchannels - 1]) < nframes) {
		atomic_fetch_add_explicit(&f->lost_frames, nframes, memory_order_relaxed);
		return;
	}
	for (uint32_t ch = 0; ch < f->nchannels; ch++)
		ring_push_n(&f->frames[ch], in[ch], nframes);
}

/* The meters see what came from outside; what goes on, the plan looks after. */
uint32_t
input_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;

	meter_process(&l->meter, in, out, nframes);
	levels_publish(l, nframes);
	levels_hand_over(&l->ballistics->feed, in, nframes);
	return 0;
}

uint32_t
output_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;

	meter_process(&l->meter, in, out, nframes);
	levels_publish(l, nframes);
	levels_hand_over(&l->ballistics->feed, in, nframes);
	levels_hand_over(&l->loudness->feed, in, nframes);
	return 0;
}

static void
levels_switch(struct levels_feed *f, bool on) RT_SAFE
{
	if (on && !atomic_load_explicit(&f->on, memory_order_relaxed))
		atomic_fetch_add_explicit(&f->starts, 1, memory_order_relaxed);
	atomic_store_explicit(&f->on, on, memory_order_release);
}

void
levels_target(struct node *n, const void *coefficients) RT_SAFE
{
	const struct levels_coefficients *c = coefficients;
	struct node_levels *l = (struct node_levels *)n;

	levels_switch(&l->ballistics->feed, c->ballistics);
	if (l->loudness)
		levels_switch(&l->loudness->feed, c->loudness);
}
