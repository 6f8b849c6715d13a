/* SPDX-License-Identifier: ISC */
/*
 * Memory of rings and mailboxes: what allocates stands apart from ring.c and
 * mailbox.c, which run in the audio thread.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rt/mailbox.h"
#include "rt/ring.h"

enum { CACHE_LINE_BYTES = 64, RING_BYTES_MAX = 1 << 30 };

/* Zeroed by writing, so that every page is there before the audio thread comes by. */
static void *
cache_aligned_zeroed(size_t bytes)
{
	size_t whole = (bytes + CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES * CACHE_LINE_BYTES;
	void *p = aligned_alloc(CACHE_LINE_BYTES, whole);

	if (p)
		memset(p, 0, whole);
	return p;
}

int
ring_init(struct ring *r, uint32_t nrecords, uint32_t size_bytes)
{
	uint64_t n = 1;

	memset(r, 0, sizeof *r);
	if (nrecords == 0 || size_bytes == 0)
		return -EINVAL;
	while (n < nrecords)
		n *= 2;
	if (n * size_bytes > RING_BYTES_MAX)
		return -EINVAL;
	r->data = cache_aligned_zeroed((size_t)n * size_bytes);
	if (!r->data)
		return -ENOMEM;
	r->nrecords = (uint32_t)n;
	r->size_bytes = size_bytes;
	return 0;
}

void
ring_finish(struct ring *r)
{
	free(r->data);
	memset(r, 0, sizeof *r);
}

int
mailbox_init(struct mailbox *m, size_t size_bytes)
{
	memset(m, 0, sizeof *m);
	if (size_bytes == 0)
		return -EINVAL;
	for (unsigned i = 0; i < 3; i++) {
		m->slot[i] = cache_aligned_zeroed(size_bytes);
		if (!m->slot[i]) {
			mailbox_finish(m);
			return -ENOMEM;
		}
	}
	m->front = 0;
	atomic_init(&m->middle, 1);
	m->back = 2;
	return 0;
}

void
mailbox_finish(struct mailbox *m)
{
	for (unsigned i = 0; i < 3; i++)
		free(m->slot[i]);
	memset(m, 0, sizeof *m);
}
