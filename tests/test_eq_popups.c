/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pop-ups of the EQ's screen: numbers that are typed, presets that are listed, heard and saved.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/view.h"

#define DOWN "\x81"
#define RIGHT "\x83"

static struct desk *
eq_desk_of(enum scene scene)
{
	struct desk *d = desk_of(scene);

	d->view = VIEW_EQ;
	return d;
}

/* Keys of the number's pop-up for band 2 (LSC 105 Hz +5.5 dB Q 0.7), and what is set. */
static void
test_eq_typed_numbers_are_set(void **state)
{
	static const struct {
		const char *keys, *path;
		double value;
		const char *text; /* NULL: no message */
	} row[] = {
		{ "\r1.5k\r", "/eq/band/2/freq", 1500, NULL },
		{ "\rA4\r", "/eq/band/2/freq", 440, NULL },
		{ "\r\t-2,5\r", "/eq/band/2/gain", -2.5, NULL },
		{ "\r" DOWN "99\r", "/eq/band/2/gain", 30,
			"Gain +99 is out of range: set to +30 dB" },
		{ "\r\t\t1 oct\r", "/eq/band/2/q", 1.41421, NULL },
		{ "\r1 Hz\r", "/eq/band/2/freq", 10, "out of range: set to 10 Hz" },
		{ "\r100k\r", "/eq/band/2/freq", 23520, "out of range: set to 23520 Hz" },
		{ "P\r-3 dB\r", "/eq/preamp", -3, NULL },
		{ "P\r20\r", "/eq/preamp", 12, "out of range" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = eq_desk_of(SCENE_RUNNING);
		struct request r;

		desk_press(d, RIGHT);
		desk_press(d, row[i].keys);
		assert_null(d->popup);
		if (!desk_asks(d, &r))
			fail_msg("%s sets nothing", row[i].keys);
		assert_string_equal(r.path, row[i].path);
		assert_true(fabs((double)r.value - row[i].value) < 1e-4 * fabs(row[i].value));
		assert_false(desk_asks(d, &r));
		if (row[i].text != NULL)
			assert_non_null(strstr(d->message, row[i].text));
		else
			assert_string_equal(d->message, "");
		free(d);
	}
}

/* One wrong field keeps all as it was, and the cursor stands in it. */
static void
test_eq_nothing_is_set_while_a_number_is_wrong(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	struct request r;

	(void)state;
	desk_press(d, RIGHT "\r2k\tloud\t0.5\r");
	assert_ptr_equal(d->popup, &popup_number);
	assert_false(desk_asks(d, &r));
	assert_int_equal(d->eq.number.here, 1);
	assert_true(desk_shows(d, "no number there"));
	desk_press(d, "\x15"
		      "6\r");
	assert_null(d->popup);
	assert_true(desk_asks(d, &r) && r.value == 2000);
	assert_true(desk_asks(d, &r) && r.value == 6);
	assert_true(desk_asks(d, &r) && r.value == 0.5f);
	desk_press(d, "\r9k\x1b");
	assert_null(d->popup);
	assert_false(desk_asks(d, &r));
	free(d);
}

/* ---- Presets ---- */

static void
feed(struct desk *d, enum scene scene)
{
	desk_feed(d, scene, 80, 24);
}

static void
test_presets_come_in_pages_and_filter(void **state)
{
	struct desk *d = eq_desk_of(SCENE_MANY);
	struct request r;

	(void)state;
	desk_key(d, KEYS_F5);
	feed(d, SCENE_MANY);
	assert_int_equal(d->presets.n, 150);
	assert_string_equal(d->presets.name[149], "zz 149");
	desk_press(d, "HD 6");
	assert_true(desk_shows(d, "2 of 150"));
	desk_press(d, DOWN DOWN DOWN "\r");
	assert_null(d->popup);
	assert_true(desk_asks(d, &r));
	assert_int_equal(r.kind, REQUEST_PRESET_LOAD);
	assert_string_equal(r.path, "Sennheiser HD 650");
	desk_press(d, "lno such\r");
	assert_false(desk_asks(d, &r));
	desk_press(d, "\x1b");
	assert_null(d->popup);
	free(d);
}

static void
log_line(struct desk *d, const char *text)
{
	struct log_line *line = &d->live.log[d->live.nlog++];

	snprintf(line->text, sizeof line->text, "%s", text);
	d->live.log_total++;
	desk_later(d, 0.1);
}

/* What the log says of a preset is said where it was asked for. */
static void
test_presets_say_what_came_of_a_request(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	struct question q;

	(void)state;
	desk_key(d, 'l');
	feed(d, SCENE_RUNNING);
	desk_press(d, "warm\r");
	assert_string_equal(d->message, "loading preset warm ...");
	log_line(d, "something else");
	desk_question(d, &q);
	assert_string_equal(d->message, "loading preset warm ...");
	log_line(d, "warm.txt:3: gain is no number");
	desk_question(d, &q);
	assert_string_equal(d->message, "warm.txt:3: gain is no number");
	desk_key(d, 'n');
	desk_later(d, 3.5);
	desk_question(d, &q);
	assert_non_null(strstr(d->message, "no word yet"));
	free(d);
}

/* Escape undoes as many steps as listening has made, known a little later. */
static void
test_presets_are_heard_and_taken_back(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	struct question q;
	struct request r;
	int undone = 0;

	(void)state;
	d->live.undo_steps = 3;
	desk_key(d, 'l');
	feed(d, SCENE_RUNNING);
	desk_press(d, DOWN RIGHT DOWN RIGHT);
	assert_ptr_equal(d->popup, &popup_presets);
	assert_true(desk_asks(d, &r) && strcmp(r.path, "AKG K712 Pro") == 0);
	assert_true(desk_asks(d, &r) && strcmp(r.path, "Audeze LCD-2 (2021)") == 0);
	d->live.undo_steps = 5;
	desk_press(d, "\x1b");
	assert_null(d->popup);
	desk_question(d, &q);
	assert_false(desk_asks(d, &r));
	desk_later(d, 0.5);
	desk_question(d, &q);
	while (desk_asks(d, &r)) {
		assert_int_equal(r.kind, REQUEST_UNDO);
		undone++;
	}
	assert_int_equal(undone, 2);
	free(d);
}

static void
test_presets_are_saved_after_asking(void **state)
{
	static const struct {
		const char *keys;
		const char *saved; /* NULL: nothing */
		const char *shown;
	} row[] = {
		{ "w\r", "AKG K702", NULL },     /* its own name */
		{ "w 2\r", "AKG K702 2", NULL }, /* a new one */
		{ "w\x15warm\r", NULL, "save over it? y/n" },
		{ "w\x15warm\ry", "warm", NULL },
		{ "w\x15warm\rn", NULL, "Enter save" },
		{ "w\x15\r", NULL, "a name is needed" },
		{ "w\x15.x\r", NULL, "does not begin with a dot" },
		{ "w\x15"
		  "a/b\r",
			NULL, "only A-Z" },
		{ "w\x1b", NULL, "not saved" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = eq_desk_of(SCENE_RUNNING);
		struct request r;
		bool asked;

		desk_key(d, 'w'); /* the list comes while somebody types */
		feed(d, SCENE_RUNNING);
		desk_key(d, KEYS_ESCAPE);
		desk_press(d, row[i].keys);
		asked = desk_asks(d, &r);
		assert_int_equal(asked, row[i].saved != NULL);
		if (asked) {
			assert_int_equal(r.kind, REQUEST_PRESET_SAVE);
			assert_string_equal(r.path, row[i].saved);
		} else if (!desk_shows(d, row[i].shown))
			fail_msg("%s: \"%s\" is not shown", row[i].keys, row[i].shown);
		free(d);
	}
}

/* Whatever is pressed, in any order: no state that cannot be drawn. */
static void
test_eq_survives_any_keys(void **state)
{
	static const uint32_t special[] = { KEYS_ENTER, KEYS_ESCAPE, KEYS_BACKSPACE, '\t',
		KEYS_BACK_TAB, KEYS_UP, KEYS_DOWN, KEYS_LEFT, KEYS_RIGHT, KEYS_END, KEYS_PAGE_UP,
		KEYS_PAGE_DOWN, KEYS_F5, KEYS_ALT | '9', 0x20ac };
	struct desk *d = eq_desk_of(SCENE_MANY);
	uint32_t random = 7;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct request r;
		uint32_t key;

		random = random * 1664525u + 1013904223u;
		key = random >> 28 < 8 ? ' ' + (random >> 20) % 95
				       : special[(random >> 20) % (sizeof special / 4)];
		desk_key(d, key);
		d->view = VIEW_EQ;
		while (desk_asks(d, &r))
			assert_true(r.path[sizeof r.path - 1] == '\0' && isfinite(r.value));
		if (i % 10 == 0)
			assert_false(desk_shows(d, "no such text"));
		if (i % 100 == 0)
			desk_later(d, 0.3);
	}
	free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eq_typed_numbers_are_set),
		cmocka_unit_test(test_eq_nothing_is_set_while_a_number_is_wrong),
		cmocka_unit_test(test_presets_come_in_pages_and_filter),
		cmocka_unit_test(test_presets_say_what_came_of_a_request),
		cmocka_unit_test(test_presets_are_heard_and_taken_back),
		cmocka_unit_test(test_presets_are_saved_after_asking),
		cmocka_unit_test(test_eq_survives_any_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
