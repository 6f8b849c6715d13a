/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keys and the mouse do in the spectrum: requests, the cursor, the reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/spectrum_tool.h"

static void
reference_test(const char *keys, const char *glyph)
{
	const struct tone tone[] = { { bin_near(1000), -30 }, { -1, 0 } };
	struct desk *d = desk_with(tone_make, tone);

	desk_press(d, keys);
	assert_hides(d, "reference");
	desk_press(d, "R");
	d->live.spectrum.bin_db[tone[0].bin] = d->shown.spectrum.bin_db[tone[0].bin] = -23.5f;
	assert_shows(d, "+6.5 dB to the reference");
	assert_shows(d, glyph);
	d->live.spectrum.fmax_hz = 16000; /* another rate: its bins are elsewhere */
	assert_hides(d, glyph);
	d->live.spectrum.fmax_hz = 20000;
	desk_press(d, "R");
	d->message[0] = '\0';
	assert_hides(d, "reference");
	free(d);
}

static void
test_spectrum_reference_stays_while_the_sound_moves(void **state)
{
	(void)state;
	reference_test("", "o reference");
	reference_test("k", "o reference");
}

static void
none_make(struct snapshot *s, const void *of)
{
	(void)s;
	(void)of;
}

static void
test_spectrum_keys_set_what_the_engine_does(void **state)
{
	static const struct {
		const char *keys, *path;
		float value[6]; /* of each press; -1: no more */
		const char *shown;
	} row[] = { { "aaaa", "/spectrum/average", { 0.5f, 2, 0, 0.125f, -1 }, "avg 0.125 s" },
		{ "kkkk", "/spectrum/hold", { 2, 0, 1, 2, -1 }, "hold 2 s" },
		{ "tt", "/spectrum/tap", { 1, 0, -1 }, "post EQ" },
		{ "t", "/spectrum/tap", { 1, -1 }, "pre EQ" },
		{ "nnn", "/spectrum/channel", { 1, 2, 0, -1 }, "mean" },
		{ "n", "/spectrum/channel", { 1, -1 }, "left" },
		{ "v", "/spectrum/window", { 1, -1 }, "Blackman-Harris" },
		{ "ffff", "/spectrum/points", { 3, 4, 5, 0, -1 }, "planning 1024" },
		{ "F", "/spectrum/points", { 1, -1 }, "planning 2048" } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = desk_with(none_make, NULL);
		struct request r;

		desk_press(d, row[i].keys);
		for (int n = 0; row[i].value[n] >= 0; n++) {
			assert_true(desk_asks(d, &r));
			assert_int_equal(r.kind, REQUEST_SET);
			assert_string_equal(r.path, row[i].path);
			assert_float_equal(r.value, row[i].value[n], 1e-6);
		}
		assert_false(desk_asks(d, &r));
		d->message[0] = '\0';
		d->prefs.slope_db = 0;
		assert_shows(d, row[i].shown);
		free(d);
	}
}

/* A snapshot made before the engine had the first of two presses does not undo it. */
static void
test_spectrum_keys_go_on_from_what_was_told(void **state)
{
	struct desk *d = desk_with(none_make, NULL);
	struct snapshot *old = malloc(sizeof *old);
	struct request r;

	(void)state;
	assert_non_null(old);
	*old = d->live;
	desk_press(d, "f");
	desk_show(d, old, d->now_s + 0.1);
	desk_press(d, "f");
	assert_true(desk_asks(d, &r));
	assert_float_equal(r.value, 3, 0);
	assert_true(desk_asks(d, &r));
	assert_float_equal(r.value, 4, 0);
	assert_shows(d, "planning 16384");
	desk_show(d, old, d->now_s + 1.1); /* refused, or lost */
	assert_shows(d, "FFT 4096");
	free(old);
	free(d);
}

static void
test_spectrum_says_planning_until_the_size_is_there(void **state)
{
	struct desk *d = desk_with(none_make, NULL);

	(void)state;
	assert_shows(d, "FFT 4096");
	d->live.spectrum_controls.points = 16384;
	assert_shows(d, "planning 16384");
	d->live.spectrum.refused_points = 16384;
	assert_shows(d, "no memory for 16384 points");
	d->live.spectrum.refused_points = 0;
	d->live.spectrum.points = 16384;
	assert_shows(d, "FFT 16384");
	free(d);
}

static void
test_spectrum_peaks_are_gone_when_nobody_wants_them(void **state)
{
	const struct tone tone[] = { { bin_near(1000), -30 }, { -1, 0 } };
	struct desk *d = desk_with(tone_make, tone);

	(void)state;
	silence(&d->live);
	silence(&d->shown);
	desk_key(d, KEYS_ENTER);
	d->spectrum.cursor_hz = 1000;
	assert_shows(d, "held -30.0");
	desk_press(d, "kk");
	d->message[0] = '\0';
	assert_shows(d, "hold off");
	assert_hides(d, "held");
	d->live.spectrum.holding = d->shown.spectrum.holding = true;
	d->shown.spectrum.held_db[bin_near(1000)] = -17;
	assert_shows(d, "held -17.0");
	free(d);
}

static void
test_spectrum_cursor_moves_by_bars_and_octaves(void **state)
{
	static const struct {
		uint32_t key;
		double hz;
	} row[] = { { KEYS_RIGHT, 1122.462 }, { KEYS_LEFT, 1000 }, { KEYS_LEFT, 890.899 },
		{ KEYS_RIGHT, 1000 }, { KEYS_RIGHT | KEYS_SHIFT, 2000 },
		{ KEYS_LEFT | KEYS_SHIFT, 1000 }, { KEYS_HOME, 19.686 }, { KEYS_LEFT, 19.686 },
		{ KEYS_END, 20158.737 }, { KEYS_RIGHT, 20158.737 }, { KEYS_ENTER, 1000 },
		{ KEYS_ESCAPE, 0 } };
	const struct tone tone[] = { { bin_near(1000), -30 }, { -1, 0 } };
	struct desk *d = desk_with(tone_make, tone);

	(void)state;
	free(dump(d, 80, 24, CHARSET_ASCII)); /* 1/6 octave */
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		desk_key(d, row[i].key);
		assert_float_equal(d->spectrum.cursor_hz, row[i].hz, 1e-3);
	}
	free(d);
}

static void
test_spectrum_click_puts_the_cursor_there(void **state)
{
	struct desk *d = desk_with(none_make, NULL);

	(void)state;
	free(dump(d, 80, 24, CHARSET_ASCII));
	for (int x = 5; x < 80; x++) {
		const struct mouse press = { .what = MOUSE_PRESS, .x = x, .y = 10 };
		char *screen, *line, *mark;
		int at;

		desk_mouse(d, &press);
		screen = dump(d, 80, 24, CHARSET_ASCII);
		line = strstr(screen, "\n  Hz") + 1;
		mark = strchr(line, '^');
		assert_non_null(mark);
		at = (int)(mark - line);
		assert_true(abs(at - x) <= 1);
		free(screen);
	}
	desk_mouse(d, &(struct mouse){ .what = MOUSE_WHEEL_UP, .x = 40, .y = 10 });
	assert_int_equal(d->spectrum.zoom, 1);
	desk_mouse(d, &(struct mouse){ .what = MOUSE_PRESS, .x = 2, .y = 23 });
	free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spectrum_reference_stays_while_the_sound_moves),
		cmocka_unit_test(test_spectrum_keys_set_what_the_engine_does),
		cmocka_unit_test(test_spectrum_keys_go_on_from_what_was_told),
		cmocka_unit_test(test_spectrum_says_planning_until_the_size_is_there),
		cmocka_unit_test(test_spectrum_peaks_are_gone_when_nobody_wants_them),
		cmocka_unit_test(test_spectrum_cursor_moves_by_bars_and_octaves),
		cmocka_unit_test(test_spectrum_click_puts_the_cursor_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
