/* SPDX-License-Identifier: ISC */
/* The analyser's inner loops: every table against the formulas in double precision. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/kernels.h"
#include "tests/tables.h"

enum { N = 1024 };

static void
noise_fill(float *x, uint32_t n, uint32_t seed)
{
	for (uint32_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		x[i] = (float)(int32_t)seed / 2147483648.0f;
	}
}

static void
check_interleave(const struct kernels *k)
{
	float left[200], right[200], out[402];

	noise_fill(left, 200, 1);
	noise_fill(right, 200, 2);
	for (uint32_t n = 0; n < 190; n++) {
		out[1 + 2 * n] = 7.0f;
		k->interleave(out + 1, left + 3, right + 1, n);
		for (uint32_t i = 0; i < n; i++) {
			assert_true(out[1 + 2 * i] == left[3 + i]);
			assert_true(out[2 + 2 * i] == right[1 + i]);
		}
		assert_true(out[1 + 2 * n] == 7.0f);
	}
	k->interleave(out, left, left, 100);
	for (uint32_t i = 0; i < 200; i++)
		assert_true(out[i] == left[i / 2]);
}

static void
test_interleave_pairs_frames_of_any_number(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_interleave(k);
}

static void
check_window(const struct kernels *k)
{
	static const struct {
		float x;
		bool is_sound;
	} row[] = { { 0.5f, true }, { -999.0f, true }, { 1e-12f, true }, { NAN, false },
		{ -NAN, false }, { INFINITY, false }, { -INFINITY, false }, { 1e30f, false },
		{ 1e-30f, false }, { 1e-40f, false } };
	float in[142], window[71], out[143];

	for (uint32_t n = 0; n < 70; n++)
		for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
			noise_fill(in, 142, n);
			noise_fill(window, 71, 3);
			in[n] = row[r].x;
			out[2 * n] = 7.0f;
			k->spectrum_window(out, in, window, n);
			for (uint32_t i = 0; i < 2 * n; i++) {
				bool zero = i == n && !row[r].is_sound;

				assert_true(out[i] == (zero ? 0.0f : in[i] * window[i / 2]));
			}
			assert_true(out[2 * n] == 7.0f);
		}
}

static void
test_window_multiplies_both_channels_and_lets_no_nan_through(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_window(k);
}

static double
power_wanted(const float *z, uint32_t points, uint32_t k, bool right)
{
	double re = (double)z[2 * k], im = (double)z[2 * k + 1];
	double mirror_re = (double)z[2 * (points - k)], mirror_im = (double)z[2 * (points - k) + 1];

	re += right ? -mirror_re : mirror_re;
	im += right ? mirror_im : -mirror_im;
	return re * re + im * im;
}

/* Twice: towards the first from nothing, then half of the way to another. */
static void
check_power(const struct kernels *k)
{
	static float z[2][2 * N + 2], left[N / 2 + 1], right[N / 2 + 1], mean[N / 2 + 1];
	float *const power[SPECTRUM_POWERS] = { left, right, mean };

	for (uint32_t points = 256; points <= N; points *= 2) {
		memset(left, 0, sizeof left);
		memset(right, 0, sizeof right);
		for (uint32_t t = 0; t < 2; t++) {
			noise_fill(z[t], 2 * points, t);
			z[t][2 * points] = z[t][0];
			z[t][2 * points + 1] = z[t][1];
			k->spectrum_power(power, z[t], points, t ? 0.5f : 1.0f);
		}
		for (uint32_t i = 0; i <= points / 2; i++) {
			double wanted[2];

			for (int ch = 0; ch < 2; ch++) {
				wanted[ch] = 0.5 * (power_wanted(z[0], points, i, ch) +
							   power_wanted(z[1], points, i, ch));
				assert_true(fabs((double)power[ch][i] - wanted[ch]) <=
					    1e-5 * (wanted[ch] + 0.1));
			}
			assert_true(fabs((double)mean[i] - 0.5 * (wanted[0] + wanted[1])) <=
				    1e-5 * (mean[i] + 0.1));
		}
	}
}

static void
test_power_separates_by_symmetry_and_averages(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_power(k);
}

static void
check_power_ends(const struct kernels *k)
{
	static float z[2 * 64 + 2], left[33], right[33], mean[33];
	float *const power[SPECTRUM_POWERS] = { left, right, mean };

	for (int i = 0; i < 33; i++)
		left[i] = right[i] = 3e-24f;
	k->spectrum_power(power, z, 64, 0.5f);
	assert_true(left[5] > 0.0f && right[32] > 0.0f);
	k->spectrum_power(power, z, 64, 0.5f);
	for (int i = 0; i < 33; i++)
		assert_true(left[i] == 0.0f && right[i] == 0.0f && mean[i] == 0.0f);
}

static void
test_power_of_silence_becomes_nothing_before_it_is_denormal(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_power_ends(k);
}

static void
check_highest_and_sum(const struct kernels *k)
{
	float x[201];

	noise_fill(x, 201, 9);
	assert_true(k->sum(x, 0) == 0.0f);
	for (uint32_t n = 1; n < 200; n++) {
		float highest = x[1];
		double sum = 0.0;

		for (uint32_t i = 1; i <= n; i++) {
			highest = fmaxf(highest, x[i]);
			sum += (double)x[i];
		}
		assert_true(k->highest(x + 1, n) == highest);
		assert_true(fabs((double)k->sum(x + 1, n) - sum) < 1e-5);
	}
	for (uint32_t at = 0; at < 77; at++) { /* wherever it stands */
		float y[77];

		memcpy(y, x, sizeof y);
		y[at] = 2.0f;
		assert_true(k->highest(y, 77) == 2.0f);
	}
}

static void
test_highest_and_sum_miss_nothing(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_highest_and_sum(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interleave_pairs_frames_of_any_number),
		cmocka_unit_test(test_window_multiplies_both_channels_and_lets_no_nan_through),
		cmocka_unit_test(test_power_separates_by_symmetry_and_averages),
		cmocka_unit_test(test_power_of_silence_becomes_nothing_before_it_is_denormal),
		cmocka_unit_test(test_highest_and_sum_miss_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
