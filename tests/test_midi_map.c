/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/midi/midi_learn.h"
#include "control/midi/midi_map.h"

static struct param_table params;

static int
make_params(void **state)
{
	static const struct param_source nodes[] = { { .name = "input", .type = "input" },
		{ .name = "eq", .type = "eq8" }, { .name = "spectrum", .type = "spectrum" },
		{ .name = "output", .type = "output" } };

	(void)state;
	return param_table_init(&params, nodes, 4);
}

static int
drop_params(void **state)
{
	(void)state;
	param_table_finish(&params);
	return 0;
}

static struct midi_map map;
static struct midi_map_error err;

static int
read_map(const char *text)
{
	return midi_map_read(text, strlen(text), &params, &map, &err);
}

static struct midi_line *
one_line(const char *text)
{
	if (read_map(text) != 0)
		fail_msg("%s: line %u: %s", text, err.line, err.text);
	assert_int_equal(map.n, 1);
	return &map.line[0];
}

static struct midi_event
message(uint8_t kind, uint8_t channel, uint8_t a, uint8_t b)
{
	return (struct midi_event){ .kind = kind, .channel = channel, .data = { a, b } };
}

/* The place after one message; -1: it says nothing. */
static float
hear(const struct midi_line *line, struct midi_ear *ear, uint8_t kind, uint8_t channel, uint8_t a,
	uint8_t b)
{
	struct midi_event event = message(kind, channel, a, b);
	float place;

	return midi_line_hear(line, ear, &event, &place) ? place : -1;
}

/* ---- Text ---- */

static void
test_map_reads_comments_blanks_and_line_ends_of_any_kind(void **state)
{
	(void)state;
	assert_int_equal(read_map("# mine\n\n  cc 1 74 /eq/band/3/gain # the third\r\n"
				  "\tnote\t10 36\t/eq/bypass\ncc14 * 1 /eq/preamp pickup"),
		0);
	assert_int_equal(map.n, 3);
	assert_int_equal(map.line[0].at, 3);
	assert_int_equal(map.line[0].channel, 1);
	assert_int_equal(map.line[0].number, 74);
	assert_string_equal(map.line[0].address, "/eq/band/3/gain");
	assert_int_equal(map.line[1].at, 4);
	assert_int_equal(map.line[1].source, SOURCE_NOTE);
	assert_int_equal(map.line[2].channel, 0);
	assert_true(map.line[2].pickup);
	assert_int_equal(read_map(""), 0);
	assert_int_equal(map.n, 0);
}

static void
test_map_complains_with_the_line_and_what_is_right(void **state)
{
	static const struct {
		const char *text;
		uint32_t line;
		const char *part;
	} row[] = {
		{ "\ncc 1 74 /eq/band/3/gian", 2, "did you mean /eq/band/3/gain?" },
		{ "cc 1 74 /eq/und", 1, "did you mean /eq/undo?" },
		{ "cc 1 74 /nothing/like/it", 1, "there is no /nothing/like/it" },
		{ "ccc 1 74 /eq/bypass", 1, "none of cc, cc14, bend, note, program" },
		{ "cc 1 /eq/bypass", 1, "too few words: cc CHANNEL NUMBER ADDRESS" },
		{ "cc 0 74 /eq/bypass", 1, "channel \"0\" is none of 1 to 16 and *" },
		{ "cc 17 74 /eq/bypass", 1, "channel" },
		{ "cc 1x 74 /eq/bypass", 1, "channel" },
		{ "cc 1 128 /eq/bypass", 1, "0 to 127" },
		{ "cc 1 -1 /eq/bypass", 1, "number" },
		{ "cc14 1 32 /eq/preamp", 1, "0 to 31, with its fine half 32 above" },
		{ "cc 1 74 /eq/preamp 3", 1, "too much or too little" },
		{ "cc 1 74 /eq/preamp -6 6 7", 1, "too much or too little" },
		{ "cc 1 74 /eq/preamp -6 loud", 1, "\"loud\" is no value for /eq/preamp" },
		{ "cc 1 74 /eq/preamp -6 nan", 1, "is no value" },
		{ "cc 1 74 /eq/preamp -60 0", 1, "beyond the range of /eq/preamp, -30 to 12 dB" },
		{ "cc 1 74 /eq/undo 0 1", 1, "too much" },
		{ "cc 1 74 /eq/undo pickup", 1, "pickup is for faders" },
		{ "note 1 36 /eq/bypass pickup", 1, "pickup is for faders" },
		{ "note 1 36 /eq/preamp", 1, "say which, as in note 1 36 /eq/preamp 0 12" },
		{ "program 1 /eq/bypass", 1, "program CHANNEL /preset/load" },
		{ "cc 1 7 /preset/load", 1, "program CHANNEL /preset/load" },
		{ "cc 1 74 /eq/bypass a b c d e", 1, "too many words" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(read_map(row[i].text), -EINVAL);
		if (err.line != row[i].line || strstr(err.text, row[i].part) == NULL)
			fail_msg("%s: line %u: %s", row[i].text, err.line, err.text);
		assert_int_equal(map.n, 0);
	}
}

static void
test_map_refuses_what_is_no_text_or_too_much_of_it(void **state)
{
	static char much[MIDI_TEXT_BYTES + 2];
	static const char with_nul[] = "cc 1 74\0 /eq/bypass";
	size_t n = 0;

	(void)state;
	memset(much, '\n', sizeof much);
	assert_int_equal(midi_map_read(much, MIDI_TEXT_BYTES + 1, &params, &map, &err), -EINVAL);
	assert_int_equal(midi_map_read(much, MIDI_TEXT_BYTES, &params, &map, &err), 0);
	assert_int_equal(
		midi_map_read(with_nul, sizeof with_nul - 1, &params, &map, &err), -EINVAL);
	memset(much, 'x', 300);
	assert_int_equal(midi_map_read(much, 300, &params, &map, &err), -EINVAL);
	for (int i = 0; i <= MIDI_LINES_MAX; i++)
		n += (size_t)sprintf(much + n, "cc 1 1 /eq/bypass\n");
	assert_int_equal(midi_map_read(much, n, &params, &map, &err), -EINVAL);
	assert_int_equal(err.line, MIDI_LINES_MAX + 1);
}

static void
test_map_writes_lines_that_it_reads_again(void **state)
{
	static const char *const line[] = { "cc 1 74 /eq/band/3/gain",
		"cc * 0 /eq/preamp -12.5 6 pickup", "cc14 16 31 /eq/band/1/freq 100 1000",
		"bend 2 /eq/preamp", "note 10 36 /eq/bypass", "note 10 37 /eq/preamp -6 0",
		"program 1 /preset/load", "cc 1 7 /eq/undo" };
	char text[MIDI_LINE_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
		midi_line_write(one_line(line[i]), text);
		assert_string_equal(text, line[i]);
	}
}

static void
test_map_takes_lines_of_an_address_out_and_keeps_the_rest(void **state)
{
	static const char text[] = "# head\ncc 1 1 /eq/preamp # a\n\ncc 1 2 /eq/bypass\n"
				   "# between\ncc 1 3 /eq/preamp";
	char out[sizeof text];
	size_t n;

	(void)state;
	assert_int_equal(read_map(text), 0);
	n = midi_text_without(text, sizeof text - 1, &map, "/eq/preamp", out);
	out[n] = '\0';
	assert_string_equal(out, "# head\n\ncc 1 2 /eq/bypass\n# between\n");
	n = midi_text_without(text, sizeof text - 1, &map, "/nobody", out);
	out[n] = '\0';
	assert_string_equal(out, text);
	n = midi_text_without(text, sizeof text - 1, &map, "", out);
	out[n] = '\0';
	assert_string_equal(out, "# head\n\n# between\n");
}

/* ---- Messages ---- */

static void
test_line_hears_its_channel_and_number_only(void **state)
{
	struct midi_line *line = one_line("cc 3 74 /eq/preamp");
	struct midi_ear ear = { 0 };

	(void)state;
	assert_true(hear(line, &ear, MIDI_CONTROL, 3, 74, 127) == 1);
	assert_true(hear(line, &ear, MIDI_CONTROL, 3, 74, 0) == 0);
	assert_true(hear(line, &ear, MIDI_CONTROL, 2, 74, 9) == -1);
	assert_true(hear(line, &ear, MIDI_CONTROL, 3, 75, 9) == -1);
	assert_true(hear(line, &ear, MIDI_NOTE_ON, 3, 74, 9) == -1);
	line = one_line("cc * 74 /eq/preamp");
	assert_true(hear(line, &ear, MIDI_CONTROL, 2, 74, 127) == 1);
	line = one_line("note 10 36 /eq/bypass");
	assert_true(hear(line, &ear, MIDI_NOTE_ON, 10, 36, 1) == 1);
	assert_true(hear(line, &ear, MIDI_NOTE_ON, 10, 37, 1) == -1);
	line = one_line("program 1 /preset/load");
	assert_true(hear(line, &ear, MIDI_PROGRAM, 1, 12, 0) == 12);
}

static void
test_line_maps_seven_bits_to_the_range(void **state)
{
	struct midi_line *line = one_line("cc 1 74 /eq/band/3/gain -12 12");

	(void)state;
	assert_true(midi_line_value(line, 0) == -12);
	assert_true(midi_line_value(line, 1) == 12);
	assert_true(fabsf(midi_line_value(line, 64.0f / 127) - (-12 + 24 * 64.0f / 127)) < 1e-5f);
	line = one_line("cc 1 74 /eq/band/3/freq 20 20000");
	assert_true(fabsf(midi_line_value(line, 1.0f / 3) - 200) < 0.01f);
	line = one_line("cc 1 74 /eq/preamp 6 -6");
	assert_true(midi_line_value(line, 0) == 6);
	assert_true(midi_line_place(line, -6) == 1);
}

/* MIDI 1.0: the coarse half alone, until a fine half was heard; then both make the value. */
static void
test_pair_has_fourteen_bits_once_the_fine_half_comes(void **state)
{
	struct midi_line *line = one_line("cc14 1 7 /eq/preamp");
	struct midi_ear ear = { 0 };

	(void)state;
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 39, 5) == -1); /* of what? */
	ear = (struct midi_ear){ 0 };
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 7, 127) == 1);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 7, 64) == 64 / 127.0f);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 39, 1) == (64 * 128 + 1) / 16383.0f);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 7, 65) == -1); /* waits for the fine half */
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 39, 0) == 65 * 128 / 16383.0f);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 39, 127) == (65 * 128 + 127) / 16383.0f);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 7, 127) == -1);
	assert_true(hear(line, &ear, MIDI_CONTROL, 1, 39, 127) == 1);
}

static void
test_wheel_at_rest_is_the_middle(void **state)
{
	struct midi_line *line = one_line("bend 1 /eq/band/1/gain");
	struct midi_ear ear = { 0 };

	(void)state;
	assert_true(hear(line, &ear, MIDI_BEND, 1, 0, 64) == 0.5f);
	assert_true(hear(line, &ear, MIDI_BEND, 1, 0, 0) == 0);
	assert_true(hear(line, &ear, MIDI_BEND, 1, 127, 127) == 1);
	assert_true(midi_line_value(line, 0.5f) == 0);
}

static void
test_note_switches_to_and_fro(void **state)
{
	(void)state;
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/bypass"), 0) == 1);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/bypass"), 1) == 0);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/preamp -6 0"), -3) == 0);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/preamp -6 0"), 0) == -6);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/band/1/type"), 0) == 1);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/band/1/type"), 9) == 0);
	assert_true(midi_line_toggle(one_line("note 1 1 /eq/band/1/type PK HSC"), 2) == 0);
}

/* ---- Pickup ---- */

static void
test_pickup_waits_until_the_fader_meets_the_value(void **state)
{
	struct midi_line *line = one_line("cc 1 1 /eq/band/1/gain pickup"); /* -30 .. 30 */
	struct midi_ear ear = { 0 };

	(void)state;
	assert_false(midi_line_picks(line, &ear, 0.1f, 0)); /* 0 dB is at 0.5 */
	assert_false(midi_line_picks(line, &ear, 0.3f, 0));
	assert_true(midi_line_picks(line, &ear, 0.6f, 0)); /* went through it */
	ear.sent = midi_line_value(line, 0.6f);
	assert_true(midi_line_picks(line, &ear, 0.9f, ear.sent));
	ear.sent = midi_line_value(line, 0.9f);
	/* Somebody else moves it: it is to be met again. */
	assert_false(midi_line_picks(line, &ear, 0.8f, -20));
	assert_false(midi_line_picks(line, &ear, 0.5f, -20));
	assert_true(midi_line_picks(line, &ear, 1.0f / 6, -20)); /* right there */
}

static void
test_without_pickup_the_value_jumps(void **state)
{
	struct midi_line *line = one_line("cc 1 1 /eq/band/1/gain");
	struct midi_ear ear = { 0 };

	(void)state;
	assert_true(midi_line_picks(line, &ear, 0.1f, 0));
}

/* ---- Learning ---- */

static bool
learns(struct midi_learn *l, struct midi_line *aimed, uint8_t kind, uint8_t channel, uint8_t a,
	uint8_t b)
{
	struct midi_event event = message(kind, channel, a, b);

	return midi_learn_hear(l, &event, aimed);
}

static void
aim(struct midi_line *line, const char *address)
{
	memset(line, 0, sizeof *line);
	assert_int_equal(midi_line_aim(line, address, &params, &err), 0);
}

static void
test_learning_needs_a_controller_that_moves(void **state)
{
	struct midi_learn l = { 0 };
	struct midi_line aimed;

	(void)state;
	aim(&aimed, "/eq/preamp");
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 20, 64)); /* a stray one */
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 20, 64)); /* says it again */
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 2, 74, 1));
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 74, 2)); /* another channel */
	assert_true(learns(&l, &aimed, MIDI_CONTROL, 2, 74, 2));
	assert_int_equal(aimed.source, SOURCE_CC);
	assert_int_equal(aimed.channel, 2);
	assert_int_equal(aimed.number, 74);
}

static void
test_learning_sees_a_pair_by_its_fine_half(void **state)
{
	struct midi_learn l = { 0 };
	struct midi_line aimed;

	(void)state;
	aim(&aimed, "/eq/preamp");
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 7, 64));
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 39, 3));
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 7, 64));
	assert_true(learns(&l, &aimed, MIDI_CONTROL, 1, 39, 4));
	assert_int_equal(aimed.source, SOURCE_CC14);
	assert_int_equal(aimed.number, 7);
}

static void
test_learning_takes_notes_where_they_make_sense_and_twice(void **state)
{
	struct midi_learn l = { 0 };
	struct midi_line aimed;

	(void)state;
	aim(&aimed, "/eq/preamp");
	for (int i = 0; i < 3; i++)
		assert_false(learns(&l, &aimed, MIDI_NOTE_ON, 10, 36, 100));
	memset(&l, 0, sizeof l);
	aim(&aimed, "/eq/bypass");
	assert_false(learns(&l, &aimed, MIDI_NOTE_ON, 10, 36, 100));
	assert_false(learns(&l, &aimed, MIDI_NOTE_ON, 10, 37, 100));
	assert_true(learns(&l, &aimed, MIDI_NOTE_ON, 10, 36, 100));
	assert_int_equal(aimed.source, SOURCE_NOTE);
	aim(&aimed, "/preset/load");
	memset(&l, 0, sizeof l);
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 1, 1));
	assert_false(learns(&l, &aimed, MIDI_CONTROL, 1, 1, 2));
	assert_false(learns(&l, &aimed, MIDI_PROGRAM, 1, 1, 0));
	assert_true(learns(&l, &aimed, MIDI_PROGRAM, 1, 2, 0));
	assert_int_equal(aimed.source, SOURCE_PROGRAM);
}

static void
test_learning_takes_the_wheel(void **state)
{
	struct midi_learn l = { 0 };
	struct midi_line aimed;

	(void)state;
	aim(&aimed, "/eq/preamp");
	assert_false(learns(&l, &aimed, MIDI_BEND, 16, 0, 64));
	assert_true(learns(&l, &aimed, MIDI_BEND, 16, 1, 64));
	assert_int_equal(aimed.source, SOURCE_BEND);
	assert_int_equal(aimed.channel, 16);
}

/* ---- Bytes ---- */

static void
test_event_is_one_of_four_kinds_or_nothing(void **state)
{
	static const struct {
		uint8_t bytes[4];
		size_t length;
		int kind; /* 0: nothing */
	} row[] = {
		{ { 0xb0, 74, 127 }, 3, MIDI_CONTROL },
		{ { 0xbf, 0, 0 }, 3, MIDI_CONTROL },
		{ { 0x9f, 36, 1 }, 3, MIDI_NOTE_ON },
		{ { 0xe0, 127, 127 }, 3, MIDI_BEND },
		{ { 0xc5, 12 }, 2, MIDI_PROGRAM },
		{ { 0x90, 36, 0 }, 3, 0 }, /* a note off */
		{ { 0x80, 36, 64 }, 3, 0 },
		{ { 0xa0, 36, 64 }, 3, 0 },
		{ { 0xd0, 36 }, 2, 0 },
		{ { 0xb0, 128, 0 }, 3, 0 },
		{ { 0xb0, 0, 128 }, 3, 0 },
		{ { 0xb0, 74 }, 2, 0 },       /* too short */
		{ { 0xb0, 74, 1, 1 }, 4, 0 }, /* too long */
		{ { 0xc0, 12, 12 }, 3, 0 },
		{ { 74, 127, 1 }, 3, 0 }, /* running status does not occur in JACK */
		{ { 0xf0, 0x7e, 0xf7 }, 3, 0 },
		{ { 0xf8 }, 1, 0 },
		{ { 0 }, 0, 0 },
	};
	struct midi_event event;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		bool is = midi_event_read(row[i].bytes, row[i].length, &event);

		if (is != (row[i].kind != 0) || (is && event.kind != row[i].kind))
			fail_msg("row %zu", i);
		if (is)
			assert_int_equal(event.channel, (row[i].bytes[0] & 15) + 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map_reads_comments_blanks_and_line_ends_of_any_kind),
		cmocka_unit_test(test_map_complains_with_the_line_and_what_is_right),
		cmocka_unit_test(test_map_refuses_what_is_no_text_or_too_much_of_it),
		cmocka_unit_test(test_map_writes_lines_that_it_reads_again),
		cmocka_unit_test(test_map_takes_lines_of_an_address_out_and_keeps_the_rest),
		cmocka_unit_test(test_line_hears_its_channel_and_number_only),
		cmocka_unit_test(test_line_maps_seven_bits_to_the_range),
		cmocka_unit_test(test_pair_has_fourteen_bits_once_the_fine_half_comes),
		cmocka_unit_test(test_wheel_at_rest_is_the_middle),
		cmocka_unit_test(test_note_switches_to_and_fro),
		cmocka_unit_test(test_pickup_waits_until_the_fader_meets_the_value),
		cmocka_unit_test(test_without_pickup_the_value_jumps),
		cmocka_unit_test(test_learning_needs_a_controller_that_moves),
		cmocka_unit_test(test_learning_sees_a_pair_by_its_fine_half),
		cmocka_unit_test(test_learning_takes_notes_where_they_make_sense_and_twice),
		cmocka_unit_test(test_learning_takes_the_wheel),
		cmocka_unit_test(test_event_is_one_of_four_kinds_or_nothing),
	};

	return cmocka_run_group_tests(tests, make_params, drop_params);
}
