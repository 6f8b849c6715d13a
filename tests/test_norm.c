/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "control/norm.h"

static const struct param_info frequency = { .min = 20, .max = 20000, .scale = SCALE_LOG },
			       gain = { .min = -30, .max = 30, .scale = SCALE_LIN },
			       solo = { .min = 0, .max = 16, .scale = SCALE_INTEGER },
			       on = { .min = 0, .max = 1, .scale = SCALE_SWITCH },
			       type = { .min = 0, .max = 9, .scale = SCALE_CHOICE };

static void
test_norm_maps_by_the_scale_of_the_parameter(void **state)
{
	const struct {
		const struct param_info *info;
		float n, value, tolerance;
	} row[] = {
		{ &gain, 0, -30, 0 },
		{ &gain, 1, 30, 0 },
		{ &gain, 0.5f, 0, 0 },
		{ &gain, 0.25f, -15, 0 },
		{ &frequency, 0, 20, 0 },
		{ &frequency, 1, 20000, 0 },
		{ &frequency, 1.0f / 3, 200, 1e-3f }, /* three decades */
		{ &frequency, 2.0f / 3, 2000, 1e-2f },
		{ &solo, 0.5f, 8, 0 },
		{ &solo, 0.03f, 0, 0 },
		{ &solo, 0.04f, 1, 0 },
		{ &on, 0.49f, 0, 0 },
		{ &on, 0.51f, 1, 0 },
		{ &type, 0.5f, 5, 0 },
		{ &type, 1, 9, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (!(fabsf(norm_to_value(row[i].info, row[i].n) - row[i].value) <=
			    row[i].tolerance))
			fail_msg("row %zu: %g", i, (double)norm_to_value(row[i].info, row[i].n));
}

static void
test_norm_holds_what_is_beyond_the_ends(void **state)
{
	(void)state;
	assert_true(norm_to_value(&gain, -1) == -30);
	assert_true(norm_to_value(&gain, 2) == 30);
	assert_true(norm_to_value(&gain, INFINITY) == 30);
	assert_true(norm_to_value(&gain, NAN) == -30);
	assert_true(norm_of_value(&gain, -40) == 0);
	assert_true(norm_of_value(&gain, 40) == 1);
	assert_true(norm_of_value(&gain, NAN) == 0);
	assert_true(norm_of_value(&frequency, -5) == 0);
	assert_true(norm_of_value(&frequency, 0) == 0);
	assert_true(norm_place(SCALE_LIN, 3, 3, 3) == 0);
}

/* Every value of a fader of 14 bits is found again. */
static void
test_norm_there_and_back_is_the_same_step(void **state)
{
	const struct param_info *const all[] = { &gain, &frequency };

	(void)state;
	for (int k = 0; k < 2; k++)
		for (int i = 0; i <= 16383; i++) {
			float n = (float)i / 16383;
			float back = norm_of_value(all[k], norm_to_value(all[k], n));

			assert_int_equal(lrintf(back * 16383), i);
		}
	for (int i = 0; i <= 9; i++)
		assert_true(norm_to_value(&type, norm_of_value(&type, (float)i)) == (float)i);
}

static void
test_norm_runs_backwards_where_low_is_the_larger(void **state)
{
	(void)state;
	assert_true(norm_between(SCALE_LIN, 12, -12, 0) == 12);
	assert_true(norm_between(SCALE_LIN, 12, -12, 1) == -12);
	assert_true(norm_between(SCALE_LIN, 12, -12, 0.75f) == -6);
	assert_true(fabsf(norm_between(SCALE_LOG, 2000, 20, 0.5f) - 200) < 1e-3f);
	assert_true(norm_place(SCALE_LIN, 12, -12, -6) == 0.75f);
	assert_true(norm_place(SCALE_LIN, 12, -12, 100) == 0);
	assert_true(norm_place(SCALE_LOG, 2000, 20, -1) == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_norm_maps_by_the_scale_of_the_parameter),
		cmocka_unit_test(test_norm_holds_what_is_beyond_the_ends),
		cmocka_unit_test(test_norm_there_and_back_is_the_same_step),
		cmocka_unit_test(test_norm_runs_backwards_where_low_is_the_larger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
