/*
 * Spectra of signals whose spectrum is known.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/kernels.h"
#include "dsp/spectrum.h"
#include "dsp/spectrum_wisdom.h"

enum { RATE = 48000 };

/* Counts allocations down to the one that fails; -1: none fails. */
static int allocations_left = -1;

void *__real_calloc(size_t n, size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);

static bool
allocation_fails(void)
{
	if (allocations_left == 0)
		return true;
	if (allocations_left > 0)
		allocations_left--;
	return false;
}

void *
__wrap_calloc(size_t n, size_t bytes)
{
	return allocation_fails() ? NULL : __real_calloc(n, bytes);
}

void *
__wrap_aligned_alloc(size_t align, size_t bytes)
{
	return allocation_fails() ? NULL : __real_aligned_alloc(align, bytes);
}

/* Without measuring, which would take longer than all tests. */
static struct spectrum *
spectrum_make(uint32_t nchannels, uint32_t rate_hz, uint32_t points)
{
	return spectrum_create(kernels_best(), nchannels, rate_hz, points, 0.0);
}

static void
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
static void
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

static double
bin_freq_hz(const struct spectrum_frame *f, uint32_t i)
{
	double ratio = (double)f->fmax_hz / (double)f->fmin_hz;

	return (double)f->fmin_hz * pow(ratio, i / (SPECTRUM_BINS_MAX - 1.0));
}

static uint32_t
highest_bin(const struct spectrum_frame *f)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < SPECTRUM_BINS_MAX; i++)
		if (f->bin_db[i] > f->bin_db[best])
			best = i;
	return best;
}

static void
test_spectrum_full_scale_sine_on_a_bin_reads_0_dbfs_where_it_is(void **state)
{
	static const struct {
		uint32_t rate_hz, points, bin;
	} row[] = { { 48000, 4096, 85 }, { 48000, 4096, 9 }, { 44100, 4096, 400 },
		{ 48000, 256, 20 }, { 96000, 32768, 3000 }, { 192000, 8192, 500 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(2, row[i].rate_hz, row[i].points);
		double freq = (double)row[i].bin * row[i].rate_hz / row[i].points;
		struct sine sine = { freq, 1.0, 1.0 };
		struct spectrum_frame f;
		uint32_t at;

		assert_non_null(s);
		analyse_sine(s, row[i].rate_hz, 2, &sine, 8, &f);
		at = highest_bin(&f);
		assert_true(fabsf(f.bin_db[at]) < 0.05f);
		assert_true(fabs(log2(bin_freq_hz(&f, at) / freq)) < 0.06);
		spectrum_destroy(s);
	}
}

static void
test_spectrum_levels_are_true_and_channels_share_their_power(void **state)
{
	static const struct {
		double left, right, db;
	} row[] = { { 0.1, 0.1, -20.0 }, { 1.0, 0.0, -3.01 }, { 0.0, 0.5, -9.03 },
		{ 1e-4, 1e-4, -80.0 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(2, RATE, 4096);
		struct sine sine = { 100.0 * RATE / 4096, row[i].left, row[i].right };
		struct spectrum_frame f;

		assert_non_null(s);
		analyse_sine(s, RATE, 2, &sine, 8, &f);
		assert_true(fabs((double)f.bin_db[highest_bin(&f)] - row[i].db) < 0.05);
		spectrum_destroy(s);
	}
}

static void
test_spectrum_third_octave_of_a_sine_holds_its_power(void **state)
{
	static const struct {
		double freq_hz;
		int band;
	} row[] = { { 1000.0, 17 }, { 501.2, 14 }, { 10000.0, 27 }, { 15848.9, 29 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(1, RATE, 4096);
		struct sine sine = { row[i].freq_hz, 0.5, 0.0 };
		struct spectrum_frame f;

		assert_non_null(s);
		analyse_sine(s, RATE, 1, &sine, 8, &f);
		for (int b = 0; b < SPECTRUM_BANDS; b++) {
			if (b == row[i].band)
				assert_true(fabsf(f.band_db[b] + 6.02f) < 0.05f);
			else
				assert_true(f.band_db[b] < -40.0f);
		}
		spectrum_destroy(s);
	}
}

static void
noise_fill(float *x, uint32_t n, uint32_t *seed)
{
	for (uint32_t i = 0; i < n; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		x[i] = (float)(int32_t)*seed / 2147483648.0f;
	}
}

/* White noise of variance 1/3: each third octave has the share that its width has. */
static void
test_spectrum_third_octaves_of_white_noise_rise_with_their_width(void **state)
{
	enum { NHOPS = 1500 };
	struct spectrum *s = spectrum_make(1, RATE, 4096);
	double mean[SPECTRUM_BANDS] = { 0.0 };
	uint32_t hop, seed = 7;
	struct spectrum_frame f;
	float *block;

	(void)state;
	assert_non_null(s);
	hop = spectrum_hop(s);
	block = malloc(hop * sizeof *block);
	assert_non_null(block);
	for (int k = 0; k < NHOPS; k++) {
		noise_fill(block, hop, &seed);
		analyse(s, block, &f);
		for (int b = 0; b < SPECTRUM_BANDS; b++)
			mean[b] += pow(10.0, (double)f.band_db[b] / 10.0) / NHOPS;
	}
	for (int b = 0; b < SPECTRUM_BANDS; b++) {
		double centre = 1000.0 * pow(10.0, (b - 17) / 10.0);
		double width = centre * (pow(10.0, 0.05) - pow(10.0, -0.05));
		double wanted = 2.0 / 3.0 * width / (RATE / 2.0); /* a sine of power 1/2: 0 dBFS */
		double tolerance = b < 8 ? 1.0 : 0.3;

		assert_true(fabs(10.0 * log10(mean[b] / wanted)) < tolerance);
	}
	free(block);
	spectrum_destroy(s);
}

static void
test_spectrum_of_silence_is_the_floor_and_nan_does_not_stay(void **state)
{
	struct spectrum *s = spectrum_make(2, RATE, 1024);
	struct sine silence = { 1000.0, 0.0, 0.0 }, sine = { 21.0 * RATE / 1024, 1.0, 1.0 };
	uint32_t hop = spectrum_hop(s);
	float *bad = calloc(hop * 2, sizeof *bad);
	struct spectrum_frame f;

	(void)state;
	assert_true(s && bad);
	analyse_sine(s, RATE, 2, &silence, 3, &f);
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		assert_true(f.bin_db[i] == -120.0f);
	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		assert_true(f.band_db[i] == -120.0f);
	bad[5] = NAN;
	bad[8] = INFINITY;
	analyse(s, bad, &f);
	assert_true(f.bin_db[100] == -120.0f);
	assert_int_equal(f.seq, 4);
	analyse_sine(s, RATE, 2, &sine, 400, &f);
	assert_true(fabsf(f.bin_db[highest_bin(&f)]) < 0.05f);
	free(bad);
	spectrum_destroy(s);
}

/* +1, -1, +1, ...: a full-scale cosine at half the rate, which has no mirror image. */
static void
test_spectrum_half_the_rate_reads_0_dbfs_too(void **state)
{
	struct spectrum *s = spectrum_make(1, 16000, 1024);
	struct spectrum_frame f;
	float block[1024];

	(void)state;
	assert_non_null(s);
	assert_true(spectrum_hop(s) <= 1024);
	for (uint32_t i = 0; i < 1024; i++)
		block[i] = i % 2 ? -1.0f : 1.0f;
	for (int k = 0; k < 8; k++)
		analyse(s, block, &f);
	assert_true(fabsf(f.bin_db[SPECTRUM_BINS_MAX - 1]) < 0.05f);
	spectrum_destroy(s);
}

static void
test_spectrum_frame_says_what_it_shows(void **state)
{
	static const struct {
		uint32_t rate_hz;
		float fmax_hz;
	} row[] = { { 48000, 20000.0f }, { 44100, 20000.0f }, { 16000, 8000.0f } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(1, row[i].rate_hz, SPECTRUM_POINTS);
		struct sine sine = { 440.0, 0.5, 0.0 };
		struct spectrum_frame f;

		assert_non_null(s);
		assert_true(spectrum_hop(s) > 0 && spectrum_hop(s) <= SPECTRUM_POINTS / 2);
		analyse_sine(s, row[i].rate_hz, 1, &sine, 1, &f);
		assert_int_equal(f.seq, 1);
		assert_int_equal(f.rate_hz, row[i].rate_hz);
		assert_int_equal(f.points, SPECTRUM_POINTS);
		assert_true(f.fmin_hz == 20.0f && f.fmax_hz == row[i].fmax_hz);
		spectrum_destroy(s);
	}
}

static void
test_spectrum_refuses_wrong_shapes_and_survives_lack_of_memory(void **state)
{
	int n = 0;
	struct spectrum *s = NULL;

	(void)state;
	assert_null(spectrum_make(0, RATE, 4096));
	assert_null(spectrum_make(3, RATE, 4096));
	assert_null(spectrum_make(2, 0, 4096));
	assert_null(spectrum_make(2, RATE, 4095));
	assert_null(spectrum_make(2, RATE, 128));
	assert_null(spectrum_make(2, RATE, 65536));
	spectrum_destroy(NULL);
	while (!s && n < 20) {
		allocations_left = n++;
		s = spectrum_make(2, RATE, 256);
	}
	allocations_left = -1;
	assert_int_equal(n, 3); /* two blocks, each made to fail once */
	spectrum_destroy(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spectrum_full_scale_sine_on_a_bin_reads_0_dbfs_where_it_is),
		cmocka_unit_test(test_spectrum_levels_are_true_and_channels_share_their_power),
		cmocka_unit_test(test_spectrum_third_octave_of_a_sine_holds_its_power),
		cmocka_unit_test(test_spectrum_third_octaves_of_white_noise_rise_with_their_width),
		cmocka_unit_test(test_spectrum_of_silence_is_the_floor_and_nan_does_not_stay),
		cmocka_unit_test(test_spectrum_half_the_rate_reads_0_dbfs_too),
		cmocka_unit_test(test_spectrum_frame_says_what_it_shows),
		cmocka_unit_test(test_spectrum_refuses_wrong_shapes_and_survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
