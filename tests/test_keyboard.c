/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What terminals send as keys, whole, byte by byte, late and torn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "ui-tui/terminal/keyboard.h"

enum { START_MS = 1000 };

static void
come(struct keyboard *k, const char *bytes, size_t n, uint64_t at_ms)
{
	size_t room;
	unsigned char *to = keyboard_room(k, &room);

	assert_true(n <= room);
	memcpy(to, bytes, n);
	keyboard_came(k, n, at_ms);
}

#define E "\033"

static const struct {
	const char *bytes;
	uint32_t key;
} row[] = {
	{ "a", 'a' },
	{ "\x03", KEYS_CTRL_C },
	{ "\x1a", KEYS_CTRL_Z },
	{ "\x7f", KEYS_BACKSPACE },
	{ "\r", KEYS_ENTER },
	{ "\n", KEYS_ENTER },
	{ "\xc3\xb6", 0xf6 },
	{ "\xe2\x82\xac", 0x20ac },
	{ E "[A", KEYS_UP },
	{ E "OA", KEYS_UP },
	{ E "[1;2A", KEYS_UP | KEYS_SHIFT },
	{ E "[1;3B", KEYS_DOWN | KEYS_ALT },
	{ E "[1;4C", KEYS_RIGHT | KEYS_ALT | KEYS_SHIFT },
	{ E "[1;5D", KEYS_LEFT },
	{ E "[a", KEYS_UP | KEYS_SHIFT },
	{ E "O2A", KEYS_UP | KEYS_SHIFT },
	{ E "[H", KEYS_HOME },
	{ E "[1~", KEYS_HOME },
	{ E "[7~", KEYS_HOME },
	{ E "[4~", KEYS_END },
	{ E "[3~", KEYS_DELETE },
	{ E "[5~", KEYS_PAGE_UP },
	{ E "[6;2~", KEYS_PAGE_DOWN | KEYS_SHIFT },
	{ E "[Z", KEYS_BACK_TAB },
	{ E "OP", KEYS_F1 },
	{ E "[11~", KEYS_F1 },
	{ E "[[A", KEYS_F1 },
	{ E "OQ", KEYS_F2 },
	{ E "[15~", KEYS_F5 },
	{ E "[17~", KEYS_F6 },
	{ E "[18~", KEYS_F7 },
	{ E "[20~", KEYS_F9 },
	{ E "[21~", KEYS_F10 },
	{ E "OM", KEYS_ENTER },
	{ E "3", '3' | KEYS_ALT },
	{ E "\xc3\xb6", 0xf6 | KEYS_ALT },
	/* No keys, and nothing of them becomes one. */
	{ E "[0n", KEYS_NONE },
	{ E "[?62;4c", KEYS_NONE },
	{ E "[99~", KEYS_NONE },
	{ E "[200~", KEYS_NONE },
	{ E "]52;c;cXE=\a", KEYS_NONE },
	{ E "]11;rgb:0000/0000/qqqq" E "\\", KEYS_NONE },
	{ E "P1$r0q" E "\\", KEYS_NONE },
	{ E "[<0;0;0M", KEYS_NONE },
	{ E "[<1;5;5M", KEYS_NONE },
	{ E "[99999999999999999999q", KEYS_NONE },
	{ E "[1;2;3;4;5;6;7;8;9q", KEYS_NONE },
	{ "\xff", KEYS_NONE },
	{ "\xc3", KEYS_NONE },
	{ "\xf8\x88", KEYS_NONE },
	{ "\xed\xa0\x80", KEYS_NONE },
};

/* A key behind it comes through, so what is no key was swallowed whole. */
static void
check(const char *bytes, uint32_t key, size_t step)
{
	struct keyboard k;
	size_t n = strlen(bytes);
	uint32_t got = KEYS_NONE;

	keyboard_init(&k, true);
	for (size_t i = 0; i < n; i += step) {
		come(&k, bytes + i, n - i < step ? n - i : step, START_MS);
		if (got == KEYS_NONE)
			got = keyboard_next(&k, START_MS);
	}
	if (got != key)
		fail_msg("%s (by %zu): key %#x, not %#x", bytes + 1, step, got, key);
	come(&k, "x", 1, START_MS);
	assert_int_equal(keyboard_next(&k, START_MS), 'x');
	assert_int_equal(keyboard_next(&k, START_MS), KEYS_NONE);
}

static void
test_keyboard_knows_the_keys_of_the_usual_terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (size_t step = 1; step <= strlen(row[i].bytes); step++)
			check(row[i].bytes, row[i].key, step);
}

static void
test_keyboard_takes_what_the_terminals_description_names(void **state)
{
	struct keyboard k;

	(void)state;
	keyboard_init(&k, false);
	keyboard_add(&k, E "Ot", KEYS_F5);
	keyboard_add(&k, E "~", KEYS_HOME);
	keyboard_add(&k, "no", KEYS_END); /* does not begin with an Escape: typed text */
	come(&k, E "Ot" E "~no", 8 - 1, START_MS);
	assert_int_equal(keyboard_next(&k, START_MS), KEYS_F5);
	assert_int_equal(keyboard_next(&k, START_MS), KEYS_HOME);
	assert_int_equal(keyboard_next(&k, START_MS), 'n');
	assert_int_equal(keyboard_next(&k, START_MS), 'o');
}

/* A slow line tears a sequence after its Escape: that one is told, the rest is no key. */
static void
test_keyboard_a_torn_sequence_never_becomes_other_keys(void **state)
{
	static const char *const sequence[] = { E "[A", E "[1;5q", E "[<0;10;5M", E "OP",
		E "[21~" };

	(void)state;
	for (size_t i = 0; i < sizeof sequence / sizeof *sequence; i++) {
		size_t n = strlen(sequence[i]);
		uint64_t at = START_MS;
		struct keyboard k;

		keyboard_init(&k, true);
		for (size_t b = 0; b < n; b++, at += 100) {
			uint32_t key;

			come(&k, sequence[i] + b, 1, at);
			key = keyboard_next(&k, at + 90);
			assert_true(key == KEYS_NONE || (b == 0 && key == KEYS_ESCAPE) ||
				    (b + 1 == n && key >= KEYS_UP));
		}
		come(&k, "x", 1, at);
		assert_int_equal(keyboard_next(&k, at), 'x');
	}
}

static void
test_keyboard_what_is_torn_for_good_is_forgotten(void **state)
{
	static const char *const torn[] = { E "[", E "[1;", E "[<0;1", E "[M ", E "]52;c;", E "O",
		E "P", "\xe2\x82" };

	(void)state;
	for (size_t i = 0; i < sizeof torn / sizeof *torn; i++) {
		struct keyboard k;

		keyboard_init(&k, true);
		come(&k, torn[i], strlen(torn[i]), START_MS);
		assert_int_equal(keyboard_next(&k, START_MS), KEYS_NONE);
		come(&k, "q", 1, START_MS + 2000);
		assert_int_equal(keyboard_next(&k, START_MS + 2000), 'q');
	}
}

static void
test_keyboard_a_lone_escape_is_a_key_after_a_moment(void **state)
{
	struct keyboard k;

	(void)state;
	keyboard_init(&k, true);
	assert_int_equal(keyboard_wait_ms(&k, START_MS), -1);
	come(&k, E, 1, START_MS);
	assert_int_equal(keyboard_next(&k, START_MS), KEYS_NONE);
	assert_int_equal(keyboard_wait_ms(&k, START_MS + 5), ESCAPE_MS - 5);
	assert_int_equal(keyboard_next(&k, START_MS + ESCAPE_MS), KEYS_ESCAPE);
	assert_int_equal(keyboard_wait_ms(&k, START_MS + ESCAPE_MS), -1);
	come(&k, "[", 1, START_MS + 1000); /* a bracket, and long after */
	assert_int_equal(keyboard_next(&k, START_MS + 1000), '[');
	come(&k, E E, 2, START_MS + 2000);
	assert_int_equal(keyboard_next(&k, START_MS + 2000), KEYS_ESCAPE);
}

static void
test_keyboard_reads_the_mouse_in_both_protocols(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t key;
		enum mouse_what what;
		int x, y;
		bool shift, twice;
	} step[] = {
		{ E "[<32;9;9M", KEYS_NONE, MOUSE_DRAG, 0, 0, false, false }, /* nothing is held */
		{ E "[<0;10;5m", KEYS_NONE, MOUSE_RELEASE, 0, 0, false, false },
		{ E "[<0;10;5M", KEYS_MOUSE, MOUSE_PRESS, 9, 4, false, false },
		{ E "[<32;300;99M", KEYS_MOUSE, MOUSE_DRAG, 299, 98, false, false },
		{ E "[<0;300;99m", KEYS_MOUSE, MOUSE_RELEASE, 299, 98, false, false },
		{ E "[<0;10;5M", KEYS_MOUSE, MOUSE_PRESS, 9, 4, false, true },
		{ E "[<0;10;5m", KEYS_MOUSE, MOUSE_RELEASE, 9, 4, false, false },
		{ E "[<0;10;5M", KEYS_MOUSE, MOUSE_PRESS, 9, 4, false, false },
		{ E "[<0;10;5m", KEYS_MOUSE, MOUSE_RELEASE, 9, 4, false, false },
		{ E "[<2;10;5M", KEYS_NONE, MOUSE_PRESS, 0, 0, false, false },
		{ E "[<68;1;1M", KEYS_MOUSE, MOUSE_WHEEL_UP, 0, 0, true, false },
		{ E "[<65;1;1M", KEYS_MOUSE, MOUSE_WHEEL_DOWN, 0, 0, false, false },
		{ E "[<66;1;1M", KEYS_NONE, MOUSE_WHEEL_UP, 0, 0, false, false },
		{ E "[M !\"", KEYS_MOUSE, MOUSE_PRESS, 0, 1, false, false },
		{ E "[M#!\"", KEYS_MOUSE, MOUSE_RELEASE, 0, 1, false, false },
		{ E "[M`\xff\xff", KEYS_MOUSE, MOUSE_WHEEL_UP, 222, 222, false, false },
	};
	struct keyboard k;

	(void)state;
	keyboard_init(&k, true);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
		come(&k, step[i].bytes, strlen(step[i].bytes), START_MS + i * 10);
		assert_int_equal(keyboard_next(&k, START_MS + i * 10), step[i].key);
		assert_int_equal(k.n, 0);
		if (step[i].key == KEYS_NONE)
			continue;
		assert_int_equal(k.mouse.what, step[i].what);
		assert_int_equal(k.mouse.x, step[i].x);
		assert_int_equal(k.mouse.y, step[i].y);
		assert_int_equal(k.mouse.shift, step[i].shift);
		assert_int_equal(k.mouse.twice, step[i].twice);
	}
}

/* However much comes, there is an end, and room again. */
static void
test_keyboard_is_never_full_for_ever(void **state)
{
	struct keyboard k;
	size_t room;

	(void)state;
	keyboard_init(&k, true);
	come(&k, E "[", 2, START_MS);
	for (int i = 0; i < 3000; i++) {
		come(&k, "1", 1, START_MS);
		assert_int_equal(keyboard_next(&k, START_MS) & ~(uint32_t)'1', KEYS_NONE);
		keyboard_room(&k, &room);
		assert_true(room > 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keyboard_knows_the_keys_of_the_usual_terminals),
		cmocka_unit_test(test_keyboard_takes_what_the_terminals_description_names),
		cmocka_unit_test(test_keyboard_a_torn_sequence_never_becomes_other_keys),
		cmocka_unit_test(test_keyboard_what_is_torn_for_good_is_forgotten),
		cmocka_unit_test(test_keyboard_a_lone_escape_is_a_key_after_a_moment),
		cmocka_unit_test(test_keyboard_reads_the_mouse_in_both_protocols),
		cmocka_unit_test(test_keyboard_is_never_full_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
