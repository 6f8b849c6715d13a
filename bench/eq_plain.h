/* SPDX-License-Identifier: ISC */
/* An equaliser as one writes it down: single precision, transposed direct form II. */
#ifndef AE_BENCH_EQ_PLAIN_H
#define AE_BENCH_EQ_PLAIN_H

#include "dsp/eq.h"

enum { EQ_PLAIN_BANDS_MAX = 64 };

struct eq_plain {
	uint32_t nchannels, nbands;
	float gain;
	struct eq_plain_band {
		float b0, b1, b2, a1, a2;
	} band[EQ_PLAIN_BANDS_MAX];
	struct eq_plain_state {
		float s1, s2;
	} state[EQ_CHANNELS_MAX][EQ_PLAIN_BANDS_MAX];
};

/* nbands: those of c, over and over. */
void eq_plain_init(
	struct eq_plain *e, const struct eq_coefficients *c, uint32_t nchannels, uint32_t nbands);

/* Each sample through eight bands at a time, the reference of performance.md. */
void eq_plain_samples(
	struct eq_plain *e, const float *const *in, float *const *out, uint32_t nframes);

/* The whole block through one band after the other. */
void eq_plain_passes(
	struct eq_plain *e, const float *const *in, float *const *out, uint32_t nframes);

#endif
