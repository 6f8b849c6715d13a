/* SPDX-License-Identifier: ISC */
/* Coefficients: matched designs against the analogue prototypes, stability over the whole ranges.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/eq_reference.h"
#include "tests/numbers.h"

enum { NFREQS = 200, DRAWS = 20000 };

static double
response_db(const struct biquad *b, double freq_hz, double rate_hz)
{
	struct eq_coefficients c = { .gain = 1.0, .band = { *b }, .nbands = 1 };

	return eq_response_db(&c, freq_hz, rate_hz);
}

/* Greatest distance from the prototype, dB, from 20 Hz to 22 kHz. */
static double
deviation_db(const struct biquad *b, const struct eq_band *band, double rate_hz)
{
	double worst = 0;

	for (int i = 0; i < NFREQS; i++) {
		double f = 20 * pow(1100, (double)i / (NFREQS - 1));
		double wanted = 20 * log10((double)eq_reference_analogue(band, f));

		worst = fmax(worst, fabs(response_db(b, f, rate_hz) - wanted));
	}
	return worst;
}

/*
 * At 48 kHz, up and down by gain_db: the worst over 1, 2, 4, 8, 12, 16 and 18 kHz; and how much
 * closer than the bilinear transform at 18 kHz at least.
 */
static const struct matched_row {
	enum eq_type type;
	double q, gain_db, most_db, times_closer;
} matched_rows[] = {
	{ EQ_PK, 0.5, 12, 1.6, 4.5 },
	{ EQ_PK, 0.71, 12, 1.6, 5 },
	{ EQ_PK, 1, 12, 1.5, 5.5 },
	{ EQ_PK, 2, 12, 1.1, 6 },
	{ EQ_PK, 5, 12, 0.6, 10 },
	{ EQ_PK, 1, 3, 0.55, 4 },
	{ EQ_PK, 0.5, 24, 2.4, 5 },
	{ EQ_LSC, 0.5, 12, 0.75, 5 },
	{ EQ_LSC, 0.71, 12, 0.6, 6 },
	{ EQ_LSC, 1, 12, 0.55, 8 },
	{ EQ_LSC, 2, 12, 1.45, 10 },
	{ EQ_LSC, 5, 12, 3.1, 20 },
	{ EQ_HSC, 0.5, 12, 0.75, 5 },
	{ EQ_HSC, 0.71, 12, 0.6, 6 },
	{ EQ_HSC, 1, 12, 0.55, 8 },
	{ EQ_HSC, 2, 12, 1.45, 10 },
	{ EQ_HSC, 5, 12, 3.1, 20 },
};

static void
check_matched(const struct matched_row *r, double freq_hz, double gain_db)
{
	struct eq_band band = { true, r->type, freq_hz, gain_db, r->q };
	struct biquad rbj, matched;
	double far, near;

	biquad_design(&rbj, &band, 48000);
	biquad_design_matched(&matched, &band, 48000);
	far = deviation_db(&rbj, &band, 48000);
	near = deviation_db(&matched, &band, 48000);
	if (near > r->most_db || near > far * 1.05 + 0.001 ||
		(freq_hz == 18000 && near > far / r->times_closer))
		fail_msg("%s %g Hz %g dB Q %g: %.3f dB from the analogue curve, RBJ %.3f",
			eq_type_name(r->type), freq_hz, gain_db, r->q, near, far);
}

static void
test_matched_designs_follow_the_analogue_curve(void **state)
{
	static const double freqs[] = { 1000, 2000, 4000, 8000, 12000, 16000, 18000 };

	(void)state;
	for (size_t i = 0; i < sizeof matched_rows / sizeof *matched_rows; i++)
		for (size_t k = 0; k < sizeof freqs / sizeof *freqs; k++) {
			check_matched(&matched_rows[i], freqs[k], matched_rows[i].gain_db);
			check_matched(&matched_rows[i], freqs[k], -matched_rows[i].gain_db);
		}
}

static void
test_matched_designs_are_those_of_rbj_far_below_half_the_rate(void **state)
{
	static const enum eq_type types[] = { EQ_PK, EQ_LSC, EQ_HSC, EQ_LS, EQ_HS };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (double f = 20; f < 300; f *= 2) {
			struct eq_band band = { true, types[i], f, -9, 0.9 };
			struct biquad rbj, matched;

			biquad_design(&rbj, &band, 192000);
			biquad_design_matched(&matched, &band, 192000);
			for (double at = 10; at < 20000; at *= 1.5)
				assert_true(fabs(response_db(&rbj, at, 192000) -
						    response_db(&matched, at, 192000)) < 0.002);
		}
}

static void
test_matched_cut_is_the_inverse_of_the_boost(void **state)
{
	static const enum eq_type types[] = { EQ_PK, EQ_LSC, EQ_HSC };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (double q = 0.1; q < 30; q *= 1.9) {
			struct eq_band band = { true, types[i], 11000, 9, q };
			struct biquad boost, cut;

			biquad_design_matched(&boost, &band, 44100);
			band.gain_db = -9;
			biquad_design_matched(&cut, &band, 44100);
			for (double at = 10; at < 22000; at *= 1.2)
				assert_true(fabs(response_db(&boost, at, 44100) +
						    response_db(&cut, at, 44100)) < 1e-7);
		}
}

/* Types without gain have no matched form. */
static void
test_types_without_gain_are_always_rbj(void **state)
{
	static const enum eq_type types[] = { EQ_LP, EQ_HP, EQ_BP, EQ_NO, EQ_AP };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct eq_settings s = { .nbands = 1,
			.band = { { true, types[i], 12000, 0, 1.3 } } };
		struct eq_coefficients rbj, matched;

		eq_design(&rbj, &s, 48000);
		s.design = EQ_MATCHED;
		eq_design(&matched, &s, 48000);
		assert_memory_equal(&rbj.band[0], &matched.band[0], sizeof rbj.band[0]);
	}
}

static void
test_settings_choose_the_design(void **state)
{
	struct eq_settings s = { .nbands = 2,
		.band = { { true, EQ_PK, 15000, 12, 1 }, { false, EQ_PK, 15000, 12, 1 } } };
	struct eq_coefficients rbj, matched;
	struct biquad wanted;

	(void)state;
	eq_design(&rbj, &s, 48000);
	s.design = EQ_MATCHED;
	eq_design(&matched, &s, 48000);
	biquad_design_matched(&wanted, &s.band[0], 48000);
	assert_memory_equal(&matched.band[0], &wanted, sizeof wanted);
	assert_memory_not_equal(&rbj.band[0], &wanted, sizeof wanted);
	assert_memory_equal(&rbj.band[1], &matched.band[1], sizeof wanted);
	assert_true(fabs(eq_response_db(&matched, 15000, 48000) - 12) < 1e-6);
}

/* LP, BP, HP in turns with the others: worth 40 dB of rounding in a thousandth of all settings. */
static void
test_cascade_takes_turns_by_type(void **state)
{
	static const enum eq_type types[] = { EQ_PK, EQ_HP, EQ_HSC, EQ_LP, EQ_BP, EQ_LP, EQ_AP };
	static const uint32_t order[] = { 3, 0, 5, 2, 4, 6, 1 };
	struct eq_settings s = { .nbands = 7 };
	struct eq_coefficients c;

	(void)state;
	for (uint32_t i = 0; i < s.nbands; i++)
		s.band[i] = (struct eq_band){ true, types[i], 100.0 * (i + 1), 6, 1 };
	eq_design(&c, &s, 48000);
	for (uint32_t i = 0; i < s.nbands; i++) {
		struct biquad wanted;

		biquad_design(&wanted, &s.band[order[i]], 48000);
		assert_memory_equal(&c.band[i], &wanted, sizeof wanted);
	}
}

static bool
is_stable(const struct biquad *b)
{
	return isfinite(b->b0) && isfinite(b->b1) && isfinite(b->b2) && b->a2 < 1 &&
	       fabs(b->a1) < 1 + b->a2;
}

static void
test_every_design_is_stable_over_the_whole_ranges(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (int d = 0; d < DRAWS / EQ_BANDS; d++) {
		double rate_hz;
		struct eq_settings s = eq_settings_draw(&seed, &rate_hz);

		for (uint32_t i = 0; i < EQ_BANDS; i++) {
			struct biquad rbj, matched;

			biquad_design(&rbj, &s.band[i], rate_hz);
			biquad_design_matched(&matched, &s.band[i], rate_hz);
			if (!is_stable(&rbj) || !is_stable(&matched)) {
				eq_settings_print(&s, rate_hz);
				fail_msg("band %u is not stable", i + 1);
			}
		}
	}
}

/* No corner of the ranges is left out by chance. */
static void
test_corners_of_the_ranges_are_stable(void **state)
{
	static const double rates[] = { 44100, 48000, 96000, 192000, 384000 };

	(void)state;
	for (int bits = 0; bits < 8; bits++)
		for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
			for (int t = 0; t < EQ_NTYPES; t++) {
				struct eq_band band = { true, (enum eq_type)t,
					bits & 1 ? EQ_FREQ_MIN_HZ : EQ_FREQ_MAX_OF_RATE * rates[r],
					bits & 2 ? EQ_GAIN_MAX_DB : -EQ_GAIN_MAX_DB,
					bits & 4 ? EQ_Q_MIN : EQ_Q_MAX };
				struct biquad rbj, matched;

				biquad_design(&rbj, &band, rates[r]);
				biquad_design_matched(&matched, &band, rates[r]);
				assert_true(is_stable(&rbj));
				assert_true(is_stable(&matched));
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matched_designs_follow_the_analogue_curve),
		cmocka_unit_test(test_matched_designs_are_those_of_rbj_far_below_half_the_rate),
		cmocka_unit_test(test_matched_cut_is_the_inverse_of_the_boost),
		cmocka_unit_test(test_types_without_gain_are_always_rbj),
		cmocka_unit_test(test_settings_choose_the_design),
		cmocka_unit_test(test_cascade_takes_turns_by_type),
		cmocka_unit_test(test_every_design_is_stable_over_the_whole_ranges),
		cmocka_unit_test(test_corners_of_the_ranges_are_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
