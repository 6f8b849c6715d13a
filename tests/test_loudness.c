/* SPDX-License-Identifier: ISC */
/*
 * Loudness against the signals of EBU Tech 3341 (2016) and 3342 (2016), made
 * here: sines of 1 kHz, levels in dBFS of the peak, the same in all channels
 * where not said otherwise.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/loudness.h"

enum { CHANNELS_MAX = 8, PIECES_MAX = 5, BLOCK_MAX = 4096, RATE_MAX = 48000 };

void *__real_calloc(size_t, size_t);
void *__wrap_calloc(size_t, size_t);
void *__real_ebur128_init(unsigned, unsigned long, int);
void *__wrap_ebur128_init(unsigned, unsigned long, int);

static int until_failure; /* allocations until the one that fails; 0: none does */

static bool
must_fail(void)
{
	return until_failure > 0 && --until_failure == 0;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return must_fail() ? NULL : __real_calloc(n, size);
}

void *
__wrap_ebur128_init(unsigned nchannels, unsigned long rate_hz, int mode)
{
	return must_fail() ? NULL : __real_ebur128_init(nchannels, rate_hz, mode);
}

struct piece {
	double seconds, db;
};

static float sine[RATE_MAX]; /* a second of 1 kHz, which is whole periods at both rates */

static double
linear(double db)
{
	return pow(10.0, db / 20.0);
}

static void
make_sine(uint32_t rate_hz)
{
	for (uint32_t i = 0; i < rate_hz; i++)
		sine[i] = (float)sin(2.0 * M_PI * 1000.0 * i / rate_hz);
}

/* Goes on at *at; offset_db: of each channel, NULL: none. */
static void
feed_piece(struct loudness *l, uint32_t nchannels, uint32_t rate_hz, uint32_t block,
	const struct piece *p, const double *offset_db, uint32_t *at)
{
	static float buffer[CHANNELS_MAX][BLOCK_MAX];
	const float *in[CHANNELS_MAX];
	uint32_t left = (uint32_t)(p->seconds * rate_hz + 0.5);
	float level[CHANNELS_MAX];

	for (uint32_t ch = 0; ch < nchannels; ch++) {
		in[ch] = buffer[ch];
		level[ch] = (float)linear(p->db + (offset_db ? offset_db[ch] : 0.0));
	}
	for (uint32_t n; left > 0; left -= n) {
		n = left < block ? left : block;
		for (uint32_t i = 0; i < n; i++, *at = *at + 1 < rate_hz ? *at + 1 : 0)
			for (uint32_t ch = 0; ch < nchannels; ch++)
				buffer[ch][i] = level[ch] * sine[*at];
		loudness_feed(l, in, n);
	}
}

/* ---- Tech 3341, table 1, and Tech 3342, table 1 ---- */

enum what { ALL_THREE, INTEGRATED, RANGE };

struct ebu_case {
	const char *name;
	enum what what;
	double expected, tolerance; /* LUFS or LU */
	uint32_t nchannels, rate_hz, block;
	const double *offset_db;
	struct piece piece[PIECES_MAX];
};

static const double surround_db[] = { -28, -28, -24, -30, -30 };
static const double surround_lfe_db[] = { -28, -28, -24, -6, -30, -30 };

static const struct ebu_case ebu_cases[] = {
	{ "3341-1", ALL_THREE, -23, 0.1, 2, 48000, 64, NULL, { { 20, -23 } } },
	{ "3341-1 at 44.1 kHz", ALL_THREE, -23, 0.1, 2, 44100, 441, NULL, { { 20, -23 } } },
	{ "3341-2", ALL_THREE, -33, 0.1, 2, 48000, 1000, NULL, { { 20, -33 } } },
	{ "3341-3, shorter", INTEGRATED, -23, 0.1, 2, 48000, 4096, NULL,
		{ { 4, -36 }, { 16, -23 }, { 4, -36 } } },
	{ "3341-4, shorter", INTEGRATED, -23, 0.1, 2, 48000, 4096, NULL,
		{ { 4, -72 }, { 4, -36 }, { 16, -23 }, { 4, -36 }, { 4, -72 } } },
	{ "3341-5", INTEGRATED, -23, 0.1, 2, 48000, 129, NULL,
		{ { 20, -26 }, { 20.1, -20 }, { 20, -26 } } },
	{ "3341-6", INTEGRATED, -23, 0.1, 5, 48000, 1024, surround_db, { { 20, 0 } } },
	{ "3341-6 with a loud LFE", INTEGRATED, -23, 0.1, 6, 48000, 1024, surround_lfe_db,
		{ { 5, 0 } } },
	{ "the third of three channels is not measured", INTEGRATED, -23, 0.1, 3, 48000, 1024,
		(const double[]){ 0, 0, 20 }, { { 5, -23 } } },
	{ "mono counts one channel", INTEGRATED, -26.01, 0.1, 1, 48000, 1024, NULL,
		{ { 5, -23 } } },
	{ "3342-1", RANGE, 10, 1, 2, 48000, 4096, NULL, { { 20, -20 }, { 20, -30 } } },
	{ "3342-2", RANGE, 5, 1, 2, 48000, 4096, NULL, { { 20, -20 }, { 20, -15 } } },
	{ "3342-3", RANGE, 20, 1, 2, 48000, 4096, NULL, { { 20, -40 }, { 20, -20 } } },
	{ "3342-4", RANGE, 15, 1, 2, 48000, 4096, NULL,
		{ { 20, -50 }, { 20, -35 }, { 20, -20 }, { 20, -35 }, { 20, -50 } } },
};

static void
expect_near(const char *name, const char *what, double got, double expected, double tolerance)
{
	if (!(fabs(got - expected) <= tolerance))
		fail_msg("%s: %s %.3f, not %.3f +- %.3f", name, what, got, expected, tolerance);
}

static void
run_case(const struct ebu_case *c)
{
	struct loudness *l = loudness_create(c->nchannels, c->rate_hz);
	struct loudness_reading r;
	double seconds = 0;
	uint32_t at = 0;

	assert_non_null(l);
	make_sine(c->rate_hz);
	for (const struct piece *p = c->piece; p < c->piece + PIECES_MAX && p->seconds > 0; p++) {
		feed_piece(l, c->nchannels, c->rate_hz, c->block, p, c->offset_db, &at);
		seconds += p->seconds;
	}
	loudness_read(l, &r);
	expect_near(c->name, "seconds", r.seconds, seconds, 1e-3);
	if (c->what == ALL_THREE) {
		expect_near(
			c->name, "momentary", (double)r.momentary_lufs, c->expected, c->tolerance);
		expect_near(
			c->name, "short-term", (double)r.shortterm_lufs, c->expected, c->tolerance);
	}
	if (c->what == RANGE)
		expect_near(c->name, "range", (double)r.range_lu, c->expected, c->tolerance);
	else
		expect_near(c->name, "integrated", (double)r.integrated_lufs, c->expected,
			c->tolerance);
	loudness_destroy(l);
}

static void
test_the_signals_of_tech_3341_and_3342_read_as_they_must(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ebu_cases / sizeof *ebu_cases; i++)
		run_case(&ebu_cases[i]);
}

/* Tech 3341, cases 9 and 12: the windows are as long as they must be. */
static void
test_short_term_and_momentary_hold_still_on_what_repeats_in_their_windows(void **state)
{
	static const struct {
		const char *name;
		struct piece piece[2];
		uint32_t times;
		double from_s;
		bool shortterm;
	} row[] = {
		{ "3341-9", { { 1.34, -20 }, { 1.66, -30 } }, 5, 3, true },
		{ "3341-12", { { 0.18, -20 }, { 0.22, -30 } }, 25, 1, false },
	};

	(void)state;
	make_sine(48000);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct loudness *l = loudness_create(2, 48000);
		struct loudness_reading r;
		uint32_t at = 0;

		for (uint32_t k = 0; k < 2 * row[i].times; k++) {
			feed_piece(l, 2, 48000, 100, &row[i].piece[k % 2], NULL, &at);
			loudness_read(l, &r);
			if (r.seconds > row[i].from_s)
				expect_near(row[i].name, "window",
					(double)(row[i].shortterm ? r.shortterm_lufs
								  : r.momentary_lufs),
					-23.0, 0.1);
		}
		loudness_destroy(l);
	}
}

/* ---- Tech 3341, cases 15 to 19 ---- */

static void
test_true_peaks_are_found_between_the_samples(void **state)
{
	static const struct {
		const char *name;
		double per_sample, phase_deg, amplitude, expected_db; /* freq / rate */
	} row[] = {
		{ "3341-15", 1.0 / 4, 0, 0.5, -6 },
		{ "3341-16", 1.0 / 4, 45, 0.5, -6 },
		{ "3341-17", 1.0 / 6, 60, 0.5, -6 },
		{ "3341-18", 1.0 / 8, 67.5, 0.5, -6 },
		{ "3341-19", 1.0 / 4, 45, 1.41, 3 },
	};
	static const uint32_t rates[] = { 44100, 48000 };

	(void)state;
	for (size_t i = 0; i < 2 * (sizeof row / sizeof *row); i++) {
		size_t k = i / 2;
		uint32_t rate_hz = rates[i % 2];
		struct loudness *l = loudness_create(2, rate_hz);
		static float x[BLOCK_MAX], silence[BLOCK_MAX];
		const float *in[] = { silence, x };
		struct loudness_reading r;

		/* Faded in over a quarter: an interpolator rings at a step. */
		for (uint32_t n = 0; n < BLOCK_MAX; n++)
			x[n] = (float)(row[k].amplitude * fmin(1.0, 4.0 * n / BLOCK_MAX) *
				       sin(2.0 * M_PI * row[k].per_sample * n +
					       row[k].phase_deg * M_PI / 180.0));
		loudness_feed(l, in, BLOCK_MAX);
		loudness_read(l, &r);
		expect_near(row[k].name, "true peak", (double)r.true_peak_dbtp,
			row[k].expected_db - 0.1, 0.3); /* +0.2, -0.4 */
		assert_int_equal(r.nchannels, 2);
		assert_true(r.true_peak_dbtp_of[0] == -120.0f);
		assert_true(r.true_peak_dbtp_of[1] == r.true_peak_dbtp);
		loudness_destroy(l);
	}
}

/* ---- Ours ---- */

static void
test_a_clear_begins_anew_and_leaves_the_windows(void **state)
{
	struct loudness *l = loudness_create(2, 48000);
	struct loudness_reading r;
	uint32_t at = 0;

	(void)state;
	make_sine(48000);
	feed_piece(l, 2, 48000, 480, &(struct piece){ 5, -10 }, NULL, &at);
	assert_int_equal(loudness_clear(l), 0);
	loudness_read(l, &r);
	assert_true(r.seconds == 0);
	assert_true(r.integrated_lufs == -120.0f && r.true_peak_dbtp == -120.0f && r.range_lu == 0);
	expect_near("cleared", "momentary", (double)r.momentary_lufs, -10, 0.1);
	expect_near("cleared", "short-term", (double)r.shortterm_lufs, -10, 0.1);
	feed_piece(l, 2, 48000, 480, &(struct piece){ 1, -10 }, NULL, &at);
	assert_int_equal(loudness_clear(l), 0); /* again, before the windows are full */
	feed_piece(l, 2, 48000, 480, &(struct piece){ 2.9, -30 }, NULL, &at);
	loudness_read(l, &r);
	expect_near("cleared twice", "seconds", r.seconds, 2.9, 1e-6);
	expect_near("cleared twice", "integrated", (double)r.integrated_lufs, -30, 0.1);
	expect_near("cleared twice", "true peak", (double)r.true_peak_dbtp, -30, 0.1);
	expect_near("cleared twice", "short-term", (double)r.shortterm_lufs,
		10 * log10(0.1 * (0.1 / 3) + 0.001 * (2.9 / 3)), 0.1);
	feed_piece(l, 2, 48000, 480, &(struct piece){ 1, -30 }, NULL, &at);
	loudness_read(l, &r);
	expect_near("later", "short-term", (double)r.shortterm_lufs, -30, 0.1);
	loudness_destroy(l);
}

static void
test_one_bad_sample_does_not_stay(void **state)
{
	static const float bad[] = { NAN, INFINITY, -INFINITY, 3e38f, -3e38f };

	(void)state;
	make_sine(48000);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct loudness *l = loudness_create(2, 48000);
		const float *in[] = { &bad[i], &bad[i] };
		struct loudness_reading r;
		uint32_t at = 0;

		loudness_feed(l, in, 1);
		loudness_read(l, &r);
		assert_true(r.true_peak_dbtp <= 121.0f);
		feed_piece(l, 2, 48000, 480, &(struct piece){ 6, -23 }, NULL, &at);
		loudness_read(l, &r);
		expect_near("after it", "short-term", (double)r.shortterm_lufs, -23, 0.1);
		if (!isfinite(bad[i]))
			expect_near("after it", "integrated", (double)r.integrated_lufs, -23, 0.1);
		loudness_destroy(l);
	}
}

static void
test_silence_reads_the_floor(void **state)
{
	struct loudness *l = loudness_create(2, 8000);
	static const float silence[BLOCK_MAX];
	const float *in[] = { silence, silence };
	struct loudness_reading r;

	(void)state;
	for (int i = 0; i < 10; i++)
		loudness_feed(l, in, BLOCK_MAX);
	loudness_read(l, &r);
	assert_true(r.momentary_lufs == -120.0f && r.shortterm_lufs == -120.0f);
	assert_true(r.integrated_lufs == -120.0f && r.range_lu == 0);
	assert_true(r.true_peak_dbtp == -120.0f);
	loudness_destroy(l);
	loudness_destroy(NULL);
}

static void
test_every_allocation_may_fail(void **state)
{
	struct loudness *l = NULL;
	struct loudness_reading r;
	uint32_t at = 0;
	int n;

	(void)state;
	for (n = 1; !l; n++) {
		until_failure = n;
		l = loudness_create(2, 48000);
	}
	assert_int_equal(n, 4); /* two failed, the third call found nothing to fail */
	make_sine(48000);
	feed_piece(l, 2, 48000, 480, &(struct piece){ 2, -20 }, NULL, &at);
	until_failure = 1;
	assert_int_equal(loudness_clear(l), -ENOMEM);
	until_failure = 0;
	loudness_read(l, &r);
	expect_near("not cleared", "integrated", (double)r.integrated_lufs, -20, 0.1);
	expect_near("not cleared", "seconds", r.seconds, 2, 1e-6);
	loudness_destroy(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_signals_of_tech_3341_and_3342_read_as_they_must),
		cmocka_unit_test(
			test_short_term_and_momentary_hold_still_on_what_repeats_in_their_windows),
		cmocka_unit_test(test_true_peaks_are_found_between_the_samples),
		cmocka_unit_test(test_a_clear_begins_anew_and_leaves_the_windows),
		cmocka_unit_test(test_one_bad_sample_does_not_stay),
		cmocka_unit_test(test_silence_reads_the_floor),
		cmocka_unit_test(test_every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
