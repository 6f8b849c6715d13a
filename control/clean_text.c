/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See clean_text.h. */
#include "control/clean_text.h"

#include <stdbool.h>
#include <string.h>

/* Length of the well-formed character at p (no surrogate, nothing overlong), 0: none. */
static size_t
utf8_length(const unsigned char *p, const unsigned char *end)
{
	static const struct {
		unsigned char mask, lead, second_min, second_max;
		size_t n;
	} forms[] = {
		{ 0xff, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xff, 0xed, 0x80, 0x9f, 3 },
		{ 0xff, 0xf0, 0x90, 0xbf, 4 },
		{ 0xff, 0xf4, 0x80, 0x8f, 4 },
		{ 0xf0, 0xe0, 0x80, 0xbf, 3 },
		{ 0xfc, 0xf0, 0x80, 0xbf, 4 },
		{ 0xe0, 0xc0, 0x80, 0xbf, 2 },
	};

	if (*p < 0x80)
		return 1;
	if (*p < 0xc2)
		return 0;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if ((*p & forms[i].mask) != forms[i].lead)
			continue;
		if ((size_t)(end - p) < forms[i].n || p[1] < forms[i].second_min ||
			p[1] > forms[i].second_max)
			return 0;
		for (size_t k = 2; k < forms[i].n; k++)
			if ((p[k] & 0xc0) != 0x80)
				return 0;
		return forms[i].n;
	}
	return 0;
}

/* Controls of ASCII and of Latin-1, and U+2028 and U+2029, which end lines. */
static bool
is_control(const unsigned char *p, size_t n)
{
	return (n == 1 && (*p < 0x20 || *p == 0x7f)) || (n == 2 && *p == 0xc2 && p[1] < 0xa0) ||
	       (n == 3 && *p == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9));
}

size_t
clean_text(char *out, size_t size, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;
	size_t n = 0;

	while (p < end) {
		size_t bytes = utf8_length(p, end), advance = bytes > 0 ? bytes : 1;
		const char *from = (const char *)p;

		if (bytes == 0 || is_control(p, bytes))
			from = *p == '\t' ? " " : "?", bytes = 1;
		if (n + bytes >= size)
			break;
		memcpy(out + n, from, bytes);
		n += bytes;
		p += advance;
	}
	out[n] = '\0';
	return n;
}
