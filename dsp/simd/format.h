/* SPDX-License-Identifier: ISC */
/*
 * Sample formats, VF_N frames at a time.  One body serves every format: the
 * format is a constant in each of the functions at the end, and what does not
 * concern it falls away.
 *
 * Channels go in groups of 4, 2 and 1.  A group that is a whole frame is written
 * straight to its place; the others through a tile, from where each frame is
 * copied to its own.  What does not fill the last vector of a block is done by a
 * vector that ends with the block, so that some frames are written a second
 * time, with the same values.
 */
#ifndef AE_DSP_SIMD_FORMAT_H
#define AE_DSP_SIMD_FORMAT_H

#include <stdbool.h>

#include "dsp/kernels.h"
#include "dsp/simd/shuffle.h"

#define FORMAT_INLINE static inline __attribute__((always_inline))

enum {
	FORMAT_GROUP = 4, /* channels at most */
	FORMAT_TILE = 64  /* frames, a multiple of every VF_N */
};

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
	return format_hash(d->seed) + channel * 0x9e3779b9u + d->frame;
}

/* 2^16 times the noise of the VF_N frames from x on. */
FORMAT_INLINE vf
format_noise(uint32_t x) RT_SAFE
{
	vu h, upper;

	memcpy(&h, format_count, sizeof h);
	h += x;
	h ^= h >> 16;
	h *= 0x7feb352du;
	h ^= h >> 15;
	h *= 0x846ca68bu;
	upper = h >> 16; /* stays when the hash ends with h ^= h >> 16 */
	return vi_to_float((vi)upper - (vi)((h ^ upper) & 0xffff));
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

/* Two channels of s16 in a word, and out of it into the upper halves of two. */
FORMAT_INLINE vi
format_pair(vi left, vi right) RT_SAFE
{
	return (left & 0xffff) | (vi)((vu)right << 16);
}

FORMAT_INLINE void
format_split(vi pair, vi *left, vi *right) RT_SAFE
{
	*left = (vi)((vu)pair << 16);
	*right = (vi)((vu)pair & 0xffff0000u);
}

FORMAT_INLINE void
format_store_stereo(enum sample_format f, unsigned char *dst, vi left, vi right) RT_SAFE
{
	if (f == SAMPLE_S16) {
		words_store(dst, format_pair(left, right));
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
		format_split(words_load(src), left, right);
		return;
	}
	low = format_load_mono(f, src);
	high = format_load_mono(f, src + VF_N * format_bytes(f));
	*left = vi_even(low, high);
	*right = vi_odd(low, high);
}

/* VF_N frames of a group of 1, 2 or 4 channels, as format_quantize() made them, side by side. */
FORMAT_INLINE void
format_interleave(enum sample_format f, uint32_t group, unsigned char *dst, const vi *q) RT_SAFE
{
	uint32_t quarter = VF_N * format_bytes(f);

	if (group == 1) {
		format_store_mono(f, dst, q[0]);
	} else if (group == 2) {
		format_store_stereo(f, dst, q[0], q[1]);
	} else if (f == SAMPLE_S16) { /* two channels are a word */
		vi front = format_pair(q[0], q[1]), rear = format_pair(q[2], q[3]);

		words_store(dst, vi_zip_low(front, rear));
		words_store(dst + 2 * quarter, vi_zip_high(front, rear));
	} else {
		format_store_stereo(f, dst, vi_zip_low(q[0], q[2]), vi_zip_low(q[1], q[3]));
		format_store_stereo(
			f, dst + 2 * quarter, vi_zip_high(q[0], q[2]), vi_zip_high(q[1], q[3]));
	}
}

/* The opposite, to words for format_scale(). */
FORMAT_INLINE void
format_separate(enum sample_format f, uint32_t group, const unsigned char *src, vi *q) RT_SAFE
{
	uint32_t quarter = VF_N * format_bytes(f);

	if (group == 1) {
		q[0] = format_load_mono(f, src);
	} else if (group == 2) {
		format_load_stereo(f, src, &q[0], &q[1]);
	} else if (f == SAMPLE_S16) {
		vi low = words_load(src), high = words_load(src + 2 * quarter);

		format_split(vi_even(low, high), &q[0], &q[1]);
		format_split(vi_odd(low, high), &q[2], &q[3]);
	} else {
		vi low[2], high[2];

		format_load_stereo(f, src, &low[0], &low[1]);
		format_load_stereo(f, src + 2 * quarter, &high[0], &high[1]);
		q[0] = vi_even(low[0], high[0]);
		q[1] = vi_even(low[1], high[1]);
		q[2] = vi_odd(low[0], high[0]);
		q[3] = vi_odd(low[1], high[1]);
	}
}

/* Where the channels of a group are.  One by one and not in a loop, here and below: gcc -O2 does
 * not unroll, and what a loop indexes stays in memory. */
struct format_ends {
	float *channel[FORMAT_GROUP];
};

FORMAT_INLINE struct format_ends
format_ends_at(uint32_t group, float *const *planes, uint32_t first) RT_SAFE
{
	struct format_ends e = { { planes[0] + first } };

	if (group > 1)
		e.channel[1] = planes[1] + first;
	if (group > 2) {
		e.channel[2] = planes[2] + first;
		e.channel[3] = planes[3] + first;
	}
	return e;
}

/* VF_N frames from i on, side by side to dst. */
FORMAT_INLINE void
format_write_vector(enum sample_format f, uint32_t group, unsigned char *dst, struct format_ends in,
	uint32_t i, const uint32_t *noise, bool dithered) RT_SAFE
{
	vi q[FORMAT_GROUP];

	q[0] = format_quantize(f, vf_load(in.channel[0] + i), noise[0] + i, dithered);
	if (group > 1)
		q[1] = format_quantize(f, vf_load(in.channel[1] + i), noise[1] + i, dithered);
	if (group > 2) {
		q[2] = format_quantize(f, vf_load(in.channel[2] + i), noise[2] + i, dithered);
		q[3] = format_quantize(f, vf_load(in.channel[3] + i), noise[3] + i, dithered);
	}
	format_interleave(f, group, dst, q);
}

/* VF_N frames side by side at src, to i and on. */
FORMAT_INLINE void
format_read_vector(enum sample_format f, uint32_t group, struct format_ends out, uint32_t i,
	const unsigned char *src) RT_SAFE
{
	vi q[FORMAT_GROUP];

	format_separate(f, group, src, q);
	vf_store(out.channel[0] + i, format_scale(f, q[0]));
	if (group > 1)
		vf_store(out.channel[1] + i, format_scale(f, q[1]));
	if (group > 2) {
		vf_store(out.channel[2] + i, format_scale(f, q[2]));
		vf_store(out.channel[3] + i, format_scale(f, q[3]));
	}
}

/* A group that is a whole frame; at least one vector. */
FORMAT_INLINE void
format_write_direct(enum sample_format f, uint32_t group, unsigned char *dst, struct format_ends in,
	uint32_t nframes, const uint32_t *noise, bool dithered) RT_SAFE
{
	uint32_t bytes = group * format_bytes(f), last = nframes - VF_N;

	for (uint32_t i = 0; i < last; i += VF_N)
		format_write_vector(f, group, dst + (size_t)i * bytes, in, i, noise, dithered);
	format_write_vector(f, group, dst + (size_t)last * bytes, in, last, noise, dithered);
}

FORMAT_INLINE void
format_read_direct(enum sample_format f, uint32_t group, struct format_ends out,
	const unsigned char *src, uint32_t nframes) RT_SAFE
{
	uint32_t bytes = group * format_bytes(f), last = nframes - VF_N;

	for (uint32_t i = 0; i < last; i += VF_N)
		format_read_vector(f, group, out, i, src + (size_t)i * bytes);
	format_read_vector(f, group, out, last, src + (size_t)last * bytes);
}

/* A group of channels to its place in frames of stride bytes. */
FORMAT_INLINE void
format_write_group(enum sample_format f, uint32_t group, unsigned char *dst, uint32_t stride,
	const float *const *planes, uint32_t first, uint32_t nframes, const uint32_t *noise,
	bool dithered) RT_SAFE
{
	uint32_t bytes = group * format_bytes(f), n = nframes < VF_N ? nframes : VF_N;
	struct format_ends in = format_ends_at(group, (float *const *)planes, first);
	unsigned char tile[FORMAT_GROUP * VF_N * 4];
	float padded[FORMAT_GROUP][VF_N];

	if (stride == bytes && n == VF_N) {
		format_write_direct(f, group, dst, in, nframes, noise, dithered);
		return;
	}
	for (uint32_t c = 0; c < group && n < VF_N; c++) {
		memset(padded[c], 0, sizeof padded[c]);
		in.channel[c] = memcpy(padded[c], in.channel[c], n * sizeof(float));
	}
	for (uint32_t i = 0; i < nframes; i += VF_N) {
		uint32_t at = i + n > nframes ? nframes - n : i;
		unsigned char *to = dst + (size_t)at * stride;

		format_write_vector(f, group, tile, in, at, noise, dithered);
		for (uint32_t k = 0; k < n; k++, to += stride)
			memcpy(to, tile + k * bytes, bytes);
	}
}

/* A group of channels from its place in frames of stride bytes. */
FORMAT_INLINE void
format_read_group(enum sample_format f, uint32_t group, float *const *planes, uint32_t first,
	const unsigned char *src, uint32_t stride, uint32_t nframes) RT_SAFE
{
	uint32_t bytes = group * format_bytes(f);
	unsigned char tile[FORMAT_GROUP * FORMAT_TILE * 4];
	float padded[FORMAT_GROUP][FORMAT_TILE];
	float *const pads[] = { padded[0], padded[1], padded[2], padded[3] };

	if (stride == bytes && nframes >= VF_N) {
		format_read_direct(f, group, format_ends_at(group, planes, first), src, nframes);
		return;
	}
	for (uint32_t done = 0, n; done < nframes; done += n) {
		bool whole = nframes - done >= FORMAT_TILE;
		struct format_ends to = whole ? format_ends_at(group, planes, first + done)
					      : format_ends_at(group, pads, 0);

		n = whole ? FORMAT_TILE : nframes - done;
		for (uint32_t k = 0; k < n; k++, src += stride)
			memcpy(tile + k * bytes, src, bytes);
		if (n % VF_N)
			memset(tile + n * bytes, 0, (VF_N - n % VF_N) * bytes);
		for (uint32_t i = 0; i < n; i += VF_N)
			format_read_vector(f, group, to, i, tile + i * bytes);
		for (uint32_t c = 0; c < group && !whole; c++)
			memcpy(planes[c] + first + done, padded[c], n * sizeof(float));
	}
}

/* How many of the channels left make the next group. */
FORMAT_INLINE uint32_t
format_group(uint32_t left) RT_SAFE
{
	return left >= FORMAT_GROUP ? FORMAT_GROUP : left >= 2 ? 2 : 1;
}

FORMAT_INLINE void
format_write_as(enum sample_format f, unsigned char *dst, const float *const *planes,
	uint32_t first, uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE
{
	uint32_t stride = nchannels * format_bytes(f);
	bool dithered = dither;

	for (uint32_t c = 0, group; c < nchannels; c += group) {
		unsigned char *to = dst + c * format_bytes(f);
		const float *const *from = planes + c;
		uint32_t noise[FORMAT_GROUP];

		group = format_group(nchannels - c);
		for (uint32_t i = 0; i < FORMAT_GROUP; i++)
			noise[i] = dither ? format_noise_start(dither, c + i) : 0;
		if (group == 4)
			format_write_group(f, 4, to, stride, from, first, nframes, noise, dithered);
		else if (group == 2)
			format_write_group(f, 2, to, stride, from, first, nframes, noise, dithered);
		else
			format_write_group(f, 1, to, stride, from, first, nframes, noise, dithered);
	}
}

FORMAT_INLINE void
format_read_as(enum sample_format f, float *const *planes, uint32_t first, const unsigned char *src,
	uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	uint32_t stride = nchannels * format_bytes(f);

	for (uint32_t c = 0, group; c < nchannels; c += group) {
		const unsigned char *from = src + c * format_bytes(f);

		group = format_group(nchannels - c);
		if (group == 4)
			format_read_group(f, 4, planes + c, first, from, stride, nframes);
		else if (group == 2)
			format_read_group(f, 2, planes + c, first, from, stride, nframes);
		else
			format_read_group(f, 1, planes + c, first, from, stride, nframes);
	}
}

#define FORMAT_KERNELS(name, format, dithers)                                                      \
	static void simd_write_##name(void *dst, const float *const *planes, uint32_t first,       \
		uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE         \
	{                                                                                          \
		if (dithers && dither)                                                             \
			format_write_as(format, dst, planes, first, nchannels, nframes, dither);   \
		else                                                                               \
			format_write_as(format, dst, planes, first, nchannels, nframes, NULL);     \
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
