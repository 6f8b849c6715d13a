/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of input and output. */
#include "engine/node_levels.h"

#include <string.h>

static void
levels_publish(struct node_levels *l) RT_SAFE
{
	struct meter *m = mailbox_back(&l->published);

	m->nchannels = l->meter.nchannels;
	m->rate_hz = l->meter.rate_hz;
	memcpy(m->level, l->meter.level, l->meter.nchannels * sizeof *m->level);
	mailbox_publish(&l->published);
}

static void
levels_measure(struct node_levels *l, const float *const *in, uint32_t nframes) RT_SAFE
{
	meter_process(&l->meter, in, nframes);
	levels_publish(l);
}

static void
levels_copy(const struct node_levels *l, const float *const *in, float *const *out,
	uint32_t nframes) RT_SAFE
{
	for (uint32_t ch = 0; ch < l->meter.nchannels; ch++)
		if (out[ch] != in[ch])
			memcpy(out[ch], in[ch], nframes * sizeof(float));
}

/* The meter sees what came from outside; what goes on, the plan looks after. */
uint32_t
input_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;

	levels_measure(l, in, nframes);
	levels_copy(l, in, out, nframes);
	return 0;
}

uint32_t
output_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;

	levels_measure(l, in, nframes);
	levels_copy(l, in, out, nframes);
	return 0;
}
