/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "engine/dummy_signal.h"
#include "engine/engine.h"

enum { CYCLES_MAX = 4000, EQ = 1, PERIOD_NS = 5333333 /* 256 at 48000, rounded down */ };

static struct cycle record[CYCLES_MAX];

static void
nap(void)
{
	struct timespec t = { 0, 500000 };

	nanosleep(&t, NULL);
}

static struct engine *
open_dummy(const char *knobs, const struct cycle *carry, struct backend_error *err)
{
	struct engine_config config = { .backend = &backend_dummy, .wake_fd = -1, .generation = 1 };
	struct engine *e;

	snprintf(config.device.device, sizeof config.device.device, "%s", knobs);
	if (carry)
		config.carry = *carry;
	return engine_open(&e, &config, err) == 0 ? e : NULL;
}

/* Up to n records, fewer when one of the bits of stop_at was reported.  Return: how many. */
static uint32_t
collect(struct engine *e, uint32_t n, uint32_t stop_at)
{
	uint32_t got = 0, changes = 0;

	while (got < n) {
		if (engine_next_cycle(e, &record[got]))
			got++;
		else if (changes & stop_at)
			break;
		else
			nap();
		changes |= engine_changes(e);
	}
	return got;
}

static uint32_t
run(const char *knobs, uint32_t n, uint32_t stop_at)
{
	struct backend_error err;
	struct engine *e = open_dummy(knobs, NULL, &err);
	uint32_t got;

	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	got = collect(e, n, stop_at);
	engine_stop(e);
	engine_close(e);
	return got;
}

static uint64_t
due_ns(uint64_t k, uint32_t nframes, uint32_t rate_hz)
{
	return k * nframes * 1000000000ull / rate_hz;
}

static void
test_virtual_time_is_exact(void **state)
{
	(void)state;
	run("virtual", CYCLES_MAX, 0);
	for (uint64_t k = 0; k < CYCLES_MAX; k++) {
		const struct cycle *c = &record[k];

		assert_int_equal(c->seq, k);
		assert_int_equal(c->due, due_ns(k, 256, 48000));
		assert_int_equal(c->wake, c->due);
		assert_int_equal(c->begin, c->due);
		assert_int_equal(c->end, c->due);
		assert_int_equal(c->deadline, due_ns(k + 1, 256, 48000));
		assert_int_equal(c->epoch, 1);
		assert_int_equal(c->nnodes, 4);
		assert_int_equal(c->flags, 0);
		assert_int_equal(c->dropped + c->skipped + c->xruns + c->lost_frames, 0);
		for (int i = 0; i < 4; i++)
			assert_int_equal(c->node[i].ticks, 0);
	}
}

static void
test_a_burn_costs_its_node_its_time_and_nothing_else(void **state)
{
	(void)state;
	run("virtual,burn=eq:300@10-19,burn=output:100@15", 30, 0);
	for (uint32_t k = 0; k < 30; k++) {
		uint32_t eq = k >= 10 && k < 20 ? 300000 : 0, out = k == 15 ? 100000 : 0;

		assert_int_equal(record[k].node[0].ticks, 0);
		assert_int_equal(record[k].node[EQ].ticks, eq);
		assert_int_equal(record[k].node[2].ticks, 0);
		assert_int_equal(record[k].node[3].ticks, out);
		assert_int_equal(record[k].end - record[k].wake, eq + out);
		assert_int_equal(record[k].wake, record[k].due);
	}
}

static void
test_a_late_wake_is_wake_up_latency_and_nothing_else(void **state)
{
	(void)state;
	run("virtual,late=700@5-9/2", 12, 0);
	for (uint32_t k = 0; k < 12; k++) {
		assert_int_equal(record[k].due, due_ns(k, 256, 48000));
		assert_int_equal(
			record[k].wake - record[k].due, k == 5 || k == 7 || k == 9 ? 700000 : 0);
		assert_int_equal(record[k].end, record[k].wake);
		assert_int_equal(record[k].xruns, 0);
	}
}

/* 6 ms of 5.33: a miss, and the next one starts late by what is left. */
static void
test_a_short_overrun_is_a_miss_and_backlog(void **state)
{
	(void)state;
	run("virtual,burn=eq:6000@3", 6, 0);
	assert_true(record[3].end > record[3].deadline);
	assert_int_equal(record[4].seq, 4);
	assert_int_equal(record[4].due, due_ns(4, 256, 48000));
	assert_int_equal(record[4].wake, record[3].end);
	assert_true(record[4].end < record[4].deadline);
	assert_int_equal(record[4].xruns, 1);
	assert_int_equal(record[4].skipped, 0);
	assert_int_equal(record[5].wake, record[5].due);
	assert_int_equal(record[5].xruns, 1);
}

/* The example of measures.md: 12 ms at 5.33 ms periods. */
static void
test_a_long_overrun_is_one_miss_and_one_skipped_period(void **state)
{
	uint32_t misses = 0;

	(void)state;
	run("virtual,burn=eq:12000@3", 8, 0);
	for (int k = 0; k < 8; k++)
		misses += record[k].end > record[k].deadline;
	assert_int_equal(misses, 1);
	assert_int_equal(record[3].skipped, 0);
	assert_int_equal(record[4].seq, 4);
	assert_int_equal(record[4].skipped, 1);
	assert_int_equal(record[4].lost_frames, 256);
	assert_int_equal(record[4].xruns, 1);
	assert_int_equal(record[4].due, due_ns(5, 256, 48000));
	assert_int_equal(record[4].wake, record[3].end);
	assert_int_equal(record[7].skipped, 1);
	assert_int_equal(record[7].due, due_ns(8, 256, 48000));
}

static void
test_bad_samples_are_the_inputs_in_their_cycle(void **state)
{
	uint32_t nonfinite = 0, denormal = 0;

	(void)state;
	run("virtual,signal=sine:1000:-20,nan@3,inf@5,denormal@7-9", 12, 0);
	for (uint32_t k = 0; k < 12; k++) {
		bool bad = k == 3 || k == 5, tiny = k >= 7 && k <= 9;

		nonfinite += bad;
		denormal += tiny ? 2 * 256 : 0; /* both channels */
		assert_int_equal(record[k].node[0].flags, bad    ? NODE_NONFINITE
							  : tiny ? NODE_DENORMAL
								 : 0);
		for (int i = 1; i < 4; i++)
			assert_int_equal(record[k].node[i].flags, 0);
		assert_int_equal(record[k].scrub_node, 0);
		assert_int_equal(record[k].scrub.nonfinite, nonfinite);
		assert_int_equal(record[k].scrub.denormal, denormal);
		assert_int_equal(record[k].scrub.cleared, 0);
	}
}

static void
test_period_and_rate_change_at_their_cycle(void **state)
{
	struct backend_error err;
	struct engine *e = open_dummy("virtual,period=16384@4,rate=44100@8", NULL, &err);
	struct backend_info info;

	(void)state;
	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	assert_int_equal(collect(e, 12, 0), 12);
	for (uint32_t k = 0; k < 12; k++) {
		assert_int_equal(record[k].nframes, k < 4 ? 256 : 16384);
		assert_int_equal(record[k].rate_hz, k < 8 ? 48000 : 44100);
		assert_int_equal(record[k].epoch, k < 4 ? 1 : k < 8 ? 2 : 3);
	}
	assert_int_equal(record[4].due, due_ns(4, 256, 48000));
	assert_int_equal(record[5].due, record[4].due + due_ns(1, 16384, 48000));
	assert_int_equal(record[9].due - record[8].due, due_ns(1, 16384, 44100));
	engine_describe(e, &info);
	assert_int_equal(info.rate_hz, 44100);
	assert_int_equal(info.nframes, 16384);
	engine_stop(e);
	engine_close(e);
}

static void
test_changes_are_reported(void **state)
{
	struct backend_error err;
	struct engine *e = open_dummy("virtual,period=64@4,rate=44100@8,lost@20", NULL, &err);
	uint32_t changes = 0;

	(void)state;
	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	for (int i = 0; i < 4000 && !(changes & BACKEND_LOST); i++) {
		changes |= engine_changes(e);
		nap();
	}
	assert_int_equal(changes, BACKEND_PERIOD | BACKEND_RATE | BACKEND_LOST);
	engine_stop(e);
	engine_close(e);
}

static void
test_a_lost_device_comes_back_in_virtual_time(void **state)
{
	static const char knobs[] = "virtual,lost@7+250,burn=eq:100@9";
	struct backend_error err;
	struct cycle last;
	struct engine *e;

	(void)state;
	assert_int_equal(run(knobs, 100, BACKEND_LOST), 7);
	last = record[6];
	e = open_dummy(knobs, &last, &err);
	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	assert_int_equal(collect(e, 10, 0), 10);
	engine_stop(e);
	engine_close(e);
	assert_int_equal(record[0].seq, 7);
	assert_int_equal(record[0].epoch, 2);
	assert_int_equal(record[0].due, last.end + 250000000);
	assert_int_equal(record[2].node[EQ].ticks, 100000); /* cycle 9 */
}

static void
test_a_lost_device_cannot_be_opened_until_it_is_back(void **state)
{
	static const char knobs[] = "lost@3+300";
	struct backend_error err;
	struct cycle last;
	struct engine *e;

	(void)state;
	assert_int_equal(run(knobs, 100, BACKEND_LOST), 3);
	last = record[2];
	assert_null(open_dummy(knobs, &last, &err));
	assert_int_equal(err.status, EXIT_NO_DEVICE);
	assert_non_null(strstr(err.text, "away"));
	for (int i = 0; i < 600; i++)
		nap();
	e = open_dummy(knobs, &last, &err);
	assert_non_null(e);
	engine_close(e);
	assert_null(open_dummy("lost@3", &last, &err)); /* that one never comes back */
	assert_int_equal(err.status, EXIT_NO_DEVICE);
}

static void
test_two_virtual_runs_are_the_same_bit_by_bit(void **state)
{
	static const char knobs[] = "virtual,burn=eq:6000@50-/7,late=900@3-/5,period=64@200";
	static struct cycle first[600];

	(void)state;
	run(knobs, 600, 0);
	memcpy(first, record, sizeof first);
	run(knobs, 600, 0);
	assert_memory_equal(first, record, sizeof first);
}

/* The reader falls asleep for longer than the ring would last. */
static void
test_virtual_time_waits_for_the_reader(void **state)
{
	struct backend_error err;
	struct engine *e = open_dummy("virtual", NULL, &err);
	struct cycle c;
	uint64_t seq = 0;

	(void)state;
	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	for (int i = 0; i < 100; i++)
		nap();
	while (seq < 20000) {
		if (!engine_next_cycle(e, &c)) {
			nap();
			continue;
		}
		assert_int_equal(c.seq, seq++);
		assert_int_equal(c.dropped, 0);
	}
	engine_stop(e);
	engine_close(e);
}

static void
test_real_time_is_paced_and_a_late_wake_is_seen(void **state)
{
	struct backend_error err;
	struct engine *e = open_dummy("late=20000@10", NULL, &err);
	struct backend_info info;
	double span_ns;

	(void)state;
	assert_non_null(e);
	assert_int_equal(engine_start(e, &err), 0);
	assert_int_equal(collect(e, 40, 0), 40);
	engine_describe(e, &info);
	assert_true(info.audio.tid > 0);
	for (int k = 0; k < 40; k++) {
		assert_int_equal(record[k].seq, k);
		assert_true(record[k].wake >= record[k].due);
		assert_true(record[k].end >= record[k].wake);
	}
	span_ns = clock_span_ns(engine_clock(e), (int64_t)(record[10].wake - record[10].due));
	assert_true(span_ns >= 20e6);
	assert_true(record[11].skipped >= 2); /* 20 ms of 5.33 */
	assert_true(record[11].xruns >= 1);
	span_ns = clock_span_ns(engine_clock(e), (int64_t)(record[9].due - record[0].due));
	assert_true(span_ns > 8.9 * PERIOD_NS); /* more when a period was skipped */
	engine_stop(e);
	engine_close(e);
}

static void
test_bad_knobs_are_named_with_what_is_valid(void **state)
{
	static const struct {
		const char *knobs, *expected;
	} rows[] = {
		{ "bla", "\"bla\" is not a knob" },
		{ "bla", "lost@CYCLE[+MS]" },
		{ "virtual,late=5", "late=US@RANGE" },
		{ "late@5", "late=US@RANGE" },
		{ "virtual=1", "expected virtual" },
		{ "burn=eq@5", "burn=NODE:US@RANGE" },
		{ "burn=reverb:300@5",
			"no node \"reverb\"; the nodes are: input eq spectrum output" },
		{ "nan", "nan@RANGE" },
		{ "inf@x", "inf@RANGE" },
		{ "denormal@5-1", "denormal@RANGE" },
		{ "period=0@5", "from 1 to 32768" },
		{ "period=40000@5", "from 1 to 32768" },
		{ "rate=5@5", "rate=HZ@CYCLE" },
		{ "lost@0", "lost@CYCLE" },
		{ "lost@5+", "lost@CYCLE" },
		{ "lost@5-7", "lost@CYCLE" },
		{ "signal=sine:440", "signal=sine:HZ:DBFS" },
		{ "signal=sine:nan:0", "signal=sine:HZ:DBFS" },
		{ "signal=noise", "noise:DBFS" },
		{ "signal=loud", "music" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct backend_error err;

		assert_null(open_dummy(rows[i].knobs, NULL, &err));
		assert_int_equal(err.status, EXIT_USAGE);
		if (!strstr(err.text, rows[i].expected))
			fail_msg("%s: %s", rows[i].knobs, err.text);
	}
}

static void
test_sizes_that_cannot_be_are_refused(void **state)
{
	static const struct backend_config rows[] = { { .nchannels = 65 }, { .nframes = 40000 },
		{ .rate_hz = 10 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct engine_config config = {
			.backend = &backend_dummy, .device = rows[i], .wake_fd = -1
		};
		struct backend_error err;
		struct engine *e;

		assert_int_equal(engine_open(&e, &config, &err), -EINVAL);
		assert_int_equal(err.status, EXIT_USAGE);
	}
}

static void
test_any_channel_count_runs(void **state)
{
	static const uint32_t counts[] = { 1, 3, 64 };

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct engine_config config = { .backend = &backend_dummy, .wake_fd = -1 };
		struct backend_error err;
		struct engine *e;
		struct meter m;

		snprintf(config.device.device, DEVICE_BYTES, "virtual,signal=sine:1000:-6");
		config.device.nchannels = counts[i];
		assert_int_equal(engine_open(&e, &config, &err), 0);
		assert_int_equal(engine_stream(e)->nchannels, counts[i]);
		assert_int_equal(engine_start(e, &err), 0);
		assert_int_equal(collect(e, 200, 0), 200);
		assert_true(engine_meters(e, true, &m));
		assert_int_equal(m.nchannels, counts[i]);
		assert_true(fabsf(meter_db(m.level[counts[i] - 1].peak) + 6.0f) < 0.1f);
		engine_stop(e);
		engine_close(e);
	}
}

static void
test_signals_have_their_levels(void **state)
{
	static const struct {
		const char *knob;
		double peak_db, peak_tolerance, rms_db, rms_tolerance;
	} rows[] = {
		{ "signal=silence", -300, 0.01, -300, 0.01 },
		{ "signal=sine:997:-6", -6, 0.01, -9.01, 0.01 },
		{ "signal=noise:-20", -20, 0.01, -24.77, 0.1 },
		{ "signal=music", -12, 0.01, -22, 4 },
	};
	enum { N = 48000 };
	static float block[2][N];
	float *out[] = { block[0], block[1] };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double peak = 0, square = 0;
		struct dummy_signal s;
		struct dummy_knobs k;
		struct backend_error err;

		assert_int_equal(dummy_knobs_parse(rows[i].knob, &k, &err), 0);
		assert_int_equal(dummy_signal_init(&s, &k, 48000), 0);
		for (int second = 0; second < 8; second++) {
			dummy_signal_fill(&s, out, 2, N, 48000);
			for (int n = 0; n < N; n++)
				for (int ch = 0; ch < 2; ch++) {
					peak = fmax(peak, fabs((double)block[ch][n]));
					square += (double)block[ch][n] * (double)block[ch][n] /
						  (16.0 * N);
				}
		}
		assert_true(
			fabs(20 * log10(peak + 1e-15) - rows[i].peak_db) <= rows[i].peak_tolerance);
		assert_true(
			fabs(10 * log10(square + 1e-30) - rows[i].rms_db) <= rows[i].rms_tolerance);
		dummy_signal_finish(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_virtual_time_is_exact),
		cmocka_unit_test(test_a_burn_costs_its_node_its_time_and_nothing_else),
		cmocka_unit_test(test_a_late_wake_is_wake_up_latency_and_nothing_else),
		cmocka_unit_test(test_a_short_overrun_is_a_miss_and_backlog),
		cmocka_unit_test(test_a_long_overrun_is_one_miss_and_one_skipped_period),
		cmocka_unit_test(test_bad_samples_are_the_inputs_in_their_cycle),
		cmocka_unit_test(test_period_and_rate_change_at_their_cycle),
		cmocka_unit_test(test_changes_are_reported),
		cmocka_unit_test(test_a_lost_device_comes_back_in_virtual_time),
		cmocka_unit_test(test_a_lost_device_cannot_be_opened_until_it_is_back),
		cmocka_unit_test(test_two_virtual_runs_are_the_same_bit_by_bit),
		cmocka_unit_test(test_virtual_time_waits_for_the_reader),
		cmocka_unit_test(test_real_time_is_paced_and_a_late_wake_is_seen),
		cmocka_unit_test(test_bad_knobs_are_named_with_what_is_valid),
		cmocka_unit_test(test_sizes_that_cannot_be_are_refused),
		cmocka_unit_test(test_any_channel_count_runs),
		cmocka_unit_test(test_signals_have_their_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
