/* SPDX-License-Identifier: ISC */
/*
 * Peak and RMS of each channel, as a digital peak meter shows them: the peak
 * rises at once and falls 20 dB in 1.7 s (IEC 60268-18); the RMS is the mean
 * square through a one-pole filter of 300 ms.  A sine of full scale reads
 * 0.0 dBFS peak and -3.01 dBFS RMS.
 */
#ifndef AE_DSP_METER_H
#define AE_DSP_METER_H

#include <stdint.h>

#include "rt/attributes.h"

enum { METER_CHANNELS_MAX = 64, METER_CHUNK = 256 };

struct kernels;

struct meter_level {
	float peak;         /* linear, with fall-off */
	float rms;          /* linear */
	float hold;         /* linear: highest peak of the last 2 s */
	uint32_t clipped;   /* samples at or above 1.0 since start */
	uint32_t nonfinite; /* samples that were NaN or Inf since start; they count as 0 */
};

/* How fast the readings move, by a factor per sample, and its powers: what a sample weighs in the
 * reading at the end of its chunk. */
struct meter_ballistics {
	double fall, decay; /* factor per sample: of the peak, of the mean square */
	double fall_power[METER_CHUNK + 1];
	double decay_power[METER_CHUNK + 1]; /* [k]: factor^k */
	float fall_weight[METER_CHUNK];
	float decay_weight[METER_CHUNK]; /* [METER_CHUNK - 1 - k]: factor^k */
};

/* One channel from block to block, see kernels.meter. */
struct meter_state {
	double peak, square; /* with fall-off; mean square */
	float highest;       /* |x| of the last block */
	uint32_t clipped, nonfinite;
};

/* What a meter says: all that travels to other threads. */
struct meter_levels {
	uint32_t nchannels;
	struct meter_level level[METER_CHANNELS_MAX];
};

struct meter {
	struct meter_levels levels;
	uint32_t rate_hz;
	uint32_t hold_frames[METER_CHANNELS_MAX]; /* left until the hold lets go */
	struct meter_state state[METER_CHANNELS_MAX];
	struct meter_ballistics ballistics;
	const struct kernels *kernels;
};

/* nchannels 1 .. METER_CHANNELS_MAX; kernels: kernels_best().  Context: any. */
void meter_init(
	struct meter *m, uint32_t nchannels, uint32_t rate_hz, const struct kernels *kernels);

/* in: nchannels blocks of nframes, copied to out in the same pass where out[ch] is another block
 * (out NULL: nowhere).  Context: audio.  Return: samples that were not finite. */
uint32_t meter_process(
	struct meter *m, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

/* 20 log10, with a floor of -120.  Context: any. */
float meter_db(float linear);

#endif
