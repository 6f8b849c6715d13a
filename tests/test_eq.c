/* SPDX-License-Identifier: ISC */
/*
 * What the equaliser does with odd settings, bands that come and go, and states
 * that overflow.  Whether it is exact: test_eq_truth.c; smooth: test_eq_motion.c.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/eq.h"

enum { RAMP = 1024 };

struct row {
	enum eq_type type;
	double freq_hz, gain_db, q;
};

/* The slope S that belongs to Q, found by bisection on the cookbook's own relation. */
static double
slope_of_q(double q, double a)
{
	double low = 1e-4, high = 1e4;

	for (int i = 0; i < 200; i++) {
		double s = sqrt(low * high);

		if (sqrt((a + 1.0 / a) * (1.0 / s - 1.0) + 2.0) * q > 1.0)
			low = s;
		else
			high = s;
	}
	return low;
}

static struct eq_settings
settings_of(const struct row *r)
{
	struct eq_settings s = { .nbands = 1 };

	s.band[0] = (struct eq_band){ true, r->type, r->freq_hz, r->gain_db, r->q };
	return s;
}

static void
mono_process(struct eq *eq, const float *in, float *out, uint32_t n)
{
	assert_int_equal(eq_process(eq, &in, &out, n), 0);
}

static void
test_eq_corner_shelf_is_half_up_at_its_centre(void **state)
{
	static const struct row ls = { EQ_LS, 200.0, 6.0, 0.8 }, lsc = { EQ_LSC, 200.0, 6.0, 0.8 };
	struct eq_settings s = settings_of(&ls);
	double slope = slope_of_q(0.8, pow(10.0, 0.15));
	struct eq_coefficients c;

	(void)state;
	eq_design(&c, &s, 48000.0);
	assert_true(
		fabs(eq_response_db(&c, 200.0 * pow(10.0, 0.075 / slope), 48000.0) - 3.0) < 1e-6);
	s = settings_of(&lsc);
	eq_design(&c, &s, 48000.0);
	assert_true(fabs(eq_response_db(&c, 200.0, 48000.0) - 3.0) < 1e-6);
}

static void
test_eq_design_clamps_and_refuses_nonsense(void **state)
{
	static const struct biquad identity = { 1.0, 0.0, 0.0, 0.0, 0.0 };
	struct eq_band high = { true, EQ_PK, 30000.0, 6.0, 1.0 };
	struct eq_band edge = { true, EQ_PK, 0.49 * 44100.0, 6.0, 1.0 };
	struct eq_band flat = { true, EQ_HSC, 1000.0, 0.0, 1.0 };
	struct eq_band bad = { true, EQ_LP, NAN, 0.0, 1.0 };
	struct biquad b, e;

	(void)state;
	biquad_design(&b, &high, 44100.0);
	biquad_design(&e, &edge, 44100.0);
	assert_memory_equal(&b, &e, sizeof b);
	biquad_design(&b, &flat, 44100.0);
	assert_memory_equal(&b, &identity, sizeof b);
	biquad_design(&b, &bad, 44100.0);
	assert_memory_equal(&b, &identity, sizeof b);
	for (double q = 0.0; q < 1000.0; q = q * 2.0 + 0.01) {
		high.q = q;
		biquad_design(&b, &high, 48000.0);
		assert_true(fabs(b.a2) < 1.0 && fabs(b.a1) < 1.0 + b.a2); /* stable */
	}
}

static uint32_t
random_next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed;
}

static void
noise_fill(float *x, uint32_t n, uint32_t seed)
{
	for (uint32_t i = 0; i < n; i++)
		x[i] = (float)(int32_t)random_next(&seed) / 2147483648.0f;
}

static struct eq_settings
settings_full(double gain_db)
{
	struct eq_settings s = { .preamp_db = -6.0, .nbands = EQ_BANDS_MAX };

	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		enum eq_type type = (enum eq_type)(i % EQ_NTYPES);

		s.band[i] = (struct eq_band){ i % 5 != 4, type, 40.0 * pow(1.45, i), gain_db,
			0.5 + 0.1 * i };
	}
	return s;
}

static void
test_eq_identity_copies_bit_by_bit(void **state)
{
	static const float special[] = { -0.0f, 0.0f, FLT_MIN / 8.0f, -FLT_MIN / 3.0f, FLT_MAX,
		-FLT_MAX, 1.0f, -1.0f };
	struct eq_settings settings = settings_full(0.0), flat = { .nbands = EQ_BANDS };
	static float in[4 * RAMP], out[4 * RAMP];
	struct eq *eq = eq_create(1, RAMP, kernels_best());
	struct eq_coefficients c;

	(void)state;
	for (uint32_t i = 0; i < EQ_BANDS; i++)
		flat.band[i] = (struct eq_band){ true, EQ_PK, 1000.0, 0.0, 1.0 };
	assert_non_null(eq);
	noise_fill(in, 4 * RAMP, 9);
	memcpy(in + 2 * RAMP, special, sizeof special);
	mono_process(eq, in, out, 4 * RAMP);
	assert_memory_equal(out, in, sizeof in);

	eq_design(&c, &settings, 48000.0);
	eq_set(eq, &c);
	mono_process(eq, in, out, RAMP);
	assert_memory_not_equal(out, in, RAMP * sizeof *in);
	settings.bypass = true;
	eq_design(&c, &settings, 48000.0);
	eq_target(eq, &c);
	mono_process(eq, in, out, 4 * RAMP); /* the first RAMP frames glide */
	assert_memory_not_equal(out, in, RAMP * sizeof *in);
	assert_memory_equal(out + RAMP, in + RAMP, 3 * RAMP * sizeof *in);

	eq_design(&c, &flat, 48000.0);
	eq_target(eq, &c);
	mono_process(eq, in, out, RAMP);
	mono_process(eq, in, out, 4 * RAMP);
	assert_memory_equal(out, in, sizeof in);
	eq_destroy(eq);
}

static void
test_eq_change_taken_back_before_it_began_leaves_the_identity(void **state)
{
	struct eq_settings settings = settings_full(6.0), flat = { .nbands = EQ_BANDS };
	struct eq *eq = eq_create(1, RAMP, kernels_best());
	static float in[RAMP], out[RAMP];
	struct eq_coefficients c;

	(void)state;
	assert_non_null(eq);
	settings.preamp_db = 0.0;
	noise_fill(in, RAMP, 4);
	eq_design(&c, &settings, 48000.0);
	eq_target(eq, &c);
	eq_design(&c, &flat, 48000.0);
	eq_target(eq, &c);
	mono_process(eq, in, out, RAMP);
	assert_memory_equal(out, in, sizeof in);
	eq_destroy(eq);
}

/* What a band remembers from before it was switched off must not come out later. */
static void
test_eq_band_that_comes_back_starts_from_silence(void **state)
{
	struct eq_settings settings = settings_full(6.0), flat = { .nbands = EQ_BANDS };
	struct eq *used = eq_create(1, RAMP, kernels_best()),
		  *fresh = eq_create(1, RAMP, kernels_best());
	static float in[2 * RAMP], out[2 * RAMP], expected[2 * RAMP];
	struct eq_coefficients on, off;

	(void)state;
	assert_true(used && fresh);
	noise_fill(in, 2 * RAMP, 6);
	eq_design(&on, &settings, 48000.0);
	eq_design(&off, &flat, 48000.0);
	eq_set(used, &on);
	mono_process(used, in, out, 2 * RAMP);
	eq_target(used, &off);
	for (int i = 0; i < 48; i++)
		mono_process(used, in, out, 2 * RAMP);
	eq_target(used, &on);
	eq_target(fresh, &on);
	mono_process(used, in, out, 2 * RAMP);
	mono_process(fresh, in, expected, 2 * RAMP);
	assert_memory_equal(out, expected, sizeof out);
	eq_destroy(used);
	eq_destroy(fresh);
}

static bool
block_is_finite(const float *x, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return false;
	return true;
}

/* The plan lets no such sample in; should one come, it costs its block and nothing more, and what
 * the plan behind has to mend. */
static void
test_eq_begins_again_after_what_is_not_finite(void **state)
{
	enum { BLOCK = 256 };
	struct eq_settings settings = settings_full(6.0);
	float bad[BLOCK], clean[BLOCK], out[BLOCK], expected[BLOCK];
	const float *from = bad;
	float *to = out;
	struct eq_coefficients c;

	(void)state;
	eq_design(&c, &settings, 48000.0);
	noise_fill(clean, BLOCK, 5);
	memcpy(bad, clean, sizeof bad);
	bad[10] = NAN;
	bad[BLOCK - 1] = -INFINITY;
	for (int single = 0; single < 2; single++) {
		struct eq *eq = eq_create(1, RAMP, kernels_best()),
			  *other = eq_create(1, RAMP, kernels_best());

		assert_true(eq && other);
		c.single = single;
		eq_set(eq, &c);
		eq_set(other, &c);
		assert_int_equal(eq_process(eq, &from, &to, BLOCK), 1);
		assert_false(block_is_finite(out, BLOCK));
		mono_process(eq, clean, out, BLOCK);
		mono_process(other, clean, expected, BLOCK);
		assert_memory_equal(out, expected, sizeof out);
		eq_destroy(eq);
		eq_destroy(other);
	}
}

/* Poles at 2 overflow a double after some thousand samples. */
static void
test_eq_recovers_from_an_overflown_state(void **state)
{
	enum { BLOCK = 256, OVERFLOW_BLOCKS = 8 };
	struct eq_coefficients unstable = {
		.gain = 1.0, .band = { { 2.0, 0.0, 0.0, -4.0, 4.0 } }, .nbands = 1
	};
	struct eq_settings settings = settings_full(6.0);
	struct eq *eq = eq_create(1, 1, kernels_best()), *other = eq_create(1, 1, kernels_best());
	float in[BLOCK], out[BLOCK], expected[BLOCK];
	const float *from = in;
	uint32_t cleared = 0;
	float *to = out;
	struct eq_coefficients c;

	(void)state;
	assert_true(eq && other);
	noise_fill(in, BLOCK, 3);
	eq_set(eq, &unstable);
	for (int i = 0; i < OVERFLOW_BLOCKS && cleared == 0; i++)
		cleared = eq_process(eq, &from, &to, BLOCK);
	assert_int_equal(cleared, 1);
	assert_false(block_is_finite(out, BLOCK));
	eq_design(&c, &settings, 48000.0);
	eq_target(eq, &c);
	eq_target(other, &c);
	for (int i = 0; i < 16; i++) {
		mono_process(eq, in, out, BLOCK);
		mono_process(other, in, expected, BLOCK);
	}
	for (uint32_t i = 0; i < BLOCK; i++) /* the first frame of the glide differed */
		assert_true(fabsf(out[i] - expected[i]) < 1e-3f);
	eq_destroy(eq);
	eq_destroy(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eq_corner_shelf_is_half_up_at_its_centre),
		cmocka_unit_test(test_eq_design_clamps_and_refuses_nonsense),
		cmocka_unit_test(test_eq_identity_copies_bit_by_bit),
		cmocka_unit_test(test_eq_change_taken_back_before_it_began_leaves_the_identity),
		cmocka_unit_test(test_eq_band_that_comes_back_starts_from_silence),
		cmocka_unit_test(test_eq_begins_again_after_what_is_not_finite),
		cmocka_unit_test(test_eq_recovers_from_an_overflown_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
