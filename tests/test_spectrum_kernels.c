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
check_take(const struct kernels *k)
{
	static const struct {
		float x;
		bool is_sound;
	} row[] = { { 0.5f, true }, { -999.0f, true }, { 1e-12f, true }, { NAN, false },
		{ -NAN, false }, { INFINITY, false }, { -INFINITY, false }, { 1e30f, false },
		{ 1e-30f, false }, { 1e-40f, false } };
	float in[71], out[72];

	for (uint32_t n = 0; n < 70; n++)
		for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
			noise_fill(in, 71, n);
			in[n / 2] = row[r].x;
			out[n] = 7.0f;
			k->spectrum_take(out, in, n);
			for (uint32_t i = 0; i < n; i++)
				assert_true(
					out[i] == (i == n / 2 && !row[r].is_sound ? 0.0f : in[i]));
			assert_true(out[n] == 7.0f);
		}
}

static void
test_what_is_no_sound_is_taken_as_zero(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_take(k);
}

static void
check_window(const struct kernels *k)
{
	float in[142], window[71], out[143];

	for (uint32_t n = 0; n < 70; n++) {
		noise_fill(in, 142, n);
		noise_fill(window, 71, 3);
		out[2 * n] = 7.0f;
		k->spectrum_window(out, in, window, n);
		for (uint32_t i = 0; i < 2 * n; i++)
			assert_true(out[i] == in[i] * window[i / 2]);
		assert_true(out[2 * n] == 7.0f);
		k->spectrum_window_back(out, in, window + 70, n);
		for (uint32_t i = 0; i < 2 * n; i++)
			assert_true(out[i] == in[i] * window[70 - i / 2]);
		assert_true(out[2 * n] == 7.0f);
	}
}

static void
test_window_multiplies_both_channels(void **state)
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
	static float z[2][2 * N + 2], power[SPECTRUM_POWERS][N / 2 + 1];

	for (uint32_t points = 256; points <= N; points *= 2) {
		memset(power, 0, sizeof power);
		for (uint32_t t = 0; t < 2; t++) {
			noise_fill(z[t], 2 * points, t);
			z[t][2 * points] = z[t][0];
			z[t][2 * points + 1] = z[t][1];
			for (int which = 0; which < SPECTRUM_POWERS; which++)
				k->spectrum_power[which](
					power[which], z[t], points, t ? 0.5f : 1.0f);
		}
		for (uint32_t i = 0; i <= points / 2; i++) {
			double wanted[SPECTRUM_POWERS];

			for (int ch = 0; ch < 2; ch++)
				wanted[ch] = 0.5 * (power_wanted(z[0], points, i, ch) +
							   power_wanted(z[1], points, i, ch));
			wanted[SPECTRUM_MEAN] = 0.5 * (wanted[0] + wanted[1]);
			for (int which = 0; which < SPECTRUM_POWERS; which++)
				assert_true(fabs((double)power[which][i] - wanted[which]) <=
					    1e-5 * (wanted[which] + 0.1));
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
	static float z[2 * 64 + 2], power[33];

	for (int which = 0; which < SPECTRUM_POWERS; which++) {
		for (int i = 0; i < 33; i++)
			power[i] = 3e-24f;
		k->spectrum_power[which](power, z, 64, 0.5f);
		assert_true(power[5] > 0.0f && power[32] > 0.0f);
		k->spectrum_power[which](power, z, 64, 0.5f);
		for (int i = 0; i < 33; i++)
			assert_true(power[i] == 0.0f);
	}
}

static void
test_power_of_silence_becomes_nothing_before_it_is_denormal(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_power_ends(k);
}

/* Spans of every width, what borders on them being larger, beginning at every number. */
static void
check_spans(const struct kernels *k)
{
	enum { WIDEST = 150, NSPANS = 7 };
	float x[WIDEST + 2 * NSPANS + KERNELS_BEYOND], highest[NSPANS + 1], sum[NSPANS + 1];
	struct kernel_span span[NSPANS];

	for (uint32_t wide = 0; wide < WIDEST; wide++)
		for (uint32_t n = 0; n <= NSPANS; n++) {
			noise_fill(x, sizeof x / sizeof *x, 9 + wide);
			for (uint32_t i = 0; i < sizeof x / sizeof *x; i++)
				x[i] = fabsf(x[i]);
			for (uint32_t i = 0; i < n; i++)
				span[i] = (struct kernel_span){ i, i + (wide + i) / 2 };
			highest[n] = sum[n] = 7.0f;
			k->highest(highest, x, span, n);
			k->sum(sum, x, span, n);
			for (uint32_t i = 0; i < n; i++) {
				float wanted = 0.0f;
				double total = 0.0;

				for (uint32_t at = span[i].first; at < span[i].end; at++) {
					wanted = fmaxf(wanted, x[at]);
					total += (double)x[at];
				}
				assert_true(highest[i] == wanted);
				assert_true(fabs((double)sum[i] - total) <= 1e-6 * (total + 1.0));
			}
			assert_true(highest[n] == 7.0f && sum[n] == 7.0f);
		}
}

static void
check_highest_anywhere(const struct kernels *k)
{
	float x[200 + KERNELS_BEYOND];

	for (uint32_t wide = 1; wide < 100; wide++)
		for (uint32_t at = 50; at < 50 + wide; at++) {
			struct kernel_span span = { 50, 50 + wide };
			float highest;

			memset(x, 0, sizeof x);
			x[at] = 2.0f;
			x[49] = x[50 + wide] = 3.0f;
			k->highest(&highest, x, &span, 1);
			assert_true(highest == 2.0f);
		}
}

static void
test_highest_and_sum_miss_nothing_and_see_nothing_beside(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_spans(k);
	FOR_EACH_TABLE (k)
		check_highest_anywhere(k);
}

static void
check_higher(const struct kernels *k)
{
	float x[100 + 8 + KERNELS_BEYOND], out[100 + KERNELS_BEYOND];

	noise_fill(x, sizeof x / sizeof *x, 4);
	for (uint32_t step = 1; step <= 8; step++)
		for (uint32_t n = 0; n <= 100; n++) {
			k->higher(out, x, step, n);
			for (uint32_t i = 0; i < n; i++)
				assert_true(out[i] == fmaxf(x[i], x[i + step]));
		}
}

static void
test_higher_is_the_higher_of_two(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_higher(k);
}

static void
check_between(const struct kernels *k)
{
	float x[120 + KERNELS_BEYOND], fraction[100], out[101];
	uint32_t first[100];

	noise_fill(x, sizeof x / sizeof *x, 5);
	noise_fill(fraction, 100, 6);
	for (uint32_t every = 1; every < 6; every++)
		for (uint32_t n = 0; n <= 100; n++) {
			for (uint32_t i = 0; i < n; i++)
				first[i] = 3 + i / every;
			out[n] = 7.0f;
			k->between(out, x, first, fraction, n);
			for (uint32_t i = 0; i < n; i++) {
				const float *p = x + first[i];
				double wanted = (double)p[0] +
						(double)fraction[i] * ((double)p[1] - (double)p[0]);

				assert_true(fabs((double)out[i] - wanted) < 1e-6);
			}
			assert_true(out[n] == 7.0f);
		}
}

static void
test_between_two_numbers_lies_what_is_between_them(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_between(k);
}

/* Bit by bit the reference, which test_spectrum_time holds against time. */
static void
check_hold(const struct kernels *k)
{
	enum { COUNT = 77 };
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	float held[2][COUNT] = { { 0.0f } }, since[2][COUNT] = { { 0.0f } }, now[COUNT];
	float out[COUNT], wanted[COUNT];

	for (uint32_t t = 0; t < 200; t++) {
		float after = t < 150 ? 3.0f : INFINITY;

		noise_fill(now, COUNT, t);
		k->hold(held[0], since[0], out, now, COUNT, 0.7f, after, 0.2f);
		plain->hold(held[1], since[1], wanted, now, COUNT, 0.7f, after, 0.2f);
		for (uint32_t i = 0; i < COUNT; i++) {
			assert_true(held[0][i] == held[1][i] && since[0][i] == since[1][i]);
			assert_true(out[i] == held[0][i] && held[0][i] >= now[i]);
		}
	}
}

static void
test_held_peaks_are_the_same_everywhere(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_hold(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interleave_pairs_frames_of_any_number),
		cmocka_unit_test(test_what_is_no_sound_is_taken_as_zero),
		cmocka_unit_test(test_window_multiplies_both_channels),
		cmocka_unit_test(test_power_separates_by_symmetry_and_averages),
		cmocka_unit_test(test_power_of_silence_becomes_nothing_before_it_is_denormal),
		cmocka_unit_test(test_highest_and_sum_miss_nothing_and_see_nothing_beside),
		cmocka_unit_test(test_higher_is_the_higher_of_two),
		cmocka_unit_test(test_between_two_numbers_lies_what_is_between_them),
		cmocka_unit_test(test_held_peaks_are_the_same_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
