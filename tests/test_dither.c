/* SPDX-License-Identifier: ISC */
/* What the dither of dsp/format.h promises of its error, and that it knows no blocks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/format.h"
#include "dsp/kernels.h"
#include "tests/numbers.h"
#include "tests/tables.h"

static void
test_dither_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t cuts[] = { 1, 7, 16, 37, 129 };
	enum { N = 1000 };
	static float left[N], right[N];
	const float *const planes[] = { left, right };
	unsigned char whole[N * 8], cut[N * 8];
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < N; i++) {
		left[i] = (float)random_unit(&seed) - 0.5f;
		right[i] = (float)random_unit(&seed) - 0.5f;
	}
	FOR_EACH_TABLE (k)
		for (int which = 0; which < SAMPLE_FORMAT_COUNT; which++)
			for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
				struct dither a = { 5, 77 }, b = a;
				struct format f;

				format_init(&f, (enum sample_format)which, k);
				format_write(&f, whole, planes, 0, 2, N, &a);
				for (uint32_t at = 0, n; at < N; at += n) {
					n = N - at < cuts[c] ? N - at : cuts[c];
					format_write(&f, cut + (size_t)at * 2 * f.sample_bytes,
						planes, at, 2, n, &b);
				}
				assert_memory_equal(whole, cut, (size_t)N * 2 * f.sample_bytes);
				assert_int_equal(a.frame, b.frame);
			}
}

/* Two channels of a signal, dithered: the error of each sample, LSB. */
enum { LONG = 1 << 18 };
static float signal_in[2][LONG];
static double error_lsb[2][LONG];

static void
dithered_error(enum sample_format which, uint32_t seed)
{
	static unsigned char out[LONG * 8];
	const float *const planes[] = { signal_in[0], signal_in[1] };
	struct dither d = { seed, 0 };
	struct format f;
	double full;

	format_init(&f, which, kernels_best());
	full = ldexp(1.0, (int)f.bits - 1);
	format_write(&f, out, planes, 0, 2, LONG, &d);
	for (int i = 0; i < 2 * LONG; i++)
		error_lsb[i % 2][i / 2] = integer_at(&f, out + (size_t)i * f.sample_bytes) -
					  (double)signal_in[i % 2][i / 2] * full;
}

/* The mean of a[i] b[i + lag]. */
static double
mean_product(const double *a, const double *b, int lag)
{
	double sum = 0.0;

	for (int i = 0; i + lag < LONG; i++)
		sum += a[i] * b[i + lag];
	return sum / (LONG - lag);
}

/* Bounds are 5 standard deviations of the estimate of ideal noise over LONG samples. */
static void
test_dither_leaves_white_noise_of_a_quarter_lsb2(void **state)
{
	static const struct {
		enum sample_format format;
		double amplitude, offset; /* LSB */
	} row[] = {
		{ SAMPLE_S16, 0.0, 0.0 },
		{ SAMPLE_S16, 0.0, 0.5 },
		{ SAMPLE_S16, 0.3, 0.0 },
		{ SAMPLE_S16, 2.7, 0.25 },
		{ SAMPLE_S16, 30000.0, 0.0 },
		{ SAMPLE_S24, 0.3, 0.0 },
		{ SAMPLE_S24, 8000000.0, 0.0 },
		{ SAMPLE_S24_3, 2.7, 0.25 },
	};
	const double sigma = 1.0 / sqrt(LONG), variance = 0.25;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		double full = row[i].format == SAMPLE_S16 ? 32768.0 : 8388608.0;
		double mean[2] = { 0.0, 0.0 }, with_signal = 0.0, squares = 0.0;

		for (int n = 0; n < LONG; n++) {
			double x = row[i].amplitude * sin(2.0 * M_PI * n * 997.0 / 48000.0);

			signal_in[0][n] = signal_in[1][n] = (float)((x + row[i].offset) / full);
		}
		dithered_error(row[i].format, 42 + (uint32_t)i);
		for (int n = 0; n < LONG; n++) {
			double x = sin(2.0 * M_PI * n * 997.0 / 48000.0);

			mean[0] += error_lsb[0][n] / LONG;
			mean[1] += error_lsb[1][n] / LONG;
			with_signal += error_lsb[0][n] * x / LONG;
			squares += (error_lsb[0][n] * error_lsb[0][n] - variance) * x / LONG;
		}
		for (int c = 0; c < 2; c++) {
			assert_true(fabs(mean[c]) < 5.0 * sqrt(variance) * sigma);
			assert_true(fabs(mean_product(error_lsb[c], error_lsb[c], 0) - variance) <
				    5.0 * 0.4 * sigma);
		}
		assert_true(fabs(with_signal) < 5.0 * sqrt(variance / 2.0) * sigma);
		assert_true(fabs(squares) < 5.0 * 0.4 * sigma);
		assert_true(
			fabs(mean_product(error_lsb[0], error_lsb[1], 0)) < 5.0 * variance * sigma);
		for (int lag = 1; lag <= 32; lag++)
			if (fabs(mean_product(error_lsb[0], error_lsb[0], lag)) >
				5.0 * variance * sigma)
				fail_msg("row %zu: the error repeats after %d frames", i, lag);
	}
}

/* The amplitude, LSB, of the line at a whole number of periods in LONG samples. */
static double
line_amplitude(const double *x, double periods)
{
	double re = 0.0, im = 0.0, w = 2.0 * M_PI * periods / LONG;

	for (int i = 0; i < LONG; i++) {
		re += x[i] * cos(w * i);
		im += x[i] * sin(w * i);
	}
	return 2.0 * hypot(re, im) / LONG;
}

/* A third of an LSB, which without dither is silence: it is there, alone. */
static void
test_dither_keeps_a_sine_of_minus_100_dbfs(void **state)
{
	const double amplitude = 1e-5 * 32768.0, periods = 5461.0; /* 1 kHz at 48 kHz */
	/* A line of noise of variance 1/4: each of re and im has a variance of 1/4 * 2 / LONG. */
	const double noise = sqrt(0.5 / LONG);
	static double out[LONG];

	(void)state;
	for (int i = 0; i < LONG; i++)
		signal_in[0][i] = signal_in[1][i] =
			(float)(1e-5 * sin(2.0 * M_PI * periods * i / LONG));
	dithered_error(SAMPLE_S16, 7);
	for (int i = 0; i < LONG; i++)
		out[i] = error_lsb[0][i] + (double)signal_in[0][i] * 32768.0;
	assert_true(fabs(line_amplitude(out, periods) - amplitude) < 4.0 * noise);
	for (int harmonic = 2; harmonic <= 9; harmonic++)
		assert_true(line_amplitude(out, harmonic * periods) < 4.5 * noise);
}

static void
test_dither_never_leaves_the_scale(void **state)
{
	static const struct {
		enum sample_format format;
		float x;
		int32_t least, most;
	} row[] = {
		{ SAMPLE_S16, 1.0f, 32765, 32767 },
		{ SAMPLE_S16, INFINITY, 32765, 32767 },
		{ SAMPLE_S16, -1.0f, -32768, -32766 },
		{ SAMPLE_S16, -1e30f, -32768, -32766 },
		{ SAMPLE_S16, NAN, -1, 1 },
		{ SAMPLE_S24, 1.0f, 8388605, 8388607 },
		{ SAMPLE_S24, -1.0f, -8388608, -8388606 },
		{ SAMPLE_S24_3, 2.0f, 8388605, 8388607 },
		{ SAMPLE_S24_3, NAN, -1, 1 },
	};
	enum { N = 4096 };
	static float plane[N];
	static unsigned char out[N * 4];
	const float *const planes[] = { plane };

	(void)state;
	FOR_EACH_TABLE (k)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			struct dither d = { 1, 0 };
			bool least = false, most = false;
			struct format f;

			format_init(&f, row[i].format, k);
			for (int n = 0; n < N; n++)
				plane[n] = row[i].x;
			format_write(&f, out, planes, 0, 1, N, &d);
			for (int n = 0; n < N; n++) {
				int32_t v = integer_at(&f, out + (size_t)n * f.sample_bytes);

				assert_true(v >= row[i].least && v <= row[i].most);
				least = least || v == row[i].least;
				most = most || v == row[i].most;
			}
			assert_true(least && most);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dither_does_not_depend_on_the_blocks),
		cmocka_unit_test(test_dither_leaves_white_noise_of_a_quarter_lsb2),
		cmocka_unit_test(test_dither_keeps_a_sine_of_minus_100_dbfs),
		cmocka_unit_test(test_dither_never_leaves_the_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
