/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes, cut into messages of 1 to 4, are an event within its bounds or
 * nothing, and what they say to every kind of line is a place from 0 to 1. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "control/midi/midi_learn.h"
#include "control/midi/midi_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct param_info gain = { .min = -30, .max = 30, .scale = SCALE_LIN };

static void
check_lines(const struct midi_event *event, struct midi_ear *ear)
{
	for (int source = SOURCE_CC; source <= SOURCE_PROGRAM; source++) {
		struct midi_line line = { .source = (enum midi_source)source,
			.info = &gain,
			.low = -12,
			.high = 12,
			.pickup = true,
			.number = event->data[0] & 31 };
		float place, value;

		if (!midi_line_hear(&line, &ear[source], event, &place))
			continue;
		if (source == SOURCE_PROGRAM) {
			if (!(place >= 0 && place <= 127))
				abort();
			continue;
		}
		value = midi_line_value(&line, place);
		if (!(place >= 0 && place <= 1) || !(value >= -12 && value <= 12))
			abort();
		if (midi_line_picks(&line, &ear[source], place, ear[source].sent))
			ear[source].sent = value;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct midi_ear ear[SOURCE_PROGRAM + 1] = { 0 };
	struct midi_learn learn = { 0 };
	struct midi_line aimed = { .info = &gain, .low = -30, .high = 30 };
	struct midi_event event;

	for (size_t i = 0, n; i < size; i += n) {
		n = data[i] % 4 + 1 < size - i ? data[i] % 4 + 1u : size - i;
		if (!midi_event_read(data + i, n, &event) &&
			!midi_event_read(data + i, n < 3 ? n : 3, &event))
			continue;
		if (event.channel < 1 || event.channel > 16 || event.data[0] > 127 ||
			event.data[1] > 127)
			abort();
		check_lines(&event, ear);
		if (midi_learn_hear(&learn, &event, &aimed) &&
			(aimed.number > 127 || (aimed.source == SOURCE_CC14 && aimed.number > 31)))
			abort();
	}
	return 0;
}
