/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inks can be read on black and on white, and mean the same without colour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "ui-tui/terminal/palette.h"

/* Relative luminance of an sRGB colour, WCAG 2.1. */
static double
linear(int eight_bits)
{
	double v = eight_bits / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Of xterm's 256: a cube of 6 from 16 on, grays from 232 on. */
static double
luminance(int color)
{
	static const int step[] = { 0, 0x5f, 0x87, 0xaf, 0xd7, 0xff };
	int gray = 8 + 10 * (color - 232);

	assert_in_range(color, 16, 255);
	if (color >= 232)
		return linear(gray);
	color -= 16;
	return 0.2126 * linear(step[color / 36]) + 0.7152 * linear(step[color / 6 % 6]) +
	       0.0722 * linear(step[color % 6]);
}

static double
contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static void
test_palette_is_read_on_black_and_on_white(void **state)
{
	(void)state;
	for (enum palette p = 0; p < NPALETTES; p++)
		for (enum ink ink = 0; ink < NINKS; ink++) {
			struct hue h = palette_hue(p, 256, ink);

			if (h.ink >= 0 && ink < INK_HEAT_1) {
				assert_true(contrast(luminance(h.ink), 0) >= 3);
				assert_true(contrast(luminance(h.ink), 1) >= 3);
			}
			if (h.bar >= 0)
				assert_true(contrast(luminance(h.bar), luminance(h.bar_text)) >= 3);
		}
}

static void
test_palette_heat_goes_up_step_by_step(void **state)
{
	(void)state;
	for (enum palette p = 0; p < NPALETTES; p++)
		for (enum ink ink = INK_HEAT_2; ink <= INK_HEAT_8; ink++)
			assert_true(luminance(palette_hue(p, 256, ink).ink) >
				    luminance(palette_hue(p, 256, ink - 1).ink));
}

/* What warns is bold or reverse wherever its colour does not say it. */
static void
test_palette_warns_without_colour(void **state)
{
	static const enum ink warning[] = { INK_CAUTION, INK_BAD, INK_XRUN };
	static const int ncolors[] = { 0, 2, 8, 16, 88, 256 };

	(void)state;
	for (enum palette p = 0; p < NPALETTES; p++)
		for (size_t n = 0; n < sizeof ncolors / sizeof *ncolors; n++)
			for (size_t i = 0; i < sizeof warning / sizeof *warning; i++) {
				struct hue h = palette_hue(p, ncolors[n], warning[i]);

				assert_true(h.ink >= 0 ||
					    palette_style(p, ncolors[n], warning[i]) != 0);
			}
	for (enum ink ink = 0; ink < NINKS; ink++)
		assert_int_equal(palette_hue(PALETTE_USUAL, 0, ink).ink, -1);
}

static void
test_palette_uses_only_colours_that_are_there(void **state)
{
	static const int ncolors[] = { 8, 16, 256 };

	(void)state;
	for (enum palette p = 0; p < NPALETTES; p++)
		for (enum ink ink = 0; ink < NINKS; ink++)
			for (size_t n = 0; n < sizeof ncolors / sizeof *ncolors; n++) {
				struct hue h = palette_hue(p, ncolors[n], ink);

				assert_true(h.ink < ncolors[n] && h.bar < ncolors[n] &&
					    h.bar_text < ncolors[n]);
				assert_true((h.bar < 0) == (h.bar_text < 0));
			}
}

/* Red and green never tell two things apart in the second one. */
static void
test_palette_blue_and_orange_has_no_red_and_no_green(void **state)
{
	(void)state;
	assert_true(palette_hue(PALETTE_BLUE_ORANGE, 8, INK_GOOD).ink == 4);
	assert_true(palette_hue(PALETTE_BLUE_ORANGE, 8, INK_BAD).ink == -1);
	assert_true(palette_hue(PALETTE_BLUE_ORANGE, 256, INK_GOOD).ink !=
		    palette_hue(PALETTE_USUAL, 256, INK_GOOD).ink);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_palette_is_read_on_black_and_on_white),
		cmocka_unit_test(test_palette_heat_goes_up_step_by_step),
		cmocka_unit_test(test_palette_warns_without_colour),
		cmocka_unit_test(test_palette_uses_only_colours_that_are_there),
		cmocka_unit_test(test_palette_blue_and_orange_has_no_red_and_no_green),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
