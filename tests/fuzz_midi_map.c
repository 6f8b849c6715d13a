/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes are a map or an error with a text.  What was read is written, read
 * again as the same, and its lines can be taken out. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "control/midi/midi_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_line(const struct midi_line *line, const struct param_table *params)
{
	static struct midi_map again;
	struct midi_map_error err;
	char text[MIDI_LINE_BYTES], text_again[MIDI_LINE_BYTES];

	if (line->channel > 16 || line->number > 127)
		abort();
	if (line->info != NULL &&
		(!(line->low >= line->info->min && line->low <= line->info->max) ||
			!(line->high >= line->info->min && line->high <= line->info->max)))
		abort();
	midi_line_write(line, text);
	if (midi_map_read(text, strlen(text), params, &again, &err) < 0 || again.n != 1)
		abort();
	midi_line_write(&again.line[0], text_again);
	if (strcmp(text, text_again) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct param_source nodes[] = { { .name = "input", .type = "input" },
		{ .name = "eq", .type = "eq8" }, { .name = "spectrum", .type = "spectrum" } };
	static struct param_table params;
	static struct midi_map map;
	static char left[MIDI_TEXT_BYTES];
	struct midi_map_error err;
	size_t n;

	if (params.n == 0 && param_table_init(&params, nodes, 3) < 0)
		abort();
	if (midi_map_read((const char *)data, size, &params, &map, &err) < 0) {
		if (err.text[0] == '\0' || map.n != 0)
			abort();
		return 0;
	}
	for (uint32_t i = 0; i < map.n; i++)
		check_line(&map.line[i], &params);
	n = midi_text_without((const char *)data, size, &map, "", left);
	if (n > size || midi_map_read(left, n, &params, &map, &err) < 0 || map.n != 0)
		abort();
	return 0;
}
