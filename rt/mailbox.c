/* SPDX-License-Identifier: ISC */
/*
 * Three slots: one belongs to the writer, one to the reader, and the one
 * between them changes hands by a single atomic exchange, in either direction.
 */
#include "rt/mailbox.h"

enum { MAILBOX_INDEX = 3, MAILBOX_FRESH = 4 };

void *
mailbox_back(struct mailbox *m) RT_SAFE
{
	return m->slot[m->back];
}

void
mailbox_publish(struct mailbox *m) RT_SAFE
{
	unsigned old =
		atomic_exchange_explicit(&m->middle, m->back | MAILBOX_FRESH, memory_order_acq_rel);

	m->back = old & MAILBOX_INDEX;
}

const void *
mailbox_latest(struct mailbox *m, bool *fresh) RT_SAFE
{
	bool is_new = atomic_load_explicit(&m->middle, memory_order_relaxed) & MAILBOX_FRESH;

	if (is_new) {
		unsigned old = atomic_exchange_explicit(&m->middle, m->front, memory_order_acq_rel);

		m->front = old & MAILBOX_INDEX;
	}
	if (fresh)
		*fresh = is_new;
	return m->slot[m->front];
}
