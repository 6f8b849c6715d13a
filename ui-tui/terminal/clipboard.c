/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Base64 as in RFC 4648. */
#include "ui-tui/terminal/clipboard.h"

#include <stdint.h>
#include <string.h>

static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char head[] = "\033]52;c;", tail[] = "\a";

size_t
clipboard_bytes(size_t n)
{
	return sizeof head - 1 + (n + 2) / 3 * 4 + sizeof tail - 1;
}

size_t
clipboard_write(const char *text, size_t n, char *out)
{
	size_t used = sizeof head - 1;

	memcpy(out, head, used);
	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)(unsigned char)text[i] << 16;

		if (i + 1 < n)
			three |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < n)
			three |= (unsigned char)text[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6)
			out[used++] = digit[three >> shift & 63];
		if (i + 1 >= n)
			out[used - 2] = '=';
		if (i + 2 >= n)
			out[used - 1] = '=';
	}
	memcpy(out + used, tail, sizeof tail - 1);
	return used + sizeof tail - 1;
}
