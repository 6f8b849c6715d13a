/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/history.h"

#define MS(n) ((n)*UINT64_C(1000000))

static int
setup(void **state)
{
	static const struct eq_edit start;
	struct history *h = history_create();

	*state = h;
	if (h == NULL)
		return -1;
	history_rebase(h, &start);
	return 0;
}

static int
teardown(void **state)
{
	history_destroy(*state);
	return 0;
}

static struct eq_edit
edit_with(uint32_t key, float value)
{
	struct eq_edit e = { .slot_b = false };

	e.value[key] = value;
	return e;
}

static void
test_history_goes_back_and_forth(void **state)
{
	struct history *h = *state;
	uint64_t at = MS(5000);

	assert_null(history_undo(h));
	assert_null(history_redo(h));
	for (int i = 1; i <= 5; i++) {
		struct eq_edit e = edit_with(3, (float)i);

		assert_true(history_note(h, &e, 3, at += MS(1000)));
		assert_false(history_note(h, &e, 3, at)); /* nothing new */
	}
	assert_int_equal(history_undo_steps(h), 5);
	for (int i = 4; i >= 0; i--)
		assert_true(history_undo(h)->value[3] == (float)i);
	assert_null(history_undo(h));
	assert_int_equal(history_redo_steps(h), 5);
	for (int i = 1; i <= 5; i++)
		assert_true(history_redo(h)->value[3] == (float)i);
	assert_null(history_redo(h));
	assert_int_equal(history_undo_steps(h), 5);
}

static void
test_history_forgets_what_was_undone_at_the_next_edit(void **state)
{
	struct history *h = *state;
	struct eq_edit a = edit_with(1, 1), b = edit_with(1, 2), other = edit_with(2, 7);

	history_note(h, &a, HISTORY_MANY, MS(1));
	history_note(h, &b, HISTORY_MANY, MS(2));
	assert_true(history_undo(h)->value[1] == 1);
	assert_int_equal(history_redo_steps(h), 1);
	assert_true(history_note(h, &other, 2, MS(3)));
	assert_int_equal(history_redo_steps(h), 0);
	assert_null(history_redo(h));
	assert_true(history_undo(h)->value[1] == 1);
	assert_true(history_undo(h)->value[1] == 0);
}

/* Steps that a row of changes makes; each change is of one parameter, HISTORY_MANY: of many. */
static void
test_history_merges_one_parameter_that_keeps_moving(void **state)
{
	static const struct {
		const char *about;
		struct {
			int key;
			float value;
			unsigned at_ms;
		} change[4];
		uint32_t steps;
	} rows[] = {
		{ "a fader, slowly", { { 4, 1, 0 }, { 4, 2, 900 }, { 4, 3, 1800 }, { 4, 4, 2700 } },
			1 },
		{ "a second between",
			{ { 4, 1, 0 }, { 4, 2, 1000 }, { 4, 3, 2000 }, { 4, 4, 3000 } }, 4 },
		{ "two in turns", { { 4, 1, 0 }, { 5, 2, 10 }, { 4, 3, 20 }, { 5, 4, 30 } }, 4 },
		{ "presets", { { -1, 1, 0 }, { -1, 2, 10 }, { -1, 3, 20 }, { -1, 4, 30 } }, 4 },
		{ "a fader after a preset",
			{ { -1, 1, 0 }, { 4, 2, 10 }, { 4, 3, 20 }, { 4, 4, 30 } }, 2 },
		{ "back to where it was", { { 4, 1, 0 }, { 4, 2, 10 }, { 4, 3, 20 }, { 4, 0, 30 } },
			0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct history *h = history_create();
		struct eq_edit e = edit_with(0, 0);

		print_message("%s\n", rows[i].about);
		assert_non_null(h);
		history_rebase(h, &e);
		for (int k = 0; k < 4; k++) {
			int key = rows[i].change[k].key;

			e.value[key < 0 ? 0 : key] = rows[i].change[k].value;
			assert_true(history_note(h, &e, key, MS(9000 + rows[i].change[k].at_ms)));
		}
		assert_int_equal(history_undo_steps(h), rows[i].steps);
		for (uint32_t k = 1; k < rows[i].steps; k++)
			history_undo(h);
		if (rows[i].steps > 0)
			assert_false(eq_edit_modified(history_undo(h)));
		assert_null(history_undo(h));
		history_destroy(h);
	}
}

/* What comes after an undo is a step of its own, and so is what comes after another slot. */
static void
test_history_merges_nothing_across_an_undo_or_a_rebase(void **state)
{
	struct history *h = *state;
	struct eq_edit a = edit_with(4, 1), b = edit_with(4, 2), c = edit_with(4, 3);

	history_note(h, &a, 4, MS(0));
	history_undo(h);
	history_redo(h);
	history_note(h, &b, 4, MS(1));
	assert_int_equal(history_undo_steps(h), 2);
	history_rebase(h, &b);
	history_note(h, &c, 4, MS(2));
	assert_int_equal(history_undo_steps(h), 3);
	assert_true(history_undo(h)->value[4] == 2);
}

static void
test_history_keeps_the_newest_steps_of_too_many(void **state)
{
	struct history *h = *state;
	struct eq_edit e;

	for (int i = 1; i <= 3 * HISTORY_STEPS + 7; i++) {
		e = edit_with(9, (float)i);
		history_note(h, &e, HISTORY_MANY, 0);
	}
	assert_int_equal(history_undo_steps(h), HISTORY_STEPS);
	for (int i = 1; i <= HISTORY_STEPS; i++)
		assert_true(history_undo(h)->value[9] == (float)(3 * HISTORY_STEPS + 7 - i));
	assert_null(history_undo(h));
	e = edit_with(9, 1000);
	history_note(h, &e, HISTORY_MANY, 0);
	assert_int_equal(history_undo_steps(h), 1);
	assert_int_equal(history_redo_steps(h), 0);
}

static void
test_history_brings_name_and_slot_back(void **state)
{
	struct history *h = *state;
	struct eq_edit named = edit_with(0, 0), b = edit_with(1, 2);
	const struct eq_edit *e;

	strcpy(named.preset, "Warm");
	assert_true(history_note(h, &named, HISTORY_MANY, 0)); /* the same values: a step still */
	b.slot_b = true;
	strcpy(b.preset, "Bright");
	history_note(h, &b, HISTORY_MANY, 0);
	e = history_undo(h);
	assert_string_equal(e->preset, "Warm");
	assert_false(e->slot_b);
	assert_string_equal(history_undo(h)->preset, "");
	history_redo(h);
	e = history_redo(h);
	assert_string_equal(e->preset, "Bright");
	assert_true(e->slot_b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_history_goes_back_and_forth),
		TEST(test_history_forgets_what_was_undone_at_the_next_edit),
		TEST(test_history_merges_one_parameter_that_keeps_moving),
		TEST(test_history_merges_nothing_across_an_undo_or_a_rebase),
		TEST(test_history_keeps_the_newest_steps_of_too_many),
		TEST(test_history_brings_name_and_slot_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
