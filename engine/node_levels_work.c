/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worker's half of the output: it takes what the audio thread handed over
 * in pieces of 100 ms, has libebur128 measure them and publishes a reading
 * after each, ten a second as EBU Tech 3341 wants them.
 */
#include <string.h>

#include "engine/node_levels.h"

static void
loudness_publish(struct levels_loudness *l)
{
	struct loudness_reading *r = mailbox_back(&l->result);
	uint32_t lost = atomic_load_explicit(&l->lost_frames, memory_order_relaxed);

	loudness_read(l->loudness, r);
	r->lost_frames = lost - l->lost_at_clear;
	mailbox_publish(&l->result);
}

static uint32_t
loudness_waiting(const struct levels_loudness *l)
{
	return ring_used(&l->frames[l->nchannels - 1]);
}

/* nframes <= hop, and there. */
static void
loudness_take(struct levels_loudness *l, uint32_t nframes, const float *in[LOUDNESS_CHANNELS_MAX])
{
	for (uint32_t ch = 0; ch < l->nchannels; ch++) {
		float *block = l->popped + (size_t)ch * l->hop;

		ring_pop_n(&l->frames[ch], block, nframes);
		in[ch] = block;
	}
}

static void
loudness_forget(struct levels_loudness *l)
{
	const float *in[LOUDNESS_CHANNELS_MAX];

	for (uint32_t n; (n = loudness_waiting(l)) > 0;)
		loudness_take(l, n < l->hop ? n : l->hop, in);
}

/* Switched on (again): what was heard before is long past. */
static void
loudness_start(struct levels_loudness *l, uint32_t starts)
{
	struct loudness *fresh = loudness_create(l->stream_channels, l->rate_hz);

	if (!fresh)
		return; /* tried again next time */
	loudness_destroy(l->loudness);
	l->loudness = fresh;
	l->starts_seen = starts;
	l->lost_at_clear = atomic_load_explicit(&l->lost_frames, memory_order_relaxed);
	loudness_publish(l);
}

static void
loudness_obey(struct levels_loudness *l)
{
	uint32_t starts = atomic_load_explicit(&l->starts, memory_order_relaxed);
	uint32_t clears = atomic_load_explicit(&l->clears, memory_order_relaxed);

	if (starts != l->starts_seen)
		loudness_start(l, starts);
	if (clears == l->clears_seen || loudness_clear(l->loudness) < 0)
		return;
	l->clears_seen = clears;
	l->lost_at_clear = atomic_load_explicit(&l->lost_frames, memory_order_relaxed);
	loudness_publish(l);
}

bool
output_work(struct node *n, struct work *out)
{
	struct levels_loudness *l = ((struct node_levels *)n)->loudness;
	const float *in[LOUDNESS_CHANNELS_MAX];
	uint32_t lost = atomic_load_explicit(&l->lost_frames, memory_order_relaxed);

	if (!atomic_load_explicit(&l->on, memory_order_acquire)) {
		loudness_forget(l);
		return false;
	}
	loudness_obey(l);
	if (loudness_waiting(l) < l->hop)
		return false;
	loudness_take(l, l->hop, in);
	loudness_feed(l->loudness, in, l->hop);
	loudness_publish(l);
	out->skipped = (lost + l->hop - 1) / l->hop;
	return true;
}

bool
output_loudness(struct node *n, struct loudness_reading *out)
{
	struct levels_loudness *l = ((struct node_levels *)n)->loudness;
	const struct loudness_reading *r = mailbox_latest(&l->result, NULL);

	if (r->nchannels == 0 || !atomic_load_explicit(&l->on, memory_order_relaxed))
		return false;
	*out = *r;
	return true;
}

void
output_clear(struct node *n)
{
	struct levels_loudness *l = ((struct node_levels *)n)->loudness;

	atomic_fetch_add_explicit(&l->clears, 1, memory_order_relaxed);
}
