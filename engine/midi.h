/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MIDI on its way from a backend to control: the messages that can move a
 * parameter, and nothing else.  The audio thread copies them into a ring; what
 * they mean is decided by control (control/midi/midi_map.h).
 */
#ifndef AE_ENGINE_MIDI_H
#define AE_ENGINE_MIDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rt/attributes.h"

enum {
	MIDI_EVENTS = 1024,      /* that control may be late */
	MIDI_PERIOD_EVENTS = 256 /* that one period takes at most */
};

/* By the upper half of the status byte. */
enum midi_kind { MIDI_NOTE_ON = 0x9, MIDI_CONTROL = 0xb, MIDI_PROGRAM = 0xc, MIDI_BEND = 0xe };

struct midi_event {
	uint32_t frame;  /* the server's frame time */
	uint8_t kind;    /* enum midi_kind */
	uint8_t channel; /* 1 .. 16 */
	uint8_t data[2]; /* number and value; bend: LSB, MSB; program: number, 0 */
};

/* One whole message, as JACK hands them over: without running status.  False: it is none of
 * enum midi_kind (a note on of velocity 0 is a note off), or no MIDI at all. */
bool midi_event_read(const uint8_t *data, size_t length, struct midi_event *out) RT_SAFE;

#endif
