/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may do what, and what other machines can make us do: tiers, short
 * answers, rates.  Other machines are those of RIG_NETWORK.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>

#include "tests/ask_osc.h"
#include "ui-osc/access.h"
#include "ui-osc/late.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"
#include "ui-osc/space.h"

static struct host_address
host(const char *text)
{
	struct network n;

	assert_int_equal(network_parse(text, &n), 0);
	return n.address;
}

/* ---- Senders ---- */

static struct origin
sender(const char *address, uint16_t port)
{
	struct origin from = { .len = sizeof(struct sockaddr_in) };
	struct sockaddr_in *v4 = (struct sockaddr_in *)&from.addr;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&from.addr;

	if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return from;
	}
	assert_int_equal(inet_pton(AF_INET6, address, &v6->sin6_addr), 1);
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	from.len = sizeof *v6;
	return from;
}

static void
test_senders_have_their_tier(void **state)
{
	static const struct {
		const char *address;
		uint16_t port;
		enum tier reader, control, admin; /* with which option */
	} row[] = {
		{ "127.0.0.1", 9000, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
		{ "127.9.9.9", 9000, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
		{ "::1", 9000, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
		{ "::ffff:127.0.0.1", 9000, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
		{ "192.168.1.9", 9000, TIER_READ, TIER_CONTROL, TIER_ADMIN },
		{ "::ffff:192.168.1.9", 9000, TIER_READ, TIER_CONTROL, TIER_ADMIN },
		{ "fd00::9", 9000, TIER_READ, TIER_CONTROL, TIER_ADMIN },
		{ "192.168.2.9", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "fd01::9", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		/* What cannot be a sender, or is none but ourselves. */
		{ "127.0.0.1", 0, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "192.168.1.9", 0, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "127.0.0.1", 7723, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "::1", 7723, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "192.168.1.5", 7723, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "192.168.1.9", 7723, TIER_READ, TIER_CONTROL, TIER_ADMIN },
		{ "192.168.1.255", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "::ffff:192.168.1.255", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "10.1.255.255", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "255.255.255.255", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "224.0.0.1", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "ff02::1", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "0.0.0.0", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
		{ "::", 9000, TIER_NONE, TIER_NONE, TIER_NONE },
	};
	struct access a = { .port = 7723 };

	(void)state;
	assert_int_equal(
		networks_parse("192.168.1.0/24,fd00::/64,10.1.0.0/16,224.0.0.0/3", &a.allowed), 0);
	assert_int_equal(networks_parse("192.168.1.5/24", &a.own), 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct origin from = sender(row[i].address, row[i].port);

		a.remote_control = a.remote_admin = false;
		if (access_of(&a, &from) != row[i].reader)
			fail_msg("%s:%u reads", row[i].address, row[i].port);
		a.remote_control = true;
		if (access_of(&a, &from) != row[i].control)
			fail_msg("%s:%u controls", row[i].address, row[i].port);
		a.remote_control = false;
		a.remote_admin = true;
		if (access_of(&a, &from) != row[i].admin)
			fail_msg("%s:%u administers", row[i].address, row[i].port);
	}
}

static void
test_what_was_sent_to_all_is_not_answered(void **state)
{
	static const struct {
		const char *at;
		enum tier tier;
	} row[] = { { "::", TIER_READ }, { "192.168.1.5", TIER_READ },
		{ "192.168.1.255", TIER_NONE }, { "255.255.255.255", TIER_NONE },
		{ "224.0.0.251", TIER_NONE }, { "ff02::1", TIER_NONE } };
	struct access a = { .port = 7723 };

	(void)state;
	assert_int_equal(networks_parse("192.168.1.5/24", &a.own), 0);
	a.allowed = a.own;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct origin from = sender("192.168.1.9", 9000);

		from.at = host(row[i].at); /* "::": not known */
		if (access_of(&a, &from) != row[i].tier)
			fail_msg("%s", row[i].at);
	}
}

static void
test_a_socket_in_the_file_system_is_of_this_machine(void **state)
{
	struct origin from = { .len = sizeof(sa_family_t), .addr = { .ss_family = AF_UNIX } };
	struct access a = { .port = 0 };

	(void)state;
	assert_int_equal(access_of(&a, &from), TIER_ADMIN);
}

static void
test_rows_take_a_tier_by_kind_or_their_own(void **state)
{
	static const struct {
		enum row_kind kind;
		enum tier tier, read, set;
	} row[] = {
		{ ROW_PARAMETER, TIER_NONE, TIER_READ, TIER_CONTROL },
		{ ROW_PARAMETER, TIER_ADMIN, TIER_READ, TIER_ADMIN },
		{ ROW_VALUE, TIER_NONE, TIER_READ, TIER_READ }, /* an argument is a question */
		{ ROW_VALUE, TIER_READ, TIER_READ, TIER_CONTROL },
		{ ROW_VALUE, TIER_CONTROL, TIER_READ, TIER_CONTROL },
		{ ROW_VALUE, TIER_ADMIN, TIER_READ, TIER_ADMIN },
		{ ROW_QUERY, TIER_NONE, TIER_READ, TIER_READ },
		{ ROW_QUERY, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
		{ ROW_ACTION, TIER_NONE, TIER_CONTROL, TIER_CONTROL },
		{ ROW_ACTION, TIER_READ, TIER_READ, TIER_READ },
		{ ROW_ACTION, TIER_ADMIN, TIER_ADMIN, TIER_ADMIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct row it = { .kind = row[i].kind, .tier = row[i].tier };

		assert_int_equal(access_needed(&it, 0), row[i].read);
		assert_int_equal(access_needed(&it, 1), row[i].set);
	}
}

/* ---- What a reader gets ---- */

static void
be_remote(bool control, bool admin)
{
	rig_admit(&r, control, admin);
	rig_client(&r, "192.0.2.7", 9000);
}

static void
test_a_reader_reads_and_sets_nothing(void **state)
{
	(void)state;
	be_remote(false, false);
	ask("/eq/preamp", "");
	expect("/eq/preamp", "f", 0.0);
	ask("/ping", "i", 1);
	expect("/pong", "i", 1);
	ask("/meters/in", "i", 2);
	assert_string_equal(r.answer[0].data, "/meters/in");
	ask("/eq/preamp", "f", -3.0);
	expect_error("/eq/preamp", OSC_NOT_ALLOWED);
	assert_true(answer_says("--osc-remote-control"));
	ask("/profiler/on", "i", 0);
	expect_error("/profiler/on", OSC_NOT_ALLOWED);
	ask("/stats/reset", "");
	expect_error("/stats/reset", OSC_NOT_ALLOWED);
	ask("/eq/band/*/gain", "f", 3.0);
	expect_error("/eq/band/*/gain", OSC_NOT_ALLOWED);
	assert_int_equal(r.control.nsets, 0);
	assert_int_equal(r.control.nclears, 0);
	assert_int_equal(r.control.nmeasures, 0);
	be_remote(true, false);
	ask("/eq/preamp", "f", -3.0);
	expect_silence();
	ask("/eq/band/*/gain", "f", 3.0);
	assert_int_equal(r.control.nsets, 1 + EQ_BANDS);
}

static void
test_a_stranger_hears_nothing(void **state)
{
	uint64_t refused = server_counts(r.server)->refused;

	(void)state;
	rig_client(&r, "198.51.100.7", 9000);
	ask("/ping", "");
	expect_silence();
	ask("/nothing", "");
	expect_silence();
	assert_int_equal(server_counts(r.server)->refused, refused + 2);
}

static void
test_a_held_bundle_may_what_its_sender_may(void **state)
{
	struct wire bundle, w;

	(void)state;
	be_remote(false, false);
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	wire_message(&w, "/eq/preamp", "f", -3.0);
	wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	rig_client(&r, "127.0.0.1", 9000);
	ask("/ping", "");
	rig_advance(&r, 600 * MS);
	rig_forget(&r);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 0);
	expect_error("/eq/preamp", OSC_NOT_ALLOWED);
}

/* ---- Short answers ---- */

static size_t
answered(void)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < r.nanswers; i++)
		bytes += r.answer[i].len;
	return bytes;
}

/* Sends w after a second of silence. */
static void
expect_short(const struct wire *w, const char *what)
{
	rig_advance(&r, 1000 * MS);
	rig_forget(&r);
	rig_packet(&r, w);
	if (answered() > 3 * w->len + 64)
		fail_msg("%s: %zu bytes for %zu", what, answered(), w->len);
}

static void
test_no_answer_is_long_off_loopback(void **state)
{
	static const char *const argument[] = { "", "i", "f", "s", "si" };
	const struct space *space = server_space(r.server);
	struct wire w;

	(void)state;
	ask("/ping", "");
	be_remote(false, true);
	for (uint32_t i = 0; i < space->n; i++) {
		const char *path = space->address[i].path;

		for (size_t k = 0; k < sizeof argument / sizeof *argument; k++) {
			if (argument[k][0] == 'i')
				wire_message(&w, path, "i", 256);
			else if (argument[k][0] == 'f')
				wire_message(&w, path, "f", 10.0);
			else
				wire_message(&w, path, argument[k], "/", 0);
			if (strcmp(path, "/subscribe") != 0)
				expect_short(&w, path);
		}
		wire_message(&w, "/describe", "s", path);
		expect_short(&w, path);
		assert_string_equal(r.answer[0].data, "/describe.reply");
		/* Without tags, the shortest there is. */
		w.len = (strlen(path) + 4) & ~(size_t)3;
		memset(w.data, 0, w.len);
		memcpy(w.data, path, strlen(path));
		expect_short(&w, path);
		assert_true(r.nanswers > 0);
	}
}

static void
test_patterns_and_bundles_have_one_bound(void **state)
{
	static struct wire bundle;
	struct wire w;

	(void)state;
	be_remote(false, false);
	wire_message(&w, "/*", "");
	expect_short(&w, "/*");
	wire_message(&w, "/*/*", "");
	expect_short(&w, "/*/*");
	assert_true(r.nanswers > 0);
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/load", "");
	for (int i = 0; i < 50; i++)
		wire_add(&bundle, &w);
	expect_short(&bundle, "fifty /load");
}

/* A bundle of bundles that wait gets 64 bytes for itself, not for each of them. */
static void
test_waiting_bundles_have_the_bound_of_their_packet(void **state)
{
	static struct wire bundle;
	struct wire inner, w;
	size_t bytes;

	(void)state;
	be_remote(false, false);
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_bundle(&inner, r.now.ntp + (UINT64_C(1) << 30));
	wire_message(&w, "/load", "");
	wire_add(&inner, &w);
	for (int i = 0; i < 50; i++)
		wire_add(&bundle, &inner);
	rig_packet(&r, &bundle);
	bytes = answered();
	rig_advance(&r, 500 * MS);
	server_run_due(r.server, &r.now);
	assert_true(answered() > bytes);
	assert_true(answered() <= 3 * bundle.len + 64);
}

static void
test_what_does_not_fit_says_so(void **state)
{
	(void)state;
	be_remote(false, false);
	ask("/spectrum", "");
	expect_error("/spectrum", OSC_NOT_ALLOWED);
	assert_true(answer_says("/subscribe"));
	ask("/spectrum", "i", 8);
	assert_string_equal(r.answer[0].data, "/spectrum.reply");
	ask("/subscribe", "s", "/spectrum");
	assert_string_equal(r.answer[0].data, "/spectrum.reply");
	assert_true(r.answer[0].len > 1024);
}

static int32_t
argument_of(const struct wire *answer, size_t at)
{
	uint32_t word;

	memcpy(&word, answer->data + at, sizeof word);
	return (int32_t)ntohl(word);
}

/* Every name of the root, page by page. */
static uint32_t
names_of_root(void)
{
	uint32_t names = 0;
	int offset = 0;

	for (int page = 0; offset >= 0 && page < 100; page++) {
		struct wire w;
		size_t tags;

		rig_advance(&r, 100 * MS);
		ask("/list", "si", "/", offset);
		assert_int_equal(r.nanswers, 1);
		assert_string_equal(r.answer[0].data, "/list.reply");
		memcpy(w.data, r.answer[0].data, r.answer[0].len);
		tags = strlen((char *)w.data + 12);
		names += (uint32_t)tags - strlen(",sii");
		offset = argument_of(&w, 12 + ((tags + 4) & ~(size_t)3) + 4 + 4);
	}
	assert_int_equal(offset, -1);
	return names;
}

static void
test_lists_are_paged_to_what_fits(void **state)
{
	uint32_t names = names_of_root(), lines = 0;

	(void)state;
	assert_true(names > 10);
	be_remote(false, false);
	assert_int_equal(names_of_root(), names);
	for (int i = 0; i < 3; i++)
		memset(r.control.snap.log[i].text, 'x', 150);
	for (int from = 0, page = 0; from < 12 && page < 100; page++) {
		struct wire w;

		rig_advance(&r, 100 * MS);
		ask("/log/list", "i", from);
		assert_string_equal(r.answer[0].data, "/log/list.reply");
		memcpy(w.data, r.answer[0].data, r.answer[0].len);
		from = argument_of(&w, 16 + 8);
		lines += (uint32_t)argument_of(&w, 16 + 12);
	}
	assert_int_equal(lines, 3);
}

/* ---- Rates ---- */

static void
test_a_flooding_fader_ends_where_it_was_left(void **state)
{
	double sent = 0;

	(void)state;
	for (int i = 0; i < 2 * PEER_PACKETS_PER_S; i++) {
		sent = -0.005 * i;
		ask("/eq/preamp", "f", sent);
	}
	assert_true(value_of("/eq/preamp") != (float)sent);
	assert_int_equal(server_counts(r.server)->refused, PEER_PACKETS_PER_S);
	assert_true(server_due(r.server) <= r.now.monotonic_ns + LATE_PAUSE_NS);
	rig_advance(&r, LATE_PAUSE_NS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == (float)sent);
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_a_late_value_never_undoes_a_newer_one(void **state)
{
	(void)state;
	for (int i = 0; i <= PEER_PACKETS_PER_S; i++)
		ask("/eq/preamp", "f", -1.0);
	ask("/eq/preamp", "f", -2.0); /* kept */
	rig_client(&r, "127.0.0.1", 9001);
	ask("/eq/preamp", "f", -3.0); /* done */
	rig_advance(&r, 1000 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == -3);
}

static void
test_late_values_of_several_addresses_all_come(void **state)
{
	struct wire bundle, w;

	(void)state;
	be_remote(true, false);
	for (int i = 0; i < PEER_REMOTE_PACKETS_PER_S; i++)
		ask("/ping", "");
	ask("/eq/band/1/gain", "f", 1.0);
	ask("/eq/band/2/gain", "f", 2.0);
	wire_bundle(&bundle, OSC_IMMEDIATELY); /* of one message, as some programs send all */
	wire_message(&w, "/eq/band/3/gain", "f", 3.0);
	wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	ask("/eq/band/1/gain", "f", 1.5);
	ask("/stats/reset", ""); /* an action is not kept */
	assert_int_equal(r.control.nsets, 0);
	rig_advance(&r, 1000 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 3);
	assert_true(value_of("/eq/band/1/gain") == 1.5f);
	assert_true(value_of("/eq/band/3/gain") == 3);
	assert_int_equal(r.control.nclears, 0);
}

static void
test_late_values_of_readers_are_not_kept(void **state)
{
	(void)state;
	be_remote(false, false);
	for (int i = 0; i <= PEER_REMOTE_PACKETS_PER_S; i++)
		ask("/eq/preamp", "f", -1.0);
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_another_machine_has_its_own_rate_whatever_its_ports(void **state)
{
	uint32_t pongs = 0;

	(void)state;
	be_remote(false, false);
	for (int i = 0; i < 2 * PEER_REMOTE_PACKETS_PER_S; i++) {
		ask("/ping", "");
		pongs += r.nanswers;
	}
	assert_int_equal(pongs, PEER_REMOTE_PACKETS_PER_S);
	for (uint16_t port = 9001; port < 9050; port++)
		for (int i = 0; i < 20; i++) {
			rig_client(&r, "192.0.2.7", port);
			ask("/ping", "");
			pongs += r.nanswers;
		}
	assert_int_equal(pongs, PEER_HOST_PACKETS_PER_S);
}

/* Sources nobody has heard of, as fast as they come, for a second: of one machine by its ports, of
 * all of the network by their addresses. */
static void
test_forged_sources_push_nobody_out(void **state)
{
	static struct peers p;
	uint64_t now_ns = UINT64_C(9000000000);
	struct origin friend = sender("192.0.2.7", 9000), local = sender("127.0.0.1", 9000);
	uint32_t taken = 0;

	(void)state;
	for (int i = 0; i < 2; i++, now_ns += UINT64_C(2000000000)) {
		peers_find(&p, &friend, now_ns);
		peers_find(&p, &local, now_ns);
	}
	for (uint32_t i = 0; i < 20000; i++) {
		char address[32];
		struct origin forged;

		snprintf(address, sizeof address, "192.0.2.%u", i % 3 == 0 ? 66 : 100 + i % 100);
		forged = sender(address, (uint16_t)(10000 + i));
		taken += peer_take_packet(peers_find(&p, &forged, now_ns + 50000 * i));
	}
	now_ns += UINT64_C(1000000000);
	assert_in_range(taken, 100, 1000);
	assert_non_null(peers_find(&p, &friend, now_ns)->of);
	assert_true(peers_find(&p, &friend, now_ns)->times.known_ns < UINT64_C(9100000000));
	assert_true(peers_find(&p, &local, now_ns)->times.known_ns < UINT64_C(9100000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_senders_have_their_tier),
		ROW(test_what_was_sent_to_all_is_not_answered),
		ROW(test_a_socket_in_the_file_system_is_of_this_machine),
		ROW(test_rows_take_a_tier_by_kind_or_their_own),
		ROW(test_a_reader_reads_and_sets_nothing),
		ROW(test_a_stranger_hears_nothing),
		ROW(test_a_held_bundle_may_what_its_sender_may),
		ROW(test_no_answer_is_long_off_loopback),
		ROW(test_patterns_and_bundles_have_one_bound),
		ROW(test_waiting_bundles_have_the_bound_of_their_packet),
		ROW(test_what_does_not_fit_says_so),
		ROW(test_lists_are_paged_to_what_fits),
		ROW(test_a_flooding_fader_ends_where_it_was_left),
		ROW(test_a_late_value_never_undoes_a_newer_one),
		ROW(test_late_values_of_several_addresses_all_come),
		ROW(test_late_values_of_readers_are_not_kept),
		ROW(test_another_machine_has_its_own_rate_whatever_its_ports),
		ROW(test_forged_sources_push_nobody_out),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
