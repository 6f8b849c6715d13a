/* SPDX-License-Identifier: GPL-2.0-or-later */
/* At most 64 entries: looking through all of them is the simplest queue there is. */
#include "ui-osc/hold.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
earliest(const struct hold *h)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < h->n; i++) {
		const struct held *a = &h->held[i], *b = &h->held[best];

		if (a->due_ns < b->due_ns || (a->due_ns == b->due_ns && a->order < b->order))
			best = i;
	}
	return best;
}

int
hold_put(struct hold *h, uint64_t due_ns, const struct origin *from, const void *data, size_t len)
{
	uint8_t *copy;

	if (h->n == HELD_MAX || len > HELD_BYTES_MAX - h->bytes)
		return -ENOSPC;
	copy = malloc(len);
	if (copy == NULL)
		return -ENOMEM;
	memcpy(copy, data, len);
	h->held[h->n++] = (struct held){ due_ns, h->order++, *from, len, copy };
	h->bytes += len;
	return 0;
}

uint64_t
hold_due(const struct hold *h)
{
	return h->n > 0 ? h->held[earliest(h)].due_ns : UINT64_MAX;
}

void
hold_take(struct hold *h, struct held *out)
{
	uint32_t i = earliest(h);

	*out = h->held[i];
	h->held[i] = h->held[--h->n];
	h->bytes -= out->len;
}

void
hold_finish(struct hold *h)
{
	for (uint32_t i = 0; i < h->n; i++)
		free(h->held[i].data);
	*h = (struct hold){ 0 };
}
