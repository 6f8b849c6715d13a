/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typing a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/pieces/entry.h"
#include "ui-tui/terminal/input.h"

static void
type(struct entry *e, const uint32_t *keys)
{
	for (; *keys != 0; keys++)
		assert_int_equal(entry_key(e, *keys), ENTRY_GOES_ON);
}

static void
test_entry_edits_whole_characters(void **state)
{
	struct entry e = { .text = "" };

	(void)state;
	entry_set(&e, "gr");
	type(&e, (const uint32_t[]){ 0xf6, 0xdf, 'e', 0 });
	assert_string_equal(e.text, "gr\xc3\xb6\xc3\x9f"
				    "e");
	type(&e, (const uint32_t[]){ KEYS_LEFT, KEYS_LEFT, KEYS_BACKSPACE, 'o', 0 });
	assert_string_equal(e.text, "gro\xc3\x9f"
				    "e");
	type(&e, (const uint32_t[]){ KEYS_DELETE, KEYS_HOME, KEYS_DELETE, KEYS_END, 0x20ac, 0 });
	assert_string_equal(e.text, "roe\xe2\x82\xac");
	type(&e, (const uint32_t[]){ KEYS_HOME, KEYS_LEFT, KEYS_BACKSPACE, KEYS_END, KEYS_RIGHT,
			 KEYS_DELETE, KEYS_F5, 'a' | KEYS_ALT, 3 + 1, 0x90, KEYS_UP, 0 });
	assert_string_equal(e.text, "roe\xe2\x82\xac");
	assert_int_equal(entry_key(&e, KEYS_ENTER), ENTRY_DONE);
	assert_int_equal(entry_key(&e, KEYS_ESCAPE), ENTRY_CANCELLED);
	type(&e, (const uint32_t[]){ KEYS_CTRL_U, 0 });
	assert_string_equal(e.text, "");
}

static void
test_entry_never_grows_beyond_its_room_nor_cuts_a_character(void **state)
{
	struct entry e = { .text = "" };
	char longer[2 * ENTRY_BYTES];

	(void)state;
	for (int i = 0; i < ENTRY_BYTES; i++)
		entry_key(&e, 0x20ac);
	assert_int_equal(strlen(e.text), (ENTRY_BYTES - 1) / 3 * 3);
	for (size_t i = 0; i < sizeof longer - 2; i += 2)
		memcpy(longer + i, "\xc3\xb6", 2);
	longer[sizeof longer - 2] = '\0';
	entry_set(&e, longer);
	assert_int_equal(strlen(e.text) % 2, 0);
	assert_int_equal(e.cursor, strlen(e.text));
}

static void
test_entry_shows_the_part_round_the_cursor(void **state)
{
	struct canvas c = { .charset = CHARSET_UTF8 };
	struct entry e = { .text = "" };
	char text[64];

	(void)state;
	assert_int_equal(canvas_resize(&c, 8, 1), 0);
	entry_set(&e, "0123456789");
	entry_draw(&e, &c, 0, 0, 8);
	canvas_dump(&c, text, sizeof text);
	assert_string_equal(text, "3456789\n");
	entry_key(&e, KEYS_HOME);
	entry_draw(&e, &c, 0, 0, 8);
	canvas_dump(&c, text, sizeof text);
	assert_string_equal(text, "0123456~\n");
	assert_int_equal(c.cell[0].style, STYLE_REVERSE);
	canvas_finish(&c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry_edits_whole_characters),
		cmocka_unit_test(test_entry_never_grows_beyond_its_room_nor_cuts_a_character),
		cmocka_unit_test(test_entry_shows_the_part_round_the_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
