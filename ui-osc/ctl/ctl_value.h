/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values as people type them, to what an address takes and back.  What it takes
 * is what the engine says of it with /describe.  Pure: text in, text out.
 */
#ifndef AE_UI_OSC_CTL_VALUE_H
#define AE_UI_OSC_CTL_VALUE_H

#include <lo/lo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "control/param_table.h"

enum {
	CTL_TAGS_BYTES = 80,
	CTL_UNIT_BYTES = 16,
	CTL_TEXT_BYTES = 1024,
	CTL_VALUE_ERROR_BYTES = 512,
	CTL_NUMBER_BYTES = 32
};

/* An address as /describe has it. */
struct ctl_address {
	char path[2 * PATH_BYTES];
	char tags[CTL_TAGS_BYTES]; /* of its values */
	char access[4];            /* "r", "rw", "x" */
	float min, max, def;       /* all 0: no range */
	char unit[CTL_UNIT_BYTES]; /* "dB"; "" */
	char text[CTL_TEXT_BYTES];
};

/* Argument i of a message to at: "on", "PK", "-4.5", "-4.5 dB", "1 kHz".  By its tag: f takes a
 * number, i a whole number or on|off, s any text, or one of the choices if there are some.  Of an
 * action's arguments, whose tags need not be known: whole numbers, numbers, else text.
 * Context: any.  Return: 0; -EINVAL with err; -ENOMEM. */
int ctl_value_add(lo_message m, const struct ctl_address *at, uint32_t i, const char *word,
	char err[CTL_VALUE_ERROR_BYTES]);

/* A unit that may stand behind a number as a word of its own. */
bool ctl_value_is_unit(const char *word);
bool ctl_value_is_number(const char *word);

/* What a message says, as a line of words: floats by their shortest text that reads back the same,
 * strings in "" where they are empty or more than one word (plain: as they are), blobs in hex. */
void ctl_value_print(FILE *out, lo_message m, bool plain);

/* The shortest text of a float that reads back the same. */
void ctl_value_float(float v, char out[CTL_NUMBER_BYTES]);

#endif
