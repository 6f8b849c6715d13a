/* SPDX-License-Identifier: ISC */
/*
 * What the EQ's cascade does to single lanes, and conversions between floats
 * and doubles, which need half as many lanes.
 */
#ifndef AE_DSP_SIMD_LANES_H
#define AE_DSP_SIMD_LANES_H

#include "dsp/simd/vector.h"

#if defined(__AVX512F__)

/* A vector whose lowest lane, or lowest two lanes, are set; the others hold anything. */
static inline vf
vf_low_pair(const float *x) RT_SAFE
{
	__m128i low = _mm_loadu_si64(x);

	return (vf)_mm512_castsi128_si512(low);
}

static inline void
vf_store_low_pair(float *x, vf v) RT_SAFE
{
	_mm_storeu_si64(x, _mm512_castsi512_si128((__m512i)v));
}

static inline vd
vd_low(double x) RT_SAFE
{
	return (vd)_mm512_castpd128_pd512(_mm_set_sd(x));
}

/* All lanes move down by one (by two: _pair), the lowest of above becomes the highest. */
static inline vf
vf_shift_pair(vf v, vf above) RT_SAFE
{
	return (vf)_mm512_alignr_epi64((__m512i)above, (__m512i)v, 1);
}

static inline vd
vd_shift(vd v, vd above) RT_SAFE
{
	return (vd)_mm512_alignr_epi64((__m512i)above, (__m512i)v, 1);
}

/* Every number twice. */
static inline vf
vd_to_float_pairs(vd v) RT_SAFE
{
	const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);

	return (vf)_mm512_permutexvar_ps(
		twice, _mm512_castps256_ps512(_mm512_cvtpd_ps((__m512d)v)));
}

static inline vd
vd_from_floats(const float *p) RT_SAFE
{
	return (vd)_mm512_cvtps_pd(_mm256_loadu_ps(p));
}

static inline void
vd_to_floats(float *p, vd v) RT_SAFE
{
	_mm256_storeu_ps(p, _mm512_cvtpd_ps((__m512d)v));
}

#elif defined(__AVX2__)

static inline vf
vf_low(float x) RT_SAFE
{
	return (vf)_mm256_castps128_ps256(_mm_set_ss(x));
}

static inline vd
vd_low(double x) RT_SAFE
{
	return (vd)_mm256_castpd128_pd256(_mm_set_sd(x));
}

static inline vf
vf_shift(vf v, vf above) RT_SAFE
{
	__m256i next = _mm256_permute2x128_si256((__m256i)v, (__m256i)above, 0x21);

	return (vf)_mm256_alignr_epi8(next, (__m256i)v, 4);
}

static inline vd
vd_shift(vd v, vd above) RT_SAFE
{
	__m256d next = _mm256_permute2f128_pd((__m256d)v, (__m256d)above, 0x21);

	return (vd)_mm256_shuffle_pd((__m256d)v, next, 5);
}

static inline vd
vd_from_floats(const float *p) RT_SAFE
{
	return (vd)_mm256_cvtps_pd(_mm_loadu_ps(p));
}

static inline void
vd_to_floats(float *p, vd v) RT_SAFE
{
	_mm_storeu_ps(p, _mm256_cvtpd_ps((__m256d)v));
}

#elif defined(__x86_64__)

static inline vf
vf_low(float x) RT_SAFE
{
	return (vf)_mm_set_ss(x);
}

static inline vd
vd_low(double x) RT_SAFE
{
	return (vd)_mm_set_sd(x);
}

static inline vf
vf_shift(vf v, vf above) RT_SAFE
{
	__m128 t = _mm_move_ss((__m128)v, (__m128)above);

	return (vf)_mm_shuffle_ps(t, t, _MM_SHUFFLE(0, 3, 2, 1));
}

static inline vd
vd_shift(vd v, vd above) RT_SAFE
{
	return (vd)_mm_shuffle_pd((__m128d)v, (__m128d)above, 1);
}

static inline vd
vd_from_floats(const float *p) RT_SAFE
{
	return (vd)_mm_cvtps_pd(_mm_castsi128_ps(_mm_loadu_si64(p)));
}

static inline void
vd_to_floats(float *p, vd v) RT_SAFE
{
	_mm_storeu_si64(p, _mm_castps_si128(_mm_cvtpd_ps((__m128d)v)));
}

#elif defined(__aarch64__)

static inline vf
vf_low(float x) RT_SAFE
{
	return (vf)vsetq_lane_f32(x, vdupq_n_f32(0.0f), 0);
}

static inline vd
vd_low(double x) RT_SAFE
{
	return (vd)vsetq_lane_f64(x, vdupq_n_f64(0.0), 0);
}

static inline vf
vf_shift(vf v, vf above) RT_SAFE
{
	return (vf)vextq_f32((float32x4_t)v, (float32x4_t)above, 1);
}

static inline vd
vd_shift(vd v, vd above) RT_SAFE
{
	return (vd)vextq_f64((float64x2_t)v, (float64x2_t)above, 1);
}

static inline vd
vd_from_floats(const float *p) RT_SAFE
{
	return (vd)vcvt_f64_f32(vld1_f32(p));
}

static inline void
vd_to_floats(float *p, vd v) RT_SAFE
{
	vst1_f32(p, vcvt_f32_f64((float64x2_t)v));
}

#endif

#endif
