/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/graph.h"
#include "engine/plan.h"
#include "tests/node_fake.h"

enum { SOURCE, A, B, C, SINK, N };

struct fixture {
	struct graph graph;
	struct node_fake node[N];
};

static const struct stream stream = { .rate_hz = 48000, .nframes_max = 64, .nchannels = 1 };

static void
fixture_init(struct fixture *f)
{
	static const char *const name[N] = { "source", "a", "b", "c", "sink" };
	static const float add[N] = { 1, 10, 100, 1000, 10000 };

	memset(f, 0, sizeof *f);
	for (int i = 0; i < N; i++) {
		fake_init(&f->node[i],
			i == SOURCE ? &fake_source
			: i == SINK ? &fake_sink
				    : &fake_filter,
			name[i], add[i]);
		assert_int_equal(graph_add(&f->graph, &f->node[i].node), i);
	}
}

static void
link_all(struct fixture *f, const uint32_t (*link)[2], int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(graph_link(&f->graph, link[i][0], link[i][1]), 0);
}

/* What comes out for an input of 0, or the error. */
static int
run(struct fixture *f, float *result)
{
	float in[64] = { 0 }, out[64];
	const float *ins[] = { in };
	float *outs[] = { out };
	struct period p = { .in = ins, .out = outs, .nframes = 64, .rate_hz = 48000 };
	uint64_t now = 0;
	struct clock clock;
	struct probe probe = { .clock = &clock, .on = true };
	struct pool *pool;
	struct plan *plan;
	int rc;

	clock_init_virtual(&clock, &now);
	assert_int_equal(pool_create(&pool, N, 1, 64), 0);
	rc = plan_compile(&plan, 1, &f->graph, &stream, pool, NULL, NULL);
	if (rc == 0) {
		plan_run(plan, &p, &probe);
		*result = out[63];
		plan_destroy(plan);
	}
	pool_destroy(pool);
	return rc;
}

static void
test_a_chain_runs_in_one_buffer_in_place(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, A }, { A, B }, { B, C }, { C, SINK } };
	struct fixture f;
	float result = 0;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(plan_width(&f.graph), 1);
	assert_int_equal(run(&f, &result), 0);
	assert_true(result == 11111.0f);
	assert_false(f.node[SOURCE].in_place); /* the backend's input is not ours to write */
	assert_true(f.node[A].in_place);
	assert_true(f.node[B].in_place);
	assert_true(f.node[C].in_place);
}

static void
test_order_follows_links_and_not_insertion(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, C }, { C, B }, { B, A }, { A, SINK } };
	struct fixture f;
	float result = 0;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(run(&f, &result), 0);
	assert_true(result == 11111.0f);
}

/* source feeds all; what the others write must not reach the sink. */
static void
test_a_buffer_is_kept_until_its_last_reader(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, A }, { SOURCE, B }, { SOURCE, C },
		{ SOURCE, SINK } };
	struct fixture f;
	float result = 0;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(plan_width(&f.graph), 2);
	assert_int_equal(run(&f, &result), 0);
	assert_true(result == 10001.0f);
	assert_false(f.node[A].in_place);
}

static void
test_branches_do_not_disturb_each_other(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, A }, { SOURCE, B }, { B, C }, { A, SINK } };
	struct fixture f;
	float result = 0;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(run(&f, &result), 0);
	assert_true(result == 10011.0f);
}

/* C mixes port 0 with twice port 1; source, a, b, sink add 1, 10, 100, 10000, c 1000. */
static void
test_a_second_port_taps_what_is_further_up(void **state)
{
	static const struct {
		uint32_t link[6][3]; /* from, to, port */
		int nlinks, width;
		float result;
		bool in_place;
	} row[] = {
		/* the spectrum's place: what a gets is kept for c */
		{ { { SOURCE, A, 0 }, { A, B, 0 }, { B, C, 0 }, { SOURCE, C, 1 }, { C, SINK, 0 } },
			5, 2, 1 + 10 + 100 + 1000 + 2 * 1 + 10000, true },
		/* both ports the same: nobody overwrites it */
		{ { { SOURCE, A, 0 }, { A, B, 0 }, { B, C, 0 }, { B, C, 1 }, { C, SINK, 0 } }, 5, 2,
			3 * 111 + 1000 + 10000, false },
		/* port 1 is last to read its buffer, port 0's is read again */
		{ { { SOURCE, A, 0 }, { SOURCE, B, 0 }, { A, C, 0 }, { B, C, 1 }, { C, SINK, 0 } },
			5, 2, 11 + 2 * 101 + 1000 + 10000, true },
		/* port 1's feeder stands behind the node in the list */
		{ { { SOURCE, B, 0 }, { B, A, 0 }, { SOURCE, C, 0 }, { A, C, 1 }, { C, SINK, 0 } },
			5, 2, 1 + 2 * 111 + 1000 + 10000, true },
	};

	(void)state;
	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		struct fixture f;
		float result = 0;

		fixture_init(&f);
		f.node[C].node.ops = &fake_mixer;
		for (int i = 0; i < row[r].nlinks; i++)
			assert_int_equal(graph_link_port(&f.graph, row[r].link[i][0],
						 row[r].link[i][1], row[r].link[i][2]),
				0);
		assert_int_equal(plan_width(&f.graph), row[r].width);
		assert_int_equal(run(&f, &result), 0);
		assert_true(result == row[r].result);
		assert_int_equal(f.node[C].in_place, row[r].in_place);
	}
}

static void
test_every_port_wants_a_feeder_and_only_one(void **state)
{
	struct fixture f;
	float result;

	(void)state;
	fixture_init(&f);
	f.node[C].node.ops = &fake_mixer;
	assert_int_equal(graph_link_port(&f.graph, SOURCE, A, 1), -EINVAL);
	assert_int_equal(graph_link_port(&f.graph, SOURCE, C, 2), -EINVAL);
	assert_int_equal(graph_link(&f.graph, SOURCE, A), 0);
	assert_int_equal(graph_link(&f.graph, A, B), 0);
	assert_int_equal(graph_link(&f.graph, B, C), 0);
	assert_int_equal(graph_link(&f.graph, C, SINK), 0);
	assert_int_equal(run(&f, &result), -EINVAL); /* port 1 of c */
	assert_int_equal(graph_link_port(&f.graph, A, C, 1), 0);
	assert_int_equal(graph_link_port(&f.graph, B, C, 1), -EBUSY);
	assert_int_equal(graph_feeder_port(&f.graph, C, 0), B);
	assert_int_equal(graph_feeder_port(&f.graph, C, 1), A);
	assert_int_equal(run(&f, &result), 0);
	assert_true(result == 111 + 1000 + 2 * 11 + 10000);
	assert_int_equal(graph_unlink(&f.graph, A, C), 0);
	assert_int_equal(graph_link_port(&f.graph, C, C, 1), 0);
	assert_int_equal(run(&f, &result), -ELOOP);
}

static void
test_a_cycle_is_detected(void **state)
{
	static const uint32_t links[][2] = { { A, B }, { B, C }, { C, A }, { SOURCE, SINK } };
	struct fixture f;
	float result;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(plan_width(&f.graph), -ELOOP);
	assert_int_equal(run(&f, &result), -ELOOP);
}

static void
test_an_input_that_nothing_feeds_is_detected(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, A }, { A, B }, { B, SINK } };
	struct fixture f;
	float result;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 3);
	assert_int_equal(run(&f, &result), -EINVAL);
}

static void
test_exactly_one_sink_is_asked_for(void **state)
{
	struct node_fake source, sink, second;
	struct graph g = { 0 };

	(void)state;
	fake_init(&source, &fake_source, "source", 0);
	fake_init(&sink, &fake_sink, "sink", 0);
	fake_init(&second, &fake_sink, "second", 0);
	graph_add(&g, &source.node);
	assert_int_equal(plan_width(&g), -EINVAL);
	graph_add(&g, &sink.node);
	assert_int_equal(graph_link(&g, 0, 1), 0);
	assert_int_equal(plan_width(&g), 1);
	graph_add(&g, &second.node);
	assert_int_equal(graph_link(&g, 0, 2), 0);
	assert_int_equal(plan_width(&g), -EINVAL);
}

static void
test_editing_refuses_what_makes_no_sense(void **state)
{
	struct node_fake twin;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	fake_init(&twin, &fake_filter, "a", 0);
	assert_int_equal(graph_add(&f.graph, &twin.node), -EEXIST);
	assert_int_equal(graph_link(&f.graph, SOURCE, N), -EINVAL);
	assert_int_equal(graph_link(&f.graph, SINK, A), -EINVAL);
	assert_int_equal(graph_link(&f.graph, A, SOURCE), -EINVAL);
	assert_int_equal(graph_link(&f.graph, SOURCE, A), 0);
	assert_int_equal(graph_link(&f.graph, B, A), -EBUSY);
	assert_int_equal(graph_unlink(&f.graph, B, A), -ENOENT);
	assert_int_equal(graph_unlink(&f.graph, SOURCE, A), 0);
	assert_int_equal(graph_feeder(&f.graph, A), -ENOENT);
	assert_int_equal(graph_link(&f.graph, B, A), 0);
	assert_int_equal(graph_feeder(&f.graph, A), B);
}

static void
test_a_graph_holds_nodes_max_and_no_more(void **state)
{
	static struct node_fake node[NODES_MAX + 1];
	struct graph g = { 0 };

	(void)state;
	for (int i = 0; i <= NODES_MAX; i++) {
		char name[NAME_BYTES];

		snprintf(name, sizeof name, "n%d", i);
		fake_init(&node[i], &fake_filter, name, 0);
		assert_int_equal(graph_add(&g, &node[i].node), i < NODES_MAX ? i : -ENOSPC);
	}
}

static void
test_a_pool_that_is_too_small_gets_its_buffers_back(void **state)
{
	static const uint32_t links[][2] = { { SOURCE, A }, { SOURCE, B }, { SOURCE, C },
		{ SOURCE, SINK } };
	struct pool_status s;
	struct pool *pool;
	struct plan *plan;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	link_all(&f, links, 4);
	assert_int_equal(pool_create(&pool, 1, 1, 64), 0);
	assert_int_equal(plan_compile(&plan, 1, &f.graph, &stream, pool, NULL, NULL), -ENOSPC);
	pool_report(pool, &s);
	assert_int_equal(s.in_use_bytes, 0);
	pool_destroy(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_chain_runs_in_one_buffer_in_place),
		cmocka_unit_test(test_order_follows_links_and_not_insertion),
		cmocka_unit_test(test_a_buffer_is_kept_until_its_last_reader),
		cmocka_unit_test(test_branches_do_not_disturb_each_other),
		cmocka_unit_test(test_a_second_port_taps_what_is_further_up),
		cmocka_unit_test(test_every_port_wants_a_feeder_and_only_one),
		cmocka_unit_test(test_a_cycle_is_detected),
		cmocka_unit_test(test_an_input_that_nothing_feeds_is_detected),
		cmocka_unit_test(test_exactly_one_sink_is_asked_for),
		cmocka_unit_test(test_editing_refuses_what_makes_no_sense),
		cmocka_unit_test(test_a_graph_holds_nodes_max_and_no_more),
		cmocka_unit_test(test_a_pool_that_is_too_small_gets_its_buffers_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
