/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any text is cut into lines whose names and values lie within it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "control/cli/config_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *at = text;
	struct config_line l = { 0 };
	uint32_t last = 0;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	while (config_next(&at, &l)) {
		if (l.number <= last || l.name < text || l.name + strlen(l.name) > text + size)
			abort();
		if (l.value != NULL &&
			(l.value <= l.name || l.value + strlen(l.value) > text + size))
			abort();
		if (strchr(l.name, '\n') != NULL || (*l.name == '\0' && l.value == NULL))
			abort();
		last = l.number;
	}
	free(text);
	return 0;
}
