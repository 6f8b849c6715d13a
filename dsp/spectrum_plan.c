/*
 * Everything about the analyser that is settled once: memory, FFTW's plan, the
 * window, and which FFT bins make up which displayed bin and third octave.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#include "dsp/spectrum_state.h"

enum { POINTS_MIN = 256, POINTS_MAX = 32768, MEASURE_MAX = 4096, OVERLAP = 4 };

static const double fmin_hz = 20.0, fmax_hz = 20000.0;
static const double average_s = 0.125; /* as a sound level meter's "fast" */

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* Hann; the amplitude of a sine of amplitude 1 on a bin is points / 4 after window and FFT. */
static void
window_fill(struct spectrum *s)
{
	for (uint32_t i = 0; i < s->points; i++) {
		double hann = 0.5 - 0.5 * cos(2.0 * M_PI * i / s->points);

		s->window[i] = (float)(hann * 4.0 / s->points);
	}
}

static void
bins_fill(struct spectrum *s)
{
	double spacing = (double)s->rate_hz / s->points;
	double step = log(s->fmax_hz / (double)s->fmin_hz) / (SPECTRUM_BINS_MAX - 1);
	uint32_t nyquist = s->points / 2;

	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		struct spectrum_bin *b = &s->bin[i];
		double at = s->fmin_hz * exp(step * i) / spacing;

		b->first = (uint32_t)ceil(at * exp(-step / 2.0));
		b->last = (uint32_t)ceil(at * exp(step / 2.0));
		if (b->last > nyquist + 1)
			b->last = nyquist + 1;
		if (b->first < b->last)
			continue;
		b->first = (uint32_t)clamp(floor(at), 0.0, nyquist - 1);
		b->last = b->first;
		b->fraction = (float)clamp(at - b->first, 0.0, 1.0);
	}
}

/* An FFT bin stands for half a spacing to either side. */
static void
bands_fill(struct spectrum *s)
{
	double spacing = (double)s->rate_hz / s->points, nyquist = s->points / 2.0;

	for (int i = 0; i < SPECTRUM_BANDS; i++) {
		struct spectrum_band *b = &s->band[i];
		double low = clamp(1000.0 * pow(10.0, (i - 17.5) / 10.0) / spacing, 0.0, nyquist);
		double high = clamp(1000.0 * pow(10.0, (i - 16.5) / 10.0) / spacing, 0.0, nyquist);

		b->first = (uint32_t)floor(low + 0.5);
		b->last = (uint32_t)floor(high + 0.5);
		b->weight_first = (float)(fmin(high, b->first + 0.5) - low);
		b->weight_last = (float)(b->last > b->first ? high - (b->last - 0.5) : 0.0);
	}
}

/* The planner writes to its arrays, so it comes before anything is put into them. */
static int
spectrum_plan(struct spectrum *s)
{
	unsigned flags = s->points <= MEASURE_MAX ? FFTW_MEASURE : FFTW_ESTIMATE;

	s->plan = fftwf_plan_dft_r2c_1d((int)s->points, s->time, s->freq, flags);
	return s->plan ? 0 : -1;
}

static int
spectrum_allocate(struct spectrum *s)
{
	size_t nbins = s->points / 2 + 1;

	s->history = calloc((size_t)s->nchannels * s->points, sizeof *s->history);
	s->window = calloc(s->points, sizeof *s->window);
	s->time = fftwf_malloc(s->points * sizeof *s->time);
	s->freq = fftwf_malloc(nbins * sizeof *s->freq);
	s->power = calloc(nbins, sizeof *s->power);
	s->averaged = calloc(nbins, sizeof *s->averaged);
	return s->history && s->window && s->time && s->freq && s->power && s->averaged ? 0 : -1;
}

static void
spectrum_fill(struct spectrum *s)
{
	s->hop = s->points / OVERLAP;
	s->fmin_hz = (float)fmin_hz;
	s->fmax_hz = (float)fmin(fmax_hz, s->rate_hz / 2.0);
	s->average = (float)(1.0 - exp(-(double)s->hop / (average_s * s->rate_hz)));
	window_fill(s);
	bins_fill(s);
	bands_fill(s);
}

struct spectrum *
spectrum_create(uint32_t nchannels, uint32_t rate_hz, uint32_t points)
{
	struct spectrum *s;

	if (nchannels == 0 || nchannels > SPECTRUM_CHANNELS || rate_hz == 0 ||
		points < POINTS_MIN || points > POINTS_MAX || (points & (points - 1)))
		return NULL;
	s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->nchannels = nchannels;
	s->rate_hz = rate_hz;
	s->points = points;
	if (spectrum_allocate(s) || spectrum_plan(s)) {
		spectrum_destroy(s);
		return NULL;
	}
	spectrum_fill(s);
	return s;
}

void
spectrum_destroy(struct spectrum *s)
{
	if (!s)
		return;
	if (s->plan)
		fftwf_destroy_plan(s->plan);
	fftwf_free(s->freq);
	fftwf_free(s->time);
	free(s->averaged);
	free(s->power);
	free(s->window);
	free(s->history);
	free(s);
}
