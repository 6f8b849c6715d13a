/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sheet of cells: clipping, UTF-8 in and out. */
#include "ui-tui/pieces/canvas.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_ASCII = 0x7e, FIRST_PRINTABLE = 0x20, UNKNOWN = '?', CUT = '~' };

/* Code points that take exactly one column on every terminal: letters of the scripts written
 * left to right without combining, punctuation, arrows, signs, lines, blocks and Braille.  A table
 * of our own, since wcwidth depends on the locale and terminals do not agree about the rest. */
static const struct {
	uint32_t first, last;
} narrow[] = {
	{ FIRST_PRINTABLE, LAST_ASCII },
	{ 0xa1, 0xac },
	{ 0xae, 0x2ff },
	{ 0x370, 0x482 },
	{ 0x48a, 0x58f },
	{ 0x1e00, 0x1fff },
	{ 0x2010, 0x2027 },
	{ 0x2030, 0x205e },
	{ 0x20a0, 0x20bf },
	{ 0x2190, 0x22ff },
	{ 0x2500, 0x25fc },
	{ 0x2800, 0x28ff },
};

/* Next code point of *text; a broken sequence gives '?' and moves by one byte. */
static uint32_t
utf8_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	uint32_t glyph = *s, least = 0;
	int more = 0;

	if (glyph >= 0xf0 && glyph < 0xf8)
		glyph &= 0x07, more = 3, least = 0x10000;
	else if (glyph >= 0xe0)
		glyph &= 0x0f, more = 2, least = 0x800;
	else if (glyph >= 0xc0)
		glyph &= 0x1f, more = 1, least = 0x80;
	else if (glyph >= 0x80)
		glyph = UNKNOWN;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			*text += 1;
			return UNKNOWN;
		}
		glyph = glyph << 6 | (s[i] & 0x3f);
	}
	*text += 1 + more;
	if (glyph < least || glyph > 0x10ffff || (glyph >= 0xd800 && glyph < 0xe000))
		return UNKNOWN;
	return glyph;
}

size_t
canvas_utf8(uint32_t glyph, char out[4])
{
	if (glyph < 0x80) {
		out[0] = (char)glyph;
		return 1;
	}
	if (glyph < 0x800) {
		out[0] = (char)(0xc0 | glyph >> 6);
		out[1] = (char)(0x80 | (glyph & 0x3f));
		return 2;
	}
	if (glyph < 0x10000) {
		out[0] = (char)(0xe0 | glyph >> 12);
		out[1] = (char)(0x80 | (glyph >> 6 & 0x3f));
		out[2] = (char)(0x80 | (glyph & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | glyph >> 18);
	out[1] = (char)(0x80 | (glyph >> 12 & 0x3f));
	out[2] = (char)(0x80 | (glyph >> 6 & 0x3f));
	out[3] = (char)(0x80 | (glyph & 0x3f));
	return 4;
}

/* What a cell can hold: one column of something that can be seen. */
static uint32_t
glyph_fit(uint32_t glyph, enum charset charset)
{
	if (glyph > LAST_ASCII && charset == CHARSET_ASCII)
		return UNKNOWN;
	for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
		if (glyph >= narrow[i].first && glyph <= narrow[i].last)
			return glyph;
	return UNKNOWN;
}

static int
clamp_side(int side)
{
	return side < 1 ? 1 : side > CANVAS_SIDE_MAX ? CANVAS_SIDE_MAX : side;
}

int
canvas_resize(struct canvas *c, int width, int height)
{
	struct cell *cell;

	width = clamp_side(width);
	height = clamp_side(height);
	cell = calloc((size_t)width * (size_t)height, sizeof *cell);
	if (cell == NULL)
		return -ENOMEM;
	free(c->cell);
	c->cell = cell;
	c->width = width;
	c->height = height;
	canvas_clear(c);
	return 0;
}

void
canvas_finish(struct canvas *c)
{
	free(c->cell);
	c->cell = NULL;
	c->width = c->height = 0;
}

void
canvas_clear(struct canvas *c)
{
	for (size_t i = 0; i < (size_t)c->width * (size_t)c->height; i++)
		c->cell[i] = (struct cell){ ' ', INK_PLAIN, 0 };
}

void
canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum ink ink, unsigned style)
{
	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return;
	c->cell[(size_t)y * (size_t)c->width + (size_t)x] =
		(struct cell){ glyph_fit(glyph, c->charset), (uint8_t)ink, (uint8_t)style };
}

void
canvas_lay(struct canvas *c, const struct canvas *over, int x, int y)
{
	for (int row = 0; row < over->height; row++)
		for (int column = 0; column < over->width; column++) {
			int to_x = x + column, to_y = y + row;

			if (to_x >= 0 && to_x < c->width && to_y >= 0 && to_y < c->height)
				c->cell[(size_t)to_y * (size_t)c->width + (size_t)to_x] =
					over->cell[(size_t)row * (size_t)over->width +
						   (size_t)column];
		}
}

int
text_columns(const char *text)
{
	int n = 0;

	for (; *text != '\0'; n++)
		utf8_next(&text);
	return n;
}

int
canvas_text(
	struct canvas *c, int x, int y, int width, enum ink ink, unsigned style, const char *text)
{
	int end = x + width;

	while (*text != '\0' && x < end) {
		uint32_t glyph = utf8_next(&text);

		if (x == end - 1 && *text != '\0')
			glyph = CUT;
		canvas_put(c, x++, y, glyph, ink, style);
	}
	return x;
}

int
canvas_print(struct canvas *c, int x, int y, enum ink ink, unsigned style, const char *format, ...)
{
	char text[CANVAS_TEXT_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	return canvas_text(c, x, y, CANVAS_SIDE_MAX, ink, style, text);
}

void
canvas_paint(struct canvas *c, int x, int y, int width, enum ink ink, unsigned style)
{
	if (y < 0 || y >= c->height)
		return;
	for (int end = x + width; x < end; x++) {
		struct cell *cell;

		if (x < 0 || x >= c->width)
			continue;
		cell = &c->cell[(size_t)y * (size_t)c->width + (size_t)x];
		cell->ink = (uint8_t)ink;
		cell->style = (uint8_t)style;
	}
}

static int
row_columns(const struct cell *row, int width)
{
	while (width > 0 && row[width - 1].glyph == ' ')
		width--;
	return width;
}

size_t
canvas_dump(const struct canvas *c, char *out, size_t size)
{
	size_t used = 0;

	for (int y = 0; y < c->height; y++) {
		const struct cell *row = &c->cell[(size_t)y * (size_t)c->width];
		int columns = row_columns(row, c->width);

		for (int x = 0; x <= columns; x++) {
			char bytes[4];
			size_t n = canvas_utf8(x < columns ? row[x].glyph : '\n', bytes);

			if (used + n < size)
				memcpy(out + used, bytes, n);
			used += n;
		}
	}
	if (size > 0)
		out[used < size ? used : size - 1] = '\0';
	return used;
}
