/* SPDX-License-Identifier: ISC */
/* Pictures of the load: bins and bars against their definition, columns against seconds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/bars.h"
#include "profiler/heat.h"
#include "tests/feed.h"
#include "tests/numbers.h"

static struct feed feed;

static int
setup(void **state)
{
	feed_open(&feed);
	*state = &feed;
	return 0;
}

static int
teardown(void **state)
{
	feed_close(*state);
	return 0;
}

static void
test_heat_bins_begin_at_their_edges(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 1; i < HEAT_BINS; i++) {
		double cycle = 0.05 * i, node = pow(2, ((double)i - 29) / 2);

		assert_int_equal(heat_cycle_bin(cycle * (1 + 1e-12)), i);
		assert_int_equal(heat_cycle_bin(cycle * (1 - 1e-12)), i - 1);
		assert_int_equal(heat_node_bin(node * (1 + 1e-12)), i);
		assert_int_equal(heat_node_bin(node * (1 - 1e-12)), i - 1);
	}
	assert_int_equal(heat_node_bin(1), 29);
	assert_int_equal(heat_cycle_bin(1), 20);
}

static void
test_heat_what_lies_outside_is_in_the_outermost_bins(void **state)
{
	static const struct {
		double share;
		uint32_t bin;
	} rows[] = { { 0, 0 }, { -1, 0 }, { 1e-30, 0 }, { NAN, 0 }, { 1e300, 31 },
		{ INFINITY, 31 } };
	uint32_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(heat_cycle_bin(rows[i].share), rows[i].bin);
		assert_int_equal(heat_node_bin(rows[i].share), rows[i].bin);
		assert_int_equal(bars_of(rows[i].share), rows[i].bin ? LOAD_BARS - 1 : 0);
	}
}

static void
test_heat_bars_are_two_and_a_half_percent_wide(void **state)
{
	uint32_t i;

	(void)state;
	for (i = 1; i < LOAD_BARS; i++) {
		assert_int_equal(bars_of(0.025 * i * (1 + 1e-12)), i);
		assert_int_equal(bars_of(0.025 * i * (1 - 1e-12)), i - 1);
	}
}

static uint32_t
sum(const uint16_t *column)
{
	uint32_t i, n = 0;

	for (i = 0; i < HEAT_BINS; i++)
		n += column[i];
	return n;
}

/* Second 0 has 200 periods, 1 and 2 none, 3 has 200; the running one is asked for too. */
static void
test_heat_a_second_without_periods_is_an_empty_column(void **state)
{
	static uint16_t column[8][HEAT_BINS];
	struct feed *f = *state;
	uint64_t first_s;

	feed_periods(f, 200);
	f->due += 2000000000u;
	feed_periods(f, 199);
	feed_period(f, 0, 4000000, FEED_OUT_NS);
	assert_int_equal(collector_heat(f->c, "cycle", 3, 8, &first_s, column), 4);
	assert_int_equal(first_s, 0);
	assert_int_equal(sum(column[0]), 200);
	assert_int_equal(sum(column[1]), 0);
	assert_int_equal(sum(column[2]), 0);
	assert_int_equal(sum(column[3]), 200);
	assert_int_equal(column[0][1], 200); /* 300 us of 5 ms are 6 % */
	assert_int_equal(column[3][1], 199);
	assert_int_equal(column[3][16], 1); /* 82 % */

	assert_int_equal(collector_heat(f->c, "eq", 0, 8, &first_s, column), 1);
	assert_int_equal(first_s, 3);
	assert_int_equal(column[0][heat_node_bin(0.04)], 199);
	assert_int_equal(column[0][heat_node_bin(0.8)], 1);
	assert_int_equal(collector_heat(f->c, "out", HEAT_SECONDS - 1, 2, &first_s, column), 2);
	assert_int_equal(first_s, 0);
	assert_int_equal(column[0][heat_node_bin(0.02)], 200);
	assert_int_equal(collector_heat(f->c, "engine", 0, 1, &first_s, column), -2);
}

/* The whole memory, with gaps, against plain counting. */
static void
test_heat_columns_are_the_counts_of_their_seconds(void **state)
{
	enum { SECONDS = HEAT_SECONDS + 380 };
	static uint16_t wanted[SECONDS][HEAT_BINS], column[HEAT_SECONDS][HEAT_BINS];
	static uint16_t node[HEAT_SECONDS][HEAT_BINS], wanted_node[SECONDS][HEAT_BINS];
	struct feed *f = *state;
	uint64_t seed = 5, first_s, last;
	uint32_t i, s = 0;
	int n;

	for (;;) {
		uint32_t eq = (uint32_t)(4e6 * random_unit(&seed) * random_unit(&seed));

		if (random_unit(&seed) < 0.002)
			f->due += (uint64_t)(8e9 * random_unit(&seed));
		last = (f->due - 1000000000u) / 1000000000u;
		if (last >= SECONDS)
			break;
		wanted[last][heat_cycle_bin((eq + 1000.0) / 5e6)]++;
		wanted_node[last][heat_node_bin(eq / 5e6)]++;
		feed_period(f, 0, eq, 1000);
		s = (uint32_t)last;
	}
	n = collector_heat(f->c, "cycle", HEAT_SECONDS - 1, HEAT_SECONDS, &first_s, column);
	assert_int_equal(n, HEAT_SECONDS);
	assert_int_equal(first_s, s - (HEAT_SECONDS - 1));
	collector_heat(f->c, "eq", HEAT_SECONDS - 1, HEAT_SECONDS, &first_s, node);
	for (i = 0; i < HEAT_SECONDS; i++) {
		assert_memory_equal(column[i], wanted[first_s + i], sizeof(column[i]));
		assert_memory_equal(node[i], wanted_node[first_s + i], sizeof(node[i]));
	}
}

static void
test_heat_counts_stay_at_their_end(void **state)
{
	static struct heat h;
	uint16_t out[1][HEAT_BINS];
	uint32_t i;

	(void)state;
	for (i = 0; i < 70000; i++)
		heat_add(&h, 0, HEAT_CYCLE, 4);
	heat_read(&h, HEAT_CYCLE, 0, 1, out);
	assert_int_equal(out[0][4], UINT16_MAX);
	assert_int_equal(sum(out[0]), UINT16_MAX);
}

/* What came late still goes to its own second; what is older than all that is kept does not. */
static void
test_heat_time_that_goes_back(void **state)
{
	enum { NOW = 3 * HEAT_SECONDS };
	static struct heat h;
	uint16_t out[1][HEAT_BINS];

	(void)state;
	assert_true(heat_move(&h, NOW));
	heat_add(&h, NOW, HEAT_CYCLE, 1);
	assert_true(heat_move(&h, NOW - 1));
	heat_add(&h, NOW - 1, HEAT_CYCLE, 2);
	assert_false(heat_move(&h, NOW - HEAT_SECONDS));
	heat_read(&h, HEAT_CYCLE, NOW - 1, 1, out);
	assert_int_equal(out[0][2], 1);
	heat_read(&h, HEAT_CYCLE, NOW + 1, 1, out);
	assert_int_equal(sum(out[0]), 0);
	heat_read(&h, HEAT_CYCLE, NOW - HEAT_SECONDS, 1, out);
	assert_int_equal(sum(out[0]), 0);
	assert_true(heat_move(&h, 3)); /* another clock */
	heat_read(&h, HEAT_CYCLE, NOW, 1, out);
	assert_int_equal(sum(out[0]), 0);
	heat_read(&h, HEAT_CYCLE, 3, 1, out);
	assert_int_equal(sum(out[0]), 0);
}

static void
test_heat_another_node_in_the_place_begins_empty(void **state)
{
	static const char *const names[] = { "eq", "other" }, *const types[] = { "eq8", "output" };
	uint16_t column[1][HEAT_BINS];
	struct feed *f = *state;
	uint64_t first_s;

	feed_periods(f, 10);
	collector_set_nodes(f->c, 2, names, types);
	collector_heat(f->c, "other", 0, 1, &first_s, column);
	assert_int_equal(sum(column[0]), 0);
	collector_heat(f->c, "eq", 0, 1, &first_s, column);
	assert_int_equal(sum(column[0]), 10);
}

/* Every period with a deadline is in exactly one bar, in each window, and in the right one. */
static void
test_heat_bars_hold_every_period_of_the_window(void **state)
{
	enum { CYCLES = 5000 };
	static uint32_t bar_of[CYCLES];
	struct feed *f = *state;
	uint64_t seed = 17, got[LOAD_BARS], total;
	uint32_t i, w, k;

	for (i = 0; i < CYCLES; i++) {
		uint32_t eq = (uint32_t)(9e6 * pow(random_unit(&seed), 3));

		f->free = 0;
		bar_of[i] = bars_of((eq + 1000.0) / 5e6);
		feed_period(f, 0, eq, 1000);
	}
	feed_report(f);
	for (w = 0; w < NWINDOWS; w++) {
		uint64_t wanted[LOAD_BARS] = { 0 };

		collector_bars(f->c, w, got);
		for (k = 0, total = 0; k < LOAD_BARS; k++)
			total += got[k];
		assert_int_equal(total, f->p.load[w].count);
		for (i = CYCLES - (uint32_t)total; i < CYCLES; i++)
			wanted[bar_of[i]]++;
		assert_memory_equal(got, wanted, sizeof(got));
	}
	assert_int_equal(f->p.load[WINDOW_CLEAR].count, CYCLES);
	f->cycle.flags = CYCLE_FREEWHEEL;
	feed_periods(f, 3);
	collector_bars(f->c, WINDOW_CLEAR, got);
	for (k = 0, total = 0; k < LOAD_BARS; k++)
		total += got[k];
	assert_int_equal(total, CYCLES);
	collector_clear(f->c, NULL);
	collector_bars(f->c, WINDOW_CLEAR, got);
	assert_int_equal(got[0], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		ROW(test_heat_bins_begin_at_their_edges),
		ROW(test_heat_what_lies_outside_is_in_the_outermost_bins),
		ROW(test_heat_bars_are_two_and_a_half_percent_wide),
		ROW(test_heat_a_second_without_periods_is_an_empty_column),
		ROW(test_heat_columns_are_the_counts_of_their_seconds),
		ROW(test_heat_counts_stay_at_their_end),
		ROW(test_heat_time_that_goes_back),
		ROW(test_heat_another_node_in_the_place_begins_empty),
		ROW(test_heat_bars_hold_every_period_of_the_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
