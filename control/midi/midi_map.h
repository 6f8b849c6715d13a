/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which MIDI message moves what.  A map is text, one line each:
 *
 *   cc CHANNEL NUMBER ADDRESS [LOW HIGH] [pickup]     a controller
 *   cc14 CHANNEL NUMBER ADDRESS [LOW HIGH] [pickup]   the pair NUMBER, NUMBER + 32
 *   bend CHANNEL ADDRESS [LOW HIGH] [pickup]          the pitch wheel, 14 bits
 *   note CHANNEL NUMBER ADDRESS [LOW HIGH]            switches between LOW and HIGH
 *   program CHANNEL /preset/load                      program 0: the first of the list
 *
 * CHANNEL is 1 to 16 or *, # begins a comment.  ADDRESS is a parameter or an
 * action (/preset/next, /eq/undo, ...), which a note triggers, and a controller
 * when it goes beyond its middle.  Without LOW and HIGH it is the whole range;
 * LOW may be the larger.  Places in the range follow control/norm.h.
 *
 * Pure: no descriptor, no clock, no control.  Context: any, for all.
 */
#ifndef AE_CONTROL_MIDI_MAP_H
#define AE_CONTROL_MIDI_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/param_table.h"
#include "engine/midi.h"

enum { MIDI_LINES_MAX = 256, MIDI_TEXT_BYTES = 65536, MIDI_LINE_BYTES = 160 };

enum midi_source { SOURCE_CC, SOURCE_CC14, SOURCE_BEND, SOURCE_NOTE, SOURCE_PROGRAM };

enum midi_target {
	TARGET_PARAM,
	TARGET_PRESET_NEXT,
	TARGET_PRESET_PREV,
	TARGET_PRESET_LOAD,
	TARGET_UNDO,
	TARGET_REDO,
	TARGET_FLAT,
	TARGET_RESET /* statistics */
};

struct midi_line {
	enum midi_source source;
	enum midi_target target;
	const struct param_info *info; /* PARAM: of the table that it was read with; NULL: action */
	uint32_t at;                   /* line of the text, from 1; 0: of none */
	uint8_t channel;               /* 1 .. 16; 0: every one */
	uint8_t number;                /* CC, CC14, NOTE */
	bool ranged, pickup;
	float low, high; /* when not ranged: the parameter's, at any rate of the sound */
	char address[PATH_BYTES];
};

struct midi_map {
	uint32_t n;
	struct midi_line line[MIDI_LINES_MAX];
};

struct midi_map_error {
	uint32_t line; /* 0: of the whole */
	char text[256];
};

/* What a line remembers between messages.  Zero at first. */
struct midi_ear {
	uint8_t msb;
	bool msb_known, lsb_comes; /* CC14 */
	bool beyond;               /* an action: the controller is above its middle */
	bool heard, caught;        /* pickup */
	float last, sent;          /* pickup: place of the last message, value that we set */
};

/* Read a whole text.  info points into the nodes' tables, which outlive everything.
 * Return: 0; -EINVAL with *err, *out then being empty. */
int midi_map_read(const char *text, size_t length, const struct param_table *params,
	struct midi_map *out, struct midi_map_error *err);

/* Fill target, info and range of a line from an address.  Return: 0; -ENOENT with *err. */
int midi_line_aim(struct midi_line *line, const char *address, const struct param_table *params,
	struct midi_map_error *err);

/* The line as it stands in a map, without line end. */
void midi_line_write(const struct midi_line *line, char out[MIDI_LINE_BYTES]);

/* What a message says to a line.  *place: 0 to 1; 1 for a note; the program's number.
 * CC14: as MIDI 1.0 has it, the coarse half (MSB) may come alone and is then the whole value (127
 * is the top); from the first fine half (LSB) on, a value is complete when the fine half comes.
 * Return: false: nothing. */
bool midi_line_hear(const struct midi_line *line, struct midi_ear *ear,
	const struct midi_event *event, float *place);

/* The value of a place; place of a value. */
float midi_line_value(const struct midi_line *line, float place);
float midi_line_place(const struct midi_line *line, float value);

/* A note: the value after now.  Two values take turns, a choice without a range goes on by one. */
float midi_line_toggle(const struct midi_line *line, float now);

/* Pickup: may this place be set while the parameter is at now?  Not before the fader came close to
 * it or went through it; after that as long as nobody else moves the parameter.  What was then set
 * goes to ear->sent.  Without pickup: always. */
bool midi_line_picks(const struct midi_line *line, struct midi_ear *ear, float place, float now);

/* A copy of the text without the lines that map knows for this address ("": for any); comments and
 * all else stay.  Return: length of out, at most length. */
size_t midi_text_without(const char *text, size_t length, const struct midi_map *map,
	const char *address, char *out);

#endif
