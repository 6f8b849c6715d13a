/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who waits for an answer that comes later: what control does under a ticket,
 * as writing a file, is answered when it is done.  It knows no sockets.
 */
#ifndef AE_UI_OSC_TICKETS_H
#define AE_UI_OSC_TICKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui-osc/call.h"

enum { TICKETS_MAX = 8 };

struct ticket {
	uint64_t number; /* 0: free */
	struct origin from;
	const char *path;             /* of the row that was asked; static */
	size_t room;                  /* what may still be answered */
	char text[PRESET_NAME_BYTES]; /* the answer */
};

/* All zero: empty. */
struct tickets {
	struct ticket ticket[TICKETS_MAX];
};

/* ---- Context: control, for all functions ---- */

bool tickets_full(const struct tickets *t);
/* Return: false: there is no place. */
bool tickets_put(struct tickets *t, const struct ticket *ticket);
/* Return: false: nobody here waits for it. */
bool tickets_take(struct tickets *t, uint64_t number, struct ticket *out);
bool tickets_wait(const struct tickets *t, const struct origin *from); /* does it wait for one? */

#endif
