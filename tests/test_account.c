/* SPDX-License-Identifier: ISC */
/* What is kept of an incident, and its account, from recorded cycles: every number is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/feed.h"

static struct feed feed;

static int
setup(void **state)
{
	feed_open(&feed);
	feed_periods(&feed, 100);
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
assert_account(struct feed *f, uint32_t id, const char *const *line)
{
	struct account a;
	uint32_t i;

	assert_int_equal(collector_account(f->c, id, &a), 0);
	for (i = 0; line[i]; i++) {
		assert_true(i < a.n);
		assert_string_equal(a.line[i], line[i]);
	}
	assert_int_equal(a.n, i);
}

static void
test_account_of_a_burn_adds_up(void **state)
{
	static const char *const lines[] = {
		"incident 1: own-dsp, eq explains 100 % of the lateness (inference)",
		"from 0.500 s after the start on, periods 100 to 101",
		"periods late: 1, worst by 1150.0 us, highest load 122.0 %; never seen: 0",
		"xruns reported by the server: 2; frames lost: 240",
		"the first late period, 100, due at 0.500000 s:",
		"  woken 50.0 us after it was due, of which 0.0 us the period before ran",
		"  before the first node: 0.0 us",
		"  eq: 6000.0 us, 5800.0 us above its median of 200.0 us",
		"  out: 100.0 us, 0.0 us above its median of 100.0 us",
		"  together: wake-up 50.0 + busy 6100.0 - allowed 5000.0 = 1150.0 us late",
		"not known: what the node did in that time: more work, a page fault, a lock, "
		"another "
		"task on its CPU",
		"no kernel evidence was recorded",
		NULL,
	};
	struct feed *f = *state;

	feed_period(f, 50000, 6000000, FEED_OUT_NS);
	f->cycle.xruns = 2;
	f->cycle.lost_frames = 240;
	f->due += 15000000; /* so that this one is in time */
	feed_periods(f, 30);
	assert_account(f, 1, lines);
}

static void
test_account_of_a_late_wake_up_does_not_guess(void **state)
{
	static const char *const lines[] = {
		"incident 1: the cause is unknown",
		"from 0.500 s after the start on, periods 100 to 100, still open",
		"periods late: 1, worst by 1299.0 us, highest load 6.0 %; never seen: 0",
		"xruns reported by the server: 0; frames lost: 0",
		"the first late period, 100, due at 0.500000 s:",
		"  woken 6000.0 us after it was due, of which 0.0 us the period before ran",
		"  before the first node: 0.0 us",
		"  out: 100.0 us, 0.0 us above its median of 100.0 us",
		"  eq: 199.0 us, 1.0 us below its median of 200.0 us",
		"  together: wake-up 6000.0 + busy 299.0 - allowed 5000.0 = 1299.0 us late",
		"not known: whether the driver was late, or another task had the CPU",
		"no kernel evidence was recorded",
		NULL,
	};
	struct feed *f = *state;

	feed_period(f, 6000000, FEED_EQ_NS - 1000, FEED_OUT_NS);
	assert_account(f, 1, lines);
}

static void
test_account_where_the_server_alone_reported(void **state)
{
	static const char *const lines[] = {
		"incident 1: other-client (hint)",
		"from 0.500 s after the start on, periods 100 to 100, still open",
		"periods late: 0, worst by 0.0 us, highest load 6.0 %; never seen: 0",
		"xruns reported by the server: 1; frames lost: 64",
		"no period of ours was late",
		"not known: who was late: this engine was in time, and the server does not name "
		"others",
		"no kernel evidence was recorded",
		NULL,
	};
	struct feed *f = *state;

	f->cycle.xruns++;
	f->cycle.lost_frames = 64;
	feed_periods(f, 1);
	assert_account(f, 1, lines);
}

/* What was not measured is said, and no number stands in its place. */
static void
test_account_of_what_was_not_measured(void **state)
{
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;
	struct account a;

	cy->flags = CYCLE_UNMEASURED | CYCLE_NO_DUE;
	cy->node[0].ticks = cy->node[1].ticks = 0;
	cy->due = cy->wake = cy->begin = f->due;
	cy->deadline = cy->due + FEED_PERIOD_NS;
	cy->end = cy->due + 7000000;
	collector_add(f->c, cy);
	assert_int_equal(collector_account(f->c, 1, &a), 0);
	assert_string_equal(a.line[5], "  woken: the backend cannot tell when it was due");
	assert_string_equal(a.line[6], "  the nodes were not measured: measuring was off");
	assert_string_equal(a.line[7],
		"  together: wake-up 0.0 + busy 7000.0 - allowed 5000.0 = 2000.0 us late");
	assert_true(isnan(collector_flight(f->c, 1)->cycle[64].node_us[0]));
	assert_true(isnan(collector_flight(f->c, 1)->cycle[64].wakeup_us));
}

static void
test_account_before_there_is_a_median(void **state)
{
	struct feed *f = *state;
	struct account a;

	collector_clear(f->c, NULL);
	feed_period(f, 0, 7000000, FEED_OUT_NS);
	assert_int_equal(collector_account(f->c, 1, &a), 0);
	assert_string_equal(a.line[7], "  eq: 7000.0 us, no median of it yet");
	assert_string_equal(a.line[8], "  out: 100.0 us, no median of it yet");
}

/* All nodes there can be, with the longest names: no line is lost. */
static void
test_account_has_room_for_every_node(void **state)
{
	static char name[NODES_MAX][PROFILE_NAME_BYTES];
	static const char *names[NODES_MAX], *types[NODES_MAX];
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;
	struct account a;
	uint32_t i, k;

	for (i = 0; i < NODES_MAX; i++) {
		memset(name[i], 'a' + (int)i % 26, PROFILE_NAME_BYTES - 1);
		names[i] = name[i];
		types[i] = "t";
	}
	collector_set_nodes(f->c, NODES_MAX, names, types);
	cy->nnodes = NODES_MAX;
	for (k = 0; k < 10; k++) {
		cy->due = cy->wake = cy->begin = f->due + k * 200000000u;
		cy->deadline = cy->due + FEED_PERIOD_NS;
		for (i = 0; i < NODES_MAX; i++)
			cy->node[i].ticks = 1000 + (k == 9) * 1000000 * i;
		cy->end = cy->begin + NODES_MAX * 1000 + (k == 9) * 496000000u;
		collector_add(f->c, cy);
		cy->seq++;
	}
	assert_int_equal(collector_account(f->c, 1, &a), 0);
	assert_int_equal(a.n, 10 + NODES_MAX);
	for (i = 0; i < NODES_MAX; i++) /* the largest excess first */
		assert_int_equal(a.line[7 + i][2], 'a' + (31 - (int)i) % 26);
	assert_string_equal(a.line[a.n - 1], "no kernel evidence was recorded");
}

static void
test_account_the_periods_round_an_incident_are_kept(void **state)
{
	const struct flight_incident *k;
	struct feed *f = *state;
	uint32_t i;

	feed_period(f, 50000, 6000000, FEED_OUT_NS);
	feed_period(f, 0, FEED_EQ_NS + 3000, FEED_OUT_NS); /* woken when the other ended */
	feed_periods(f, 200);
	k = collector_flight(f->c, 1);
	assert_non_null(k);
	assert_int_equal(k->before, FLIGHT_BEFORE);
	assert_int_equal(k->n, FLIGHT_CYCLES);
	assert_int_equal(k->nnodes, 2);
	assert_string_equal(k->node[1], "out");
	assert_int_equal(k->judged, FLIGHT_BEFORE);
	for (i = 0; i < k->n; i++) {
		const struct flight_cycle *cy = &k->cycle[i];

		assert_int_equal(cy->seq, 100 - FLIGHT_BEFORE + i);
		assert_true(cy->node_us[1] == 100);
		assert_true(isnan(cy->node_us[2]));
		assert_true(cy->node_us[0] == (i == 64 ? 6000 : i == 65 ? 203 : 200));
		assert_true(cy->wakeup_us == (i == 64 ? 50 : i == 65 ? 1150 : 0));
		assert_true(cy->busy_us == cy->node_us[0] + cy->node_us[1]);
		assert_true(cy->late_us == cy->wakeup_us + cy->busy_us - 5000);
	}
}

static void
test_account_an_early_incident_has_what_there_is_before_it(void **state)
{
	struct feed f;
	const struct flight_incident *k;

	(void)state;
	feed_open(&f);
	feed_periods(&f, 5);
	feed_period(&f, 0, 7000000, FEED_OUT_NS);
	k = collector_flight(f.c, 1);
	assert_int_equal(k->before, 5);
	assert_int_equal(k->n, 6);
	feed_close(&f);
}

static void
test_account_the_next_incident_ends_the_recording(void **state)
{
	const struct flight_incident *k;
	struct feed *f = *state;

	feed_period(f, 0, 6000000, FEED_OUT_NS);
	feed_periods(f, 20);
	feed_period(f, 0, 6000000, FEED_OUT_NS);
	feed_periods(f, 100);
	k = collector_flight(f->c, 1);
	assert_int_equal(k->n, FLIGHT_BEFORE + 21);
	k = collector_flight(f->c, 2);
	assert_int_equal(k->cycle[k->before].seq, 121);
	assert_int_equal(k->cycle[k->before - 21].seq, 100);
	assert_true(k->cycle[k->before - 21].late_us == 1100);
}

/* A server that reports before our late period comes in: that one is judged. */
static void
test_account_the_late_period_is_judged_also_behind_a_report(void **state)
{
	const struct flight_incident *k;
	struct feed *f = *state;

	f->cycle.xruns++;
	feed_periods(f, 1);
	feed_period(f, 0, 7000000, FEED_OUT_NS);
	k = collector_flight(f->c, 1);
	assert_int_equal(k->judged, FLIGHT_BEFORE + 1);
	assert_true(k->late);
	assert_true(k->median_us[0] == 200);
}

static void
test_account_other_nodes_do_not_get_into_a_recording(void **state)
{
	static const char *const names[] = { "a", "b" }, *const types[] = { "eq8", "output" };
	struct feed *f = *state;

	feed_period(f, 0, 6000000, FEED_OUT_NS);
	feed_periods(f, 2);
	collector_set_nodes(f->c, 2, names, types);
	feed_periods(f, 20);
	assert_int_equal(collector_flight(f->c, 1)->n, FLIGHT_BEFORE + 3);
	feed_period(f, 0, 6000000, FEED_OUT_NS);
	assert_int_equal(collector_flight(f->c, 2)->before, 20);
	assert_string_equal(collector_flight(f->c, 2)->node[0], "a");
}

static void
test_account_is_kept_as_long_as_its_incident(void **state)
{
	struct feed *f = *state;
	struct account a;
	uint32_t k, id;

	for (k = 0; k < INCIDENTS_KEPT + 8; k++) {
		feed_period(f, 0, 6000000, FEED_OUT_NS);
		feed_periods(f, 20);
	}
	feed_report(f);
	for (id = 0; id < INCIDENTS_KEPT + 10; id++) {
		bool kept = id >= 9 && id <= INCIDENTS_KEPT + 8;

		assert_int_equal(collector_account(f->c, id, &a), kept ? 0 : -2);
		assert_int_equal(collector_flight(f->c, id) != NULL, kept);
		if (kept)
			assert_int_equal(
				collector_flight(f->c, id)->cycle[64].seq, 100 + 21 * (id - 1));
	}
	assert_int_equal(f->p.incident[INCIDENTS_KEPT - 1].id, 9);
	collector_clear(f->c, NULL);
	assert_int_equal(collector_account(f->c, INCIDENTS_KEPT, &a), -2);
	assert_null(collector_flight(f->c, INCIDENTS_KEPT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		ROW(test_account_of_a_burn_adds_up),
		ROW(test_account_of_a_late_wake_up_does_not_guess),
		ROW(test_account_where_the_server_alone_reported),
		ROW(test_account_of_what_was_not_measured),
		ROW(test_account_before_there_is_a_median),
		ROW(test_account_has_room_for_every_node),
		ROW(test_account_the_periods_round_an_incident_are_kept),
		ROW(test_account_an_early_incident_has_what_there_is_before_it),
		ROW(test_account_the_next_incident_ends_the_recording),
		ROW(test_account_the_late_period_is_judged_also_behind_a_report),
		ROW(test_account_other_nodes_do_not_get_into_a_recording),
		ROW(test_account_is_kept_as_long_as_its_incident),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
