/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sheet of cells, and the bars drawn on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/pieces/bar.h"
#include "ui-tui/pieces/canvas.h"
#include "ui-tui/pieces/format.h"

static struct canvas
sheet(int width, int height, enum charset charset)
{
	struct canvas c = { .charset = charset };

	assert_int_equal(canvas_resize(&c, width, height), 0);
	return c;
}

static void
assert_sheet(const struct canvas *c, const char *expected)
{
	char text[4096];

	assert_true(canvas_dump(c, text, sizeof text) < sizeof text);
	assert_string_equal(text, expected);
}

static void
test_canvas_cuts_what_is_outside(void **state)
{
	struct canvas c = sheet(5, 2, CHARSET_ASCII);

	(void)state;
	canvas_text(&c, -2, 0, 20, INK_PLAIN, 0, "abcdefghij");
	canvas_put(&c, 5, 1, 'x', INK_PLAIN, 0);
	canvas_put(&c, 0, 2, 'x', INK_PLAIN, 0);
	canvas_put(&c, 0, -1, 'x', INK_PLAIN, 0);
	canvas_paint(&c, -3, 1, 100, INK_BAD, STYLE_BOLD);
	canvas_paint(&c, 0, 7, 100, INK_BAD, STYLE_BOLD);
	assert_sheet(&c, "cdefg\n\n");
	assert_int_equal(c.cell[9].ink, INK_BAD);
	canvas_finish(&c);
}

static void
test_canvas_marks_text_that_is_cut(void **state)
{
	struct canvas c = sheet(10, 3, CHARSET_ASCII);

	(void)state;
	assert_int_equal(canvas_text(&c, 0, 0, 4, INK_PLAIN, 0, "spectrum"), 4);
	assert_int_equal(canvas_text(&c, 0, 1, 8, INK_PLAIN, 0, "spectrum"), 8);
	assert_int_equal(canvas_text(&c, 3, 2, 0, INK_PLAIN, 0, "spectrum"), 3);
	assert_sheet(&c, "spe~\nspectrum\n\n");
	canvas_finish(&c);
}

static void
test_canvas_reads_utf8_and_refuses_what_a_cell_cannot_hold(void **state)
{
	static const struct {
		const char *text, *utf8, *ascii;
	} row[] = {
		{ "gr\xc3\xb6\xc3\x9f"
		  "e",
			"gr\xc3\xb6\xc3\x9f"
			"e\n",
			"gr??e\n" },
		{ "\xe2\x96\x88|", "\xe2\x96\x88|\n", "?|\n" },
		{ "a\tb\x1b[1m", "a?b?[1m\n", "a?b?[1m\n" },
		{ "\xff\xfe"
		  "x",
			"??x\n", "??x\n" }, /* never a beginning */
		{ "\xc3", "?\n", "?\n" },   /* cut short */
		{ "\xe2\x96", "??\n", "??\n" },
		{ "\xc0\xaf", "?\n", "?\n" },     /* too long for a slash */
		{ "\xe3\x81\x82", "?\n", "?\n" }, /* two columns wide */
		{ "e\xcc\x81", "e?\n", "e?\n" },  /* combining */
		{ "\xc2\x9b"
		  "31m",
			"?31m\n", "?31m\n" }, /* an 8-bit escape */
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct canvas u = sheet(12, 1, CHARSET_UTF8), a = sheet(12, 1, CHARSET_ASCII);

		canvas_text(&u, 0, 0, 12, INK_PLAIN, 0, row[i].text);
		canvas_text(&a, 0, 0, 12, INK_PLAIN, 0, row[i].text);
		assert_sheet(&u, row[i].utf8);
		assert_sheet(&a, row[i].ascii);
		canvas_finish(&u);
		canvas_finish(&a);
	}
}

static void
test_canvas_dump_tells_how_much_room_it_needs(void **state)
{
	struct canvas c = sheet(4, 1, CHARSET_ASCII);
	char text[4];

	(void)state;
	canvas_text(&c, 0, 0, 4, INK_PLAIN, 0, "abcd");
	assert_int_equal(canvas_dump(&c, text, sizeof text), 5);
	assert_string_equal(text, "abc");
	canvas_finish(&c);
}

static void
test_the_peak_scale_follows_iec_60268_18(void **state)
{
	static const struct {
		double db, position;
	} row[] = {
		{ -120, 0 },
		{ -70, 0 },
		{ -60, 0.025 },
		{ -50, 0.075 },
		{ -40, 0.15 },
		{ -30, 0.3 },
		{ -20, 0.5 },
		{ -10, 0.75 },
		{ 0, 1 },
		{ 6, 1 },
		{ -INFINITY, 0 },
		{ NAN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_true(
			fabs(bar_position(&bar_scale_peak, row[i].db) - row[i].position) < 1e-9);
}

static void
test_bar_load_shows_now_range_maximum_and_deadline(void **state)
{
	struct canvas c = sheet(24, 1, CHARSET_ASCII);
	struct load_marks marks = { 0.25, 0.25, 0.5, 0.8 };

	(void)state;
	/* 5 % a column: 5 filled, the range to 50 %, the maximum in 80 .. 85 %, the deadline at 100
	 * %. */
	bar_load(&c, 0, 0, 24, &marks);
	assert_sheet(&c, "#####::::::.....|...!...\n");
	canvas_finish(&c);
}

static void
test_bar_load_beyond_its_end_stays_inside(void **state)
{
	struct canvas c = sheet(30, 1, CHARSET_ASCII);
	struct load_marks marks = { 50, 40, 60, 70 };

	(void)state;
	bar_load(&c, 0, 0, 24, &marks);
	assert_sheet(&c, "####################!##|\n");
	canvas_finish(&c);
}

static void
test_bar_load_has_steps_of_an_eighth_in_utf8(void **state)
{
	struct canvas c = sheet(12, 1, CHARSET_UTF8);
	struct load_marks marks = { 0.15, 0, 0, 0 };

	(void)state;
	bar_load(&c, 0, 0, 12, &marks); /* 1.5 columns */
	assert_int_equal(c.cell[0].glyph, 0x2588);
	assert_int_equal(c.cell[1].glyph, 0x258c);
	assert_int_equal(c.cell[2].glyph, 0xb7);
	canvas_finish(&c);
}

static void
test_bar_chart_reaches_the_top_at_0_db(void **state)
{
	struct canvas c = sheet(3, 4, CHARSET_ASCII);
	const struct bar_range range = { 0, -96 };
	const struct bar_column column[] = { { 0, 0, -INFINITY, 0 }, { -48, -10, -INFINITY, 0 },
		{ -96, -96, -INFINITY, 0 } };

	(void)state;
	bar_chart(&c, 0, 0, 3, 4, column, &range);
	assert_sheet(&c, "#-\n#\n##\n##\n");
	canvas_finish(&c);
}

static void
test_bar_chart_holds_at_the_right_third_of_a_row(void **state)
{
	struct canvas c = sheet(3, 1, CHARSET_UTF8);
	const struct bar_range range = { 0, -96 };
	const struct bar_column column[] = { { -96, -2, -INFINITY, 0 }, { -96, -48, -INFINITY, 0 },
		{ -96, -80, -INFINITY, 0 } };

	(void)state;
	bar_chart(&c, 0, 0, 3, 1, column, &range);
	assert_sheet(&c, "\u2594\u2500\u2581\n");
	canvas_finish(&c);
}

static void
test_format_keeps_numbers_in_their_columns(void **state)
{
	char out[FORMAT_BYTES];

	(void)state;
	assert_string_equal(format_us(out, 402.66, 7), "402.7");
	assert_string_equal(format_us(out, 123456.7, 7), "123457");
	assert_string_equal(format_percent(out, 0.29), "29.0");
	assert_string_equal(format_percent(out, 1.154), "115");
	assert_string_equal(format_count(out, 1287443), "1287443");
	assert_string_equal(format_count(out, 128744300), "128.7M");
	assert_string_equal(format_count(out, UINT64_MAX), "18.4E");
	assert_string_equal(format_span(out, 412), "412 us");
	assert_string_equal(format_span(out, 1900), "1.90 ms");
	assert_string_equal(format_clock(out, 4353), "01:12:33");
	assert_string_equal(format_clock(out, 3 * 86400 + 60), "3d 00:01");
	assert_string_equal(format_db(out, -120), "-inf");
	assert_string_equal(format_db(out, -12.06), "-12.1");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canvas_cuts_what_is_outside),
		cmocka_unit_test(test_canvas_marks_text_that_is_cut),
		cmocka_unit_test(test_canvas_reads_utf8_and_refuses_what_a_cell_cannot_hold),
		cmocka_unit_test(test_canvas_dump_tells_how_much_room_it_needs),
		cmocka_unit_test(test_the_peak_scale_follows_iec_60268_18),
		cmocka_unit_test(test_bar_load_shows_now_range_maximum_and_deadline),
		cmocka_unit_test(test_bar_load_beyond_its_end_stays_inside),
		cmocka_unit_test(test_bar_load_has_steps_of_an_eighth_in_utf8),
		cmocka_unit_test(test_bar_chart_reaches_the_top_at_0_db),
		cmocka_unit_test(test_bar_chart_holds_at_the_right_third_of_a_row),
		cmocka_unit_test(test_format_keeps_numbers_in_their_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
