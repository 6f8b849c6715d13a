/* SPDX-License-Identifier: ISC */
/*
 * More of what vectors have no operator for: lanes by their places, vectors
 * loaded in parts, whether any lane is so, and vectors of four on every
 * machine.
 */
#ifndef AE_DSP_SIMD_PLACES_H
#define AE_DSP_SIMD_PLACES_H

#include "dsp/simd/vector.h"

/* Four numbers, on every machine. */
typedef float v4f __attribute__((vector_size(16)));
typedef int32_t v4i __attribute__((vector_size(16)));

static inline v4f
four_max(v4f a, v4f b) RT_SAFE
{
#if defined(__x86_64__)
	return (v4f)_mm_max_ps((__m128)a, (__m128)b);
#else
	return (v4f)vmaxq_f32((float32x4_t)a, (float32x4_t)b);
#endif
}

/* x[at] of each lane, at of 0 to VF_N - 1; VF_N numbers may be read. */
static inline vf
vf_pick(const float *x, vi at) RT_SAFE
{
#if defined(__AVX512F__)
	return (vf)_mm512_permutexvar_ps((__m512i)at, (__m512)vf_load(x));
#elif defined(__AVX2__)
	return (vf)_mm256_permutevar8x32_ps((__m256)vf_load(x), (__m256i)at);
#else
	return (vf){ x[at[0]], x[at[1]], x[at[2]], x[at[3]] };
#endif
}

/* Bits, not 0 if any lane is above, below a limit. */
static inline uint32_t
vu_any_above(vu a, uint32_t limit) RT_SAFE
{
#if defined(__AVX512F__)
	return _mm512_cmpgt_epu32_mask((__m512i)a, _mm512_set1_epi32((int)limit));
#else
	return vi_any((vi)(a > limit));
#endif
}

static inline uint32_t
vu_any_below(vu a, uint32_t limit) RT_SAFE
{
#if defined(__AVX512F__)
	return _mm512_cmplt_epu32_mask((__m512i)a, _mm512_set1_epi32((int)limit));
#else
	return vi_any((vi)(a < limit));
#endif
}

#if defined(__AVX512F__)

/* The first n words only; nothing behind is touched. */
static inline vi
vi_load_first(const void *p, unsigned int n) RT_SAFE
{
	return (vi)_mm512_maskz_loadu_epi32((__mmask16)((1u << n) - 1), p);
}

static inline void
vi_store_first(void *p, vi v, unsigned int n) RT_SAFE
{
	_mm512_mask_storeu_epi32(p, (__mmask16)((1u << n) - 1), (__m512i)v);
}

#elif defined(__AVX2__)

static inline vf
vf_load_halves(const float *low, const float *high) RT_SAFE
{
	__m256 v = _mm256_castps128_ps256(_mm_loadu_ps(low));

	return (vf)_mm256_insertf128_ps(v, _mm_loadu_ps(high), 1);
}

#elif defined(__x86_64__)

/* SSE2 has largest and least of 16 bits only, with sign. */
static inline vu
vu_max_halves(vu a, vu b) RT_SAFE
{
	return (vu)_mm_max_epi16((__m128i)a, (__m128i)b);
}

static inline vu
vu_min_halves(vu a, vu b) RT_SAFE
{
	return (vu)_mm_min_epi16((__m128i)a, (__m128i)b);
}

#endif

#endif
