/* SPDX-License-Identifier: ISC */
/*
 * The loops of the analyser: pairs of (left, right) are complex numbers to the
 * transform, so everything here works on pairs, taken apart and put together by
 * shuffles of two vectors.
 */
#ifndef AE_DSP_SIMD_SPECTRUM_H
#define AE_DSP_SIMD_SPECTRUM_H

#include "dsp/simd/plain_spectrum.h"
#include "dsp/simd/vector.h"

/* Lanes of a and b, which count on from a: */
#if defined(__AVX512F__)
#define VF_PAIRS_LOW(a, b)                                                                         \
	__builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define VF_PAIRS_HIGH(a, b)                                                                        \
	__builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define VF_EVEN(a, b)                                                                              \
	__builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define VF_ODD(a, b)                                                                               \
	__builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define VF_EVEN_BACKWARDS(a, b)                                                                    \
	__builtin_shufflevector(a, b, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0)
#define VF_ODD_BACKWARDS(a, b)                                                                     \
	__builtin_shufflevector(a, b, 31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1)
#elif defined(__AVX2__)
#define VF_PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define VF_PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define VF_EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define VF_ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define VF_EVEN_BACKWARDS(a, b) __builtin_shufflevector(a, b, 14, 12, 10, 8, 6, 4, 2, 0)
#define VF_ODD_BACKWARDS(a, b) __builtin_shufflevector(a, b, 15, 13, 11, 9, 7, 5, 3, 1)
#else
#define VF_PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define VF_PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define VF_EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6)
#define VF_ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7)
#define VF_EVEN_BACKWARDS(a, b) __builtin_shufflevector(a, b, 6, 4, 2, 0)
#define VF_ODD_BACKWARDS(a, b) __builtin_shufflevector(a, b, 7, 5, 3, 1)
#endif

static void
simd_interleave(float *out, const float *left, const float *right, uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N) {
		vf l = vf_load(left + i), r = vf_load(right + i);

		vf_store(out + 2 * i, VF_PAIRS_LOW(l, r));
		vf_store(out + 2 * i + VF_N, VF_PAIRS_HIGH(l, r));
	}
	for (; i < n; i++) {
		out[2 * i] = left[i];
		out[2 * i + 1] = right[i];
	}
}

/* A comparison with a NaN is false. */
static inline vf
spectrum_sound_only(vf x) RT_SAFE
{
	vf size = vf_abs(x);
	vi is_sound =
		(vi)(size > vf_all(SPECTRUM_QUIETEST)) & (vi)(size < vf_all(SPECTRUM_LOUDEST));

	return (vf)((vi)x & is_sound);
}

static void
simd_spectrum_window(float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= nframes; i += VF_N) {
		vf w = vf_load(window + i);
		vf low = vf_load(in + 2 * i), high = vf_load(in + 2 * i + VF_N);

		vf_store(out + 2 * i, VF_PAIRS_LOW(w, w) * spectrum_sound_only(low));
		vf_store(out + 2 * i + VF_N, VF_PAIRS_HIGH(w, w) * spectrum_sound_only(high));
	}
	if (i < nframes)
		plain_spectrum_window(out + 2 * i, in + 2 * i, window + i, nframes - i);
}

static inline vf
spectrum_moved(const float *power, vf fresh, vf weight) RT_SAFE
{
	vf old = vf_load(power), moved = vf_fma(weight, fresh - old, old);

	return (vf)((vi)moved & (vi)(moved >= vf_all(SPECTRUM_NO_POWER)));
}

/* Bins k .. k + VF_N - 1, with their mirror images read backwards. */
static inline void
spectrum_power_at(float *const power[SPECTRUM_POWERS], const float *z, uint32_t points, uint32_t k,
	vf weight) RT_SAFE
{
	const float *up = z + 2 * (size_t)k, *down = z + 2 * (size_t)(points - k - VF_N + 1);
	vf a0 = vf_load(up), a1 = vf_load(up + VF_N);
	vf b0 = vf_load(down), b1 = vf_load(down + VF_N);
	vf a_re = VF_EVEN(a0, a1), a_im = VF_ODD(a0, a1);
	vf b_re = VF_EVEN_BACKWARDS(b0, b1), b_im = VF_ODD_BACKWARDS(b0, b1);
	vf sum_re = a_re + b_re, sum_im = a_im - b_im;
	vf difference_re = a_re - b_re, difference_im = a_im + b_im;
	vf left = spectrum_moved(
		power[SPECTRUM_LEFT] + k, vf_fma(sum_re, sum_re, sum_im * sum_im), weight);
	vf right = spectrum_moved(power[SPECTRUM_RIGHT] + k,
		vf_fma(difference_re, difference_re, difference_im * difference_im), weight);

	vf_store(power[SPECTRUM_LEFT] + k, left);
	vf_store(power[SPECTRUM_RIGHT] + k, right);
	vf_store(power[SPECTRUM_MEAN] + k, vf_all(0.5f) * (left + right));
}

static void
simd_spectrum_power(
	float *const power[SPECTRUM_POWERS], const float *z, uint32_t points, float weight) RT_SAFE
{
	float *const middle[SPECTRUM_POWERS] = { power[SPECTRUM_LEFT] + points / 2,
		power[SPECTRUM_RIGHT] + points / 2, power[SPECTRUM_MEAN] + points / 2 };

	for (uint32_t k = 0; k < points / 2; k += VF_N)
		spectrum_power_at(power, z, points, k, vf_all(weight));
	plain_spectrum_power(middle, z + points, 0, weight);
}

static float
simd_highest(const float *x, uint32_t n) RT_SAFE
{
	vf a, b;

	if (n < VF_N)
		return plain_highest(x, n);
	a = vf_load(x);
	b = vf_load(x + n - VF_N); /* what does not fill a vector, and some of it twice */
	for (uint32_t i = VF_N; i + VF_N <= n; i += VF_N)
		a = vf_max(vf_load(x + i), a);
	a = vf_max(a, b);
	return plain_highest((const float *)&a, VF_N);
}

static float
simd_sum(const float *x, uint32_t n) RT_SAFE
{
	float sum = 0.0f;
	vf a = vf_all(0.0f), b = a;
	uint32_t i = 0;

	for (; i + 2 * VF_N <= n; i += 2 * VF_N) {
		a += vf_load(x + i);
		b += vf_load(x + i + VF_N);
	}
	a += b;
	for (uint32_t lane = 0; lane < VF_N; lane++)
		sum += a[lane];
	for (; i < n; i++)
		sum += x[i];
	return sum;
}

#endif
