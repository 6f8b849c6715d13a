/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the profiler knows, over the wire: a collector fed with recorded cycles
 * stands behind the stub, and every byte of the answers is foretold.
 */
#include <arpa/inet.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/heat.h"
#include "tests/ask_osc.h"
#include "tests/feed.h"
#include "ui-osc/packet.h"
#include "ui-osc/rows.h"

static struct feed feed;

/* One burn of 6 ms in "eq" as period 100, and a report of the server 30 periods later. */
static int
setup(void **state)
{
	if (ask_setup(state) != 0)
		return 1;
	feed_open(&feed);
	feed_periods(&feed, 100);
	feed_period(&feed, 50000, 6000000, FEED_OUT_NS);
	feed_periods(&feed, 30);
	feed.cycle.xruns++;
	feed_periods(&feed, 69);
	r.control.collector = feed.c;
	r.control.snap.profile = *feed_report(&feed);
	return 0;
}

static int
teardown(void **state)
{
	feed_close(&feed);
	return ask_teardown(state);
}

static uint32_t
word(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return ntohl(v);
}

static float
number(const uint8_t *p)
{
	uint32_t bits = word(p);
	float v;

	memcpy(&v, &bits, 4);
	return v;
}

/* The blob at the end of answer i, whose tags end with b. */
static const uint8_t *
blob_of(uint32_t i, uint32_t bytes)
{
	const uint8_t *data = r.answer[i].data;
	size_t len = r.answer[i].len, at = len - ((bytes + 3) & ~3u) - 4;

	assert_true(len > bytes + 4);
	assert_int_equal(word(data + at), bytes);
	return data + at + 4;
}

static void
test_xruns_causes_are_pairs_of_those_that_occurred(void **state)
{
	(void)state;
	ask("/xruns/causes", "");
	expect("/xruns/causes.reply", "sisi", "own-dsp", 1, "other-client", 1);
	memset(r.control.snap.profile.by_cause, 0, sizeof r.control.snap.profile.by_cause);
	ask("/xruns/causes", "");
	expect("/xruns/causes.reply", "");
	ask("/xruns/causes", "i", 1);
	expect_error("/xruns/causes", OSC_TYPE);
}

static void
test_xruns_items_come_newest_first(void **state)
{
	const struct profile *p = &r.control.snap.profile;
	struct wire w;

	(void)state;
	ask("/xruns/list", "");
	assert_int_equal(r.nanswers, 2);
	wire_message(&w, "/xruns/item", "issfffisisf", 2, "other-client", "hint",
		p->uptime_s - p->incident[0].at_s, 0.0, 6.0, 0, "", -1, "", 0.0);
	assert_int_equal(w.len, r.answer[0].len);
	assert_memory_equal(w.data, r.answer[0].data, w.len);
	wire_message(&w, "/xruns/item", "issfffisisf", 1, "own-dsp", "inference",
		p->uptime_s - p->incident[1].at_s, p->incident[1].late_us,
		100 * p->incident[1].load, 0, "eq", -1, "", 1.0);
	assert_int_equal(w.len, r.answer[1].len);
	assert_memory_equal(w.data, r.answer[1].data, w.len);
	assert_true(fabs(p->incident[1].late_us - 1150) < 1e-6);
}

static void
test_xruns_items_are_paged_by_id(void **state)
{
	static const struct {
		const char *tags;
		int n, from;
		uint32_t answers, first;
	} rows[] = { { "", 0, 0, 8, 20 }, { "i", 3, 0, 3, 20 }, { "ii", 8, 12, 8, 12 },
		{ "ii", 8, 2, 2, 2 }, { "ii", 8, 1000, 8, 20 } };
	struct profile *p = &r.control.snap.profile;

	(void)state;
	p->nkept = 20;
	for (uint32_t i = 0; i < 20; i++) {
		p->incident[i] = p->incident[1];
		p->incident[i].id = 20 - i;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ask("/xruns/list", rows[i].tags, rows[i].n, rows[i].from);
		assert_int_equal(r.nanswers, rows[i].answers);
		for (uint32_t k = 0; k < r.nanswers; k++)
			assert_int_equal(word(r.answer[k].data + 28), rows[i].first - k);
	}
	ask("/xruns/list", "i", 9);
	expect_error("/xruns/list", OSC_RANGE);
	ask("/xruns/list", "ii", 8, 0);
	expect_error("/xruns/list", OSC_RANGE);
	ask("/xruns/list", "s", "all");
	expect_error("/xruns/list", OSC_TYPE);
	ask("/xruns/list", "iii", 8, 1, 1);
	expect_error("/xruns/list", OSC_TYPE);
	p->nkept = 0;
	ask("/xruns/list", "");
	expect_silence();
}

static void
test_xruns_account_is_the_collectors_in_pages(void **state)
{
	struct account a;

	(void)state;
	assert_int_equal(collector_account(feed.c, 1, &a), 0);
	assert_int_equal(a.n, 12);
	ask("/xruns/account", "i", 1);
	expect("/xruns/account.reply", "iissssssssssss", 1, -1, a.line[0], a.line[1], a.line[2],
		a.line[3], a.line[4], a.line[5], a.line[6], a.line[7], a.line[8], a.line[9],
		a.line[10], a.line[11]);
	ask("/xruns/account", "ii", 1, 11);
	expect("/xruns/account.reply", "iis", 1, -1, a.line[11]);
	ask("/xruns/account", "ii", 1, 99999);
	expect("/xruns/account.reply", "ii", 1, -1);
	ask("/xruns/account", "i", 3);
	expect_error("/xruns/account", OSC_RANGE);
	ask("/xruns/account", "");
	expect_error("/xruns/account", OSC_TYPE);
	ask("/xruns/account", "ii", 1, -1);
	expect_error("/xruns/account", OSC_RANGE);
}

/* With 32 nodes it does not fit: the pages together are all of it. */
static void
test_xruns_account_of_many_nodes_takes_several_pages(void **state)
{
	static const char *names[NODES_MAX], *types[NODES_MAX];
	struct cycle *cy = &feed.cycle;
	struct account a;
	uint32_t at = 0;
	int32_t next = 0, pages = 0;

	(void)state;
	for (uint32_t i = 0; i < NODES_MAX; i++)
		names[i] = types[i] = "a-node-with-a-long-name";
	collector_set_nodes(feed.c, NODES_MAX, names, types);
	cy->nnodes = NODES_MAX;
	feed_periods(&feed, 40);
	feed_period(&feed, 0, 7000000, 1000);
	assert_int_equal(collector_account(feed.c, 3, &a), 0);
	while (next >= 0) {
		const uint8_t *text;
		size_t offset, tags;

		ask("/xruns/account", "ii", 3, next);
		assert_int_equal(r.nanswers, 1);
		assert_in_range(r.answer[0].len, 40, 1400);
		tags = strlen(packet_tags(r.answer[0].data, r.answer[0].len, &offset));
		text = r.answer[0].data + offset + ((tags + 5) & ~(size_t)3);
		next = (int32_t)word(text + 4);
		text += 8;
		for (size_t i = 2; i < tags; i++, at++) {
			assert_string_equal((const char *)text, a.line[at]);
			text += (strlen((const char *)text) + 4) & ~(size_t)3;
		}
		pages++;
	}
	assert_int_equal(at, a.n);
	assert_in_range(pages, 2, 5);
}

/* Page by page.  Return: how many pages there were. */
static uint32_t
read_cycles(size_t longest)
{
	int32_t next = 0, seen = 0;
	uint32_t pages = 0;

	for (; next >= 0; pages++) {
		const uint8_t *answer, *p;
		uint32_t cycles;
		size_t offset;

		ask("/xruns/cycles", "ii", 1, next);
		assert_int_equal(r.nanswers, 1);
		packet_tags(r.answer[0].data, r.answer[0].len, &offset);
		answer = r.answer[0].data + offset + sizeof ",iiib" + 2;
		assert_int_equal(word(answer), 1);
		assert_int_equal((int32_t)word(answer + 4) < 0 ? 95 : word(answer + 4),
			seen + word(answer + 8));
		next = (int32_t)word(answer + 4);
		cycles = word(answer + 8);
		assert_in_range(r.answer[0].len, 40, longest);
		p = blob_of(0, cycles * 6 * 4);
		for (uint32_t i = 0; i < cycles; i++, seen++, p += 24) {
			bool burn = seen == 64;
			float wake = burn ? 50 : seen == 65 ? 1150 : 0, eq = burn ? 6000 : 200;

			assert_true(number(p) == (float)(seen - 64));
			assert_true(number(p + 4) == wake);
			assert_true(number(p + 8) == wake + eq + 100 - 5000);
			assert_true(number(p + 12) == eq + 100);
			assert_true(number(p + 16) == eq);
			assert_true(number(p + 20) == 100);
		}
	}
	assert_int_equal(seen, 95); /* the report 31 periods later is the next incident */
	return pages;
}

static void
test_xruns_cycles_are_what_was_recorded(void **state)
{
	(void)state;
	assert_int_equal(read_cycles(1064), 3);
	ask("/xruns/cycles", "i", 9);
	expect_error("/xruns/cycles", OSC_RANGE);
	ask("/xruns/cycles", "");
	expect_error("/xruns/cycles", OSC_TYPE);
	ask("/xruns/cycles", "ii", 1, 95);
	expect_error("/xruns/cycles", OSC_RANGE);
}

static void
test_xruns_clear_is_an_action(void **state)
{
	(void)state;
	ask("/xruns/clear", "");
	assert_int_equal(r.control.nxrun_clears, 1);
	expect("/reply", "ss", "/xruns/clear", "xruns and incidents count from now on");
	ask("/xruns/*", "");
	assert_int_equal(r.control.nxrun_clears, 1);
	ask("/xruns/clear", "i", 1);
	expect_error("/xruns/clear", OSC_TYPE);
	assert_int_equal(r.control.nclears, 0);
}

static void
test_histogram_is_every_period_in_its_bar(void **state)
{
	static const float windows[] = { 0, 1, 10 };
	const uint8_t *p;

	(void)state;
	for (size_t w = 0; w < 3; w++) {
		ask("/cycle/histogram", "f", (double)windows[w]);
		assert_int_equal(r.nanswers, 1);
		assert_string_equal(r.answer[0].data, "/cycle/histogram.reply");
		p = blob_of(0, 64 * 4);
		assert_int_equal(word(p - 16), 64);
		assert_true(number(p - 12) == 0);
		assert_true(number(p - 8) == 160);
		for (uint32_t i = 0; i < 64; i++) /* 6 %, and 122 % */
			assert_int_equal(word(p + 4 * i), i == 2 ? 199 : i == 48 ? 1 : 0);
	}
	ask("/cycle/histogram", "s", "now");
	expect_error("/cycle/histogram", OSC_TYPE);
	ask("/cycle/histogram", "f", -1.0);
	expect_error("/cycle/histogram", OSC_RANGE);
}

static uint32_t
count_at(const uint8_t *blob, uint32_t column, uint32_t bin)
{
	const uint8_t *p = blob + 64 * column + 2 * bin;

	return (uint32_t)p[0] << 8 | p[1];
}

/* Off loopback an answer is short: more pages, and all there is can be read. */
static void
test_blobs_are_paged_to_the_room_there_is(void **state)
{
	(void)state;
	rig_client(&r, "192.0.2.9", 9000);
	assert_in_range(read_cycles(3 * 28 + 64), 4, 95);
	ask("/heat/list", "s", "cycle");
	blob_of(0, 64); /* the running second */
	ask("/heat/list", "si", "cycle", 1);
	blob_of(0, 64);
}

static void
test_heat_is_told_by_seconds(void **state)
{
	const uint8_t *p;
	uint32_t sum = 0;

	(void)state;
	feed.due += 2000000000u; /* the feed's next period is at 3 s */
	feed_periods(&feed, 7);
	ask("/heat/list", "s", "cycle");
	assert_int_equal(r.nanswers, 1);
	p = blob_of(0, 4 * 64);
	assert_int_equal(word(p - 12), 0); /* first second */
	assert_int_equal(word(p - 8), 4);
	for (uint32_t i = 0; i < 4 * 32; i++)
		sum += count_at(p, 0, i);
	assert_int_equal(sum, 207);
	assert_int_equal(count_at(p, 0, 1), 199);
	assert_int_equal(count_at(p, 0, 24), 1);
	assert_int_equal(count_at(p, 3, 1), 7);
	ask("/heat/list", "si", "eq", 0);
	p = blob_of(0, 64);
	assert_int_equal(word(p - 12), 3);
	assert_int_equal(count_at(p, 0, heat_node_bin(0.04)), 7);
	feed.due += 30000000000u;
	feed_periods(&feed, 1);
	ask("/heat/list", "si", "out", HEAT_SECONDS - 1);
	p = blob_of(0, 15 * 64);
	assert_int_equal(word(p - 12), 0);
	ask("/heat/list", "s", "out");
	p = blob_of(0, 15 * 64);
	assert_int_equal(word(p - 12), 33 - 14);
	assert_int_equal(count_at(p, 14, heat_node_bin(0.02)), 1);
	ask("/heat/list", "s", "nobody");
	expect_error("/heat/list", OSC_RANGE);
	ask("/heat/list", "si", "eq", HEAT_SECONDS);
	expect_error("/heat/list", OSC_RANGE);
	ask("/heat/list", "");
	expect_error("/heat/list", OSC_TYPE);
	ask("/heat/list", "i", 3);
	expect_error("/heat/list", OSC_TYPE);
}

static void
test_bypass_of_a_node_is_the_parameter(void **state)
{
	(void)state;
	r.control.snap.profile.nnodes = 1;
	ask("/node/eq/bypass", "");
	expect("/node/eq/bypass", "i", 0);
	ask("/node/eq/bypass", "T");
	expect_silence();
	assert_true(value_of("/eq/bypass") == 1);
	ask("/eq/bypass", "");
	expect("/eq/bypass", "i", 1);
	ask("/node/eq/bypass", "i", 7);
	expect("/node/eq/bypass", "i", 1);
	ask("/node/eq/bypass", "s", "on");
	expect_error("/node/eq/bypass", OSC_TYPE);
	ask("/node/engine/bypass", "");
	expect_error("/node/engine/bypass", OSC_UNKNOWN);
	ask("/describe", "s", "/node/eq/bypass");
	expect("/describe.reply", "sssfffss", "/node/eq/bypass", "i", "rw", 0.0, 1.0, 0.0, "",
		"pass the sound through");
}

static void
test_log_level_is_set_and_read(void **state)
{
	(void)state;
	ask("/loglevel", "");
	expect("/loglevel", "i", 2);
	ask("/loglevel", "i", 0);
	expect_silence();
	assert_int_equal(r.control.level, LEVEL_ERROR);
	ask("/loglevel", "i", 5);
	expect_error("/loglevel", OSC_RANGE);
	ask("/loglevel", "s", "debug");
	expect_error("/loglevel", OSC_TYPE);
	ask("/loglevel", "ii", 1, 1);
	expect_error("/loglevel", OSC_TYPE);
	ask("/dumpOSC", "i", 1);
	expect("/reply", "ss", "/dumpOSC", "incoming messages are logged");
	assert_int_equal(r.control.level, LEVEL_DEBUG);
	ask("/dumpOSC", "i", 0);
	assert_int_equal(r.control.level, LEVEL_USUAL);
	ask("/dumpOSC", "i", 2);
	expect_error("/dumpOSC", OSC_RANGE);
}

static const char *
last_line(void)
{
	return r.control.log[(r.control.nlog - 1) % STUB_LOG_LINES];
}

static void
test_incoming_messages_are_logged_a_few_a_second(void **state)
{
	struct wire w;

	(void)state;
	ask("/eq/bypass", "i", 1);
	assert_int_equal(r.control.nlog, 0);
	ask("/dumpOSC", "");
	rig_advance(&r, 2000000000);
	ask("/eq/band/3", "sffbT", "PK\033[2J", 1.5, (double)NAN, "abcd", 4);
	assert_int_equal(r.control.nlog, 1);
	assert_non_null(strstr(last_line(), ": /eq/band/3 \"PK"));
	assert_non_null(strstr(last_line(), "\" 1.5 (f) (b) 1"));
	for (int i = 0; i < 20; i++)
		ask("/ping", "");
	assert_int_equal(r.control.nlog, 5);
	rig_advance(&r, 1000000000);
	ask("/ping", "");
	assert_int_equal(r.control.nlog, 7);
	assert_string_equal(r.control.log[5], "osc: 16 more not shown");
	r.control.level = LEVEL_MORE;
	ask("/ping", "");
	assert_int_equal(r.control.nlog, 7);
	w.len = 5;
	memcpy(w.data, "noise", 5);
	rig_packet(&r, &w);
	assert_int_equal(r.control.nlog, 8);
	assert_non_null(strstr(last_line(), "5 bytes that are no OSC"));
}

/* 64 channels: four pages of 16, first their peaks, then their RMS. */
static void
test_meters_of_many_channels_come_in_pages(void **state)
{
	struct snapshot *s = &r.control.snap;

	(void)state;
	s->info.nchannels = METER_CHANNELS_MAX;
	assert_int_equal(METER_CHANNELS_MAX, 64);
	for (uint32_t ch = 0; ch < 64; ch++)
		s->out[ch] = (struct meter_level){ .peak = (float)(ch + 1) / 64,
			.rms = (float)(ch + 1) / 128 };
	for (int first = 1; first <= 64; first += 16) {
		const uint8_t *p;

		ask("/meters/out", "i", first);
		assert_int_equal(r.nanswers, 1);
		p = r.answer[0].data + r.answer[0].len - 32 * 4;
		for (int i = 0; i < 16; i++) {
			float db = 20 * log10f((float)(first + i) / 64);

			assert_true(fabsf(number(p + 4 * i) - db) < 1e-4f);
			assert_true(fabsf(number(p + 64 + 4 * i) - db + 6.0206f) < 1e-4f);
		}
	}
	ask("/meters/out", "i", 64);
	assert_int_equal(r.answer[0].len, 12 + 4 + 8);
	ask("/meters/out", "i", 65);
	expect_error("/meters/out", OSC_RANGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		ROW(test_xruns_causes_are_pairs_of_those_that_occurred),
		ROW(test_xruns_items_come_newest_first),
		ROW(test_xruns_items_are_paged_by_id),
		ROW(test_xruns_account_is_the_collectors_in_pages),
		ROW(test_xruns_account_of_many_nodes_takes_several_pages),
		ROW(test_xruns_cycles_are_what_was_recorded),
		ROW(test_xruns_clear_is_an_action),
		ROW(test_histogram_is_every_period_in_its_bar),
		ROW(test_heat_is_told_by_seconds),
		ROW(test_blobs_are_paged_to_the_room_there_is),
		ROW(test_bypass_of_a_node_is_the_parameter),
		ROW(test_log_level_is_set_and_read),
		ROW(test_incoming_messages_are_logged_a_few_a_second),
		ROW(test_meters_of_many_channels_come_in_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
