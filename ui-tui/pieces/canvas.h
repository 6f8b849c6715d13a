/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sheet of character cells.  Views draw on it and know nothing of terminals;
 * screen.c brings what changed to the real one, and tests compare it with text
 * files.  Whatever is drawn outside is cut off, so no view can write where it
 * must not.  A cell says what it means (its ink), never which colour that is.
 */
#ifndef AE_UI_TUI_CANVAS_H
#define AE_UI_TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ink {
	INK_PLAIN,
	INK_DIM, /* scales, units, what is not urgent */
	INK_GOOD,
	INK_CAUTION,
	INK_BAD,
	INK_XRUN,
	INK_MARK,  /* peak hold, selection */
	INK_TITLE, /* names of things */
	/* Few to many: of one hue where the terminal has 256 colours.  The glyph has to tell it as
	 * well. */
	INK_HEAT_1,
	INK_HEAT_2,
	INK_HEAT_3,
	INK_HEAT_4,
	INK_HEAT_5,
	INK_HEAT_6,
	INK_HEAT_7,
	INK_HEAT_8,
	NINKS
};

enum style { STYLE_BOLD = 1 << 0, STYLE_REVERSE = 1 << 1 };

/* Glyphs of 7 bits only, or UTF-8. */
enum charset { CHARSET_ASCII, CHARSET_UTF8 };

struct cell {
	uint32_t glyph; /* a Unicode code point, one column wide */
	uint8_t ink;    /* enum ink */
	uint8_t style;  /* enum style, or'ed */
};

struct canvas {
	int width, height;
	enum charset charset;
	struct cell *cell; /* owned; height rows of width */
};

enum { CANVAS_SIDE_MAX = 2000, CANVAS_TEXT_BYTES = 512 };

/* Context of all functions: any, one thread at a time.
 * canvas_resize works on a zeroed canvas too and leaves a blank sheet; sides are clamped to
 * 1 .. CANVAS_SIDE_MAX.  Return: 0; -ENOMEM: the canvas is as it was. */
int canvas_resize(struct canvas *c, int width, int height);
void canvas_finish(struct canvas *c); /* accepts a zeroed canvas */

void canvas_clear(struct canvas *c);

/* One glyph; control characters and, on an ASCII sheet, everything above 126 become '?'. */
void canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum ink ink, unsigned style);

/* UTF-8 text, at most width columns of it (cut off with '~', which is seen).
 * Return: x after the last column. */
int canvas_text(
	struct canvas *c, int x, int y, int width, enum ink ink, unsigned style, const char *text);

/* printf with no other limit than the right edge.  Return: x after the last column. */
int canvas_print(struct canvas *c, int x, int y, enum ink ink, unsigned style, const char *format,
	...) __attribute__((format(printf, 6, 7)));

/* Give a row (or a part of it) an ink and a style, keeping what stands there. */
void canvas_paint(struct canvas *c, int x, int y, int width, enum ink ink, unsigned style);

/* Copy a smaller sheet onto this one, its upper left corner at x, y. */
void canvas_lay(struct canvas *c, const struct canvas *over, int x, int y);

/* UTF-8 of a code point.  Return: bytes. */
size_t canvas_utf8(uint32_t glyph, char out[4]);

/* Columns that a UTF-8 text takes. */
int text_columns(const char *text);

/* The sheet as UTF-8 lines without trailing blanks.  Return: bytes needed without the
 * closing NUL (like snprintf). */
size_t canvas_dump(const struct canvas *c, char *out, size_t size);

#endif
