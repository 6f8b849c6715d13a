/* SPDX-License-Identifier: ISC */
/*
 * A queue of fixed-size records between exactly one writer thread and one
 * reader thread.  Full means that the new record is refused, never that an old
 * one is overwritten, so the writer knows what was lost and can count it.
 */
#ifndef AE_RT_RING_H
#define AE_RT_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rt/attributes.h"

/* What the two threads store lies a cache line apart, by padding and not by alignment, so
 * that a struct holding a ring may come from calloc. */
struct ring {
	atomic_uint head; /* next record to write; only the writer stores */
	char apart0[60];
	atomic_uint tail; /* next record to read; only the reader stores */
	char apart1[60];
	uint32_t nrecords;   /* a power of two */
	uint32_t size_bytes; /* of one record */
	unsigned char *data; /* owned, page-touched */
};

/* Make room for at least nrecords (rounded up to a power of two) of size_bytes.
 * Context: control, opener.  Return: 0; -EINVAL for a size of 0 or beyond
 * 2^30 bytes in all; -ENOMEM. */
int ring_init(struct ring *r, uint32_t nrecords, uint32_t size_bytes);
void ring_finish(struct ring *r); /* accepts a zeroed ring */

/* Writer.  false: full, nothing written. */
bool ring_push(struct ring *r, const void *record) RT_SAFE;
bool ring_push_n(struct ring *r, const void *records, uint32_t n) RT_SAFE; /* all or none */
uint32_t ring_space(const struct ring *r) RT_SAFE; /* at least so many can be pushed */

/* Reader.  ring_pop: false when empty.  ring_pop_n: as many as there are, at most n. */
bool ring_pop(struct ring *r, void *record) RT_SAFE;
uint32_t ring_pop_n(struct ring *r, void *records, uint32_t n) RT_SAFE;
uint32_t ring_used(const struct ring *r) RT_SAFE; /* at least so many can be popped */

#endif
