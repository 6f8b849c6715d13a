/* SPDX-License-Identifier: ISC */
/* Histogram against sorted arrays, moments against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/histogram.h"
#include "profiler/moments.h"
#include "tests/numbers.h"

enum { SAMPLES = 20000 };

static uint64_t counts[HISTOGRAM_SIGNED];

static double
normal(uint64_t *s)
{
	return sqrt(-2 * log(1 - random_unit(s))) * cos(2 * M_PI * random_unit(s));
}

static double
uniform(uint64_t *s)
{
	return 1 + 99999 * random_unit(s);
}

static double
lognormal(uint64_t *s)
{
	return exp(11 + 1.5 * normal(s));
}

static double
bimodal(uint64_t *s)
{
	return random_unit(s) < 0.93 ? 40000 + 500 * normal(s) : 3e6 + 1e5 * normal(s);
}

static double
constant(uint64_t *s)
{
	(void)s;
	return 1333333;
}

static double
tiny(uint64_t *s)
{
	return 1 + floor(70 * random_unit(s));
}

static double
whole_range(uint64_t *s)
{
	return exp(random_unit(s) * log(6.5e10)); /* 1 ns to 65 s */
}

static double
spikes(uint64_t *s)
{
	return random_unit(s) < 0.9985 ? 25000 + 10 * normal(s) : 1e9 * random_unit(s);
}

static double
around_zero(uint64_t *s)
{
	return random_unit(s) < 0.8 ? lognormal(s) : -lognormal(s);
}

static double
all_negative(uint64_t *s)
{
	return -lognormal(s);
}

static const struct {
	const char *name;
	double (*draw)(uint64_t *);
	uint32_t nbuckets;
} distributions[] = {
	{ "uniform", uniform, HISTOGRAM_SIDE },
	{ "lognormal", lognormal, HISTOGRAM_SIDE },
	{ "bimodal", bimodal, HISTOGRAM_SIDE },
	{ "constant", constant, HISTOGRAM_SIDE },
	{ "tiny", tiny, HISTOGRAM_SIDE },
	{ "whole range", whole_range, HISTOGRAM_SIDE },
	{ "spikes", spikes, HISTOGRAM_SIDE },
	{ "around zero", around_zero, HISTOGRAM_SIGNED },
	{ "all negative", all_negative, HISTOGRAM_SIGNED },
};

static void
check_distribution(uint32_t row, uint64_t n, uint64_t seed)
{
	static const double q[] = { 0.001, 0.5, 0.9, 0.95, 0.99, 0.999, 1 };
	static double values[SAMPLES];
	double estimate[7];
	struct histogram h;
	uint64_t i;
	uint32_t k;

	histogram_init(&h, counts, distributions[row].nbuckets);
	histogram_clear(&h);
	for (i = 0; i < n; i++) {
		values[i] = round(distributions[row].draw(&seed));
		counts[histogram_bucket(h.nbuckets, (int64_t)values[i])]++;
		h.n++;
	}
	qsort(values, n, sizeof(values[0]), compare_doubles);
	histogram_quantiles(&h, q, 7, estimate);
	for (k = 0; k < 7; k++) {
		double exact = exact_quantile(values, n, q[k]);

		if (fabs(estimate[k] - exact) > 0.031 * fabs(exact))
			fail_msg("%s, n %d: q %g is %g, exactly %g", distributions[row].name,
				(int)n, q[k], estimate[k], exact);
	}
}

static void
test_histogram_quantiles_are_within_3_percent_of_sorted_ones(void **state)
{
	static const uint64_t sizes[] = { 1, 2, 3, 10, 99, 1000, 1001, SAMPLES };
	uint32_t row, size;

	(void)state;
	for (row = 0; row < sizeof(distributions) / sizeof(distributions[0]); row++)
		for (size = 0; size < sizeof(sizes) / sizeof(sizes[0]); size++)
			check_distribution(row, sizes[size], 77 + row + size * 13);
}

static void
test_histogram_buckets_rise_with_the_value_and_cover_it(void **state)
{
	uint32_t last = 0, bucket;
	int64_t v;

	(void)state;
	for (v = -70000000000; v < 70000000000; v += 1 + llabs(v) / 500) {
		bucket = histogram_bucket(HISTOGRAM_SIGNED, v);
		assert_true(bucket >= last && bucket < HISTOGRAM_SIGNED);
		last = bucket;
		if (llabs(v) < 1ll << 36)
			assert_true(fabs(histogram_value(HISTOGRAM_SIGNED, bucket) - (double)v) <=
				    fabs((double)v) / 64);
	}
}

static void
test_histogram_keeps_what_lies_outside_in_the_outermost_bucket(void **state)
{
	(void)state;
	assert_int_equal(histogram_bucket(HISTOGRAM_SIDE, -1), 0);
	assert_int_equal(histogram_bucket(HISTOGRAM_SIDE, INT64_MIN), 0);
	assert_int_equal(histogram_bucket(HISTOGRAM_SIDE, INT64_MAX), HISTOGRAM_SIDE - 1);
	assert_int_equal(histogram_bucket(HISTOGRAM_SIGNED, INT64_MIN), 1);
	assert_int_equal(histogram_bucket(HISTOGRAM_SIGNED, INT64_MAX), HISTOGRAM_SIGNED - 1);
}

static void
test_histogram_of_nothing_has_quantiles_of_zero(void **state)
{
	static const double q[] = { 0.5, 1 };
	double out[2] = { -1, -1 };
	struct histogram h;

	(void)state;
	histogram_init(&h, counts, HISTOGRAM_SIDE);
	histogram_clear(&h);
	histogram_quantiles(&h, q, 2, out);
	assert_true(out[0] == 0 && out[1] == 0);
}

static void
test_histogram_take_leaves_the_rest(void **state)
{
	static const double q[] = { 0.5 };
	static uint32_t part[HISTOGRAM_SIDE];
	struct histogram h;
	double median;
	uint32_t i;

	(void)state;
	histogram_init(&h, counts, HISTOGRAM_SIDE);
	histogram_clear(&h);
	for (i = 0; i < 10; i++) {
		counts[histogram_bucket(HISTOGRAM_SIDE, 20)] += i < 3;
		counts[histogram_bucket(HISTOGRAM_SIDE, 50)] += i >= 3;
		part[histogram_bucket(HISTOGRAM_SIDE, 50)] += i >= 3;
		h.n++;
	}
	histogram_take(&h, part, 7);
	assert_int_equal(h.n, 3);
	assert_int_equal(part[50], 0);
	histogram_quantiles(&h, q, 1, &median);
	assert_true(median == 20);
}

/* 10^9 values, 999 times a block of 10^6 merged and one added value by value: a spread of 1 on
 * a mean of 10^9, where sums of squares would have lost everything. */
static void
test_moments_keep_a_small_spread_over_a_thousand_million_samples(void **state)
{
	struct moments block = { 0 }, all = { 0 };
	uint32_t i;

	(void)state;
	for (i = 0; i < 1000000; i++)
		moments_add(&block, 1e9 + (i % 2 ? 1 : -1), i);
	for (i = 0; i < 999; i++)
		moments_merge(&all, &block);
	for (i = 0; i < 1000000; i++)
		moments_add(&all, 1e9 + (i % 2 ? 1 : -1), i);
	assert_int_equal(all.n, 1000000000);
	assert_true(fabs(all.mean - 1e9) < 1e-3);
	assert_true(fabs(moments_stddev(&all) - 1) < 1e-3);
}

static void
test_moments_merged_equal_moments_added(void **state)
{
	struct moments a = { 0 }, b = { 0 }, whole = { 0 };
	uint64_t seed = 5;
	uint32_t i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		double v = lognormal(&seed);

		moments_add(i < 700 ? &a : &b, v, i);
		moments_add(&whole, v, i);
	}
	moments_merge(&a, &b);
	assert_int_equal(a.n, whole.n);
	assert_true(fabs(a.mean / whole.mean - 1) < 1e-12);
	assert_true(fabs(moments_stddev(&a) / moments_stddev(&whole) - 1) < 1e-9);
	assert_true(a.min == whole.min && a.min_at == whole.min_at);
	assert_true(a.max == whole.max && a.max_at == whole.max_at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_histogram_quantiles_are_within_3_percent_of_sorted_ones),
		cmocka_unit_test(test_histogram_buckets_rise_with_the_value_and_cover_it),
		cmocka_unit_test(test_histogram_keeps_what_lies_outside_in_the_outermost_bucket),
		cmocka_unit_test(test_histogram_of_nothing_has_quantiles_of_zero),
		cmocka_unit_test(test_histogram_take_leaves_the_rest),
		cmocka_unit_test(test_moments_keep_a_small_spread_over_a_thousand_million_samples),
		cmocka_unit_test(test_moments_merged_equal_moments_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
