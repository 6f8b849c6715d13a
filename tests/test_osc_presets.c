/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits and presets over OSC: what they do, whom they tell, and when saving is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"

/* ---- Edits ---- */

static void
test_steps_of_undo_are_answered_or_refused(void **state)
{
	(void)state;
	ask("/eq/undo", "");
	expect_error("/eq/undo", OSC_NOT_NOW);
	ask("/eq/redo", "");
	expect_error("/eq/redo", OSC_NOT_NOW);
	r.control.undo_steps = 1;
	ask("/eq/undo", "");
	expect("/reply", "ss", "/eq/undo", "undone");
	assert_true(value_of("/eq/preamp") == -1);
	ask("/eq/redo", "");
	expect("/reply", "ss", "/eq/redo", "done again");
	assert_true(value_of("/eq/preamp") == 0);
	ask("/eq/undo", "i", 1);
	expect_error("/eq/undo", OSC_TYPE);
	ask("/eq/preamp", "f", -9.0);
	ask("/eq/flat", "");
	expect("/reply", "ss", "/eq/flat", "flat; /eq/undo brings it back");
	assert_int_equal(r.control.nflats, 1);
}

static void
test_what_an_action_changes_is_told_to_its_sender_too(void **state)
{
	(void)state;
	ask("/notify", "i", 1);
	r.control.undo_steps = 1;
	ask("/eq/undo", "");
	assert_int_equal(r.nanswers, 2);
	assert_string_equal(r.answer[0].data, "/reply");
	assert_string_equal(r.answer[1].data, "/eq/preamp");
	ask("/preset/load", "s", "Preset 2");
	assert_int_equal(r.nanswers, 3);
	assert_string_equal(r.answer[1].data, "/eq/preamp");
	assert_string_equal(r.answer[2].data, "/preset/current");
}

static void
test_solo_and_slot_are_parameters(void **state)
{
	(void)state;
	ask("/eq/solo", "i", 17);
	expect("/eq/solo", "i", 16);
	ask("/eq/solo", "f", 2.6);
	expect("/eq/solo", "i", 3);
	ask("/eq/slot", "s", "b");
	expect("/eq/slot", "s", "B");
	ask("/eq/slot/index", "");
	expect("/eq/slot/index", "i", 1);
	ask("/eq/slot", "s", "C");
	expect_error("/eq/slot", OSC_RANGE);
}

static void
test_actions_need_their_exact_address(void **state)
{
	(void)state;
	r.control.undo_steps = 1;
	ask("/eq/und?", "");
	expect_error("/eq/und?", OSC_NOT_ALLOWED);
	ask("/qui*", "");
	expect_error("/qui*", OSC_NOT_ALLOWED);
	ask("/preset/*", "s", "Preset 2");
	expect_silence();
	assert_int_equal(r.control.undo_steps, 1);
	assert_int_equal(r.control.nquits, 0);
	assert_int_equal(r.control.tickets, 0);
	assert_string_equal(r.control.snap.preset, "K702");
}

/* ---- Presets ---- */

static void
test_presets_are_listed_in_pages(void **state)
{
	int32_t next = 0, seen = 0;

	(void)state;
	ask("/preset/list", "");
	expect("/preset/list.reply", "iisss", 3, -1, "Preset 0", "Preset 1", "Preset 2");
	ask("/preset/list", "i", 2);
	expect("/preset/list.reply", "iis", 3, -1, "Preset 2");
	ask("/preset/list", "i", 3);
	expect("/preset/list.reply", "ii", 3, -1);
	ask("/preset/list", "i", -1);
	expect_error("/preset/list", OSC_RANGE);
	r.control.npresets = 1000;
	for (int page = 0; page < 100 && next >= 0; page++) {
		size_t offset, ntags;
		uint32_t word[2];

		rig_advance(&r, 1000 * MS);
		ask("/preset/list", "i", next);
		assert_in_range(r.answer[0].len, 40, 1200);
		ntags = strlen(packet_tags(r.answer[0].data, r.answer[0].len, &offset));
		offset += (ntags + 5) & ~(size_t)3;
		memcpy(word, r.answer[0].data + offset, sizeof word);
		assert_int_equal(ntohl(word[0]), 1000);
		seen += (int32_t)ntags - 2;
		next = (int32_t)ntohl(word[1]);
		assert_true(next == seen || next == -1);
	}
	assert_int_equal(seen, 1000);
}

static void
test_presets_are_loaded_by_name_or_place(void **state)
{
	(void)state;
	ask("/preset/load", "s", "Preset 2");
	expect("/reply", "ss", "/preset/load", "Preset 2");
	ask("/preset/current", "");
	expect("/preset/current", "si", "Preset 2", 0);
	ask("/preset/load", "f", 0.0);
	expect("/reply", "ss", "/preset/load", "Preset 0");
	ask("/preset/prev", "");
	expect("/reply", "ss", "/preset/prev", "Preset 2");
	ask("/preset/next", "");
	expect("/reply", "ss", "/preset/next", "Preset 0");
	ask("/preset/next", "");
	expect_error("/preset/next", OSC_BAD_FILE);
	r.control.npresets = 0;
	rig_advance(&r, 1000 * MS);
	ask("/preset/next", "");
	expect_error("/preset/next", OSC_NO_FILE);
	assert_true(value_of("/eq/preamp") == 0);
}

static void
test_a_preset_that_is_not_loaded_says_why(void **state)
{
	static const struct {
		const char *name;
		int code;
	} row[] = { { "Preset 9", OSC_NO_FILE }, { "../../etc/passwd", OSC_RANGE },
		{ ".hidden", OSC_RANGE }, { "", OSC_RANGE }, { "Preset 1", OSC_BAD_FILE } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		rig_advance(&r, 1000 * MS);
		ask("/preset/load", "s", row[i].name);
		expect_error("/preset/load", row[i].code);
	}
	ask("/preset/load", "i", 3);
	expect_error("/preset/load", OSC_NO_FILE);
	ask("/preset/load", "f", 1.5);
	expect_error("/preset/load", OSC_RANGE);
	ask("/preset/load", "");
	expect_error("/preset/load", OSC_TYPE);
	assert_string_equal(r.control.snap.preset, "K702");
}

static void
done(uint64_t ticket, int error, const char *text)
{
	rig_forget(&r);
	server_done(r.server, ticket, error, text, &r.now);
}

static void
test_saving_is_answered_when_it_is_done(void **state)
{
	(void)state;
	ask("/preset/save", "s", "Mine");
	expect_silence();
	assert_string_equal(r.control.saving, "Mine");
	ask("/sync", "i", 5); /* all before it is not done yet */
	expect_silence();
	rig_client(&r, "127.0.0.1", 9005);
	ask("/sync", "i", 6);
	expect("/synced", "i", 6);
	done(77, 0, "somebody else's");
	expect_silence();
	done(1, 0, "saved /a/b/Mine.txt");
	assert_int_equal(r.nanswers, 2);
	assert_int_equal(r.answer[0].port, 9000);
	assert_string_equal(r.answer[0].data, "/reply");
	assert_string_equal(r.answer[0].data + 12, "/preset/save");
	assert_string_equal(r.answer[0].data + 28, "Mine");
	assert_int_equal(r.answer[1].port, 9000);
	assert_string_equal(r.answer[1].data, "/synced");
	done(1, 0, "again");
	expect_silence();
}

static void
test_what_cannot_be_saved_says_why(void **state)
{
	static const struct {
		int error, code;
	} row[] = { { EBUSY, OSC_NOT_NOW }, { ENOENT, OSC_CREATE_FAILED },
		{ EACCES, OSC_CREATE_FAILED } };

	(void)state;
	ask("/preset/save", "s", "a/b");
	expect_error("/preset/save", OSC_RANGE);
	ask("/preset/save", "i", 1);
	expect_error("/preset/save", OSC_TYPE);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		rig_advance(&r, 1000 * MS);
		r.control.save_error = row[i].error;
		ask("/preset/save", "s", "Mine");
		expect_error("/preset/save", row[i].code);
	}
	r.control.save_error = 0;
	ask("/preset/save", "s", "Mine");
	done(1, -ENOSPC, "the disk is full");
	expect("/error", "sis", "/preset/save", OSC_CREATE_FAILED, "the disk is full");
}

static void
test_only_so_many_wait_for_their_file(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		ask("/preset/save", "s", "Mine");
		expect_silence();
	}
	ask("/preset/save", "s", "Mine");
	expect_error("/preset/save", OSC_NOT_NOW);
	assert_int_equal(r.control.tickets, 8);
	done(3, 0, "");
	ask("/preset/save", "s", "Mine");
	expect_silence();
}

static void
test_files_and_the_end_are_not_for_other_machines(void **state)
{
	(void)state;
	rig_client(&r, "192.0.2.1", 9000);
	rig_admit(&r, true, false);
	ask("/preset/save", "s", "Mine");
	expect_error("/preset/save", OSC_NOT_ALLOWED);
	ask("/quit", "");
	expect_error("/quit", OSC_NOT_ALLOWED);
	ask("/preset/load", "s", "Preset 2");
	expect("/reply", "ss", "/preset/load", "Preset 2");
	rig_admit(&r, false, false);
	ask("/eq/flat", "");
	expect_error("/eq/flat", OSC_NOT_ALLOWED);
	ask("/norm/eq/preamp", "f", 0.5);
	expect_error("/norm/eq/preamp", OSC_NOT_ALLOWED);
	rig_advance(&r, 1000 * MS);
	rig_admit(&r, true, true);
	ask("/quit", "");
	expect("/reply", "ss", "/quit", "ends");
	assert_int_equal(r.control.nquits, 1);
	assert_int_equal(r.control.quit_status, EXIT_FINE);
	assert_int_equal(r.control.nflats, 0);
	assert_int_equal(r.control.tickets, 0);
}

static void
test_a_list_from_another_machine_fits_what_it_sent(void **state)
{
	(void)state;
	r.control.npresets = 50;
	rig_client(&r, "192.0.2.1", 9000);
	ask("/preset/list", "i", 10); /* 24 bytes: 136 at most */
	assert_int_equal(r.nanswers, 1);
	assert_string_equal(r.answer[0].data, "/preset/list.reply");
	assert_in_range(r.answer[0].len, 60, 136);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_steps_of_undo_are_answered_or_refused),
		ROW(test_what_an_action_changes_is_told_to_its_sender_too),
		ROW(test_solo_and_slot_are_parameters),
		ROW(test_actions_need_their_exact_address),
		ROW(test_presets_are_listed_in_pages),
		ROW(test_presets_are_loaded_by_name_or_place),
		ROW(test_a_preset_that_is_not_loaded_says_why),
		ROW(test_saving_is_answered_when_it_is_done),
		ROW(test_what_cannot_be_saved_says_why),
		ROW(test_only_so_many_wait_for_their_file),
		ROW(test_files_and_the_end_are_not_for_other_machines),
		ROW(test_a_list_from_another_machine_fits_what_it_sent),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
