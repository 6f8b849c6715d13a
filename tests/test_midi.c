/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIDI from a backend's hand to the values of control, its file included. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/control_private.h"
#include "control/midi/midi.h"
#include "tests/backend_hand.h"

/* ---- The ring ---- */

static struct engine *
open_hand(void)
{
	struct engine_config config = { .backend = &backend_hand, .wake_fd = -1 };
	struct backend_error err;
	struct engine *e;

	assert_int_equal(engine_open(&e, &config, &err), 0);
	return e;
}

static void
deliver(uint8_t status, uint8_t a, uint8_t b, uint32_t frame)
{
	const uint8_t bytes[] = { status, a, b };

	hand->client.midi(hand->client.arg, bytes, sizeof bytes, frame);
}

static void
test_messages_come_out_as_they_went_in(void **state)
{
	struct engine *e = open_hand();
	struct midi_event event;

	(void)state;
	assert_false(engine_next_midi(e, &event));
	deliver(0xb2, 74, 100, 4800);
	deliver(0xf0, 0x7e, 0xf7, 4801); /* of no use */
	hand_turn(hand, HAND_FRAMES);
	deliver(0x90, 36, 1, 4802);
	assert_true(engine_next_midi(e, &event));
	assert_int_equal(event.kind, MIDI_CONTROL);
	assert_int_equal(event.channel, 3);
	assert_int_equal(event.data[0], 74);
	assert_int_equal(event.data[1], 100);
	assert_int_equal(event.frame, 4800);
	assert_true(engine_next_midi(e, &event));
	assert_int_equal(event.frame, 4802);
	assert_false(engine_next_midi(e, &event));
	assert_int_equal(engine_midi_dropped(e), 0);
	engine_close(e);
}

static void
test_a_full_ring_keeps_the_old_and_counts_the_new(void **state)
{
	struct engine *e = open_hand();
	struct midi_event event;
	uint32_t n = 0;

	(void)state;
	for (uint32_t i = 0; i < MIDI_EVENTS + 100; i++)
		deliver(0xb0, 1, 1, i);
	assert_int_equal(engine_midi_dropped(e), 100);
	while (engine_next_midi(e, &event))
		assert_int_equal(event.frame, n++);
	assert_int_equal(n, MIDI_EVENTS);
	engine_close(e);
}

static void
test_an_abandoned_instance_takes_no_messages(void **state)
{
	struct engine *e = open_hand();
	struct midi_event event;

	(void)state;
	engine_abandon(e);
	deliver(0xb0, 1, 1, 0);
	assert_false(engine_next_midi(e, &event));
	engine_close(e);
}

/* ---- Control ---- */

struct place {
	char folder[64], map[128];
	struct control *control;
	uint64_t now_ns;
};

static struct place p;

static int
make_place(void **state)
{
	(void)state;
	memset(&p, 0, sizeof p);
	strcpy(p.folder, "/tmp/ae-midi-XXXXXX");
	if (mkdtemp(p.folder) == NULL)
		return -1;
	snprintf(p.map, sizeof p.map, "%s/audioengine/midi.map", p.folder);
	return setenv("XDG_CONFIG_HOME", p.folder, 1);
}

static int
drop_place(void **state)
{
	char folder[128];

	(void)state;
	unlink(p.map);
	snprintf(folder, sizeof folder, "%s/audioengine", p.folder);
	rmdir(folder);
	return rmdir(p.folder);
}

static void
write_map(const char *text)
{
	char folder[128];
	FILE *f;

	snprintf(folder, sizeof folder, "%s/audioengine", p.folder);
	mkdir(folder, 0700);
	f = fopen(p.map, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
assert_map(const char *text)
{
	char have[4096] = "";
	FILE *f = fopen(p.map, "r");

	assert_non_null(f);
	have[fread(have, 1, sizeof have - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(have, text);
}

/* Nothing is opened before control_run, so that no server is needed. */
static int
create(const char *option)
{
	char *argv[] = { (char *)"audioengine", (char *)"--jack", (char *)option, NULL };
	struct options o;
	int status;

	assert_int_equal(options_parse(&o, option != NULL ? 3 : 2, argv, stdout, stderr, &status),
		OPTIONS_GO);
	p.now_ns = clock_monotonic_ns();
	return control_create(&p.control, &o, argv);
}

static void
destroy(void)
{
	assert_true(control_destroy(p.control));
}

static void
take(uint8_t kind, uint8_t channel, uint8_t a, uint8_t b)
{
	struct midi_event event = { .kind = kind, .channel = channel, .data = { a, b } };

	midi_take(p.control, &event);
}

static void
settle(void)
{
	midi_settle(p.control, p.now_ns);
}

static float
value(const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(p.control, path, &ref), 0);
	return ref.value;
}

static void
test_a_controller_sets_the_mapped_value_at_the_end_of_the_turn(void **state)
{
	(void)state;
	write_map("cc 1 74 /eq/band/3/gain -12 12\ncc 1 75 /eq/band/3/gain\n"
		  "note 1 36 /eq/bypass\nbend 1 /eq/preamp -6 6\n");
	assert_int_equal(create(NULL), 0);
	take(MIDI_CONTROL, 1, 74, 0);
	take(MIDI_CONTROL, 1, 74, 127);
	assert_true(value("/eq/band/3/gain") == 0);
	settle();
	assert_true(value("/eq/band/3/gain") == 12);
	/* Two lines for one address: the newest message counts, whichever line it is of. */
	take(MIDI_CONTROL, 1, 75, 0);
	take(MIDI_CONTROL, 1, 74, 0);
	settle();
	assert_true(value("/eq/band/3/gain") == -12);
	take(MIDI_CONTROL, 1, 74, 127);
	take(MIDI_CONTROL, 1, 75, 0);
	settle();
	assert_true(value("/eq/band/3/gain") == -30);
	take(MIDI_NOTE_ON, 1, 36, 100);
	assert_true(value("/eq/bypass") == 1);
	take(MIDI_NOTE_ON, 1, 36, 100);
	assert_true(value("/eq/bypass") == 0);
	take(MIDI_BEND, 1, 127, 127);
	settle();
	assert_true(value("/eq/preamp") == 6);
	destroy();
}

/* Filters end below half the rate: so does the way of a controller without a range of its own. */
static void
test_a_controller_reaches_no_further_than_the_rate_allows(void **state)
{
	float highest, below;

	(void)state;
	write_map("cc 1 74 /eq/band/3/freq\nnote 1 36 /eq/band/3/freq 160 188160\n"
		  "cc 1 75 /eq/band/4/freq 10 30000\ncc 1 76 /eq/band/5/freq pickup\n");
	assert_int_equal(create(NULL), 0);
	p.control->snapshot.info.rate_hz = 48000;
	take(MIDI_CONTROL, 1, 74, 127);
	settle();
	highest = value("/eq/band/3/freq");
	assert_true(highest > 23000 && highest < 24000);
	take(MIDI_CONTROL, 1, 74, 126);
	settle();
	below = value("/eq/band/3/freq");
	assert_true(below < highest && below > 0.9f * highest);
	/* A key comes back from an end that is not there. */
	take(MIDI_NOTE_ON, 1, 36, 100);
	assert_true(value("/eq/band/3/freq") == highest);
	take(MIDI_NOTE_ON, 1, 36, 100);
	assert_true(value("/eq/band/3/freq") == 160);
	/* A range that somebody gave is as it was given. */
	take(MIDI_CONTROL, 1, 75, 126);
	settle();
	assert_true(value("/eq/band/4/freq") == highest);
	/* Picking up finds the value where the fader's end is. */
	assert_int_equal(control_set(p.control, "/eq/band/5/freq", 23000, NULL), 0);
	take(MIDI_CONTROL, 1, 76, 120);
	settle();
	assert_true(value("/eq/band/5/freq") == 23000);
	take(MIDI_CONTROL, 1, 76, 127);
	settle();
	assert_true(value("/eq/band/5/freq") == highest);
	destroy();
}

static void
test_a_note_and_a_pressed_controller_undo(void **state)
{
	(void)state;
	write_map("note 1 40 /eq/undo\ncc 1 20 /eq/redo\n");
	assert_int_equal(create(NULL), 0);
	control_set(p.control, "/eq/preamp", -3, NULL);
	take(MIDI_NOTE_ON, 1, 40, 1);
	assert_true(value("/eq/preamp") == 0);
	take(MIDI_CONTROL, 1, 20, 127);
	assert_true(value("/eq/preamp") == -3);
	take(MIDI_NOTE_ON, 1, 40, 1);
	take(MIDI_CONTROL, 1, 20, 127); /* held down: not pressed again */
	assert_true(value("/eq/preamp") == 0);
	take(MIDI_CONTROL, 1, 20, 0);
	take(MIDI_CONTROL, 1, 20, 64);
	assert_true(value("/eq/preamp") == -3);
	destroy();
}

/* Number of a preset in the list; fails when it is not there. */
static uint8_t
preset_number(const char *wanted)
{
	char name[PRESET_NAME_BYTES];
	uint32_t n = control_preset_name(p.control, 0, name);

	for (uint32_t i = 0; i < n && i < 128; i++) {
		control_preset_name(p.control, i, name);
		if (strcmp(name, wanted) == 0)
			return (uint8_t)i;
	}
	fail_msg("there is no preset %s", wanted);
	return 0;
}

static void
write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
test_presets_are_loaded_by_program_and_stepped_through(void **state)
{
	char folder[128], path[256];

	(void)state;
	write_map("program 3 /preset/load\nnote 1 1 /preset/next\nnote 1 2 /preset/prev\n");
	snprintf(folder, sizeof folder, "%s/audioengine/presets", p.folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(
		folder, "midi-a.txt", "Preamp: -1 dB\nFilter 1: ON PK Fc 100 Hz Gain 1 dB Q 1\n");
	write_file(
		folder, "midi-b.txt", "Preamp: -2 dB\nFilter 1: ON PK Fc 100 Hz Gain 2 dB Q 1\n");
	assert_int_equal(create(NULL), 0);
	take(MIDI_PROGRAM, 3, preset_number("midi-a"), 0);
	assert_true(value("/eq/preamp") == -1);
	take(MIDI_NOTE_ON, 1, 1, 64);
	assert_true(value("/eq/preamp") == -2);
	take(MIDI_NOTE_ON, 1, 2, 64);
	assert_true(value("/eq/preamp") == -1);
	take(MIDI_PROGRAM, 3, 127, 0); /* there is none: nothing changes */
	assert_true(value("/eq/preamp") == -1);
	destroy();
	snprintf(path, sizeof path, "%s/midi-a.txt", folder);
	unlink(path);
	snprintf(path, sizeof path, "%s/midi-b.txt", folder);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

static void
test_actions_of_one_turn_are_bounded(void **state)
{
	(void)state;
	write_map("note 1 40 /eq/undo\nnote 1 41 /eq/redo\n");
	assert_int_equal(create(NULL), 0);
	control_set(p.control, "/eq/preamp", -3, NULL);
	for (uint8_t i = 0; i < 9; i++) /* the ninth would undo */
		take(MIDI_NOTE_ON, 1, 40 + i % 2, 1);
	assert_true(value("/eq/preamp") == -3);
	settle();
	take(MIDI_NOTE_ON, 1, 40, 1);
	assert_true(value("/eq/preamp") == 0);
	destroy();
}

static void
test_what_is_learned_works_at_once_and_is_saved_beside_the_users_lines(void **state)
{
	struct midi_last last;
	char err[ERROR_BYTES];

	(void)state;
	write_map("# mine\ncc 1 1 /eq/preamp -6 0 # the knob\ncc 1 2 /eq/bypass");
	assert_int_equal(create(NULL), 0);
	assert_int_equal(control_midi_learn(p.control, "/eq/preamp", err), 0);
	assert_string_equal(control_midi_learning(p.control), "/eq/preamp");
	take(MIDI_CONTROL, 5, 33, 10);
	take(MIDI_CONTROL, 1, 2, 127); /* a stray one, and it moves nothing now */
	take(MIDI_CONTROL, 5, 33, 11);
	settle();
	assert_string_equal(control_midi_learning(p.control), "");
	assert_true(value("/eq/bypass") == 0);
	control_midi_last(p.control, &last);
	assert_int_equal(last.channel, 5);
	assert_int_equal(last.number, 33);
	assert_int_equal(last.value, 11);
	take(MIDI_CONTROL, 5, 33, 0);
	settle();
	assert_true(value("/eq/preamp") == -6); /* the range stays */
	destroy();                              /* waits for the saver */
	assert_map("# mine\ncc 1 2 /eq/bypass\ncc 5 33 /eq/preamp -6 0\n");
}

static void
test_lines_written_meanwhile_are_not_lost(void **state)
{
	char err[ERROR_BYTES];

	(void)state;
	write_map("cc 1 1 /eq/preamp\n");
	assert_int_equal(create(NULL), 0);
	write_map("# edited\ncc 1 1 /eq/preamp\ncc 1 9 /eq/band/1/gain\n");
	assert_int_equal(control_midi_forget(p.control, "/eq/preamp", err), 0);
	take(MIDI_CONTROL, 1, 9, 127);
	settle();
	assert_true(value("/eq/band/1/gain") == 30);
	destroy();
	assert_map("# edited\ncc 1 9 /eq/band/1/gain\n");

	assert_int_equal(create(NULL), 0);
	write_map("# being edited\ncc 1 9 /eq/ban\n");
	assert_int_equal(control_midi_forget(p.control, "/eq/band/1/gain", err), -EINVAL);
	assert_non_null(strstr(err, "midi.map:2: there is no /eq/ban"));
	assert_int_equal(control_midi_learn(p.control, "/eq/bypass", err), 0);
	take(MIDI_CONTROL, 1, 3, 0);
	take(MIDI_CONTROL, 1, 3, 127); /* learned, but not saved over it */
	take(MIDI_CONTROL, 1, 3, 127);
	settle();
	assert_true(value("/eq/bypass") == 1);
	destroy();
	assert_map("# being edited\ncc 1 9 /eq/ban\n");
}

static void
test_the_first_line_learned_makes_the_file(void **state)
{
	char err[ERROR_BYTES], line[MIDI_LINE_BYTES];

	(void)state;
	assert_int_equal(create(NULL), 0);
	assert_int_equal(control_midi_line(p.control, 0, line), 0);
	assert_int_equal(control_midi_forget(p.control, "", err), -ENOENT);
	assert_int_equal(control_midi_learn(p.control, "/eq/bypass", err), 0);
	take(MIDI_NOTE_ON, 10, 36, 90);
	take(MIDI_NOTE_ON, 10, 36, 95);
	assert_int_equal(control_midi_line(p.control, 0, line), 1);
	assert_string_equal(line, "note 10 36 /eq/bypass");
	destroy();
	assert_map("note 10 36 /eq/bypass\n");
}

static void
test_learning_ends_by_itself_or_when_told(void **state)
{
	char err[ERROR_BYTES];

	(void)state;
	assert_int_equal(create(NULL), 0);
	assert_int_equal(control_midi_learn(p.control, "/eq/prreamp", err), -ENOENT);
	assert_non_null(strstr(err, "did you mean /eq/preamp?"));
	assert_int_equal(control_midi_learn(p.control, "/eq/preamp", err), 0);
	p.now_ns += 29 * UINT64_C(1000000000);
	settle();
	assert_string_equal(control_midi_learning(p.control), "/eq/preamp");
	p.now_ns += 2 * UINT64_C(1000000000);
	settle();
	assert_string_equal(control_midi_learning(p.control), "");
	assert_int_equal(control_midi_learn(p.control, "/eq/preamp", err), 0);
	assert_int_equal(control_midi_learn(p.control, "", err), 0);
	assert_string_equal(control_midi_learning(p.control), "");
	destroy();
}

static void
test_a_map_with_an_error_or_none_at_all_stops_the_start(void **state)
{
	(void)state;
	write_map("cc 1 1 /eq/preamp\ncc 1 74 /eq/band/3/gian\n");
	assert_int_equal(create(NULL), EXIT_CONFIG);
	destroy();
	assert_int_equal(create("--midi-map=/nonexistent/midi.map"), EXIT_CONFIG);
	destroy();
}

#define CONTROL_TEST(f) cmocka_unit_test_setup_teardown(f, make_place, drop_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages_come_out_as_they_went_in),
		cmocka_unit_test(test_a_full_ring_keeps_the_old_and_counts_the_new),
		cmocka_unit_test(test_an_abandoned_instance_takes_no_messages),
		CONTROL_TEST(test_a_controller_sets_the_mapped_value_at_the_end_of_the_turn),
		CONTROL_TEST(test_a_controller_reaches_no_further_than_the_rate_allows),
		CONTROL_TEST(test_a_note_and_a_pressed_controller_undo),
		CONTROL_TEST(test_presets_are_loaded_by_program_and_stepped_through),
		CONTROL_TEST(test_actions_of_one_turn_are_bounded),
		CONTROL_TEST(
			test_what_is_learned_works_at_once_and_is_saved_beside_the_users_lines),
		CONTROL_TEST(test_lines_written_meanwhile_are_not_lost),
		CONTROL_TEST(test_the_first_line_learned_makes_the_file),
		CONTROL_TEST(test_learning_ends_by_itself_or_when_told),
		CONTROL_TEST(test_a_map_with_an_error_or_none_at_all_stops_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
