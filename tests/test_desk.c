/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and the mouse wherever one is, pop-ups, and what is cleared here alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/terminal/clipboard.h"
#include "ui-tui/view.h"

static const struct golden golden[] = {
	{ "help-40x8-ascii", SCENE_RUNNING, "?", 40, 8, CHARSET_ASCII },
	{ "help-40x12-utf8", SCENE_RUNNING, "?", 40, 12, CHARSET_UTF8 },
	{ "help-80x24-ascii", SCENE_RUNNING, "?", 80, 24, CHARSET_ASCII },
	{ "help-nodes-120x40-utf8", SCENE_RUNNING, "2?", 120, 40, CHARSET_UTF8 },
	{ "setup-40x8-ascii", SCENE_RUNNING, "S", 40, 8, CHARSET_ASCII },
	{ "setup-40x12-utf8", SCENE_RUNNING, "S\t\t+", 40, 12, CHARSET_UTF8 },
	{ "setup-80x24-ascii", SCENE_RUNNING, "S\t\t\t", 80, 24, CHARSET_ASCII },
	{ "setup-80x24-utf8", SCENE_RUNNING, "S", 80, 24, CHARSET_UTF8 },
	{ "quit-40x12-ascii", SCENE_RUNNING, "q", 40, 12, CHARSET_ASCII },
	{ "quit-80x24-utf8", SCENE_RUNNING, "q", 80, 24, CHARSET_UTF8 },
	{ "stop-40x8-ascii", SCENE_RUNNING, "\x1a", 40, 8, CHARSET_ASCII },
	{ "stop-80x24-ascii", SCENE_RUNNING, "\x1a", 80, 24, CHARSET_ASCII },
};

static void
test_desk_popups_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

static void
draw(struct desk *d, int width, int height)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, width, height);
	canvas_finish(&c);
}

/* Everything that help says can be read on the smallest sheet. */
static void
test_help_is_whole_on_small_sheets(void **state)
{
	static const int size[][2] = { { 40, 8 }, { 40, 12 }, { 60, 10 } };
	char *page = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(page);
	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		bool clear = false, quit = false, engine = false;

		desk_key(d, KEYS_F1);
		for (int row = 0; row < 100; row++) {
			struct canvas c = { .charset = CHARSET_ASCII };

			desk_picture(d, &c, size[i][0], size[i][1]);
			canvas_dump(&c, page, DUMP_BYTES);
			clear = clear || strstr(page, "Sentence") != NULL;
			engine = engine || strstr(page, "who looks") != NULL; /* a wrapped end */
			quit = quit || strstr(page, "q F10 Ctrl-C") != NULL;
			canvas_finish(&c);
			desk_key(d, KEYS_DOWN);
		}
		assert_true(clear && engine && quit);
		desk_key(d, 'x');
		assert_null(d->popup);
		free(d);
	}
	free(page);
}

static void
test_desk_views_are_reached_by_digits_and_tab(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	for (uint32_t v = 0; v < NVIEWS; v++) {
		desk_key(d, '1' + v);
		assert_int_equal(d->view, v);
	}
	desk_key(d, '\t');
	assert_int_equal(d->view, 0);
	desk_key(d, KEYS_BACK_TAB);
	assert_int_equal(d->view, NVIEWS - 1);
	free(d);
}

static void
test_desk_ctrl_z_asks_where_sound_would_stop(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_key(d, KEYS_CTRL_Z);
	assert_ptr_equal(d->popup, &popup_suspend);
	desk_key(d, 'n');
	assert_true(d->popup == NULL && !d->suspend);
	desk_key(d, KEYS_CTRL_Z);
	desk_key(d, 'y');
	assert_true(d->popup == NULL && d->suspend);
	d->suspend = false;
	d->attached = true;
	desk_key(d, KEYS_CTRL_Z);
	assert_true(d->popup == NULL && d->suspend);
	free(d);
}

static void
test_desk_setup_changes_at_once_and_is_saved_at_its_end(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	draw(d, 80, 24);
	desk_key(d, KEYS_F2);
	draw(d, 80, 24);
	for (enum pref p = 0; p < NPREFS; p++) {
		uint32_t before = prefs_get(&d->prefs, p);

		desk_key(d, KEYS_RIGHT);
		assert_true(prefs_get(&d->prefs, p) != before);
		desk_key(d, KEYS_LEFT);
		assert_int_equal(prefs_get(&d->prefs, p), before);
		desk_key(d, KEYS_ENTER);
		assert_true(prefs_get(&d->prefs, p) != before);
		desk_key(d, 'd');
		assert_int_equal(prefs_get(&d->prefs, p), prefs_get(&prefs_defaults, p));
		desk_key(d, KEYS_DOWN);
	}
	assert_int_equal(d->setup.row, 0);
	assert_false(d->save_prefs);
	desk_key(d, KEYS_ESCAPE);
	assert_true(d->popup == NULL && d->save_prefs);
	free(d);
}

static void
test_desk_palette_and_rates_by_keys(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "T");
	assert_int_equal(d->prefs.palette, PALETTE_BLUE_ORANGE);
	desk_press(d, "T");
	assert_int_equal(d->prefs.palette, PALETTE_USUAL);
	desk_press(d, "DDDD");
	assert_true(d->prefs.numbers_hz == 8);
	desk_press(d, "dddddd");
	assert_true(d->prefs.numbers_hz == 1);
	free(d);
}

/* c counts from now on, here; what the engine counts goes on, and its being cleared does not
 * disturb us. */
static void
test_desk_c_counts_from_now_on(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	char text[FORMAT_BYTES];
	struct request r;

	(void)state;
	assert_non_null(s);
	assert_null(desk_since(d));
	assert_string_equal(since_text(d, text), "");
	desk_press(d, "c");
	assert_false(desk_asks(d, &r));
	assert_non_null(desk_since(d));
	assert_int_equal(desk_since(d)->n.xruns, 0);
	assert_string_equal(since_text(d, text), "since 01:12:33");

	synth_fill(s, SCENE_RUNNING, desk_start_s + 0.5);
	s->profile.xruns_total += 2;
	s->profile.load[WINDOW_1S].max = 3; /* of before, perhaps */
	desk_show(d, s, desk_now_s + 0.5);
	assert_int_equal(desk_since(d)->n.xruns, 2);
	assert_false(desk_since(d)->any);

	synth_fill(s, SCENE_RUNNING, desk_start_s + 2);
	s->profile.xruns_total += 2;
	s->profile.incident[0].id = 5;
	s->profile.load[WINDOW_1S].max = 0.7;
	s->profile.margin_us[WINDOW_1S].min = 800;
	s->profile.node[1].us[WINDOW_1S].max = 1234;
	desk_show(d, s, desk_now_s + 2);
	s->profile.load[WINDOW_1S].max = 0.5;
	s->profile.margin_us[WINDOW_1S].min = 900;
	s->profile.node[1].us[WINDOW_1S].max = 1;
	desk_show(d, s, desk_now_s + 3);
	assert_true(desk_since(d)->load_max == 0.7 && desk_since(d)->margin_min_us == 800);
	assert_true(desk_since(d)->node_max_us[1] == 1234);
	assert_int_equal(desk_since(d)->n.incidents, 2);

	s->profile.nkept = s->profile.nincidents = 0;
	s->profile.records_dropped = 0;
	desk_show(d, s, desk_now_s + 4);
	assert_int_equal(desk_since(d)->n.incidents, 2);
	s->profile.nkept = 1;
	s->profile.incident[0].id = 6;
	desk_show(d, s, desk_now_s + 5);
	assert_int_equal(desk_since(d)->n.incidents, 3);

	desk_press(d, "C");
	assert_true(desk_asks(d, &r) && r.kind == REQUEST_CLEAR);
	assert_null(desk_since(d));
	free(s);
	free(d);
}

/* Nothing was left of incidents when c was pressed: the first new one counts as one. */
static void
test_desk_c_counts_incidents_by_their_numbers(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	d->live.profile.nkept = 0;
	desk_press(d, "c");
	synth_fill(s, SCENE_RUNNING, desk_start_s + 1);
	s->profile.nkept = 1;
	s->profile.incident[0].id = 77;
	desk_show(d, s, desk_now_s + 1);
	assert_int_equal(desk_since(d)->n.incidents, 1);
	synth_fill(s, SCENE_RUNNING, 3); /* another run of the engine */
	desk_show(d, s, desk_now_s + 2);
	assert_null(desk_since(d));
	free(s);
	free(d);
}

static void
mouse(struct desk *d, enum mouse_what what, int x, int y)
{
	struct mouse m = { .what = what, .x = x, .y = y };

	desk_mouse(d, &m);
}

static void
test_desk_clicks_on_the_footer_are_its_keys(void **state)
{
	static const int width[] = { 40, 60, 80, 132, 200 };

	(void)state;
	for (size_t i = 0; i < sizeof width / sizeof *width; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		int views_seen = 0;

		for (int x = 0; x < width[i]; x++) {
			uint32_t key;

			d->view = VIEW_OVERVIEW;
			draw(d, width[i], 24);
			key = footer_key(d, width[i], x);
			if (key < '1' || key >= '1' + NVIEWS)
				continue;
			views_seen++;
			mouse(d, MOUSE_PRESS, x, 23);
			mouse(d, MOUSE_RELEASE, x, 23);
			assert_int_equal(d->view, key - '1');
		}
		assert_true(views_seen >= NVIEWS);
		free(d);
	}
}

/* The row is full of what matters: all views, help and quit, at any width. */
static void
test_desk_footer_fits_and_has_help_and_quit(void **state)
{
	(void)state;
	for (int width = SCREEN_WIDTH_MIN; width < 220; width++)
		for (uint32_t v = 0; v < NVIEWS; v++) {
			struct desk *d = desk_of(SCENE_RUNNING);
			bool help = false, quit = false;

			d->view = (enum view_id)v;
			for (int x = 0; x < width; x++) {
				help = help || footer_key(d, width, x) == KEYS_F1;
				quit = quit || footer_key(d, width, x) == 'q';
			}
			assert_true(help && quit);
			assert_int_equal(footer_key(d, width, width), KEYS_NONE);
			free(d);
		}
}

static void
test_desk_a_click_beside_a_popup_closes_it(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "S");
	draw(d, 80, 24);
	mouse(d, MOUSE_PRESS, d->inside.x + d->inside.width - 2, d->inside.y + 3);
	mouse(d, MOUSE_RELEASE, 0, 0); /* of what was pressed: no click beside it */
	assert_ptr_equal(d->popup, &popup_setup);
	assert_int_equal(d->setup.row, 3);
	assert_int_equal(d->prefs.palette, PALETTE_BLUE_ORANGE);
	mouse(d, MOUSE_WHEEL_DOWN, d->inside.x, d->inside.y);
	assert_int_equal(d->setup.row, 4);
	mouse(d, MOUSE_PRESS, d->inside.x - 1, d->inside.y); /* its frame */
	assert_ptr_equal(d->popup, &popup_setup);
	mouse(d, MOUSE_PRESS, 2, 2);
	assert_true(d->popup == NULL && d->save_prefs);
	mouse(d, MOUSE_RELEASE, 2, 2);
	desk_press(d, "q");
	draw(d, 80, 24);
	mouse(d, MOUSE_PRESS, 0, 23);
	assert_true(d->popup == NULL && !d->left);
	free(d);
}

static void
test_desk_too_small_takes_q_and_nothing_else(void **state)
{
	struct desk *d = desk_of(SCENE_SILENT);
	struct request r;

	(void)state;
	draw(d, 20, 5);
	desk_press(d, "bCoM3S");
	mouse(d, MOUSE_PRESS, 1, 4);
	assert_false(desk_asks(d, &r));
	assert_true(d->view == VIEW_OVERVIEW && d->popup == NULL);
	desk_press(d, "q");
	assert_true(desk_asks(d, &r) && r.kind == REQUEST_QUIT);
	free(d);
}

static void
test_desk_y_copies_the_sheet(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_ASCII };
	char text[256];
	size_t n;

	(void)state;
	desk_press(d, "y");
	assert_true(d->copy);
	desk_picture(d, &c, 80, 24);
	n = desk_copy(d, &c, text, sizeof text);
	assert_int_equal(n, sizeof text - 1);
	assert_int_equal(strlen(text), n);
	assert_non_null(strstr(text, "Healthy"));
	canvas_finish(&c);
	free(d);
}

static void
test_clipboard_is_base64_in_osc_52(void **state)
{
	static const struct {
		const char *text, *out;
	} row[] = {
		{ "", "\033]52;c;\a" },
		{ "f", "\033]52;c;Zg==\a" },
		{ "fo", "\033]52;c;Zm8=\a" },
		{ "foo", "\033]52;c;Zm9v\a" },
		{ "\xff\xfe>", "\033]52;c;//4+\a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char out[64];
		size_t n = clipboard_write(row[i].text, strlen(row[i].text), out);

		assert_int_equal(n, strlen(row[i].out));
		assert_int_equal(n, clipboard_bytes(strlen(row[i].text)));
		assert_memory_equal(out, row[i].out, n);
	}
}

static void
test_desk_errors_of_the_engine_are_shown(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_done(d, -EACCES, "refused: this host may only read");
	assert_string_equal(d->message, "refused: this host may only read");
	desk_done(d, -ENOENT, "");
	assert_non_null(strstr(d->message, "failed: No such file"));
	free(d);
}

static void
log_line_comes(struct desk *d, const char *text)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	*s = d->live;
	if (s->nlog == LOG_LINES_SHOWN)
		memmove(&s->log[0], &s->log[1], --s->nlog * sizeof s->log[0]);
	snprintf(s->log[s->nlog++].text, LOG_LINE_BYTES, "%s", text);
	s->log_total++;
	desk_show(d, s, d->now_s + 0.1);
	free(s);
}

/* What takes a moment says so, and then what came of it. */
static void
test_connecting_says_so_and_then_how_it_ended(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	d->live.info.has_server = true;
	d->live.info.connected_in = d->live.info.connected_out = 0;
	log_line_comes(d, "connected: long ago");
	desk_key(d, 'o');
	assert_string_equal(d->message, "connecting ...");
	log_line_comes(d, "something else");
	assert_string_equal(d->message, "connecting ...");
	log_line_comes(d, "connected: 2 connections made");
	assert_string_equal(d->message, "connected: 2 connections made");
	d->live.info.connected_out = 2;
	desk_key(d, 'o');
	assert_string_equal(d->message, "disconnecting ...");
	desk_show(d, NULL, d->now_s + 5);
	assert_string_equal(d->message, "disconnecting: no word yet; the log (8) will have it");
	log_line_comes(d, "disconnected: 2 connections cut");
	assert_string_equal(d->message, "disconnecting: no word yet; the log (8) will have it");
	free(d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_desk_popups_are_as_they_were_drawn_once),
		cmocka_unit_test(test_help_is_whole_on_small_sheets),
		cmocka_unit_test(test_desk_views_are_reached_by_digits_and_tab),
		cmocka_unit_test(test_desk_ctrl_z_asks_where_sound_would_stop),
		cmocka_unit_test(test_desk_setup_changes_at_once_and_is_saved_at_its_end),
		cmocka_unit_test(test_desk_palette_and_rates_by_keys),
		cmocka_unit_test(test_desk_c_counts_from_now_on),
		cmocka_unit_test(test_desk_c_counts_incidents_by_their_numbers),
		cmocka_unit_test(test_desk_clicks_on_the_footer_are_its_keys),
		cmocka_unit_test(test_desk_footer_fits_and_has_help_and_quit),
		cmocka_unit_test(test_desk_a_click_beside_a_popup_closes_it),
		cmocka_unit_test(test_desk_too_small_takes_q_and_nothing_else),
		cmocka_unit_test(test_desk_y_copies_the_sheet),
		cmocka_unit_test(test_clipboard_is_base64_in_osc_52),
		cmocka_unit_test(test_desk_errors_of_the_engine_are_shown),
		cmocka_unit_test(test_connecting_says_so_and_then_how_it_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
