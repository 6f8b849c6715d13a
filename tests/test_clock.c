/* SPDX-License-Identifier: ISC */
/* Ticks against CLOCK_MONOTONIC.  A comparison counts the best of many readings, so that a busy
 * machine does not fail it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "rt/clock.h"

enum { READINGS = 200 };

static const double tolerance_ns = 5000.0;

static void
wait_ms(long ms)
{
	struct timespec t = { 0, ms * 1000000 };

	nanosleep(&t, NULL);
}

/* How far a conversion made now is from CLOCK_MONOTONIC, ns: by as much as it lies outside the
 * bracket of two readings. */
static double
clock_error_ns(const struct clock *c)
{
	double best = INFINITY;

	for (int i = 0; i < READINGS; i++) {
		uint64_t before = clock_monotonic_ns();
		uint64_t at = clock_to_ns(c, clock_ticks(c));
		uint64_t after = clock_monotonic_ns();
		double middle = (double)before + (double)(after - before) / 2.0;
		double error = fabs((double)at - middle);

		best = fmin(best, error);
	}
	return best;
}

static void
test_clock_agrees_with_the_system_over_time(void **state)
{
	struct clock c;

	(void)state;
	clock_init(&c);
	for (int i = 0; i < 4; i++) {
		assert_true(clock_error_ns(&c) < tolerance_ns);
		wait_ms(50);
	}
}

static void
test_clock_converts_instants_before_and_after_its_anchor(void **state)
{
	uint64_t ticks, ns;
	struct clock c;

	(void)state;
	clock_init(&c);
	ticks = clock_ticks(&c);
	ns = clock_to_ns(&c, ticks);
	wait_ms(120);
	clock_reanchor(&c);
	assert_true(llabs((int64_t)(clock_to_ns(&c, ticks) - ns)) < (int64_t)tolerance_ns);
	assert_true(clock_to_ns(&c, ticks) < clock_to_ns(&c, clock_ticks(&c)));
	assert_true(clock_error_ns(&c) < tolerance_ns);
}

static void
test_clock_goes_forward(void **state)
{
	struct clock c;
	uint64_t last;

	(void)state;
	clock_init(&c);
	last = clock_ticks(&c);
	for (int i = 0; i < 10000; i++) {
		uint64_t now = clock_ticks(&c);

		assert_true(now >= last);
		last = now;
	}
}

static void
test_clock_spans_convert_both_ways(void **state)
{
	struct clock c;
	uint64_t ticks;

	(void)state;
	clock_init(&c);
	ticks = clock_ns_to_ticks(&c, 5333333);
	assert_true(fabs(clock_span_ns(&c, (int64_t)ticks) - 5333333.0) < 2.0);
	assert_true(fabs(clock_span_ns(&c, -(int64_t)ticks) + 5333333.0) < 2.0);
}

/* A rate that is off, as after a drift or a step of the counter. */
static void
test_clock_reanchor_mends_a_wrong_rate(void **state)
{
	static const double wrong[] = { 1.001, 0.999, 1.1 };
	struct clock c;

	(void)state;
	clock_init(&c);
	if (c.kind != CLOCK_KIND_TSC)
		skip();
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		double right = c.ns_per_tick;

		c.ns_per_tick *= wrong[i];
		for (int turn = 0; turn < 2; turn++) {
			wait_ms(110);
			clock_reanchor(&c);
		}
		assert_true(fabs(c.ns_per_tick / right - 1.0) < 2e-4);
		assert_true(clock_error_ns(&c) < tolerance_ns);
	}
}

static void
test_clock_virtual_reads_what_it_is_given(void **state)
{
	uint64_t now = 1000;
	struct clock c;

	(void)state;
	clock_init_virtual(&c, &now);
	assert_int_equal(clock_ticks(&c), 1000);
	now = UINT64_C(9007199254740993); /* not a double */
	clock_reanchor(&c);
	assert_true(clock_ticks(&c) == now);
	assert_true(clock_to_ns(&c, now) == now);
	assert_true(clock_to_ns(&c, 5) == 5);
	assert_true(clock_ns_to_ticks(&c, 77) == 77);
	assert_string_equal(clock_name(&c), "virtual");
}

static void
test_clock_name_fits_its_kind(void **state)
{
	struct clock c;

	(void)state;
	clock_init(&c);
	assert_string_equal(clock_name(&c), c.kind == CLOCK_KIND_TSC ? "tsc" : "monotonic");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock_agrees_with_the_system_over_time),
		cmocka_unit_test(test_clock_converts_instants_before_and_after_its_anchor),
		cmocka_unit_test(test_clock_goes_forward),
		cmocka_unit_test(test_clock_spans_convert_both_ways),
		cmocka_unit_test(test_clock_reanchor_mends_a_wrong_rate),
		cmocka_unit_test(test_clock_virtual_reads_what_it_is_given),
		cmocka_unit_test(test_clock_name_fits_its_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
