/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the simulated device captures: always the same samples for the same knobs. */
#ifndef AE_ENGINE_DUMMY_SIGNAL_H
#define AE_ENGINE_DUMMY_SIGNAL_H

#include <stdint.h>

#include "engine/dummy_knobs.h"

struct dummy_signal {
	enum signal_kind kind;
	double hz, amplitude;
	double phase;       /* of the sine, 0 .. 1 */
	uint64_t random;    /* state of the noise */
	float *loop;        /* music: interleaved stereo; owned */
	uint32_t nloop, at; /* frames */
};

/* rate_hz: for which the music is made; at another it plays faster or slower.
 * Context: opener.  Return: 0; -ENOMEM. */
int dummy_signal_init(struct dummy_signal *s, const struct dummy_knobs *k, uint32_t rate_hz);
void dummy_signal_finish(struct dummy_signal *s); /* accepts a zeroed signal */

/* The next nframes of all channels.  Context: audio thread of the dummy, between periods. */
void dummy_signal_fill(struct dummy_signal *s, float *const *out, uint32_t nchannels,
	uint32_t nframes, uint32_t rate_hz);

#endif
