/* SPDX-License-Identifier: ISC */
/*
 * The running filter, shared by eq.c, which runs it, and eq_setup.c, which
 * allocates it.  Nobody else includes this.
 */
#ifndef AE_DSP_EQ_STATE_H
#define AE_DSP_EQ_STATE_H

#include "dsp/eq.h"

struct glide {
	double now, step, target;
};

struct section_state { /* transposed direct form II */
	double s1, s2;
};

/*
 * A band's output is input + mix * (filtered - input).  A band that becomes the
 * identity keeps its coefficients and lets go of its mix, one that comes alive
 * starts at mix 0 with cleared states.  So both are exact cross-fades of
 * ramp_frames, and a band whose mix is 0 is dead and costs nothing.
 */
struct section {
	struct glide b0, b1, b2, a1, a2, mix;
	bool alive, gliding;
};

struct eq {
	uint32_t nchannels, ramp_frames;
	uint32_t ramp_left;
	struct glide gain;
	struct section section[EQ_BANDS_MAX];
	struct section_state state[][EQ_BANDS_MAX]; /* per channel */
};

#endif
