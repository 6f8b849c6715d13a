/*
 * What the analyser remembers: averages, held peaks, a change of size, silence
 * after noise; what it is made of: memory and wisdom.
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

#include "dsp/spectrum_wisdom.h"
#include "tests/failing_alloc.h"
#include "tests/spectrum_help.h"

WRAP(aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))

void *__real_calloc(size_t n, size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);

void *
__wrap_calloc(size_t n, size_t bytes)
{
	return allocation_fails() ? NULL : __real_calloc(n, bytes);
}

/* After a sine has gone, and left the window, an exponential average falls 4.34 dB in each time
 * constant; without an average there is the floor at once. */
static void
test_spectrum_average_has_its_time_constant_at_any_overlap(void **state)
{
	static const struct {
		float average_s;
		uint32_t overlap, hops;
	} row[] = { { 0.125f, 4, 12 }, { 0.125f, 8, 24 }, { 1.0f, 2, 30 }, { 10.0f, 1, 20 },
		{ 0.0f, 4, 1 } };
	float silence[2 * 1024] = { 0.0f };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(2, RATE, 1024);
		struct spectrum_settings settings = spectrum_defaults;
		struct spectrum_frame before, after;
		uint32_t at;

		settings.average_s = row[i].average_s;
		settings.overlap = row[i].overlap;
		spectrum_set(s, &settings);
		assert_int_equal(spectrum_hop(s), 1024 / row[i].overlap);
		analyse_bins(s, 64, 64, &before);
		at = highest_bin(&before);
		for (uint32_t k = 0; k < row[i].overlap; k++)
			analyse(s, silence, &before);
		for (uint32_t k = 0; k < row[i].hops; k++)
			analyse(s, silence, &after);
		if (row[i].average_s > 0.0f) {
			double constants = (double)row[i].hops * spectrum_hop(s) /
					   ((double)row[i].average_s * RATE);

			assert_true(fabs((double)(before.bin_db[at] - after.bin_db[at]) -
					    4.3429 * constants) < 0.01);
		} else {
			assert_true(before.bin_db[at] == -120.0f);
		}
		spectrum_destroy(s);
	}
}

/* A burst, then silence without averaging: what is held after so many seconds. */
static void
test_spectrum_holds_peaks_as_told(void **state)
{
	static const struct {
		enum spectrum_hold hold;
		float hold_s, after_s, db;
	} row[] = { { SPECTRUM_HOLD_OFF, 2.0f, 0.1f, -120.0f },
		{ SPECTRUM_HOLD_DECAY, 1.0f, 0.9f, 0.0f },
		{ SPECTRUM_HOLD_DECAY, 1.0f, 2.7f, -20.0f },
		{ SPECTRUM_HOLD_DECAY, 0.0f, 1.7f, -20.0f },
		{ SPECTRUM_HOLD_DECAY, 0.5f, 12.0f, -120.0f },
		{ SPECTRUM_HOLD_FOREVER, 0.0f, 12.0f, 0.0f } };
	float silence[2 * 1024] = { 0.0f };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *s = spectrum_make(2, RATE, 1024);
		struct spectrum_settings settings = spectrum_defaults;
		struct spectrum_frame f;
		uint32_t at;

		settings.average_s = 0.0f;
		settings.hold = row[i].hold;
		settings.hold_s = row[i].hold_s;
		spectrum_set(s, &settings);
		analyse_bins(s, 64, 64, &f);
		at = highest_bin(&f);
		for (uint32_t k = 0; k < row[i].after_s * RATE / spectrum_hop(s); k++)
			analyse(s, silence, &f);
		assert_int_equal(f.holding, row[i].hold != SPECTRUM_HOLD_OFF);
		assert_true(fabsf(f.held_db[at] - row[i].db) < 0.3f);
		assert_true(f.bin_db[at] == -120.0f);
		settings.hold = SPECTRUM_HOLD_OFF; /* and on again: begins anew */
		spectrum_set(s, &settings);
		settings.hold = SPECTRUM_HOLD_FOREVER;
		spectrum_set(s, &settings);
		analyse(s, silence, &f);
		assert_true(f.held_db[at] == -120.0f);
		spectrum_destroy(s);
	}
}

/* Silence and then 1024 frames of a sine: another size sees as much of that as there is, a share of
 * q - sin(2 pi q) / (2 pi) of a Hann window whose last part q they are. */
static void
test_spectrum_of_another_size_continues_with_the_sound_so_far(void **state)
{
	static const struct {
		uint32_t to;
		float db, tolerance_db;
	} row[] = { { 1024, 0.0f, 0.05f }, { 2048, -6.02f, 0.05f }, { 4096, -20.84f, 0.05f },
		{ 8192, -38.09f, 0.05f } };
	struct sine silence = { 1000.0, 0.0, 0.0 }, sine = { 64.0 * RATE / 1024, 1.0, 1.0 };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct spectrum *old = spectrum_make(2, RATE, 4096), *s;
		struct spectrum_frame f;

		analyse_sine(old, RATE, 2, &silence, 6, &f);
		analyse_sine(old, RATE, 2, &sine, 1, &f);
		s = spectrum_make(2, RATE, row[i].to);
		spectrum_continue(s, old);
		assert_int_equal(spectrum_wants(s), spectrum_hop(s));
		spectrum_analyse(s);
		spectrum_read(s, &f);
		assert_int_equal(f.seq, 8);
		assert_true(fabsf(f.bin_db[highest_bin(&f)] - row[i].db) < row[i].tolerance_db);
		spectrum_destroy(old);
		spectrum_destroy(s);
	}
}

/* The history is a ring, and a long hop then goes round its end. */
static void
test_spectrum_overlap_may_change_in_mid_sound(void **state)
{
	static const uint32_t every_overlap[] = { 8, 1, 4, 2, 8, 1 };
	struct spectrum *s = spectrum_make(2, RATE, 1024);
	struct spectrum_settings settings = spectrum_defaults;
	float block[2 * 1024];
	struct spectrum_frame f;
	uint64_t at = 0;

	(void)state;
	settings.average_s = 0.0f;
	for (size_t i = 0; i < sizeof every_overlap / sizeof *every_overlap; i++) {
		settings.overlap = every_overlap[i];
		spectrum_set(s, &settings);
		for (int k = 0; k < 3; k++) {
			uint32_t n = spectrum_wants(s);

			assert_int_equal(n, 1024 / every_overlap[i]);
			for (uint32_t j = 0; j < 2 * n; j++)
				block[j] = (float)sin(
					2.0 * M_PI * (double)(65 * (at + j / 2) % 1024) / 1024);
			at += n;
			analyse(s, block, &f);
			if (at >= 1024)
				assert_true(fabsf(f.bin_db[highest_bin(&f)]) < 0.05f);
		}
	}
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
	bad[11] = 3e38f;
	analyse(s, bad, &f);
	assert_true(f.bin_db[100] == -120.0f);
	assert_int_equal(f.seq, 4);
	analyse_sine(s, RATE, 2, &sine, 400, &f);
	assert_true(fabsf(f.bin_db[highest_bin(&f)]) < 0.05f);
	free(bad);
	spectrum_destroy(s);
}

/* ---- Wisdom ---- */

struct text {
	char data[1 << 16];
	size_t n, at;
};

static void
text_put(char c, void *arg)
{
	struct text *t = arg;

	assert_true(t->n < sizeof t->data);
	t->data[t->n++] = c;
}

static int
text_get(void *arg)
{
	struct text *t = arg;

	return t->at < t->n ? (unsigned char)t->data[t->at++] : -1;
}

static void
test_wisdom_goes_round_and_nonsense_changes_nothing(void **state)
{
	static const char *const nonsense[] = { "", "(", "hello", "(fftw-9.9 fftwf_wisdom #x1 #x2)",
		"(fftw-3.3.10 fftwf_wisdom" };
	struct spectrum *s = spectrum_create(kernels_best(), 2, RATE, 256, 1.0);
	static struct text known, again, bad;

	(void)state;
	assert_non_null(s);
	spectrum_destroy(s);
	spectrum_wisdom_export(text_put, &known);
	assert_true(known.n > 100);
	assert_true(spectrum_wisdom_import(text_get, &known));
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		bad = (struct text){ .n = strlen(nonsense[i]) };
		memcpy(bad.data, nonsense[i], bad.n);
		assert_false(spectrum_wisdom_import(text_get, &bad));
	}
	for (size_t n = 0; n + 3 < known.n; n += 7) { /* cut off anywhere */
		known.at = 0;
		bad = known;
		bad.n = n;
		assert_false(spectrum_wisdom_import(text_get, &bad));
	}
	spectrum_wisdom_export(text_put, &again);
	assert_int_equal(again.n, known.n);
	assert_memory_equal(again.data, known.data, known.n);
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
		cmocka_unit_test(test_spectrum_average_has_its_time_constant_at_any_overlap),
		cmocka_unit_test(test_spectrum_holds_peaks_as_told),
		cmocka_unit_test(test_spectrum_of_another_size_continues_with_the_sound_so_far),
		cmocka_unit_test(test_spectrum_overlap_may_change_in_mid_sound),
		cmocka_unit_test(test_spectrum_of_silence_is_the_floor_and_nan_does_not_stay),
		cmocka_unit_test(test_wisdom_goes_round_and_nonsense_changes_nothing),
		cmocka_unit_test(test_spectrum_refuses_wrong_shapes_and_survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
