/* SPDX-License-Identifier: ISC */
/* The collector from recorded cycles: every number is known beforehand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/collector.h"
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
assert_near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("got %.9g, wanted %.9g +- %g", got, wanted, tolerance);
}

static void
test_collector_node_and_cycle_numbers_are_exact_on_the_virtual_clock(void **state)
{
	struct feed *f = *state;
	const struct profile *p;

	feed_period(f, 40000, 300000, 100000);
	feed_period(f, 20000, 500000, 100000);
	p = feed_report(f);
	assert_int_equal(p->cycles, 2);
	assert_near(p->period_us, 5000, 1e-9);
	assert_near(p->node[0].now_us, 500, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].mean, 400, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].stddev, 100, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].total, 800, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].min, 300, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].max, 500, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].max_at_s, 0.00502, 1e-9);
	assert_near(p->node[1].us[WINDOW_1S].mean, 100, 1e-9);
	assert_near(p->busy_us[WINDOW_CLEAR].max, 600, 1e-9);
	assert_near(p->load[WINDOW_CLEAR].max, 0.12, 1e-9);
	assert_near(p->load_now, 0.12, 1e-9);
	assert_near(p->wakeup_us[WINDOW_CLEAR].max, 40, 1e-9);
	assert_near(p->wakeup_us[WINDOW_CLEAR].max_at_s, 0.00004, 1e-9);
	assert_near(p->margin_now_us, 4380, 1e-9);
	assert_near(p->wakeup_now_us, 20, 1e-9);
	assert_near(p->margin_us[WINDOW_CLEAR].min, 4380, 1e-9);
	assert_near(p->margin_min_at_s, 0.00502, 1e-9);
	assert_int_equal(p->misses, 0);
}

/* A node that burns shows that, and nothing else moves. */
static void
test_collector_a_burn_is_seen_in_its_node_only(void **state)
{
	static const uint32_t burns_us[] = { 100, 300, 700 };
	struct feed *f = *state;
	uint32_t i;

	for (i = 0; i < 3; i++) {
		const struct profile *p;

		feed_periods(f, 100);
		feed_period(f, 0, FEED_EQ_NS + burns_us[i] * 1000, FEED_OUT_NS);
		p = feed_report(f);
		assert_near(p->node[0].us[WINDOW_CLEAR].max, 200.0 + burns_us[i], 1e-9);
		assert_near(p->node[1].us[WINDOW_CLEAR].max, 100, 1e-9);
		assert_near(p->wakeup_us[WINDOW_CLEAR].max, 0, 1e-9);
		assert_near(p->frame.us[WINDOW_CLEAR].max, 0, 1e-9);
		collector_clear(f->c, NULL);
	}
}

static void
test_collector_a_late_wake_is_wakeup_lateness_only(void **state)
{
	struct feed *f = *state;
	const struct profile *p;

	feed_periods(f, 50);
	feed_period(f, 900000, FEED_EQ_NS, FEED_OUT_NS);
	p = feed_report(f);
	assert_near(p->wakeup_us[WINDOW_CLEAR].max, 900, 1e-9);
	assert_near(p->busy_us[WINDOW_CLEAR].max, 300, 1e-9);
	assert_near(p->load[WINDOW_CLEAR].max, 0.06, 1e-9);
	assert_near(p->margin_us[WINDOW_CLEAR].min, 3800, 1e-9);
	assert_near(p->node[0].us[WINDOW_CLEAR].max, 200, 1e-9);
}

static double
window_start(enum window w, double now_s)
{
	/* The virtual time of a cycle is its second + 1, see feed.h. */
	if (w == WINDOW_1S)
		return floor((now_s + 1) * 10) / 10 - 1 - 1;
	return w == WINDOW_10S ? floor(now_s + 1) - 10 - 1 : -1;
}

/* Seeded cycles, some in a second mode far away, against the sorted list of what went in. */
static void
test_collector_quantiles_are_within_3_percent_of_exact_ones(void **state)
{
	enum { CYCLES = 6000 };
	static double eq[CYCLES], at[CYCLES], in_window[CYCLES];
	static const double q[] = { 0.5, 0.9, 0.95, 0.99, 0.999 };
	struct feed *f = *state;
	const struct profile *p;
	uint64_t seed = 99;
	uint32_t i, k, n, w;

	for (i = 0; i < CYCLES; i++) {
		double us = 150 + 100 * random_unit(&seed);

		if (random_unit(&seed) < 0.02)
			us = 2000 + 1500 * random_unit(&seed);
		eq[i] = round(us * 1000) / 1000;
		at[i] = (double)(f->due - 1000000000u) * 1e-9;
		feed_period(f, 0, (uint32_t)lround(us * 1000), FEED_OUT_NS);
	}
	p = feed_report(f);
	for (w = 0; w < NWINDOWS; w++) {
		const struct stats *s = &p->node[0].us[w];
		const double got[] = { s->p50, s->p90, s->p95, s->p99, s->p99_9 };
		double sum = 0;

		for (i = 0, n = 0; i < CYCLES; i++)
			if (at[i] > window_start(w, at[CYCLES - 1]) - 1e-6)
				in_window[n++] = eq[i];
		assert_int_equal(s->count, n);
		qsort(in_window, n, sizeof(in_window[0]), compare_doubles);
		for (i = 0; i < n; i++)
			sum += in_window[i];
		assert_near(s->mean, sum / n, 1e-6);
		assert_near(s->min, in_window[0], 1e-9);
		assert_near(s->max, in_window[n - 1], 1e-9);
		for (k = 0; k < 5; k++) {
			double exact = exact_quantile(in_window, n, q[k]);

			assert_near(got[k], exact, 0.031 * exact);
		}
	}
}

static void
test_collector_margin_quantile_holds_negative_values(void **state)
{
	struct feed *f = *state;
	uint32_t i;

	for (i = 0; i < 1000; i++) { /* 5 in 1000 end 1.3 ms after the deadline */
		f->free = 0;
		feed_period(f, i % 200 == 7 ? 6000000 : 0, FEED_EQ_NS, FEED_OUT_NS);
	}
	assert_near(feed_report(f)->margin_p0_1_us[WINDOW_CLEAR], -1300, 1300 * 0.031);
	assert_near(f->p.margin_us[WINDOW_CLEAR].min, -1300, 1e-9);
	assert_int_equal(f->p.misses, 5);
}

static void
test_collector_counts_xruns_across_dropped_cycles(void **state)
{
	struct feed *f = *state;
	const struct profile *p;

	feed_periods(f, 10);
	f->cycle.seq += 4; /* four records found the ring full, and meanwhile much went wrong */
	f->cycle.dropped += 4;
	f->due += 4 * (uint64_t)FEED_PERIOD_NS;
	f->cycle.xruns += 3;
	f->cycle.skipped += 2;
	f->cycle.lost_frames += 480;
	feed_periods(f, 10);
	p = feed_report(f);
	assert_int_equal(p->cycles_total, 24);
	assert_int_equal(p->records_dropped, 4);
	assert_int_equal(p->xruns_total, 3);
	assert_int_equal(p->skipped_total, 2);
	assert_int_equal(p->lost_frames_total, 480);
	assert_int_equal(p->node[0].us[WINDOW_CLEAR].count, 20);
}

static void
test_collector_counts_records_lost_before_the_first(void **state)
{
	struct feed *f = *state;

	f->cycle.seq = 5;
	f->cycle.dropped = 5;
	f->cycle.xruns = 1;
	feed_periods(f, 1);
	feed_report(f);
	assert_int_equal(f->p.cycles_total, 6);
	assert_int_equal(f->p.records_dropped, 5);
	assert_int_equal(f->p.xruns_total, 1);
}

static void
test_collector_totals_continue_across_generations(void **state)
{
	struct feed *f = *state;

	feed_periods(f, 10);
	f->cycle.xruns = 2;
	feed_periods(f, 1);
	f->cycle.generation++; /* the new instance was given seq and totals to carry on */
	f->cycle.epoch++;
	f->due += 2000000000u;
	feed_periods(f, 9);
	f->cycle.xruns = 3;
	feed_periods(f, 1);
	feed_report(f);
	assert_int_equal(f->p.cycles_total, 21);
	assert_int_equal(f->p.xruns_total, 3);
	assert_int_equal(f->p.records_dropped, 0);
	assert_int_equal(f->p.generation, 2);
}

static void
test_collector_a_new_epoch_starts_distributions_but_not_counters(void **state)
{
	struct feed *f = *state;
	const struct profile *p;

	feed_period(f, 5500000, FEED_EQ_NS, FEED_OUT_NS);
	feed_periods(f, 9);
	f->cycle.epoch++;
	f->cycle.nframes = 480;
	feed_periods(f, 5);
	p = feed_report(f);
	assert_int_equal(p->cycles, 15);
	assert_int_equal(p->misses, 1);
	assert_int_equal(p->epoch, 2);
	assert_int_equal(p->load[WINDOW_CLEAR].count, 5);
	assert_int_equal(p->load[WINDOW_1S].count, 5);
	assert_int_equal(p->node[0].us[WINDOW_CLEAR].count, 5);
	assert_near(p->load[WINDOW_CLEAR].max, 0.03, 1e-9);
}

static void
test_collector_freewheel_is_counted_but_has_no_deadline(void **state)
{
	static const uint32_t flags[] = { CYCLE_FREEWHEEL, CYCLE_UNPACED };
	struct feed *f = *state;
	uint32_t i;

	for (i = 0; i < 2; i++) {
		f->cycle.flags = flags[i];
		feed_period(f, 20000000, 30000000, FEED_OUT_NS);
		feed_report(f);
		assert_int_equal(f->p.cycles, i + 1);
		assert_int_equal(f->p.misses, 0);
		assert_int_equal(f->p.nincidents, 0);
		assert_int_equal(f->p.load[WINDOW_CLEAR].count, 0);
		assert_int_equal(f->p.margin_us[WINDOW_CLEAR].count, 0);
		assert_int_equal(f->p.wakeup_us[WINDOW_CLEAR].count, 0);
		assert_int_equal(f->p.node[0].us[WINDOW_CLEAR].count, i + 1);
		assert_int_equal(f->p.node[0].overruns, 0);
	}
}

static void
test_collector_without_due_there_is_no_wakeup_figure(void **state)
{
	struct feed *f = *state;

	f->cycle.flags = CYCLE_NO_DUE;
	feed_periods(f, 3);
	feed_report(f);
	assert_int_equal(f->p.wakeup_us[WINDOW_CLEAR].count, 0);
	assert_int_equal(f->p.load[WINDOW_CLEAR].count, 3);
}

static void
test_collector_unmeasured_periods_have_totals_and_load_but_no_node_times(void **state)
{
	struct feed *f = *state;

	feed_periods(f, 2);
	f->cycle.flags = CYCLE_UNMEASURED;
	f->cycle.xruns = 1;
	feed_periods(f, 3);
	feed_report(f);
	assert_false(f->p.on);
	assert_int_equal(f->p.cycles, 5);
	assert_int_equal(f->p.xruns, 1);
	assert_int_equal(f->p.load[WINDOW_CLEAR].count, 5);
	assert_int_equal(f->p.node[0].us[WINDOW_CLEAR].count, 2);
	assert_int_equal(f->p.profiler.us[WINDOW_CLEAR].count, 2);
	f->cycle.flags = 0;
	feed_periods(f, 1);
	assert_true(feed_report(f)->on);
}

static void
test_collector_clear_of_a_node_leaves_the_others(void **state)
{
	struct feed *f = *state;

	feed_periods(f, 7);
	assert_int_equal(collector_clear(f->c, "eq"), 0);
	assert_int_equal(collector_clear(f->c, "worker"), 0);
	assert_int_equal(collector_clear(f->c, "nobody"), -2);
	assert_int_equal(collector_clear(f->c, ""), -2);
	feed_periods(f, 2);
	feed_report(f);
	assert_int_equal(f->p.node[0].us[WINDOW_CLEAR].count, 2);
	assert_int_equal(f->p.node[0].us[WINDOW_10S].count, 2);
	assert_int_equal(f->p.node[1].us[WINDOW_CLEAR].count, 9);
	assert_int_equal(f->p.cycles, 9);
}

static void
test_collector_clear_starts_counts_since_clear_and_keeps_totals(void **state)
{
	struct feed *f = *state;

	feed_period(f, 6000000, FEED_EQ_NS, FEED_OUT_NS);
	f->cycle.xruns = 5;
	feed_periods(f, 200);
	assert_int_equal(collector_clear(f->c, NULL), 0);
	feed_periods(f, 20);
	feed_report(f);
	assert_int_equal(f->p.cycles, 20);
	assert_int_equal(f->p.cycles_total, 221);
	assert_int_equal(f->p.misses, 0);
	assert_int_equal(f->p.misses_total, 1);
	assert_int_equal(f->p.xruns, 0);
	assert_int_equal(f->p.xruns_total, 5);
	assert_int_equal(f->p.nincidents, 0);
	assert_int_equal(f->p.load[WINDOW_10S].count, 20);
	assert_near(f->p.clear_age_s, 0.1, 1e-9);
	assert_near(f->p.uptime_s, 1.1, 1e-9);
}

static void
test_collector_nodes_keep_their_numbers_while_name_and_place_stay(void **state)
{
	static const char *const names[] = { "eq", "spectrum", "out" };
	static const char *const types[] = { "eq8", "spectrum", "output" };
	struct feed *f = *state;

	feed_periods(f, 5);
	collector_set_nodes(f->c, 3, names, types);
	f->cycle.nnodes = 3;
	feed_periods(f, 1);
	feed_report(f);
	assert_int_equal(f->p.nnodes, 3);
	assert_string_equal(f->p.node[1].name, "spectrum");
	assert_int_equal(f->p.node[0].us[WINDOW_CLEAR].count, 6);
	assert_int_equal(f->p.node[1].us[WINDOW_CLEAR].count, 1);
	assert_int_equal(f->p.node[2].us[WINDOW_CLEAR].count, 1);
}

static void
test_collector_bad_samples_are_those_of_their_node(void **state)
{
	struct feed *f = *state;

	f->cycle.scrub = (struct cycle_scrub){ 3, 20, 0 };
	feed_periods(f, 2); /* a total that is told twice counts once */
	f->cycle.scrub_node = 1;
	f->cycle.scrub = (struct cycle_scrub){ 5, 0, 1 };
	feed_periods(f, 1);
	f->cycle.seq += 10; /* records lost: the next has what they had */
	f->cycle.scrub_node = 0;
	f->cycle.scrub = (struct cycle_scrub){ 13, 21, 0 };
	feed_periods(f, 1);
	feed_report(f);
	assert_int_equal(f->p.node[0].nonfinite, 13);
	assert_int_equal(f->p.node[0].denormal, 21);
	assert_int_equal(f->p.node[0].cleared, 0);
	assert_int_equal(f->p.node[1].nonfinite, 5);
	assert_int_equal(f->p.node[1].denormal, 0);
	assert_int_equal(f->p.node[1].cleared, 1);
	assert_true(f->p.node[0].nonfinite_at_s > f->p.node[1].nonfinite_at_s);

	/* another instance counts from 0, also when it gets further than the one before */
	f->cycle.generation++;
	f->cycle.scrub = (struct cycle_scrub){ 14, 0, 0 };
	feed_periods(f, 2);
	feed_report(f);
	assert_int_equal(f->p.node[0].nonfinite, 27);
	assert_int_equal(f->p.node[0].denormal, 21);

	collector_clear(f->c, NULL);
	f->cycle.scrub.nonfinite = 15;
	feed_periods(f, 1);
	feed_report(f);
	assert_int_equal(f->p.node[0].nonfinite, 1);
	assert_int_equal(f->p.node[0].denormal, 0);
	assert_int_equal(f->p.node[1].nonfinite, 0);
}

static void
test_collector_flags_of_nodes_are_kept(void **state)
{
	struct feed *f = *state;

	f->cycle.node[0].flags = NODE_BYPASSED;
	feed_periods(f, 2);
	feed_report(f);
	assert_true(f->p.node[0].bypassed);
	f->cycle.node[0].flags = 0;
	feed_period(f, 0, 5100000, 0);
	feed_report(f);
	assert_int_equal(f->p.node[0].overruns, 1);
	assert_false(f->p.node[0].bypassed);
}

static void
test_collector_a_saturated_node_time_is_rebuilt_from_the_period(void **state)
{
	struct feed *f = *state;
	struct cycle *cy = &f->cycle;

	cy->due = cy->wake = cy->begin = f->due;
	cy->node[0].ticks = UINT32_MAX;
	cy->node[1].ticks = FEED_OUT_NS;
	cy->end = cy->begin + 30000000000u;
	cy->deadline = cy->due + FEED_PERIOD_NS;
	collector_add(f->c, cy);
	assert_near(feed_report(f)->node[0].us[WINDOW_CLEAR].max, 30e6 - 100, 1e-3);
}

static void
test_collector_engine_profiler_and_worker_rows(void **state)
{
	struct feed *f = *state;
	struct work w = { .start = 1100000000, .end = 1100250000, .skipped = 2 };

	f->cycle.profiler_ticks = 70;
	feed_periods(f, 2);
	collector_add_work(f->c, &w);
	w.skipped = 3;
	collector_add_work(f->c, &w);
	w.skipped = 1; /* a new instance */
	collector_add_work(f->c, &w);
	w.node = 1; /* another node has a total of its own */
	w.skipped = 5;
	collector_add_work(f->c, &w);
	w.node = 0;
	w.skipped = 1;
	collector_add_work(f->c, &w);
	feed_report(f);
	assert_string_equal(f->p.frame.name, "engine");
	assert_string_equal(f->p.profiler.name, "profiler");
	assert_string_equal(f->p.worker.name, "worker");
	/* On the virtual clock reading costs nothing. */
	assert_near(f->p.profiler.us[WINDOW_CLEAR].mean, 0.07, 1e-9);
	assert_near(f->p.worker.us[WINDOW_CLEAR].mean, 250, 1e-9);
	assert_int_equal(f->p.worker.us[WINDOW_CLEAR].count, 5);
	assert_int_equal(f->p.hops_skipped, 9);
}

static void
test_collector_calibrates_the_probe_on_a_real_clock(void **state)
{
	struct feed *f = *state;
	struct clock clock = { .kind = CLOCK_KIND_MONOTONIC, .ns_per_tick = 1 };

	assert_true(feed_report(f)->probe_ns == 0);
	collector_set_clock(f->c, &clock);
	assert_true(feed_report(f)->probe_ns > 0);
}

static void
test_collector_ticks_become_ns_at_the_rate_of_the_clock(void **state)
{
	struct feed *f = *state;
	struct clock tsc = { .kind = CLOCK_KIND_TSC, .ns_per_tick = 0.5, .anchor_ns = 1000000000 };
	struct cycle cy = { .nframes = 240, .rate_hz = 48000, .nnodes = 1 };

	collector_set_clock(f->c, &tsc);
	cy.due = 2000000;
	cy.wake = cy.begin = 2100000;
	cy.node[0].ticks = 600000;
	cy.end = 2700000;
	cy.deadline = 12000000;
	collector_add(f->c, &cy);
	feed_report(f);
	assert_near(f->p.wakeup_us[WINDOW_CLEAR].max, 50, 1e-6);
	assert_near(f->p.node[0].us[WINDOW_CLEAR].max, 300, 1e-6);
	assert_near(f->p.busy_us[WINDOW_CLEAR].max, 300, 1e-6);
	assert_near(f->p.margin_now_us, 4650, 1e-6);
	assert_near(f->p.node[0].us[WINDOW_CLEAR].max_at_s, 0.00105, 1e-9);
}

static void
test_collector_without_cycles_reports_zeros(void **state)
{
	struct feed *f = *state;

	feed_report(f);
	assert_int_equal(f->p.cycles, 0);
	assert_int_equal(f->p.nnodes, 2);
	assert_true(f->p.last_xrun_s < 0);
	assert_true(f->p.period_us == 0);
}

/* One second with everything that can go wrong in it. */
static void
test_collector_clear_of_xruns_leaves_statistics(void **state)
{
	struct feed *f = *state;
	const struct profile *p;

	feed_period(f, 6000000, FEED_EQ_NS, FEED_OUT_NS);
	feed_skip(f, 2);
	f->cycle.xruns = 5;
	f->cycle.seq += 3;
	f->cycle.dropped = 3;
	feed_periods(f, 197);
	p = feed_report(f);
	assert_int_equal(p->misses, 1);
	assert_int_equal(p->nincidents, 1);
	collector_clear_xruns(f->c);
	feed_periods(f, 20);
	p = feed_report(f);
	assert_int_equal(p->misses, 0);
	assert_int_equal(p->skipped, 0);
	assert_int_equal(p->xruns, 0);
	assert_int_equal(p->lost_frames, 0);
	assert_int_equal(p->records_dropped, 0);
	assert_int_equal(p->nincidents, 0);
	assert_int_equal(p->nkept, 0);
	assert_int_equal(p->cycles, 221);
	assert_int_equal(p->load[WINDOW_CLEAR].count, 218);
	assert_int_equal(p->xruns_total, 5);
	assert_near(p->clear_age_s, 1.095, 1e-9);
	assert_near(p->xruns_age_s, 0.1, 1e-9);
	collector_clear(f->c, NULL);
	assert_near(feed_report(f)->xruns_age_s, 0, 1e-9);
}

/* Whatever is recorded, it is the memory of the beginning. */
static void
test_collector_memory_is_some_megabytes_and_fixed(void **state)
{
	struct feed *f = *state;
	size_t bytes = collector_bytes(f->c);

	assert_in_range(bytes, 1000000, 16000000);
	feed_period(f, 0, 9000000, FEED_OUT_NS);
	assert_int_equal(collector_bytes(f->c), bytes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_collector_node_and_cycle_numbers_are_exact_on_the_virtual_clock),
		TEST(test_collector_a_burn_is_seen_in_its_node_only),
		TEST(test_collector_a_late_wake_is_wakeup_lateness_only),
		TEST(test_collector_quantiles_are_within_3_percent_of_exact_ones),
		TEST(test_collector_margin_quantile_holds_negative_values),
		TEST(test_collector_counts_xruns_across_dropped_cycles),
		TEST(test_collector_counts_records_lost_before_the_first),
		TEST(test_collector_totals_continue_across_generations),
		TEST(test_collector_a_new_epoch_starts_distributions_but_not_counters),
		TEST(test_collector_freewheel_is_counted_but_has_no_deadline),
		TEST(test_collector_without_due_there_is_no_wakeup_figure),
		TEST(test_collector_unmeasured_periods_have_totals_and_load_but_no_node_times),
		TEST(test_collector_clear_of_a_node_leaves_the_others),
		TEST(test_collector_clear_starts_counts_since_clear_and_keeps_totals),
		TEST(test_collector_nodes_keep_their_numbers_while_name_and_place_stay),
		TEST(test_collector_bad_samples_are_those_of_their_node),
		TEST(test_collector_flags_of_nodes_are_kept),
		TEST(test_collector_a_saturated_node_time_is_rebuilt_from_the_period),
		TEST(test_collector_engine_profiler_and_worker_rows),
		TEST(test_collector_calibrates_the_probe_on_a_real_clock),
		TEST(test_collector_ticks_become_ns_at_the_rate_of_the_clock),
		TEST(test_collector_clear_of_xruns_leaves_statistics),
		TEST(test_collector_memory_is_some_megabytes_and_fixed),
		TEST(test_collector_without_cycles_reports_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
