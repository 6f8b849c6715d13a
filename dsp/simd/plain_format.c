/* SPDX-License-Identifier: ISC */
/*
 * The reference of the sample formats: one sample at a time, byte by byte, as
 * dsp/format.h defines them.
 */
#include "dsp/simd/plain_format.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const struct {
	float full; /* the integer of 1.0 */
	int bits, bytes;
} shape[] = {
	[SAMPLE_S16] = { 0x1p15f, 16, 2 },
	[SAMPLE_S24] = { 0x1p23f, 24, 4 },
	[SAMPLE_S24_3] = { 0x1p23f, 24, 3 },
	[SAMPLE_S32] = { 0x1p31f, 32, 4 },
};

static uint32_t
hash(uint32_t x) RT_SAFE
{
	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	return x ^ x >> 16;
}

/* LSB, more than -1 and less than 1. */
static float
dither_noise(const struct dither *d, uint32_t channel, uint32_t frame) RT_SAFE
{
	uint32_t h = hash(hash(d->seed) + channel * 0x9e3779b9u + d->frame + frame);

	return (float)((int32_t)(h >> 16) - (int32_t)(h & 0xffff)) / 65536.0f;
}

static int32_t
quantize(float x, double full) RT_SAFE
{
	double y = (double)x * full;

	if (isnan(y))
		return 0;
	return (int32_t)lrint(y < -full ? -full : y > full - 1.0 ? full - 1.0 : y);
}

/* The whole part is kept aside, since a float of 24 bits has no room for the noise beside it. */
static int32_t
quantize_dithered(float x, float full, float noise) RT_SAFE
{
	float y = x * full, low = 1.0f - full, high = full - 2.0f;
	long whole;

	if (isnan(y))
		y = 0.0f;
	y = y < low ? low : y > high ? high : y;
	whole = lrintf(y);
	return (int32_t)(whole + lrintf(noise + (y - (float)whole)));
}

static void
put(unsigned char *dst, uint32_t value, int bytes) RT_SAFE
{
	for (int i = 0; i < bytes; i++)
		dst[i] = (unsigned char)(value >> 8 * i);
}

static void
plain_write(enum sample_format f, unsigned char *dst, const float *const *planes, uint32_t first,
	uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE
{
	int bytes = shape[f].bytes;
	float full = shape[f].full;

	for (uint32_t n = 0; n < nframes; n++)
		for (uint32_t c = 0; c < nchannels; c++, dst += bytes) {
			float x = planes[c][first + n];
			int32_t value =
				dither && f != SAMPLE_S32
					? quantize_dithered(x, full, dither_noise(dither, c, n))
					: quantize(x, full);

			put(dst, (uint32_t)value, bytes);
		}
}

static void
plain_read(enum sample_format f, float *const *planes, uint32_t first, const unsigned char *src,
	uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	int bits = shape[f].bits, bytes = shape[f].bytes;

	for (uint32_t n = 0; n < nframes; n++)
		for (uint32_t c = 0; c < nchannels; c++, src += bytes) {
			int64_t value = 0;

			for (int i = 0; i < bits / 8; i++)
				value |= (int64_t)src[i] << 8 * i;
			if (value >> (bits - 1))
				value -= INT64_C(1) << bits;
			planes[c][first + n] = (float)value / shape[f].full;
		}
}

#define PLAIN_FORMAT(name, format)                                                                 \
	void plain_write_##name(void *dst, const float *const *planes, uint32_t first,             \
		uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE         \
	{                                                                                          \
		plain_write(format, dst, planes, first, nchannels, nframes, dither);               \
	}                                                                                          \
	void plain_read_##name(float *const *planes, uint32_t first, const void *src,              \
		uint32_t nchannels, uint32_t nframes) RT_SAFE                                      \
	{                                                                                          \
		plain_read(format, planes, first, src, nchannels, nframes);                        \
	}

PLAIN_FORMAT(s16, SAMPLE_S16)
PLAIN_FORMAT(s24, SAMPLE_S24)
PLAIN_FORMAT(s24_3, SAMPLE_S24_3)
PLAIN_FORMAT(s32, SAMPLE_S32)

void
plain_write_float(void *dst, const float *const *planes, uint32_t first, uint32_t nchannels,
	uint32_t nframes, const struct dither *dither) RT_SAFE
{
	unsigned char *to = dst;

	(void)dither;
	for (uint32_t n = 0; n < nframes; n++)
		for (uint32_t c = 0; c < nchannels; c++, to += sizeof(float))
			memcpy(to, &planes[c][first + n], sizeof(float));
}

void
plain_read_float(float *const *planes, uint32_t first, const void *src, uint32_t nchannels,
	uint32_t nframes) RT_SAFE
{
	const unsigned char *from = src;

	for (uint32_t n = 0; n < nframes; n++)
		for (uint32_t c = 0; c < nchannels; c++, from += sizeof(float))
			memcpy(&planes[c][first + n], from, sizeof(float));
}
