/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worker's half of input and output: it takes what the audio thread handed
 * over.  In pieces of 20 ms it moves the needles of the meters; in pieces of
 * 100 ms libebur128 measures the loudness, with a reading after each, ten a
 * second as EBU Tech 3341 wants them.
 */
#include <string.h>

#include "engine/node_levels.h"

/* ---- What was handed over ---- */

static uint32_t
feed_waiting(const struct levels_feed *f)
{
	return ring_used(&f->frames[f->nchannels - 1]);
}

/* nframes <= hop, and there; in: nchannels blocks, good until the next call. */
static void
feed_take(struct levels_feed *f, uint32_t nframes, const float **in)
{
	for (uint32_t ch = 0; ch < f->nchannels; ch++) {
		in[ch] = f->popped + (size_t)ch * f->hop;
		ring_pop_n(&f->frames[ch], f->popped + (size_t)ch * f->hop, nframes);
	}
}

static void
feed_forget(struct levels_feed *f)
{
	const float *in[METER_CHANNELS_MAX];

	for (uint32_t n; (n = feed_waiting(f)) > 0;)
		feed_take(f, n < f->hop ? n : f->hop, in);
}

/* Hops that were lost, in whole ones. */
static uint32_t
feed_skipped(const struct levels_feed *f)
{
	uint32_t lost = atomic_load_explicit(&f->lost_frames, memory_order_relaxed);

	return lost / f->hop + (lost % f->hop > 0);
}

/* ---- Meters with ballistics ---- */

static void
ballistics_publish(struct levels_ballistics *b)
{
	struct levels_readings *r = mailbox_back(&b->result);

	r->nchannels = b->feed.nchannels;
	r->starts = b->starts_seen;
	for (uint32_t ch = 0; ch < b->feed.nchannels; ch++)
		ballistics_read(&b->factors, &b->state[ch], &r->level[ch]);
	mailbox_publish(&b->result);
}

/* Return: whether there was something to do. */
static bool
ballistics_work(struct levels_ballistics *b)
{
	const float *in[METER_CHANNELS_MAX];
	uint32_t starts;

	if (!atomic_load_explicit(&b->feed.on, memory_order_acquire)) {
		feed_forget(&b->feed);
		return false;
	}
	starts = atomic_load_explicit(&b->feed.starts, memory_order_relaxed);
	if (starts != b->starts_seen) /* what was heard before is long past */
		memset(b->state, 0, sizeof b->state);
	b->starts_seen = starts;
	if (feed_waiting(&b->feed) < b->feed.hop)
		return false;
	feed_take(&b->feed, b->feed.hop, in);
	for (uint32_t ch = 0; ch < b->feed.nchannels; ch++)
		ballistics_feed(&b->factors, &b->state[ch], in[ch], b->feed.hop);
	ballistics_publish(b);
	return true;
}

bool
levels_read(struct node *n, struct ballistic_reading out[METER_CHANNELS_MAX])
{
	struct levels_ballistics *b = ((struct node_levels *)n)->ballistics;
	const struct levels_readings *r = mailbox_latest(&b->result, NULL);

	if (r->nchannels == 0 || !atomic_load_explicit(&b->feed.on, memory_order_acquire) ||
		r->starts != atomic_load_explicit(&b->feed.starts, memory_order_relaxed))
		return false;
	memcpy(out, r->level, r->nchannels * sizeof *out);
	return true;
}

/* ---- Loudness ---- */

static void
loudness_publish(struct levels_loudness *l)
{
	struct loudness_reading *r = mailbox_back(&l->result);
	uint32_t lost = atomic_load_explicit(&l->feed.lost_frames, memory_order_relaxed);

	loudness_read(l->loudness, r);
	r->lost_frames = lost - l->lost_at_clear;
	mailbox_publish(&l->result);
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
	l->lost_at_clear = atomic_load_explicit(&l->feed.lost_frames, memory_order_relaxed);
	loudness_publish(l);
}

static void
loudness_obey(struct levels_loudness *l)
{
	uint32_t starts = atomic_load_explicit(&l->feed.starts, memory_order_relaxed);
	uint32_t clears = atomic_load_explicit(&l->clears, memory_order_relaxed);

	if (starts != l->starts_seen)
		loudness_start(l, starts);
	if (clears == l->clears_seen || loudness_clear(l->loudness) < 0)
		return;
	l->clears_seen = clears;
	l->lost_at_clear = atomic_load_explicit(&l->feed.lost_frames, memory_order_relaxed);
	loudness_publish(l);
}

/* Return: whether there was something to do. */
static bool
loudness_work(struct levels_loudness *l)
{
	const float *in[METER_CHANNELS_MAX];

	if (!atomic_load_explicit(&l->feed.on, memory_order_acquire)) {
		feed_forget(&l->feed);
		return false;
	}
	loudness_obey(l);
	if (feed_waiting(&l->feed) < l->feed.hop)
		return false;
	feed_take(&l->feed, l->feed.hop, in);
	loudness_feed(l->loudness, in, l->feed.hop);
	loudness_publish(l);
	return true;
}

bool
output_loudness(struct node *n, struct loudness_reading *out)
{
	struct levels_loudness *l = ((struct node_levels *)n)->loudness;
	const struct loudness_reading *r = mailbox_latest(&l->result, NULL);

	if (r->nchannels == 0 || !atomic_load_explicit(&l->feed.on, memory_order_relaxed))
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

/* ---- Both ---- */

bool
levels_work(struct node *n, struct work *out)
{
	struct node_levels *l = (struct node_levels *)n;
	bool done = ballistics_work(l->ballistics);

	out->skipped = feed_skipped(&l->ballistics->feed);
	if (!l->loudness)
		return done;
	done |= loudness_work(l->loudness);
	out->skipped += feed_skipped(&l->loudness->feed);
	return done;
}
