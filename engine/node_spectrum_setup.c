/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The worker's half of the spectrum node, its memory and its table. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/node_spectrum.h"
#include "profiler/cycle.h"
#include "rt/thread.h"

/* FFTW has one planner for the whole process, so its lock is the process's too. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static int
node_spectrum_allocate(struct node_spectrum *s, const struct stream *stream)
{
	uint32_t room = 2 * stream->nframes_max + 2 * s->hop;

	s->interleaved = calloc((size_t)stream->nframes_max * s->ntaken, sizeof *s->interleaved);
	s->popped = calloc((size_t)s->hop * s->ntaken, sizeof *s->popped);
	if (!s->interleaved || !s->popped)
		return -ENOMEM;
	memory_lock_block(s->interleaved, (size_t)stream->nframes_max * s->ntaken * sizeof(float));
	if (ring_init(&s->frames, room, s->ntaken * (uint32_t)sizeof(float)))
		return -ENOMEM;
	return mailbox_init(&s->result, sizeof(struct spectrum_frame));
}

static int
node_spectrum_prepare(struct node *n, const struct stream *stream)
{
	struct node_spectrum *s = (struct node_spectrum *)n;

	s->nchannels = stream->nchannels;
	s->ntaken = s->nchannels < SPECTRUM_CHANNELS ? s->nchannels : SPECTRUM_CHANNELS;
	pthread_mutex_lock(&planner);
	s->spectrum = spectrum_create(s->ntaken, stream->rate_hz, SPECTRUM_POINTS);
	pthread_mutex_unlock(&planner);
	if (!s->spectrum)
		return -ENOMEM;
	s->hop = spectrum_hop(s->spectrum);
	return node_spectrum_allocate(s, stream);
}

static bool
node_spectrum_work(struct node *n, struct work *out)
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	uint32_t lost = atomic_load_explicit(&s->lost_frames, memory_order_relaxed);

	if (ring_used(&s->frames) < s->hop)
		return false;
	ring_pop_n(&s->frames, s->popped, s->hop);
	spectrum_analyse(s->spectrum, s->popped, mailbox_back(&s->result));
	mailbox_publish(&s->result);
	out->skipped = (lost + s->hop - 1) / s->hop;
	return true;
}

static bool
node_spectrum_result(struct node *n, void *out, size_t size)
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	const struct spectrum_frame *f = mailbox_latest(&s->result, NULL);

	if (f->seq == 0 || size < sizeof *f)
		return false;
	memcpy(out, f, sizeof *f);
	return true;
}

static void
node_spectrum_release(struct node *n)
{
	struct node_spectrum *s = (struct node_spectrum *)n;

	pthread_mutex_lock(&planner);
	spectrum_destroy(s->spectrum);
	pthread_mutex_unlock(&planner);
	mailbox_finish(&s->result);
	ring_finish(&s->frames);
	free(s->popped);
	free(s->interleaved);
	free(s);
}

static const struct node_ops spectrum_ops = {
	.type = "spectrum",
	.nin = 1,
	.nout = 1,
	.transparent = true,
	.prepare = node_spectrum_prepare,
	.process = node_spectrum_process,
	.work = node_spectrum_work,
	.result = node_spectrum_result,
	.release = node_spectrum_release,
};

struct node *
node_spectrum_create(const char *name)
{
	struct node_spectrum *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->node.ops = &spectrum_ops;
	snprintf(s->node.name, sizeof s->node.name, "%s", name);
	return &s->node;
}
