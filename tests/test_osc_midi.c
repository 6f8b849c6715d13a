/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "control/midi/midi.h"
#include "tests/ask_osc.h"

static void
test_learning_is_begun_read_and_cancelled(void **state)
{
	(void)state;
	ask("/midi/learn", "s", "/eq/preamp");
	expect_silence();
	assert_string_equal(r.control.midi_learning, "/eq/preamp");
	ask("/midi/learn", "");
	expect("/midi/learn", "s", "/eq/preamp");
	ask("/midi/learn", "s", "");
	ask("/midi/learn", "");
	expect("/midi/learn", "s", "");
	ask("/midi/learn", "s", "/nobody");
	expect_error("/midi/learn", OSC_RANGE);
	ask("/midi/learn", "i", 3);
	expect_error("/midi/learn", OSC_TYPE);
}

static void
test_the_map_comes_in_pages(void **state)
{
	(void)state;
	r.control.nmidi = 0;
	ask("/midi/map", "");
	expect("/midi/map.reply", "ii", 0, -1);
	r.control.nmidi = 17;
	ask("/midi/map", "i", 16);
	expect("/midi/map.reply", "iis", 17, -1, "cc 1 16 /eq/preamp");
	ask("/midi/map", "");
	expect("/midi/map.reply", "iissssssssssssssss", 17, 16, "cc 1 0 /eq/preamp",
		"cc 1 1 /eq/preamp", "cc 1 2 /eq/preamp", "cc 1 3 /eq/preamp", "cc 1 4 /eq/preamp",
		"cc 1 5 /eq/preamp", "cc 1 6 /eq/preamp", "cc 1 7 /eq/preamp", "cc 1 8 /eq/preamp",
		"cc 1 9 /eq/preamp", "cc 1 10 /eq/preamp", "cc 1 11 /eq/preamp",
		"cc 1 12 /eq/preamp", "cc 1 13 /eq/preamp", "cc 1 14 /eq/preamp",
		"cc 1 15 /eq/preamp");
	ask("/midi/map", "i", 2147483647);
	expect("/midi/map.reply", "ii", 17, -1);
	ask("/midi/map", "i", -1);
	expect_error("/midi/map", OSC_RANGE);
}

static void
test_the_map_is_paged_to_the_room_there_is(void **state)
{
	uint32_t next = 0, pages = 0;

	(void)state;
	r.control.nmidi = 17;
	rig_client(&r, "192.0.2.9", 9000);
	for (; next < 17 && pages < 17; pages++) {
		char line[MIDI_LINE_BYTES];
		const uint8_t *at;

		ask("/midi/map", "i", (int)next);
		assert_int_equal(r.nanswers, 1);
		assert_in_range(r.answer[0].len, 40, 3 * 20 + 64);
		snprintf(line, sizeof line, "cc 1 %u /eq/preamp", next);
		/* The first line of the page stands behind address, tags and two numbers. */
		at = r.answer[0].data + 16;
		at += (strlen((const char *)at) + 4) & ~(size_t)3;
		assert_string_equal(at + 8, line);
		memcpy(&next, at + 4, 4);
		next = ntohl(next);
	}
	assert_int_equal(next, UINT32_MAX); /* -1 */
	assert_in_range(pages, 4, 17);
}

static void
test_the_last_controller_is_told_and_lines_are_forgotten(void **state)
{
	(void)state;
	ask("/midi/last", "");
	expect("/midi/last", "iii", 3, 74, 127);
	ask("/midi/last", "i", 3);
	expect_error("/midi/last", OSC_READ_ONLY);
	ask("/midi/forget", "s", "/eq/preamp");
	expect("/reply", "ss", "/midi/forget", "/eq/preamp");
	assert_string_equal(r.control.midi_forgotten, "/eq/preamp");
	ask("/midi/forget", "s", "");
	expect("/reply", "ss", "/midi/forget", "everything");
	ask("/midi/forget", "s", "/nobody");
	expect_error("/midi/forget", OSC_RANGE);
	ask("/midi/forget", "");
	expect_error("/midi/forget", OSC_TYPE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_learning_is_begun_read_and_cancelled, ask_setup, ask_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_map_comes_in_pages, ask_setup, ask_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_map_is_paged_to_the_room_there_is, ask_setup, ask_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_last_controller_is_told_and_lines_are_forgotten, ask_setup,
			ask_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
