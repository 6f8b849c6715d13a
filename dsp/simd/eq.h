/* SPDX-License-Identifier: ISC */
/*
 * The EQ's kernels in both precisions: eq_cascade.h, made for each of them and
 * once more for its glide, and the conversions between float and double.
 */
#ifndef AE_DSP_SIMD_EQ_H
#define AE_DSP_SIMD_EQ_H

#include "dsp/kernels.h"
#include "dsp/simd/lanes.h"
#include "dsp/simd/shuffle.h"
#include "dsp/simd/spectrum.h"

enum { EQ_DRAIN = EQ_GROUP_BANDS - 1 };

/* A window on these is a mask of the lanes that have a frame: band b begins b frames late and ends
 * b frames late. */
#ifdef __AVX512F__
static const int32_t eq_window_single[44] = {
	[14] = -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
};
static const float eq_band_of_lane_single[EQ_PAIR_LANES] = { 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1,
	1, 0, 0 };
#else
static const int32_t eq_window_single[22] = { [7] = -1, -1, -1, -1, -1, -1, -1, -1 };
static const float eq_band_of_lane_single[EQ_PAIR_LANES] = { 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3,
	2, 1, 0 };
#endif
static const int64_t eq_window_double[22] = { [7] = -1, -1, -1, -1, -1, -1, -1, -1 };
static const double eq_band_of_lane_double[EQ_PAIR_LANES] = { 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3,
	2, 1, 0 };

#define EACH_1(M) M(0)
#define EACH_2(M) M(0) M(1)
#define EACH_4(M) EACH_2(M) M(2) M(3)
#define EACH_8(M) EACH_4(M) M(4) M(5) M(6) M(7)

#define STRUCT struct eq_single
#define STATE struct eq_single_state
#define SCALAR float
#define VECTOR vf
#define MASK vi
#define BAND_OF_LANE eq_band_of_lane_single
#define WINDOW(at) vi_load(eq_window_single + (at))
#define LOAD vf_load
#define SAVE vf_store
#define SELECT vf_select
#define FMA vf_fma
#define ANY vi_any
#ifdef __AVX512F__
#define INTERLEAVED 1
#define LANES 8
#define VECTORS 1
#define EACH EACH_1
#define TRACK_WIDTH 2
#define SHIFT vf_shift_pair
#define INPUT(in, track, t) vf_low_pair(in[track] + 2 * (t))
#define OUTPUT(out, track, t, v) vf_store_low_pair(out[track] + 2 * (t), v)
#else
#define INTERLEAVED 0
#define LANES VF_N
#define VECTORS (EQ_PAIR_LANES / VF_N)
#ifdef __AVX2__
#define EACH EACH_2
#else
#define EACH EACH_4
#endif
#define TRACK_WIDTH 1
#define SHIFT vf_shift
#define INPUT(in, track, t) vf_low(in[track][t])
#define OUTPUT(out, track, t, v) (out[track][t] = (v)[0])
#endif
/* What is left of d, on the step before. */
#define REST_VECTORS , g1[VECTORS], rest[PER_TRACK]
#define LOAD_REST(v)                                                                               \
	g1[v] = LOAD(IN_STATE(v, g1));                                                             \
	rest[PART(v)] = LOAD(c->rest + FIRST_LANE(v));
#define SAVE_REST(v) SAVE(IN_STATE(v, g1), g1[v]);
#define STEP_OF_INPUT(v) FMA(AT(EQ_E, v), x[v], rest[PART(v)] * g1[v])
#define KEEP_REST(v, KEEP) KEEP(v, g1[v], g[v]);

#define CASCADE eq_pair_single
#define CASCADE_GLIDE 0
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pair_single_ease
#define CASCADE_GLIDE 1
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pair_single_glide
#define CASCADE_GLIDE 2
#include "dsp/simd/eq_cascade.h"

#if INTERLEAVED
#undef VECTORS
#undef EACH
#define VECTORS 2
#define EACH EACH_2
#define CASCADE eq_pairs_single
#define CASCADE_GLIDE 0
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pairs_single_ease
#define CASCADE_GLIDE 1
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pairs_single_glide
#define CASCADE_GLIDE 2
#include "dsp/simd/eq_cascade.h"
#endif

#undef STRUCT
#undef STATE
#undef SCALAR
#undef VECTOR
#undef MASK
#undef BAND_OF_LANE
#undef WINDOW
#undef LOAD
#undef SAVE
#undef SELECT
#undef FMA
#undef ANY
#undef INTERLEAVED
#undef LANES
#undef VECTORS
#undef EACH
#undef TRACK_WIDTH
#undef SHIFT
#undef INPUT
#undef OUTPUT
#undef REST_VECTORS
#undef LOAD_REST
#undef SAVE_REST
#undef STEP_OF_INPUT
#undef KEEP_REST

#define STRUCT struct eq_double
#define STATE struct eq_double_state
#define SCALAR double
#define VECTOR vd
#define MASK vl
#define BAND_OF_LANE eq_band_of_lane_double
#define WINDOW(at) vl_load(eq_window_double + (at))
#define LOAD vd_load
#define SAVE vd_store
#define SELECT vd_select
#define FMA vd_fma
#define ANY(x) vi_any((vi)(x))
#define INTERLEAVED 0
#define LANES VD_N
#define VECTORS (EQ_PAIR_LANES / VD_N)
#if defined(__AVX512F__)
#define EACH EACH_2
#elif defined(__AVX2__)
#define EACH EACH_4
#else
#define EACH EACH_8
#endif
#define TRACK_WIDTH 1
#define SHIFT vd_shift
#define INPUT(in, track, t) vd_low(in[track][t])
#define OUTPUT(out, track, t, v) (out[track][t] = (v)[0])
#define REST_VECTORS
#define LOAD_REST(v)
#define SAVE_REST(v)
#define STEP_OF_INPUT(v) (AT(EQ_E, v) * x[v])
#define KEEP_REST(v, KEEP)

#define CASCADE eq_pair_exact
#define CASCADE_GLIDE 0
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pair_exact_ease
#define CASCADE_GLIDE 1
#include "dsp/simd/eq_cascade.h"
#define CASCADE eq_pair_exact_glide
#define CASCADE_GLIDE 2
#include "dsp/simd/eq_cascade.h"

#ifdef __AVX512F__

enum { EQ_CHUNK = 512 };

static void
eq_separate(float *left, float *right, const float *from, uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N) {
		vi a = (vi)vf_load(from + 2 * i), b = (vi)vf_load(from + 2 * i + VF_N);

		vf_store(left + i, (vf)vi_even(a, b));
		vf_store(right + i, (vf)vi_odd(a, b));
	}
	for (; i < n; i++) {
		left[i] = from[2 * i];
		right[i] = from[2 * i + 1];
	}
}

/* npairs, 1 or 2, at once. */
static inline bool
eq_run_single(bool (*run)(const struct eq_single *, struct eq_single_state *, const float *const *,
		      float *const *, uint32_t, uint32_t) RT_SAFE,
	const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes, uint32_t first) RT_SAFE
{
	_Alignas(64) float buffer[2][2 * EQ_CHUNK];
	float *pair[2] = { buffer[0], buffer[1] };
	bool bad = false;

	for (uint32_t at = 0, n; at < nframes; at += n) {
		n = nframes - at < EQ_CHUNK ? nframes - at : EQ_CHUNK;
		for (uint32_t i = 0; i < npairs; i++)
			simd_interleave(pair[i], in[2 * i] + at, in[2 * i + 1] + at, n);
		bad |= run(c, state, (const float *const *)pair, pair, n, first + at);
		for (uint32_t i = 0; i < npairs; i++)
			eq_separate(out[2 * i] + at, out[2 * i + 1] + at, pair[i], n);
	}
	return bad;
}

/* Two pairs fill the time in which one would wait for its own last result. */
#define EQ_SINGLE(one, two)                                                                        \
	for (; i + 2 <= npairs; i += 2)                                                            \
		bad |= eq_run_single(                                                              \
			two, c, state + i, 2, in + 2 * i, out + 2 * i, nframes, first);            \
	if (i < npairs)                                                                            \
		bad |= eq_run_single(one, c, state + i, 1, in + 2 * i, out + 2 * i, nframes, first);

#else

#define EQ_SINGLE(one, two)                                                                        \
	for (; i < npairs; i++)                                                                    \
		bad |= one(c, state + i, in + 2 * i, out + 2 * i, nframes, first);

#endif

static bool
eq_single(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	uint32_t i = 0, first = 0;
	bool bad = false;

	EQ_SINGLE(eq_pair_single, eq_pairs_single)
	return bad;
}

static bool
eq_single_glide(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes, uint32_t first) RT_SAFE
{
	bool bad = false;
	uint32_t i = 0;

	if (c->eased) {
		EQ_SINGLE(eq_pair_single_ease, eq_pairs_single_ease)
	} else {
		EQ_SINGLE(eq_pair_single_glide, eq_pairs_single_glide)
	}
	return bad;
}

static bool
eq_exact(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes) RT_SAFE
{
	bool bad = false;

	for (uint32_t i = 0; i < npairs; i++)
		bad |= eq_pair_exact(c, state + i, in + 2 * i, out + 2 * i, nframes, 0);
	return bad;
}

static bool
eq_exact_glide(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes, uint32_t first) RT_SAFE
{
	bool bad = false;

	for (uint32_t i = 0; i < npairs; i++)
		bad |= c->eased ? eq_pair_exact_ease(
					  c, state + i, in + 2 * i, out + 2 * i, nframes, first)
				: eq_pair_exact_glide(
					  c, state + i, in + 2 * i, out + 2 * i, nframes, first);
	return bad;
}

/* From lane 7 - b to both channels. */
static inline void
eq_spread_single(float *to, uint32_t at, vd v) RT_SAFE
{
#ifdef __AVX512F__
	vf_store(to + 2 * at, vd_to_float_pairs(v));
#else
	vd_to_floats(to + at, v);
	vd_to_floats(to + EQ_GROUP_BANDS + at, v);
#endif
}

static inline void
eq_spread_double(double *to, uint32_t at, vd v) RT_SAFE
{
	vd_store(to + at, v);
	vd_store(to + EQ_GROUP_BANDS + at, v);
}

struct eq_spline {
	vd now, slope, bend;
};

/* See dsp/eq_glide.c; eased, one of in and out is 0. */
static inline struct eq_spline
eq_spline_of(const double *p0, const double *p1, const double *p2, double h, bool eased) RT_SAFE
{
	vd in = vd_load(p1) - vd_load(p0), out = vd_load(p2) - vd_load(p1);

	if (eased)
		return (struct eq_spline){ vd_load(p1), out - in, vd_all(0.0) };
	return (struct eq_spline){ 0.5 * (vd_load(p0) + vd_load(p1)), in * (1.0 / h),
		(out - in) * (0.5 / (h * h)) };
}

static void
eq_single_segment(struct eq_single *to, const struct eq_places *p0, const struct eq_places *p1,
	const struct eq_places *p2, double h) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		for (uint32_t at = 0; at < EQ_GROUP_BANDS; at += VD_N) {
			struct eq_spline s = eq_spline_of(
				p0[i].at + at, p1[i].at + at, p2[i].at + at, h, to->eased);

			eq_spread_single(to->now[i], at, s.now);
			eq_spread_single(to->slope[i], at, s.slope);
			eq_spread_single(to->bend[i], at, s.bend);
		}
}

static void
eq_exact_segment(struct eq_double *to, const struct eq_places *p0, const struct eq_places *p1,
	const struct eq_places *p2, double h) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		for (uint32_t at = 0; at < EQ_GROUP_BANDS; at += VD_N) {
			struct eq_spline s = eq_spline_of(
				p0[i].at + at, p1[i].at + at, p2[i].at + at, h, to->eased);

			eq_spread_double(to->now[i], at, s.now);
			eq_spread_double(to->slope[i], at, s.slope);
			eq_spread_double(to->bend[i], at, s.bend);
		}
}

static void
eq_widen(double *to, const float *from, uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VD_N <= n; i += VD_N)
		vd_store(to + i, vd_from_floats(from + i));
	for (; i < n; i++)
		to[i] = (double)from[i];
}

static void
eq_narrow(float *to, const double *from, uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VD_N <= n; i += VD_N)
		vd_to_floats(to + i, vd_load(from + i));
	for (; i < n; i++)
		to[i] = (float)from[i];
}

#ifdef __AVX512F__
enum { EQ_INTERLEAVED = 1 };
#else
enum { EQ_INTERLEAVED = 0 };
#endif

#define EQ_KERNELS                                                                                 \
	{                                                                                          \
		.single_interleaved = EQ_INTERLEAVED, .single = eq_single,                         \
		.single_glide = eq_single_glide, .exact = eq_exact, .exact_glide = eq_exact_glide, \
		.single_segment = eq_single_segment, .exact_segment = eq_exact_segment,            \
		.widen = eq_widen, .narrow = eq_narrow                                             \
	}

#endif
