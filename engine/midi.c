/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs in the audio thread: bytes of anybody's, so every one is looked at. */
#include "engine/midi.h"

static const uint8_t length_of[16] = {
	[MIDI_NOTE_ON] = 3, [MIDI_CONTROL] = 3, [MIDI_PROGRAM] = 2, [MIDI_BEND] = 3
};

bool
midi_event_read(const uint8_t *data, size_t length, struct midi_event *out) RT_SAFE
{
	uint8_t kind;

	if (length < 2 || length > 3)
		return false;
	kind = data[0] >> 4;
	if (length_of[kind] != length || data[1] > 0x7f || data[length - 1] > 0x7f)
		return false;
	if (kind == MIDI_NOTE_ON && data[2] == 0)
		return false;
	out->kind = kind;
	out->channel = (uint8_t)((data[0] & 0xf) + 1);
	out->data[0] = data[1];
	out->data[1] = length == 3 ? data[2] : 0;
	return true;
}
