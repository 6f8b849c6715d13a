/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads on the screen: order, what each is for, and what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/desk.h"
#include "ui-tui/view.h"

static const struct golden golden[] = {
	{ "threads-40x8-ascii", SCENE_RUNNING, "7", 40, 8, CHARSET_ASCII },
	{ "threads-40x12-utf8", SCENE_MANY, "7", 40, 12, CHARSET_UTF8 },
	{ "threads-80x24-ascii", SCENE_RUNNING, "7", 80, 24, CHARSET_ASCII },
	{ "threads-80x24-utf8", SCENE_MANY, "7>", 80, 24, CHARSET_UTF8 },
	{ "threads-120x40-utf8", SCENE_RUNNING, "7<I", 120, 40, CHARSET_UTF8 },
	{ "threads-lost-80x24-ascii", SCENE_LOST, "7", 80, 24, CHARSET_ASCII },
	{ "threads-empty-80x24-ascii", SCENE_EMPTY, "7", 80, 24, CHARSET_ASCII },
};

static void
test_view_threads_panes_are_as_they_were_drawn_once(void **state)
{
	static const int side[][2] = { { 98, 8 }, { 60, 5 } };

	(void)state;
	golden_panes(&view_threads, "threads", "7", side, sizeof side / sizeof *side);
}

static void
test_view_threads_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

static void
picture(struct desk *d, char *out, int width, int height)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, width, height);
	canvas_dump(&c, out, DUMP_BYTES);
	canvas_finish(&c);
}

static void
check_order(struct desk *d, const char *const *in_order, size_t n)
{
	char *text = malloc(DUMP_BYTES), *at;

	assert_non_null(text);
	picture(d, text, 120, 40);
	at = strstr(text, "NAME");
	for (size_t i = 0; i < n; i++) {
		char *next = strstr(at, in_order[i]);

		if (next == NULL)
			fail_msg("\"%s\" does not follow in\n%s", in_order[i], text);
		at = next;
	}
	free(text);
}

static void
test_view_threads_sorts_and_leaves_the_audio_thread_on_top(void **state)
{
	static const struct {
		const char *keys, *order[4];
	} rows[] = {
		{ "7", { "*audioengine", "ae-worker", "ae-tui", "ae-saver" } },
		{ "7>", { "*audioengine", "ae-announce", "ae-tui", "ae-worker" } },
		{ "7>I", { "*audioengine", "ae-worker", "ae-tui", "ae-announce" } },
		{ "7>>", { "*audioengine", "control", "ae-tui", "ae-saver" } },
		{ "7<", { "*audioengine", "ae-worker", "ae-tui", "ae-announce" } },
		{ "7>>>>", { "*audioengine", "ae-worker", "ae-tui", "control" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);

		desk_press(d, rows[i].keys);
		check_order(d, rows[i].order, 4);
		free(d);
	}
}

static void
test_view_threads_says_what_each_is_for(void **state)
{
	struct snapshot *s = malloc(sizeof *s);
	static const struct {
		const char *name;
		int tid;
		bool audio;
		const char *purpose;
	} rows[] = {
		{ "whatever", 500, true, "audio" },
		{ "audioengine", 100, false, "control" },
		{ "audioengine", 101, false, "library" },
		{ "data-loop.0", 102, false, "library" },
		{ "ae-worker", 103, false, "FFT, loudness" },
		{ "ae-tui", 104, false, "this screen" },
		{ "ae-unheard-of", 105, false, "-" },
	};

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_EMPTY, 1);
	s->nthreads = sizeof rows / sizeof *rows;
	for (uint32_t i = 0; i < s->nthreads; i++) {
		snprintf(s->thread[i].name, sizeof s->thread[i].name, "%s", rows[i].name);
		s->thread[i].tid = rows[i].tid;
		s->thread[i].audio = rows[i].audio;
	}
	for (uint32_t i = 0; i < s->nthreads; i++)
		assert_string_equal(threads_purpose(s, &s->thread[i]), rows[i].purpose);
	free(s);
}

static void
test_threads_cpu_text_adds_up_and_fits(void **state)
{
	struct snapshot *s = malloc(sizeof *s);
	char text[128];

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s);
	threads_cpu_text(s, 80, text, sizeof text);
	assert_string_equal(
		text, "CPU use: audio 28.9, screen 0.8, others 2.3, together 32.0 % of a core");
	threads_cpu_text(s, 40, text, sizeof text);
	assert_string_equal(text, "CPU audio 28.9 screen 0.8 others 2.3 %");
	s->nthreads = 0; /* no list: the screen's share is not known, and is no part of what is */
	threads_cpu_text(s, 80, text, sizeof text);
	assert_string_equal(
		text, "CPU use: audio 28.9, screen -, others 3.1, together 32.0 % of a core");
	synth_fill(s, SCENE_EMPTY, 1);
	threads_cpu_text(s, 80, text, sizeof text);
	assert_string_equal(text, "CPU use: not measured yet");
	free(s);
}

static bool
shows(struct desk *d, const char *text)
{
	char *out = malloc(DUMP_BYTES);
	bool there;

	assert_non_null(out);
	picture(d, out, 80, 24);
	there = strstr(out, text) != NULL;
	free(out);
	return there;
}

static void
test_view_threads_warns_of_an_audio_thread_without_priority(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "7");
	assert_false(shows(d, "not real-time"));
	d->shown.thread[0].policy = 0;
	assert_true(shows(d, "! audio thread not real-time"));
	assert_true(shows(d, "other!"));
	d->shown.unpaced = true; /* as fast as it can: nobody waits for it */
	assert_false(shows(d, "not real-time"));
	free(d);
}

static void
test_view_threads_tells_rising_faults_from_old_ones(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "7");
	assert_false(shows(d, "major faults"));
	d->shown.audio_minor_faults = 3;
	shows(d, "");
	assert_true(
		shows(d, "! audio thread: 3 minor, 0 major faults since its first second, rising"));
	desk_show(d, NULL, d->now_s + 11);
	assert_true(shows(d, "3 minor, 0 major faults since its first second\n"));
	d->shown.audio_major_faults = 1;
	shows(d, "");
	assert_true(shows(d, "1 major faults since its first second, rising"));
	/* Another thread counts from its own beginning. */
	d->shown.thread[0].tid++;
	d->shown.audio_major_faults = 2;
	shows(d, "");
	assert_false(shows(d, "rising"));
	free(d);
}

static void
test_view_threads_draws_at_any_size_inside_the_sheet(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 150; i++) {
		struct canvas c = { .charset = i % 2 == 0 ? CHARSET_ASCII : CHARSET_UTF8 };
		struct desk *d = desk_of((enum scene)(i % NSCENES));
		int width, height;

		random = random * 1664525u + 1013904223u;
		width = 1 + (int)(random >> 8) % 250;
		height = 1 + (int)(random >> 20) % 80;
		d->shown.nthreads = i % 7 == 0 ? UINT32_MAX : d->shown.nthreads;
		desk_press(d, i % 3 == 0 ? "7>I" : "7");
		if (i % 4 == 0)
			desk_key(d, KEYS_END);
		assert_int_equal(canvas_resize(&c, width, height), 0);
		desk_draw(d, &c);
		view_threads.pane(d, &c, width / 3, height / 3, width, height);
		view_threads.pane(d, &c, 0, 0, 1 + width % 7, 1 + height % 5);
		for (int cell = 0; cell < c.width * c.height; cell++)
			assert_true(c.cell[cell].glyph >= ' ' && c.cell[cell].ink < NINKS);
		canvas_finish(&c);
		free(d);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_threads_panes_are_as_they_were_drawn_once),
		cmocka_unit_test(test_view_threads_is_as_it_was_drawn_once),
		cmocka_unit_test(test_view_threads_sorts_and_leaves_the_audio_thread_on_top),
		cmocka_unit_test(test_view_threads_says_what_each_is_for),
		cmocka_unit_test(test_threads_cpu_text_adds_up_and_fits),
		cmocka_unit_test(test_view_threads_warns_of_an_audio_thread_without_priority),
		cmocka_unit_test(test_view_threads_tells_rising_faults_from_old_ones),
		cmocka_unit_test(test_view_threads_draws_at_any_size_inside_the_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
