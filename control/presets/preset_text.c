/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Title and source of a preset: one line of UTF-8, whatever stood there. */
#include <string.h>

#include "control/clean_text.h"
#include "control/presets/preset_private.h"

void
preset_clean_text(char out[PRESET_TITLE_BYTES], const char *text, size_t len)
{
	size_t n;

	while (len > 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	n = clean_text(out, PRESET_TITLE_BYTES, text, len);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	memset(out + n, 0, PRESET_TITLE_BYTES - n);
}
