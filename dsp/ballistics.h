/* SPDX-License-Identifier: ISC */
/*
 * Level meters as the standards have them move, for a worker thread: one channel, all kinds
 * at once.
 *
 *  PPM type I (IEC 60268-10; DIN 45406): quasi-peak.  Tone bursts of 5 kHz read, beside the same
 *    tone for ever, and the standard's values:
 *      10 ms  -0.9 dB (-1, +-0.5)    3 ms  -3.8 (-4, +-1)
 *       5 ms  -2.2 dB (-2, +-1)    0.4 ms -15.2 (-15, +-4)
 *    Falls 20 dB in 1.7 s.
 *  PPM type II (IEC 60268-10, IIa; BBC, EBU):
 *     100 ms   0.0 dB ( 0, +-0.5)    1.5 ms  -9.3 (-9, +-1)
 *      10 ms  -2.3 dB (-2.5, +-0.5)  0.5 ms -16.3 (-17, +-2)
 *       5 ms  -4.2 dB (-4, +-0.75)
 *    Falls 24 dB in 2.8 s.
 *  VU (IEC 60268-17): full-wave rectified mean, a sine of constant level reads 99 % after
 *    300 ms and overshoots by 1.25 % (1 to 1.5); the same time to fall.
 *  K-system (B. Katz, "Integrated Approach to Metering", JAES 48/9, 2000): RMS, of which a sine
 *    of constant level reads 99 % after 600 ms, +3.01 dB so that a sine reads its peak; and a
 *    sample peak that is held for 0.5 s and falls 15 dB/s.
 *
 * All read a steady sine at its peak level: full scale is 0 dBFS.  Scales (0 VU = -18 dBFS, K-20:
 * 0 = -20 dBFS) are the display's.  Constant voltage is not taken out: of full scale VU and K
 * read +3.9 and +3.0 dB.  All see samples, not what is between them: a sine at one quarter of the
 * rate, or another small part of it, may read up to 3 dB less or 1 dB more, by its phase.
 */
#ifndef AE_DSP_BALLISTICS_H
#define AE_DSP_BALLISTICS_H

#include <stdint.h>

/* dBFS, floor -120. */
struct ballistic_reading {
	float ppm1_db, ppm2_db, vu_db, k_rms_db, k_peak_db;
};

/* What follows from the rate: factors per sample. */
struct ballistics {
	struct ballistic_ppm {
		/* Of both integrators: falling alone, the gain of their sum; of each: what is
		 * left of it and what the sound adds while it is charged. */
		double fall, gain, both[2], charge[2];
	} ppm1, ppm2;
	double vu_re, vu_im, vu_x_re, vu_x_im; /* its pole, and 1 - that */
	double vu_skew;                        /* how much of the other part is heard */
	double k_keep, k_rise, k_fall;         /* of the mean square; of the peak */
	uint32_t k_hold_frames;
};

/* One channel from block to block; zero: silence since ever. */
struct ballistic_state {
	double ppm1[2], ppm2[2];
	double vu_re, vu_im;
	double k_square[2], k_peak;
	uint32_t k_held_frames; /* left of the hold */
	/* Highest since they were read last, so that it does not matter when that is; the others
	 * stand still for longer than anybody waits. */
	double ppm1_highest, ppm2_highest;
};

/* Context: any.  rate_hz > 0. */
void ballistics_init(struct ballistics *b, uint32_t rate_hz);

/* A block of one channel.  What is not finite counts as 0, and what is beyond +120 dBFS as
 * +120 dBFS.  Any blocks give the same state, to the bit.  Context: worker. */
void ballistics_feed(
	const struct ballistics *b, struct ballistic_state *s, const float *in, uint32_t nframes);

/* Of the quasi-peaks the highest since the last call.  Context: worker. */
void ballistics_read(
	const struct ballistics *b, struct ballistic_state *s, struct ballistic_reading *out);

#endif
