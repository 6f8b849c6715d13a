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

#include <cmocka.h>

#include "tests/spectrum_help.h"

static const enum spectrum_window every_window[] = { SPECTRUM_HANN, SPECTRUM_BLACKMAN_HARRIS,
	SPECTRUM_FLAT_TOP };

static void
test_spectrum_full_scale_sine_on_a_bin_reads_0_dbfs_where_it_is(void **state)
{
	static const struct {
		uint32_t rate_hz, points, bin;
	} row[] = { { 48000, 1024, 21 }, { 48000, 2048, 300 }, { 48000, 4096, 85 },
		{ 48000, 4096, 9 }, { 44100, 4096, 400 }, { 44100, 8192, 2001 },
		{ 96000, 16384, 77 }, { 96000, 32768, 3000 }, { 192000, 8192, 500 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int w = 0; w < SPECTRUM_NWINDOWS; w++) {
			struct spectrum *s = spectrum_make(2, row[i].rate_hz, row[i].points);
			struct spectrum_settings settings = spectrum_defaults;
			double freq = (double)row[i].bin * row[i].rate_hz / row[i].points;
			struct spectrum_frame f;

			assert_non_null(s);
			settings.window = every_window[w];
			spectrum_set(s, &settings);
			analyse_bins(s, row[i].bin, row[i].bin, &f);
			assert_true(fabsf(f.bin_db[highest_bin(&f)]) < 0.05f);
			if (w == 0) /* others have a broader top */
				assert_true(
					fabs(log2(bin_freq_hz(&f, highest_bin(&f)) / freq)) < 0.06);
			spectrum_destroy(s);
		}
}

/* Harris 1978, table 1; ISO 18431-2. */
static void
test_spectrum_between_two_bins_reads_low_by_what_the_window_is_known_for(void **state)
{
	static const struct {
		enum spectrum_window window;
		float db, tolerance_db;
	} row[] = { { SPECTRUM_HANN, -1.42f, 0.01f }, { SPECTRUM_BLACKMAN_HARRIS, -0.83f, 0.01f },
		{ SPECTRUM_FLAT_TOP, -0.00897f, 0.0005f } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (uint32_t points = 1024; points <= 32768; points *= 8) {
			struct spectrum *s = spectrum_make(2, RATE, points);
			struct spectrum_settings settings = spectrum_defaults;
			struct spectrum_frame f;

			settings.window = row[i].window;
			spectrum_set(s, &settings);
			analyse_bins(s, points / 8 + 0.5, points / 8 + 0.5, &f);
			assert_true(
				fabsf(f.bin_db[highest_bin(&f)] - row[i].db) < row[i].tolerance_db);
			spectrum_destroy(s);
		}
}

/* 92 dB below the sine there is nothing, from five bins away on. */
static void
test_spectrum_blackman_harris_has_no_side_lobes_above_92_db(void **state)
{
	struct spectrum *s = spectrum_make(2, RATE, 4096);
	struct spectrum_settings settings = spectrum_defaults;
	struct spectrum_frame f;

	(void)state;
	settings.window = SPECTRUM_BLACKMAN_HARRIS;
	spectrum_set(s, &settings);
	analyse_bins(s, 1000.5, 1000.5, &f);
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		double bin = bin_freq_hz(&f, i) * 4096 / RATE;

		if (fabs(bin - 1000.5) > 5.0 + bin * 0.014) /* half a displayed bin */
			assert_true(f.bin_db[i] < -91.0f);
	}
	spectrum_destroy(s);
}

static float
reading_at(const struct spectrum_frame *f, double freq_hz)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < SPECTRUM_BINS_MAX; i++)
		if (fabs(log(bin_freq_hz(f, i) / freq_hz)) <
			fabs(log(bin_freq_hz(f, best) / freq_hz)))
			best = i;
	return f->bin_db[best];
}

/* Each channel full scale at its own bin: of the other's not a trace. */
static void
test_spectrum_separates_two_channels(void **state)
{
	static const struct {
		enum spectrum_show show;
		bool left, right; /* seen */
		float db;
	} row[] = { { SPECTRUM_SHOW_LEFT, true, false, 0.0f },
		{ SPECTRUM_SHOW_RIGHT, false, true, 0.0f },
		{ SPECTRUM_SHOW_MEAN, true, true, -3.01f } };
	static const uint32_t every_points[] = { 1024, 4096, 32768 };

	(void)state;
	for (size_t p = 0; p < sizeof every_points / sizeof *every_points; p++)
		for (int isa = 0; isa < ISA_COUNT; isa++)
			for (size_t i = 0; kernels_of((enum isa)isa) && i < 3; i++) {
				uint32_t n = every_points[p];
				struct spectrum *s =
					spectrum_create(kernels_of((enum isa)isa), 2, RATE, n, 0.0);
				struct spectrum_settings settings = spectrum_defaults;
				struct spectrum_frame f;
				float left, right;

				settings.show = row[i].show;
				settings.window = SPECTRUM_BLACKMAN_HARRIS;
				spectrum_set(s, &settings);
				analyse_bins(s, n / 8, n / 4, &f);
				left = reading_at(&f, RATE / 8.0);
				right = reading_at(&f, RATE / 4.0);
				assert_true(row[i].left ? fabsf(left - row[i].db) < 0.05f
							: left < -100.0f);
				assert_true(row[i].right ? fabsf(right - row[i].db) < 0.05f
							 : right < -100.0f);
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

/* White noise through Kellet's pinking filter and a high-pass of fourth order: what a window
 * cannot tell from 0 Hz belongs to no third octave. */
struct pink {
	uint32_t seed;
	double pole[3], highpass[2][2], k;
};

static double
pink_next(struct pink *p)
{
	float x;
	double y;

	noise_fill(&x, 1, &p->seed);
	p->pole[0] = 0.99765 * p->pole[0] + (double)x * 0.0990460;
	p->pole[1] = 0.96300 * p->pole[1] + (double)x * 0.2965164;
	p->pole[2] = 0.57000 * p->pole[2] + (double)x * 1.0526913;
	y = 0.1 * (p->pole[0] + p->pole[1] + p->pole[2] + (double)x * 0.1848);
	for (int i = 0; i < 2; i++) { /* state variable, Q 0.7 */
		double high = (y - (1.43 + p->k) * p->highpass[i][0] - p->highpass[i][1]) /
			      (1.0 + 1.43 * p->k + p->k * p->k);
		double band = p->k * high + p->highpass[i][0],
		       low = p->k * band + p->highpass[i][1];

		p->highpass[i][0] = band + p->k * high;
		p->highpass[i][1] = low + p->k * band;
		y = high;
	}
	return y;
}

static void
test_spectrum_bands_of_pink_noise_add_up_to_its_rms(void **state)
{
	static const struct {
		uint32_t points;
		enum spectrum_window window;
		double from_hz, tolerance_db;
	} row[] = { { 1024, SPECTRUM_HANN, 400, 0.1 }, { 4096, SPECTRUM_HANN, 100, 0.1 },
		{ 4096, SPECTRUM_BLACKMAN_HARRIS, 120, 0.1 }, { 4096, SPECTRUM_FLAT_TOP, 150, 0.1 },
		{ 8192, SPECTRUM_FLAT_TOP, 80, 0.1 }, { 16384, SPECTRUM_HANN, 40, 0.1 },
		{ 32768, SPECTRUM_HANN, 25, 0.1 }, { 32768, SPECTRUM_BLACKMAN_HARRIS, 25, 0.1 },
		{ 32768, SPECTRUM_FLAT_TOP, 30, 0.1 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct pink pink = { .seed = 5, .k = tan(M_PI * row[i].from_hz / 44100) };
		struct spectrum *s = spectrum_make(1, 44100, row[i].points);
		struct spectrum_settings settings = spectrum_defaults;
		uint32_t n = 300000 / spectrum_hop(s);
		double bands = 0.0, square = 0.0;
		struct spectrum_frame f;
		float block[32768];

		settings.window = row[i].window;
		settings.average_s = 0.0f;
		spectrum_set(s, &settings);
		for (uint32_t k = 0; k < n + 4; k++) {
			uint32_t hop = spectrum_wants(s);

			for (uint32_t j = 0; j < hop; j++) {
				block[j] = (float)pink_next(&pink);
				square += k < 2 || k >= n + 2 ? 0.0 : (double)(block[j] * block[j]);
			}
			analyse(s, block, &f);
			for (int b = 0; k >= 4 && b < SPECTRUM_BANDS; b++)
				bands += pow(10.0, (double)f.band_db[b] / 10.0);
		}
		/* A sine of full scale: 0 dBFS in the spectrum, -3.01 dBFS RMS. */
		square /= (double)n * spectrum_hop(s);
		assert_true(fabs(10.0 * log10(bands / n / (2.0 * square))) < row[i].tolerance_db);
		spectrum_destroy(s);
	}
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spectrum_full_scale_sine_on_a_bin_reads_0_dbfs_where_it_is),
		cmocka_unit_test(
			test_spectrum_between_two_bins_reads_low_by_what_the_window_is_known_for),
		cmocka_unit_test(test_spectrum_blackman_harris_has_no_side_lobes_above_92_db),
		cmocka_unit_test(test_spectrum_separates_two_channels),
		cmocka_unit_test(test_spectrum_levels_are_true_and_channels_share_their_power),
		cmocka_unit_test(test_spectrum_third_octave_of_a_sine_holds_its_power),
		cmocka_unit_test(test_spectrum_third_octaves_of_white_noise_rise_with_their_width),
		cmocka_unit_test(test_spectrum_bands_of_pink_noise_add_up_to_its_rms),
		cmocka_unit_test(test_spectrum_half_the_rate_reads_0_dbfs_too),
		cmocka_unit_test(test_spectrum_frame_says_what_it_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
