/* SPDX-License-Identifier: ISC */
/*
 * The newest value only, one writer thread, one reader thread: a triple buffer.
 * The writer never waits for the reader and the reader always sees a whole
 * value; values between two reads are replaced.
 */
#ifndef AE_RT_MAILBOX_H
#define AE_RT_MAILBOX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "rt/attributes.h"

/* What the two threads store lies a cache line apart, by padding and not by alignment, so
 * that a struct holding a mailbox may come from calloc. */
struct mailbox {
	atomic_uint middle; /* slot index, | MAILBOX_FRESH */
	char apart0[60];
	unsigned back; /* private to the writer */
	char apart1[60];
	unsigned front; /* private to the reader */
	char apart2[60];
	void *slot[3]; /* owned, zeroed and page-touched */
};

/* Context: control, opener.  Return: 0; -EINVAL for size 0; -ENOMEM. */
int mailbox_init(struct mailbox *m, size_t size_bytes);
void mailbox_finish(struct mailbox *m); /* accepts a zeroed mailbox */

/* Writer: fill the slot that mailbox_back returns, then publish it. */
void *mailbox_back(struct mailbox *m) RT_SAFE;
void mailbox_publish(struct mailbox *m) RT_SAFE;

/* Reader: the newest whole value; all zero before the first publish.
 * Valid until the next call.  *fresh (may be NULL): new since the last call. */
const void *mailbox_latest(struct mailbox *m, bool *fresh) RT_SAFE;

#endif
