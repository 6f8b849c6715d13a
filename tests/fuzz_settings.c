/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes are settings or an error; what was taken is within its ranges, and
 * written and read again it is the same. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "control/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct param_source nodes[] = { { .name = "input", .type = "input" },
	{ .name = "eq", .type = "eq8" }, { .name = "spectrum", .type = "spectrum" },
	{ .name = "output", .type = "output" } };

static void
check(const struct param_table *t, const struct settings_slot *a, const struct settings_slot *b)
{
	for (uint32_t i = 0; i < t->n; i++) {
		float x = a->value[i], y = b->value[i];

		if (isnan(x) != isnan(y) || (!isnan(x) && x != y))
			abort();
		if (!isnan(x) && param_fit(t->entry[i].info, x) != x)
			abort();
	}
	if (strcmp(a->preset, b->preset) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct preset_error err = { 0 };
	static struct settings first, second; /* made once: that takes longer than all the rest */
	static struct param_table t;
	static char *text;

	if (text == NULL) {
		if (param_table_init(&t, nodes, 4) < 0 || settings_init(&first, &t) < 0 ||
			settings_init(&second, &t) < 0)
			return 0;
		text = malloc(settings_bytes(&t));
		if (text == NULL)
			abort();
	}
	if (settings_parse(&first, &t, (const char *)data, size, &err) == 0) {
		size_t n = settings_write(&first, &t, text);

		if (n >= settings_bytes(&t) || settings_parse(&second, &t, text, n, &err) < 0 ||
			second.nwarnings != 0)
			abort();
		check(&t, &first.heard, &second.heard);
		check(&t, &first.other, &second.other);
	} else if (err.text[0] == '\0') {
		abort();
	}
	return 0;
}
