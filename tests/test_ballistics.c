/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The meters beside what the standards say of them, at the usual rates. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/ballistics.h"

static const uint32_t rates[] = { 44100, 48000, 96000, 192000 };
enum { NRATES = sizeof rates / sizeof *rates, BLOCK = 480 };

struct rig {
	struct ballistics b;
	struct ballistic_state s;
	uint32_t rate_hz;
	uint64_t at;
};

static struct rig *
rig_of(uint32_t rate_hz)
{
	struct rig *r = calloc(1, sizeof *r);

	assert_non_null(r);
	r->rate_hz = rate_hz;
	ballistics_init(&r->b, rate_hz);
	return r;
}

/* A sine; the highest that was read on the way, as on a screen, every 20 ms. */
static struct ballistic_reading
play(struct rig *r, double hz, double amplitude, double seconds)
{
	struct ballistic_reading now, highest = { -200, -200, -200, -200, -200 };
	float block[BLOCK];
	uint64_t left = (uint64_t)llround(seconds * r->rate_hz);

	do {
		uint32_t n = left < BLOCK ? (uint32_t)left : BLOCK;

		for (uint32_t i = 0; i < n; i++)
			block[i] = (float)(amplitude *
					   sin(2 * M_PI * hz * ((double)(r->at + i) + 0.5) /
						   r->rate_hz));
		r->at += n;
		left -= n;
		ballistics_feed(&r->b, &r->s, block, n);
		ballistics_read(&r->b, &r->s, &now);
		highest.ppm1_db = fmaxf(highest.ppm1_db, now.ppm1_db);
		highest.ppm2_db = fmaxf(highest.ppm2_db, now.ppm2_db);
		highest.vu_db = fmaxf(highest.vu_db, now.vu_db);
		highest.k_rms_db = fmaxf(highest.k_rms_db, now.k_rms_db);
		highest.k_peak_db = fmaxf(highest.k_peak_db, now.k_peak_db);
	} while (left > 0);
	return highest;
}

/* Where it stands after silence of so long. */
static struct ballistic_reading
rest(struct rig *r, double seconds)
{
	struct ballistic_reading now;

	play(r, 0, 0, seconds);
	ballistics_read(&r->b, &r->s, &now);
	return now;
}

static void
assert_db(double is, double wanted, double tolerance, const char *what, uint32_t rate_hz)
{
	if (!(fabs(is - wanted) <= tolerance))
		fail_msg("%s at %u Hz: %.3f dB instead of %.3f +-%.3f", what, rate_hz, is, wanted,
			tolerance);
}

static void
test_a_steady_sine_reads_its_peak_in_all_meters(void **state)
{
	static const struct {
		double hz, amplitude, db;
	} row[] = { { 997, 1, 0 }, { 997, 0.1, -20 }, { 100, 1, 0 }, { 5003, 0.01, -40 } };

	(void)state;
	for (int k = 0; k < NRATES; k++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			struct rig *r = rig_of(rates[k]);
			struct ballistic_reading l;

			play(r, row[i].hz, row[i].amplitude, 2);
			l = play(r, row[i].hz, row[i].amplitude, 0.1);
			/* Of 100 Hz the quasi-peak ripples. */
			double ripple = row[i].hz < 500 ? 0.35 : 0.06;

			assert_db((double)l.ppm1_db, row[i].db, ripple, "PPM I", rates[k]);
			assert_db((double)l.ppm2_db, row[i].db, ripple, "PPM II", rates[k]);
			assert_db((double)l.vu_db, row[i].db, 0.02, "VU", rates[k]);
			assert_db((double)l.k_rms_db, row[i].db, 0.02, "K RMS", rates[k]);
			assert_db((double)l.k_peak_db, row[i].db, 0.06, "K peak", rates[k]);
			free(r);
		}
}

/* IEC 60268-10. */
static void
test_bursts_read_what_the_standard_says(void **state)
{
	static const struct {
		int type;
		double ms, db, tolerance;
	} row[] = {
		{ 1, 10, -1, 0.5 },
		{ 1, 5, -2, 1 },
		{ 1, 3, -4, 1 },
		{ 1, 0.4, -15, 4 },
		{ 2, 100, 0, 0.5 },
		{ 2, 10, -2.5, 0.5 },
		{ 2, 5, -4, 0.75 },
		{ 2, 1.5, -9, 1 },
		{ 2, 0.5, -17, 2 },
		/* As the header has it. */
		{ 1, 10, -0.9, 0.06 },
		{ 1, 5, -2.2, 0.06 },
		{ 1, 3, -3.8, 0.06 },
		{ 1, 0.4, -15.2, 0.11 },
		{ 2, 10, -2.3, 0.06 },
		{ 2, 5, -4.2, 0.06 },
		{ 2, 1.5, -9.3, 0.06 },
		{ 2, 0.5, -16.3, 0.06 },
	};

	(void)state;
	for (int k = 0; k < NRATES; k++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			struct rig *r = rig_of(rates[k]);
			struct ballistic_reading l;
			char what[40];

			rest(r, 0.1);
			r->at = 0;
			l = play(r, 5000, 0.5, row[i].ms / 1000);
			snprintf(what, sizeof what, "type %d, burst of %.1f ms", row[i].type,
				row[i].ms);
			assert_db(
				(double)(row[i].type == 1 ? l.ppm1_db : l.ppm2_db) + 20 * log10(2),
				row[i].db, row[i].tolerance, what, rates[k]);
			free(r);
		}
}

static void
test_they_fall_as_fast_as_the_standards_want(void **state)
{
	(void)state;
	for (int k = 0; k < NRATES; k++) {
		struct rig *r = rig_of(rates[k]);
		struct ballistic_reading l;

		play(r, 1000, 1, 2);
		rest(r, 0.01);
		l = rest(r, 0.49);
		/* The last highest sample is up to 10 ms old. */
		assert_db((double)l.k_peak_db, 0, 0.2, "K peak held", rates[k]);
		l = rest(r, 1.0);
		assert_db((double)l.k_peak_db, -15, 0.2, "K peak falling", rates[k]);
		l = rest(r, 0.2);
		assert_db((double)l.ppm1_db, -20, 0.1, "PPM I after 1.7 s", rates[k]);
		l = rest(r, 1.1);
		assert_db((double)l.ppm2_db, -24, 0.1, "PPM II after 2.8 s", rates[k]);
		free(r);
	}
}

static double
linear(float db)
{
	return pow(10, (double)db / 20);
}

/* IEC 60268-17. */
static void
test_vu_reads_99_percent_after_300_ms_and_overshoots_a_little(void **state)
{
	(void)state;
	for (int k = 0; k < NRATES; k++) {
		struct rig *r = rig_of(rates[k]);
		double at, top;

		at = linear(play(r, 1000, 1, 0.3).vu_db);
		top = linear(play(r, 1000, 1, 0.7).vu_db);
		if (!(fabs(at - 0.99) < 0.002) || !(top > 1.01 && top < 1.015))
			fail_msg("at %u Hz: %.4f after 300 ms, at most %.4f", rates[k], at, top);
		play(r, 1000, 1, 1);
		at = linear(rest(r, 0.3).vu_db);
		if (!(fabs(at - 0.01) < 0.002))
			fail_msg("at %u Hz: %.4f left 300 ms after", rates[k], at);
		free(r);
	}
}

static void
test_k_rms_reads_99_percent_after_600_ms_and_never_overshoots(void **state)
{
	(void)state;
	for (int k = 0; k < NRATES; k++) {
		struct rig *r = rig_of(rates[k]);
		double at = linear(play(r, 1000, 1, 0.6).k_rms_db);
		double top = linear(play(r, 1000, 1, 2).k_rms_db);

		if (!(fabs(at - 0.99) < 0.001) || !(top < 1.0005))
			fail_msg("at %u Hz: %.4f after 600 ms, at most %.4f", rates[k], at, top);
		free(r);
	}
}

static void
test_blocks_of_any_size_give_the_same_bits(void **state)
{
	enum { N = 9600 };
	static float sound[N];
	struct ballistics b;
	struct ballistic_state whole = { 0 }, pieces = { 0 };
	struct ballistic_reading l[2];
	uint32_t seed = 1;

	(void)state;
	ballistics_init(&b, 48000);
	for (int i = 0; i < N; i++) {
		seed = seed * 1664525u + 1013904223u;
		sound[i] =
			(float)((double)seed / 2147483648.0 - 1) * (i % 3000 < 2000 ? 1 : 1e-30f);
	}
	sound[5] = NAN;
	ballistics_feed(&b, &whole, sound, N);
	for (uint32_t at = 0, n; at < N; at += n) {
		seed = seed * 1664525u + 1013904223u;
		n = seed >> 24;
		n = at + n > N ? N - at : n;
		ballistics_feed(&b, &pieces, sound + at, n);
	}
	ballistics_read(&b, &whole, &l[0]);
	ballistics_read(&b, &pieces, &l[1]);
	assert_memory_equal(&l[0], &l[1], sizeof l[0]);
	assert_memory_equal(&whole.ppm1, &pieces.ppm1, sizeof whole.ppm1);
	assert_memory_equal(&whole.ppm2, &pieces.ppm2, sizeof whole.ppm2);
	assert_memory_equal(&whole.k_square, &pieces.k_square, sizeof whole.k_square);
	assert_true(whole.vu_re == pieces.vu_re && whole.vu_im == pieces.vu_im);
}

static void
test_the_highest_is_read_once_whenever_that_is(void **state)
{
	struct rig *r = rig_of(48000);
	float burst[480], silence[48000] = { 0 };
	struct ballistic_reading l;

	(void)state;
	for (int i = 0; i < 480; i++)
		burst[i] = (float)sin(2 * M_PI * 5000 * (i + 0.5) / 48000);
	ballistics_feed(&r->b, &r->s, burst, 480);
	ballistics_feed(&r->b, &r->s, silence, 48000); /* a second late */
	ballistics_read(&r->b, &r->s, &l);
	assert_db((double)l.ppm1_db, -0.9, 0.1, "PPM I", 48000);
	ballistics_read(&r->b, &r->s, &l);
	assert_db((double)l.ppm1_db, -0.9 - 20 / 1.7, 0.1, "PPM I a second later", 48000);
	free(r);
}

static void
test_what_is_no_sound_does_no_harm(void **state)
{
	static const struct {
		float x;
		double vu_db, k_rms_db, k_peak_db, ppm_db;
	} row[] = {
		/* constant: of full scale VU reads pi / 2 */
		{ 0.0f, -120, -120, -120, -120 },
		{ NAN, -120, -120, -120, -120 },
		{ INFINITY, -120, -120, -120, -120 },
		{ -INFINITY, -120, -120, -120, -120 },
		{ 1e-42f, -120, -120, -120, -120 },
		{ 1.0f, 3.92, 3.01, 0, 0.25 },
		{ -1.0f, 3.92, 3.01, 0, 0.25 },
		{ 3e38f, 123.92, 123.01, 120, 120.25 },
	};
	float block[BLOCK];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rig *r = rig_of(48000);
		struct ballistic_reading l;

		for (int j = 0; j < BLOCK; j++)
			block[j] = row[i].x;
		for (int j = 0; j < 500; j++)
			ballistics_feed(&r->b, &r->s, block, BLOCK);
		ballistics_read(&r->b, &r->s, &l);
		ballistics_read(&r->b, &r->s, &l); /* the overshoot is past */
		assert_db((double)l.vu_db, row[i].vu_db, 0.05, "VU", i);
		assert_db((double)l.k_rms_db, row[i].k_rms_db, 0.05, "K RMS", i);
		assert_db((double)l.k_peak_db, row[i].k_peak_db, 0.05, "K peak", i);
		assert_db((double)l.ppm1_db, row[i].ppm_db, 0.25, "PPM I", i);
		assert_db((double)l.ppm2_db, row[i].ppm_db, 0.25, "PPM II", i);
		/* And it is over when it is over. */
		l = rest(r, row[i].x > 1 ? 30 : 15);
		assert_db((double)l.vu_db, -120, 0, "VU at rest", i);
		assert_db((double)l.ppm2_db, -120, 0, "PPM II at rest", i);
		assert_db((double)l.k_rms_db, -120, 0, "K RMS at rest", i);
		/* No denormals in it, ever. */
		assert_true(fpclassify(r->s.k_square[1]) == FP_NORMAL);
		assert_true(fpclassify(r->s.ppm2[0]) == FP_NORMAL);
		free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_steady_sine_reads_its_peak_in_all_meters),
		cmocka_unit_test(test_bursts_read_what_the_standard_says),
		cmocka_unit_test(test_they_fall_as_fast_as_the_standards_want),
		cmocka_unit_test(test_vu_reads_99_percent_after_300_ms_and_overshoots_a_little),
		cmocka_unit_test(test_k_rms_reads_99_percent_after_600_ms_and_never_overshoots),
		cmocka_unit_test(test_blocks_of_any_size_give_the_same_bits),
		cmocka_unit_test(test_the_highest_is_read_once_whenever_that_is),
		cmocka_unit_test(test_what_is_no_sound_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
