/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which controller does somebody mean?  The one that moves: two messages of it
 * with different values, so that a stray one binds nothing.  A note or program
 * counts by being sent twice.  Pure; context: any.
 */
#ifndef AE_CONTROL_MIDI_LEARN_H
#define AE_CONTROL_MIDI_LEARN_H

#include "control/midi/midi_map.h"

enum { LEARN_BEND = 128, LEARN_NOTE = 129, LEARN_PROGRAM = LEARN_NOTE + 128, NLEARN };

struct midi_learn {
	uint16_t heard[17][NLEARN]; /* by channel: value + 1; 0: not heard yet */
};

/* One message; aimed: the line with its address.  Zero *l to begin.  Return: true: it is this one,
 * source, channel and number of *aimed are filled.  A controller that sends the fine half too, 32
 * above it, becomes CC14.  Notes are heeded only where a note makes sense. */
bool midi_learn_hear(struct midi_learn *l, const struct midi_event *event, struct midi_line *aimed);

#endif
