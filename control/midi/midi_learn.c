/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pressed again counts for notes and programs, moved for all else. */
#include "control/midi/midi_learn.h"

enum { FINE = 32 };

static bool
moved(uint16_t *heard, unsigned value)
{
	bool yes = *heard != 0 && *heard != value + 1;

	*heard = (uint16_t)(value + 1);
	return yes;
}

static bool
again(uint16_t *heard)
{
	return ++*heard >= 2;
}

/* May a note move it?  Numbers have no two values to switch between. */
static bool
note_makes_sense(const struct midi_line *aimed)
{
	return aimed->info == NULL || aimed->ranged || aimed->info->scale >= SCALE_SWITCH;
}

static bool
is_controller(const uint16_t *heard, const struct midi_event *event, struct midi_line *aimed)
{
	uint8_t number = event->data[0], coarse = number % FINE;

	aimed->source = SOURCE_CC;
	aimed->number = number;
	if (number < 2 * FINE && heard[coarse] != 0 && heard[coarse + FINE] != 0) {
		aimed->source = SOURCE_CC14;
		aimed->number = coarse;
	}
	return true;
}

bool
midi_learn_hear(struct midi_learn *l, const struct midi_event *event, struct midi_line *aimed)
{
	uint16_t *heard = l->heard[event->channel];
	uint8_t number = event->data[0];
	bool program = aimed->target == TARGET_PRESET_LOAD;

	aimed->channel = event->channel;
	if (program != (event->kind == MIDI_PROGRAM))
		return false;
	switch (event->kind) {
	case MIDI_CONTROL:
		return moved(&heard[number], event->data[1]) && is_controller(heard, event, aimed);
	case MIDI_BEND:
		aimed->source = SOURCE_BEND;
		return moved(&heard[LEARN_BEND], event->data[1] * 128u + number);
	case MIDI_NOTE_ON:
		aimed->source = SOURCE_NOTE;
		aimed->number = number;
		return note_makes_sense(aimed) && again(&heard[LEARN_NOTE + number]);
	case MIDI_PROGRAM:
		aimed->source = SOURCE_PROGRAM;
		return again(&heard[LEARN_PROGRAM]);
	default:
		return false;
	}
}
