/* SPDX-License-Identifier: ISC */
/*
 * Sample formats, VF_N frames at a time.  One body serves every format: the
 * format is a constant in each of the functions at the end, and what does not
 * concern it falls away.
 *
 * One and two channels go straight through.  What does not fill the last vector
 * of a block is done by a vector that ends with the block, whose first frames
 * are written a second time with the same values.  More channels, and blocks
 * shorter than a vector, go channel by channel through a tile of words.
 */
#ifndef AE_DSP_SIMD_FORMAT_H
#define AE_DSP_SIMD_FORMAT_H

#include <stdbool.h>

#include "dsp/kernels.h"
#include "dsp/simd/shuffle.h"

#define FORMAT_INLINE static inline __attribute__((always_inline))

enum { FORMAT_TILE = 64 }; /* frames, a multiple of every VF_N */

static const uint32_t format_count[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

FORMAT_INLINE uint32_t
format_bytes(enum sample_format f) RT_SAFE
{
	return f == SAMPLE_S16 ? 2 : f == SAMPLE_S24_3 ? 3 : 4;
}

FORMAT_INLINE uint32_t
format_hash(uint32_t x) RT_SAFE
{
	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	return x ^ x >> 16;
}

/* x of dsp/format.h at frame 0 of a call. */
FORMAT_INLINE uint32_t
format_noise_start(const struct dither *d, uint32_t channel) RT_SAFE
{
	return d ? format_hash(d->seed) + channel * 0x9e3779b9u + d->frame : 0;
}

/* 2^16 times the noise of the VF_N frames from x on. */
FORMAT_INLINE vf
format_noise(uint32_t x) RT_SAFE
{
	vu h;

	memcpy(&h, format_count, sizeof h);
	h += x;
	h ^= h >> 16;
	h *= 0x7feb352du;
	h ^= h >> 15;
	h *= 0x846ca68bu;
	h ^= h >> 16;
	return vi_to_float((vi)(h >> 16) - (vi)(h & 0xffff));
}

/* Floats as the integers of a format, sign-extended; FLOAT as their bits. */
FORMAT_INLINE vi
format_quantize(enum sample_format f, vf x, uint32_t noise, bool dithered) RT_SAFE
{
	float full = f == SAMPLE_S16 ? 0x1p15f : f == SAMPLE_S32 ? 0x1p31f : 0x1p23f;
	float margin = dithered ? 1.0f : 0.0f;
	vi whole;

	if (f == SAMPLE_FLOAT)
		return (vi)x;
	x *= full;
	x = (vf)((vi)x & (x == x));
	if (f == SAMPLE_S32) {
		vi over = x >= full;

		return (vf_round(x) & ~over) | (over & INT32_MAX);
	}
	x = vf_min(vf_max(x, vf_all(margin - full)), vf_all(full - 1.0f - margin));
	whole = vf_round(x);
	if (dithered)
		whole += vf_round(
			vf_fma(format_noise(noise), vf_all(0x1p-16f), x - vi_to_float(whole)));
	return whole;
}

/* Integers of 32 bits, the format's own in the upper ones, as floats; FLOAT from its bits. */
FORMAT_INLINE vf
format_scale(enum sample_format f, vi word) RT_SAFE
{
	return f == SAMPLE_FLOAT ? (vf)word : vi_to_float(word) * 0x1p-31f;
}

FORMAT_INLINE void
words_store(unsigned char *dst, vi v) RT_SAFE
{
	memcpy(dst, &v, sizeof v);
}

FORMAT_INLINE vi
words_load(const unsigned char *src) RT_SAFE
{
	vi v;

	memcpy(&v, src, sizeof v);
	return v;
}

FORMAT_INLINE void
format_store_mono(enum sample_format f, unsigned char *dst, vi v) RT_SAFE
{
	if (f == SAMPLE_S16) {
		vs narrow = __builtin_convertvector(v, vs);

		memcpy(dst, &narrow, sizeof narrow);
	} else if (f == SAMPLE_S24_3) {
		vi_store_packed(dst, v);
	} else {
		words_store(dst, v);
	}
}

FORMAT_INLINE void
format_store_stereo(enum sample_format f, unsigned char *dst, vi left, vi right) RT_SAFE
{
	if (f == SAMPLE_S16) { /* a frame is a word */
		words_store(dst, (left & 0xffff) | (vi)((vu)right << 16));
		return;
	}
	format_store_mono(f, dst, vi_zip_low(left, right));
	format_store_mono(f, dst + VF_N * format_bytes(f), vi_zip_high(left, right));
}

FORMAT_INLINE vi
format_load_mono(enum sample_format f, const unsigned char *src) RT_SAFE
{
	if (f == SAMPLE_S16) {
		vs narrow;

		memcpy(&narrow, src, sizeof narrow);
		return (vi)((vu) __builtin_convertvector(narrow, vi) << 16);
	}
	if (f == SAMPLE_S24_3)
		return vi_load_packed(src);
	return f == SAMPLE_S24 ? (vi)((vu)words_load(src) << 8) : words_load(src);
}

FORMAT_INLINE void
format_load_stereo(enum sample_format f, const unsigned char *src, vi *left, vi *right) RT_SAFE
{
	vi low, high;

	if (f == SAMPLE_S16) {
		vu frames = (vu)words_load(src);

		*left = (vi)(frames << 16);
		*right = (vi)(frames & 0xffff0000u);
		return;
	}
	low = format_load_mono(f, src);
	high = format_load_mono(f, src + VF_N * format_bytes(f));
	*left = vi_even(low, high);
	*right = vi_odd(low, high);
}

/* One word of a tile at dst, and back, as format_quantize() and format_scale() have it. */
FORMAT_INLINE void
format_put(enum sample_format f, unsigned char *dst, int32_t word) RT_SAFE
{
	if (f == SAMPLE_S24_3) {
		memcpy(dst, &word, 2);
		dst[2] = (unsigned char)((uint32_t)word >> 16);
	} else {
		memcpy(dst, &word, format_bytes(f));
	}
}

FORMAT_INLINE int32_t
format_get(enum sample_format f, const unsigned char *src) RT_SAFE
{
	uint32_t word = 0;

	if (f == SAMPLE_S24_3)
		return (int32_t)((uint32_t)src[0] << 8 | (uint32_t)src[1] << 16 |
				 (uint32_t)src[2] << 24);
	memcpy(&word, src, format_bytes(f));
	return (int32_t)(f == SAMPLE_S16 ? word << 16 : f == SAMPLE_S24 ? word << 8 : word);
}

FORMAT_INLINE void
format_write_tiles(enum sample_format f, unsigned char *dst, const float *plane, uint32_t stride,
	uint32_t nframes, uint32_t noise, bool dithered) RT_SAFE
{
	float in[FORMAT_TILE];
	int32_t tile[FORMAT_TILE];

	for (uint32_t done = 0, n; done < nframes; done += n) {
		const float *from = plane + done;

		n = nframes - done < FORMAT_TILE ? nframes - done : FORMAT_TILE;
		if (n % VF_N) {
			memset(in + n / VF_N * VF_N, 0, VF_N * sizeof *in);
			from = memcpy(in, from, n * sizeof *in);
		}
		for (uint32_t i = 0; i < n; i += VF_N)
			words_store((unsigned char *)(tile + i),
				format_quantize(f, vf_load(from + i), noise + done + i, dithered));
		for (uint32_t i = 0; i < n; i++, dst += stride)
			format_put(f, dst, tile[i]);
	}
}

FORMAT_INLINE void
format_read_tiles(enum sample_format f, float *plane, const unsigned char *src, uint32_t stride,
	uint32_t nframes) RT_SAFE
{
	float out[FORMAT_TILE];
	int32_t tile[FORMAT_TILE];

	for (uint32_t done = 0, n; done < nframes; done += n) {
		uint32_t vectors;

		n = nframes - done < FORMAT_TILE ? nframes - done : FORMAT_TILE;
		vectors = (n + VF_N - 1) / VF_N;
		memset(tile + (vectors - 1) * VF_N, 0, VF_N * sizeof *tile);
		for (uint32_t i = 0; i < n; i++, src += stride)
			tile[i] = format_get(f, src);
		for (uint32_t i = 0; i < vectors * VF_N; i += VF_N)
			vf_store(out + i, format_scale(f, words_load((unsigned char *)(tile + i))));
		memcpy(plane + done, out, n * sizeof *out);
	}
}

/* The next place of a vector after i: of the last, so that it ends with the block. */
FORMAT_INLINE uint32_t
format_next(uint32_t i, uint32_t nframes) RT_SAFE
{
	return i + 2 * VF_N <= nframes || i + VF_N == nframes ? i + VF_N : nframes - VF_N;
}

FORMAT_INLINE void
format_write_as(enum sample_format f, unsigned char *dst, const float *const *planes,
	uint32_t first, uint32_t nchannels, uint32_t nframes, const struct dither *dither,
	bool dithered) RT_SAFE
{
	uint32_t bytes = format_bytes(f), left = format_noise_start(dither, 0);
	uint32_t right = format_noise_start(dither, 1);

	if (nchannels > 2 || nframes < VF_N) {
		for (uint32_t c = 0; c < nchannels; c++)
			format_write_tiles(f, dst + c * bytes, planes[c] + first, nchannels * bytes,
				nframes, format_noise_start(dither, c), dithered);
	} else if (nchannels == 2) {
		const float *l = planes[0] + first, *r = planes[1] + first;

		for (uint32_t i = 0; i < nframes; i = format_next(i, nframes))
			format_store_stereo(f, dst + (size_t)i * 2 * bytes,
				format_quantize(f, vf_load(l + i), left + i, dithered),
				format_quantize(f, vf_load(r + i), right + i, dithered));
	} else {
		const float *l = planes[0] + first;

		for (uint32_t i = 0; i < nframes; i = format_next(i, nframes))
			format_store_mono(f, dst + (size_t)i * bytes,
				format_quantize(f, vf_load(l + i), left + i, dithered));
	}
}

FORMAT_INLINE void
format_read_as(enum sample_format f, float *const *planes, uint32_t first, const unsigned char *src,
	uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	uint32_t bytes = format_bytes(f);

	if (nchannels > 2 || nframes < VF_N) {
		for (uint32_t c = 0; c < nchannels; c++)
			format_read_tiles(
				f, planes[c] + first, src + c * bytes, nchannels * bytes, nframes);
	} else if (nchannels == 2) {
		float *l = planes[0] + first, *r = planes[1] + first;

		for (uint32_t i = 0; i < nframes; i = format_next(i, nframes)) {
			vi left, right;

			format_load_stereo(f, src + (size_t)i * 2 * bytes, &left, &right);
			vf_store(l + i, format_scale(f, left));
			vf_store(r + i, format_scale(f, right));
		}
	} else {
		float *l = planes[0] + first;

		for (uint32_t i = 0; i < nframes; i = format_next(i, nframes))
			vf_store(l + i,
				format_scale(f, format_load_mono(f, src + (size_t)i * bytes)));
	}
}

#define FORMAT_KERNELS(name, format, dithers)                                                      \
	static void simd_write_##name(void *dst, const float *const *planes, uint32_t first,       \
		uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE         \
	{                                                                                          \
		if (dithers && dither)                                                             \
			format_write_as(                                                           \
				format, dst, planes, first, nchannels, nframes, dither, true);     \
		else                                                                               \
			format_write_as(                                                           \
				format, dst, planes, first, nchannels, nframes, NULL, false);      \
	}                                                                                          \
	static void simd_read_##name(float *const *planes, uint32_t first, const void *src,        \
		uint32_t nchannels, uint32_t nframes) RT_SAFE                                      \
	{                                                                                          \
		format_read_as(format, planes, first, src, nchannels, nframes);                    \
	}

FORMAT_KERNELS(s16, SAMPLE_S16, true)
FORMAT_KERNELS(s24, SAMPLE_S24, true)
FORMAT_KERNELS(s24_3, SAMPLE_S24_3, true)
FORMAT_KERNELS(s32, SAMPLE_S32, false)
FORMAT_KERNELS(float, SAMPLE_FLOAT, false)
#undef FORMAT_KERNELS

#endif
