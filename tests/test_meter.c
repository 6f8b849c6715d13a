/* SPDX-License-Identifier: ISC */
/* Meter readings against what the definitions say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/kernels.h"
#include "dsp/meter.h"
#include "tests/tables.h"

enum { RATE = 48000, BLOCK = 480, NOISE = 12000 };

static float noise[NOISE];

/* -1 .. 1 */
static float
random_sample(void)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (float)(int32_t)seed / 2147483648.0f;
}

static void
feed_value(struct meter *m, float value, uint32_t nframes)
{
	float block[BLOCK];
	const float *in = block;

	for (uint32_t i = 0; i < BLOCK; i++)
		block[i] = value;
	for (uint32_t n; nframes > 0; nframes -= n) {
		n = nframes < BLOCK ? nframes : BLOCK;
		meter_process(m, &in, NULL, n);
	}
}

static void
feed_sine(struct meter *m, double freq_hz, double amplitude, uint32_t nframes)
{
	for (uint32_t i = 0; i < nframes; i++) {
		float x = (float)(amplitude * sin(2.0 * M_PI * freq_hz * i / m->rate_hz));
		const float *in = &x;

		meter_process(m, &in, NULL, 1);
	}
}

static void
test_meter_reads_a_full_scale_sine_as_0_and_minus_3_01(void **state)
{
	static const uint32_t rates[] = { 44100, 48000, 192000 };

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct meter m;

		meter_init(&m, 1, rates[i], kernels_best());
		feed_sine(&m, 1000.0, 1.0, 3 * rates[i]);
		assert_true(fabsf(meter_db(m.levels.level[0].peak)) < 0.02f);
		assert_true(fabsf(meter_db(m.levels.level[0].rms) + 3.01f) < 0.02f);
	}
}

static void
test_meter_peak_rises_at_once_and_falls_20_db_in_1_7_s(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE, kernels_best());
	feed_value(&m, 0.5f, 1);
	assert_true(m.levels.level[0].peak == 0.5f);
	feed_value(&m, 0.0f, (uint32_t)(1.7 * RATE));
	assert_true(fabsf(meter_db(m.levels.level[0].peak) - (meter_db(0.5f) - 20.0f)) < 0.05f);
}

static void
test_meter_rms_follows_with_300_ms(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE, kernels_best());
	feed_value(&m, 1.0f, (uint32_t)(0.3 * RATE));
	assert_true(fabs((double)m.levels.level[0].rms - sqrt(1.0 - exp(-1.0))) < 1e-3);
}

static void
test_meter_holds_the_highest_peak_for_2_s(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, RATE, kernels_best());
	feed_value(&m, 0.8f, BLOCK);
	feed_value(&m, 0.1f, 2 * RATE - BLOCK);
	assert_true(m.levels.level[0].hold == 0.8f);
	feed_value(&m, 0.1f, 2 * BLOCK);
	assert_true(m.levels.level[0].hold < 0.2f);
	feed_value(&m, 0.9f, 1);
	assert_true(m.levels.level[0].hold == 0.9f);
}

static void
test_meter_counts_clipped_and_not_finite_samples(void **state)
{
	const float left[] = { 1.0f, -1.5f, 0.999f, NAN, INFINITY, -INFINITY, 0.25f };
	const float right[] = { 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, -1.0f };
	const float *in[] = { left, right };
	struct meter m;

	(void)state;
	meter_init(&m, 2, RATE, kernels_best());
	assert_int_equal(meter_process(&m, in, NULL, 7), 3);
	assert_int_equal(m.levels.level[0].clipped, 2);
	assert_int_equal(m.levels.level[0].nonfinite, 3);
	assert_int_equal(m.levels.level[1].clipped, 1);
	assert_int_equal(m.levels.level[1].nonfinite, 0);
	assert_true(m.levels.level[0].hold == 1.5f && isfinite(m.levels.level[0].rms));
}

static bool
near(double a, double b, double tolerance)
{
	return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b)) + 1e-19;
}

static void
test_meter_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t cuts[] = { 1, 7, 64, 129, 1000, 4096 };
	static const double tolerance = 1e-6;

	(void)state;
	for (size_t i = 0; i < NOISE; i++)
		noise[i] = random_sample();
	FOR_EACH_TABLE (k) {
		struct meter whole, cut;
		const float *in = noise + 1;

		meter_init(&whole, 1, RATE, kernels_of(ISA_PLAIN));
		meter_process(&whole, &in, NULL, NOISE - 1);
		for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
			meter_init(&cut, 1, RATE, k);
			for (uint32_t at = 1; at < NOISE; at += cuts[i]) {
				uint32_t n = NOISE - at < cuts[i] ? NOISE - at : cuts[i];

				in = noise + at;
				meter_process(&cut, &in, NULL, n);
			}
			assert_true(near(cut.state[0].peak, whole.state[0].peak, tolerance));
			assert_true(near(cut.state[0].square, whole.state[0].square, tolerance));
			assert_true(cut.levels.level[0].hold == whole.levels.level[0].hold);
			assert_int_equal(
				cut.levels.level[0].clipped, whole.levels.level[0].clipped);
		}
	}
}

/* What a row of the next test does to a block of noise within +-1. */
enum trouble { NOTHING, LOUD, FULL_SCALE, NAN_ONCE, INF_ONCE, NAN_OFTEN, DENORMALS, HUGE_ONCE };

static void
make_trouble(enum trouble what, float *x, uint32_t n)
{
	static const float full[] = { 1.0f, -1.0f, 0.99999994f, -0.99999994f, 1.0000001f };

	for (uint32_t i = 0; i < n; i++) {
		x[i] = random_sample() * (what == LOUD ? 4.0f : 0.99f);
		if (what == FULL_SCALE && i % 5 == 2)
			x[i] = full[i / 5 % 5];
		if (what == NAN_OFTEN && i % 3 == 0)
			x[i] = i % 2 ? NAN : -NAN;
		if (what == DENORMALS)
			x[i] *= 1e-39f;
	}
	if (what == NAN_ONCE)
		x[n - 1] = NAN;
	if (what == INF_ONCE)
		x[n / 2] = -INFINITY;
	if (what == HUGE_ONCE)
		x[n / 3] = 3e38f;
}

/* Three blocks, so that a state goes on; at an address that no vector likes. */
static void
compare_kernels(
	const struct kernels *k, const char *name, enum trouble what, double tolerance, uint32_t n)
{
	struct meter_state a = { 0 }, b = { 0 };
	struct meter m;

	meter_init(&m, 1, RATE, k);
	for (int block = 0; block < 3; block++) {
		make_trouble(block == 1 ? what : NOTHING, noise + 1, n);
		kernels_of(ISA_PLAIN)->meter(&a, &m.ballistics, noise + 1, NULL, n);
		k->meter(&b, &m.ballistics, noise + 1, NULL, n);
		if (near(a.peak, b.peak, tolerance) && near(a.square, b.square, tolerance) &&
			a.highest == b.highest && a.clipped == b.clipped &&
			a.nonfinite == b.nonfinite)
			continue;
		fail_msg("%s, %s, %u frames: peak %.9g %.9g square %.9g %.9g highest %.9g %.9g "
			 "clipped %u %u nonfinite %u %u",
			k->name, name, n, a.peak, b.peak, a.square, b.square, (double)a.highest,
			(double)b.highest, a.clipped, b.clipped, a.nonfinite, b.nonfinite);
	}
}

static void
test_every_kernel_is_the_plain_one(void **state)
{
	static const struct {
		const char *name;
		enum trouble what;
		double tolerance;
	} row[] = { { "noise", NOTHING, 1e-6 }, { "loud", LOUD, 1e-6 },
		{ "full scale", FULL_SCALE, 1e-6 }, { "a NaN", NAN_ONCE, 1e-6 },
		{ "an Inf", INF_ONCE, 1e-6 }, { "many NaNs", NAN_OFTEN, 1e-6 },
		{ "denormals", DENORMALS, 1e-6 }, { "huge", HUGE_ONCE, 1e-6 } };
	static const uint32_t sizes[] = { 1, 2, 3, 7, 8, 15, 16, 17, 33, 37, 64, 100, 129, 255, 256,
		257, 1000, 4096 };

	(void)state;
	FOR_EACH_TABLE (k) {
		for (size_t r = 0; r < sizeof row / sizeof *row; r++)
			for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
				compare_kernels(
					k, row[r].name, row[r].what, row[r].tolerance, sizes[i]);
	}
}

static void
test_meter_copies_every_bit_in_the_same_pass(void **state)
{
	static const uint32_t sizes[] = { 1, 5, 16, 31, 64, 129, 1000 };
	static float out[NOISE];

	(void)state;
	FOR_EACH_TABLE (k) {
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			uint32_t n = sizes[i];
			const float *in = noise + 3;
			float *to = out + 1;
			struct meter m;

			make_trouble(n % 2 ? NAN_ONCE : LOUD, noise + 3, n);
			memset(out, 0x55, sizeof out);
			meter_init(&m, 1, RATE, k);
			meter_process(&m, &in, &to, n);
			assert_memory_equal(to, in, n * sizeof *in);
			assert_memory_equal(to + n, "UUUU", 4);
			to = noise + 3; /* in place: left alone */
			meter_process(&m, &in, &to, n);
			assert_memory_equal(out + 1, in, n * sizeof *in);
		}
	}
}

static void
test_meter_falls_silent_completely(void **state)
{
	struct meter m;

	(void)state;
	meter_init(&m, 1, 8000, kernels_best());
	feed_value(&m, 1e-3f, 100);
	feed_value(&m, 0.0f, 15 * 8000);
	assert_true(m.levels.level[0].peak == 0.0f && m.levels.level[0].rms == 0.0f &&
		    m.levels.level[0].hold == 0.0f);
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
		cmocka_unit_test(test_every_kernel_is_the_plain_one),
		cmocka_unit_test(test_meter_copies_every_bit_in_the_same_pass),
		cmocka_unit_test(test_meter_falls_silent_completely),
		cmocka_unit_test(test_meter_db_has_a_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
