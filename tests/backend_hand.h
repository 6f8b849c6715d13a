/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A backend that a test turns by hand, period by period, so that it sees the
 * samples that go in and come out.  It can also be wedged: stop then does not
 * return, as with a server whose other client was stopped; nothing that runs on
 * this machine without a server could do that.
 */
#ifndef AE_TESTS_BACKEND_HAND_H
#define AE_TESTS_BACKEND_HAND_H

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/engine.h"

enum { HAND_FRAMES = 256, HAND_CHANNELS = 2, HAND_FRAMES_MAX = 20000 };

struct backend {
	struct backend_client client;
	uint32_t rate_hz;
	atomic_bool wedged;
	float in[HAND_CHANNELS][HAND_FRAMES_MAX], out[HAND_CHANNELS][HAND_FRAMES_MAX];
};

/* The one that was opened last. */
static struct backend *hand;

static int
hand_open(struct backend **out, const struct backend_config *c, const struct backend_client *client,
	struct stream *got, struct backend_error *err)
{
	struct backend *b = calloc(1, sizeof *b);

	(void)err;
	if (!b)
		return -ENOMEM;
	b->client = *client;
	b->rate_hz = c->rate_hz ? c->rate_hz : 48000;
	got->rate_hz = b->rate_hz;
	got->nchannels = HAND_CHANNELS;
	hand = b;
	*out = b;
	return 0;
}

static int
hand_start(struct backend *b, struct backend_error *err)
{
	(void)b;
	(void)err;
	return 0;
}

static void
hand_stop(struct backend *b)
{
	struct timespec nap = { 0, 1000000 };

	while (atomic_load(&b->wedged))
		nanosleep(&nap, NULL);
}

static void
hand_close(struct backend *b)
{
	free(b);
}

static void
hand_describe(struct backend *b, struct backend_info *out)
{
	out->rate_hz = b->rate_hz;
}

static const struct backend_ops backend_hand = {
	.name = "hand",
	.open = hand_open,
	.start = hand_start,
	.stop = hand_stop,
	.close = hand_close,
	.describe = hand_describe,
};

/* One period of n frames from hand->in to hand->out. */
static void
hand_turn(struct backend *b, uint32_t n)
{
	const float *in[HAND_CHANNELS];
	float *out[HAND_CHANNELS];
	struct period p = { .in = in, .out = out, .nframes = n, .rate_hz = b->rate_hz };

	for (int ch = 0; ch < HAND_CHANNELS; ch++) {
		in[ch] = b->in[ch];
		out[ch] = b->out[ch];
	}
	p.due = p.wake = clock_ticks(b->client.clock);
	p.deadline = p.due + clock_ns_to_ticks(b->client.clock, n * 1000000000ull / b->rate_hz);
	b->client.process(b->client.arg, &p);
	b->client.committed(b->client.arg);
}

#endif
