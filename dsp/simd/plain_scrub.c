/* SPDX-License-Identifier: ISC */
/*
 * Scrubbing sample by sample, by exponent and fraction as IEEE 754 has them.
 * Not with fpclassify: a compiler may make that a comparison of floats, which
 * takes denormals for zero in a thread that flushes them.
 */
#include "dsp/simd/plain_scrub.h"

#include <string.h>

enum { EXPONENT_BITS = 8, FRACTION_BITS = 23 };

static uint32_t
sample_kind(float x) RT_SAFE
{
	const uint32_t highest = (1u << EXPONENT_BITS) - 1;
	uint32_t bits, exponent, fraction;

	memcpy(&bits, &x, sizeof bits);
	exponent = bits >> FRACTION_BITS & highest;
	fraction = bits & ((1u << FRACTION_BITS) - 1);
	if (exponent == highest)
		return SCRUB_NONFINITE;
	return exponent == 0 && fraction != 0 ? SCRUB_DENORMAL : 0;
}

uint32_t
plain_scrub_scan(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	uint32_t seen = 0;

	for (uint32_t ch = 0; ch < nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			seen |= sample_kind(in[ch][i]);
	return seen;
}

uint32_t
plain_scrub_flush(float *x, uint32_t nframes) RT_SAFE
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < nframes; i++) {
		if (sample_kind(x[i]) != SCRUB_DENORMAL)
			continue;
		x[i] = 0.0f;
		n++;
	}
	return n;
}
