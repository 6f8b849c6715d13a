/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of input and output. */
#include "engine/node_levels.h"

#include <math.h>
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

static uint32_t
levels_measure(struct node_levels *l, const float *const *in, uint32_t nframes) RT_SAFE
{
	uint64_t before = l->nonfinite;

	meter_process(&l->meter, in, nframes);
	l->nonfinite = 0;
	for (uint32_t ch = 0; ch < l->meter.nchannels; ch++)
		l->nonfinite += l->meter.level[ch].nonfinite;
	levels_publish(l);
	return (uint32_t)(l->nonfinite - before);
}

static void
levels_copy(const struct node_levels *l, const float *const *in, float *const *out,
	uint32_t nframes) RT_SAFE
{
	for (uint32_t ch = 0; ch < l->meter.nchannels; ch++)
		if (out[ch] != in[ch])
			memcpy(out[ch], in[ch], nframes * sizeof(float));
}

static void
levels_scrub(const struct node_levels *l, float *const *out, uint32_t nframes) RT_SAFE
{
	for (uint32_t ch = 0; ch < l->meter.nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			if (!isfinite(out[ch][i]))
				out[ch][i] = 0.0f;
}

uint32_t
input_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;
	uint32_t bad = levels_measure(l, in, nframes);

	levels_copy(l, in, out, nframes);
	return bad;
}

/* The last place to keep a NaN from the loudspeakers, whatever node made it. */
uint32_t
output_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_levels *l = (struct node_levels *)n;
	uint32_t bad = levels_measure(l, in, nframes);

	levels_copy(l, in, out, nframes);
	if (bad)
		levels_scrub(l, out, nframes);
	return bad;
}
