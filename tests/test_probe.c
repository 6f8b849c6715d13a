/* SPDX-License-Identifier: ISC */
/* The audio thread's half, on a virtual clock that stands still unless the test moves it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/probe.h"

enum { RECORDS = 4 };

struct bench {
	uint64_t now;
	struct clock clock;
	struct ring ring;
	struct probe probe;
};

static int
setup(void **state)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	clock_init_virtual(&b.clock, &b.now);
	b.now = 1000;
	if (ring_init(&b.ring, RECORDS, sizeof(struct cycle)) != 0)
		return -1;
	probe_init(&b.probe, &b.ring, &b.clock, NULL);
	*state = &b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	ring_finish(&b->ring);
	return 0;
}

/* One period of two nodes: 7 ns before the first, 30 and 50 ns in them. */
static void
period(struct bench *b)
{
	b->probe.cycle.wake = b->now;
	b->now += 7;
	probe_begin(&b->probe, 2);
	b->now += 30;
	probe_mark(&b->probe, 0);
	b->now += 50;
	probe_mark(&b->probe, 1);
	probe_commit(&b->probe);
	b->now += 11;
	probe_end(&b->probe);
}

static void
test_probe_gives_each_node_its_time_and_the_end_is_the_last_mark(void **state)
{
	struct bench *b = *state;
	struct cycle cy;

	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.seq, 0);
	assert_int_equal(cy.nnodes, 2);
	assert_int_equal(cy.begin - cy.wake, 7);
	assert_int_equal(cy.node[0].ticks, 30);
	assert_int_equal(cy.node[1].ticks, 50);
	assert_int_equal(cy.end - cy.begin, 80);
	assert_false(cy.flags & CYCLE_UNMEASURED);
}

static void
test_probe_adds_up_sub_blocks(void **state)
{
	struct bench *b = *state;
	uint32_t block;

	probe_begin(&b->probe, 2);
	for (block = 0; block < 3; block++) {
		b->now += 10;
		probe_mark(&b->probe, 0);
		b->now += 5;
		probe_mark(&b->probe, 1);
	}
	probe_commit(&b->probe);
	assert_int_equal(b->probe.cycle.node[0].ticks, 30);
	assert_int_equal(b->probe.cycle.node[1].ticks, 15);
}

static void
test_probe_forgets_the_nodes_of_the_period_before(void **state)
{
	struct bench *b = *state;
	struct cycle cy;

	b->probe.cycle.node[0].flags = NODE_NONFINITE;
	period(b);
	period(b);
	ring_pop(&b->ring, &cy);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.node[0].ticks, 30);
	assert_int_equal(cy.node[0].flags, 0);
}

static void
test_probe_node_time_saturates_instead_of_wrapping(void **state)
{
	struct bench *b = *state;

	probe_begin(&b->probe, 1);
	b->now += (1ull << 32) + 5;
	probe_mark(&b->probe, 0);
	b->now += 5;
	probe_mark(&b->probe, 0);
	probe_commit(&b->probe);
	assert_int_equal(b->probe.cycle.node[0].ticks, UINT32_MAX);
	assert_int_equal(b->probe.cycle.end - b->probe.cycle.begin, (1ull << 32) + 10);
}

static void
test_probe_counts_records_that_found_the_ring_full(void **state)
{
	struct bench *b = *state;
	struct cycle cy;
	uint32_t i;

	for (i = 0; i < RECORDS + 3; i++)
		period(b);
	for (i = 0; i < RECORDS; i++) {
		assert_true(ring_pop(&b->ring, &cy));
		assert_int_equal(cy.dropped, 0);
	}
	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.seq, RECORDS + 3);
	assert_int_equal(cy.dropped, 3);
}

static void
test_probe_tells_its_own_cost_in_the_next_record(void **state)
{
	struct bench *b = *state;
	struct clock clock = { .kind = CLOCK_KIND_MONOTONIC, .ns_per_tick = 1 };
	struct cycle first, second;

	probe_init(&b->probe, &b->ring, &clock, NULL);
	period(b);
	period(b);
	ring_pop(&b->ring, &first);
	ring_pop(&b->ring, &second);
	assert_int_equal(first.profiler_ticks, 0);
	assert_true(second.profiler_ticks > 0);
}

/* One record has room for one node: those with news take turns, and nothing is lost with a record
 * that finds the ring full. */
static void
test_probe_tells_bad_samples_of_each_node_in_turn(void **state)
{
	static const struct cycle_scrub few = { 2, 1, 0 }, some = { 0, 5, 1 };
	struct bench *b = *state;
	uint32_t told[2] = { 0 };
	struct cycle c;

	probe_begin(&b->probe, 2);
	probe_scrub(&b->probe, 0, &few);
	probe_scrub(&b->probe, 0, &few);
	probe_scrub(&b->probe, 1, &some);
	assert_int_equal(b->probe.cycle.node[0].flags, NODE_NONFINITE | NODE_DENORMAL);
	assert_int_equal(b->probe.cycle.node[1].flags, NODE_DENORMAL | NODE_CLEARED);
	probe_commit(&b->probe);
	probe_end(&b->probe);
	period(b);
	for (int k = 0; k < 2; k++) {
		assert_true(ring_pop(&b->ring, &c));
		told[c.scrub_node]++;
		assert_int_equal(c.scrub.nonfinite, c.scrub_node == 0 ? 4 : 0);
		assert_int_equal(c.scrub.denormal, c.scrub_node == 0 ? 2 : 5);
		assert_int_equal(c.scrub.cleared, c.scrub_node == 0 ? 0 : 1);
	}
	assert_true(told[0] == 1 && told[1] == 1);

	for (int k = 0; k < RECORDS; k++)
		period(b);
	probe_begin(&b->probe, 2);
	probe_scrub(&b->probe, 0, &few);
	probe_commit(&b->probe);
	probe_end(&b->probe); /* full */
	for (int k = 0; k < RECORDS; k++)
		assert_true(ring_pop(&b->ring, &c));
	period(b);
	assert_true(ring_pop(&b->ring, &c));
	assert_int_equal(c.dropped, 1);
	assert_int_equal(c.scrub_node, 0);
	assert_int_equal(c.scrub.nonfinite, 6);
	assert_int_equal(c.node[0].flags, 0);
}

/* All nodes have news in every period: each gets its turn. */
static void
test_probe_starves_no_node(void **state)
{
	static const struct cycle_scrub one = { 1, 0, 0 };
	uint32_t newest[NODES_MAX] = { 0 };
	struct bench *b = *state;
	struct cycle c;

	for (uint32_t k = 0; k < 3 * NODES_MAX; k++) {
		probe_begin(&b->probe, NODES_MAX);
		for (uint32_t i = 0; i < NODES_MAX; i++)
			probe_scrub(&b->probe, i, &one);
		probe_commit(&b->probe);
		probe_end(&b->probe);
		assert_true(ring_pop(&b->ring, &c));
		newest[c.scrub_node] = c.scrub.nonfinite;
	}
	for (uint32_t i = 0; i < NODES_MAX; i++)
		assert_true(newest[i] > 2 * NODES_MAX);
}

static void
test_probe_without_measuring_still_sends_totals_and_stamps(void **state)
{
	struct bench *b = *state;
	struct cycle cy;

	b->probe.on = false;
	b->probe.cycle.xruns = 4;
	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.xruns, 4);
	assert_int_equal(cy.begin, cy.wake);
	assert_int_equal(cy.end - cy.wake, 87);
	assert_int_equal(cy.node[0].ticks, 0);
	assert_int_equal(cy.node[1].ticks, 0);
	assert_true(cy.flags & CYCLE_UNMEASURED);

	b->probe.on = true;
	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_false(cy.flags & CYCLE_UNMEASURED);
	assert_int_equal(cy.node[1].ticks, 50);
}

static void
test_probe_goes_on_from_the_instance_before(void **state)
{
	struct bench *b = *state;
	struct cycle carry = { .seq = 41, .nframes = 64, .xruns = 3, .skipped = 2, .dropped = 1 };
	struct cycle cy;

	carry.flags = CYCLE_FREEWHEEL;
	probe_init(&b->probe, &b->ring, &b->clock, &carry);
	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.seq, 42);
	assert_int_equal(cy.xruns, 3);
	assert_int_equal(cy.skipped, 2);
	assert_int_equal(cy.dropped, 1);
	assert_int_equal(cy.flags, 0);
}

static void
test_probe_takes_an_empty_carry_for_none(void **state)
{
	struct bench *b = *state;
	struct cycle carry = { 0 }, cy;

	probe_init(&b->probe, &b->ring, &b->clock, &carry);
	period(b);
	assert_true(ring_pop(&b->ring, &cy));
	assert_int_equal(cy.seq, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_probe_gives_each_node_its_time_and_the_end_is_the_last_mark),
		TEST(test_probe_adds_up_sub_blocks),
		TEST(test_probe_forgets_the_nodes_of_the_period_before),
		TEST(test_probe_node_time_saturates_instead_of_wrapping),
		TEST(test_probe_counts_records_that_found_the_ring_full),
		TEST(test_probe_tells_its_own_cost_in_the_next_record),
		TEST(test_probe_tells_bad_samples_of_each_node_in_turn),
		TEST(test_probe_starves_no_node),
		TEST(test_probe_without_measuring_still_sends_totals_and_stamps),
		TEST(test_probe_goes_on_from_the_instance_before),
		TEST(test_probe_takes_an_empty_carry_for_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
