/* SPDX-License-Identifier: ISC */
/*
 * Parameters in motion: a 100 Hz tone at -20 dBFS runs through while settings
 * change, and what appears above 6 kHz is what the change adds.  It is looked
 * for with a high-pass of eighth order, 280 dB down at 100 Hz, and given as the
 * rms of the worst 20 ms, which is 17 dB stricter for a single event than the
 * rms of the second round it.  Output in float ends near -163 dBFS.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/eq_reference.h"
#include "tests/numbers.h"

enum { RATE = 48000, RAMP = RATE / 50, SETTLE = RATE / 2, FRAMES = RATE + SETTLE };
enum { BEGIN = SETTLE + 117, WINDOW = RATE / 50, STEP = 64, SECTIONS = 4 };

static const struct kernels *tables[EQ_TABLES_MAX];
static uint32_t ntables;

enum motion { JUMP, SWEEP, CHAOS };

static const struct row {
	const char *name;
	enum motion motion;
	uint32_t step; /* SWEEP: frames from target to target, over one second; CHAOS likewise */
	struct eq_band from, to;
	double single_db, double_db; /* limits */
} rows[] = {
	{ "gain from 0 dB, 1 kHz", JUMP, 0, { true, EQ_PK, 1000, 0, 1 },
		{ true, EQ_PK, 1000, 12, 1 }, -140, -140 },
	{ "gain from 1 dB, 1 kHz", JUMP, 0, { true, EQ_PK, 1000, 1, 1 },
		{ true, EQ_PK, 1000, 13, 1 }, -140, -140 },
	{ "gain to 0 dB, 1 kHz", JUMP, 0, { true, EQ_PK, 1000, 12, 1 }, { true, EQ_PK, 1000, 0, 1 },
		-140, -140 },
	{ "gain from 0 dB, 100 Hz", JUMP, 0, { true, EQ_PK, 100, 0, 1 },
		{ true, EQ_PK, 100, 12, 1 }, -140, -140 },
	{ "gain from 1 dB, 100 Hz", JUMP, 0, { true, EQ_PK, 100, 1, 1 },
		{ true, EQ_PK, 100, 13, 1 }, -140, -140 },
	{ "gain of a low shelf", JUMP, 0, { true, EQ_LSC, 200, -6, 0.7 },
		{ true, EQ_LSC, 200, 6, 0.7 }, -140, -140 },
	{ "gain of a high shelf", JUMP, 0, { true, EQ_HSC, 4000, -6, 0.7 },
		{ true, EQ_HSC, 4000, 6, 0.7 }, -140, -140 },
	{ "sweep of a peak", SWEEP, 64, { true, EQ_PK, 200, 12, 1 }, { true, EQ_PK, 2000, 12, 1 },
		-145, -150 },
	{ "sweep of a narrow peak", SWEEP, 48, { true, EQ_PK, 200, 12, 5 },
		{ true, EQ_PK, 2000, 12, 5 }, -145, -150 },
	{ "sweep in steps of 10 ms", SWEEP, 480, { true, EQ_PK, 200, 12, 1 },
		{ true, EQ_PK, 2000, 12, 1 }, -145, -150 },
	{ "sweep of a low-pass", SWEEP, 64, { true, EQ_LP, 200, 0, 0.7 },
		{ true, EQ_LP, 2000, 0, 0.7 }, -145, -150 },
	{ "sweep of a high-pass", SWEEP, 64, { true, EQ_HP, 200, 0, 0.7 },
		{ true, EQ_HP, 2000, 0, 0.7 }, -145, -150 },
	{ "jump of a peak", JUMP, 0, { true, EQ_PK, 200, 12, 1 }, { true, EQ_PK, 2000, 12, 1 },
		-125, -125 },
	{ "jump down", JUMP, 0, { true, EQ_PK, 2000, 12, 1 }, { true, EQ_PK, 200, 12, 1 }, -125,
		-125 },
	{ "jump of a low-pass", JUMP, 0, { true, EQ_LP, 200, 0, 0.7 },
		{ true, EQ_LP, 2000, 0, 0.7 }, -125, -125 },
	{ "jump of a high-pass", JUMP, 0, { true, EQ_HP, 200, 0, 0.7 },
		{ true, EQ_HP, 2000, 0, 0.7 }, -125, -125 },
	{ "1000 changes a second", CHAOS, 48, { true, EQ_PK, 200, 12, 1 },
		{ true, EQ_PK, 200, 12, 1 }, -85, -85 },
};

/* From a to b by t, 0 to 1, in the scales that hands move in. */
static struct eq_band
between(const struct eq_band *a, const struct eq_band *b, double t)
{
	struct eq_band band = *a;

	band.freq_hz *= pow(b->freq_hz / a->freq_hz, t);
	band.gain_db += (b->gain_db - a->gain_db) * t;
	band.q *= pow(b->q / a->q, t);
	return band;
}

static struct eq_band
anything(uint64_t *seed)
{
	struct eq_band band = { .on = random_unit(seed) < 0.9 };

	band.type = (enum eq_type)(random_unit(seed) * EQ_NTYPES);
	band.freq_hz = 20 * pow(1000, random_unit(seed));
	band.gain_db = 24 * random_unit(seed) - 12;
	band.q = 0.3 * pow(30, random_unit(seed));
	return band;
}

static void
aim(struct eq *eq, const struct eq_band *band, bool single, bool at_once)
{
	struct eq_settings s = { .nbands = 1, .band = { *band } };
	struct eq_coefficients c;

	eq_design(&c, &s, RATE);
	c.single = single;
	if (at_once)
		eq_set(eq, &c);
	else
		eq_target(eq, &c);
}

/* Return: the target that is due at a frame, if any. */
static bool
target_at(const struct row *r, uint32_t frame, uint64_t *seed, struct eq_band *band)
{
	uint32_t t = frame - BEGIN, length = RATE - RAMP;

	if (frame < BEGIN || (r->motion == JUMP && t > 0) || t > length ||
		(r->step > 0 && t % r->step != 0))
		return false;
	if (r->motion == CHAOS)
		*band = anything(seed);
	else if (r->motion == JUMP)
		*band = r->to;
	else
		*band = between(&r->from, &r->to, fmin(1.0, (double)(t + r->step) / length));
	return true;
}

/* out: FRAMES; cut at every target. */
static void
tone_run(const struct row *r, const struct kernels *kernels, bool single, float *out)
{
	struct eq *eq = eq_create(1, RAMP, kernels);
	struct eq_band band;
	uint64_t seed = 11;

	assert_non_null(eq);
	aim(eq, &r->from, single, true);
	for (uint32_t at = 0, n; at < FRAMES; at += n) {
		float *to = out + at;
		const float *from = to;

		if (target_at(r, at, &seed, &band))
			aim(eq, &band, single, false);
		for (n = 0; n < STEP && at + n < FRAMES; n++) {
			struct eq_band ignored;
			uint64_t copy = seed;

			if (n > 0 && target_at(r, at + n, &copy, &ignored))
				break;
			to[n] = (float)(0.1 * sin(2 * M_PI * 100 * (at + n) / RATE));
		}
		assert_int_equal(eq_process(eq, &from, &to, n), 0);
	}
	eq_destroy(eq);
}

/* One section of the Butterworth high-pass, 6 kHz, in place. */
static void
high_pass(double *x, uint32_t n, int section)
{
	double w = 2 * M_PI * 6000 / RATE, c = cos(w), s1 = 0, s2 = 0;
	double alpha = sin(w) * cos(M_PI * (2 * section + 1) / (4 * SECTIONS)), a0 = 1 + alpha;
	double b = (1 + c) / 2 / a0, a1 = -2 * c / a0, a2 = (1 - alpha) / a0;

	for (uint32_t i = 0; i < n; i++) {
		double y = b * x[i] + s1;

		s1 = s2 - 2 * b * x[i] - a1 * y;
		s2 = b * x[i] - a2 * y;
		x[i] = y;
	}
}

/* rms above 6 kHz in the worst window after SETTLE, dBFS. */
static double
junk_db(const float *out)
{
	double *x = malloc(FRAMES * sizeof *x), sum = 0, worst = 0;

	assert_non_null(x);
	for (uint32_t i = 0; i < FRAMES; i++)
		x[i] = (double)out[i];
	for (int k = 0; k < SECTIONS; k++)
		high_pass(x, FRAMES, k);
	for (uint32_t i = SETTLE; i < FRAMES; i++) {
		sum += x[i] * x[i];
		if (i >= SETTLE + WINDOW)
			sum -= x[i - WINDOW] * x[i - WINDOW];
		worst = fmax(worst, sum);
	}
	free(x);
	return 10 * log10(worst / WINDOW + 1e-30);
}

static void
test_motion_adds_nothing_audible(void **state)
{
	float *out = malloc(FRAMES * sizeof *out);
	bool all_kept = true;

	(void)state;
	assert_non_null(out);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (uint32_t t = 0; t < 2 * ntables; t++) {
			bool single = t % 2, kept;
			double junk, limit = single ? rows[i].single_db : rows[i].double_db;

			tone_run(&rows[i], tables[t / 2], single, out);
			junk = junk_db(out);
			kept = junk <= limit;
			all_kept = all_kept && kept;
			print_message("%-26s %-7s %s %7.1f dBFS, limit %g%s\n", rows[i].name,
				tables[t / 2]->name, single ? "single" : "double", junk, limit,
				kept ? "" : "  NOT KEPT");
		}
	free(out);
	assert_true(all_kept);
}

/* The measure itself: a change without a glide must show. */
static void
test_a_jump_without_a_glide_would_show(void **state)
{
	float *out = malloc(FRAMES * sizeof *out);
	struct eq *eq = eq_create(1, 1, tables[0]);
	const float *from = out;

	(void)state;
	assert_true(out != NULL && eq != NULL);
	aim(eq, &rows[0].from, false, true);
	for (uint32_t i = 0; i < FRAMES; i++)
		out[i] = (float)(0.1 * sin(2 * M_PI * 100 * i / RATE));
	eq_process(eq, &from, &out, BEGIN);
	aim(eq, &rows[0].to, false, false);
	from = out + BEGIN;
	eq_process(eq, &from, (float *[]){ out + BEGIN }, FRAMES - BEGIN);
	assert_true(junk_db(out) > -90);
	eq_destroy(eq);
	free(out);
}

/* After all that, the EQ is what it would be had it been set so from the start. */
static void
test_motion_leaves_no_trace(void **state)
{
	enum { TAIL = 4096 };
	static float noise[FRAMES + TAIL], out[FRAMES + TAIL], fresh[FRAMES + TAIL];
	uint64_t seed = 31;

	(void)state;
	eq_noise(noise, FRAMES + TAIL, &seed);
	for (uint32_t t = 0; t < 2 * ntables; t++) {
		struct eq *moved = eq_create(1, RAMP, tables[t / 2]);
		struct eq *still = eq_create(1, RAMP, tables[t / 2]);
		const struct eq_band *end = &rows[1].to;

		assert_true(moved != NULL && still != NULL);
		aim(still, end, t % 2, true);
		aim(moved, &rows[1].from, t % 2, true);
		for (uint32_t at = 0; at < FRAMES + TAIL; at += STEP) {
			const float *from = noise + at;
			struct eq_band band = anything(&seed);

			if (at <= SETTLE)
				aim(moved, at + STEP > SETTLE ? end : &band, t % 2, false);
			eq_process(moved, &from, (float *[]){ out + at }, STEP);
			eq_process(still, &from, (float *[]){ fresh + at }, STEP);
		}
		for (uint32_t i = FRAMES; i < FRAMES + TAIL; i++)
			assert_true(fabsf(out[i] - fresh[i]) <= 4e-6f);
		eq_destroy(moved);
		eq_destroy(still);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_motion_adds_nothing_audible),
		cmocka_unit_test(test_a_jump_without_a_glide_would_show),
		cmocka_unit_test(test_motion_leaves_no_trace),
	};

	ntables = eq_tables(tables);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
