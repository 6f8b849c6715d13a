/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes told to those that sent /notify: by whom, to whom, how often.  The
 * sender is at port 9000, others that listen at 9001 and 9002.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "tests/ask_osc.h"
#include "ui-osc/notify.h"
#include "ui-osc/packet.h"

/* Both listen; nothing has been said yet. */
static int
setup(void **state)
{
	if (ask_setup(state) != 0)
		return -1;
	r.control.snap.profile.nkept = 0;
	for (uint16_t port = 9001; port <= 9002; port++) {
		rig_client(&r, "127.0.0.1", port);
		ask("/notify", "i", 1);
		expect("/reply", "ss", "/notify", "on for 3600 s");
		assert_int_equal(r.answer[0].port, port);
	}
	rig_client(&r, "127.0.0.1", 9000);
	rig_forget(&r);
	return 0;
}

/* A new snapshot, 40 ms after the last. */
static void
update(void)
{
	rig_advance(&r, 40 * MS);
	r.control.snap.uptime_s += 0.04;
	server_update(r.server, &r.now);
}

static uint32_t
heard(uint16_t port, const char *address)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r.nanswers; i++)
		n += r.answer[i].port == port &&
		     strcmp((const char *)r.answer[i].data, address) == 0;
	return n;
}

/* The i-th answer is this message to this port. */
static void
expect_at(uint32_t i, uint16_t port, const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	assert_true(i < r.nanswers);
	assert_int_equal(r.answer[i].port, port);
	assert_int_equal(r.answer[i].len, w.len);
	assert_memory_equal(r.answer[i].data, w.data, w.len);
}

/* ---- Parameters ---- */

static void
test_a_set_reaches_every_other_client(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", -4.5);
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/eq/preamp", "f", -4.5);
	expect_at(1, 9002, "/eq/preamp", "f", -4.5);
	rig_client(&r, "127.0.0.1", 9001);
	ask("/eq/band/2/type", "s", "HSC");
	assert_int_equal(r.nanswers, 1);
	expect_at(0, 9002, "/eq/band/2/type", "s", "HSC");
	ask("/eq/band/2/type/index", "i", 3);
	assert_int_equal(r.nanswers, 1);
	expect_at(0, 9002, "/eq/band/2/type", "s", "LP");
	ask("/eq/bypass", "T");
	assert_int_equal(r.nanswers, 1);
	expect_at(0, 9002, "/eq/bypass", "i", 1);
	rig_forget(&r);
	update();
	expect_silence();
}

static void
test_what_does_not_change_is_not_told(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", 0.0);
	expect_silence();
	ask("/eq/preamp", "");
	assert_int_equal(r.nanswers, 1);
	ask("/eq/band/1", "sfff", "PK", 1000.0, 0.0, 1.0);
	expect_silence();
}

static void
test_a_clamped_value_goes_to_all_the_sender_too(void **state)
{
	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	ask("/eq/preamp", "f", 99.0);
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/eq/preamp", "f", 12.0);
	expect_at(1, 9002, "/eq/preamp", "f", 12.0);
	ask("/eq/preamp", "f", 99.0);
	assert_int_equal(r.nanswers, 1);
	expect_at(0, 9001, "/eq/preamp", "f", 12.0);
}

static void
test_a_clamped_value_is_told_even_if_it_could_not_be_answered(void **state)
{
	static struct wire bundle;
	struct wire w;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/load", "");
	for (int i = 0; i < PACKET_ANSWERS_MAX; i++)
		wire_add(&bundle, &w);
	wire_message(&w, "/eq/preamp", "f", 99.0);
	wire_add(&bundle, &w);
	wire_message(&w, "/eq/band/1/gain", "f", 3.0);
	wire_add(&bundle, &w);
	rig_client(&r, "127.0.0.1", 9001);
	rig_packet(&r, &bundle);
	assert_int_equal(heard(9001, "/load"), PACKET_ANSWERS_MAX);
	assert_int_equal(heard(9001, "/eq/preamp"), 1);
	assert_int_equal(heard(9001, "/eq/band/1/gain"), 0);
}

static void
test_a_whole_band_is_told_part_by_part(void **state)
{
	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	ask("/eq/band/3", "sfffi", "LS", 250.0, -6.0, 0.5, 0);
	assert_int_equal(r.nanswers, 5);
	assert_int_equal(heard(9002, "/eq/band/3/type"), 1);
	assert_int_equal(heard(9002, "/eq/band/3/freq"), 1);
	assert_int_equal(heard(9002, "/eq/band/3/gain"), 1);
	assert_int_equal(heard(9002, "/eq/band/3/q"), 1);
	assert_int_equal(heard(9002, "/eq/band/3/on"), 1);
}

static void
test_changes_by_anybody_else_reach_all(void **state)
{
	(void)state;
	control_set(&r.control, "/eq/band/1/gain", -3, NULL); /* the screen, say */
	update();
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/eq/band/1/gain", "f", -3.0);
	expect_at(1, 9002, "/eq/band/1/gain", "f", -3.0);
	rig_forget(&r);
	update();
	expect_silence();
	ask("/profiler/on", "i", 0);
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/profiler/on", "i", 0);
	rig_client(&r, "127.0.0.1", 9001);
	ask("/profiler/on", "i", 1);
	assert_int_equal(r.nanswers, 1);
	expect_at(0, 9002, "/profiler/on", "i", 1);
}

static void
test_only_the_newest_value_of_a_turn_is_told(void **state)
{
	struct wire bundle, w;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	for (int i = 1; i <= 20; i++) {
		wire_message(&w, "/eq/preamp", "f", -1.0 * i);
		wire_add(&bundle, &w);
	}
	rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/eq/preamp", "f", -20.0);
}

static void
test_of_two_senders_in_a_turn_each_hears_the_other(void **state)
{
	struct wire w;

	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	wire_message(&w, "/eq/preamp", "f", -1.0);
	server_packet(r.server, &r.client, w.data, w.len, &r.now);
	rig_client(&r, "127.0.0.1", 9002);
	wire_message(&w, "/eq/preamp", "f", -2.0);
	server_packet(r.server, &r.client, w.data, w.len, &r.now);
	expect_silence();
	server_settle(r.server, &r.now);
	assert_int_equal(r.nanswers, 1); /* the last word is that of 9002, which knows it */
	expect_at(0, 9001, "/eq/preamp", "f", -2.0);
}

static void
test_a_storm_is_told_in_turns_and_whole(void **state)
{
	uint32_t turns = 0, sum = 0, first;
	char path[64];

	(void)state;
	for (uint16_t port = 9003; port < 9001 + CLIENTS_MAX; port++) {
		rig_client(&r, "127.0.0.1", port);
		ask("/notify", "i", 1);
	}
	rig_forget(&r);
	for (int i = 1; i <= EQ_BANDS; i++) {
		static const char *const part[] = { "on", "type", "freq", "gain", "q" };

		for (size_t k = 0; k < 5; k++) {
			snprintf(path, sizeof path, "/eq/band/%d/%s", i, part[k]);
			control_set(&r.control, path, k == 2 ? 77 : 0.5f * (float)k + 3 * (k == 1),
				NULL);
		}
	}
	update();
	first = r.nanswers;
	assert_in_range(first, PUSHES_PER_TURN, PUSHES_PER_TURN + CLIENTS_MAX);
	control_set(&r.control, "/eq/band/8/q", 9, NULL); /* newer than what is waiting */
	while (server_due(r.server) != UINT64_MAX && turns++ < 10) {
		assert_int_equal(server_due(r.server) - r.now.monotonic_ns, PUSH_PAUSE_NS);
		rig_advance(&r, PUSH_PAUSE_NS);
		server_settle(r.server, &r.now);
	}
	for (uint16_t port = 9001; port < 9001 + CLIENTS_MAX; port++)
		for (int i = 1; i <= EQ_BANDS; i++) {
			snprintf(path, sizeof path, "/eq/band/%d/freq", i);
			sum += heard(port, path);
			snprintf(path, sizeof path, "/eq/band/%d/gain", i);
			sum += heard(port, path);
		}
	assert_int_equal(sum, CLIENTS_MAX * EQ_BANDS * 2);
	rig_forget(&r);
	update();
	for (uint32_t i = 0; i < r.nanswers; i++)
		expect_at(i, (uint16_t)(9001 + i), "/eq/band/8/q", "f", 9.0);
}

static void
test_a_return_port_hears_what_the_answer_did_not_tell_it(void **state)
{
	(void)state;
	rig_client(&r, "127.0.0.1", 9003);
	ask("/notify", "iii", 1, 9103, 20);
	expect("/reply", "ss", "/notify", "on for 20 s");
	assert_int_equal(r.answer[0].port, 9003);
	ask("/eq/preamp", "f", -1.0);
	assert_int_equal(r.nanswers, 2); /* 9001, 9002 */
	ask("/eq/preamp", "f", -99.0);
	assert_int_equal(r.nanswers, 4);
	assert_int_equal(heard(9003, "/eq/preamp"), 1);
	assert_int_equal(heard(9103, "/eq/preamp"), 1);
	ask("/notify", "ii", 0, 9103);
	expect("/reply", "ss", "/notify", "off");
	rig_client(&r, "127.0.0.1", 9000);
	ask("/eq/preamp", "f", 1.0);
	assert_int_equal(heard(9103, "/eq/preamp"), 0);
}

static void
test_notify_off_and_a_lease_that_ends_are_the_end(void **state)
{
	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	ask("/notify", "i", 0);
	expect("/reply", "ss", "/notify", "off");
	ask("/notify", "iii", 1, 0, 2);
	expect("/reply", "ss", "/notify", "on for 2 s");
	rig_advance(&r, 1500 * MS);
	ask("/renew", "s", "/notify");
	expect("/reply", "si", "/renew", 2);
	rig_advance(&r, 1900 * MS);
	control_set(&r.control, "/eq/preamp", 1, NULL);
	rig_forget(&r);
	update();
	assert_int_equal(heard(9001, "/eq/preamp"), 1);
	rig_advance(&r, 100 * MS);
	control_set(&r.control, "/eq/preamp", 2, NULL);
	rig_forget(&r);
	update();
	assert_int_equal(heard(9001, "/eq/preamp"), 0);
	assert_int_equal(heard(9002, "/eq/preamp"), 1);
}

static void
test_what_was_before_is_no_news(void **state)
{
	(void)state;
	control_set(&r.control, "/eq/preamp", 1, NULL);
	rig_client(&r, "127.0.0.1", 9003);
	ask("/notify", "i", 1); /* changed, but not told yet to the others */
	rig_forget(&r);
	update();
	assert_int_equal(heard(9003, "/eq/preamp"), 0);
	rig_client(&r, "127.0.0.1", 9000);
	ask("/eq/preamp", "f", 3.0);
	assert_int_equal(heard(9003, "/eq/preamp"), 1);
}

static void
test_wrong_arguments_are_refused(void **state)
{
	(void)state;
	ask("/notify", "");
	expect_error("/notify", OSC_TYPE);
	ask("/notify", "s", "on");
	expect_error("/notify", OSC_TYPE);
	ask("/notify", "ii", 1, 22);
	expect_error("/notify", OSC_RANGE);
	ask("/notify", "iif", 1, 0, 0.5);
	expect_error("/notify", OSC_RANGE);
}

/* ---- Order ---- */

static void
test_what_a_bundle_sets_is_told_after_it_and_before_synced(void **state)
{
	struct wire bundle, w;

	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/eq/preamp", "f", -6.0);
	wire_add(&bundle, &w);
	wire_message(&w, "/sync", "i", 5);
	wire_add(&bundle, &w);
	wire_message(&w, "/eq/band/1/gain", "f", 3.0);
	wire_add(&bundle, &w);
	wire_message(&w, "/ping", "");
	wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 4);
	expect_at(0, 9001, "/pong", "");
	expect_at(1, 9002, "/eq/preamp", "f", -6.0);
	expect_at(2, 9002, "/eq/band/1/gain", "f", 3.0);
	expect_at(3, 9001, "/synced", "i", 5);
	assert_int_equal(r.control.napplies, 1);
	assert_true(r.control.applied[1] == -6);
}

static void
test_syncs_of_one_turn_are_bounded(void **state)
{
	static struct wire bundle;
	struct wire w;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/sync", "i", 1);
	for (int i = 0; i < SYNCS_MAX; i++)
		wire_add(&bundle, &w);
	server_packet(r.server, &r.client, bundle.data, bundle.len, &r.now);
	server_packet(r.server, &r.client, w.data, w.len, &r.now);
	server_settle(r.server, &r.now);
	assert_int_equal(r.nanswers, SYNCS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

static void
test_one_who_syncs_without_end_pushes_nobody_out(void **state)
{
	struct wire w;

	(void)state;
	wire_message(&w, "/sync", "i", 1);
	for (int i = 0; i < 3 * SYNCS_MAX; i++) {
		rig_client(&r, "127.0.0.1", i == SYNCS_MAX ? 9001 : 9000);
		server_packet(r.server, &r.client, w.data, w.len, &r.now);
	}
	server_settle(r.server, &r.now);
	assert_int_equal(r.nanswers, SYNCS_MAX);
	assert_int_equal(heard(9001, "/synced"), 1);
}

/* ---- What the snapshot shows ---- */

static void
test_state_and_preset_are_told_when_they_change(void **state)
{
	(void)state;
	update();
	expect_silence();
	r.control.snap.state = STATE_LOST;
	update();
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/engine/state", "s", "lost");
	rig_forget(&r);
	r.control.snap.preset_modified = !r.control.snap.preset_modified;
	update();
	assert_int_equal(r.nanswers, 2);
	expect_at(1, 9002, "/preset/current", "si", "K702", r.control.snap.preset_modified);
	rig_forget(&r);
	snprintf(r.control.snap.preset, sizeof r.control.snap.preset, "HD650");
	update();
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/preset/current", "si", "HD650", r.control.snap.preset_modified);
	rig_forget(&r);
	server_end(r.server);
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/engine/state", "s", "stopped");
}

static void
test_every_channel_that_clips_is_told(void **state)
{
	(void)state;
	r.control.snap.in[0].clipped += 5;
	r.control.snap.out[0].clipped += 7;
	r.control.snap.out[1].clipped += 9;
	update();
	assert_int_equal(r.nanswers, 6);
	expect_at(0, 9001, "/clip", "sii", "in", 1, (int)r.control.snap.in[0].clipped);
	expect_at(2, 9001, "/clip", "sii", "out", 1, (int)r.control.snap.out[0].clipped);
	expect_at(5, 9002, "/clip", "sii", "out", 2, (int)r.control.snap.out[1].clipped);
	rig_forget(&r);
	r.control.snap.meters_valid = false; /* the engine is lost: zeros are no news */
	memset(r.control.snap.out, 0, sizeof r.control.snap.out);
	update();
	expect_silence();
}

/* A new incident in front of the others. */
static struct incident *
happen(bool open)
{
	struct profile *p = &r.control.snap.profile;
	uint32_t id = p->nkept > 0 ? p->incident[0].id + 1 : 1;

	memmove(&p->incident[1], &p->incident[0], (INCIDENTS_KEPT - 1) * sizeof p->incident[0]);
	p->nkept += p->nkept < INCIDENTS_KEPT;
	p->incident[0] = (struct incident){ .id = id,
		.at_s = p->uptime_s,
		.late_us = 812.5,
		.load = 1.25,
		.lost_frames = 256,
		.node = "eq",
		.cause = "own-dsp",
		.confidence = "certain",
		.share = 0.75,
		.open = open };
	return &p->incident[0];
}

static uint32_t
id_of(uint32_t answer)
{
	uint32_t id;

	assert_string_equal(r.answer[answer].data, "/xrun");
	memcpy(&id, r.answer[answer].data + 8 + 16, 4);
	return ntohl(id);
}

static void
test_an_xrun_is_told_once_when_it_is_over(void **state)
{
	struct incident *i = happen(true);

	(void)state;
	update();
	expect_silence();
	i->open = false;
	update();
	assert_int_equal(r.nanswers, 2);
	expect_at(0, 9001, "/xrun", "issfffisisf", 1, "own-dsp", "certain", 0.0, 812.5, 125.0, 256,
		"eq", -1, "", 0.75);
	for (int k = 0; k < 10; k++)
		update();
	assert_int_equal(r.nanswers, 2);
}

static void
test_an_xrun_that_lasts_is_told_within_200_ms_and_not_again(void **state)
{
	struct incident *i;
	uint32_t updates = 1;

	(void)state;
	i = happen(true);
	update();
	while (r.nanswers == 0 && updates < 20) {
		update();
		updates++;
	}
	assert_int_equal(updates, 5); /* 160 ms after the snapshot that showed it first */
	assert_int_equal(heard(9001, "/xrun"), 1);
	i->open = false;
	update();
	assert_int_equal(heard(9001, "/xrun"), 1);
	happen(false);
	update();
	assert_int_equal(heard(9001, "/xrun"), 2);
}

static void
test_many_xruns_between_two_snapshots_are_all_told_in_order(void **state)
{
	(void)state;
	for (int i = 0; i < INCIDENTS_KEPT; i++)
		happen(false);
	happen(true); /* the first of them has left the ring */
	update();
	assert_int_equal(r.nanswers, 2 * (INCIDENTS_KEPT - 1));
	for (uint32_t i = 0; i < r.nanswers; i++)
		assert_int_equal(id_of(i), 2 + i / 2);
	r.control.snap.profile.nkept = 0; /* cleared; ids run on */
	rig_forget(&r);
	update();
	expect_silence();
}

static void
test_xruns_of_before_are_no_news(void **state)
{
	(void)state;
	for (uint16_t port = 9001; port <= 9002; port++) {
		rig_client(&r, "127.0.0.1", port);
		ask("/notify", "i", 0);
	}
	happen(false);
	happen(true)->cause = "unknown";
	update();
	ask("/notify", "i", 1);
	rig_forget(&r);
	update();
	expect_silence();
	r.control.snap.profile.incident[0].open = false;
	update();
	assert_int_equal(r.nanswers, 1);
	assert_int_equal(id_of(0), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, ask_teardown)
		ROW(test_a_set_reaches_every_other_client),
		ROW(test_what_does_not_change_is_not_told),
		ROW(test_a_clamped_value_goes_to_all_the_sender_too),
		ROW(test_a_clamped_value_is_told_even_if_it_could_not_be_answered),
		ROW(test_a_whole_band_is_told_part_by_part),
		ROW(test_changes_by_anybody_else_reach_all),
		ROW(test_only_the_newest_value_of_a_turn_is_told),
		ROW(test_of_two_senders_in_a_turn_each_hears_the_other),
		ROW(test_a_storm_is_told_in_turns_and_whole),
		ROW(test_a_return_port_hears_what_the_answer_did_not_tell_it),
		ROW(test_notify_off_and_a_lease_that_ends_are_the_end),
		ROW(test_what_was_before_is_no_news),
		ROW(test_wrong_arguments_are_refused),
		ROW(test_what_a_bundle_sets_is_told_after_it_and_before_synced),
		ROW(test_syncs_of_one_turn_are_bounded),
		ROW(test_one_who_syncs_without_end_pushes_nobody_out),
		ROW(test_state_and_preset_are_told_when_they_change),
		ROW(test_every_channel_that_clips_is_told),
		ROW(test_an_xrun_is_told_once_when_it_is_over),
		ROW(test_an_xrun_that_lasts_is_told_within_200_ms_and_not_again),
		ROW(test_many_xruns_between_two_snapshots_are_all_told_in_order),
		ROW(test_xruns_of_before_are_no_news),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
