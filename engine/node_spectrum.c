/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of the spectrum node: it hands over, it does not compute. */
#include "engine/node_spectrum.h"

#include <string.h>

/* Frames as the ring takes them; of one channel they are it already. */
static const float *
spectrum_frames(const struct node_spectrum *s, const float *const *in, uint32_t nframes) RT_SAFE
{
	if (s->ntaken == 1)
		return in[0];
	s->kernels->interleave(s->interleaved, in[0], in[1], nframes);
	return s->interleaved;
}

uint32_t
node_spectrum_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	const float *const *tap = s->tap == NODE_SPECTRUM_PRE ? in + s->nchannels : in;

	if (!ring_push_n(&s->frames, spectrum_frames(s, tap, nframes), nframes))
		atomic_fetch_add_explicit(&s->lost_frames, nframes, memory_order_relaxed);
	for (uint32_t ch = 0; ch < s->nchannels; ch++)
		if (out[ch] != in[ch])
			memcpy(out[ch], in[ch], nframes * sizeof(float));
	return 0;
}

void
node_spectrum_target(struct node *n, const void *coefficients) RT_SAFE
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	const struct node_spectrum_coefficients *c = coefficients;

	s->tap = c->tap;
	memcpy(mailbox_back(&s->wanted), c, sizeof *c);
	mailbox_publish(&s->wanted);
}
