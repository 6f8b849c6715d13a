/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The curve that is shown is the one in use: against the coefficients that the EQ node gets. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/eq_curve.h"
#include "engine/node_eq.h"

enum { POINTS = 128, FINE = 20000, VALUES = 5 + 5 * EQ_BANDS_MAX };

struct set {
	struct eq_settings s;
	struct eq_curve curve;
	struct eq_trace trace;
};

static struct set *
set_new(void)
{
	struct set *set = calloc(1, sizeof *set);

	assert_non_null(set);
	set->s.nbands = EQ_BANDS;
	return set;
}

static void
band(struct set *set, uint32_t i, enum eq_type type, double hz, double gain_db, double q)
{
	set->s.band[i] = (struct eq_band){ true, type, hz, gain_db, q };
}

/* What the audio thread gets for these settings: by way of the node's parameters. */
static void
node_coefficients(struct eq_coefficients *out, const struct eq_settings *s, double rate_hz)
{
	const struct stream stream = { .rate_hz = (uint32_t)rate_hz };
	struct node_eq_coefficients c;
	float value[VALUES] = { s->bypass, (float)s->preamp_db, (float)s->nbands,
		(float)s->design };

	assert_int_equal(node_eq_ops.nparams, VALUES);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		const struct eq_band *b = &s->band[i];
		const float field[] = { b->on, (float)b->type, (float)b->freq_hz, (float)b->gain_db,
			(float)b->q };

		memcpy(value + 4 + 5 * i, field, sizeof field);
	}
	value[VALUES - 1] = (float)s->solo;
	node_eq_ops.derive(node_eq_ops.params, value, &stream, &c);
	*out = c.eq;
}

/* Values that a float holds exactly, so that both ways mean the same number. */
static const struct curve_row {
	const char *about;
	enum eq_formulas design;
	double rate_hz, preamp_db;
	bool bypass;
	uint32_t nbands, solo;
	struct eq_band last; /* the highest of nbands; those below it are peaks */
} curve_row[] = {
	{ "rbj", EQ_RBJ, 48000, -6, false, 8, 0, { true, EQ_HSC, 10000, 12, 0.75 } },
	{ "matched", EQ_MATCHED, 48000, -6, false, 8, 0, { true, EQ_PK, 15000, 12, 0.75 } },
	{ "16 bands", EQ_RBJ, 96000, 3, false, 16, 0, { true, EQ_LS, 300, -7.5, 1.5 } },
	{ "held", EQ_RBJ, 44100, 0, false, 8, 0, { true, EQ_PK, 30000, 9, 2 } },
	{ "bypass", EQ_MATCHED, 48000, -6, true, 8, 0, { true, EQ_NO, 50, 0, 8 } },
	{ "solo", EQ_RBJ, 48000, -6, false, 8, 8, { true, EQ_HSC, 10000, 12, 0.75 } },
	{ "solo of a peak", EQ_MATCHED, 48000, -6, false, 8, 3, { true, EQ_PK, 9000, 12, 2 } },
	{ "band off", EQ_RBJ, 192000, 0, false, 8, 0, { false, EQ_NO, 50, 0, 8 } },
};

static void
test_eq_curve_is_that_of_the_coefficients_in_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof curve_row / sizeof *curve_row; i++) {
		const struct curve_row *row = &curve_row[i];
		struct set *set = set_new();
		struct eq_coefficients c;

		print_message("%s\n", row->about);
		set->s.design = row->design;
		set->s.preamp_db = row->preamp_db;
		set->s.bypass = row->bypass;
		set->s.nbands = row->nbands;
		set->s.solo = row->solo;
		for (uint32_t b = 0; b + 1 < row->nbands; b++)
			band(set, b, EQ_PK, 100 * (b + 1), 2, 1.5);
		set->s.band[row->nbands - 1] = row->last;
		node_coefficients(&c, &set->s, row->rate_hz);
		assert_true(eq_curve_update(&set->curve, &set->s, row->rate_hz));
		assert_true(eq_trace_update(&set->trace, &set->curve, POINTS));
		for (int p = 0; p < POINTS; p++) {
			double hz = 20 * pow(1000, (double)p / (POINTS - 1));
			double db = eq_response_db(&c, hz, row->rate_hz);

			assert_true(fabs((double)set->trace.db[p] - db) < 1e-4);
			assert_true(set->trace.low_db[p] <= set->trace.db[p]);
			assert_true(set->trace.high_db[p] >= set->trace.db[p]);
			assert_true(set->curve.peak_db >= db - 1e-9);
		}
		free(set);
	}
}

static void
test_eq_curve_of_a_matched_peak_is_another_than_rbj(void **state)
{
	struct set *set = set_new();
	double db[EQ_NFORMULAS];

	(void)state;
	band(set, 0, EQ_PK, 12000, 12, 1);
	for (int design = 0; design < EQ_NFORMULAS; design++) {
		set->s.design = (enum eq_formulas)design;
		assert_true(eq_curve_update(&set->curve, &set->s, 48000));
		db[design] = eq_response_db(&set->curve.coefficients, 15000, 48000);
	}
	assert_true(db[EQ_MATCHED] - db[EQ_RBJ] > 1);
	free(set);
}

/* Peaks narrower than any grid, on a flank, at the ends of the axis. */
static const struct peak_row {
	struct eq_band a, b;
	double preamp_db, rate_hz, hz, db, hz_within;
} peak_row[] = {
	{ { true, EQ_PK, 71, 12, 50 }, { false }, 0, 48000, 71, 12, 0.05 },
	{ { true, EQ_PK, 71, 12, 50 }, { false }, -5.5, 192000, 71, 6.5, 0.05 },
	{ { true, EQ_PK, 71, 12, 50 }, { true, EQ_PK, 73, 12.5, 50 }, 0, 48000, 73, 14.18, 0.1 },
	{ { true, EQ_LSC, 200, 6, 0.5 }, { false }, 0, 48000, 20, 5.86, 1e-6 },
	{ { true, EQ_HSC, 2000, 6, 0.7 }, { false }, 0, 48000, 20000, 6, 4000 },
	{ { true, EQ_PK, 10000, 6, 1 }, { false }, 0, 22050, 10000, 6, 5 },
	{ { true, EQ_PK, 1000, -6, 1 }, { false }, 0, 48000, 20, -0.002, 19985 },
};

static void
test_eq_curve_finds_its_peak(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof peak_row / sizeof *peak_row; i++) {
		const struct peak_row *row = &peak_row[i];
		struct set *set = set_new();

		set->s.preamp_db = row->preamp_db;
		set->s.band[0] = row->a;
		set->s.band[1] = row->b;
		assert_true(eq_curve_update(&set->curve, &set->s, row->rate_hz));
		if (fabs(set->curve.peak_db - row->db) > 0.1 ||
			fabs(set->curve.peak_hz - row->hz) > row->hz_within || set->curve.flat)
			fail_msg("row %zu: %g dB at %g Hz", i, set->curve.peak_db,
				set->curve.peak_hz);
		assert_true(fabs(set->curve.peak_db - eq_response_db(&set->curve.coefficients,
							      set->curve.peak_hz, row->rate_hz)) <
			    1e-9);
		for (int p = 0; p <= FINE; p++)
			assert_true(eq_response_db(&set->curve.coefficients,
					    eq_curve_hz(&set->curve, (double)p / FINE),
					    row->rate_hz) < set->curve.peak_db + 1e-6);
		free(set);
	}
}

static void
test_eq_trace_loses_no_band_between_two_points(void **state)
{
	struct set *set = set_new();
	float lowest = 0, highest = 0;

	(void)state;
	band(set, 0, EQ_PK, 71, 12, 50);
	band(set, 1, EQ_NO, 3333, 0, 50);
	assert_true(eq_curve_update(&set->curve, &set->s, 48000));
	assert_true(eq_trace_update(&set->trace, &set->curve, 35));
	for (int i = 0; i < 35; i++) {
		lowest = fminf(lowest, set->trace.low_db[i]);
		highest = fmaxf(highest, set->trace.high_db[i]);
		if (i > 0) /* no gap between neighbours */
			assert_true(set->trace.low_db[i] <= set->trace.high_db[i - 1] + 1e-4f &&
				    set->trace.high_db[i] >= set->trace.low_db[i - 1] - 1e-4f);
	}
	assert_true(highest > 11.99f && lowest < -100);
	free(set);
}

static void
test_eq_curve_is_computed_when_something_has_changed(void **state)
{
	struct set *set = set_new();
	const float untouched = 1234;

	(void)state;
	assert_true(eq_curve_update(&set->curve, &set->s, 48000));
	assert_true(set->curve.flat && set->curve.peak_db == 0);
	assert_false(eq_curve_update(&set->curve, &set->s, 48000));
	assert_true(eq_trace_update(&set->trace, &set->curve, 10));
	set->trace.db[3] = untouched;
	assert_true(eq_trace_update(&set->trace, &set->curve, 10));
	assert_true(set->trace.db[3] == untouched);
	assert_true(eq_trace_update(&set->trace, &set->curve, 11));
	assert_true(set->trace.db[3] == 0);
	set->s.preamp_db = -3;
	assert_true(eq_curve_update(&set->curve, &set->s, 48000));
	assert_true(eq_trace_update(&set->trace, &set->curve, 11));
	assert_true(fabsf(set->trace.db[3] + 3) < 1e-4f);
	assert_true(eq_curve_update(&set->curve, &set->s, 44100));
	free(set);
}

static void
test_eq_curve_needs_a_rate_and_ends_at_half_of_it(void **state)
{
	struct set *set = set_new();

	(void)state;
	assert_false(eq_trace_update(&set->trace, &set->curve, 10));
	eq_curve_update(&set->curve, &set->s, 0);
	assert_false(eq_trace_update(&set->trace, &set->curve, 10));
	eq_curve_update(&set->curve, &set->s, 22050);
	assert_true(eq_trace_update(&set->trace, &set->curve, 1)); /* 2 at least */
	assert_int_equal(set->trace.n, 2);
	assert_true(eq_trace_update(&set->trace, &set->curve, 100000));
	assert_int_equal(set->trace.n, EQ_TRACE_MAX);
	assert_true(set->curve.fmin_hz == 20 && set->curve.fmax_hz == 11025);
	assert_true(fabs(eq_curve_share(&set->curve, eq_curve_hz(&set->curve, 0.3)) - 0.3) < 1e-9);
	free(set);
}

/* Centres as they are designed: the response half-way up in dB, or the extreme, is there. */
static void
test_biquad_centre_is_where_the_section_stands(void **state)
{
	static const struct {
		struct eq_band band;
		double rate_hz, hz, db;
	} row[] = {
		{ { true, EQ_PK, 1000, 6, 2 }, 48000, 1000, 6 },
		{ { true, EQ_LSC, 300, 6, 0.7 }, 48000, 300, 3 },
		{ { true, EQ_LS, 300, 6, M_SQRT1_2 }, 48000, 356.55, 3 },
		{ { true, EQ_HS, 3000, 6, M_SQRT1_2 }, 48000, 2524.2, 3 },
		{ { true, EQ_PK, 30000, 6, 2 }, 48000, 23520, 6 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct eq_coefficients c = { .gain = 1, .nbands = 1 };
		double hz = biquad_centre_hz(&row[i].band, row[i].rate_hz);

		biquad_design(&c.band[0], &row[i].band, row[i].rate_hz);
		assert_true(fabs(hz / row[i].hz - 1) < 1e-4);
		assert_true(fabs(eq_response_db(&c, hz, row[i].rate_hz) - row[i].db) < 1e-6);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eq_curve_is_that_of_the_coefficients_in_use),
		cmocka_unit_test(test_eq_curve_of_a_matched_peak_is_another_than_rbj),
		cmocka_unit_test(test_eq_curve_finds_its_peak),
		cmocka_unit_test(test_eq_trace_loses_no_band_between_two_points),
		cmocka_unit_test(test_eq_curve_is_computed_when_something_has_changed),
		cmocka_unit_test(test_eq_curve_needs_a_rate_and_ends_at_half_of_it),
		cmocka_unit_test(test_biquad_centre_is_where_the_section_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
