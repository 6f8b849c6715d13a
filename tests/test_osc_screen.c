/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a screen elsewhere asks for: every byte of the answers, written by hand
 * from a snapshot with another number in every field; and pages that together
 * are the whole, whoever asks.
 */
#include <arpa/inet.h>
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/ask_osc.h"
#include "tests/feed.h"
#include "ui-osc/packet.h"

enum { THREADS = 24, ALL_ROWS = 7, ALL_VALUES = 15 };

static const int64_t BIG = INT64_C(1) << 40; /* above what 32 bits can say */

static struct feed feed;

static void
fill_engine(struct snapshot *s)
{
	s->uptime_s = 100000.125;
	s->state_since_s = 3.5;
	s->attempts = 4;
	s->unpaced = true;
	s->health = HEALTH_CAUTION;
	snprintf(s->sentence, sizeof s->sentence, "worst 71 %% of the period in 10 s");
	snprintf(s->info.server, sizeof s->info.server, "default");
	snprintf(s->info.client_name, sizeof s->info.client_name, "audioengine-01");
	s->info.has_server = true;
	s->info.connected_in = 1;
	s->info.connected_out = 2;
	s->info.server_load = 12.5f;
	s->info.audio = (struct thread_status){ .policy = SCHED_FIFO,
		.priority = 70,
		.error = 1,
		.cpu = 3,
		.tid = 4711,
		.flush_denormals = true };
	s->memory_lock = (struct memory_lock){ .all = true, .limit_bytes = UINT64_MAX };
	s->rss_bytes = (uint64_t)BIG + 1;
	s->locked_bytes = (uint64_t)BIG + 2;
	s->pool = (struct pool_status){
		.bytes = 4096, .in_use_bytes = 2048, .high_water_bytes = 3072, .locked = true
	};
	s->audio_minor_faults = 5;
	s->audio_major_faults = 6;
	s->audio_voluntary_switches = (uint64_t)BIG + 7;
	s->audio_involuntary_switches = 8;
	snprintf(s->clock, sizeof s->clock, "tsc");
	snprintf(s->work, sizeof s->work, "planning an FFT of 8192 points");
	s->osc_received = (uint64_t)BIG + 9;
	s->osc_malformed = 10;
	s->osc_refused = 11;
	s->undo_steps = 12;
	s->redo_steps = 13;
	s->unsaved = true;
}

static void
fill_profile(struct profile *p)
{
	p->epoch = 21;
	p->generation = 22;
	p->probe_ns = 17.5;
	p->clear_age_s = 50.25;
	p->xruns_age_s = 40.125;
	p->last_xrun_s = -1;
	p->wakeup_now_us = 9.5;
	p->margin_min_at_s = 99999.75;
	for (int w = 0; w < NWINDOWS; w++)
		p->margin_p0_1_us[w] = 700 + w;
	for (uint32_t i = 0; i < p->nnodes; i++) {
		snprintf(p->node[i].type, sizeof p->node[i].type, "type %u", i);
		p->node[i].bypassed = i == 1;
		p->node[i].nonfinite_at_s = 30.5 + i;
	}
}

static int
setup(void **state)
{
	if (ask_setup(state) != 0)
		return 1;
	fill_engine(&r.control.snap);
	fill_profile(&r.control.snap.profile);
	return 0;
}

static void
test_screen_rows_are_the_snapshots(void **state)
{
	(void)state;
	ask("/engine/health", "");
	expect("/engine/health", "ss", "caution", "worst 71 % of the period in 10 s");
	ask("/engine/times", "");
	expect("/engine/times", "ddddd", 100000.125, 3.5, 50.25, 40.125, -1.0);
	ask("/engine/opening", "");
	expect("/engine/opening", "ii", 4, 1);
	ask("/engine/server", "");
	expect("/engine/server", "sssiii", "dummy", "default", "audioengine-01", 1, 1, 2);
	ask("/engine/channels", "");
	expect("/engine/channels", "i", 2);
	ask("/engine/latency/frames", "");
	expect("/engine/latency/frames", "ii", 480, 960);
	ask("/engine/audio", "");
	expect("/engine/audio", "siiiii", "FIFO", 70, 3, 4711, 1, 1);
	ask("/engine/memory", "");
	expect("/engine/memory", "ihhhhhhi", 1, INT64_C(-1), BIG + 1, BIG + 2, INT64_C(4096),
		INT64_C(2048), INT64_C(3072), 1);
	ask("/engine/faults", "");
	expect("/engine/faults", "hhhh", INT64_C(5), INT64_C(6), BIG + 7, INT64_C(8));
	ask("/engine/clock", "");
	expect("/engine/clock", "s", "tsc");
	ask("/engine/work", "");
	expect("/engine/work", "s", "planning an FFT of 8192 points");
	ask("/engine/load", "");
	expect("/engine/load", "f", 12.5);
	ask("/osc/packets", "");
	expect("/osc/packets", "hhh", BIG + 9, INT64_C(10), INT64_C(11));
	ask("/eq/steps", "");
	expect("/eq/steps", "ii", 12, 13);
	ask("/settings/unsaved", "");
	expect("/settings/unsaved", "i", 1);
}

static void
test_screen_a_limit_of_memory_is_told(void **state)
{
	(void)state;
	r.control.snap.memory_lock = (struct memory_lock){ .limit_bytes = 8 << 20 };
	ask("/engine/memory", "");
	expect("/engine/memory", "ihhhhhhi", 0, INT64_C(8388608), BIG + 1, BIG + 2, INT64_C(4096),
		INT64_C(2048), INT64_C(3072), 1);
}

static void
test_screen_no_audio_thread_is_no_refusal(void **state)
{
	(void)state;
	r.control.snap.info.audio = (struct thread_status){ 0 };
	ask("/engine/audio", "");
	expect("/engine/audio", "siiiii", "OTHER", 0, 0, 0, 0, 0);
}

static void
test_screen_counts_of_the_profile(void **state)
{
	struct profile *p = &r.control.snap.profile;
	uint64_t *const field[] = { &p->cycles, &p->records_dropped, &p->misses, &p->skipped,
		&p->xruns, &p->lost_frames, &p->cycles_total, &p->misses_total, &p->skipped_total,
		&p->xruns_total, &p->lost_frames_total, &p->incident_xruns, NULL,
		&p->hops_skipped };

	(void)state;
	for (size_t i = 0; i < sizeof field / sizeof *field; i++)
		if (field[i] != NULL)
			*field[i] = (uint64_t)BIG + i;
	ask("/profiler/counts", "");
	expect("/profiler/counts", "hhhhhhhhhhhhhh", BIG, BIG + 1, BIG + 2, BIG + 3, BIG + 4,
		BIG + 5, BIG + 6, BIG + 7, BIG + 8, BIG + 9, BIG + 10, BIG + 11, INT64_C(3),
		BIG + 13);
	ask("/profiler/epoch", "");
	expect("/profiler/epoch", "iif", 21, 22, 17.5);
	ask("/profiler/now", "");
	expect("/profiler/now", "ffffd", 0.375, 9.5, 3333.5, 5333.25, 99999.75);
}

static void
test_screen_nodes_in_their_order(void **state)
{
	(void)state;
	ask("/node/types", "");
	expect("/node/types.reply", "ssss", "type 0", "type 1", "type 2", "type 3");
	ask("/node/flags", "");
	expect("/node/flags.reply", "iiii", 0, 1, 0, 0);
	ask("/node/samples", "i", 2);
	expect("/node/samples.reply", "iihhhdhhhd", 4, -1, INT64_C(311), INT64_C(313), INT64_C(317),
		32.5, INT64_C(411), INT64_C(413), INT64_C(417), 33.5);
	ask("/node/samples", "i", 4);
	expect("/node/samples.reply", "ii", 4, -1);
}

/* ---- Pages ---- */

static uint32_t
word(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return ntohl(v);
}

static double
big_double(const uint8_t *p)
{
	uint64_t bits = (uint64_t)word(p) << 32 | word(p + 4);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

static const uint8_t *
arguments(uint32_t i)
{
	size_t offset, tags;

	tags = strlen(packet_tags(r.answer[i].data, r.answer[i].len, &offset));
	return r.answer[i].data + offset + ((tags + 5) & ~(size_t)3);
}

/* A question with so many empty bundles behind it: off loopback an answer is the longer. */
static void
ask_padded(double window, int next, uint32_t padding)
{
	struct wire bundle, w;

	wire_bundle(&bundle, 1);
	wire_message(&w, "/profiler/all", "fi", window, next);
	wire_add(&bundle, &w);
	wire_bundle(&w, 1);
	for (uint32_t i = 0; i < padding; i++)
		wire_add(&bundle, &w);
	rig_forget(&r);
	rig_packet(&r, &bundle);
}

/* Asks for page after page of /profiler/all; values by row.  Return: packets. */
static uint32_t
read_all(double window, uint32_t padding, double out[][ALL_VALUES], uint32_t nrows)
{
	uint32_t pages = 0;
	int next = 0;

	while (next >= 0) {
		const uint8_t *p;
		uint32_t n;

		rig_advance(&r, 100 * MS);
		ask_padded(window, next, padding);
		assert_int_equal(r.nanswers, 1);
		assert_string_equal(r.answer[0].data, "/profiler/all.reply");
		assert_in_range(r.answer[0].len, 1, 1400);
		p = arguments(0);
		n = word(p + 4);
		assert_in_range(n, 1, nrows - (uint32_t)next);
		assert_int_equal(word(p + 8), ALL_VALUES);
		assert_int_equal(word(p + 12), n * ALL_VALUES * 8);
		for (uint32_t i = 0; i < n * ALL_VALUES; i++)
			out[(uint32_t)next + i / ALL_VALUES][i % ALL_VALUES] =
				big_double(p + 16 + 8 * i);
		assert_true((int)word(p) == -1 || (int)word(p) == next + (int)n);
		if ((int)word(p) == -1)
			assert_int_equal((uint32_t)next + n, nrows);
		next = (int)word(p);
		pages++;
	}
	return pages;
}

static void
same(double got, double wanted)
{
	if (isnan(wanted) ? !isnan(got) : got != wanted)
		fail_msg("%.17g, not %.17g", got, wanted);
}

static void
check_row(const double *v, double now, const struct stats *s, double overruns, double p0_1)
{
	const double wanted[ALL_VALUES] = { now, (double)s->count, s->total, s->mean, s->stddev,
		s->min, s->p50, s->p90, s->p95, s->p99, s->p99_9, s->max, s->max_at_s, overruns,
		p0_1 };

	for (int i = 0; i < ALL_VALUES; i++)
		same(v[i], wanted[i]);
}

static void
check_all(double (*v)[ALL_VALUES], enum window w)
{
	const struct profile *p = &r.control.snap.profile;
	const struct profile_node *const node[] = { &p->frame, &p->profiler, &p->worker };

	check_row(v[0], p->load_now, &p->load[w], NAN, NAN);
	check_row(v[1], NAN, &p->busy_us[w], NAN, NAN);
	check_row(v[2], p->wakeup_now_us, &p->wakeup_us[w], NAN, NAN);
	check_row(v[3], p->margin_now_us, &p->margin_us[w], NAN, p->margin_p0_1_us[w]);
	for (int i = 0; i < 3; i++)
		check_row(
			v[4 + i], node[i]->now_us, &node[i]->us[w], (double)node[i]->overruns, NAN);
	for (uint32_t i = 0; i < p->nnodes; i++)
		check_row(v[ALL_ROWS + i], p->node[i].now_us, &p->node[i].us[w],
			(double)p->node[i].overruns, NAN);
}

static void
test_screen_all_of_the_profile_in_doubles(void **state)
{
	static const double window[NWINDOWS] = { 1, 10, 0 };
	double v[ALL_ROWS + 4][ALL_VALUES];

	(void)state;
	r.control.snap.profile.busy_us[WINDOW_10S].mean = 1.0 / 3;
	for (int w = 0; w < NWINDOWS; w++) {
		assert_int_equal(read_all(window[w], 0, v, ALL_ROWS + 4), 1);
		check_all(v, (enum window)w);
	}
	ask("/profiler/all", "ii", 1, 11);
	expect_error("/profiler/all", OSC_RANGE);
	ask("/profiler/all", "iii", 1, 1, 1);
	expect_error("/profiler/all", OSC_TYPE);
}

static void
many_nodes(struct profile *p)
{
	p->nnodes = NODES_MAX;
	for (uint32_t i = 4; i < NODES_MAX; i++) {
		p->node[i] = p->node[3];
		p->node[i].now_us = 1000 + i;
		p->node[i].nonfinite = i;
		snprintf(p->node[i].name, sizeof p->node[i].name, "node-%u", i);
	}
}

static void
test_screen_all_of_many_nodes_takes_pages(void **state)
{
	static double v[ALL_ROWS + NODES_MAX][ALL_VALUES];

	(void)state;
	many_nodes(&r.control.snap.profile);
	assert_int_equal(read_all(0, 0, v, ALL_ROWS + NODES_MAX), 4);
	check_all(v, WINDOW_CLEAR);
	rig_admit(&r, false, false);
	rig_client(&r, "192.0.2.7", 9000); /* gets short answers */
	memset(v, 0, sizeof v);
	assert_true(read_all(0, 5, v, ALL_ROWS + NODES_MAX) > 10);
	check_all(v, WINDOW_CLEAR);
	assert_int_equal(read_all(0, 20, v, ALL_ROWS + NODES_MAX), 4);
	ask("/profiler/all", "");
	expect_error("/profiler/all", OSC_NOT_ALLOWED);
}

static uint32_t
read_samples(uint32_t *pages)
{
	uint32_t seen = 0;
	int next = 0;

	for (*pages = 0; next >= 0; ++*pages) {
		const uint8_t *p;

		rig_advance(&r, 100 * MS);
		ask("/node/samples", "i", next);
		assert_int_equal(r.nanswers, 1);
		assert_in_range(r.answer[0].len, 1, 1024);
		p = arguments(0);
		assert_int_equal(word(p), NODES_MAX);
		next = (int)word(p + 4);
		for (p += 8; p < r.answer[0].data + r.answer[0].len; p += 32)
			assert_int_equal(
				word(p + 4), r.control.snap.profile.node[seen++].nonfinite);
	}
	return seen;
}

static void
test_screen_samples_of_many_nodes_take_pages(void **state)
{
	uint32_t pages, remote_pages;

	(void)state;
	many_nodes(&r.control.snap.profile);
	assert_int_equal(read_samples(&pages), NODES_MAX);
	rig_admit(&r, false, false);
	rig_client(&r, "192.0.2.7", 9000);
	assert_int_equal(read_samples(&remote_pages), NODES_MAX);
	assert_true(remote_pages > pages);
}

static void
test_screen_threads_come_in_pages(void **state)
{
	struct snapshot *s = &r.control.snap;
	uint32_t seen = 0, pages = 0;
	int next = 0;

	(void)state;
	s->nthreads = THREADS;
	for (uint32_t i = 0; i < THREADS; i++) {
		s->thread[i] = (struct thread_use){ .tid = 100 + (int)i,
			.policy = i == 0 ? SCHED_FIFO : SCHED_OTHER,
			.priority = i == 0 ? 70 : -5,
			.cpu = 1,
			.state = 'S',
			.audio = i == 0,
			.cpu_percent = 0.5 * i,
			.minor_faults = (uint64_t)BIG,
			.major_faults = 2,
			.voluntary = 3,
			.involuntary = 4 };
		snprintf(s->thread[i].name, sizeof s->thread[i].name, "ae-thread-%05u", i);
	}
	s->nthreads = 1;
	ask("/engine/threads", "");
	expect("/engine/threads.reply", "iisiisiisfhhhh", 1, -1, "ae-thread-00000", 100, 1, "FIFO",
		70, 1, "S", 0.0, BIG, INT64_C(2), INT64_C(3), INT64_C(4));
	s->nthreads = THREADS;
	for (; next >= 0; pages++) {
		const uint8_t *p;

		ask("/engine/threads", "i", next);
		assert_int_equal(r.nanswers, 1);
		assert_in_range(r.answer[0].len, 1, 1000);
		p = arguments(0);
		assert_int_equal(word(p), THREADS);
		next = (int)word(p + 4);
		for (p += 8; p < r.answer[0].data + r.answer[0].len; seen++) {
			assert_string_equal(p, s->thread[seen].name);
			assert_int_equal(word(p + 16), s->thread[seen].tid);
			p += 16 + 8 + (seen == 0 ? 8 : 8) + 8 + 4 + 4 + 32;
		}
		assert_int_equal(next, seen < THREADS ? (int)seen : -1);
	}
	assert_int_equal(seen, THREADS);
	assert_in_range(pages, 2, 4);
}

/* ---- Incidents ---- */

static void
test_screen_parts_of_incidents(void **state)
{
	struct profile *p = &r.control.snap.profile;
	struct wire w;

	(void)state;
	p->incident[0] = (struct incident){ .id = 3,
		.at_s = 70.125,
		.late_us = 812.1,
		.load = 1.1,
		.wakeup_us = 3.3,
		.misses = 1,
		.skipped = 2,
		.xruns = 4,
		.lost_frames = 5,
		.first_seq = (uint64_t)BIG,
		.last_seq = (uint64_t)BIG + 1,
		.open = true };
	ask("/xruns/parts", "");
	assert_int_equal(r.nanswers, 2);
	wire_message(&w, "/xruns/part", "iddddiiiihhi", 3, 70.125, 812.1, 1.1, 3.3, 1, 2, 4, 5, BIG,
		BIG + 1, 1);
	assert_int_equal(w.len, r.answer[0].len);
	assert_memory_equal(w.data, r.answer[0].data, w.len);
	ask("/xruns/parts", "ii", 8, 2);
	expect("/xruns/part", "iddddiiiihhi", 2, 60.0, 0.0, 0.0, 0.0, 0, 0, 1, 0, INT64_C(0),
		INT64_C(0), 0);
	ask("/xruns/parts", "i", 9);
	expect_error("/xruns/parts", OSC_RANGE);
}

static void
test_screen_the_judged_period(void **state)
{
	const struct flight_incident *f;

	(void)state;
	feed_open(&feed);
	feed_periods(&feed, 100);
	feed_period(&feed, 50000, 6000000, FEED_OUT_NS);
	feed_periods(&feed, 300);
	r.control.collector = feed.c;
	f = collector_flight(feed.c, 1);
	assert_non_null(f);
	assert_int_equal(f->nnodes, 2);
	ask("/xruns/judged", "i", 1);
	expect("/xruns/judged.reply", "iiiiddddsfsf", 1, 64, (int)f->judged, 1, f->due_s, 5000.0,
		f->frame_us, 0.0, "eq", (double)f->median_us[0], "out", (double)f->median_us[1]);
	assert_true(fabs(f->due_s - 0.5) < 1e-6); /* period 100 of 5 ms */
	ask("/xruns/judged", "i", 9);
	expect_error("/xruns/judged", OSC_RANGE);
	ask("/xruns/judged", "");
	expect_error("/xruns/judged", OSC_TYPE);
	feed_close(&feed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, ask_teardown)
		ROW(test_screen_rows_are_the_snapshots),
		ROW(test_screen_a_limit_of_memory_is_told),
		ROW(test_screen_no_audio_thread_is_no_refusal),
		ROW(test_screen_counts_of_the_profile),
		ROW(test_screen_nodes_in_their_order),
		ROW(test_screen_all_of_the_profile_in_doubles),
		ROW(test_screen_all_of_many_nodes_takes_pages),
		ROW(test_screen_samples_of_many_nodes_take_pages),
		ROW(test_screen_threads_come_in_pages),
		ROW(test_screen_parts_of_incidents),
		ROW(test_screen_the_judged_period),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
