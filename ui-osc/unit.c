/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See unit.h. */
#include "ui-osc/unit.h"

#include <stdio.h>
#include <string.h>

enum { PLAIN, NAME };

static const char *const table[][2] = { { "dB", "gain.db" }, { "Hz", "time.hz" },
	{ "ms", "time.ms" }, { "s", "time.second" }, { "frames", "time.samples" } };

/* What stands beside the text of n characters.  Return: NULL: nothing. */
static const char *
look_up(const char *text, size_t n, int from)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strlen(table[i][from]) == n && strncmp(text, table[i][from], n) == 0)
			return table[i][!from];
	return NULL;
}

static void
translate(const char *text, int from, char out[UNITS_BYTES])
{
	size_t used = 0;

	out[0] = '\0';
	while (*text != '\0' && used < UNITS_BYTES) {
		size_t n = strcspn(text, " ");
		const char *other = look_up(text, n, from);

		used += (size_t)snprintf(out + used, UNITS_BYTES - used, "%.*s",
			other != NULL ? (int)strlen(other) : (int)n, other != NULL ? other : text);
		text += n;
		if (*text == ' ' && used < UNITS_BYTES)
			used += (size_t)snprintf(out + used, UNITS_BYTES - used, " ");
		text += *text == ' ';
	}
}

const char *
unit_name(const char *unit, size_t n)
{
	return look_up(unit, n, PLAIN);
}

void
units_to_names(const char *units, char out[UNITS_BYTES])
{
	translate(units, PLAIN, out);
}

void
units_from_names(const char *names, char out[UNITS_BYTES])
{
	translate(names, NAME, out);
}
