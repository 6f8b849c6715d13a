/* SPDX-License-Identifier: ISC */
/*
 * The loops of the analyser: pairs of (left, right) are complex numbers to the
 * transform, so everything here works on pairs, taken apart and put together by
 * shuffles of two vectors.
 */
#ifndef AE_DSP_SIMD_SPECTRUM_H
#define AE_DSP_SIMD_SPECTRUM_H

#include "dsp/simd/places.h"
#include "dsp/simd/plain_spectrum.h"

/* Lanes of a and b, which count on from a: */
#if defined(__AVX512F__)
#define VF_PAIRS_LOW(a, b)                                                                         \
	__builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define VF_PAIRS_HIGH(a, b)                                                                        \
	__builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define VF_TWICE_LOW(a)                                                                            \
	__builtin_shufflevector(a, a, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7)
#define VF_TWICE_HIGH(a)                                                                           \
	__builtin_shufflevector(a, a, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15)
#define VF_TWICE_BACK_LOW(a)                                                                       \
	__builtin_shufflevector(a, a, 15, 15, 14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8)
#define VF_TWICE_BACK_HIGH(a)                                                                      \
	__builtin_shufflevector(a, a, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0)
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
#define VF_TWICE_LOW(a) __builtin_shufflevector(a, a, 0, 0, 1, 1, 2, 2, 3, 3)
#define VF_TWICE_HIGH(a) __builtin_shufflevector(a, a, 4, 4, 5, 5, 6, 6, 7, 7)
/* Within 16 bytes of each, which are put where they belong when they are loaded. */
#define VF_TWICE_BACK_LOW(a) __builtin_shufflevector(a, a, 7, 7, 6, 6, 5, 5, 4, 4)
#define VF_TWICE_BACK_HIGH(a) __builtin_shufflevector(a, a, 3, 3, 2, 2, 1, 1, 0, 0)
#define VF_EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14)
#define VF_ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15)
#define VF_EVEN_BACKWARDS(a, b) __builtin_shufflevector(a, b, 10, 8, 2, 0, 14, 12, 6, 4)
#define VF_ODD_BACKWARDS(a, b) __builtin_shufflevector(a, b, 11, 9, 3, 1, 15, 13, 7, 5)
#else
#define VF_PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define VF_PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define VF_TWICE_LOW(a) __builtin_shufflevector(a, a, 0, 0, 1, 1)
#define VF_TWICE_HIGH(a) __builtin_shufflevector(a, a, 2, 2, 3, 3)
#define VF_TWICE_BACK_LOW(a) __builtin_shufflevector(a, a, 3, 3, 2, 2)
#define VF_TWICE_BACK_HIGH(a) __builtin_shufflevector(a, a, 1, 1, 0, 0)
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
simd_spectrum_take(float *out, const float *in, uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N)
		vf_store(out + i, spectrum_sound_only(vf_load(in + i)));
	plain_spectrum_take(out + i, in + i, n - i);
}

static void
simd_spectrum_window(float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= nframes; i += VF_N) {
		vf w = vf_load(window + i);

		vf_store(out + 2 * i, VF_TWICE_LOW(w) * vf_load(in + 2 * i));
		vf_store(out + 2 * i + VF_N, VF_TWICE_HIGH(w) * vf_load(in + 2 * i + VF_N));
	}
	if (i < nframes)
		plain_spectrum_window(out + 2 * i, in + 2 * i, window + i, nframes - i);
}

static void
simd_spectrum_window_back(
	float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= nframes; i += VF_N) {
		vf w = vf_load(window - i - (VF_N - 1));

		vf_store(out + 2 * i, VF_TWICE_BACK_LOW(w) * vf_load(in + 2 * i));
		vf_store(out + 2 * i + VF_N, VF_TWICE_BACK_HIGH(w) * vf_load(in + 2 * i + VF_N));
	}
	if (i < nframes)
		plain_spectrum_window_back(out + 2 * i, in + 2 * i, window - i, nframes - i);
}

static inline vf
spectrum_moved(const float *power, vf fresh, vf weight) RT_SAFE
{
	vf old = vf_load(power), moved = vf_fma(weight, fresh - old, old);

	return (vf)((vi)moved & (vi)(moved >= vf_all(SPECTRUM_NO_POWER)));
}

static inline v4f
four_load(const float *x) RT_SAFE
{
	v4f v;

	memcpy(&v, x, sizeof v);
	return v;
}

/* 2 VF_N numbers as two vectors, of which the lists of places above take every other. */
static inline void
spectrum_load(vf *a, vf *b, const float *z) RT_SAFE
{
#if defined(__AVX2__) && !defined(__AVX512F__)
	*a = vf_load_halves(z, z + 8);
	*b = vf_load_halves(z + 4, z + 12);
#else
	*a = vf_load(z);
	*b = vf_load(z + VF_N);
#endif
}

static inline void
spectrum_load_backwards(vf *a, vf *b, const float *z) RT_SAFE
{
#if defined(__AVX2__) && !defined(__AVX512F__)
	*a = vf_load_halves(z + 8, z);
	*b = vf_load_halves(z + 12, z + 4);
#else
	*a = vf_load(z);
	*b = vf_load(z + VF_N);
#endif
}

/* Of bins k .. k + VF_N - 1 and their mirror images. */
struct spectrum_parts {
	vf a_re, a_im, b_re, b_im;
};

static inline struct spectrum_parts
spectrum_parts(const float *z, uint32_t points, uint32_t k) RT_SAFE
{
	vf a0, a1, b0, b1;

	spectrum_load(&a0, &a1, z + 2 * (size_t)k);
	spectrum_load_backwards(&b0, &b1, z + 2 * (size_t)(points - k - VF_N + 1));
	return (struct spectrum_parts){ VF_EVEN(a0, a1), VF_ODD(a0, a1), VF_EVEN_BACKWARDS(b0, b1),
		VF_ODD_BACKWARDS(b0, b1) };
}

static inline vf
spectrum_left(struct spectrum_parts p) RT_SAFE
{
	vf re = p.a_re + p.b_re, im = p.a_im - p.b_im;

	return vf_fma(re, re, im * im);
}

static inline vf
spectrum_right(struct spectrum_parts p) RT_SAFE
{
	vf re = p.a_re - p.b_re, im = p.a_im + p.b_im;

	return vf_fma(re, re, im * im);
}

static inline vf
spectrum_mean(struct spectrum_parts p) RT_SAFE
{
	vf a = vf_fma(p.a_re, p.a_re, p.a_im * p.a_im);

	return vf_fma(p.b_re, p.b_re, vf_fma(p.b_im, p.b_im, a));
}

#define POWER_KERNEL(which)                                                                        \
	static void simd_power_##which(                                                            \
		float *power, const float *z, uint32_t points, float weight) RT_SAFE               \
	{                                                                                          \
		for (uint32_t k = 0; k < points / 2; k += VF_N)                                    \
			vf_store(                                                                  \
				power + k, spectrum_moved(power + k,                               \
						   spectrum_##which(spectrum_parts(z, points, k)), \
						   vf_all(weight)));                               \
		plain_power_##which(power + points / 2, z + points, 0, weight);                    \
	}

POWER_KERNEL(left)
POWER_KERNEL(right)
POWER_KERNEL(mean)
#undef POWER_KERNEL

/* ---- Spans ---- */

#if defined(__AVX512F__)
#define VF_PART(a, i) __builtin_shufflevector(a, a, 4 * (i), 4 * (i) + 1, 4 * (i) + 2, 4 * (i) + 3)
static inline v4f
vf_four_max(vf a) RT_SAFE
{
	return four_max(
		four_max(VF_PART(a, 0), VF_PART(a, 1)), four_max(VF_PART(a, 2), VF_PART(a, 3)));
}

static inline v4f
vf_four_sum(vf a) RT_SAFE
{
	return (VF_PART(a, 0) + VF_PART(a, 1)) + (VF_PART(a, 2) + VF_PART(a, 3));
}
#elif defined(__AVX2__)
#define VF_PART(a, i) __builtin_shufflevector(a, a, 4 * (i), 4 * (i) + 1, 4 * (i) + 2, 4 * (i) + 3)
static inline v4f
vf_four_max(vf a) RT_SAFE
{
	return four_max(VF_PART(a, 0), VF_PART(a, 1));
}

static inline v4f
vf_four_sum(vf a) RT_SAFE
{
	return VF_PART(a, 0) + VF_PART(a, 1);
}
#else
static inline v4f
vf_four_max(vf a) RT_SAFE
{
	return (v4f)a;
}

static inline v4f
vf_four_sum(vf a) RT_SAFE
{
	return (v4f)a;
}
#endif

/* Below: how wide a span is changes at every span, and a processor guesses such branches wrong.
 * So the narrow ones load as much as the widest of four could need, again and again the same if
 * need be, and masks take away what lies beside. */
static inline uint32_t
span_width(struct kernel_span s) RT_SAFE
{
	return s.end - s.first;
}

/* a - b, or 0 if that is less. */
static inline uint32_t
above(uint32_t a, uint32_t b) RT_SAFE
{
	int32_t d = (int32_t)(a - b);

	return (uint32_t)(d & ~(d >> 31));
}

/* Four numbers whose highest is that of a span of at most 8. */
static inline v4f
span_highest_8(const float *x, struct kernel_span s) RT_SAFE
{
	const v4i lane = { 0, 1, 2, 3 };
	v4i mask = lane < (int32_t)span_width(s);
	v4i a = (v4i)four_load(x + s.first),
	    b = (v4i)four_load(x + s.first + above(span_width(s), 4));

	return four_max((v4f)(a & mask), (v4f)(b & mask));
}

/* Of 4 to 16. */
static inline v4f
span_highest_16(const float *x, struct kernel_span s) RT_SAFE
{
	const float *first = x + s.first;
	uint32_t last = span_width(s) - 4;
	v4f a = four_max(four_load(first), four_load(first + last));
	v4f b = four_max(four_load(first + above(last, 4)), four_load(first + above(last, 8)));

	return four_max(a, b);
}

static inline v4f
span_highest(const float *x, struct kernel_span s) RT_SAFE
{
	vf many, last;

	if (span_width(s) <= 8)
		return span_highest_8(x, s);
	if (span_width(s) <= 16)
		return span_highest_16(x, s);
	many = vf_load(x + s.first);
	last = vf_load(x + s.end - VF_N);
	for (uint32_t at = s.first + VF_N; at + VF_N < s.end; at += VF_N)
		many = vf_max(many, vf_load(x + at));
	return vf_four_max(vf_max(many, last));
}

static inline v4f
span_sum(const float *x, struct kernel_span s) RT_SAFE
{
	const uint32_t lane[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	vf sum = vf_all(0.0f);
	uint32_t at = s.first;
	vi mask;

	for (; at + VF_N <= s.end; at += VF_N)
		sum += vf_load(x + at);
	mask = vi_load((const int32_t *)lane) < (int32_t)(s.end - at);
	return vf_four_sum(sum + (vf)((vi)vf_load(x + at) & mask));
}

/* The lanes of a, of b, of c and of d, each as one. */
#define FOUR_EACH(name, join)                                                                      \
	static inline v4f name(v4f a, v4f b, v4f c, v4f d) RT_SAFE                                 \
	{                                                                                          \
		v4f ab = join(__builtin_shufflevector(a, b, 0, 4, 1, 5),                           \
			__builtin_shufflevector(a, b, 2, 6, 3, 7));                                \
		v4f cd = join(__builtin_shufflevector(c, d, 0, 4, 1, 5),                           \
			__builtin_shufflevector(c, d, 2, 6, 3, 7));                                \
                                                                                                   \
		return join(__builtin_shufflevector(ab, cd, 0, 1, 4, 5),                           \
			__builtin_shufflevector(ab, cd, 2, 3, 6, 7));                              \
	}

#define FOUR_ADD(a, b) ((a) + (b))
FOUR_EACH(four_highest, four_max)
FOUR_EACH(four_sum, FOUR_ADD)
#undef FOUR_ADD
#undef FOUR_EACH

static inline v4f
spans_highest(const float *x, const struct kernel_span s[4]) RT_SAFE
{
	uint32_t w0 = span_width(s[0]), w1 = span_width(s[1]);
	uint32_t w2 = span_width(s[2]), w3 = span_width(s[3]);
	uint32_t w01 = w0 > w1 ? w0 : w1, w23 = w2 > w3 ? w2 : w3;
	uint32_t widest = w01 > w23 ? w01 : w23;

	if (widest <= 8)
		return four_highest(span_highest_8(x, s[0]), span_highest_8(x, s[1]),
			span_highest_8(x, s[2]), span_highest_8(x, s[3]));
	return four_highest(span_highest(x, s[0]), span_highest(x, s[1]), span_highest(x, s[2]),
		span_highest(x, s[3]));
}

static inline v4f
spans_sum(const float *x, const struct kernel_span s[4]) RT_SAFE
{
	return four_sum(span_sum(x, s[0]), span_sum(x, s[1]), span_sum(x, s[2]), span_sum(x, s[3]));
}

#define SPANS_KERNEL(name, of_four)                                                                \
	static void name(float *out, const float *x, const struct kernel_span *span, uint32_t n)   \
		RT_SAFE                                                                            \
	{                                                                                          \
		struct kernel_span rest[4] = { { 0, 0 } };                                         \
		uint32_t i = 0;                                                                    \
		v4f four;                                                                          \
                                                                                                   \
		for (; i + 4 <= n; i += 4) {                                                       \
			four = of_four(x, span + i);                                               \
			memcpy(out + i, &four, sizeof four);                                       \
		}                                                                                  \
		if (i == n)                                                                        \
			return;                                                                    \
		memcpy(rest, span + i, (n - i) * sizeof *rest);                                    \
		four = of_four(x, rest);                                                           \
		memcpy(out + i, &four, (n - i) * sizeof *out);                                     \
	}

SPANS_KERNEL(simd_highest, spans_highest)
SPANS_KERNEL(simd_sum, spans_sum)
#undef SPANS_KERNEL

/* ---- Displayed bins ---- */

static void
simd_higher(float *out, const float *x, uint32_t step, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i += VF_N)
		vf_store(out + i, vf_max(vf_load(x + i), vf_load(x + i + step)));
}

/* As first rises by one at most, all that VF_N of them need is in a vector. */
static void
simd_between(float *out, const float *x, const uint32_t *first, const float *fraction,
	uint32_t n) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N) {
		const float *from = x + first[i];
		vi at = vi_load((const int32_t *)first + i) - (int32_t)first[i];
		vf low = vf_pick(from, at), high = vf_pick(from + 1, at);

		vf_store(out + i, vf_fma(vf_load(fraction + i), high - low, low));
	}
	plain_between(out + i, x, first + i, fraction + i, n - i);
}

static void
simd_hold(float *held, float *since, float *out, const float *now, uint32_t n, float passed,
	float after, float fall) RT_SAFE
{
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N) {
		vf old = vf_load(held + i), fresh = vf_load(now + i);
		vf age = vf_load(since + i) + vf_all(passed);
		vf fallen = old - (vf)((vi)(age > vf_all(after)) & (vi)vf_all(fall));
		vi stays = (vi)(fallen > fresh);

		old = vf_max(fallen, fresh);
		vf_store(held + i, old);
		vf_store(out + i, old);
		vf_store(since + i, (vf)((vi)age & stays));
	}
	plain_hold(held + i, since + i, out + i, now + i, n - i, passed, after, fall);
}

#endif
