/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device without hardware, paced by a timer (pacer.h says what its numbers
 * mean), with faults on demand (dummy_knobs.h).  On the virtual clock it runs
 * as fast as the records are read, and every stamp is exact.
 *
 * Cycles count periods that were run, from the program's start: they are the
 * seq of the records, also after the device was lost and came back, so that a
 * fault happens once.
 */
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/dummy_knobs.h"
#include "engine/dummy_signal.h"
#include "engine/pacer.h"
#include "engine/pool.h"

enum { PRIORITY = 70, NAP_NS = 100 * 1000, DEFAULT_RATE = 48000, DEFAULT_FRAMES = 256 };

struct backend {
	struct dummy_knobs knobs;
	struct backend_client client;
	struct dummy_signal signal;
	uint32_t nchannels;
	float *memory; /* of all blocks; owned */
	float *in[CHANNELS_MAX], *out[CHANNELS_MAX];

	pthread_t thread;
	bool started;
	atomic_bool quit;
	atomic_uint rate_hz, nframes; /* moved by the audio thread */
	struct thread_status status;  /* the audio thread's, until entered is set */
	atomic_bool entered;
	struct pacer pacer; /* the audio thread's */
	uint64_t cycle;     /* the audio thread's */
};

static uint32_t
dummy_frames_max(const struct dummy_knobs *k, uint32_t nframes)
{
	for (uint32_t i = 0; i < k->nfaults; i++)
		if (k->fault[i].kind == FAULT_PERIOD && k->fault[i].value > nframes)
			nframes = k->fault[i].value;
	return nframes;
}

static int
dummy_allocate(struct backend *b, uint32_t nframes)
{
	size_t stride = pool_stride_bytes(nframes), bytes = 2 * stride * b->nchannels;

	b->memory = aligned_alloc(POOL_ALIGN_BYTES, bytes);
	if (!b->memory)
		return -ENOMEM;
	memset(b->memory, 0, bytes);
	memory_lock_block(b->memory, bytes);
	for (uint32_t ch = 0; ch < b->nchannels; ch++) {
		b->in[ch] = b->memory + ch * (stride / sizeof(float));
		b->out[ch] = b->memory + (b->nchannels + ch) * (stride / sizeof(float));
	}
	return 0;
}

/* Whether the instance before ended because the device was lost, and it is still away.  On the
 * virtual clock that time simply passes. */
static int
dummy_check_away(struct backend *b, struct backend_error *err)
{
	uint64_t first = b->client.first_cycle, now, back;
	const struct dummy_fault *f = dummy_knobs_fault(&b->knobs, FAULT_LOST, first);

	if (!f)
		return 0;
	if (f->value == UINT32_MAX)
		return backend_fail(err, EXIT_NO_DEVICE, -ENODEV,
			"the dummy device was lost in cycle %llu and does not come back",
			(unsigned long long)first);
	back = b->client.carry_end +
	       clock_ns_to_ticks(b->client.clock, (uint64_t)f->value * 1000000);
	if (b->client.virtual_ns) {
		*b->client.virtual_ns = back;
		return 0;
	}
	now = clock_ticks(b->client.clock);
	if (now >= back)
		return 0;
	return backend_fail(err, EXIT_NO_DEVICE, -ENODEV,
		"the dummy device is away and comes back in %.0f ms",
		ceil(clock_span_ns(b->client.clock, (int64_t)(back - now)) * 1e-6));
}

static int
dummy_check(const struct backend_config *c, struct backend_error *err)
{
	if (c->nchannels > CHANNELS_MAX)
		return backend_fail(err, EXIT_USAGE, -EINVAL, "--dummy: 1 to %d channels, not %u",
			CHANNELS_MAX, c->nchannels);
	if (c->nframes > DUMMY_FRAMES_MAX)
		return backend_fail(err, EXIT_USAGE, -EINVAL,
			"--dummy: a period has 1 to %d frames, not %u", DUMMY_FRAMES_MAX,
			c->nframes);
	if (c->rate_hz && (c->rate_hz < DUMMY_RATE_MIN || c->rate_hz > DUMMY_RATE_MAX))
		return backend_fail(err, EXIT_USAGE, -EINVAL,
			"--dummy: a rate is %d to %d Hz, not %u", DUMMY_RATE_MIN, DUMMY_RATE_MAX,
			c->rate_hz);
	return 0;
}

static void
dummy_close(struct backend *b)
{
	if (!b)
		return;
	dummy_signal_finish(&b->signal);
	free(b->memory);
	free(b);
}

static int
dummy_prepare(struct backend *b, const struct backend_config *c, struct stream *got,
	struct backend_error *err)
{
	int rc = dummy_check(c, err);

	if (rc == 0)
		rc = dummy_knobs_parse(c->device, &b->knobs, err);
	if (rc == 0)
		rc = dummy_check_away(b, err);
	if (rc < 0)
		return rc;
	b->nchannels = c->nchannels ? c->nchannels : 2;
	got->nchannels = b->nchannels;
	got->rate_hz = c->rate_hz ? c->rate_hz : DEFAULT_RATE;
	atomic_init(&b->rate_hz, got->rate_hz);
	atomic_init(&b->nframes, c->nframes ? c->nframes : DEFAULT_FRAMES);
	rc = dummy_allocate(b, dummy_frames_max(&b->knobs, b->nframes));
	if (rc == 0)
		rc = dummy_signal_init(&b->signal, &b->knobs, got->rate_hz);
	if (rc < 0)
		backend_fail(err, EXIT_OTHER, rc, "--dummy: out of memory");
	return rc;
}

static int
dummy_open(struct backend **out, const struct backend_config *c,
	const struct backend_client *client, struct stream *got, struct backend_error *err)
{
	struct backend *b = calloc(1, sizeof *b);
	int rc;

	if (!b)
		return backend_fail(err, EXIT_OTHER, -ENOMEM, "--dummy: out of memory");
	b->client = *client;
	b->cycle = client->first_cycle;
	rc = dummy_prepare(b, c, got, err);
	if (rc < 0) {
		dummy_close(b);
		return rc;
	}
	*out = b;
	return 0;
}

/* Live changes that are due.  Return: false when the device is lost. */
static bool
dummy_change(struct backend *b)
{
	const struct dummy_fault *period = dummy_knobs_fault(&b->knobs, FAULT_PERIOD, b->cycle);
	const struct dummy_fault *rate = dummy_knobs_fault(&b->knobs, FAULT_RATE, b->cycle);

	if (b->cycle != b->client.first_cycle &&
		dummy_knobs_fault(&b->knobs, FAULT_LOST, b->cycle)) {
		b->client.changed(b->client.arg, BACKEND_LOST);
		return false;
	}
	if (period)
		atomic_store_explicit(&b->nframes, period->value, memory_order_relaxed);
	if (rate)
		atomic_store_explicit(&b->rate_hz, rate->value, memory_order_relaxed);
	if (period || rate) {
		pacer_set(&b->pacer, b->rate_hz, b->nframes);
		b->client.changed(
			b->client.arg, (rate ? BACKEND_RATE : 0u) | (period ? BACKEND_PERIOD : 0u));
	}
	return true;
}

static void
dummy_capture(struct backend *b)
{
	uint32_t n = b->pacer.nframes;

	dummy_signal_fill(&b->signal, b->in, b->nchannels, n, b->pacer.rate_hz);
	if (dummy_knobs_fault(&b->knobs, FAULT_DENORMAL, b->cycle))
		for (uint32_t ch = 0; ch < b->nchannels; ch++)
			for (uint32_t i = 0; i < n; i++)
				b->in[ch][i] = 1e-40f;
	if (dummy_knobs_fault(&b->knobs, FAULT_NAN, b->cycle))
		b->in[0][0] = NAN;
	if (dummy_knobs_fault(&b->knobs, FAULT_INF, b->cycle))
		b->in[0][0] = INFINITY;
}

/* On the virtual clock: do not outrun those who read the records. */
static void
dummy_throttle(struct backend *b)
{
	struct timespec nap = { 0, NAP_NS };

	if (!b->client.virtual_ns || !b->client.ready)
		return;
	while (!b->client.ready(b->client.arg) &&
		!atomic_load_explicit(&b->quit, memory_order_relaxed))
		nanosleep(&nap, NULL);
}

static bool
dummy_period(struct backend *b)
{
	const struct dummy_fault *late = dummy_knobs_fault(&b->knobs, FAULT_LATE, b->cycle);
	uint64_t late_ns = late ? (uint64_t)late->value * 1000 : 0;
	struct period p = { .in = (const float *const *)b->in, .out = b->out };

	if (!dummy_change(b))
		return false;
	dummy_capture(b);
	dummy_throttle(b);
	if (!pacer_wait(&b->pacer, late_ns, &b->quit, &p))
		return false;
	b->client.process(b->client.arg, &p);
	pacer_done(&b->pacer);
	b->client.committed(b->client.arg);
	b->cycle++;
	return true;
}

static void *
dummy_run(void *arg)
{
	struct backend *b = arg;

	thread_enter_audio(&b->status);
	atomic_store_explicit(&b->entered, true, memory_order_release);
	pacer_init(&b->pacer, b->client.clock, b->client.virtual_ns, b->rate_hz, b->nframes);
	while (dummy_period(b))
		;
	return NULL;
}

static int
dummy_start(struct backend *b, struct backend_error *err)
{
	/* Without pauses a real-time thread would starve everybody else. */
	int priority = b->client.virtual_ns ? 0 : PRIORITY;
	int rc = thread_start(&b->thread, "ae-audio", priority, dummy_run, b);

	if (rc < 0)
		return backend_fail(
			err, EXIT_OTHER, rc, "--dummy: cannot start a thread: %s", strerror(-rc));
	b->started = true;
	return 0;
}

static void
dummy_stop(struct backend *b)
{
	if (!b->started)
		return;
	atomic_store_explicit(&b->quit, true, memory_order_relaxed);
	pthread_join(b->thread, NULL);
	atomic_store_explicit(&b->quit, false, memory_order_relaxed);
	b->started = false;
}

static void
dummy_describe(struct backend *b, struct backend_info *out)
{
	snprintf(out->server, sizeof out->server, "%s", b->client.virtual_ns ? "virtual" : "timer");
	out->rate_hz = atomic_load_explicit(&b->rate_hz, memory_order_relaxed);
	out->nframes = atomic_load_explicit(&b->nframes, memory_order_relaxed);
	out->nchannels = b->nchannels;
	out->connected_in = out->connected_out = b->nchannels;
	out->server_load = -1.0f;
	if (atomic_load_explicit(&b->entered, memory_order_acquire))
		out->audio = b->status;
}

static bool
dummy_wants_virtual(const struct backend_config *c)
{
	struct backend_error err;
	struct dummy_knobs k;

	return dummy_knobs_parse(c->device, &k, &err) == 0 && k.virtual_clock;
}

static int
dummy_lab(const struct backend_config *c, struct lab *lab, struct backend_error *err)
{
	struct dummy_knobs k;
	int rc = dummy_knobs_parse(c->device, &k, err);

	if (rc < 0)
		return rc;
	if (lab->nburns + k.lab.nburns > LAB_BURNS_MAX)
		return backend_fail(
			err, EXIT_USAGE, -ENOSPC, "at most %d burns in all", LAB_BURNS_MAX);
	memcpy(lab->burn + lab->nburns, k.lab.burn, k.lab.nburns * sizeof *lab->burn);
	lab->nburns += k.lab.nburns;
	return 0;
}

const struct backend_ops backend_dummy = {
	.name = "dummy",
	.wants_virtual = dummy_wants_virtual,
	.lab = dummy_lab,
	.open = dummy_open,
	.start = dummy_start,
	.stop = dummy_stop,
	.close = dummy_close,
	.describe = dummy_describe,
};
