/* SPDX-License-Identifier: ISC */
/* Incidents from recorded cycles of 5 ms: how many, of what, and whose. */
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
	feed_periods(&feed, 40);
	*state = &feed;
	return 0;
}

static int
teardown(void **state)
{
	feed_close(*state);
	return 0;
}

/* The newest incident, when there have been n. */
static const struct incident *
newest(struct feed *f, uint32_t n)
{
	const struct profile *p = feed_report(f);
	uint64_t sum = 0;
	uint32_t i;

	assert_int_equal(p->nincidents, n);
	for (i = 0; i < NCAUSES; i++)
		sum += p->by_cause[i];
	assert_int_equal(sum, n);
	assert_int_equal(p->incident_xruns, p->xruns); /* every one lies in an incident */
	return &p->incident[0];
}

/* One burn of 12 ms: 1 miss; the server goes on without us, so one period is never seen, and
 * its two reports come later. */
static void
burn_12_ms(struct feed *f)
{
	feed_period(f, 0, 12000000, FEED_OUT_NS);
	feed_skip(f, 1);
	f->due += FEED_PERIOD_NS; /* the driver's next period after our end */
	f->cycle.xruns++;
	feed_periods(f, 1);
	f->cycle.xruns++;
	feed_periods(f, 1);
}

static void
test_incident_one_burn_is_one_incident(void **state)
{
	struct feed *f = *state;
	const struct incident *i;

	burn_12_ms(f);
	feed_periods(f, 100);
	i = newest(f, 1);
	assert_int_equal(i->id, 1);
	assert_int_equal(i->misses, 1);
	assert_int_equal(i->skipped, 1);
	assert_int_equal(i->xruns, 2);
	assert_int_equal(i->lost_frames, 240);
	assert_string_equal(i->cause, "own-dsp");
	assert_string_equal(i->node, "eq");
	assert_int_equal(i->first_seq, 40);
	assert_int_equal(i->last_seq, 42);
	assert_true(i->late_us > 7099 && i->late_us < 7101);
	assert_true(i->load > 2.41 && i->load < 2.43);
	assert_true(i->at_s > 0.199 && i->at_s < 0.201);
	assert_false(i->open);
	assert_int_equal(f->p.misses, 1);
	assert_int_equal(f->p.skipped, 1);
	assert_int_equal(f->p.xruns, 2);
	assert_int_equal(f->p.by_cause[CAUSE_OWN_DSP], 1);
}

static void
test_incident_two_burns_apart_are_two(void **state)
{
	struct feed *f = *state;

	burn_12_ms(f);
	feed_periods(f, 3);
	burn_12_ms(f);
	assert_int_equal(newest(f, 2)->xruns, 2);
	assert_int_equal(f->p.incident[1].xruns, 2);
	assert_int_equal(f->p.incident[0].id, 2);
	assert_int_equal(f->p.incident[1].id, 1);
}

static void
test_incident_an_unbroken_stretch_of_late_periods_is_one(void **state)
{
	struct feed *f = *state;
	uint32_t k;

	for (k = 0; k < 20; k++)
		feed_period(f, 0, 6000000, FEED_OUT_NS);
	assert_int_equal(newest(f, 1)->misses, 20);
	assert_true(f->p.incident[0].open);
	assert_string_equal(f->p.incident[0].cause, "own-dsp");
}

static void
test_incident_a_server_report_joins_within_the_grace_and_not_after(void **state)
{
	static const struct {
		uint32_t periods_after; /* 5 ms each; the miss ends 1.1 ms into the first */
		uint32_t incidents;
		const char *cause;
	} rows[] = {
		{ 0, 1, "own-dsp" },
		{ 1, 1, "own-dsp" },
		{ 9, 1, "own-dsp" },
		{ 11, 2, "other-client" },
		{ 200, 2, "other-client" },
	};
	struct feed *f = *state;
	uint32_t r;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		collector_clear(f->c, NULL);
		feed_periods(f, 40);
		feed_period(f, 0, 6000000, FEED_OUT_NS);
		feed_periods(f, rows[r].periods_after);
		f->cycle.xruns++;
		feed_periods(f, 1);
		assert_string_equal(newest(f, rows[r].incidents)->cause, rows[r].cause);
		assert_int_equal(f->p.incident[0].xruns, 1);
		assert_int_equal(f->p.xruns, 1);
		feed_periods(f, 40);
	}
}

/* At 8192 frames of 48 kHz a period is 171 ms: three of them are more than 50 ms. */
static void
test_incident_grace_is_three_periods_where_these_are_long(void **state)
{
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;
	uint32_t k;

	cy->epoch++;
	cy->nframes = 8192;
	for (k = 0; k < 10; k++) {
		cy->due = cy->wake = cy->begin = f->due + k * 170666667ull;
		cy->deadline = cy->due + 170666667;
		cy->node[0].ticks = k == 6 ? 171000000 : 1000000;
		cy->end = cy->begin + cy->node[0].ticks;
		cy->xruns += k == 9;
		collector_add(f->c, cy);
		cy->seq++;
	}
	assert_int_equal(newest(f, 1)->xruns, 1);
	assert_int_equal(f->p.incident[0].misses, 1);
}

static void
test_incident_a_report_without_lateness_of_ours_is_of_another_client(void **state)
{
	struct feed *f = *state;
	const struct incident *i;

	f->cycle.xruns++;
	feed_periods(f, 1);
	i = newest(f, 1);
	assert_string_equal(i->cause, "other-client");
	assert_string_equal(i->node, "");
	assert_int_equal(i->misses, 0);
	assert_int_equal(i->xruns, 1);
	assert_true(i->late_us == 0);
}

static void
test_incident_a_report_right_before_the_miss_is_the_same(void **state)
{
	struct feed *f = *state;

	f->cycle.xruns++;
	feed_periods(f, 1);
	feed_period(f, 0, 7000000, FEED_OUT_NS);
	assert_string_equal(newest(f, 1)->cause, "own-dsp");
	assert_int_equal(f->p.by_cause[CAUSE_OTHER_CLIENT], 0);
	assert_int_equal(f->p.incident[0].misses, 1);
}

static void
test_incident_a_late_wake_up_has_no_known_cause_and_no_node(void **state)
{
	struct feed *f = *state;

	feed_period(f, 6000000, FEED_EQ_NS, FEED_OUT_NS);
	assert_string_equal(newest(f, 1)->cause, "unknown");
	assert_string_equal(f->p.incident[0].node, "");
	assert_true(f->p.incident[0].wakeup_us > 5999);
}

/* Heavy but usual node times must not be blamed for a late wake-up that broke the deadline. */
static void
test_incident_usual_node_times_are_not_blamed(void **state)
{
	struct feed *f = *state;
	uint32_t k;

	collector_clear(f->c, NULL);
	for (k = 0; k < 50; k++)
		feed_period(f, 0, 4500000, FEED_OUT_NS);
	feed_period(f, 600000, 4500000, FEED_OUT_NS);
	assert_string_equal(newest(f, 1)->cause, "unknown");
}

/* A long period with one more period of room is no miss, but the one behind it can be. */
static void
test_incident_a_period_held_up_by_the_one_before_is_backlog(void **state)
{
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;
	uint32_t k;

	for (k = 0; k < 6; k++) {
		cy->due = f->due + k * (uint64_t)FEED_PERIOD_NS;
		cy->wake = cy->due > f->free ? cy->due : f->free;
		cy->begin = cy->wake;
		cy->node[0].ticks = k == 4 ? 9900000 : FEED_EQ_NS;
		cy->node[1].ticks = 0;
		cy->end = f->free = cy->begin + cy->node[0].ticks;
		cy->deadline = cy->due + (k == 4 ? 2 : 1) * (uint64_t)FEED_PERIOD_NS;
		collector_add(f->c, cy);
		cy->seq++;
	}
	assert_int_equal(newest(f, 1)->misses, 1);
	assert_string_equal(f->p.incident[0].cause, "backlog");
	assert_string_equal(f->p.incident[0].confidence, "proof"); /* 4.9 ms, and late is 0.1 */
	assert_true(f->p.incident[0].share == 1);
}

static void
test_incident_where_the_graph_is_too_heavy_always_the_heaviest_node_is_named(void **state)
{
	struct feed *f = *state;
	uint32_t k;

	for (k = 0; k < 400; k++)
		feed_period(f, 0, 1000000, 4500000);
	collector_clear(f->c, NULL);
	for (k = 0; k < 10; k++) {
		f->free = 0;
		feed_period(f, 0, 1000000, 4500000);
	}
	assert_string_equal(newest(f, 1)->cause, "own-dsp");
	assert_string_equal(f->p.incident[0].node, "out");
}

static void
test_incident_skipped_periods_alone_are_one_of_unknown_cause(void **state)
{
	struct feed *f = *state;

	feed_skip(f, 3);
	feed_periods(f, 20);
	assert_string_equal(newest(f, 1)->cause, "unknown");
	assert_int_equal(f->p.incident[0].skipped, 3);
	assert_int_equal(f->p.incident[0].misses, 0);
	assert_true(f->p.incident[0].late_us == 15000);
}

/* The stretch is broken by the period in time that told of the skip. */
static void
test_incident_a_miss_behind_a_skip_and_a_period_in_time_is_another(void **state)
{
	struct feed *f = *state;

	feed_skip(f, 1);
	feed_periods(f, 1);
	feed_period(f, 0, 7000000, FEED_OUT_NS);
	assert_int_equal(newest(f, 2)->misses, 1);
	assert_int_equal(f->p.incident[1].skipped, 1);
}

/* 650 us late: woken 5100 us late, and 350 us more in a node.  The wake-up is the larger share;
 * with 500 us and 4800 us it is the node. */
static void
test_incident_the_larger_share_decides(void **state)
{
	struct feed *f = *state;

	feed_period(f, 5100000, FEED_EQ_NS + 350000, 0);
	assert_string_equal(newest(f, 1)->cause, "unknown");
	assert_string_equal(f->p.incident[0].node, "");
	feed_periods(f, 50);
	feed_period(f, 500000, FEED_EQ_NS + 4800000, 0);
	assert_string_equal(newest(f, 2)->cause, "own-dsp");
}

static void
test_incident_around_a_new_epoch_is_reconfigured(void **state)
{
	struct feed *f = *state;

	f->cycle.epoch++;
	f->cycle.xruns++;
	feed_skip(f, 2);
	feed_periods(f, 3);
	f->cycle.xruns++;
	feed_periods(f, 20);
	assert_string_equal(newest(f, 1)->cause, "reconfigured");
	assert_int_equal(f->p.incident[0].xruns, 2);
}

static void
test_incident_own_burn_in_a_new_epoch_stays_own(void **state)
{
	struct feed *f = *state;

	feed_period(f, 0, 6000000, FEED_OUT_NS);
	f->cycle.epoch++;
	feed_period(f, 0, 6000000, FEED_OUT_NS);
	feed_periods(f, 20);
	assert_string_equal(newest(f, 1)->cause, "own-dsp");
	assert_int_equal(f->p.incident[0].misses, 2);
}

static void
test_incident_behind_dropped_records_is_not_blamed_on_others(void **state)
{
	struct feed *f = *state;

	f->cycle.seq += 3;
	f->cycle.dropped += 3;
	f->due += 3 * (uint64_t)FEED_PERIOD_NS;
	f->cycle.xruns++;
	feed_periods(f, 1);
	assert_string_equal(newest(f, 1)->cause, "unknown");
}

static void
test_incident_names_no_node_while_measuring_is_off(void **state)
{
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;

	cy->flags = CYCLE_UNMEASURED;
	cy->node[0].ticks = cy->node[1].ticks = 0;
	cy->due = cy->wake = cy->begin = f->due;
	cy->deadline = cy->due + FEED_PERIOD_NS;
	cy->end = cy->due + 7000000;
	collector_add(f->c, cy);
	assert_string_equal(newest(f, 1)->cause, "unknown");
	assert_string_equal(f->p.incident[0].node, "");
}

static void
test_incident_closes_after_a_second_of_silence(void **state)
{
	struct feed *f = *state;

	feed_period(f, 0, 7000000, FEED_OUT_NS);
	collector_tick(f->c, f->free + 900000000);
	assert_true(newest(f, 1)->open);
	collector_tick(f->c, f->free + 1100000000);
	assert_false(newest(f, 1)->open);
	/* The server comes back two seconds later, and late again. */
	f->due += 2000000000;
	feed_period(f, 0, 7000000, FEED_OUT_NS);
	assert_int_equal(newest(f, 2)->misses, 1);
}

static void
test_incident_log_keeps_the_newest_and_counts_all(void **state)
{
	struct feed *f = *state;
	uint32_t k;

	for (k = 0; k < INCIDENTS_KEPT + 8; k++) {
		f->cycle.xruns++;
		feed_periods(f, 20);
	}
	assert_int_equal(newest(f, INCIDENTS_KEPT + 8)->id, INCIDENTS_KEPT + 8);
	assert_int_equal(f->p.nkept, INCIDENTS_KEPT);
	assert_int_equal(f->p.incident[INCIDENTS_KEPT - 1].id, 9);
}

static void
test_incident_ids_run_on_across_clear(void **state)
{
	struct feed *f = *state;

	burn_12_ms(f);
	collector_clear(f->c, NULL);
	assert_int_equal(feed_report(f)->nkept, 0);
	feed_periods(f, 100);
	burn_12_ms(f);
	assert_int_equal(newest(f, 1)->id, 2);
	assert_int_equal(f->p.nkept, 1);
}

/* The share is of the lateness judged, and a word never claims more than it. */
static void
test_incident_confidence_follows_the_share(void **state)
{
	static const struct {
		uint64_t late_ns; /* woken so late */
		uint32_t eq_ns;
		const char *cause, *confidence;
		double share;
	} rows[] = {
		/* allowed 5000, out 100: eq above its median of 200 over the lateness */
		{ 0, 6000000, "own-dsp", "inference", 1 },
		{ 6700000, 8200000, "own-dsp", "hint", 0.8 },
		{ 5300000, 9600000, "own-dsp", "inference", 0.94 },
		{ 6000000, 200000, "unknown", "unknown", 0 },
	};
	struct feed *f = *state;
	uint32_t r;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		const struct incident *i;

		collector_clear(f->c, NULL);
		feed_periods(f, 40);
		feed_period(f, rows[r].late_ns, rows[r].eq_ns, FEED_OUT_NS);
		i = newest(f, 1);
		assert_string_equal(i->cause, rows[r].cause);
		assert_string_equal(i->confidence, rows[r].confidence);
		assert_true(i->share > rows[r].share - 1e-9 && i->share < rows[r].share + 1e-9);
		feed_periods(f, 40);
	}
	f->cycle.xruns++;
	feed_periods(f, 1);
	assert_string_equal(newest(f, 2)->confidence, "hint");
	assert_true(f->p.incident[0].share == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_incident_one_burn_is_one_incident),
		TEST(test_incident_two_burns_apart_are_two),
		TEST(test_incident_an_unbroken_stretch_of_late_periods_is_one),
		TEST(test_incident_a_server_report_joins_within_the_grace_and_not_after),
		TEST(test_incident_grace_is_three_periods_where_these_are_long),
		TEST(test_incident_a_report_without_lateness_of_ours_is_of_another_client),
		TEST(test_incident_a_report_right_before_the_miss_is_the_same),
		TEST(test_incident_a_late_wake_up_has_no_known_cause_and_no_node),
		TEST(test_incident_usual_node_times_are_not_blamed),
		TEST(test_incident_a_period_held_up_by_the_one_before_is_backlog),
		TEST(test_incident_where_the_graph_is_too_heavy_always_the_heaviest_node_is_named),
		TEST(test_incident_skipped_periods_alone_are_one_of_unknown_cause),
		TEST(test_incident_a_miss_behind_a_skip_and_a_period_in_time_is_another),
		TEST(test_incident_the_larger_share_decides),
		TEST(test_incident_around_a_new_epoch_is_reconfigured),
		TEST(test_incident_own_burn_in_a_new_epoch_stays_own),
		TEST(test_incident_behind_dropped_records_is_not_blamed_on_others),
		TEST(test_incident_names_no_node_while_measuring_is_off),
		TEST(test_incident_closes_after_a_second_of_silence),
		TEST(test_incident_log_keeps_the_newest_and_counts_all),
		TEST(test_incident_confidence_follows_the_share),
		TEST(test_incident_ids_run_on_across_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
