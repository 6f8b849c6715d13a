/* SPDX-License-Identifier: ISC */
/*
 * The equaliser against formulas that it does not use: the analogue prototypes
 * of the cookbook through the bilinear transform, s = j tan(w/2) / tan(w0/2).
 */
#include <complex.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/eq.h"

enum { NFREQS = 40, RAMP = 1024 };

static const double magnitude_tolerance = 0.00115; /* 0.01 dB */
static const double absolute_tolerance = 2e-6;     /* below -110 dB floats round */

struct row {
	enum eq_type type;
	double freq_hz, gain_db, q;
};

static const struct row rows[] = {
	{ EQ_PK, 1000.0, 6.0, 1.41 },
	{ EQ_PK, 1000.0, -18.0, 4.0 },
	{ EQ_PK, 20.0, 12.0, 10.0 },
	{ EQ_PK, 18000.0, 12.0, 0.5 },
	{ EQ_LSC, 105.0, 7.1, 0.7 },
	{ EQ_LSC, 300.0, -12.0, 1.2 },
	{ EQ_HSC, 10000.0, -6.0, 0.7 },
	{ EQ_HSC, 3000.0, 9.0, 0.4 },
	{ EQ_LP, 8000.0, 0.0, 0.7071 },
	{ EQ_HP, 80.0, 0.0, 1.5 },
	{ EQ_BP, 1000.0, 0.0, 2.0 },
	{ EQ_NO, 1000.0, 0.0, 3.0 },
	{ EQ_AP, 700.0, 0.0, 0.8 },
	{ EQ_LS, 200.0, 6.0, 0.8 },
	{ EQ_LS, 200.0, -9.0, 0.5 },
	{ EQ_HS, 4000.0, 6.0, 0.8 },
	{ EQ_HS, 4000.0, -4.5, 1.1 },
};

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };

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

static double complex
prototype(const struct row *r, double freq_hz, double rate_hz)
{
	double a = pow(10.0, r->gain_db / 40.0), q = r->q, centre = r->freq_hz;
	double complex s, r_a;

	if (r->type == EQ_LS)
		centre *= pow(10.0, fabs(r->gain_db) / 80.0 / slope_of_q(q, a));
	if (r->type == EQ_HS)
		centre /= pow(10.0, fabs(r->gain_db) / 80.0 / slope_of_q(q, a));
	s = I * tan(M_PI * freq_hz / rate_hz) / tan(M_PI * centre / rate_hz);
	r_a = sqrt(a) / q * s;
	switch (r->type) {
	case EQ_PK:
		return (s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0);
	case EQ_LS:
	case EQ_LSC:
		return a * (s * s + r_a + a) / (a * s * s + r_a + 1.0);
	case EQ_HS:
	case EQ_HSC:
		return a * (a * s * s + r_a + 1.0) / (s * s + r_a + a);
	case EQ_LP:
		return 1.0 / (s * s + s / q + 1.0);
	case EQ_HP:
		return s * s / (s * s + s / q + 1.0);
	case EQ_BP:
		return s / q / (s * s + s / q + 1.0);
	case EQ_NO:
		return (s * s + 1.0) / (s * s + s / q + 1.0);
	default:
		return (s * s - s / q + 1.0) / (s * s + s / q + 1.0);
	}
}

static struct eq_settings
settings_of(const struct row *r)
{
	struct eq_settings s = { .nbands = 1 };

	s.band[0] = (struct eq_band){ true, r->type, r->freq_hz, r->gain_db, r->q };
	return s;
}

/* 10 Hz to 0.45 of the rate, log-spaced. */
static double
freq_at(int i, double rate_hz)
{
	return 10.0 * pow(0.045 * rate_hz, (double)i / (NFREQS - 1));
}

static void
mono_process(struct eq *eq, const float *in, float *out, uint32_t n)
{
	assert_int_equal(eq_process(eq, &in, &out, n), 0);
}

/* 20 time constants of the slower pole pair; enough for float output. */
static uint32_t
impulse_frames(const struct row *r, double rate_hz)
{
	double a = pow(10.0, fabs(r->gain_db) / 40.0);

	return (uint32_t)(20.0 * 2.0 * r->q * a * rate_hz / (2.0 * M_PI * r->freq_hz)) + 4096;
}

static double complex
transform_at(const float *h, uint32_t n, double w)
{
	double complex turn = cexp(-I * w), z = 1.0, sum = 0.0;

	for (uint32_t i = 0; i < n; i++) {
		if (i % 1024 == 0)
			z = cexp(-I * w * i);
		sum += h[i] * z;
		z *= turn;
	}
	return sum;
}

static void
check_impulse_response(const struct row *r, double rate_hz)
{
	struct eq_settings settings = settings_of(r);
	uint32_t n = impulse_frames(r, rate_hz);
	float *h = calloc(n, sizeof *h);
	struct eq *eq = eq_create(1, RAMP, kernels_best());
	struct eq_coefficients c;

	assert_non_null(h);
	assert_non_null(eq);
	eq_design(&c, &settings, rate_hz);
	eq_set(eq, &c);
	h[0] = 1.0f;
	mono_process(eq, h, h, n);
	for (int i = 0; i < NFREQS; i++) {
		double f = freq_at(i, rate_hz);
		double complex wanted = prototype(r, f, rate_hz);
		double complex got = transform_at(h, n, 2.0 * M_PI * f / rate_hz);
		double error = cabs(got - wanted);

		if (error > magnitude_tolerance * cabs(wanted) + absolute_tolerance)
			fail_msg("%s %g Hz %g dB Q %g at %g Hz, rate %g: %g, wanted %g",
				eq_type_name(r->type), r->freq_hz, r->gain_db, r->q, f, rate_hz,
				cabs(got), cabs(wanted));
	}
	eq_destroy(eq);
	free(h);
}

static void
test_eq_response_is_the_analogue_prototype(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			check_impulse_response(&rows[i], rates[k]);
}

static void
test_eq_response_db_agrees_with_the_prototype(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			struct eq_settings s = settings_of(&rows[i]);
			struct eq_coefficients c;

			s.preamp_db = -3.5;
			eq_design(&c, &s, rates[k]);
			for (int j = 0; j < NFREQS; j++) {
				double f = freq_at(j, rates[k]);
				double db = 20.0 * log10(cabs(prototype(&rows[i], f, rates[k])));

				assert_true(
					fabs(eq_response_db(&c, f, rates[k]) - (db - 3.5)) < 1e-4);
			}
		}
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

enum { SONG = 8192, SONG_EVENTS = 5 };

/* Two channels with changes at fixed frames, some in the middle of a glide, cut into blocks of
 * nframes. */
static void
song_play(float out[2][SONG], uint32_t nframes, bool in_place)
{
	static const uint32_t event_at[SONG_EVENTS + 1] = { 500, 2000, 2300, 2301, 5000, SONG };
	struct eq_settings event[SONG_EVENTS] = { settings_full(6.0), settings_full(-9.0),
		settings_full(3.0), settings_full(4.0), settings_full(4.0) };
	struct eq *eq = eq_create(2, RAMP, kernels_best());
	float in[2][SONG];

	assert_non_null(eq);
	event[1].nbands = 3;
	event[3].band[2].on = false;
	event[4].bypass = true;
	for (uint32_t ch = 0; ch < 2; ch++)
		noise_fill(in_place ? out[ch] : in[ch], SONG, ch + 1);
	for (uint32_t at = 0, e = 0, n; at < SONG; at += n) {
		const float *from[2] = { (in_place ? out : in)[0] + at,
			(in_place ? out : in)[1] + at };
		float *to[2] = { out[0] + at, out[1] + at };

		if (at == event_at[e]) {
			struct eq_coefficients c;

			eq_design(&c, &event[e++], 48000.0);
			eq_target(eq, &c);
		}
		n = event_at[e] - at < nframes ? event_at[e] - at : nframes;
		assert_int_equal(eq_process(eq, from, to, n), 0);
	}
	eq_destroy(eq);
}

static void
test_eq_result_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t cuts[] = { 1, 37, 64, 256, 257, 1000, 1024 };
	static float whole[2][SONG], cut[2][SONG];

	(void)state;
	song_play(whole, SONG, false);
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		song_play(cut, cuts[i], false);
		assert_memory_equal(cut, whole, sizeof whole);
	}
	song_play(cut, 64, true);
	assert_memory_equal(cut, whole, sizeof whole);
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
	mono_process(used, in, out, 2 * RAMP);
	eq_target(used, &on);
	eq_target(fresh, &on);
	mono_process(used, in, out, 2 * RAMP);
	mono_process(fresh, in, expected, 2 * RAMP);
	assert_memory_equal(out, expected, sizeof out);
	eq_destroy(used);
	eq_destroy(fresh);
}

enum { GLIDE_SECOND = 48000 };

/* Energy above 6 kHz over that of the whole second, dB: a sine runs on from settings a to b, by a
 * glide or by a jump. */
static double
click_db(double sine_hz, const struct eq_settings *a, const struct eq_settings *b, bool jump)
{
	static const struct eq_settings high_pass = { .nbands = 3,
		.band = { { true, EQ_HP, 6000.0, 0.0, 0.52 }, { true, EQ_HP, 6000.0, 0.0, 0.71 },
			{ true, EQ_HP, 6000.0, 0.0, 1.93 } } };
	static float x[2 * GLIDE_SECOND];
	struct eq *eq = eq_create(1, RAMP, kernels_best()),
		  *filter = eq_create(1, 1, kernels_best());
	double whole = 0.0, high = 0.0;
	struct eq_coefficients c;

	assert_true(eq && filter);
	for (uint32_t i = 0; i < 2 * GLIDE_SECOND; i++)
		x[i] = 0.1f * (float)sin(2.0 * M_PI * sine_hz * i / 48000.0);
	eq_design(&c, a, 48000.0);
	eq_set(eq, &c);
	mono_process(eq, x, x, GLIDE_SECOND + 117);
	eq_design(&c, b, 48000.0);
	if (jump)
		eq_set(eq, &c);
	else
		eq_target(eq, &c);
	mono_process(eq, x + GLIDE_SECOND + 117, x + GLIDE_SECOND + 117, GLIDE_SECOND - 117);
	for (uint32_t i = GLIDE_SECOND; i < 2 * GLIDE_SECOND; i++)
		whole += (double)x[i] * x[i];
	eq_design(&c, &high_pass, 48000.0);
	eq_set(filter, &c);
	mono_process(filter, x, x, 2 * GLIDE_SECOND);
	for (uint32_t i = GLIDE_SECOND; i < 2 * GLIDE_SECOND; i++)
		high += (double)x[i] * x[i];
	eq_destroy(eq);
	eq_destroy(filter);
	return 10.0 * log10(high / whole);
}

static void
test_eq_changes_do_not_click(void **state)
{
	static const struct {
		double sine_hz;
		struct row from, to;
	} change[] = {
		{ 100.0, { EQ_PK, 100.0, 0.0, 1.0 }, { EQ_PK, 100.0, 12.0, 1.0 } },
		{ 100.0, { EQ_PK, 100.0, 12.0, 1.0 }, { EQ_PK, 100.0, 0.0, 1.0 } },
		{ 100.0, { EQ_PK, 100.0, 1.0, 1.0 }, { EQ_PK, 100.0, 13.0, 1.0 } },
		{ 100.0, { EQ_PK, 100.0, 12.0, 10.0 }, { EQ_PK, 100.0, 0.0, 10.0 } },
		{ 100.0, { EQ_LSC, 200.0, -6.0, 0.7 }, { EQ_LSC, 200.0, 6.0, 0.7 } },
		{ 20.0, { EQ_PK, 20.0, 12.0, 10.0 }, { EQ_PK, 20.0, 0.0, 10.0 } },
		{ 100.0, { EQ_PK, 100.0, 12.0, 1.0 }, { EQ_PK, 150.0, 12.0, 1.0 } },
		{ 100.0, { EQ_LP, 18000.0, 0.0, 0.7 }, { EQ_LP, 2000.0, 0.0, 0.7 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		struct eq_settings a = settings_of(&change[i].from);
		struct eq_settings b = settings_of(&change[i].to);
		double glide = click_db(change[i].sine_hz, &a, &b, false);
		double jump = click_db(change[i].sine_hz, &a, &b, true);

		assert_true(glide < -95.0);
		assert_true(jump > glide + 15.0); /* the measurement would see a click */
	}
}

static void
test_eq_counts_and_silences_what_is_not_finite(void **state)
{
	struct eq_settings settings = settings_full(6.0);
	float bad[300], clean[300], out_bad[300], out_clean[300];
	const float *in = bad;
	float *out = out_bad;
	struct eq_coefficients c;

	(void)state;
	eq_design(&c, &settings, 48000.0);
	noise_fill(clean, 300, 5);
	clean[10] = clean[11] = clean[290] = 0.0f;
	memcpy(bad, clean, sizeof bad);
	bad[10] = NAN;
	bad[11] = INFINITY;
	bad[290] = -INFINITY;
	for (int bypass = 0; bypass < 2; bypass++) {
		struct eq *eq = eq_create(1, RAMP, kernels_best()),
			  *other = eq_create(1, RAMP, kernels_best());

		assert_true(eq && other);
		if (!bypass) {
			eq_set(eq, &c);
			eq_set(other, &c);
		}
		assert_int_equal(eq_process(eq, &in, &out, 300), 3);
		mono_process(other, clean, out_clean, 300);
		assert_memory_equal(out_bad, out_clean, sizeof out_bad);
		eq_destroy(eq);
		eq_destroy(other);
	}
}

static bool
block_is_silent(const float *x, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (x[i] != 0.0f)
			return false;
	return true;
}

/* Poles at 2 overflow a double after some thousand samples. */
static void
test_eq_recovers_from_an_overflown_state(void **state)
{
	enum { BLOCK = 256, OVERFLOW_BLOCKS = 8 };
	struct eq_coefficients unstable = { 1.0, { { 2.0, 0.0, 0.0, -4.0, 4.0 } }, 1, false };
	struct eq_settings settings = settings_full(6.0);
	struct eq *eq = eq_create(1, 1, kernels_best()), *other = eq_create(1, 1, kernels_best());
	float in[BLOCK], out[BLOCK], expected[BLOCK];
	bool silenced = false;
	struct eq_coefficients c;

	(void)state;
	assert_true(eq && other);
	noise_fill(in, BLOCK, 3);
	eq_set(eq, &unstable);
	for (int i = 0; i < OVERFLOW_BLOCKS && !silenced; i++) {
		mono_process(eq, in, out, BLOCK);
		silenced = block_is_silent(out, BLOCK);
	}
	assert_true(silenced);
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
		cmocka_unit_test(test_eq_response_is_the_analogue_prototype),
		cmocka_unit_test(test_eq_response_db_agrees_with_the_prototype),
		cmocka_unit_test(test_eq_corner_shelf_is_half_up_at_its_centre),
		cmocka_unit_test(test_eq_design_clamps_and_refuses_nonsense),
		cmocka_unit_test(test_eq_result_does_not_depend_on_the_blocks),
		cmocka_unit_test(test_eq_identity_copies_bit_by_bit),
		cmocka_unit_test(test_eq_change_taken_back_before_it_began_leaves_the_identity),
		cmocka_unit_test(test_eq_band_that_comes_back_starts_from_silence),
		cmocka_unit_test(test_eq_changes_do_not_click),
		cmocka_unit_test(test_eq_counts_and_silences_what_is_not_finite),
		cmocka_unit_test(test_eq_recovers_from_an_overflown_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
