/* SPDX-License-Identifier: ISC */
/*
 * Words and bytes that change their places: two channels interleaved and
 * apart, words of 32 bits as packed ones of 24.  __builtin_shufflevector wants
 * its lists of places written out, hence one list per width.
 */
#ifndef AE_DSP_SIMD_SHUFFLE_H
#define AE_DSP_SIMD_SHUFFLE_H

#include "dsp/simd/places.h"

enum { PACKED_BYTES = VF_N * 3 }; /* of a vector of words of 24 bits */

typedef uint8_t vb __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t v16 __attribute__((vector_size(16)));
typedef int32_t v32 __attribute__((vector_size(32)));
typedef int16_t vs __attribute__((vector_size(VECTOR_BYTES / 2))); /* VF_N of them */

#if defined(__AVX512F__)
#define PLACES_ZIP_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define PLACES_ZIP_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define PLACES_EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define PLACES_ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define PLACES_CLOSE_UP 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15
#define PLACES_SPREAD 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11
#define PLACES_BYTES(lane, last) lane(0), lane(16), lane(32), last(48)
#elif defined(__AVX2__)
#define PLACES_ZIP_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define PLACES_ZIP_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#define PLACES_EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define PLACES_ODD 1, 3, 5, 7, 9, 11, 13, 15
#define PLACES_CLOSE_UP 0, 1, 2, 4, 5, 6, 3, 7
#define PLACES_BYTES(lane, last) lane(0), last(16)
#else
#define PLACES_ZIP_LOW 0, 4, 1, 5
#define PLACES_ZIP_HIGH 2, 6, 3, 7
#define PLACES_EVEN 0, 2, 4, 6
#define PLACES_ODD 1, 3, 5, 7
#define PLACES_CLOSE_UP 0, 1, 2, 3
#define PLACES_BYTES(lane, last) last(0)
#endif

/* Within 16 bytes: the low three of each word to the front; and back from there, or from where
 * 4 others precede them, to the upper three. */
#define LANE_PACK(o)                                                                               \
	o + 0, o + 1, o + 2, o + 4, o + 5, o + 6, o + 8, o + 9, o + 10, o + 12, o + 13, o + 14,    \
		o + 3, o + 7, o + 11, o + 15
#define LANE_UNPACK(o)                                                                             \
	o + 12, o + 0, o + 1, o + 2, o + 13, o + 3, o + 4, o + 5, o + 14, o + 6, o + 7, o + 8,     \
		o + 15, o + 9, o + 10, o + 11
#define LANE_UNPACK_LAST(o)                                                                        \
	o + 0, o + 4, o + 5, o + 6, o + 1, o + 7, o + 8, o + 9, o + 2, o + 10, o + 11, o + 12,     \
		o + 3, o + 13, o + 14, o + 15

/* a0 b0 a1 b1 ..., first half. */
static inline vi
vi_zip_low(vi a, vi b) RT_SAFE
{
	return __builtin_shufflevector(a, b, PLACES_ZIP_LOW);
}

static inline vi
vi_zip_high(vi a, vi b) RT_SAFE
{
	return __builtin_shufflevector(a, b, PLACES_ZIP_HIGH);
}

/* Of a and b after one another, the places 0 2 4 ... and 1 3 5 .... */
static inline vi
vi_even(vi a, vi b) RT_SAFE
{
	return __builtin_shufflevector(a, b, PLACES_EVEN);
}

static inline vi
vi_odd(vi a, vi b) RT_SAFE
{
	return __builtin_shufflevector(a, b, PLACES_ODD);
}

#if defined(__AVX512F__) /* words between lanes in one go, and PACKED_BYTES alone */

static inline void
vi_store_packed(unsigned char *dst, vi v) RT_SAFE
{
	vb bytes = __builtin_shufflevector((vb)v, (vb)v, PLACES_BYTES(LANE_PACK, LANE_PACK));

	v = __builtin_shufflevector((vi)bytes, (vi)bytes, PLACES_CLOSE_UP);
	vi_store_first(dst, v, PACKED_BYTES / 4);
}

static inline vi
vi_load_packed(const unsigned char *src) RT_SAFE
{
	vi words = vi_load_first(src, PACKED_BYTES / 4);
	vb lanes = (vb)__builtin_shufflevector(words, words, PLACES_SPREAD);

	return (vi)__builtin_shufflevector(lanes, lanes, PLACES_BYTES(LANE_UNPACK, LANE_UNPACK)) &
	       ~0xff;
}

#elif defined(__x86_64__) && !defined(__SSSE3__) /* knows no shuffle of bytes */

/* The low three bytes of each word, as PACKED_BYTES at dst. */
static inline void
vi_store_packed(unsigned char *dst, vi v) RT_SAFE
{
	uint64_t half[2], bytes;
	uint32_t rest;
	vl pair = (vl)v;

	pair = (pair & 0xffffff) | ((pair >> 8) & 0xffffff000000);
	memcpy(half, &pair, sizeof half);
	bytes = half[0] | half[1] << 48;
	rest = (uint32_t)(half[1] >> 16);
	memcpy(dst, &bytes, sizeof bytes);
	memcpy(dst + sizeof bytes, &rest, sizeof rest);
}

/* PACKED_BYTES at src as the upper three bytes of words; the lowest is 0. */
static inline vi
vi_load_packed(const unsigned char *src) RT_SAFE
{
	uint64_t low;
	uint32_t high;
	vl pair;

	memcpy(&low, src, sizeof low);
	memcpy(&high, src + sizeof low, sizeof high);
	pair = (vl){ (int64_t)(low & 0xffffffffffff), (int64_t)(low >> 48 | (uint64_t)high << 16) };
	pair = (pair & 0xffffff) << 8 | (pair & 0xffffff000000) << 16;
	return (vi)pair;
}

#else

static inline void
vi_store_packed(unsigned char *dst, vi v) RT_SAFE
{
	vb bytes = __builtin_shufflevector((vb)v, (vb)v, PLACES_BYTES(LANE_PACK, LANE_PACK));

	v = __builtin_shufflevector((vi)bytes, (vi)bytes, PLACES_CLOSE_UP);
	memcpy(dst, &v, PACKED_BYTES);
}

/* 16 bytes, of which the first 12 matter, or as the last of PACKED_BYTES the last 12. */
static inline v16
lane_load(const unsigned char *src) RT_SAFE
{
	v16 v;

	memcpy(&v, src, sizeof v);
	return v;
}

#if defined(__AVX2__)
static inline vi
lanes_load(const unsigned char *src) RT_SAFE
{
	return __builtin_shufflevector(lane_load(src), lane_load(src + 8), 0, 1, 2, 3, 4, 5, 6, 7);
}
#else
static inline vi
lanes_load(const unsigned char *src) RT_SAFE
{
	uint32_t word[3];

	memcpy(word, src, sizeof word);
	return (vi){ 0, (int32_t)word[0], (int32_t)word[1], (int32_t)word[2] };
}
#endif

static inline vi
vi_load_packed(const unsigned char *src) RT_SAFE
{
	vb lanes = (vb)lanes_load(src);
	vb bytes =
		__builtin_shufflevector(lanes, lanes, PLACES_BYTES(LANE_UNPACK, LANE_UNPACK_LAST));

	return (vi)bytes & ~0xff;
}

#endif

#endif
