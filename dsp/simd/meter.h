/* SPDX-License-Identifier: ISC */
/*
 * The meter in vectors.  Within a chunk no recursion runs: a sample's weight at
 * the end of the chunk is read from a table, so lanes only take maxima and add.
 * Chunk after chunk is joined in double precision.
 *
 * What is rare costs nothing: a chunk whose highest sample is below 1.0 has
 * clipped none, and one whose sum of squares is finite holds only finite
 * samples.  Where the sum is not (NaN, Inf, or samples beyond 1e18), and for
 * less than a vector, the reference does the chunk.
 */
#ifndef AE_DSP_SIMD_METER_H
#define AE_DSP_SIMD_METER_H

#include <float.h>

#include "dsp/meter.h"
#include "dsp/simd/plain_meter.h"
#include "dsp/simd/vector.h"

struct meter_lanes {
	vf highest, peak, sum;
};

static inline struct meter_lanes
meter_add(struct meter_lanes l, vf x, const float *fall, const float *decay) RT_SAFE
{
	vf a = vf_abs(x);

	l.highest = vf_max(a, l.highest);
	l.peak = vf_max(a * vf_load(fall), l.peak);
	l.sum = vf_fma(x * x, vf_load(decay), l.sum);
	return l;
}

static inline vf
meter_copy(const float *in, float *out) RT_SAFE
{
	vf x = vf_load(in);

	if (out)
		vf_store(out, x);
	return x;
}

/* The vector that ends at `end`, its lanes before the last `left` as zeros. */
static inline vf
meter_tail(const float *end, uint32_t left) RT_SAFE
{
	vi lane = { 0 };

	for (int32_t i = 0; i < VF_N; i++)
		lane[i] = i;
	return (vf)((vi)vf_load(end - VF_N) & (lane >= vi_all(VF_N - (int32_t)left)));
}

static inline uint32_t
meter_clipped(const float *in, uint32_t n) RT_SAFE
{
	vi count = vi_all(0);
	uint32_t i = 0, clipped = 0;

	for (; i + VF_N <= n; i += VF_N)
		count -= vf_abs(vf_load(in + i)) >= vf_all(1.0f);
	for (uint32_t k = 0; k < VF_N; k++)
		clipped += (uint32_t)count[k];
	for (; i < n; i++)
		clipped += in[i] >= 1.0f || in[i] <= -1.0f;
	return clipped;
}

static void
meter_rest(struct meter_state *s, const struct meter_ballistics *b, const float *in, float *out,
	uint32_t n) RT_SAFE
{
	float highest = s->highest;

	plain_meter(s, b, in, out, n);
	s->highest = s->highest > highest ? s->highest : highest;
}

static inline void
meter_join(struct meter_state *s, const struct meter_ballistics *b, const struct meter_lanes *l,
	const float *in, uint32_t n) RT_SAFE
{
	float highest = vf_highest(l->highest), sum = vf_sum(l->sum);
	double peak = (double)vf_highest(l->peak), fallen = s->peak * b->fall_power[n];

	if (!(sum <= FLT_MAX)) {
		meter_rest(s, b, in, NULL, n);
		return;
	}
	s->peak = peak > fallen ? peak : fallen;
	s->square = s->square * b->decay_power[n] + (1.0 - b->decay) * (double)sum;
	s->highest = highest > s->highest ? highest : s->highest;
	if (highest >= 1.0f)
		s->clipped += meter_clipped(in, n);
}

/* n: VF_N .. METER_CHUNK */
static inline void
meter_chunk(struct meter_state *s, const struct meter_ballistics *b, const float *in, float *out,
	uint32_t n) RT_SAFE
{
	const float *fall = b->fall_weight + METER_CHUNK - n;
	const float *decay = b->decay_weight + METER_CHUNK - n;
	struct meter_lanes l = { vf_all(0.0f), vf_all(0.0f), vf_all(0.0f) };
	uint32_t i = 0, last = n - VF_N;

	for (; i <= last; i += VF_N)
		l = meter_add(l, meter_copy(in + i, out ? out + i : NULL), fall + i, decay + i);
	if (i < n) {
		meter_copy(in + last, out ? out + last : NULL);
		l = meter_add(l, meter_tail(in + n, n - i), fall + last, decay + last);
	}
	meter_join(s, b, &l, in, n);
}

static void
simd_meter(struct meter_state *s, const struct meter_ballistics *b, const float *in, float *out,
	uint32_t nframes) RT_SAFE
{
	s->highest = 0.0f;
	for (uint32_t at = 0, n; at < nframes; at += n) {
		n = nframes - at < METER_CHUNK ? nframes - at : METER_CHUNK;
		if (n < VF_N)
			meter_rest(s, b, in + at, out ? out + at : NULL, n);
		else
			meter_chunk(s, b, in + at, out ? out + at : NULL, n);
	}
}

#endif
