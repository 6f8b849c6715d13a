/*
 * One analysis: shift the history by a hop, transform each channel, average
 * the power over channels and time, read displayed bins and bands off it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "dsp/spectrum_state.h"

static const float floor_power = 1e-12f;    /* -120 dB */
static const float hann_noise_width = 1.5f; /* in bins: what a sum over bins counts too much */

static float
power_db(float power)
{
	return power > floor_power ? 10.0f * log10f(power) : -120.0f;
}

static void
history_push(struct spectrum *s, const float *interleaved)
{
	uint32_t keep = s->points - s->hop, n = s->nchannels;

	for (uint32_t ch = 0; ch < n; ch++) {
		float *history = s->history + (size_t)ch * s->points;

		memmove(history, history + s->hop, keep * sizeof *history);
		for (uint32_t i = 0; i < s->hop; i++) {
			float x = interleaved[i * n + ch];

			history[keep + i] = isfinite(x) ? x : 0.0f;
		}
	}
	s->filled = s->filled + s->hop < s->points ? s->filled + s->hop : s->points;
}

/* Adds the channel's share of the mean power. */
static void
channel_power(struct spectrum *s, uint32_t ch)
{
	const float *history = s->history + (size_t)ch * s->points;
	float share = 1.0f / (float)s->nchannels;

	for (uint32_t i = 0; i < s->points; i++)
		s->time[i] = history[i] * s->window[i];
	fftwf_execute(s->plan);
	for (uint32_t k = 0; k <= s->points / 2; k++) {
		float re = s->freq[k][0], im = s->freq[k][1];

		s->power[k] += share * (re * re + im * im);
	}
}

/* weight 1 forgets all that was. */
static void
power_average(struct spectrum *s, float weight)
{
	for (uint32_t k = 0; k <= s->points / 2; k++) {
		s->averaged[k] += weight * (s->power[k] - s->averaged[k]);
		if (s->averaged[k] < floor_power * floor_power)
			s->averaged[k] = 0.0f;
	}
}

static float
bin_db(const struct spectrum *s, const struct spectrum_bin *b)
{
	float highest = 0.0f;

	if (b->first == b->last) {
		float low = power_db(s->averaged[b->first]);
		float high = power_db(s->averaged[b->first + 1]);

		return low + b->fraction * (high - low);
	}
	for (uint32_t k = b->first; k < b->last; k++)
		highest = fmaxf(highest, s->averaged[k]);
	return power_db(highest);
}

static float
band_db(const struct spectrum *s, const struct spectrum_band *b)
{
	float sum = b->weight_first * s->averaged[b->first] + b->weight_last * s->averaged[b->last];

	for (uint32_t k = b->first + 1; k < b->last; k++)
		sum += s->averaged[k];
	return power_db(sum / hann_noise_width);
}

static void
frame_fill(const struct spectrum *s, struct spectrum_frame *out)
{
	out->seq = s->seq;
	out->rate_hz = s->rate_hz;
	out->points = s->points;
	out->fmin_hz = s->fmin_hz;
	out->fmax_hz = s->fmax_hz;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		out->bin_db[i] = bin_db(s, &s->bin[i]);
	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		out->band_db[i] = band_db(s, &s->band[i]);
}

uint32_t
spectrum_hop(const struct spectrum *s)
{
	return s->hop;
}

void
spectrum_analyse(struct spectrum *s, const float *interleaved, struct spectrum_frame *out)
{
	bool settling = s->filled < s->points;

	history_push(s, interleaved);
	memset(s->power, 0, (s->points / 2 + 1) * sizeof *s->power);
	for (uint32_t ch = 0; ch < s->nchannels; ch++)
		channel_power(s, ch);
	s->power[0] *= 0.25f; /* 0 and half the rate have no mirror image */
	s->power[s->points / 2] *= 0.25f;
	/* Until the history is full an average would remember the silence before the beginning. */
	power_average(s, settling ? 1.0f : s->average);
	s->seq++;
	frame_fill(s, out);
}
