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
	NEEDLES_PER_S = 50,
	NEEDLES_ROOM_PER_S = 6, /* the worker may be so late, 1/6 s, before frames are lost */
	LOUDNESS_PER_S = 10,
	LOUDNESS_ROOM_PER_S = 2
};
enum { PARAM_BALLISTICS, PARAM_LOUDNESS, NPARAMS };

static const struct param_info input_params[] = {
	{ "ballistics", "", 0, 1, 1, SCALE_SWITCH, NULL,
		"PPM, VU and K meters of the input move; costs no sound, but some 0.03 % of a core "
		"a channel",
		KEEP_STATE },
};

static const struct param_info output_params[NPARAMS] = {
	[PARAM_BALLISTICS] = { "ballistics", "", 0, 1, 1, SCALE_SWITCH, NULL,
		"PPM, VU and K meters of the output move; costs no sound, but some 0.03 % of a "
		"core "
		"a channel",
		KEEP_STATE },
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

/* ---- What is handed over ---- */

static int
feed_prepare(struct levels_feed *f, uint32_t nchannels, const struct stream *s, uint32_t hops_per_s,
	uint32_t rooms_per_s)
{
	uint32_t room = s->rate_hz / rooms_per_s;

	if (room < 2 * s->nframes_max)
		room = 2 * s->nframes_max;
	atomic_init(&f->on, true);
	f->hop = s->rate_hz / hops_per_s;
	f->nchannels = nchannels;
	f->popped = calloc((size_t)f->hop * nchannels, sizeof *f->popped);
	f->frames = calloc(nchannels, sizeof *f->frames);
	if (!f->popped || !f->frames)
		return -ENOMEM;
	for (uint32_t ch = 0; ch < nchannels; ch++) {
		struct ring *r = &f->frames[ch];

		if (ring_init(r, room, sizeof(float)) < 0)
			return -ENOMEM;
		memory_lock_block(r->data, (size_t)r->nrecords * r->size_bytes);
	}
	return 0;
}

static void
feed_release(struct levels_feed *f)
{
	for (uint32_t ch = 0; f->frames && ch < f->nchannels; ch++)
		ring_finish(&f->frames[ch]);
	free(f->frames);
	free(f->popped);
}

/* ---- Meters with ballistics ---- */

static struct levels_ballistics *
ballistics_create(const struct stream *s)
{
	struct levels_ballistics *b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	ballistics_init(&b->factors, s->rate_hz);
	if (feed_prepare(&b->feed, s->nchannels, s, NEEDLES_PER_S, NEEDLES_ROOM_PER_S) == 0 &&
		mailbox_init(&b->result, sizeof(struct levels_readings)) == 0)
		return b;
	feed_release(&b->feed);
	free(b);
	return NULL;
}

static void
ballistics_destroy(struct levels_ballistics *b)
{
	if (!b)
		return;
	feed_release(&b->feed);
	mailbox_finish(&b->result);
	free(b);
}

static int
levels_prepare(struct node *n, const struct stream *s)
{
	struct node_levels *l = (struct node_levels *)n;

	meter_init(&l->meter, s->nchannels, s->rate_hz, kernels_best());
	l->publish_frames = s->rate_hz / PUBLISHED_PER_S;
	l->unpublished = l->publish_frames; /* the first block at once */
	l->ballistics = ballistics_create(s);
	if (!l->ballistics)
		return -ENOMEM;
	return mailbox_init(&l->published, sizeof l->meter.levels);
}

static void
input_derive(const struct param_info *info, const float *values, const struct stream *s,
	void *coefficients)
{
	struct levels_coefficients *c = coefficients;

	(void)info;
	(void)s;
	*c = (struct levels_coefficients){ .ballistics = values[PARAM_BALLISTICS] >= 0.5f };
}

/* ---- Loudness of the output ---- */

static struct levels_loudness *
output_loudness_create(const struct stream *s)
{
	struct levels_loudness *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->stream_channels = s->nchannels;
	l->rate_hz = s->rate_hz;
	l->loudness = loudness_create(s->nchannels, s->rate_hz);
	if (l->loudness &&
		feed_prepare(&l->feed, loudness_channels(s->nchannels), s, LOUDNESS_PER_S,
			LOUDNESS_ROOM_PER_S) == 0 &&
		mailbox_init(&l->result, sizeof(struct loudness_reading)) == 0)
		return l;
	loudness_destroy(l->loudness);
	feed_release(&l->feed);
	free(l);
	return NULL;
}

static void
output_loudness_destroy(struct levels_loudness *l)
{
	if (!l)
		return;
	feed_release(&l->feed);
	loudness_destroy(l->loudness);
	mailbox_finish(&l->result);
	free(l);
}

static int
output_prepare(struct node *n, const struct stream *s)
{
	struct node_levels *l = (struct node_levels *)n;
	int rc = levels_prepare(n, s);

	if (rc < 0)
		return rc;
	l->loudness = output_loudness_create(s);
	return l->loudness ? 0 : -ENOMEM;
}

static void
output_derive(const struct param_info *info, const float *values, const struct stream *s,
	void *coefficients)
{
	struct levels_coefficients *c = coefficients;

	input_derive(info, values, s, c);
	c->loudness = values[PARAM_LOUDNESS] >= 0.5f;
}

/* ---- Both ---- */

static void
levels_release(struct node *n)
{
	struct node_levels *l = (struct node_levels *)n;

	output_loudness_destroy(l->loudness);
	ballistics_destroy(l->ballistics);
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

const struct node_ops node_input_ops = {
	.type = "input",
	.params = input_params,
	.nparams = sizeof input_params / sizeof *input_params,
	.nout = 1,
	.coefficients_size = sizeof(struct levels_coefficients),
	.transparent = true,
	.prepare = levels_prepare,
	.process = input_process,
	.derive = input_derive,
	.target = levels_target,
	.work = levels_work,
	.result = levels_result,
	.release = levels_release,
};

const struct node_ops node_output_ops = {
	.type = "output",
	.params = output_params,
	.nparams = NPARAMS,
	.nin = 1,
	.coefficients_size = sizeof(struct levels_coefficients),
	.transparent = true,
	.prepare = output_prepare,
	.process = output_process,
	.derive = output_derive,
	.target = levels_target,
	.work = levels_work,
	.result = levels_result,
	.release = levels_release,
};

struct node *
node_input_create(const char *name)
{
	return levels_create(&node_input_ops, name);
}

struct node *
node_output_create(const char *name)
{
	return levels_create(&node_output_ops, name);
}
