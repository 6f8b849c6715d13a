/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See late.h.  64 places: looking through all of them is the simplest table there is. */
#include "ui-osc/late.h"

#include <string.h>

static struct late_message *
find(struct late *l, const char *path)
{
	for (uint32_t i = 0; i < LATE_MAX; i++)
		if (l->message[i].len > 0 && strcmp(l->message[i].path, path) == 0)
			return &l->message[i];
	return NULL;
}

static struct late_message *
find_free(struct late *l)
{
	for (uint32_t i = 0; i < LATE_MAX; i++)
		if (l->message[i].len == 0)
			return &l->message[i];
	return NULL;
}

bool
late_put(struct late *l, const struct origin *from, const char *path, const void *data, size_t len,
	uint64_t now_ns)
{
	struct late_message *m;

	if (len > LATE_BYTES_MAX || strlen(path) >= PATH_BYTES)
		return false;
	m = find(l, path);
	if (m == NULL) {
		m = find_free(l);
		if (m == NULL)
			return false;
		m->order = ++l->order;
		if (l->n++ == 0)
			l->due_ns = now_ns + LATE_PAUSE_NS;
	}
	strcpy(m->path, path);
	m->from = *from;
	m->len = len;
	memcpy(m->data, data, len);
	return true;
}

void
late_drop(struct late *l, const char *path)
{
	struct late_message *m = l->n > 0 ? find(l, path) : NULL;

	if (m == NULL)
		return;
	m->len = 0;
	l->n--;
}

const struct late_message *
late_next(const struct late *l, uint64_t order)
{
	const struct late_message *oldest = NULL;

	for (uint32_t i = 0; i < LATE_MAX && l->n > 0; i++) {
		const struct late_message *m = &l->message[i];

		if (m->len > 0 && m->order > order && (oldest == NULL || m->order < oldest->order))
			oldest = m;
	}
	return oldest;
}

uint64_t
late_due(const struct late *l)
{
	return l->n > 0 ? l->due_ns : UINT64_MAX;
}
