/* SPDX-License-Identifier: ISC */
/* Windows: what is in them, what has left them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "profiler/series.h"

static const uint64_t second = 1000000000u;

struct one {
	struct series s;
	struct timeline t;
	void *memory;
};

static int
setup(void **state)
{
	static struct one o;

	o = (struct one){ 0 };
	o.memory = calloc(1, series_bytes(HISTOGRAM_SIDE));
	if (!o.memory)
		return -1;
	series_init(&o.s, o.memory, HISTOGRAM_SIDE, 1);
	*state = &o;
	return 0;
}

static int
teardown(void **state)
{
	struct one *o = *state;

	free(o->memory);
	return 0;
}

static void
add(struct one *o, uint64_t now_ns, double value)
{
	uint32_t w, k, begun;

	for (w = 0; w < SERIES_WINDOWS; w++) {
		begun = timeline_move(&o->t, w, now_ns);
		for (k = 0; k < begun; k++)
			series_reuse(&o->s, w, (o->t.slice[w] + SERIES_SLICES - k) % SERIES_SLICES);
	}
	series_add(&o->s, &o->t, value, (double)now_ns / 1e9);
}

static struct stats
stats(const struct one *o, enum window w)
{
	struct stats st;

	series_stats(&o->s, w, &st);
	return st;
}

static void
test_series_windows_hold_ten_slices_and_the_running_one(void **state)
{
	struct one *o = *state;
	uint32_t i;

	for (i = 0; i < 3000; i++) /* every 10 ms: 10 to a slice of 0.1 s, 100 to one of 1 s */
		add(o, 5 * second + i * (second / 100), i);
	assert_int_equal(stats(o, WINDOW_1S).count, 110);
	assert_int_equal(stats(o, WINDOW_10S).count, 1100);
	assert_int_equal(stats(o, WINDOW_CLEAR).count, 3000);
	assert_true(stats(o, WINDOW_1S).min == 2890);
	assert_true(stats(o, WINDOW_10S).min == 1900);
	assert_true(stats(o, WINDOW_CLEAR).min == 0);
	assert_true(stats(o, WINDOW_1S).mean == (2890 + 2999) / 2.0);
}

static void
test_series_maximum_leaves_the_window_with_its_time(void **state)
{
	struct one *o = *state;
	uint32_t i;

	add(o, 10 * second, 777);
	for (i = 1; i < 300; i++)
		add(o, 10 * second + i * (second / 100), 5);
	assert_true(stats(o, WINDOW_1S).max == 5);
	assert_true(stats(o, WINDOW_10S).max == 777);
	assert_true(stats(o, WINDOW_10S).max_at_s == 10);
	assert_true(stats(o, WINDOW_1S).p99_9 == 5);
}

static void
test_series_forgets_over_a_gap_of_minutes(void **state)
{
	static const uint64_t gaps_s[] = { 2, 11, 12, 60, 3600, 1000000 };
	struct one *o = *state;
	uint64_t now = second, i;

	for (i = 0; i < sizeof(gaps_s) / sizeof(gaps_s[0]); i++) {
		add(o, now, 100);
		now += gaps_s[i] * second;
		add(o, now, 3);
		assert_int_equal(stats(o, WINDOW_1S).count, 1);
		assert_int_equal(stats(o, WINDOW_10S).count, gaps_s[i] < 11 ? 2 : 1);
		now += 100 * second;
	}
	assert_int_equal(stats(o, WINDOW_CLEAR).count, 2 * i);
}

static void
test_series_takes_a_stamp_slightly_back_and_a_clock_that_starts_again(void **state)
{
	struct one *o = *state;

	add(o, 100 * second, 1);
	add(o, 100 * second - second / 5, 2);
	assert_int_equal(stats(o, WINDOW_1S).count, 2);
	add(o, second, 3);
	assert_int_equal(stats(o, WINDOW_1S).count, 1);
	assert_int_equal(stats(o, WINDOW_10S).count, 1);
	assert_int_equal(stats(o, WINDOW_CLEAR).count, 3);
}

static void
test_series_quantiles_lie_within_the_exact_extremes(void **state)
{
	struct one *o = *state;

	add(o, second, 1333333);
	assert_true(stats(o, WINDOW_CLEAR).p50 == 1333333);
	assert_true(stats(o, WINDOW_CLEAR).p99_9 == 1333333);
}

static void
test_series_clear_empties_every_window(void **state)
{
	struct one *o = *state;
	uint32_t w;

	add(o, second, 42);
	series_clear(&o->s);
	for (w = 0; w < NWINDOWS; w++) {
		assert_int_equal(stats(o, w).count, 0);
		assert_true(stats(o, w).max == 0 && stats(o, w).p50 == 0);
	}
	add(o, 30 * second, 9);
	for (w = 0; w < NWINDOWS; w++)
		assert_true(stats(o, w).count == 1 && stats(o, w).max == 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_series_windows_hold_ten_slices_and_the_running_one),
		TEST(test_series_maximum_leaves_the_window_with_its_time),
		TEST(test_series_forgets_over_a_gap_of_minutes),
		TEST(test_series_takes_a_stamp_slightly_back_and_a_clock_that_starts_again),
		TEST(test_series_quantiles_lie_within_the_exact_extremes),
		TEST(test_series_clear_empties_every_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
