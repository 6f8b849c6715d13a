/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one packet may cost, whatever is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"

static void
test_a_packet_of_patterns_has_a_bounded_cost(void **state)
{
	static struct wire bundle;
	struct wire w;
	uint32_t answers;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/*/*/*{,a}*{,a}*{,a}*{,a}*{,a}*{,a}", "");
	while (bundle.len + w.len + 4 < WIRE_BYTES)
		wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	answers = r.nanswers;
	assert_true(answers <= PACKET_ANSWERS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

/* As many of one message as a packet holds, or n.  Return: how many. */
static int
ask_many(const char *address, int n)
{
	static struct wire bundle;
	struct wire w;
	int i;

	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, address, "");
	for (i = 0; i < n && bundle.len + w.len + 4 < WIRE_BYTES; i++)
		wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	return i;
}

/* One may read a file, or clear all that was measured. */
static void
test_actions_of_a_packet_are_bounded(void **state)
{
	uint32_t before = r.control.nclears;

	(void)state;
	assert_int_equal(ask_many("/stats/reset", PACKET_ACTIONS_MAX), PACKET_ACTIONS_MAX);
	assert_int_equal(r.control.nclears - before, PACKET_ACTIONS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 0);
	rig_forget(&r);
	before = r.control.nclears;
	assert_true(ask_many("/stats/reset", 1000) > PACKET_ACTIONS_MAX);
	assert_int_equal(r.control.nclears - before, PACKET_ACTIONS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
	/* What was not done is told, sparingly. */
	assert_int_equal(r.nanswers, PACKET_ACTIONS_MAX + PEER_ERRORS_PER_S);
}

/* Values that could not be sent any more are not worked out either. */
static void
test_what_cannot_be_answered_is_not_asked_of_anybody(void **state)
{
	uint32_t before = r.control.nbars;

	(void)state;
	assert_true(ask_many("/cycle/histogram", 1000) > PACKET_ANSWERS_MAX);
	assert_int_equal(r.nanswers, PACKET_ANSWERS_MAX);
	assert_int_equal(r.control.nbars - before, PACKET_ANSWERS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

/* Off loopback there is room for a few of these only. */
static void
test_what_has_no_room_is_given_up_soon(void **state)
{
	uint32_t before = r.control.nbars, n;

	(void)state;
	rig_admit(&r, false, false);
	rig_client(&r, "192.0.2.9", 9000);
	n = (uint32_t)ask_many("/cycle/histogram", 1000);
	assert_true(r.nanswers > 0 && n > r.nanswers + PACKET_UNFIT_MAX);
	assert_true(r.control.nbars - before <= r.nanswers + PACKET_UNFIT_MAX);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(test_a_packet_of_patterns_has_a_bounded_cost),
		ROW(test_actions_of_a_packet_are_bounded),
		ROW(test_what_cannot_be_answered_is_not_asked_of_anybody),
		ROW(test_what_has_no_room_is_given_up_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
