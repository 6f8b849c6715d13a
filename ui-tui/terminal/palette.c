/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nobody tells whether the background is black or white.  So the 256-colour inks are
 * of middle lightness: a contrast of at least 3 : 1 with both (WCAG 2.1, 1.4.11),
 * which tests/test_palette.c computes.  The eight colours of a plain terminal are
 * what its owner made them.
 */
#include "ui-tui/terminal/palette.h"

enum { DEEP = 256, SIXTEEN = 16, EIGHT = 8 };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, GRAY, BRIGHT_RED, BRIGHT_BLUE = 12 };

#define OWN                                                                                        \
	{                                                                                          \
		-1, -1, -1                                                                         \
	}

/* Cyan-blue from dark to light; text on the dark ones is white, on the light ones black. */
#define HEAT_DEEP                                                                                  \
	[INK_HEAT_1] = { 24, 24, 231 }, [INK_HEAT_2] = { 25, 25, 231 },                            \
	[INK_HEAT_3] = { 31, 31, 231 }, [INK_HEAT_4] = { 32, 32, 16 },                             \
	[INK_HEAT_5] = { 38, 38, 16 }, [INK_HEAT_6] = { 39, 39, 16 },                              \
	[INK_HEAT_7] = { 45, 45, 16 }, [INK_HEAT_8] = { 51, 51, 16 }

#define HEAT_OWN                                                                                   \
	[INK_HEAT_1] = OWN, [INK_HEAT_2] = OWN, [INK_HEAT_3] = OWN, [INK_HEAT_4] = OWN,            \
	[INK_HEAT_5] = OWN, [INK_HEAT_6] = OWN, [INK_HEAT_7] = OWN, [INK_HEAT_8] = OWN

static const struct hue deep[NPALETTES][NINKS] = {
	[PALETTE_USUAL] = { [INK_PLAIN] = OWN,
		[INK_DIM] = { 245, -1, -1 },
		[INK_GOOD] = { 28, 28, 231 },
		[INK_CAUTION] = { 136, 136, 16 },
		[INK_BAD] = { 196, 196, 231 },
		[INK_XRUN] = { 164, 164, 231 },
		[INK_MARK] = { 30, 30, 231 },
		[INK_TITLE] = { 68, 24, 231 },
		HEAT_DEEP },
	[PALETTE_BLUE_ORANGE] = { [INK_PLAIN] = OWN,
		[INK_DIM] = { 245, -1, -1 },
		[INK_GOOD] = { 33, 33, 16 },
		[INK_CAUTION] = { 166, 166, 16 },
		[INK_BAD] = OWN,
		[INK_XRUN] = OWN,
		[INK_MARK] = { 30, 30, 231 },
		[INK_TITLE] = { 68, 24, 231 },
		HEAT_DEEP },
};

static const struct hue sixteen[NPALETTES][NINKS] = {
	[PALETTE_USUAL] = { [INK_PLAIN] = OWN,
		[INK_DIM] = { GRAY, -1, -1 },
		[INK_GOOD] = { GREEN, GREEN, BLACK },
		[INK_CAUTION] = { YELLOW, YELLOW, BLACK },
		[INK_BAD] = { BRIGHT_RED, BRIGHT_RED, BLACK },
		[INK_XRUN] = { MAGENTA, MAGENTA, WHITE },
		[INK_MARK] = { CYAN, CYAN, BLACK },
		[INK_TITLE] = { BRIGHT_BLUE, BLUE, WHITE },
		HEAT_OWN },
	[PALETTE_BLUE_ORANGE] = { [INK_PLAIN] = OWN,
		[INK_DIM] = { GRAY, -1, -1 },
		[INK_GOOD] = { BRIGHT_BLUE, BRIGHT_BLUE, BLACK },
		[INK_CAUTION] = { YELLOW, YELLOW, BLACK },
		[INK_BAD] = OWN,
		[INK_XRUN] = OWN,
		[INK_MARK] = { CYAN, CYAN, BLACK },
		[INK_TITLE] = { BRIGHT_BLUE, BLUE, WHITE },
		HEAT_OWN },
};

/* Blue is hardly to be read on black here: titles are cyan. */
static const struct hue eight[NPALETTES][NINKS] = {
	[PALETTE_USUAL] = { [INK_PLAIN] = OWN,
		[INK_DIM] = OWN,
		[INK_GOOD] = { GREEN, GREEN, BLACK },
		[INK_CAUTION] = { YELLOW, YELLOW, BLACK },
		[INK_BAD] = { RED, RED, WHITE },
		[INK_XRUN] = { MAGENTA, MAGENTA, BLACK },
		[INK_MARK] = { CYAN, CYAN, BLACK },
		[INK_TITLE] = { CYAN, BLUE, WHITE },
		HEAT_OWN },
	[PALETTE_BLUE_ORANGE] = { [INK_PLAIN] = OWN,
		[INK_DIM] = OWN,
		[INK_GOOD] = { BLUE, BLUE, WHITE },
		[INK_CAUTION] = { YELLOW, YELLOW, BLACK },
		[INK_BAD] = OWN,
		[INK_XRUN] = OWN,
		[INK_MARK] = { CYAN, CYAN, BLACK },
		[INK_TITLE] = { CYAN, BLUE, WHITE },
		HEAT_OWN },
};

struct hue
palette_hue(enum palette p, int ncolors, enum ink ink)
{
	static const struct hue own = OWN;

	if (ncolors >= DEEP)
		return deep[p][ink];
	if (ncolors >= SIXTEEN)
		return sixteen[p][ink];
	return ncolors >= EIGHT ? eight[p][ink] : own;
}

unsigned
palette_style(enum palette p, int ncolors, enum ink ink)
{
	bool colored = palette_hue(p, ncolors, ink).ink >= 0;

	switch (ink) {
	case INK_CAUTION:
	case INK_BAD:
	case INK_XRUN:
	case INK_HEAT_5:
	case INK_HEAT_6:
	case INK_HEAT_7:
	case INK_HEAT_8:
		return colored ? 0 : STYLE_BOLD;
	default:
		return 0;
	}
}
