/*
 * The analyser, shared by spectrum.c, which runs it, and spectrum_plan.c, which
 * plans and allocates it.  Nobody else includes this.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef AE_DSP_SPECTRUM_STATE_H
#define AE_DSP_SPECTRUM_STATE_H

#include "dsp/kernels.h"
#include "dsp/spectrum.h"

struct fftwf_plan_s; /* what fftw3.h calls an fftwf_plan points to one */

/* Row r of s->rows holds the highest of each 2^(r+1) powers that follow each other, so that the
 * highest of a number of them is the higher of two of a row. */
enum { SPECTRUM_ROWS = 3, SPECTRUM_NARROW = 2 << SPECTRUM_ROWS };

struct spectrum_pair {
	uint32_t a, b;
};

/* The displayed bins, which border on each other and grow.  In the first nbetween of them lies one
 * FFT bin at most: they are read between two, at first + fraction.  Those up to nfew have one or
 * two and are the higher of a pair of powers, those up to nnarrow of a pair in s->rows, the others
 * the highest of a span. */
struct spectrum_bins {
	uint32_t nbetween, nfew, nnarrow;
	uint32_t nlow;                /* FFT bins below are all that the first ones need */
	uint32_t reach;               /* FFT bins below are all that nnarrow need */
	uint32_t from[SPECTRUM_ROWS]; /* FFT bins from here on are needed of the row */
	uint32_t first[SPECTRUM_BINS_MAX];
	float fraction[SPECTRUM_BINS_MAX];
	struct spectrum_pair pair[SPECTRUM_BINS_MAX];
	struct kernel_span span[SPECTRUM_BINS_MAX];
};

/* FFT bins first .. last belong to a third octave, the outer ones in part. */
struct spectrum_band {
	uint32_t first, last;
	float weight_first, weight_last;
};

/* Powers are one-sided: a full-scale sine on a bin has 1.  Only 0 Hz and half the rate, which are
 * their own mirror images, count four times; as parts of a band they have half a bin's width, so
 * that twice is right there. */
struct spectrum {
	const struct kernels *k;
	uint32_t nchannels, rate_hz, points, hop;
	uint32_t at;     /* frame of history that is written next, the oldest */
	uint32_t filled; /* frames of history that are real, at most points */
	uint32_t fresh;  /* of those, not analysed yet */
	bool settled;    /* there is an analysis of a whole history to average with */
	uint64_t seq;
	struct spectrum_settings settings;
	float fmin_hz, fmax_hz;
	float average;     /* weight of a new analysis */
	float noise_width; /* of the window, in bins: what a sum counts too much */
	float *memory;     /* owned; all that follows: */
	float *history;    /* 2 * points, pairs of channels, a ring */
	float *window;     /* points / 2 + 1, scaled */
	float *time;       /* 2 * points */
	float *freq;       /* 2 * points + 2 */
	float *power;      /* points / 2 + 1, averaged, of what is shown */
	float *rows;       /* SPECTRUM_ROWS; in s->time */
	uint32_t stride;   /* of them */
	float *db;         /* of nlow FFT bins, of the other displayed bins, of the bands */
	float *held_db;    /* SPECTRUM_BINS_MAX */
	float *held_s;     /* SPECTRUM_BINS_MAX, since the peak */
	struct fftwf_plan_s *plan;
	struct spectrum_bins bins;
	struct spectrum_band band[SPECTRUM_BANDS];
	struct kernel_span within[SPECTRUM_BANDS]; /* FFT bins that are a band's own */
};

/* spectrum_plan.c: the window of s->settings into s->window and s->noise_width. */
void spectrum_window_fill(struct spectrum *s);

#endif
