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

enum { METER_CHANNELS_MAX = 64 };

struct meter_level {
	float peak;         /* linear, with fall-off */
	float rms;          /* linear */
	float hold;         /* linear: highest peak of the last 2 s */
	uint32_t clipped;   /* samples at or above 1.0 since start */
	uint32_t nonfinite; /* samples that were NaN or Inf since start; they count as 0 */
};

struct meter {
	uint32_t nchannels, rate_hz;
	float peak_fall;     /* factor per sample */
	double square_decay; /* factor per sample */
	struct meter_level level[METER_CHANNELS_MAX];
	double mean_square[METER_CHANNELS_MAX];
	uint32_t hold_frames[METER_CHANNELS_MAX]; /* left until the hold lets go */
};

/* nchannels 1 .. METER_CHANNELS_MAX.  Context: any. */
void meter_init(struct meter *m, uint32_t nchannels, uint32_t rate_hz);

/* in: nchannels blocks of nframes.  Context: audio. */
void meter_process(struct meter *m, const float *const *in, uint32_t nframes) RT_SAFE;

/* 20 log10, with a floor of -120.  Context: any. */
float meter_db(float linear);

#endif
