/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/eq_help.h"

static const struct stream stream = { .rate_hz = 48000, .nframes_max = 256, .nchannels = 1 };

static void
derive(const float *values, struct node_eq_coefficients *c)
{
	node_eq_ops.derive(node_eq_ops.params, values, &stream, c);
}

static void
test_every_band_has_its_parameters_in_range(void **state)
{
	static const char *const field[] = { "on", "type", "freq", "gain", "q" };
	float values[EQ_VALUES_MAX];
	uint32_t n;
	const struct param_info *p = node_params("eq8", &n);

	(void)state;
	assert_int_equal(n, 5 + 16 * 5);
	for (int band = 1; band <= 16; band++)
		for (int i = 0; i < 5; i++) {
			char name[32];

			snprintf(name, sizeof name, "band/%d/%s", band, field[i]);
			assert_true(eq_value(values, name, 0));
		}
	assert_true(eq_value(values, "bypass", 0));
	assert_true(eq_value(values, "preamp", 0));
	assert_true(eq_value(values, "bands", 8));
	for (uint32_t i = 0; i < n; i++) {
		assert_true(p[i].min < p[i].max);
		assert_true(p[i].def >= p[i].min && p[i].def <= p[i].max);
		assert_true(p[i].text && p[i].text[0]);
		assert_int_equal(p[i].scale == SCALE_CHOICE, p[i].choice != NULL);
	}
	assert_null(node_params("no such node", &n));
}

static void
test_choices_are_the_names_of_the_types(void **state)
{
	uint32_t n;
	const struct param_info *p = node_params("eq8", &n);

	(void)state;
	for (uint32_t i = 0; i < n; i++) {
		if (p[i].scale != SCALE_CHOICE || strcmp(p[i].name, "design") == 0)
			continue;
		for (int t = 0; t < EQ_NTYPES; t++)
			assert_string_equal(p[i].choice[t], eq_type_name((enum eq_type)t));
		assert_null(p[i].choice[EQ_NTYPES]);
		assert_true(p[i].max == EQ_NTYPES - 1);
	}
}

static void
test_defaults_are_flat(void **state)
{
	struct node_eq_coefficients c;
	float values[EQ_VALUES_MAX];

	(void)state;
	eq_defaults(values);
	derive(values, &c);
	assert_int_equal(c.eq.nbands, 8);
	for (double f = 20; f < 20000; f *= 1.3)
		assert_true(fabs(eq_response_db(&c.eq, f, 48000)) < 1e-9);
}

static void
test_parameters_reach_the_curve(void **state)
{
	static const struct {
		const char *name[4];
		float value[4];
		double at_hz, db;
	} rows[] = {
		{ { "preamp" }, { -7.5f }, 1000, -7.5 },
		{ { "band/3/freq", "band/3/gain" }, { 500, 9 }, 500, 9 },
		{ { "band/3/gain", "band/3/on" }, { 9, 0 }, 160, 0 },
		{ { "band/3/gain", "bypass", "preamp" }, { 9, 1, -5 }, 160, 0 },
		{ { "band/1/gain" }, { 6 }, 1, 6 },       /* a low shelf by default */
		{ { "band/8/gain" }, { -6 }, 23900, -6 }, /* a high shelf by default */
		{ { "band/16/on", "band/16/gain", "bands" }, { 1, 5, 16 }, 16000, 5 },
		{ { "band/16/on", "band/16/gain" }, { 1, 5 }, 16000, 0 }, /* not in use */
		{ { "band/8/gain", "band/8/type", "band/8/freq" }, { 12, EQ_PK, 18000 }, 12000,
			4.22 },
		{ { "band/8/gain", "band/8/type", "band/8/freq", "design" },
			{ 12, EQ_PK, 18000, EQ_MATCHED }, 12000, 9.88 },
		{ { "band/3/gain", "band/4/gain", "preamp", "solo" }, { 9, 6, -2, 4 }, 400, 4 },
		{ { "band/3/gain", "band/4/gain", "preamp", "solo" }, { 9, 6, -2, 3 }, 160, 7 },
		{ { "band/3/gain", "solo" }, { 9, 8 }, 160, 0 },
		{ { "band/3/gain", "band/3/on", "solo" }, { 9, 0, 3 }, 160, 0 }, /* off is off */
		{ { "band/5/type", "band/5/q" }, { EQ_LP, 0.70710678f }, 1000, -3.0103 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct node_eq_coefficients c;
		float values[EQ_VALUES_MAX];

		eq_defaults(values);
		for (int k = 0; k < 4 && rows[i].name[k]; k++)
			assert_true(eq_value(values, rows[i].name[k], rows[i].value[k]));
		derive(values, &c);
		assert_true(fabs(eq_response_db(&c.eq, rows[i].at_hz, 48000) - rows[i].db) < 0.02);
	}
}

/* The first settings are there at once, later ones glide for 20 ms. */
static void
test_first_target_jumps_and_later_ones_glide(void **state)
{
	struct node *n = node_eq_create("eq");
	float values[EQ_VALUES_MAX], in[256], out[256];
	const float *ins[] = { in };
	float *outs[] = { out };
	struct node_eq_coefficients c;

	(void)state;
	for (int i = 0; i < 256; i++)
		in[i] = 1.0f;
	assert_int_equal(n->ops->prepare(n, &stream), 0);
	eq_defaults(values);
	eq_value(values, "preamp", -20);
	derive(values, &c);
	n->ops->target(n, &c);
	n->ops->process(n, ins, outs, 256);
	assert_true(fabsf(out[0] - 0.1f) < 1e-6f);
	eq_value(values, "preamp", 0);
	derive(values, &c);
	n->ops->target(n, &c);
	n->ops->process(n, ins, outs, 256);
	assert_true(out[0] > 0.1f && out[0] < 0.11f);
	for (int i = 0; i < 960 / 256; i++)
		n->ops->process(n, ins, outs, 256);
	assert_true(fabsf(out[255] - 1.0f) < 1e-6f);
	node_destroy(n);
	node_destroy(NULL);
}

static void
test_an_unprepared_node_can_be_destroyed(void **state)
{
	(void)state;
	node_destroy(node_input_create("input"));
	node_destroy(node_eq_create("eq"));
	node_destroy(node_spectrum_create("spectrum"));
	node_destroy(node_output_create("output"));
}

/* ---- Solo and whole presets make no click ---- */

enum { TONE_FRAMES = 4800, TONE_CHANGE = 1200, TONE_BLOCK = 48 };

/* The largest fourth difference of a tone of 100 Hz: all but nothing of the tone is left in it,
 * and a step of 1 makes 3. */
static double
roughest(const float *x)
{
	double worst = 0;

	for (int i = TONE_BLOCK; i < TONE_FRAMES; i++) {
		double d = (double)x[i] - 4.0 * (double)x[i - 1] + 6.0 * (double)x[i - 2] -
			   4.0 * (double)x[i - 3] + (double)x[i - 4];

		worst = fmax(worst, fabs(d));
	}
	return worst;
}

/* A tone through the node, whose values change from a to b on the way; at once: as no node does. */
static double
roughness_of(const float *a, const float *b, bool at_once)
{
	static float x[TONE_FRAMES];
	struct node *n = node_eq_create("eq");
	struct node_eq_coefficients c;

	assert_non_null(n);
	assert_int_equal(n->ops->prepare(n, &stream), 0);
	derive(a, &c);
	n->ops->target(n, &c);
	for (int at = 0; at < TONE_FRAMES; at += TONE_BLOCK) {
		float *to = x + at;
		const float *from = to;

		for (int i = 0; i < TONE_BLOCK; i++)
			to[i] = 0.1f * sinf(2 * (float)M_PI * 100 * (float)(at + i) / 48000);
		if (at == TONE_CHANGE) {
			derive(b, &c);
			if (at_once)
				eq_set(((struct node_eq *)n)->eq, &c.eq);
			else
				n->ops->target(n, &c);
		}
		n->ops->process(n, &from, &to, TONE_BLOCK);
	}
	n->ops->release(n);
	return roughest(x);
}

static void
loud_values(float *values, float preamp_db, float gain_db)
{
	eq_defaults(values);
	eq_value(values, "preamp", preamp_db);
	eq_value(values, "band/1/gain", gain_db);
	eq_value(values, "band/2/gain", -gain_db / 2);
	eq_value(values, "band/4/gain", gain_db);
	eq_value(values, "band/7/gain", -gain_db);
	eq_value(values, "band/8/gain", gain_db / 3);
}

static void
test_solo_and_presets_make_no_click(void **state)
{
	static const struct {
		const char *about;
		float solo_from, solo_to, preamp_db, gain_db;
	} rows[] = {
		{ "solo", 0, 4, -6, 12 },
		{ "none again", 4, 0, -6, 12 },
		{ "another", 1, 7, -6, 12 },
		{ "one that is not in use", 0, 16, -6, 12 },
		{ "another preset", 0, 0, -2, -9 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		float a[EQ_VALUES_MAX], b[EQ_VALUES_MAX];

		loud_values(a, -6, 12);
		loud_values(b, rows[i].preamp_db, rows[i].gain_db);
		eq_value(a, "solo", rows[i].solo_from);
		eq_value(b, "solo", rows[i].solo_to);
		print_message("%s: %g, at once %g\n", rows[i].about, roughness_of(a, b, false),
			roughness_of(a, b, true));
		assert_true(roughness_of(a, b, false) < 1e-5);
		assert_true(roughness_of(a, b, true) > 1e-3);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_band_has_its_parameters_in_range),
		cmocka_unit_test(test_choices_are_the_names_of_the_types),
		cmocka_unit_test(test_defaults_are_flat),
		cmocka_unit_test(test_parameters_reach_the_curve),
		cmocka_unit_test(test_solo_and_presets_make_no_click),
		cmocka_unit_test(test_first_target_jumps_and_later_ones_glide),
		cmocka_unit_test(test_an_unprepared_node_can_be_destroyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
