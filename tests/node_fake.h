/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node for tests of graph and plan: out = in + add, and it remembers what it was asked. */
#ifndef AE_TESTS_NODE_FAKE_H
#define AE_TESTS_NODE_FAKE_H

#include <stdio.h>
#include <string.h>

#include "engine/node.h"

struct node_fake {
	struct node node;
	uint32_t nchannels;
	float add;
	uint32_t cleared;  /* returned by process */
	float poison;      /* written over ... */
	uint32_t npoisons; /* ... the first so many frames of channel 0, of the next calls */
	uint32_t calls, frames, longest;
	bool in_place; /* of the last call */
};

static uint32_t
fake_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_fake *f = (struct node_fake *)n;

	f->calls++;
	f->frames += nframes;
	f->longest = nframes > f->longest ? nframes : f->longest;
	f->in_place = in[0] == out[0];
	for (uint32_t ch = 0; ch < f->nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			out[ch][i] = in[ch][i] + f->add;
	for (uint32_t i = 0; i < nframes && f->npoisons > 0; i++, f->npoisons--)
		out[0][i] = f->poison;
	return f->cleared;
}

static const struct node_ops fake_source = { .type = "source", .nout = 1, .process = fake_process };
static const struct node_ops fake_filter = {
	.type = "filter", .nin = 1, .nout = 1, .process = fake_process
};
/* out = port 0 + 2 port 1 + add; nothing of port 1 may have been overwritten by then. */
static uint32_t
fake_mix(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_fake *f = (struct node_fake *)n;

	f->in_place = in[0] == out[0];
	for (uint32_t ch = 0; ch < f->nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			out[ch][i] = in[ch][i] + f->add;
	for (uint32_t ch = 0; ch < f->nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			out[ch][i] += 2 * in[f->nchannels + ch][i];
	return f->cleared;
}

static const struct node_ops fake_mixer = {
	.type = "mixer", .nin = 2, .nout = 1, .process = fake_mix
};
static const struct node_ops fake_sink = { .type = "sink", .nin = 1, .process = fake_process };

static void
fake_init(struct node_fake *f, const struct node_ops *ops, const char *name, float add)
{
	memset(f, 0, sizeof *f);
	f->node.ops = ops;
	f->nchannels = 1;
	f->add = add;
	snprintf(f->node.name, sizeof f->node.name, "%s", name);
}

#endif
