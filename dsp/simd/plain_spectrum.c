/* SPDX-License-Identifier: ISC */
/* The loops of the analyser, one operation at a time. */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "dsp/simd/plain_spectrum.h"

void
plain_interleave(float *out, const float *left, const float *right, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++) {
		out[2 * i] = left[i];
		out[2 * i + 1] = right[i];
	}
}

/* A comparison with a NaN is false. */
static float
sound_only(float x) RT_SAFE
{
	bool is_sound = fabsf(x) > SPECTRUM_QUIETEST && fabsf(x) < SPECTRUM_LOUDEST;

	return is_sound ? x : 0.0f;
}

void
plain_spectrum_take(float *out, const float *in, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = sound_only(in[i]);
}

void
plain_spectrum_window(float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE
{
	for (uint32_t i = 0; i < nframes; i++) {
		out[2 * i] = window[i] * in[2 * i];
		out[2 * i + 1] = window[i] * in[2 * i + 1];
	}
}

void
plain_spectrum_window_back(
	float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE
{
	for (uint32_t i = 0; i < nframes; i++) {
		out[2 * i] = window[-(ptrdiff_t)i] * in[2 * i];
		out[2 * i + 1] = window[-(ptrdiff_t)i] * in[2 * i + 1];
	}
}

static void
power_move(float *power, float fresh, float weight) RT_SAFE
{
	float moved = *power + weight * (fresh - *power);

	*power = moved < SPECTRUM_NO_POWER ? 0.0f : moved;
}

void
plain_power_left(float *power, const float *z, uint32_t points, float weight) RT_SAFE
{
	for (uint32_t k = 0; k <= points / 2; k++) {
		const float *a = z + 2 * (size_t)k, *b = z + 2 * (size_t)(points - k);
		float re = a[0] + b[0], im = a[1] - b[1];

		power_move(&power[k], re * re + im * im, weight);
	}
}

void
plain_power_right(float *power, const float *z, uint32_t points, float weight) RT_SAFE
{
	for (uint32_t k = 0; k <= points / 2; k++) {
		const float *a = z + 2 * (size_t)k, *b = z + 2 * (size_t)(points - k);
		float re = a[0] - b[0], im = a[1] + b[1];

		power_move(&power[k], re * re + im * im, weight);
	}
}

void
plain_power_mean(float *power, const float *z, uint32_t points, float weight) RT_SAFE
{
	for (uint32_t k = 0; k <= points / 2; k++) {
		const float *a = z + 2 * (size_t)k, *b = z + 2 * (size_t)(points - k);

		power_move(
			&power[k], a[0] * a[0] + a[1] * a[1] + (b[0] * b[0] + b[1] * b[1]), weight);
	}
}

void
plain_highest(float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++) {
		out[i] = 0.0f;
		for (uint32_t at = span[i].first; at < span[i].end; at++)
			out[i] = x[at] > out[i] ? x[at] : out[i];
	}
}

void
plain_sum(float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++) {
		double sum = 0.0;

		for (uint32_t at = span[i].first; at < span[i].end; at++)
			sum += (double)x[at];
		out[i] = (float)sum;
	}
}

void
plain_higher(float *out, const float *x, uint32_t step, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = x[i] > x[i + step] ? x[i] : x[i + step];
}

void
plain_between(float *out, const float *x, const uint32_t *first, const float *fraction,
	uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = x[first[i]] + fraction[i] * (x[first[i] + 1] - x[first[i]]);
}

void
plain_hold(float *held, float *since, float *out, const float *now, uint32_t n, float passed,
	float after, float fall) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++) {
		since[i] += passed;
		if (since[i] > after)
			held[i] -= fall;
		if (held[i] <= now[i]) {
			held[i] = now[i];
			since[i] = 0.0f;
		}
		out[i] = held[i];
	}
}
