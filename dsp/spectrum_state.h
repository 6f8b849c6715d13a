/*
 * The analyser, shared by spectrum.c, which runs it, and spectrum_plan.c, which
 * plans and allocates it.  Nobody else includes this.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef AE_DSP_SPECTRUM_STATE_H
#define AE_DSP_SPECTRUM_STATE_H

#include "dsp/spectrum.h"

struct fftwf_plan_s; /* what fftw3.h calls an fftwf_plan points to one */

/* FFT bins first .. last - 1 lie in a displayed bin; none: between two bins, at first + fraction.
 */
struct spectrum_bin {
	uint32_t first, last;
	float fraction;
};

/* FFT bins first .. last belong to a third octave, the outer ones in part. */
struct spectrum_band {
	uint32_t first, last;
	float weight_first, weight_last;
};

struct spectrum {
	uint32_t nchannels, rate_hz, points, hop;
	uint32_t filled; /* frames of history that are real, at most points */
	uint64_t seq;
	float fmin_hz, fmax_hz;
	float average;           /* weight of a new analysis */
	float *history;          /* nchannels * points, oldest first */
	float *window;           /* points, scaled: a full-scale sine on a bin has power 1 */
	float *time;             /* points */
	float (*freq)[2];        /* points / 2 + 1 */
	float *power, *averaged; /* points / 2 + 1 */
	struct fftwf_plan_s *plan;
	struct spectrum_bin bin[SPECTRUM_BINS_MAX];
	struct spectrum_band band[SPECTRUM_BANDS];
};

#endif
