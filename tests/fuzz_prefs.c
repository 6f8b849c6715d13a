/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any file is read into preferences that exist; written with others, it says
 * these, and as it was when nothing has changed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/prefs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
complain(void *self, const char *line)
{
	(void)self;
	if (line[0] == '\0')
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct prefs read = prefs_defaults, other, again = prefs_defaults;
	size_t room = 3 * size + PREFS_BYTES, n;
	char *out = malloc(room);

	if (out == NULL)
		abort();
	prefs_parse(&read, (const char *)data, size, complain, NULL);
	other = read;
	for (enum pref p = 0; p < NPREFS; p++)
		prefs_set(&other, p, prefs_get(&read, p) == 0);
	n = prefs_text((const char *)data, size, &read, &other, out, room);
	if (n >= room)
		abort();
	prefs_parse(&again, out, n, complain, NULL);
	for (enum pref p = 0; p < NPREFS; p++)
		if (prefs_get(&again, p) != prefs_get(&other, p))
			abort();
	if (size > 0 && prefs_text((const char *)data, size, &read, &read, out, room) < size)
		abort();
	free(out);
	return 0;
}
