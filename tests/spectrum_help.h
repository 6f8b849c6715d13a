/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Analysers for tests, and sound for them. */
#ifndef AE_TESTS_SPECTRUM_HELP_H
#define AE_TESTS_SPECTRUM_HELP_H

#include "dsp/kernels.h"
#include "dsp/spectrum.h"

enum { RATE = 48000 };

/* Without measuring, which would take longer than all tests. */
static inline struct spectrum *
spectrum_make(uint32_t nchannels, uint32_t rate_hz, uint32_t points)
{
	return spectrum_create(kernels_best(), nchannels, rate_hz, points, 0.0);
}

static inline void
analyse(struct spectrum *s, const float *block, struct spectrum_frame *out)
{
	spectrum_push(s, block, spectrum_wants(s));
	spectrum_analyse(s);
	spectrum_read(s, out);
}

struct sine {
	double freq_hz, left, right; /* amplitudes */
};

/* Analyse nhops hops; the last frame stays in out. */
static inline void
analyse_sine(struct spectrum *s, uint32_t rate_hz, uint32_t nchannels, const struct sine *sine,
	uint32_t nhops, struct spectrum_frame *out)
{
	uint32_t hop = spectrum_hop(s);
	float *block = calloc((size_t)hop * nchannels, sizeof *block);
	uint64_t at = 0;

	assert_non_null(block);
	for (uint32_t k = 0; k < nhops; k++) {
		for (uint32_t i = 0; i < hop; i++, at++) {
			double x =
				sin(2.0 * M_PI * fmod(sine->freq_hz * (double)at / rate_hz, 1.0));

			block[i * nchannels] = (float)(sine->left * x);
			if (nchannels > 1)
				block[i * nchannels + 1] = (float)(sine->right * x);
		}
		analyse(s, block, out);
	}
	free(block);
}

static inline double
bin_freq_hz(const struct spectrum_frame *f, uint32_t i)
{
	double ratio = (double)f->fmax_hz / (double)f->fmin_hz;

	return (double)f->fmin_hz * pow(ratio, i / (SPECTRUM_BINS_MAX - 1.0));
}

static inline uint32_t
highest_bin(const struct spectrum_frame *f)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < SPECTRUM_BINS_MAX; i++)
		if (f->bin_db[i] > f->bin_db[best])
			best = i;
	return best;
}

/* One analysis of a whole history of two sines, at bin_left and bin_right of the transform. */
static inline void
analyse_bins(struct spectrum *s, double bin_left, double bin_right, struct spectrum_frame *out)
{
	uint32_t n = spectrum_points(s);
	float *block = calloc(2 * (size_t)n, sizeof *block);

	assert_non_null(block);
	for (uint32_t i = 0; i < n; i++) {
		block[2 * i] = (float)sin(2.0 * M_PI * fmod(bin_left * i / n, 1.0));
		block[2 * i + 1] = (float)sin(2.0 * M_PI * fmod(bin_right * i / n, 1.0));
	}
	for (uint32_t i = 0, wants; i < n; i += wants) {
		wants = spectrum_wants(s);
		spectrum_push(s, block + 2 * (size_t)i, wants);
		spectrum_analyse(s);
	}
	spectrum_read(s, out);
	free(block);
}

#endif
