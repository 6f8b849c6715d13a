/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of sets, errors and patterns, whatever the address.  Control is a stub. */
#include <math.h>
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

/* ---- Parameters ---- */

static void
test_numbers_of_every_type_set_a_parameter(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", -4.5);
	expect_silence();
	assert_true(value_of("/eq/preamp") == -4.5f);
	ask("/eq/preamp", "");
	expect("/eq/preamp", "f", -4.5);
	ask("/eq/preamp", "d", -0.1);
	expect_silence();
	assert_true(value_of("/eq/preamp") == -0.1f);
	ask("/eq/preamp", "i", -3);
	assert_true(value_of("/eq/preamp") == -3);
	ask("/eq/preamp", "h", INT64_C(5));
	assert_true(value_of("/eq/preamp") == 5);
	ask("/eq/bypass", "T");
	expect_silence();
	assert_true(value_of("/eq/bypass") == 1);
	ask("/eq/bypass", "");
	expect("/eq/bypass", "i", 1);
	ask("/eq/bypass", "F");
	assert_true(value_of("/eq/bypass") == 0);
	ask("/eq/bypass", "f", 1.0);
	expect_silence();
	assert_true(value_of("/eq/bypass") == 1);
}

static void
test_a_clamped_value_is_told_to_the_sender(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", 99.0);
	expect("/eq/preamp", "f", 12.0);
	ask("/eq/preamp", "d", -1e300);
	expect("/eq/preamp", "f", -30.0);
	ask("/eq/preamp", "h", INT64_MAX);
	expect("/eq/preamp", "f", 12.0);
	ask("/eq/bypass", "i", 7);
	expect("/eq/bypass", "i", 1);
}

static void
test_what_is_not_a_number_is_refused(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", (double)NAN);
	expect_error("/eq/preamp", OSC_RANGE);
	ask("/eq/preamp", "d", (double)INFINITY);
	expect_error("/eq/preamp", OSC_RANGE);
	ask("/eq/preamp", "s", "loud");
	expect_error("/eq/preamp", OSC_TYPE);
	ask("/eq/preamp", "ff", 1.0, 2.0);
	expect_error("/eq/preamp", OSC_TYPE);
	assert_int_equal(r.control.nsets, 0);
}

static void
test_types_are_names_or_numbers(void **state)
{
	(void)state;
	ask("/eq/band/2/type", "s", "HSC");
	expect_silence();
	ask("/eq/band/2/type", "");
	expect("/eq/band/2/type", "s", "HSC");
	ask("/eq/band/2/type/index", "");
	expect("/eq/band/2/type/index", "i", 2);
	ask("/eq/band/2/type", "s", "lp");
	expect("/eq/band/2/type", "s", "LP");
	ask("/eq/band/2/type", "i", 9);
	expect_silence();
	assert_true(value_of("/eq/band/2/type") == 9);
	ask("/eq/band/2/type/index", "f", 4.0);
	expect_silence();
	assert_true(value_of("/eq/band/2/type") == 4);
	ask("/eq/band/2/type", "s", "XX");
	expect_error("/eq/band/2/type", OSC_RANGE);
	ask("/eq/band/2/type", "i", 10);
	expect_error("/eq/band/2/type", OSC_RANGE);
	rig_advance(&r, 1000 * MS);
	ask("/eq/band/2/type/index", "f", 1.5);
	expect_error("/eq/band/2/type/index", OSC_RANGE);
	ask("/eq/band/2/type/index", "s", "PK");
	expect_error("/eq/band/2/type/index", OSC_TYPE);
	assert_true(value_of("/eq/band/2/type") == 4);
}

static void
test_choices_that_are_numbers_are_told_by_them(void **state)
{
	(void)state;
	ask("/spectrum/points", "");
	expect("/spectrum/points", "s", "4096");
	ask("/spectrum/points", "i", 1024);
	expect_silence();
	assert_true(value_of("/spectrum/points") == 0);
	ask("/spectrum/points", "f", 2048.0);
	expect_silence();
	assert_true(value_of("/spectrum/points") == 1);
	ask("/spectrum/points", "i", 2);
	expect_silence();
	assert_true(value_of("/spectrum/points") == 2);
	ask("/spectrum/points", "i", 1025);
	expect_error("/spectrum/points", OSC_RANGE);
	assert_true(value_of("/spectrum/points") == 2);
}

static void
test_a_band_is_set_whole_or_not_at_all(void **state)
{
	(void)state;
	ask("/eq/band/3", "sfffi", "LS", 250.0, -6.0, 0.7, 0);
	expect_silence();
	ask("/eq/band/3", "");
	expect("/eq/band/3", "sfffi", "LS", 250.0, -6.0, (double)0.7f, 0);
	ask("/eq/band/3", "sfff", "PK", 500.0, 3.0, 2.0);
	expect_silence();
	assert_true(value_of("/eq/band/3/on") == 0);
	ask("/eq/band/3", "ifffT", 1, 1.0, 99.0, 2.0);
	expect("/eq/band/3", "sfffi", "LSC", 10.0, 30.0, 2.0, 1);
	r.control.nsets = 0;
	ask("/eq/band/3", "sfff", "PK", 500.0, (double)NAN, 2.0);
	expect_error("/eq/band/3", OSC_RANGE);
	ask("/eq/band/3", "sff", "PK", 500.0, 1.0);
	expect_error("/eq/band/3", OSC_TYPE);
	ask("/eq/band/3", "sfsf", "PK", 500.0, "loud", 1.0);
	expect_error("/eq/band/3", OSC_TYPE);
	assert_int_equal(r.control.nsets, 0);
	ask("/eq/band/9", "");
	expect_error("/eq/band/9", OSC_UNKNOWN);
}

static void
test_measuring_is_known_before_the_snapshot_knows(void **state)
{
	(void)state;
	ask("/profiler/on", "");
	expect("/profiler/on", "i", 1);
	ask("/profiler/on", "i", 0);
	expect_silence();
	assert_false(r.control.measuring);
	ask("/profiler/on", "");
	expect("/profiler/on", "i", 0);
	rig_advance(&r, 1000 * MS);
	ask("/profiler/on", "");
	expect("/profiler/on", "i", r.control.snap.profile.on);
	ask("/profiler/on", "i", 5);
	expect("/profiler/on", "i", 1);
	ask("/profiler/on", "s", "on");
	expect_error("/profiler/on", OSC_TYPE);
}

static void
test_statistics_are_reset_by_name_or_all(void **state)
{
	(void)state;
	ask("/stats/reset", "");
	expect("/reply", "ss", "/stats/reset", "everything");
	assert_string_equal(r.control.cleared, "*");
	ask("/stats/reset", "s", "eq");
	expect("/reply", "ss", "/stats/reset", "eq");
	assert_string_equal(r.control.cleared, "eq");
	ask("/stats/reset", "s", "nobody");
	expect_error("/stats/reset", OSC_RANGE);
	ask("/stats/reset", "i", 1);
	expect_error("/stats/reset", OSC_TYPE);
}

/* ---- Errors ---- */

static void
test_what_cannot_be_set_says_so(void **state)
{
	static const char *const read_only[] = { "/load", "/xruns", "/eq/bands", "/engine/state",
		"/node/eq/load", "/spectrum/bands" };

	(void)state;
	for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
		ask(read_only[i], "f", 1.0);
		expect_error(read_only[i], OSC_READ_ONLY);
		rig_advance(&r, 1000 * MS);
	}
	ask("/status", "i", 1);
	expect_error("/status", OSC_TYPE);
}

static void
test_errors_are_five_a_second(void **state)
{
	uint32_t errors = 0;

	(void)state;
	for (int i = 0; i < 20; i++) {
		ask("/nothing", "");
		errors += r.nanswers;
	}
	assert_int_equal(errors, PEER_ERRORS_PER_S);
	rig_advance(&r, 1000 * MS);
	ask("/nothing", "");
	expect_error("/nothing", OSC_UNKNOWN);
}

static void
test_an_answer_is_never_answered(void **state)
{
	static const char *const address[] = { "/error", "/reply", "/pong", "/synced",
		"/status.reply" };

	(void)state;
	for (size_t i = 0; i < sizeof address / sizeof *address; i++) {
		ask(address[i], "s", "x");
		expect_silence();
	}
}

static void
test_a_flood_is_refused_and_counted(void **state)
{
	uint32_t pongs = 0;

	(void)state;
	for (int i = 0; i < PEER_PACKETS_PER_S + 10; i++) {
		ask("/ping", "");
		pongs += r.nanswers;
	}
	assert_int_equal(pongs, PEER_PACKETS_PER_S);
	assert_int_equal(server_counts(r.server)->refused, 10);
	rig_advance(&r, 10 * MS);
	ask("/ping", "");
	expect("/pong", "");
}

static void
test_silence_saves_up_one_second_of_packets(void **state)
{
	uint32_t pongs = 0;

	(void)state;
	ask("/ping", "");
	rig_advance(&r, 60000 * MS);
	for (int i = 0; i < 2 * PEER_PACKETS_PER_S; i++) {
		ask("/ping", "");
		pongs += r.nanswers;
	}
	assert_int_equal(pongs, PEER_PACKETS_PER_S);
}

static void
test_a_newcomer_takes_the_place_of_the_most_silent(void **state)
{
	static struct peers p;
	struct origin from = r.client;
	struct sockaddr_in *name = (struct sockaddr_in *)&from.addr;

	(void)state;
	for (uint16_t i = 0; i <= PEERS_MAX; i++) {
		name->sin_port = htons((uint16_t)(1000 + i));
		assert_true(peer_take_packet(peers_find(&p, &from, 1000 * (i + 1u))));
	}
	name->sin_port = htons(1001); /* still known: its token is spent */
	assert_true(peers_find(&p, &from, 66000)->packets < PEER_PACKETS_PER_S);
	name->sin_port = htons(1000); /* replaced by the last: a newcomer */
	assert_true(peers_find(&p, &from, 66000)->packets == PEER_PACKETS_PER_S);
}

/* ---- Patterns ---- */

static void
test_a_pattern_sets_all_that_match(void **state)
{
	char path[64];

	(void)state;
	ask("/eq/band/*/gain", "f", -2.0);
	expect_silence();
	for (int i = 1; i <= EQ_BANDS; i++) {
		snprintf(path, sizeof path, "/eq/band/%d/gain", i);
		assert_true(value_of(path) == -2);
	}
	assert_int_equal(r.control.nsets, EQ_BANDS);
	ask("/eq/band/{1,3}/q", "f", 5.0);
	assert_true(value_of("/eq/band/3/q") == 5 && value_of("/eq/band/2/q") == 1);
}

static void
test_a_pattern_reads_at_most_64_values(void **state)
{
	(void)state;
	ask("/eq/band/*/gain", "");
	assert_int_equal(r.nanswers, EQ_BANDS);
	ask("/eq/band/*/*", "");
	assert_int_equal(r.nanswers, 5 * EQ_BANDS);
	r.control.snap.profile.nnodes = NODES_MAX;
	for (int i = 0; i < NODES_MAX; i++)
		snprintf(r.control.snap.profile.node[i].name, PROFILE_NAME_BYTES, "n%d", i);
	ask("/node/*/*", "");
	assert_int_equal(r.nanswers, WILD_ANSWERS_MAX);
}

static void
test_a_pattern_that_matches_gets_no_errors(void **state)
{
	(void)state;
	ask("/eq/*", "s", "nonsense");
	expect_silence();
	ask("/eq/nothing*", "f", 1.0);
	expect_error("/eq/nothing*", OSC_UNKNOWN);
}

static void
test_a_pattern_never_acts(void **state)
{
	(void)state;
	ask("/stats/*", "");
	expect_error("/stats/*", OSC_NOT_ALLOWED);
	ask("/*/*", "");
	assert_int_equal(r.control.nclears, 0);
	ask("/p?ng", "");
	expect_error("/p?ng", OSC_NOT_ALLOWED);
}

/* ---- The prefix ---- */

static void
test_the_prefix_stands_before_everything(void **state)
{
	(void)state;
	server_set_prefix(r.server, "/ae");
	ask("/ae/eq/preamp", "f", -3.0);
	expect_silence();
	ask("/ae/eq/preamp", "");
	expect("/ae/eq/preamp", "f", -3.0);
	ask("/ae/ping", "i", 1);
	expect("/ae/pong", "i", 1);
	ask("/ae/stats/reset", "");
	expect("/ae/reply", "ss", "/ae/stats/reset", "everything");
	ask("/ae/eq/band/*/gain", "");
	assert_int_equal(r.nanswers, EQ_BANDS);
	assert_string_equal(r.answer[0].data, "/ae/eq/band/1/gain");
	ask("/ae/describe", "s", "/ae/eq/preamp");
	assert_true(answer_says("/ae/eq/preamp"));
	ask("/ae/list", "s", "/ae/meters");
	expect("/ae/list.reply", "siiss", "/ae/meters", 2, -1, "in", "out");
	ask("/ae/subscribe", "s", "/ae/xruns");
	expect("/ae/xruns", "i", 31);
	ask("/ae/renew", "s", "/ae/xruns");
	expect("/ae/reply", "si", "/ae/renew", 3600);
}

static void
test_without_the_prefix_nothing_is_found(void **state)
{
	static const char *const row[] = { "/eq/preamp", "/aes/eq/preamp", "/a", "/*/eq/preamp" };

	(void)state;
	server_set_prefix(r.server, "/ae");
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ask(row[i], "f", -3.0);
		assert_int_equal(r.nanswers, 1);
		assert_string_equal(r.answer[0].data, "/ae/error");
		assert_true(answer_says(row[i]));
	}
	assert_int_equal(r.control.nsets, 0);
	ask("/other/reply", "s", "x");
	expect_silence();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_numbers_of_every_type_set_a_parameter),
		ROW(test_a_clamped_value_is_told_to_the_sender),
		ROW(test_what_is_not_a_number_is_refused),
		ROW(test_types_are_names_or_numbers),
		ROW(test_choices_that_are_numbers_are_told_by_them),
		ROW(test_a_band_is_set_whole_or_not_at_all),
		ROW(test_measuring_is_known_before_the_snapshot_knows),
		ROW(test_statistics_are_reset_by_name_or_all),
		ROW(test_what_cannot_be_set_says_so),
		ROW(test_errors_are_five_a_second),
		ROW(test_an_answer_is_never_answered),
		ROW(test_a_flood_is_refused_and_counted),
		ROW(test_silence_saves_up_one_second_of_packets),
		ROW(test_a_newcomer_takes_the_place_of_the_most_silent),
		ROW(test_a_pattern_sets_all_that_match),
		ROW(test_a_pattern_reads_at_most_64_values),
		ROW(test_a_pattern_that_matches_gets_no_errors),
		ROW(test_a_pattern_never_acts),
		ROW(test_the_prefix_stands_before_everything),
		ROW(test_without_the_prefix_nothing_is_found),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
