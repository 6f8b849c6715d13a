/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bundles: whole, in the order of their times, and not too far ahead.  Control is a stub. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"

static void
add_set(struct wire *bundle, const char *path, double v)
{
	struct wire w;

	wire_message(&w, path, "f", v);
	wire_add(bundle, &w);
}

static void
test_a_bundle_takes_effect_whole(void **state)
{
	struct wire bundle, inner;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	add_set(&bundle, "/eq/preamp", -6);
	add_set(&bundle, "/eq/band/1/gain", 6);
	wire_bundle(&inner, OSC_IMMEDIATELY);
	add_set(&inner, "/eq/band/2/gain", 7);
	wire_add(&bundle, &inner);
	add_set(&bundle, "/nothing", 1);
	add_set(&bundle, "/eq/band/3/gain", 8);
	rig_packet(&r, &bundle);
	assert_int_equal(r.control.nsets, 4);
	assert_int_equal(r.control.napplies, 0); /* control applies once, when the turn is over */
	assert_int_equal(r.nanswers, 1);
	expect_error("/nothing", OSC_UNKNOWN);
	assert_true(value_of("/eq/band/3/gain") == 8);
}

static void
test_a_bundle_reads_what_it_has_set(void **state)
{
	struct wire bundle, w;

	(void)state;
	wire_bundle(&bundle, r.now.ntp - 5);
	add_set(&bundle, "/eq/preamp", -6);
	wire_message(&w, "/eq/preamp", "");
	wire_add(&bundle, &w);
	wire_message(&w, "/sync", "i", 3);
	wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 2);
	assert_string_equal(r.answer[0].data, "/eq/preamp");
	assert_string_equal(r.answer[1].data, "/synced");
}

static void
test_a_bundle_waits_for_its_time(void **state)
{
	struct wire bundle;
	uint64_t due_ns;

	(void)state;
	assert_true(server_due(r.server) == UINT64_MAX);
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	add_set(&bundle, "/eq/preamp", -6);
	rig_packet(&r, &bundle);
	assert_int_equal(r.control.nsets, 0);
	due_ns = server_due(r.server);
	assert_int_equal(due_ns - r.now.monotonic_ns, 500 * MS);
	rig_advance(&r, 499 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 0);
	rig_advance(&r, 2 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == -6);
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_bundles_run_in_the_order_of_their_times(void **state)
{
	static const struct {
		uint64_t ms;
		double gain;
	} row[] = { { 300, 3 }, { 100, 1 }, { 200, 2 }, { 200, 2.5 } };
	struct wire bundle;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		wire_bundle(&bundle, r.now.ntp + (row[i].ms << 32) / 1000);
		add_set(&bundle, "/eq/preamp", row[i].gain);
		rig_packet(&r, &bundle);
	}
	rig_advance(&r, 250 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == 2.5f);
	assert_int_equal(r.control.nsets, 3);
	rig_advance(&r, 100 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == 3);
}

static void
test_a_time_beyond_a_second_is_refused(void **state)
{
	struct wire bundle;

	(void)state;
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1100) << 32) / 1000);
	add_set(&bundle, "/eq/preamp", -6);
	rig_packet(&r, &bundle);
	expect_error("#bundle", OSC_TOO_FAR);
	rig_advance(&r, 2000 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 0);
}

static void
test_only_so_many_bundles_wait(void **state)
{
	struct wire bundle;

	(void)state;
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	add_set(&bundle, "/eq/preamp", -6);
	for (int i = 0; i < 64; i++)
		rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 0);
	rig_packet(&r, &bundle);
	expect_error("#bundle", OSC_NOT_NOW);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_a_bundle_takes_effect_whole),
		ROW(test_a_bundle_reads_what_it_has_set),
		ROW(test_a_bundle_waits_for_its_time),
		ROW(test_bundles_run_in_the_order_of_their_times),
		ROW(test_a_time_beyond_a_second_is_refused),
		ROW(test_only_so_many_bundles_wait),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
