/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incoming messages as lines of the log, for those who ask for them: each at
 * the level debug, what was refused or was no OSC at the level more.  A few
 * lines a second, and how many were left out; what comes in is printed in
 * bounds and as text only.
 */
#ifndef AE_UI_OSC_DUMP_H
#define AE_UI_OSC_DUMP_H

#include <stdint.h>

#include "ui-osc/call.h"

enum { DUMP_LINES_PER_SECOND = 5, DUMP_LINE_BYTES = 160 };

/* Zeroed at the start. */
struct dump {
	uint64_t second_ns; /* beginning of the running second */
	uint32_t lines, hidden;
};

/* Context: control, for both.  now_ns: monotonic. */
void dump_message(struct dump *d, const struct call *c, const char *address, uint64_t now_ns);
void dump_refused(struct dump *d, struct control *c, const struct origin *from, const char *why,
	size_t len, uint64_t now_ns);

#endif
