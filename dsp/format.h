/* SPDX-License-Identifier: ISC */
/*
 * Samples as sound cards and files have them: interleaved and little-endian,
 * to and from the planar floats of the engine.
 *
 * Scale.  An integer of B bits is the float times 2^(B-1), in both directions,
 * as ALSA's plugins, libsndfile, JACK's drivers and PipeWire have it: a power
 * of two changes no bit of the mantissa, silence is 0, and what was read is
 * written again as it was (s16 and s24 bit by bit; a float has 24 bits, so
 * reading s32 rounds to the nearest of these, ties to even).  The other
 * convention, 2^(B-1) - 1, which makes +1.0 the largest integer, gives up all
 * of that for one step of level.
 *
 * Writing rounds to nearest, ties to even.  The integers end one step below
 * +1.0: from there on everything becomes the largest one (2147483647 for s32,
 * although that is not a float: +1.0 itself is compared, and the float below
 * it is 2147483520), everything below -1.0 the smallest, and NaN becomes 0.
 * FLOAT passes every bit as it is, NaN and values beyond 1.0 included.
 *
 * Dither.  With a struct dither, s16, s24 and s24_3 get triangular noise (TPDF)
 * of +-1 LSB before they are rounded, made of two rectangular ones of 1 LSB:
 * the least that frees mean and power of the error from the signal (Lipshitz,
 * Wannamaker, Vanderkooy, "Quantization and Dither: A Theoretical Survey",
 * JAES 40, 1992).  The error is then white, of mean 0 and variance LSB^2/4.
 * The signal is limited one LSB short of the ends, so that noise never clips.
 * s32 and FLOAT take no dither: a float has nothing below their last bit.
 *
 * The noise of frame n in channel c is a hash of n and c, not the next number
 * of a generator: it depends neither on how the signal is cut into blocks nor
 * on the width of a vector, and every kernel gives the same bits.  The hash is
 * lowbias32 (C. Wellons, "Prospecting for Hash Functions", 2018),
 *	h(x): x ^= x >> 16, x *= 0x7feb352d, x ^= x >> 15, x *= 0x846ca68b, x ^= x >> 16
 * of x = h(seed) + c 0x9e3779b9 + n (mod 2^32); the noise is its upper half
 * minus its lower half, as 16 bits each, over 65536.  h is a permutation: in its
 * period of 2^32 frames (a day at 48 kHz) every pair of halves comes once, so
 * that the noise is exactly triangular.  Channels (and seeds) are places in one
 * sequence; up to 64 channels lie at least 4 * 10^7 frames apart.
 */
#ifndef AE_DSP_FORMAT_H
#define AE_DSP_FORMAT_H

#include <stdint.h>

#include "rt/attributes.h"

enum sample_format {
	SAMPLE_S16,
	SAMPLE_S24, /* in 32-bit words: written with the sign in the top byte, which reading ignores
		     */
	SAMPLE_S24_3, /* in 3 bytes */
	SAMPLE_S32,
	SAMPLE_FLOAT,
	SAMPLE_FORMAT_COUNT
};

/* Owned by the writer of one stream. */
struct dither {
	uint32_t seed;  /* any; two streams that are heard together have two */
	uint32_t frame; /* n of the next frame */
};

struct kernels;

struct format {
	const char *name;      /* ALSA's: "S16_LE", "S24_LE", "S24_3LE", "S32_LE", "FLOAT_LE" */
	uint32_t sample_bytes; /* of one channel in one frame */
	uint32_t bits;         /* of the integer; FLOAT: of its mantissa, 24 */

	/* The kernels behind format_write() and format_read(), see there and dsp/kernels.h. */
	void (*write)(void *dst, const float *const *planes, uint32_t first, uint32_t nchannels,
		uint32_t nframes, const struct dither *dither) RT_SAFE;
	void (*read)(float *const *planes, uint32_t first, const void *src, uint32_t nchannels,
		uint32_t nframes) RT_SAFE;
};

/* A format with the kernels of a table.  Context: any. */
void format_init(struct format *f, enum sample_format which, const struct kernels *k);

/*
 * Interleave: frames first .. first + nframes - 1 of nchannels (>= 1) planes become nframes
 * frames at dst, of any alignment; nothing beside them is touched.  dst overlaps no plane.
 * dither: NULL for none, else moved on by nframes.
 * Context: audio.
 */
void format_write(const struct format *f, void *dst, const float *const *planes, uint32_t first,
	uint32_t nchannels, uint32_t nframes, struct dither *dither) RT_SAFE;

/* The opposite: nframes frames at src become frames first .. first + nframes - 1 of the planes.
 * Context: audio. */
void format_read(const struct format *f, float *const *planes, uint32_t first, const void *src,
	uint32_t nchannels, uint32_t nframes) RT_SAFE;

#endif
