/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came too fast: of each address the newest message, to be done when its
 * sender may speak again.  So a fader that floods us ends where it was left,
 * though most of its steps are dropped.  Only what sets a value is kept, and
 * only so much: whoever needs more should send less.
 */
#ifndef AE_UI_OSC_LATE_H
#define AE_UI_OSC_LATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui-osc/call.h"

enum { LATE_MAX = 64, LATE_BYTES_MAX = 128, LATE_PAUSE_NS = 10000000 };

struct late_message {
	struct origin from;
	size_t len; /* 0: free */
	uint64_t order;
	char path[PATH_BYTES]; /* what it sets */
	uint8_t data[LATE_BYTES_MAX];
};

struct late {
	struct late_message message[LATE_MAX];
	uint32_t n;
	uint64_t order;
	uint64_t due_ns; /* when to look again */
};

/* Context: control, for all functions. */

/* Keep a message that sets path, in place of an earlier one that does.  Return: false: no room, or
 * it is too long. */
bool late_put(struct late *l, const struct origin *from, const char *path, const void *data,
	size_t len, uint64_t now_ns);

/* It is being set by something newer: what is kept for it is old. */
void late_drop(struct late *l, const char *path);

/* The oldest that came after the given order (at first 0); NULL: there is none. */
const struct late_message *late_next(const struct late *l, uint64_t order);

/* When to look whether somebody may speak again; UINT64_MAX: nothing is kept. */
uint64_t late_due(const struct late *l);

#endif
