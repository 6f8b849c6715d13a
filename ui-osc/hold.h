/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bundles whose time has not come.  Bounded in number and in bytes; those of
 * the same instant come out in the order they went in.
 */
#ifndef AE_UI_OSC_HOLD_H
#define AE_UI_OSC_HOLD_H

#include <stddef.h>
#include <stdint.h>

#include "ui-osc/call.h"

enum { HELD_MAX = 64, HELD_BYTES_MAX = 256 * 1024 };

struct held {
	uint64_t due_ns, order;
	struct origin from;
	size_t len;
	uint8_t *data; /* owned */
};

struct hold {
	struct held held[HELD_MAX];
	uint32_t n;
	size_t bytes;
	uint64_t order;
};

/* Keep a copy.  Return: 0; -ENOSPC; -ENOMEM.  Context: control, all of them. */
int hold_put(
	struct hold *h, uint64_t due_ns, const struct origin *from, const void *data, size_t len);

/* When the earliest is due; UINT64_MAX: there is none. */
uint64_t hold_due(const struct hold *h);

/* Take the earliest out; hold_due says that there is one.  The caller frees out->data. */
void hold_take(struct hold *h, struct held *out);

void hold_finish(struct hold *h); /* accepts a zeroed one */

#endif
