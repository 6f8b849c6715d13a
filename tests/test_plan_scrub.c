/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bad samples on their way through a plan: who is named, what comes out, when it is over. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/plan.h"
#include "rt/thread.h"
#include "tests/eq_help.h"
#include "tests/node_fake.h"

enum { FRAMES_MAX = 64, RATE_MAX = 192000, LENGTH_MAX = RATE_MAX / 2, CHAIN = 4 };

/* input > middle > spectrum > output, of which the middle is a fake or an EQ. */
struct fixture {
	struct node *node[CHAIN];
	struct node_fake middle;
	struct graph graph;
	struct stream stream;
	struct pool *pool;
	struct plan *plan;
	uint64_t now;
	struct clock clock;
	struct probe probe;
	uint16_t flags[CHAIN]; /* of any period */
};

static float in[LENGTH_MAX], clean[LENGTH_MAX], out[LENGTH_MAX];

static void
fixture_open(struct fixture *f, uint32_t rate_hz, struct node *middle)
{
	memset(f, 0, sizeof *f);
	fake_init(&f->middle, &fake_filter, "middle", 0);
	f->node[0] = node_input_create("input");
	f->node[1] = middle ? middle : &f->middle.node;
	f->node[2] = node_spectrum_create("spectrum");
	f->node[3] = node_output_create("output");
	f->stream = (struct stream){ rate_hz, FRAMES_MAX, 1 };
	for (uint32_t i = 0; i < CHAIN; i++) {
		graph_add(&f->graph, f->node[i]);
		if (i > 0)
			graph_link(&f->graph, i - 1, i);
		if (f->node[i]->ops->prepare)
			assert_int_equal(f->node[i]->ops->prepare(f->node[i], &f->stream), 0);
	}
	assert_int_equal(
		graph_link_port(&f->graph, 0, 2, 1), 0); /* the spectrum looks at both ends */
	clock_init_virtual(&f->clock, &f->now);
	f->probe.clock = &f->clock;
	assert_int_equal(pool_create(&f->pool, 4, 1, FRAMES_MAX), 0);
	assert_int_equal(plan_compile(&f->plan, 1, &f->graph, &f->stream, f->pool, NULL, NULL), 0);
	for (uint32_t i = 0; i < LENGTH_MAX; i++)
		in[i] = (float)sin(i * 2 * M_PI * 440 / rate_hz) * 0.5f;
}

static void
fixture_close(struct fixture *f)
{
	plan_destroy(f->plan);
	pool_destroy(f->pool);
	for (uint32_t i = 0; i < CHAIN; i++)
		if (f->node[i] != &f->middle.node)
			node_destroy(f->node[i]);
}

/* One period of nframes at a place of in and of to. */
static void
period(struct fixture *f, float *to, uint32_t at, uint32_t nframes)
{
	const float *ins[] = { in + at };
	float *outs[] = { to + at };
	struct period p = {
		.in = ins, .out = outs, .nframes = nframes, .rate_hz = f->stream.rate_hz
	};

	plan_run(f->plan, &p, &f->probe);
	for (uint32_t i = 0; i < CHAIN; i++)
		f->flags[i] |= f->probe.cycle.node[i].flags;
}

static void
run(struct fixture *f, float *to, uint32_t length, uint32_t nframes)
{
	for (uint32_t at = 0; at < length; at += nframes)
		period(f, to, at, length - at < nframes ? length - at : nframes);
}

static void
assert_named(const struct fixture *f, uint32_t node, uint16_t flags, struct cycle_scrub count)
{
	for (uint32_t i = 0; i < CHAIN; i++) {
		struct cycle_scrub none = { 0, 0, 0 }, expected = i == node ? count : none;

		assert_int_equal(f->flags[i], i == node ? flags : 0);
		assert_memory_equal(&f->probe.scrub[i], &expected, sizeof expected);
	}
}

static float
largest_step(const float *x, uint32_t n)
{
	float largest = 0;

	for (uint32_t i = 0; i + 1 < n; i++)
		largest = fmaxf(largest, fabsf(x[i + 1] - x[i]));
	return largest;
}

struct burst {
	uint32_t rate_hz, nframes; /* of a period */
	uint32_t at, length;
	float bad;
};

static const struct burst bursts[] = {
	{ 48000, 64, 0, 1, NAN },
	{ 48000, 64, 63, 1, NAN },
	{ 48000, 64, 64, 1, INFINITY },
	{ 48000, 64, 640, 64, -INFINITY }, /* a whole period */
	{ 48000, 64, 100, 500, NAN },
	{ 48000, 1, 777, 3, NAN },
	{ 48000, 37, 777, 30, NAN },
	{ 48000, 200, 777, 300, INFINITY }, /* larger than a block */
	{ 44100, 64, 777, 1, NAN },
	{ 88200, 64, 777, 1, NAN },
	{ 96000, 64, 777, 1, INFINITY },
	{ 192000, 64, 777, 1, NAN },
	{ 192000, 100, 1000, 40000, NAN },
};

static void
burst_put(const struct burst *b)
{
	for (uint32_t i = 0; i < b->length; i++)
		in[b->at + i] = b->bad;
}

/* The middle passes on what it gets: what comes out is that of a clean run, but for 10 ms. */
static void
test_a_burst_from_outside_is_the_inputs_and_over_within_10_ms(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof bursts / sizeof *bursts; k++) {
		const struct burst *b = &bursts[k];
		uint32_t end = b->at + b->length, over = end - 1 + b->rate_hz / 100;
		uint32_t length = over + 3000;
		struct fixture f;

		fixture_open(&f, b->rate_hz, NULL);
		run(&f, clean, length, b->nframes);
		assert_memory_equal(clean, in, length * sizeof(float));
		burst_put(b);
		run(&f, out, length, b->nframes);
		assert_memory_equal(out, clean, b->at * sizeof(float));
		assert_memory_equal(out + over, clean + over, (length - over) * sizeof(float));
		assert_true(largest_step(out, length) <
			    1.2f * 0.5f * 1.5f * 1000 / b->rate_hz + largest_step(clean, length));
		for (uint32_t i = b->at; i < over; i++)
			assert_true(isfinite(out[i]));
		assert_named(&f, 0, NODE_NONFINITE, (struct cycle_scrub){ b->length, 0, 0 });
		fixture_close(&f);
	}
}

/* With a filter's memory in between nothing sticks either: the difference rings off, and where
 * the thread flushes denormals, as an audio thread does, the EQ makes none of them from silence. */
static void
test_an_eq_is_spared_and_rings_off(void **state)
{
	(void)state;
	thread_flush_denormals();
	for (size_t k = 0; k < sizeof bursts / sizeof *bursts; k++) {
		const struct burst *b = &bursts[k];
		uint32_t length = b->at + b->length + b->rate_hz / 5;
		struct node *eq = node_eq_create("eq");
		struct node_eq_coefficients c;
		float values[EQ_VALUES_MAX];
		struct fixture f;

		fixture_open(&f, b->rate_hz, eq);
		eq_defaults(values);
		assert_true(eq_value(values, "band/5/gain", 12));
		eq->ops->derive(eq->ops->params, values, &f.stream, &c);
		eq->ops->target(eq, &c);
		run(&f, clean, length, b->nframes);
		fixture_close(&f);

		eq = node_eq_create("eq");
		fixture_open(&f, b->rate_hz, eq);
		eq->ops->target(eq, &c);
		burst_put(b);
		run(&f, out, length, b->nframes);
		for (uint32_t i = 0; i < length; i++)
			assert_true(isfinite(out[i]) && fabsf(out[i]) < 4);
		for (uint32_t i = length - b->rate_hz / 10; i < length; i++)
			assert_true(fabsf(out[i] - clean[i]) < 1e-6f);
		assert_named(&f, 0, NODE_NONFINITE, (struct cycle_scrub){ b->length, 0, 0 });
		fixture_close(&f);
	}
}

static void
test_a_node_that_makes_them_is_named_and_no_later_one(void **state)
{
	static const float bad[] = { NAN, INFINITY, -INFINITY };
	enum { LENGTH = 4800, AT = 1024 };

	(void)state;
	for (int k = 0; k < 3; k++) {
		struct fixture f;

		fixture_open(&f, 48000, NULL);
		run(&f, out, AT, 64);
		f.middle.poison = bad[k];
		f.middle.npoisons = 100;
		for (uint32_t at = AT; at < LENGTH; at += 64)
			period(&f, out, at, 64);
		assert_named(&f, 1, NODE_NONFINITE, (struct cycle_scrub){ 100, 0, 0 });
		for (uint32_t i = 0; i < LENGTH; i++)
			assert_true(isfinite(out[i]));
		assert_memory_equal(out + AT + 580, in + AT + 580, (LENGTH - AT - 580) * 4);
		assert_true(largest_step(out, LENGTH) < 0.05f);
		fixture_close(&f);
	}
}

static void
test_denormals_are_counted_and_gone(void **state)
{
	enum { LENGTH = 1000 };
	struct fixture f;

	(void)state;
	fixture_open(&f, 48000, NULL);
	for (uint32_t i = 300; i < 500; i++)
		in[i] = i % 2 ? 1e-40f : -1e-42f;
	run(&f, out, LENGTH, 64);
	assert_named(&f, 0, NODE_DENORMAL, (struct cycle_scrub){ 0, 200, 0 });
	for (uint32_t i = 0; i < LENGTH; i++)
		assert_true(i >= 300 && i < 500 ? out[i] == 0.0f : out[i] == in[i]);
	fixture_close(&f);
}

/* Finite, but so far beyond full scale that the EQ's gain takes it out of what a float can say:
 * that is the EQ's, whatever it did about its own state. */
static void
test_an_eq_that_blows_up_is_named_and_recovers(void **state)
{
	enum { AT = 640, LOUD = 300, LENGTH = 48000 };
	struct node *eq = node_eq_create("eq");
	struct node_eq_coefficients c;
	float values[EQ_VALUES_MAX];
	struct fixture f;

	(void)state;
	fixture_open(&f, 48000, eq);
	eq_defaults(values);
	assert_true(eq_value(values, "band/5/gain", 30));
	assert_true(eq_value(values, "band/6/gain", 30));
	eq->ops->derive(eq->ops->params, values, &f.stream, &c);
	eq->ops->target(eq, &c);
	for (uint32_t i = 0; i < LOUD; i++)
		in[AT + i] = i / 20 % 2 ? 1e38f : -1e38f;
	run(&f, out, LENGTH, 64);
	assert_int_equal(f.flags[0], 0);
	assert_true(f.flags[1] & NODE_NONFINITE);
	assert_int_equal(f.flags[2] | f.flags[3], 0);
	assert_true(f.probe.scrub[1].nonfinite > 0);
	for (uint32_t i = 0; i < LENGTH; i++)
		assert_true(isfinite(out[i]));
	for (uint32_t i = LENGTH / 2; i < LENGTH; i++)
		assert_true(fabsf(out[i]) < 100);
	assert_true(fabsf(out[LENGTH - 10]) + fabsf(out[LENGTH - 37]) > 0.1f);
	fixture_close(&f);
}

/* A fade under way goes on where it was under a new plan of the same nodes. */
static void
test_a_fade_outlives_its_plan(void **state)
{
	enum { LENGTH = 2000, AT = 500 };
	struct fixture f;

	(void)state;
	fixture_open(&f, 48000, NULL);
	in[AT] = NAN;
	run(&f, clean, LENGTH, 20);
	for (uint32_t at = 0; at < LENGTH; at += 20) {
		period(&f, out, at, 20);
		plan_destroy(f.plan);
		assert_int_equal(
			plan_compile(&f.plan, 2, &f.graph, &f.stream, f.pool, NULL, NULL), 0);
	}
	assert_memory_equal(out, clean, LENGTH * sizeof(float));
	assert_true(out[AT + 100] != in[AT + 100]);
	fixture_close(&f);
}

/* A sink of its own making writes to the backend: its output is looked at there. */
static void
test_a_sink_that_makes_them_is_kept_from_the_loudspeaker(void **state)
{
	struct node_fake source, sink;
	struct graph g = { 0 };
	struct stream s = { 48000, FRAMES_MAX, 1 };
	struct probe probe = { .on = false };
	struct pool *pool;
	struct plan *plan;
	const float *ins[] = { in };
	float *outs[] = { out };
	struct period p = { .in = ins, .out = outs, .nframes = FRAMES_MAX, .rate_hz = 48000 };
	uint64_t now = 0;
	struct clock clock;

	(void)state;
	clock_init_virtual(&clock, &now);
	probe.clock = &clock;
	fake_init(&source, &fake_source, "source", 0);
	fake_init(&sink, &fake_sink, "sink", 0);
	graph_add(&g, &source.node);
	graph_add(&g, &sink.node);
	graph_link(&g, 0, 1);
	assert_int_equal(pool_create(&pool, 1, 1, FRAMES_MAX), 0);
	assert_int_equal(plan_compile(&plan, 1, &g, &s, pool, NULL, NULL), 0);
	memset(in, 0, sizeof in);
	sink.poison = INFINITY;
	sink.npoisons = 5;
	plan_run(plan, &p, &probe);
	for (uint32_t i = 0; i < FRAMES_MAX; i++)
		assert_true(out[i] == 0.0f);
	assert_int_equal(probe.scrub[0].nonfinite, 0);
	assert_int_equal(probe.scrub[1].nonfinite, 5);
	plan_destroy(plan);
	pool_destroy(pool);
}

/* What is looked at twice costs twice. */
static void
test_nodes_that_pass_their_input_on_are_not_checked_again(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, 48000, NULL);
	assert_true(f.plan->step[0].checked); /* the input: what came from outside */
	assert_true(f.plan->step[1].checked);
	assert_false(f.plan->step[2].checked);
	assert_false(f.plan->step[3].checked);
	fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_burst_from_outside_is_the_inputs_and_over_within_10_ms),
		cmocka_unit_test(test_a_node_that_makes_them_is_named_and_no_later_one),
		cmocka_unit_test(test_denormals_are_counted_and_gone),
		cmocka_unit_test(test_an_eq_that_blows_up_is_named_and_recovers),
		cmocka_unit_test(test_a_fade_outlives_its_plan),
		cmocka_unit_test(test_a_sink_that_makes_them_is_kept_from_the_loudspeaker),
		cmocka_unit_test(test_nodes_that_pass_their_input_on_are_not_checked_again),
		cmocka_unit_test(
			test_an_eq_is_spared_and_rings_off), /* last: the thread stays so */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
