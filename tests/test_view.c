/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Screens as text, and what keys do; see desk_tool.h.
 */
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
	{ "overview-40x12-ascii", SCENE_RUNNING, "", 40, 12, CHARSET_ASCII },
	{ "overview-40x12-utf8", SCENE_RUNNING, "", 40, 12, CHARSET_UTF8 },
	{ "overview-80x24-ascii", SCENE_RUNNING, "", 80, 24, CHARSET_ASCII },
	{ "overview-80x24-utf8", SCENE_RUNNING, "", 80, 24, CHARSET_UTF8 },
	{ "overview-120x40-ascii", SCENE_RUNNING, "", 120, 40, CHARSET_ASCII },
	{ "overview-120x40-utf8", SCENE_RUNNING, "", 120, 40, CHARSET_UTF8 },
	{ "overview-200x60-ascii", SCENE_RUNNING, "", 200, 60, CHARSET_ASCII },
	{ "overview-200x60-utf8", SCENE_RUNNING, "", 200, 60, CHARSET_UTF8 },
	{ "overview-40x8-ascii", SCENE_RUNNING, "", 40, 8, CHARSET_ASCII },
	{ "overview-lost-80x24-ascii", SCENE_LOST, "", 80, 24, CHARSET_ASCII },
	{ "overview-silent-80x24-ascii", SCENE_SILENT, "", 80, 24, CHARSET_ASCII },
	{ "overview-empty-80x24-ascii", SCENE_EMPTY, "", 80, 24, CHARSET_ASCII },
	{ "overview-many-40x12-utf8", SCENE_MANY, "", 40, 12, CHARSET_UTF8 },
	{ "overview-many-80x24-ascii", SCENE_MANY, "", 80, 24, CHARSET_ASCII },
	{ "overview-many-200x60-utf8", SCENE_MANY, "", 200, 60, CHARSET_UTF8 },
	{ "nodes-40x12-ascii", SCENE_RUNNING, "2", 40, 12, CHARSET_ASCII },
	{ "nodes-80x24-ascii", SCENE_RUNNING, "2", 80, 24, CHARSET_ASCII },
	{ "nodes-sorted-80x24-utf8", SCENE_RUNNING, "2<I", 80, 24, CHARSET_UTF8 },
	{ "nodes-many-80x24-ascii", SCENE_MANY, "2>w", 80, 24, CHARSET_ASCII },
	{ "nodes-200x60-utf8", SCENE_RUNNING, "2", 200, 60, CHARSET_UTF8 },
	{ "too-small-39x7-ascii", SCENE_RUNNING, "", 39, 7, CHARSET_ASCII },
};

static void
test_view_screens_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* The chart, with peaks at the top of the scale that the spectrum holds or has only just let go. */
static void
chart_with_held_peaks(bool holding, char *out)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_ASCII };

	d->live.spectrum.holding = holding;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		d->live.spectrum.held_db[i] = 0;
	assert_int_equal(canvas_resize(&c, 80, 12), 0);
	draw_spectrum(d, &c, 0, 0, 80, 12);
	assert_true(canvas_dump(&c, out, DUMP_BYTES) < DUMP_BYTES);
	canvas_finish(&c);
	free(d);
}

static void
test_view_shows_the_peaks_that_the_spectrum_holds(void **state)
{
	char *held = malloc(DUMP_BYTES), *own = malloc(DUMP_BYTES);
	const char *top;

	(void)state;
	assert_true(held && own);
	chart_with_held_peaks(true, held);
	chart_with_held_peaks(false, own);
	top = strchr(held, '\n') + 1;
	for (int column = 10; column < 80; column++)
		assert_true(top[column] != ' ' && top[column] != '\n');
	top = strchr(own, '\n') + 1;
	assert_true(strcspn(top + 10, "\n") < 70 || strchr(top + 10, ' ') < strchr(top, '\n'));
	free(held);
	free(own);
}

/* The sheet is exactly as large as its cells, so the sanitizer sees every step outside. */
/* In the row of the node that let them out; what is worse covers what is not. */
static void
test_view_bad_samples_stand_in_the_row_of_their_node(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_ASCII };
	char *text = malloc(DUMP_BYTES), *line;
	struct profile_node *node = d->shown.profile.node;

	(void)state;
	assert_non_null(text);
	assert_int_equal(canvas_resize(&c, 120, 40), 0);
	node[0].denormal = 3;
	node[1].denormal = 3;
	node[1].nonfinite = 1;
	desk_draw(d, &c);
	canvas_dump(&c, text, DUMP_BYTES);
	assert_non_null(line = strstr(text, "denormal 3"));
	while (line > text && line[-1] != '\n')
		line--;
	assert_non_null(strstr(line, node[0].name));
	assert_true(strstr(line, node[0].name) < strstr(line, "denormal 3"));
	assert_non_null(line = strstr(text, "NaN 1"));
	while (line > text && line[-1] != '\n')
		line--;
	assert_true(strstr(line, node[1].name) < strstr(line, "NaN 1"));
	canvas_finish(&c);
	free(text);
	free(d);
}

static void
test_view_draws_at_any_size_inside_the_sheet(void **state)
{
	static const char *const keys[] = { "", "2", "3", "?", "2?", "3?", "w", "2>>w", "p", "3b" };
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 700; i++) {
		struct canvas c = { .charset = i % 2 == 0 ? CHARSET_ASCII : CHARSET_UTF8 };
		struct desk *d = desk_of((enum scene)(i % NSCENES));

		random = random * 1664525u + 1013904223u;
		assert_int_equal(canvas_resize(&c, 1 + (int)(random >> 8) % 300,
					 1 + (int)(random >> 20) % 100),
			0);
		desk_press(d, keys[i % (int)(sizeof keys / sizeof *keys)]);
		desk_draw(d, &c);
		for (int cell = 0; cell < c.width * c.height; cell++)
			assert_true(c.cell[cell].glyph >= ' ' && c.cell[cell].ink < NINKS);
		canvas_finish(&c);
		free(d);
	}
}

static void
test_view_ascii_screens_have_no_8_bit_characters(void **state)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	(void)state;
	assert_int_equal(canvas_resize(&c, 200, 60), 0);
	for (enum scene scene = 0; scene < NSCENES; scene++) {
		struct desk *d = desk_of(scene);

		desk_draw(d, &c);
		for (int i = 0; i < c.width * c.height; i++)
			assert_true(c.cell[i].glyph < 0x7f);
		free(d);
	}
	canvas_finish(&c);
}

static void
test_desk_q_asks_only_when_ports_are_connected(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct request r;

	(void)state;
	desk_key(d, 'q');
	assert_ptr_equal(d->popup, &popup_quit);
	desk_key(d, 'n');
	assert_null(d->popup);
	desk_key(d, 'q');
	assert_false(desk_asks(d, &r));
	desk_key(d, 'y');
	assert_true(desk_asks(d, &r) && r.kind == REQUEST_QUIT);
	d->left = false;
	d->attached = true; /* to another process, which goes on */
	desk_key(d, 'q');
	assert_true(desk_asks(d, &r) && r.kind == REQUEST_QUIT);
	free(d);
	d = desk_of(SCENE_SILENT);
	desk_key(d, KEYS_CTRL_C);
	assert_true(desk_asks(d, &r) && r.kind == REQUEST_QUIT);
	free(d);
}

static void
test_desk_keys_become_requests(void **state)
{
	static const struct {
		uint32_t key;
		enum request_kind kind;
		const char *path;
		float value;
	} row[] = {
		{ 'b', REQUEST_SET, "/eq/bypass", 1 },
		{ 'C', REQUEST_CLEAR, "", 0 },
		{ 'o', REQUEST_CONNECT, "", 0 },
		{ 'M', REQUEST_MEASURE, "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct request r;

		desk_key(d, row[i].key);
		assert_true(desk_asks(d, &r));
		assert_int_equal(r.kind, row[i].kind);
		assert_string_equal(r.path, row[i].path);
		assert_true(r.value == row[i].value);
		free(d);
	}
}

static void
test_desk_pause_freezes_numbers_and_bars(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	double load = d->live.profile.load_now;

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s + 10);
	desk_press(d, "p");
	desk_show(d, s, desk_now_s + 10);
	assert_true(d->live.profile.load_now == load && d->shown.profile.load_now == load);
	desk_press(d, "p");
	desk_show(d, s, desk_now_s + 10.1);
	assert_true(d->live.profile.load_now != load && d->shown.profile.load_now != load);
	free(s);
	free(d);
}

static void
test_desk_numbers_change_four_times_a_second_and_bars_with_every_frame(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	int changes = 0;
	double last = d->shown.uptime_s;

	(void)state;
	assert_non_null(s);
	for (int frame = 1; frame <= 25; frame++) {
		synth_fill(s, SCENE_RUNNING, desk_start_s + frame * 0.04);
		desk_show(d, s, desk_now_s + frame * 0.04);
		assert_true(d->live.uptime_s == s->uptime_s);
		changes += d->shown.uptime_s != last;
		last = d->shown.uptime_s;
	}
	assert_in_range(changes, 3, 4);
	free(s);
	free(d);
}

static void
test_rows_sort_the_nodes_and_leave_the_frame(void **state)
{
	struct snapshot *s = malloc(sizeof *s);
	struct rows rows;

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s);
	rows_fill(&rows, s, WINDOW_10S);
	assert_string_equal(rows.row[0].name, "wakeup");
	assert_string_equal(rows.row[1].name, "engine");
	assert_string_equal(rows.row[2].name, "input");
	rows_sort(&rows, COLUMN_MAX, false);
	assert_string_equal(rows.row[0].name, "wakeup");
	assert_string_equal(rows.row[1].name, "spectrum");
	assert_string_equal(rows.row[2].name, "eq");
	assert_string_equal(rows.row[rows.n - 2].name, "cycle");
	assert_string_equal(rows.row[rows.n - 1].name, "worker");
	rows_sort(&rows, COLUMN_MAX, true);
	assert_string_equal(rows.row[1].name, "profiler");
	rows_fill(&rows, s, WINDOW_10S);
	rows_sort(&rows, COLUMN_NAME, true);
	assert_string_equal(rows.row[1].name, "profiler");
	assert_string_equal(rows.row[2].name, "output");
	free(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_screens_are_as_they_were_drawn_once),
		cmocka_unit_test(test_view_bad_samples_stand_in_the_row_of_their_node),
		cmocka_unit_test(test_view_draws_at_any_size_inside_the_sheet),
		cmocka_unit_test(test_view_shows_the_peaks_that_the_spectrum_holds),
		cmocka_unit_test(test_view_ascii_screens_have_no_8_bit_characters),
		cmocka_unit_test(test_desk_q_asks_only_when_ports_are_connected),
		cmocka_unit_test(test_desk_keys_become_requests),
		cmocka_unit_test(test_desk_pause_freezes_numbers_and_bars),
		cmocka_unit_test(
			test_desk_numbers_change_four_times_a_second_and_bars_with_every_frame),
		cmocka_unit_test(test_rows_sort_the_nodes_and_leave_the_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
