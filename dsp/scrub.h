/* SPDX-License-Identifier: ISC */
/*
 * Keeps from the next one what is no sound.  NaN and infinity are replaced,
 * and so that this is no click, with a fade: from the last good value down to
 * zero in 1 ms; silence for as long as bad samples keep coming and 1 ms more;
 * then the signal fades in within 5 ms.  6 ms after the last bad sample it
 * passes bit by bit again.  Denormals, far below hearing but slow to compute
 * with, become zero.  Each channel for itself: the others have done nothing
 * and stay as they are.  The result does not depend on how a signal is cut
 * into blocks.
 *
 *   bad samples      x x  x
 *   last value ------.
 *                     `--.______________             ,------- signal
 *                     1 ms              |1 ms|5 ms ,'
 *                                       +----+---'
 */
#ifndef AE_DSP_SCRUB_H
#define AE_DSP_SCRUB_H

#include <stdint.h>

#include "dsp/kernels.h"
#include "rt/attributes.h"

enum { SCRUB_CHANNELS_MAX = 64 };

/* What follows from the rate; shared by all places of one stream. */
struct scrub {
	const struct kernels *kernels;
	uint32_t nchannels;
	uint32_t nframes_out; /* of the fade to zero, and least silence after a bad sample */
	uint32_t nframes_in;  /* of the fade in */
};

/* One place in the signal's way.  Zeroed memory is the start, after silence. */
struct scrub_state {
	uint64_t fading;                /* a bit for each channel that is on its way back */
	float last[SCRUB_CHANNELS_MAX]; /* sample that left last */
	struct scrub_fade {
		float from;         /* the fade to zero starts there */
		uint32_t out_left;  /* frames of it */
		uint32_t until_fit; /* frames until the signal passes unchanged again; 0: it does */
	} fade[SCRUB_CHANNELS_MAX];
};

struct scrub_count { /* samples, all channels */
	uint32_t nonfinite, denormal;
};

/* nchannels 1 .. SCRUB_CHANNELS_MAX.  Context: any. */
void scrub_init(struct scrub *s, const struct kernels *k, uint32_t nchannels, uint32_t rate_hz);

/* block: nchannels blocks of nframes, changed in place where they need it.
 * Context: audio.  Return: what was found in them. */
struct scrub_count scrub_process(const struct scrub *s, struct scrub_state *at, float *const *block,
	uint32_t nframes) RT_SAFE;

#endif
