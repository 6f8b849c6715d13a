/*
 * Short-time spectrum of up to two channels (their mean power), for the worker
 * thread: FFTW3 in single precision, Hann window, overlap of a half or more,
 * exponential averaging.  A full-scale sine on a bin reads 0.0 dBFS.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef AE_DSP_SPECTRUM_H
#define AE_DSP_SPECTRUM_H

#include <stdint.h>

enum {
	SPECTRUM_CHANNELS = 2,
	SPECTRUM_POINTS = 4096,
	SPECTRUM_BINS_MAX = 256,
	SPECTRUM_BANDS = 31
};

struct spectrum_frame {
	uint64_t seq; /* 0: no analysis yet */
	uint32_t rate_hz, points;
	float fmin_hz, fmax_hz;          /* of bin_db, log-spaced: centre of the first and last */
	float bin_db[SPECTRUM_BINS_MAX]; /* dBFS, floor -120: highest FFT bin in each, interpolated
					    below the bin spacing */
	float band_db[SPECTRUM_BANDS]; /* dBFS: power sum in the third octaves 20 Hz .. 20 kHz (IEC
					  61260, base 10) */
};

struct spectrum;

/* points: a power of two, 256 .. 32768.  Plans with FFTW: slow, not thread-safe
 * against other planning.  Context: opener.  Return: NULL when out of memory. */
struct spectrum *spectrum_create(uint32_t nchannels, uint32_t rate_hz, uint32_t points);
void spectrum_destroy(struct spectrum *s); /* accepts NULL; same restriction */

/* Frames that spectrum_analyse wants new each time (the hop).  Context: any. */
uint32_t spectrum_hop(const struct spectrum *s);

/* Take hop frames, interleaved by nchannels, and write the new averaged frame.
 * Context: worker. */
void spectrum_analyse(struct spectrum *s, const float *interleaved, struct spectrum_frame *out);

#endif
