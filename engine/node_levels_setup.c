/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other half of input and output: memory, parameters, results, tables. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/kernels.h"
#include "engine/node_levels.h"
#include "rt/thread.h"

enum {
	PUBLISHED_PER_S = 200,
	READINGS_PER_S = 10,
	ROOM_PER_S = 2 /* the worker may be half a second late */
};
enum { PARAM_LOUDNESS, NPARAMS };

static const struct param_info output_params[NPARAMS] = {
	[PARAM_LOUDNESS] = { "loudness", "", 0, 1, 1, SCALE_SWITCH, NULL,
		"loudness and true peak of the output are measured", KEEP_STATE },
};

static struct node *
levels_create(const struct node_ops *ops, const char *name)
{
	struct node_levels *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->node.ops = ops;
	snprintf(l->node.name, sizeof l->node.name, "%s", name);
	return &l->node;
}

static int
levels_prepare(struct node *n, const struct stream *s)
{
	struct node_levels *l = (struct node_levels *)n;

	meter_init(&l->meter, s->nchannels, s->rate_hz, kernels_best());
	l->publish_frames = s->rate_hz / PUBLISHED_PER_S;
	l->unpublished = l->publish_frames; /* the first block at once */
	return mailbox_init(&l->published, sizeof l->meter.levels);
}

/* ---- Loudness of the output ---- */

static int
loudness_allocate(struct levels_loudness *l, const struct stream *s)
{
	uint32_t room = s->rate_hz / ROOM_PER_S;

	if (room < 2 * s->nframes_max)
		room = 2 * s->nframes_max;
	l->loudness = loudness_create(s->nchannels, s->rate_hz);
	l->popped = calloc((size_t)l->hop * l->nchannels, sizeof *l->popped);
	if (!l->loudness || !l->popped)
		return -ENOMEM;
	for (uint32_t ch = 0; ch < l->nchannels; ch++) {
		struct ring *r = &l->frames[ch];

		if (ring_init(r, room, sizeof(float)) < 0)
			return -ENOMEM;
		memory_lock_block(r->data, (size_t)r->nrecords * r->size_bytes);
	}
	return mailbox_init(&l->result, sizeof(struct loudness_reading));
}

static int
output_prepare(struct node *n, const struct stream *s)
{
	struct node_levels *l = (struct node_levels *)n;
	int rc = levels_prepare(n, s);

	if (rc < 0)
		return rc;
	l->loudness = calloc(1, sizeof *l->loudness);
	if (!l->loudness)
		return -ENOMEM;
	atomic_init(&l->loudness->on, output_params[PARAM_LOUDNESS].def != 0);
	l->loudness->stream_channels = s->nchannels;
	l->loudness->nchannels = loudness_channels(s->nchannels);
	l->loudness->rate_hz = s->rate_hz;
	l->loudness->hop = s->rate_hz / READINGS_PER_S;
	return loudness_allocate(l->loudness, s);
}

static void
output_derive(const struct param_info *info, const float *values, const struct stream *s,
	void *coefficients)
{
	struct output_coefficients *c = coefficients;

	(void)info;
	(void)s;
	c->loudness = values[PARAM_LOUDNESS] >= 0.5f;
}

static void
loudness_free(struct levels_loudness *l)
{
	if (!l)
		return;
	for (uint32_t ch = 0; ch < l->nchannels; ch++)
		ring_finish(&l->frames[ch]);
	loudness_destroy(l->loudness);
	mailbox_finish(&l->result);
	free(l->popped);
	free(l);
}

/* ---- Both ---- */

static void
levels_release(struct node *n)
{
	struct node_levels *l = (struct node_levels *)n;

	loudness_free(l->loudness);
	mailbox_finish(&l->published);
	free(l);
}

static bool
levels_result(struct node *n, void *out, size_t size)
{
	struct node_levels *l = (struct node_levels *)n;
	const struct meter_levels *m = mailbox_latest(&l->published, NULL);

	if (m->nchannels == 0 || size < sizeof *m)
		return false;
	memcpy(out, m, sizeof *m);
	return true;
}

static const struct node_ops input_ops = {
	.type = "input",
	.nout = 1,
	.transparent = true,
	.prepare = levels_prepare,
	.process = input_process,
	.result = levels_result,
	.release = levels_release,
};

const struct node_ops node_output_ops = {
	.type = "output",
	.params = output_params,
	.nparams = NPARAMS,
	.nin = 1,
	.coefficients_size = sizeof(struct output_coefficients),
	.transparent = true,
	.prepare = output_prepare,
	.process = output_process,
	.derive = output_derive,
	.target = output_target,
	.work = output_work,
	.result = levels_result,
	.release = levels_release,
};

struct node *
node_input_create(const char *name)
{
	return levels_create(&input_ops, name);
}

struct node *
node_output_create(const char *name)
{
	return levels_create(&node_output_ops, name);
}
