/* SPDX-License-Identifier: ISC */
/* Meter readings against what the definitions say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/meter.h"

enum { RATE = 48000, BLOCK = 480 };

static void
feed_value(struct meter *m, float value, uint32_t nframes)
{
	float block[BLOCK];
	const float *in = block;

	for (uint32_t i = 0; i < BLOCK; i++)
		block[i] = value;
	for (uint32_t n; nframes > 0; nframes -= n) {
		n = nframes < BLOCK ? nframes : BLOCK;
		meter_process(m, &in, n);
	}
}

static void
feed_sine(struct meter *m, double freq_hz, double amplitude, uint32_t nframes)
{
	for (uint32_t i = 0; i < nframes; i++) {
		float x = (float)(amplitude * sin(2.0 * M_PI * freq_hz * i / m->rate_hz));
		const float *in = &x;

		meter_process(m, &in, 1);
	}
}

static void
test_meter_reads_a_full_scale_sine_as_0_and_minus_3_01(void **state)
{
	static const uint32_t rates[] = { 44100, 48000, 192000 };

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct meter m;

		meter_init(&m, 1, rates[i]);
		feed_sine(&m, 1000.0, 1.0, 3 * rates[i]);
		assert_true(fabsf(meter_db(m.level[0].peak)) < 0.02f);
		assert_true(fabsf(meter_db(m.level[0].rms) + 3.01f) < 0.02f);
	}
}

static void
test_meter_peak_rises_at_once_and_falls_20_db_in_1_7_s(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE);
	feed_value(&m, 0.5f, 1);
	assert_true(m.level[0].peak == 0.5f);
	feed_value(&m, 0.0f, (uint32_t)(1.7 * RATE));
	assert_true(fabsf(meter_db(m.level[0].peak) - (meter_db(0.5f) - 20.0f)) < 0.05f);
}

static void
test_meter_rms_follows_with_300_ms(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE);
	feed_value(&m, 1.0f, (uint32_t)(0.3 * RATE));
	assert_true(fabs((double)m.level[0].rms - sqrt(1.0 - exp(-1.0))) < 1e-3);
}

static void
test_meter_holds_the_highest_peak_for_2_s(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE);
	feed_value(&m, 0.8f, BLOCK);
	feed_value(&m, 0.1f, 2 * RATE - BLOCK);
	assert_true(m.level[0].hold == 0.8f);
	feed_value(&m, 0.1f, 2 * BLOCK);
	assert_true(m.level[0].hold < 0.2f);
	feed_value(&m, 0.9f, 1);
	assert_true(m.level[0].hold == 0.9f);
}

static void
test_meter_counts_clipped_and_not_finite_samples(void **state)
{
	const float left[] = { 1.0f, -1.5f, 0.999f, NAN, INFINITY, -INFINITY, 0.25f };
	const float right[] = { 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, -1.0f };
	const float *in[] = { left, right };
	struct meter m;

	(void)state;
	meter_init(&m, 2, RATE);
	meter_process(&m, in, 7);
	assert_int_equal(m.level[0].clipped, 2);
	assert_int_equal(m.level[0].nonfinite, 3);
	assert_int_equal(m.level[1].clipped, 1);
	assert_int_equal(m.level[1].nonfinite, 0);
	assert_true(m.level[0].hold == 1.5f && isfinite(m.level[0].rms));
}

static void
test_meter_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t cuts[] = { 1, 7, 64, 1024 };
	static float noise[4096];
	struct meter whole, cut;
	const float *in = noise;
	uint32_t seed = 1;

	(void)state;
	for (uint32_t i = 0; i < 4096; i++) {
		seed = seed * 1664525u + 1013904223u;
		noise[i] = (float)(int32_t)seed / 2147483648.0f;
	}
	meter_init(&whole, 1, RATE);
	meter_process(&whole, &in, 4096);
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		meter_init(&cut, 1, RATE);
		for (uint32_t at = 0; at < 4096; at += cuts[i]) {
			uint32_t n = 4096 - at < cuts[i] ? 4096 - at : cuts[i];

			in = noise + at;
			meter_process(&cut, &in, n);
		}
		assert_true(cut.level[0].peak == whole.level[0].peak);
		assert_true(cut.level[0].rms == whole.level[0].rms);
		assert_true(cut.level[0].hold == whole.level[0].hold);
		in = noise;
	}
}

static void
test_meter_falls_silent_completely(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, 8000);
	feed_value(&m, 1e-3f, 100);
	feed_value(&m, 0.0f, 15 * 8000);
	assert_true(m.level[0].peak == 0.0f && m.level[0].rms == 0.0f && m.level[0].hold == 0.0f);
}

static void
test_meter_db_has_a_floor(void **state)
{
	(void)state;
	assert_true(meter_db(1.0f) == 0.0f);
	assert_true(fabsf(meter_db(0.1f) + 20.0f) < 1e-5f);
	assert_true(meter_db(0.0f) == -120.0f);
	assert_true(meter_db(1e-9f) == -120.0f);
	assert_true(meter_db(NAN) == -120.0f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meter_reads_a_full_scale_sine_as_0_and_minus_3_01),
		cmocka_unit_test(test_meter_peak_rises_at_once_and_falls_20_db_in_1_7_s),
		cmocka_unit_test(test_meter_rms_follows_with_300_ms),
		cmocka_unit_test(test_meter_holds_the_highest_peak_for_2_s),
		cmocka_unit_test(test_meter_counts_clipped_and_not_finite_samples),
		cmocka_unit_test(test_meter_does_not_depend_on_the_blocks),
		cmocka_unit_test(test_meter_falls_silent_completely),
		cmocka_unit_test(test_meter_db_has_a_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
