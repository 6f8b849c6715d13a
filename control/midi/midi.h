/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MIDI control: the map file, what comes from the engine, and learning.  Owned
 * by control; front ends ask through control_midi_ functions.  Context: control
 * thread, for all.
 */
#ifndef AE_CONTROL_MIDI_H
#define AE_CONTROL_MIDI_H

#include <stdbool.h>
#include <stdint.h>

#include "control/midi/midi_map.h"
#include "control/settings/saver.h"
#include "engine/backend.h"

struct control;
struct midi;

/* The newest controller that was heard; channel 0: none yet. */
struct midi_last {
	uint8_t channel, number, value;
};

/* ---- For front ends.  err: one line, what happened and what to do. ---- */

/* The next controller that moves (two messages with different values; a note: two presses) is bound
 * to the address, in the place of what was; within 30 s.  "": no more.  Meanwhile MIDI moves
 * nothing.  Return: 0; -ENOENT for an address that is not there or cannot be moved. */
int control_midi_learn(struct control *c, const char *address, char err[ERROR_BYTES]);
const char *control_midi_learning(struct control *c); /* address, "": nothing */

/* Take the lines of an address out of the map, "": all.  Return: 0; -ENOENT: there is none. */
int control_midi_forget(struct control *c, const char *address, char err[ERROR_BYTES]);

/* Line number index of the map, "" above the last.  Return: how many there are. */
uint32_t control_midi_line(struct control *c, uint32_t index, char out[MIDI_LINE_BYTES]);

void control_midi_last(struct control *c, struct midi_last *out);

/* ---- For control ---- */

/* Read --midi-map or the usual file, if there is one.  Return: 0; -ENOMEM; -EINVAL with why in
 * c->end_text. */
int midi_create(struct control *c);

/* What came since: sets parameters, to be applied by control_apply. */
void midi_turn(struct control *c, uint64_t now_ns);

/* The two halves of it: one message, and the end of a turn, when the newest value of each address
 * is set and time-outs are looked at. */
void midi_take(struct control *c, const struct midi_event *event);
void midi_settle(struct control *c, uint64_t now_ns);

/* The saver has done something, perhaps for us. */
void midi_saved(struct control *c, const struct saved *saved);

/* There is another project: its map, see control/settings/project.h. */
void midi_move(struct control *c);

void midi_destroy(struct midi *m); /* accepts NULL */

#endif
