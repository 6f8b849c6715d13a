/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Undo, redo, flat and slots in a whole control, from within a front end. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/hand.h"

static bool
act_undo(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0: /* what was set at the start is no step */
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(control_undo(c), -ENOENT);
		assert_int_equal(control_redo(c), -ENOENT);
		hand_set(h, "/eq/band/3/gain", 4);
		hand_set(h, "/eq/band/4/gain", 5);
		hand_set(h, "/eq/bypass", 1); /* a setting, no edit */
		return true;
	case 1: /* all of a turn is one step */
		assert_int_equal(s->undo_steps, 1);
		hand_set(h, "/eq/band/12/gain", 1); /* makes it 16 bands: still one parameter */
		control_apply(c);
		hand_set(h, "/eq/band/12/gain", 2);
		return true;
	case 2:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->eq.nbands, 16);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/bands") == 8);
		assert_true(hand_get(h, "/eq/band/12/gain") == 0);
		assert_true(hand_get(h, "/eq/band/3/gain") == 4);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/band/3/gain") == 0);
		assert_true(hand_get(h, "/eq/band/4/gain") == 0);
		assert_true(hand_get(h, "/eq/band/2/gain") == 3); /* of --set */
		assert_true(hand_get(h, "/eq/bypass") == 1);
		assert_int_equal(control_undo(c), -ENOENT);
		return true;
	case 3:
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(s->redo_steps, 2);
		assert_int_equal(control_redo(c), 0);
		assert_true(hand_get(h, "/eq/band/3/gain") == 4);
		control_flat(c);
		control_apply(c);
		assert_true(hand_get(h, "/eq/band/3/gain") == 0);
		assert_true(hand_get(h, "/eq/band/2/gain") == 0);
		assert_true(hand_get(h, "/eq/bypass") == 1);
		return true;
	default:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->redo_steps, 0);
		assert_true(s->eq_curve.rate_hz == 48000);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/band/3/gain") == 4);
		assert_true(hand_get(h, "/eq/band/2/gain") == 3);
		return false;
	}
}

static void
test_edits_can_be_undone_and_redone_and_settings_are_none(void **state)
{
	(void)state;
	HAND_RUN(act_undo, WORD("--set=/eq/band/2/gain=3"), );
}

/* Frequency and gain of a point that is dragged, some 25 times a second. */
static bool
act_drag(struct hand *h, const struct snapshot *s)
{
	if (h->step < 5) {
		hand_set(h, "/eq/band/3/freq", 200 + (float)h->step);
		hand_set(h, "/eq/band/3/gain", 1 + (float)h->step);
		return true;
	}
	if (h->step == 5) {
		assert_int_equal(s->undo_steps, 1);
		hand_set(h, "/eq/band/3/gain", 9);
		hand_set(h, "/eq/band/4/gain", 9); /* another band is another step */
		return true;
	}
	assert_int_equal(s->undo_steps, 2);
	assert_int_equal(control_undo(h->control), 0);
	assert_true(hand_get(h, "/eq/band/3/gain") == 5);
	assert_int_equal(control_undo(h->control), 0);
	assert_true(hand_get(h, "/eq/band/3/gain") == 0);
	assert_true(hand_get(h, "/eq/band/3/freq") == 160);
	return false;
}

static void
test_point_that_is_dragged_is_one_step(void **state)
{
	(void)state;
	HAND_RUN(act_drag, );
}

/* An edit that has not been applied when undo comes is the one that is undone. */
static bool
act_undo_at_once(struct hand *h, const struct snapshot *s)
{
	(void)s;
	hand_set(h, "/eq/preamp", -5);
	assert_int_equal(control_undo(h->control), 0);
	assert_true(hand_get(h, "/eq/preamp") == 0);
	assert_int_equal(control_redo(h->control), 0);
	assert_true(hand_get(h, "/eq/preamp") == -5);
	return false;
}

static void
test_undo_counts_what_was_set_in_the_same_turn(void **state)
{
	(void)state;
	HAND_RUN(act_undo_at_once, );
}

static bool
act_slots(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0:
		assert_false(s->slot_b);
		hand_set(h, "/eq/preamp", -3);
		hand_set(h, "/eq/solo", 2);
		control_apply(c);
		hand_set(h, "/eq/slot", 1);
		assert_true(hand_get(h, "/eq/preamp") == -3); /* B begins as a copy */
		hand_set(h, "/eq/preamp", -9);
		return true;
	case 1:
		assert_true(s->slot_b);
		assert_true(s->eq.preamp_db == -9);
		assert_int_equal(s->undo_steps, 2); /* to switch is none */
		hand_set(h, "/eq/slot", 1);         /* is so already */
		assert_true(hand_get(h, "/eq/preamp") == -9);
		hand_set(h, "/eq/slot", 0);
		assert_true(hand_get(h, "/eq/preamp") == -3);
		hand_set(h, "/eq/band/1/gain", 2);
		hand_set(h, "/eq/slot", 1);
		assert_true(hand_get(h, "/eq/band/1/gain") == 0);
		assert_true(hand_get(h, "/eq/preamp") == -9);
		hand_set(h, "/eq/slot", 0);
		assert_true(hand_get(h, "/eq/band/1/gain") == 2);
		return true;
	case 2: /* undo goes to the slot where the edit was made */
		assert_int_equal(s->undo_steps, 3);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/slot") == 0 && hand_get(h, "/eq/band/1/gain") == 0);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/slot") == 1 && hand_get(h, "/eq/preamp") == -3);
		assert_int_equal(control_undo(c), 0);
		assert_true(hand_get(h, "/eq/slot") == 0 && hand_get(h, "/eq/preamp") == 0);
		for (int i = 0; i < 3; i++)
			assert_int_equal(control_redo(c), 0);
		assert_true(hand_get(h, "/eq/slot") == 0 && hand_get(h, "/eq/band/1/gain") == 2);
		hand_set(h, "/eq/slot", 1);
		assert_true(hand_get(h, "/eq/preamp") == -9);
		assert_true(hand_get(h, "/eq/solo") == 2); /* of no slot */
		return true;
	default:
		assert_true(s->slot_b);
		assert_int_equal(s->eq.solo, 2);
		return false;
	}
}

static void
test_slots_keep_their_values_and_undo_knows_them(void **state)
{
	(void)state;
	HAND_RUN(act_slots, );
}

/* The screen asks through its ring. */
static bool
act_requests(struct hand *h, const struct snapshot *s)
{
	static const struct request asked[] = {
		{ .kind = REQUEST_SET, .path = "/eq/preamp", .value = -4 },
		{ .kind = REQUEST_UNDO, .path = "", .value = 0 },
		{ .kind = REQUEST_REDO, .path = "", .value = 0 },
		{ .kind = REQUEST_FLAT, .path = "", .value = 0 },
		{ .kind = REQUEST_PRESET_LOAD, .path = "Bright", .value = 0 },
		{ .kind = REQUEST_PRESET_LOAD, .path = "Nowhere", .value = 0 },
	};
	static const double preamp_db[] = { -4, 0, -4, 0, -7, -7 };
	size_t n = sizeof asked / sizeof *asked;

	if (h->step > 0 && s->eq.preamp_db != preamp_db[h->step - 1]) {
		if (s->uptime_s > 20)
			fail_msg("request %u is not heeded", h->step - 1);
		h->step--;
		return true;
	}
	if (h->step == n) {
		assert_string_equal(s->preset, "Bright");
		return false;
	}
	assert_true(control_request(h->control, &asked[h->step]));
	return true;
}

static void
test_edits_are_asked_for_through_the_ring(void **state)
{
	(void)state;
	HAND_RUN(act_requests, );
}

#define TEST(f) cmocka_unit_test_setup(f, hand_presets)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_edits_can_be_undone_and_redone_and_settings_are_none),
		TEST(test_undo_counts_what_was_set_in_the_same_turn),
		TEST(test_point_that_is_dragged_is_one_step),
		TEST(test_slots_keep_their_values_and_undo_knows_them),
		TEST(test_edits_are_asked_for_through_the_ring),
	};

	return cmocka_run_group_tests(tests, hand_folder_create, hand_folder_remove);
}
