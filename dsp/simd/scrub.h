/* SPDX-License-Identifier: ISC */
/*
 * Looking for what is no sound, on the bit pattern: with the sign taken off, a
 * float is an integer that grows with it.  The largest of a block tells whether
 * there is a NaN or infinity; one less than the least tells whether there is a
 * denormal, as zero wraps round to the other end and is out of the way.
 * Looking twice does no harm: the last vector overlaps the one before.
 */
#ifndef AE_DSP_SIMD_SCRUB_H
#define AE_DSP_SIMD_SCRUB_H

#include "dsp/kernels.h"
#include "dsp/simd/places.h"

enum { SCRUB_MAGNITUDE = 0x7fffffff, SCRUB_INFINITE = 0x7f800000, SCRUB_NORMAL = 0x00800000 };

struct scrub_range {
	vu largest, least; /* magnitude; magnitude - 1 */
};

static inline void
scrub_look(struct scrub_range *r, const float *in) RT_SAFE
{
	vu magnitude = (vu)vf_load(in) & SCRUB_MAGNITUDE;

	r->largest = vu_max(r->largest, magnitude);
	r->least = vu_min(r->least, magnitude - 1);
}

/* For what is shorter than a vector, and the end where there is nothing to overlap. */
static inline uint32_t
scrub_kind(float x) RT_SAFE
{
	uint32_t magnitude;

	memcpy(&magnitude, &x, sizeof magnitude);
	magnitude &= SCRUB_MAGNITUDE;
	if (magnitude >= SCRUB_INFINITE)
		return SCRUB_NONFINITE;
	return magnitude - 1 < SCRUB_NORMAL - 1 ? SCRUB_DENORMAL : 0;
}

static uint32_t
scrub_scan_short(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	uint32_t seen = 0;

	for (uint32_t ch = 0; ch < nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			seen |= scrub_kind(in[ch][i]);
	return seen;
}

#if defined(__x86_64__) && !defined(__AVX2__)

/* SSE2 first looks at the upper halves only, as numbers with a sign; of magnitude - 1 the uppermost
 * bit is turned round for that.  One number too many is suspect, the least that is no denormal. */
static bool
scrub_suspect(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	vu largest = { 0 }, least = ~(vu){ 0 } >> 1;

	for (uint32_t ch = 0; ch < nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i += VF_N) {
			uint32_t at = i + VF_N < nframes ? i : nframes - VF_N;
			vu magnitude = (vu)vf_load(in[ch] + at) & SCRUB_MAGNITUDE;

			largest = vu_max_halves(largest, magnitude);
			least = vu_min_halves(least, magnitude + SCRUB_MAGNITUDE);
		}
	return vi_any(
		(vi)((vi)largest >= SCRUB_INFINITE) | (vi)((vi)least < INT32_MIN + SCRUB_NORMAL));
}

#else

static bool
scrub_suspect(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	(void)in, (void)nchannels, (void)nframes;
	return true;
}

#endif

static uint32_t
scrub_scan(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	struct scrub_range r = { (vu){ 0 }, ~(vu){ 0 } };
	uint32_t nonfinite, denormal;

	if (nframes < VF_N)
		return scrub_scan_short(in, nchannels, nframes);
	if (!scrub_suspect(in, nchannels, nframes))
		return 0;
	for (uint32_t ch = 0; ch < nchannels; ch++) {
		const float *block = in[ch];

		for (uint32_t i = 0; i < nframes - VF_N; i += VF_N)
			scrub_look(&r, block + i);
		scrub_look(&r, block + nframes - VF_N);
	}
	nonfinite = vu_any_above(r.largest, SCRUB_INFINITE - 1);
	denormal = vu_any_below(r.least, SCRUB_NORMAL - 1);
	return (nonfinite ? SCRUB_NONFINITE : 0u) | (denormal ? SCRUB_DENORMAL : 0u);
}

static uint32_t
scrub_flush(float *x, uint32_t nframes) RT_SAFE
{
	uint32_t n = 0, i = 0;
	vi count = { 0 };

	for (; i + VF_N <= nframes; i += VF_N) {
		vu bits = (vu)vf_load(x + i);
		vi denormal = (vi)((bits & SCRUB_MAGNITUDE) - 1 < SCRUB_NORMAL - 1);

		count -= denormal;
		vf_store(x + i, (vf)(bits & ~(vu)denormal));
	}
	for (uint32_t lane = 0; lane < VF_N; lane++)
		n += (uint32_t)count[lane];
	for (; i < nframes; i++) {
		if (scrub_kind(x[i]) != SCRUB_DENORMAL)
			continue;
		x[i] = 0.0f;
		n++;
	}
	return n;
}

#endif
