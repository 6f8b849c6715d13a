/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscriptions on a clock of our own: rates and leases are counted exactly.
 * Control is a stub.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"
#include "ui-osc/subscribe.h"

/* Turns as the timer would ring them, for so long. */
static void
run_for(uint64_t ms)
{
	uint64_t end_ns = r.now.monotonic_ns + ms * MS;

	while (server_due(r.server) <= end_ns) {
		uint64_t due_ns = server_due(r.server);

		if (due_ns > r.now.monotonic_ns)
			rig_advance(&r, due_ns - r.now.monotonic_ns);
		server_run_due(r.server, &r.now);
		server_settle(r.server, &r.now);
	}
	rig_advance(&r, end_ns - r.now.monotonic_ns);
}

/* Messages on an address to a port, since the answers were forgotten. */
static uint32_t
heard(uint16_t port, const char *address)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r.nanswers; i++)
		n += r.answer[i].port == port &&
		     strcmp((const char *)r.answer[i].data, address) == 0;
	return n;
}

static uint32_t
heard_in(uint64_t ms, const char *address)
{
	rig_forget(&r);
	run_for(ms);
	return heard(9000, address);
}

static int
clients_now(void)
{
	uint32_t count;

	rig_client(&r, "127.0.0.1", 9999);
	ask("/status", "");
	assert_string_equal(r.answer[0].data, "/status.reply");
	/* ",sifffffiis": clients stand before the last string, "K702". */
	memcpy(&count, r.answer[0].data + r.answer[0].len - 12, 4);
	rig_client(&r, "127.0.0.1", 9000);
	return (int)ntohl(count);
}

static void
test_the_first_value_comes_at_once_the_others_at_the_rate(void **state)
{
	static const struct {
		double hz;
		uint32_t in_10_s;
	} row[] = { { 0.1, 1 }, { 1, 10 }, { 10, 100 }, { 25, 250 }, { 60, 600 }, { 7, 70 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ask("/subscribe", "sf", "/load", row[i].hz);
		expect("/load", "fff", 37.5,
			(double)(float)(100 * r.control.snap.profile.load[WINDOW_1S].mean),
			(double)(float)(100 * r.control.snap.profile.load[WINDOW_CLEAR].max));
		assert_int_equal(heard_in(10000, "/load"), row[i].in_10_s);
		assert_int_equal(r.nanswers, row[i].in_10_s);
	}
	ask("/subscribe", "s", "/load");
	assert_int_equal(heard_in(1000, "/load"), 10);
}

static void
test_nothing_is_due_when_nobody_subscribes(void **state)
{
	(void)state;
	ask("/ping", "");
	assert_true(server_due(r.server) == UINT64_MAX);
	ask("/subscribe", "s", "/load");
	assert_int_equal(server_due(r.server) - r.now.monotonic_ns, 100 * MS);
	ask("/unsubscribe", "s", "/load");
	expect("/reply", "ss", "/unsubscribe", "1 ended");
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_a_late_turn_neither_drifts_nor_makes_up(void **state)
{
	uint64_t start_ns = r.now.monotonic_ns;

	(void)state;
	ask("/subscribe", "sf", "/load", 10.0);
	rig_forget(&r);
	rig_advance(&r, 130 * MS); /* 30 ms late */
	server_run_due(r.server, &r.now);
	assert_int_equal(r.nanswers, 1);
	assert_int_equal(server_due(r.server) - start_ns, 200 * MS);
	rig_advance(&r, 1000 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.nanswers, 2);
	assert_int_equal(server_due(r.server) - start_ns, 1200 * MS);
}

static void
test_values_come_in_the_form_of_the_query(void **state)
{
	static const char *const address[] = { "/eq/preamp", "/eq/bypass", "/eq/band/3",
		"/eq/band/3/type", "/eq/band/3/type/index", "/eq/bands", "/spectrum", "/node/all",
		"/node/eq/stats", "/meters/out", "/engine/state", "/status", "/preset/current",
		"/spectrum/bands", "/xruns/causes", "/profiler/on" };

	(void)state;
	for (size_t i = 0; i < sizeof address / sizeof *address; i++) {
		static struct wire asked;

		/* Both times as a client: /status counts them. */
		ask("/subscribe", "sf", "/load", 0.1);
		ask(address[i], "");
		assert_int_equal(r.nanswers, 1);
		asked.len = r.answer[0].len;
		memcpy(asked.data, r.answer[0].data, asked.len);
		ask("/subscribe", "sf", address[i], 1.0);
		assert_int_equal(r.nanswers, 1);
		assert_int_equal(r.answer[0].len, asked.len);
		assert_memory_equal(r.answer[0].data, asked.data, asked.len);
		rig_forget(&r);
		run_for(1000);
		assert_int_equal(r.nanswers, 1);
		assert_memory_equal(r.answer[0].data, asked.data, asked.len);
		ask("/unsubscribe", "");
		expect("/reply", "ss", "/unsubscribe", "2 ended");
	}
}

static void
test_the_value_is_that_of_the_moment(void **state)
{
	(void)state;
	ask("/subscribe", "sf", "/xruns", 1.0);
	expect("/xruns", "i", 31);
	r.control.snap.profile.xruns = 32;
	rig_forget(&r);
	run_for(1000);
	expect("/xruns", "i", 32);
}

static void
test_what_cannot_be_subscribed_to_says_so(void **state)
{
	static const struct {
		const char *tags, *address;
		double hz;
		int lease, port, code;
	} row[] = { { "s", "/nothing", 0, 0, 0, OSC_UNKNOWN },
		{ "s", "/eq/band/*/gain", 0, 0, 0, OSC_UNKNOWN },
		{ "s", "/ping", 0, 0, 0, OSC_NOT_ALLOWED },
		{ "s", "/stats/reset", 0, 0, 0, OSC_NOT_ALLOWED },
		{ "s", "/subscribe", 0, 0, 0, OSC_NOT_ALLOWED },
		{ "s", "/describe", 0, 0, 0, OSC_TYPE }, /* nothing to say without arguments */
		{ "sf", "/load", 0.05, 0, 0, OSC_RANGE }, { "sf", "/load", 61, 0, 0, OSC_RANGE },
		{ "sf", "/load", -1, 0, 0, OSC_RANGE }, { "sfi", "/load", 1, -1, 0, OSC_RANGE },
		{ "sfii", "/load", 1, 1, 80, OSC_RANGE },
		{ "sfii", "/load", 1, 1, 65536, OSC_RANGE },
		{ "sfii", "/load", 1, 1, -9000, OSC_RANGE },
		{ "sfiii", "/load", 1, 1, 9001, OSC_TYPE }, { "", "", 0, 0, 0, OSC_TYPE } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ask("/subscribe", row[i].tags, row[i].address, row[i].hz, row[i].lease, row[i].port,
			0);
		expect_error("/subscribe", row[i].code);
		rig_advance(&r, 1000 * MS);
	}
	ask("/subscribe", "ss", "/load", "fast");
	expect_error("/subscribe", OSC_TYPE);
	assert_true(server_due(r.server) == UINT64_MAX);
	assert_int_equal(clients_now(), 0);
}

static void
test_what_is_not_measured_yet_comes_when_it_is(void **state)
{
	(void)state;
	r.control.snap.spectrum.seq = 0;
	ask("/subscribe", "s", "/spectrum");
	expect_silence();
	run_for(1000);
	expect_silence();
	r.control.snap.spectrum.seq = 1;
	assert_int_equal(heard_in(1000, "/spectrum.reply"), 10);
}

static void
test_a_node_that_goes_and_comes_back_is_heard_again(void **state)
{
	(void)state;
	ask("/subscribe", "s", "/node/output/load");
	assert_int_equal(heard_in(1000, "/node/output/load"), 10);
	r.control.snap.profile.nnodes = 3;
	rig_forget(&r);
	run_for(1000);
	expect_silence();
	r.control.snap.profile.nnodes = 4;
	assert_int_equal(heard_in(1000, "/node/output/load"), 10);
}

/* ---- Leases ---- */

static void
test_a_lease_ends_on_its_own(void **state)
{
	(void)state;
	ask("/subscribe", "sfi", "/load", 10.0, 2);
	assert_int_equal(heard_in(1900, "/load"), 19);
	assert_int_equal(clients_now(), 1);
	assert_int_equal(heard_in(10000, "/load"), 0);
	assert_int_equal(clients_now(), 0);
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_here_a_lease_lasts_an_hour_at_most(void **state)
{
	(void)state;
	ask("/subscribe", "sfi", "/load", 0.125, 1000000);
	assert_int_equal(heard_in(3599000, "/load"), 449);
	assert_int_equal(heard_in(3600000, "/load"), 0);
	ask("/subscribe", "sf", "/load", 0.125);
	assert_int_equal(heard_in(3599000, "/load"), 449);
	assert_int_equal(heard_in(3600000, "/load"), 0);
}

static void
test_from_elsewhere_a_lease_lasts_ten_seconds_at_most(void **state)
{
	(void)state;
	rig_client(&r, "192.0.2.7", 9000);
	ask("/subscribe", "sfi", "/load", 10.0, 3600);
	assert_int_equal(heard_in(60000, "/load"), 99);
	ask("/subscribe", "sf", "/load", 10.0);
	assert_int_equal(heard_in(60000, "/load"), 99);
	ask("/subscribe", "sfi", "/load", 10.0, 3);
	assert_int_equal(heard_in(60000, "/load"), 29);
}

static void
test_only_renew_and_asking_again_renew(void **state)
{
	(void)state;
	ask("/subscribe", "sfi", "/load", 10.0, 2);
	ask("/subscribe", "sfi", "/margin", 10.0, 4);
	run_for(1500);
	ask("/load", ""); /* hearing of a client is not enough */
	run_for(400);
	ask("/renew", "s", "/load");
	expect("/reply", "si", "/renew", 2);
	run_for(1500);
	ask("/renew", "");
	expect("/reply", "si", "/renew", 2); /* the first of both ends then */
	assert_int_equal(heard_in(1900, "/load"), 19);
	ask("/subscribe", "sfi", "/load", 20.0, 1);
	assert_int_equal(heard_in(900, "/load"), 18);
	rig_forget(&r);
	run_for(10000);
	assert_int_equal(heard(9000, "/load"), 1);
	assert_int_equal(heard(9000, "/margin"), 11);
	ask("/renew", "");
	expect_error("/renew", OSC_NOT_NOW);
	ask("/renew", "s", "/load");
	expect_error("/renew", OSC_NOT_NOW);
	ask("/renew", "i", 1);
	expect_error("/renew", OSC_TYPE);
}

static void
test_unsubscribing_ends_one_or_all_of_this_client(void **state)
{
	(void)state;
	ask("/subscribe", "s", "/load");
	ask("/subscribe", "s", "/margin");
	ask("/subscribe", "s", "/xruns");
	rig_client(&r, "127.0.0.1", 9001);
	ask("/subscribe", "s", "/load");
	ask("/unsubscribe", "s", "/margin");
	expect("/reply", "ss", "/unsubscribe", "0 ended");
	rig_client(&r, "127.0.0.1", 9000);
	ask("/unsubscribe", "s", "/margin");
	expect("/reply", "ss", "/unsubscribe", "1 ended");
	rig_forget(&r);
	run_for(1000);
	assert_int_equal(r.nanswers, 30);
	ask("/unsubscribe", "");
	expect("/reply", "ss", "/unsubscribe", "2 ended");
	rig_forget(&r);
	run_for(1000);
	assert_int_equal(r.nanswers, 10);
	assert_int_equal(heard(9001, "/load"), 10);
}

/* ---- Return ports ---- */

/* That would be sent to ourselves. */
static void
test_our_own_port_is_no_return_port(void **state)
{
	(void)state;
	ask("/subscribe", "sfii", "/load", 10.0, 10, RIG_PORT);
	expect_error("/subscribe", OSC_RANGE);
	ask("/notify", "ii", 1, RIG_PORT);
	expect_error("/notify", OSC_RANGE);
	assert_int_equal(clients_now(), 0);
	rig_client(&r, "192.0.2.9", 9000); /* where it is somebody else's */
	ask("/subscribe", "sfii", "/load", 10.0, 10, RIG_PORT);
	assert_int_equal(heard(RIG_PORT, "/load"), 1);
}

static void
test_a_socket_without_ports_is_no_full_table(void **state)
{
	(void)state;
	r.client = (struct origin){ .addr.ss_family = AF_UNIX, .len = 4 };
	ask("/notify", "ii", 1, 9001);
	expect_error("/notify", OSC_RANGE);
	ask("/notify", "ii", 1, 0);
	assert_string_equal(r.answer[0].data, "/reply");
}

static void
test_a_return_port_is_where_values_go(void **state)
{
	(void)state;
	ask("/subscribe", "sfii", "/load", 5.0, 10, 9100);
	assert_int_equal(heard(9100, "/load"), 1);
	rig_forget(&r);
	run_for(1000);
	assert_int_equal(heard(9100, "/load"), 5);
	assert_int_equal(r.nanswers, 5);
	/* The next oscsend has a port of its own: it is the same client. */
	rig_client(&r, "127.0.0.1", 9001);
	ask("/subscribe", "sfii", "/load", 10.0, 10, 9100);
	assert_int_equal(clients_now(), 1);
	rig_client(&r, "127.0.0.1", 9001);
	ask("/renew", "");
	expect("/reply", "si", "/renew", 10);
	assert_int_equal(r.answer[0].port, 9001);
	rig_client(&r, "127.0.0.1", 9100);
	ask("/unsubscribe", "");
	expect("/reply", "ss", "/unsubscribe", "1 ended");
}

/* ---- Bounds ---- */

/* Everybody was asked whether he is still there, and is. */
static void
expect_full(const char *address)
{
	struct wire w;

	assert_int_equal(r.nanswers, CLIENTS_MAX + 1);
	wire_bundle(&w, OSC_IMMEDIATELY); /* empty */
	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		assert_int_equal(r.answer[i].port, 9000 + i);
		assert_int_equal(r.answer[i].len, w.len);
		assert_memory_equal(r.answer[i].data, w.data, w.len);
	}
	wire_message(&w, "/error", "sis", address, OSC_FULL, "");
	assert_memory_equal(r.answer[CLIENTS_MAX].data, w.data, w.len - 4);
}

static void
test_a_ninth_client_and_a_seventeenth_address_are_refused(void **state)
{
	char path[64];

	(void)state;
	for (uint16_t port = 9000; port < 9000 + CLIENTS_MAX; port++) {
		rig_client(&r, "127.0.0.1", port);
		ask("/subscribe", "sfi", "/load", 10.0, 5);
		assert_int_equal(heard(port, "/load"), 1);
	}
	assert_int_equal(clients_now(), CLIENTS_MAX);
	rig_client(&r, "127.0.0.1", 9100);
	ask("/subscribe", "s", "/load");
	expect_full("/subscribe");
	ask("/notify", "i", 1);
	expect_full("/notify");
	run_for(5000);
	ask("/subscribe", "s", "/load");
	assert_int_equal(heard(9100, "/load"), 1);
	for (int i = 1; i <= SUBSCRIPTIONS_MAX; i++) {
		snprintf(path, sizeof path, "/eq/band/%d/%s", 1 + i / 3,
			i % 3 == 0   ? "freq"
			: i % 3 == 1 ? "gain"
				     : "q");
		ask("/subscribe", "s", path);
		if (i < SUBSCRIPTIONS_MAX)
			assert_int_equal(heard(9100, path), 1);
	}
	expect_error("/subscribe", OSC_FULL);
	ask("/subscribe", "sf", "/load", 20.0); /* the same address again is not one more */
	assert_int_equal(heard(9100, "/load"), 1);
}

static void
test_a_client_whose_port_refuses_is_dropped(void **state)
{
	(void)state;
	ask("/subscribe", "s", "/load");
	rig_client(&r, "127.0.0.1", 9001);
	ask("/subscribe", "s", "/load");
	server_refused(r.server, &r.client);
	rig_forget(&r);
	run_for(1000);
	assert_int_equal(heard(9000, "/load"), 10);
	assert_int_equal(r.nanswers, 10);
	assert_int_equal(clients_now(), 1);
	rig_client(&r, "127.0.0.1", 9002); /* never heard of */
	server_refused(r.server, &r.client);
	assert_int_equal(clients_now(), 1);
}

static void
test_streams_to_elsewhere_are_64_kilobytes_a_second(void **state)
{
	(void)state;
	rig_client(&r, "192.0.2.7", 9000);
	ask("/subscribe", "sf", "/spectrum", 60.0);
	ask("/subscribe", "sf", "/spectrum/held", 60.0);
	for (int s = 0; s < 9; s++) {
		uint64_t bytes = 0;

		rig_forget(&r);
		run_for(1000);
		for (uint32_t i = 0; i < r.nanswers; i++)
			bytes += r.answer[i].len + PEER_HEADER_BYTES;
		/* The first second has what was saved up. */
		assert_in_range(bytes, PEER_STREAM_BYTES_PER_S - 1200,
			PEER_STREAM_BYTES_PER_S + 1200 + (s == 0 ? PEER_STREAM_BURST_BYTES : 0));
	}
}

static void
test_all_that_is_due_leaves_in_one_turn(void **state)
{
	(void)state;
	for (uint16_t port = 9000; port < 9000 + CLIENTS_MAX; port++) {
		rig_client(&r, "127.0.0.1", port);
		ask("/subscribe", "s", "/load");
		ask("/subscribe", "s", "/margin");
	}
	rig_forget(&r);
	rig_advance(&r, 100 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.nanswers, 2 * CLIENTS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_the_first_value_comes_at_once_the_others_at_the_rate),
		ROW(test_nothing_is_due_when_nobody_subscribes),
		ROW(test_a_late_turn_neither_drifts_nor_makes_up),
		ROW(test_values_come_in_the_form_of_the_query),
		ROW(test_the_value_is_that_of_the_moment),
		ROW(test_what_cannot_be_subscribed_to_says_so),
		ROW(test_what_is_not_measured_yet_comes_when_it_is),
		ROW(test_a_node_that_goes_and_comes_back_is_heard_again),
		ROW(test_a_lease_ends_on_its_own),
		ROW(test_here_a_lease_lasts_an_hour_at_most),
		ROW(test_from_elsewhere_a_lease_lasts_ten_seconds_at_most),
		ROW(test_only_renew_and_asking_again_renew),
		ROW(test_unsubscribing_ends_one_or_all_of_this_client),
		ROW(test_a_return_port_is_where_values_go),
		ROW(test_our_own_port_is_no_return_port),
		ROW(test_a_socket_without_ports_is_no_full_table),
		ROW(test_a_ninth_client_and_a_seventeenth_address_are_refused),
		ROW(test_a_client_whose_port_refuses_is_dropped),
		ROW(test_streams_to_elsewhere_are_64_kilobytes_a_second),
		ROW(test_all_that_is_due_leaves_in_one_turn),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
