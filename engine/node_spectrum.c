/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of the spectrum node: it hands over, it does not compute. */
#include "engine/node_spectrum.h"

#include <string.h>

static void
spectrum_interleave(const struct node_spectrum *s, const float *const *in, uint32_t nframes) RT_SAFE
{
	for (uint32_t ch = 0; ch < s->ntaken; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			s->interleaved[i * s->ntaken + ch] = in[ch][i];
}

uint32_t
node_spectrum_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_spectrum *s = (struct node_spectrum *)n;

	spectrum_interleave(s, in, nframes);
	if (!ring_push_n(&s->frames, s->interleaved, nframes))
		atomic_fetch_add_explicit(&s->lost_frames, nframes, memory_order_relaxed);
	for (uint32_t ch = 0; ch < s->nchannels; ch++)
		if (out[ch] != in[ch])
			memcpy(out[ch], in[ch], nframes * sizeof(float));
	return 0;
}
