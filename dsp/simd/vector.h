/* SPDX-License-Identifier: ISC */
/*
 * Vectors as wide as the instruction set this file is compiled for, so that a
 * kernel is written once.  + - * / & | ^ ~ << >> and comparisons are the
 * compilers' own (GNU vector extensions); a comparison gives an integer vector
 * of 0 and -1.  Here is only what has no operator.
 *
 *   vf  VF_N floats      vi  VF_N int32_t      vu  VF_N uint32_t
 *   vd  VD_N doubles     vl  VD_N int64_t
 *
 * Only files below dsp/simd/ include this.
 */
#ifndef AE_DSP_SIMD_VECTOR_H
#define AE_DSP_SIMD_VECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rt/attributes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64 };
#elif defined(__AVX2__)
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif

enum { VF_N = VECTOR_BYTES / 4, VD_N = VECTOR_BYTES / 8 };

typedef float vf __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t vi __attribute__((vector_size(VECTOR_BYTES)));
typedef uint32_t vu __attribute__((vector_size(VECTOR_BYTES)));
typedef double vd __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t vl __attribute__((vector_size(VECTOR_BYTES)));

static inline vf
vf_load(const float *p) RT_SAFE
{
	vf v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline void
vf_store(float *p, vf v) RT_SAFE
{
	memcpy(p, &v, sizeof v);
}

static inline vd
vd_load(const double *p) RT_SAFE
{
	vd v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline void
vd_store(double *p, vd v) RT_SAFE
{
	memcpy(p, &v, sizeof v);
}

static inline vf
vf_all(float x) RT_SAFE
{
	return (vf){ 0 } + x;
}

static inline vi
vi_all(int32_t x) RT_SAFE
{
	return (vi){ 0 } + x;
}

static inline vd
vd_all(double x) RT_SAFE
{
	return (vd){ 0 } + x;
}

/* mask lanes are 0 or -1. */
static inline vf
vf_select(vi mask, vf yes, vf no) RT_SAFE
{
	return (vf)((mask & (vi)yes) | (~mask & (vi)no));
}

static inline vd
vd_select(vl mask, vd yes, vd no) RT_SAFE
{
	return (vd)((mask & (vl)yes) | (~mask & (vl)no));
}

static inline vi
vi_load(const int32_t *p) RT_SAFE
{
	vi v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline vl
vl_load(const int64_t *p) RT_SAFE
{
	vl v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline vf
vf_abs(vf x) RT_SAFE
{
	return (vf)((vi)x & vi_all(0x7fffffff));
}

#if defined(__AVX512F__)

/* a * b + c, rounded once where the instruction set can. */
static inline vf
vf_fma(vf a, vf b, vf c) RT_SAFE
{
	return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}

static inline vd
vd_fma(vd a, vd b, vd c) RT_SAFE
{
	return (vd)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}

/* Of a NaN in a and a number in b: the number. */
static inline vf
vf_max(vf a, vf b) RT_SAFE
{
	return (vf)_mm512_max_ps((__m512)a, (__m512)b);
}

static inline vf
vf_min(vf a, vf b) RT_SAFE
{
	return (vf)_mm512_min_ps((__m512)a, (__m512)b);
}

/* To the nearest integer, ties to even; out of range: INT32_MIN on x86. */
static inline vi
vf_round(vf x) RT_SAFE
{
	return (vi)_mm512_cvtps_epi32((__m512)x);
}

static inline vf
vi_to_float(vi x) RT_SAFE
{
	return (vf)_mm512_cvtepi32_ps((__m512i)x);
}

/* Over all lanes. */
static inline float
vf_sum(vf x) RT_SAFE
{
	return _mm512_reduce_add_ps((__m512)x);
}

static inline float
vf_highest(vf x) RT_SAFE
{
	return _mm512_reduce_max_ps((__m512)x);
}

static inline vu
vu_max(vu a, vu b) RT_SAFE
{
	return (vu)_mm512_max_epu32((__m512i)a, (__m512i)b);
}

static inline vu
vu_min(vu a, vu b) RT_SAFE
{
	return (vu)_mm512_min_epu32((__m512i)a, (__m512i)b);
}

static inline bool
vi_any(vi x) RT_SAFE
{
	return _mm512_test_epi32_mask((__m512i)x, (__m512i)x) != 0;
}

#elif defined(__AVX2__)

static inline vf
vf_fma(vf a, vf b, vf c) RT_SAFE
{
	return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}

static inline vd
vd_fma(vd a, vd b, vd c) RT_SAFE
{
	return (vd)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}

static inline vf
vf_max(vf a, vf b) RT_SAFE
{
	return (vf)_mm256_max_ps((__m256)a, (__m256)b);
}

static inline vf
vf_min(vf a, vf b) RT_SAFE
{
	return (vf)_mm256_min_ps((__m256)a, (__m256)b);
}

static inline vi
vf_round(vf x) RT_SAFE
{
	return (vi)_mm256_cvtps_epi32((__m256)x);
}

static inline vf
vi_to_float(vi x) RT_SAFE
{
	return (vf)_mm256_cvtepi32_ps((__m256i)x);
}

static inline float
vf_sum(vf x) RT_SAFE
{
	__m128 h =
		_mm_add_ps(_mm256_castps256_ps128((__m256)x), _mm256_extractf128_ps((__m256)x, 1));

	h = _mm_add_ps(h, _mm_movehl_ps(h, h));
	return _mm_cvtss_f32(_mm_add_ss(h, _mm_shuffle_ps(h, h, 1)));
}

static inline float
vf_highest(vf x) RT_SAFE
{
	__m128 h =
		_mm_max_ps(_mm256_castps256_ps128((__m256)x), _mm256_extractf128_ps((__m256)x, 1));

	h = _mm_max_ps(h, _mm_movehl_ps(h, h));
	return _mm_cvtss_f32(_mm_max_ss(h, _mm_shuffle_ps(h, h, 1)));
}

static inline vu
vu_max(vu a, vu b) RT_SAFE
{
	return (vu)_mm256_max_epu32((__m256i)a, (__m256i)b);
}

static inline vu
vu_min(vu a, vu b) RT_SAFE
{
	return (vu)_mm256_min_epu32((__m256i)a, (__m256i)b);
}

static inline bool
vi_any(vi x) RT_SAFE
{
	return !_mm256_testz_si256((__m256i)x, (__m256i)x);
}

#elif defined(__x86_64__)

static inline vf
vf_fma(vf a, vf b, vf c) RT_SAFE
{
	return a * b + c;
}

static inline vd
vd_fma(vd a, vd b, vd c) RT_SAFE
{
	return a * b + c;
}

static inline vf
vf_max(vf a, vf b) RT_SAFE
{
	return (vf)_mm_max_ps((__m128)a, (__m128)b);
}

static inline vf
vf_min(vf a, vf b) RT_SAFE
{
	return (vf)_mm_min_ps((__m128)a, (__m128)b);
}

static inline vi
vf_round(vf x) RT_SAFE
{
	return (vi)_mm_cvtps_epi32((__m128)x);
}

static inline vf
vi_to_float(vi x) RT_SAFE
{
	return (vf)_mm_cvtepi32_ps((__m128i)x);
}

static inline bool
vi_any(vi x) RT_SAFE
{
	return _mm_movemask_epi8(_mm_cmpeq_epi32((__m128i)x, _mm_setzero_si128())) != 0xffff;
}

static inline float
vf_sum(vf x) RT_SAFE
{
	__m128 h = (__m128)x;

	h = _mm_add_ps(h, _mm_movehl_ps(h, h));
	return _mm_cvtss_f32(_mm_add_ss(h, _mm_shuffle_ps(h, h, 1)));
}

static inline float
vf_highest(vf x) RT_SAFE
{
	__m128 h = (__m128)x;

	h = _mm_max_ps(h, _mm_movehl_ps(h, h));
	return _mm_cvtss_f32(_mm_max_ss(h, _mm_shuffle_ps(h, h, 1)));
}

static inline vu
vu_max(vu a, vu b) RT_SAFE
{
	vu mask = (vu)(a > b);

	return (a & mask) | (b & ~mask);
}

static inline vu
vu_min(vu a, vu b) RT_SAFE
{
	vu mask = (vu)(a > b);

	return (b & mask) | (a & ~mask);
}

#elif defined(__aarch64__)

static inline vf
vf_fma(vf a, vf b, vf c) RT_SAFE
{
	return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}

static inline vd
vd_fma(vd a, vd b, vd c) RT_SAFE
{
	return (vd)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}

static inline vf
vf_max(vf a, vf b) RT_SAFE
{
	return (vf)vmaxnmq_f32((float32x4_t)a, (float32x4_t)b);
}

static inline vf
vf_min(vf a, vf b) RT_SAFE
{
	return (vf)vminnmq_f32((float32x4_t)a, (float32x4_t)b);
}

/* Out of range: saturates. */
static inline vi
vf_round(vf x) RT_SAFE
{
	return (vi)vcvtnq_s32_f32((float32x4_t)x);
}

static inline vf
vi_to_float(vi x) RT_SAFE
{
	return (vf)vcvtq_f32_s32((int32x4_t)x);
}

static inline float
vf_sum(vf x) RT_SAFE
{
	return vaddvq_f32((float32x4_t)x);
}

static inline float
vf_highest(vf x) RT_SAFE
{
	return vmaxvq_f32((float32x4_t)x);
}

static inline vu
vu_max(vu a, vu b) RT_SAFE
{
	return (vu)vmaxq_u32((uint32x4_t)a, (uint32x4_t)b);
}

static inline vu
vu_min(vu a, vu b) RT_SAFE
{
	return (vu)vminq_u32((uint32x4_t)a, (uint32x4_t)b);
}

static inline bool
vi_any(vi x) RT_SAFE
{
	return vmaxvq_u32((uint32x4_t)x) != 0;
}

#endif

#endif
