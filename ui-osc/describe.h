/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to know of an address without asking for its value: from its
 * row, or from the param_info of its parameter.
 */
#ifndef AE_UI_OSC_DESCRIBE_H
#define AE_UI_OSC_DESCRIBE_H

#include "ui-osc/space.h"
#include "ui-osc/unit.h"

enum { DESCRIPTION_BYTES = 256 };

struct description {
	const char *tags;    /* of its value or answer; of an action, which answers /reply: of its
			      * arguments */
	const char *access;  /* "r", "w", "rw", "x": an action */
	float min, max, def; /* all 0: not told */
	const char *unit;    /* as people write it: "dB", "Hz", "us"; of each value, or of all */
	char osc_unit[UNITS_BYTES]; /* the same by the names of OSCQuery */
	const char *const *choice;  /* NULL-terminated names of 0 .. max; NULL: it is no choice */
	const char *text;           /* of the row, or in buffer */
	char buffer[DESCRIPTION_BYTES];
};

/* Context: control. */
void describe(struct control *c, const struct address *at, struct description *out);

#endif
