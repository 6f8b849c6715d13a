/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets with fewer bands: what is claimed of a fit, measured here by its own sum over bands. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/presets/preset_fit.h"

static const double RATE = 48000;

struct row {
	enum eq_type type;
	double freq_hz, gain_db, q;
};

static void
fill(struct preset *p, const struct row *rows, uint32_t n)
{
	memset(p, 0, sizeof *p);
	for (uint32_t i = 0; i < n; i++)
		p->filter[p->nfilters++].band = (struct eq_band){ true, rows[i].type,
			rows[i].freq_hz, rows[i].gain_db, rows[i].q };
}

/* A headphone as there are many: two shelves, wide corrections, some narrow ones. */
static const struct row headphone[] = { { EQ_LSC, 100, 6, 0.7 }, { EQ_PK, 190, -3.5, 0.6 },
	{ EQ_HSC, 9000, -2.5, 0.7 }, { EQ_PK, 1500, 2.2, 1.6 }, { EQ_PK, 3400, -4, 2.5 },
	{ EQ_PK, 5200, 3.1, 3.5 }, { EQ_PK, 7800, -2.8, 4 }, { EQ_PK, 620, -1.2, 2 },
	{ EQ_PK, 45, 0.9, 2.5 }, { EQ_PK, 2400, 0.8, 3 }, { EQ_PK, 11000, 1.4, 3 },
	{ EQ_PK, 380, 0.5, 2.8 } };
/* Small ones first: the first eight are a poor choice. */
static const struct row backwards[] = { { EQ_PK, 45, 0.5, 2.5 }, { EQ_PK, 380, 0.4, 2.8 },
	{ EQ_PK, 7000, -4, 3 }, { EQ_PK, 2400, 0.6, 3 }, { EQ_LSC, 100, 6, 0.7 },
	{ EQ_PK, 190, -3.5, 0.6 }, { EQ_PK, 1500, 3, 1.6 }, { EQ_PK, 11000, 1.4, 3 },
	{ EQ_PK, 3400, -5, 2.5 }, { EQ_HSC, 9000, -3, 0.7 } };

/* 20 log10 |H| of a band, from its coefficients by the definition: sum of b z^-k over a z^-k. */
static double
band_db(const struct eq_band *band, double hz)
{
	double w = 2 * M_PI * hz / RATE, c1 = cos(w), s1 = sin(w), c2 = cos(2 * w), s2 = sin(2 * w);
	struct biquad b;
	double nr, ni, dr, di;

	if (!band->on)
		return 0;
	biquad_design(&b, band, RATE);
	nr = b.b0 + b.b1 * c1 + b.b2 * c2;
	ni = b.b1 * s1 + b.b2 * s2;
	dr = 1 + b.a1 * c1 + b.a2 * c2;
	di = b.a1 * s1 + b.a2 * s2;
	return 10 * log10((nr * nr + ni * ni) / (dr * dr + di * di));
}

static double
preset_db(const struct preset *p, double hz)
{
	double db = 0;

	for (uint32_t i = 0; i < p->nfilters; i++)
		db += band_db(&p->filter[i].band, hz);
	return db;
}

static double
largest_difference(const struct preset *a, const struct preset *b)
{
	double max = 0;

	for (int i = 0; i <= 3000; i++) {
		double hz = 20 * pow(1000, i / 3000.0);

		max = fmax(max, fabs(preset_db(a, hz) - preset_db(b, hz)));
	}
	return max;
}

static const struct {
	const char *name;
	const struct row *row;
	uint32_t n, nbands;
	double max_db, rms_db; /* at most */
} cases[] = {
	{ "headphone, 12 to 8", headphone, 12, 8, 0.5, 0.2 },
	{ "backwards, 10 to 8", backwards, 10, 8, 0.25, 0.12 },
	{ "backwards, 10 to 4", backwards, 10, 4, 1.5, 0.8 },
};

static void
test_preset_fit_beats_the_best_subset_and_states_the_difference_that_there_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fit_report r;
		struct preset p, out;
		double max, at;

		fill(&p, cases[i].row, cases[i].n);
		assert_int_equal(preset_fit(&p, cases[i].nbands, RATE, &out, &r, NULL), 0);
		print_message("%s: first %.2f/%.2f subset %.2f/%.2f squares %.2f/%.2f fitted "
			      "%.2f/%.2f\n",
			cases[i].name, r.first.max_db, r.first.rms_db, r.subset.max_db,
			r.subset.rms_db, r.squares.max_db, r.squares.rms_db, r.fitted.max_db,
			r.fitted.rms_db);
		assert_int_equal(out.nfilters, cases[i].nbands);
		if (r.subset.max_db > r.first.max_db + 1e-9 ||
			r.fitted.max_db > r.subset.max_db + 1e-9 ||
			r.fitted.max_db > cases[i].max_db || r.fitted.rms_db > cases[i].rms_db)
			fail_msg("%s", cases[i].name);
		max = largest_difference(&p, &out);
		at = fabs(preset_db(&p, r.fitted.max_hz) - preset_db(&out, r.fitted.max_hz));
		if (fabs(max - r.fitted.max_db) > 0.003 || fabs(at - r.fitted.max_db) > 1e-6)
			fail_msg("%s: %g said, %g there, %g found", cases[i].name, r.fitted.max_db,
				at, max);
		assert_non_null(strstr(out.source, "fitted to"));
	}
}

/* As its text will have it: two decimals, two, four. */
static void
test_preset_fit_speaks_of_the_numbers_that_are_written(void **state)
{
	struct fit_report r;
	struct preset p, out;

	(void)state;
	fill(&p, headphone, 10);
	preset_fit(&p, 4, RATE, &out, &r, NULL);
	for (uint32_t i = 0; i < out.nfilters; i++) {
		const struct eq_band *b = &out.filter[i].band;

		assert_true(fabs(b->freq_hz * 100 - round(b->freq_hz * 100)) < 1e-6);
		assert_true(fabs(b->gain_db * 100 - round(b->gain_db * 100)) < 1e-6);
		assert_true(fabs(b->q * 1e4 - round(b->q * 1e4)) < 1e-6);
	}
}

static void
test_preset_fit_leaves_what_fits_as_it_is(void **state)
{
	struct fit_report r;
	struct preset p, out;

	(void)state;
	fill(&p, headphone, 8);
	p.preamp_db = -1.5;
	assert_int_equal(preset_fit(&p, 8, RATE, &out, &r, NULL), 0);
	assert_true(r.exact);
	assert_memory_equal(&out, &p, sizeof p);
	p.filter[8] = p.filter[0];
	p.filter[8].band.on = false; /* no active one more */
	p.nfilters = 9;
	assert_int_equal(preset_fit(&p, 8, RATE, &out, &r, NULL), 0);
	assert_true(r.exact);
	assert_int_equal(out.nfilters, 8);
}

/* Two filters on one place are one of twice the gain, nearly; two opposite ones are none. */
static void
test_preset_fit_finds_what_is_too_many(void **state)
{
	struct fit_report r;
	struct preset p, out;

	(void)state;
	fill(&p, headphone, 8);
	p.filter[8].band = (struct eq_band){ true, EQ_PK, 900, 4, 2 };
	p.filter[9].band = (struct eq_band){ true, EQ_PK, 900, -4, 2 };
	p.nfilters = 10;
	assert_int_equal(preset_fit(&p, 8, RATE, &out, &r, NULL), 0);
	assert_true(r.subset.max_db < 1e-9);
	assert_true(r.fitted.max_db < 0.02);
}

static void
test_preset_fit_gives_the_same_again(void **state)
{
	struct fit_report r, s;
	struct preset p, a, b;

	(void)state;
	fill(&p, backwards, 10);
	preset_fit(&p, 3, RATE, &a, &r, NULL);
	preset_fit(&p, 3, RATE, &b, &s, NULL);
	assert_memory_equal(&a, &b, sizeof a);
	assert_memory_equal(&r, &s, sizeof r);
}

static void
test_preset_fit_is_closer_with_more_bands(void **state)
{
	double before = INFINITY;

	(void)state;
	for (uint32_t n = 2; n <= 6; n += 2) {
		struct fit_report r;
		struct preset p, out;

		fill(&p, backwards, 10);
		preset_fit(&p, n, RATE, &out, &r, NULL);
		if (r.fitted.max_db > before)
			fail_msg("%u bands: %g dB, with 2 less %g dB", n, r.fitted.max_db, before);
		before = r.fitted.max_db;
	}
}

static void
test_preset_fit_never_lets_it_clip(void **state)
{
	static const double preamp[] = { 0, -3, -20 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fit_report r;
		struct preset p, out;
		double max = 0;

		fill(&p, backwards, 10);
		p.preamp_db = preamp[i];
		preset_fit(&p, 3, RATE, &out, &r, NULL);
		for (int k = 0; k <= 3000; k++)
			max = fmax(max, preset_db(&out, 20 * pow(1000, k / 3000.0)));
		assert_true(max + out.preamp_db <= 1e-6);
		if (preamp[i] < -10)
			assert_true(fabs(out.preamp_db - preamp[i]) < 1e-9);
		else
			assert_true(max + out.preamp_db > -0.02);
		assert_true(fabs(max - r.peak_db) < 0.003);
	}
}

static void
test_preset_fit_keeps_to_the_ranges_of_the_eq(void **state)
{
	struct preset p = { 0 }, out;
	struct fit_report r;

	(void)state;
	for (uint32_t i = 0; i < PRESET_FILTERS_MAX; i++)
		p.filter[i].band = (struct eq_band){ true, i % 9 == 0 ? EQ_HP : EQ_PK,
			12 * pow(1.12, i), i % 2 ? 35 : -28, 0.3 + i };
	p.nfilters = PRESET_FILTERS_MAX;
	assert_int_equal(preset_fit(&p, 3, RATE, &out, &r, NULL), 0);
	for (uint32_t i = 0; i < out.nfilters; i++) {
		const struct eq_band *b = &out.filter[i].band;

		assert_true(b->freq_hz >= 10 && b->freq_hz <= 0.49 * RATE);
		assert_true(fabs(b->gain_db) <= 30);
		assert_true(b->q >= 0.05 && b->q <= 50);
	}
}

static void
test_preset_fit_refuses_counts_that_the_eq_has_not(void **state)
{
	struct preset_curve none = { 0 };
	struct fit_report r;
	struct preset p, out;

	(void)state;
	fill(&p, headphone, 12);
	assert_int_equal(preset_fit(&p, 0, RATE, &out, &r, NULL), -EINVAL);
	assert_int_equal(preset_fit(&p, 17, RATE, &out, &r, NULL), -EINVAL);
	assert_int_equal(preset_fit_curve(&none, 0, 8, RATE, &out, &r, NULL), -EINVAL);
}

/* ---- Curves ---- */

static void
test_preset_curve_is_straight_between_its_points_and_flat_outside(void **state)
{
	static const struct preset_curve c = { 3, { 100, 1000, 4000 }, { 2, -4, 8 } };
	static const double want[][2] = { { 20, 2 }, { 100, 2 }, { 316.22776601683796, -1 },
		{ 1000, -4 }, { 2000, 2 }, { 4000, 8 }, { 20000, 8 } };

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_true(fabs(preset_curve_db(&c, want[i][0]) - want[i][1]) < 1e-9);
}

/* A curve drawn from bands at a level of -6 dB: they are found again, level and all. */
static void
test_preset_fit_finds_the_bands_behind_a_curve(void **state)
{
	struct preset_curve c = { 0 };
	struct preset p, out;
	struct fit_report r;
	double max = 0;

	(void)state;
	fill(&p, headphone, 7);
	for (c.n = 0; c.n < 500; c.n++) {
		c.freq_hz[c.n] = 20 * pow(1000, c.n / 499.0);
		c.gain_db[c.n] = preset_db(&p, c.freq_hz[c.n]) - 6;
	}
	assert_int_equal(preset_fit_curve(&c, 0, 8, RATE, &out, &r, NULL), 0);
	for (uint32_t i = 0; i < c.n; i++)
		max = fmax(max, preset_db(&out, c.freq_hz[i]) + out.preamp_db - c.gain_db[i]);
	print_message("curve: %.3f dB, rms %.3f\n", r.fitted.max_db, r.fitted.rms_db);
	assert_true(r.fitted.max_db < 0.3);
	assert_true(max < r.fitted.max_db + 0.01); /* the preamp is the curve's level, or lower */
}

struct seen {
	double done, error_db;
	int n;
};

static void
see(double done, double error_db, void *arg)
{
	struct seen *s = arg;

	assert_true(done >= s->done && done <= 1);
	assert_true(s->n == 0 || error_db > 0);
	s->done = done;
	s->error_db = error_db;
	s->n++;
}

static void
test_fit_tells_how_far_it_is_and_ends_where_its_report_says(void **state)
{
	struct preset p = { 0 }, out;
	struct seen seen = { 0 };
	struct fit_watch watch = { see, &seen };
	struct fit_report r;

	(void)state;
	p.nfilters = 6;
	for (uint32_t i = 0; i < 6; i++)
		p.filter[i].band =
			(struct eq_band){ true, EQ_PK, 80 * pow(2.5, i), i % 2 == 0 ? 6 : -4, 1.5 };
	assert_int_equal(preset_fit(&p, 3, RATE, &out, &r, &watch), 0);
	assert_true(seen.n > 2);
	assert_true(fabs(seen.done - 1) < 1e-9);
	assert_true(fabs(seen.error_db - r.rounded.max_db) < 1e-9 ||
		    r.rounded.max_db < seen.error_db); /* the best subset may have won */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_preset_fit_beats_the_best_subset_and_states_the_difference_that_there_is),
		cmocka_unit_test(test_preset_fit_speaks_of_the_numbers_that_are_written),
		cmocka_unit_test(test_preset_fit_leaves_what_fits_as_it_is),
		cmocka_unit_test(test_preset_fit_finds_what_is_too_many),
		cmocka_unit_test(test_preset_fit_gives_the_same_again),
		cmocka_unit_test(test_preset_fit_is_closer_with_more_bands),
		cmocka_unit_test(test_preset_fit_never_lets_it_clip),
		cmocka_unit_test(test_preset_fit_keeps_to_the_ranges_of_the_eq),
		cmocka_unit_test(test_preset_fit_refuses_counts_that_the_eq_has_not),
		cmocka_unit_test(test_preset_curve_is_straight_between_its_points_and_flat_outside),
		cmocka_unit_test(test_preset_fit_finds_the_bands_behind_a_curve),
		cmocka_unit_test(test_fit_tells_how_far_it_is_and_ends_where_its_report_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
