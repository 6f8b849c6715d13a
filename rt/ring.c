/* SPDX-License-Identifier: ISC */
/*
 * Head and tail count records for ever and wrap at 2^32; their difference is
 * what the ring holds, and since the ring's size is a power of two the low bits
 * are the place.  Each side publishes its own counter with a release store
 * after it has finished with the records.
 */
#include "rt/ring.h"

#include <string.h>

/* How many of n records at this counter lie before the end of the memory; the rest wraps. */
static uint32_t
ring_first_piece(const struct ring *r, uint32_t at, uint32_t n) RT_SAFE
{
	uint32_t to_end = r->nrecords - (at & (r->nrecords - 1));

	return n < to_end ? n : to_end;
}

static unsigned char *
ring_place(const struct ring *r, uint32_t at) RT_SAFE
{
	return r->data + (size_t)(at & (r->nrecords - 1)) * r->size_bytes;
}

bool
ring_push_n(struct ring *r, const void *records, uint32_t n) RT_SAFE
{
	uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
	const unsigned char *from = records;
	uint32_t first;

	if (n > r->nrecords - (head - tail))
		return false;
	first = ring_first_piece(r, head, n);
	memcpy(ring_place(r, head), from, (size_t)first * r->size_bytes);
	memcpy(r->data, from + (size_t)first * r->size_bytes, (size_t)(n - first) * r->size_bytes);
	atomic_store_explicit(&r->head, head + n, memory_order_release);
	return true;
}

bool
ring_push(struct ring *r, const void *record) RT_SAFE
{
	return ring_push_n(r, record, 1);
}

uint32_t
ring_space(const struct ring *r) RT_SAFE
{
	return r->nrecords - ring_used(r);
}

uint32_t
ring_pop_n(struct ring *r, void *records, uint32_t n) RT_SAFE
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	uint32_t head = atomic_load_explicit(&r->head, memory_order_acquire);
	unsigned char *to = records;
	uint32_t first;

	if (n > head - tail)
		n = head - tail;
	first = ring_first_piece(r, tail, n);
	memcpy(to, ring_place(r, tail), (size_t)first * r->size_bytes);
	memcpy(to + (size_t)first * r->size_bytes, r->data, (size_t)(n - first) * r->size_bytes);
	atomic_store_explicit(&r->tail, tail + n, memory_order_release);
	return n;
}

bool
ring_pop(struct ring *r, void *record) RT_SAFE
{
	return ring_pop_n(r, record, 1) == 1;
}

/* Called by either side, whose own counter stands still meanwhile: the other's can only move
 * towards more room (for the writer) or more records (for the reader). */
uint32_t
ring_used(const struct ring *r) RT_SAFE
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
	uint32_t head = atomic_load_explicit(&r->head, memory_order_acquire);

	return head - tail;
}
