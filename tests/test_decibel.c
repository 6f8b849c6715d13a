/* SPDX-License-Identifier: ISC */
/* Every table's decibels against log10 in double precision. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/kernels.h"
#include "tests/tables.h"

enum { N = 4096 };

/* ---- Within 0.001 dB from the floor to the largest float ---- */

static void
check_range(const struct kernels *k)
{
	static const struct {
		double from, to, tolerance_db;
	} row[] = { { 1.0001e-12, 1e-6, 0.001 }, { 1e-6, 1.0, 0.001 }, { 0.5, 2.0, 0.00002 },
		{ 1.0, 1e12, 0.001 }, { 1e12, (double)FLT_MAX, 0.001 } };
	static float power[N], db[N];

	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		for (int i = 0; i < N; i++)
			power[i] =
				(float)(row[r].from * pow(row[r].to / row[r].from, i / (double)N));
		k->power_db(db, power, N);
		for (int i = 0; i < N; i++)
			assert_true(fabs((double)db[i] - 10.0 * log10((double)power[i])) <
				    row[r].tolerance_db);
	}
}

static void
test_decibel_is_within_a_thousandth_of_log10(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_range(k);
}

/* ---- What is no power ---- */

static void
check_edges(const struct kernels *k)
{
	static const struct {
		float power, db;
	} row[] = { { 0.0f, -120.0f }, { -0.0f, -120.0f }, { -1.0f, -120.0f }, { 1e-12f, -120.0f },
		{ 1e-45f, -120.0f }, { FLT_MIN, -120.0f }, { NAN, -120.0f }, { -NAN, -120.0f },
		{ -INFINITY, -120.0f }, { 1.0f, 0.0f } };
	float infinite = INFINITY, db;

	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		k->power_db(&db, &row[r].power, 1);
		assert_true(db == row[r].db);
	}
	k->power_db(&db, &infinite, 1);
	assert_true(fabsf(db - 385.318f) < 0.01f);
}

static void
test_decibel_of_no_power_is_the_floor(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_edges(k);
}

/* ---- Any length and alignment, in place, and nothing beyond ---- */

static void
check_lengths(const struct kernels *k)
{
	for (uint32_t n = 0; n < 70; n++) {
		float power[80], whole[80], db[80];

		for (uint32_t i = 0; i < 80; i++) {
			power[i] = ldexpf(1.0f + (float)i / 80.0f, (int)i - 30);
			db[i] = 1234.0f;
		}
		k->power_db(whole, power, 80);
		k->power_db(db + 3, power + 1, n);
		for (uint32_t i = 0; i < n; i++)
			assert_true(fabsf(db[3 + i] - whole[1 + i]) < 1e-4f);
		assert_true(db[2] == 1234.0f && db[3 + n] == 1234.0f);
		k->power_db(power, power, n);
		for (uint32_t i = 0; i < n; i++)
			assert_true(fabsf(power[i] - whole[i]) < 1e-4f);
	}
}

static void
test_decibel_takes_any_length_and_alignment(void **state)
{
	(void)state;
	FOR_EACH_TABLE (k)
		check_lengths(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decibel_is_within_a_thousandth_of_log10),
		cmocka_unit_test(test_decibel_of_no_power_is_the_floor),
		cmocka_unit_test(test_decibel_takes_any_length_and_alignment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
