/* SPDX-License-Identifier: ISC */
/* The meter's definition: one recursion per sample for the peak, one for the mean square. */
#include "dsp/simd/plain_meter.h"

#include <math.h>
#include <string.h>

/* |x|; a sample that is not finite is counted and taken as 0. */
static float
meter_rectify(float x, uint32_t *nonfinite) RT_SAFE
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	if ((bits & 0x7f800000u) != 0x7f800000u)
		return fabsf(x);
	++*nonfinite;
	return 0.0f;
}

void
plain_meter(struct meter_state *s, const struct meter_ballistics *b, const float *in, float *out,
	uint32_t nframes) RT_SAFE
{
	double peak = s->peak, square = s->square, gain = 1.0 - b->decay;
	float highest = 0.0f;

	for (uint32_t i = 0; i < nframes; i++) {
		float x = meter_rectify(in[i], &s->nonfinite);

		peak = (double)x > peak * b->fall ? (double)x : peak * b->fall;
		highest = x > highest ? x : highest;
		s->clipped += x >= 1.0f;
		square = square * b->decay + gain * ((double)x * (double)x);
		if (out)
			out[i] = in[i];
	}
	s->peak = peak;
	s->square = square;
	s->highest = highest;
}
