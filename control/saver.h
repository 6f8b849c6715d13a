/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread that writes files durably, so that a slow or hung disk never stalls
 * control.  Of several texts for one path the newest is written.
 */
#ifndef AE_CONTROL_SAVER_H
#define AE_CONTROL_SAVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct saver;

struct saved {
	uint64_t ticket;
	int error; /* 0 or -errno */
	char path[4096];
};

/* Context: control, for all.  Return: NULL: no memory, thread or descriptor. */
struct saver *saver_create(void);

/* Copy and queue.  One that waits for the same path is superseded: its ticket ends together with
 * the newer one.  Return: 0; -ENOMEM; -ENOSPC when too many wait. */
int saver_put(struct saver *s, const char *path, const char *text, size_t len, uint64_t ticket);

int saver_fd(const struct saver *s); /* readable: saver_take */
bool saver_take(struct saver *s, struct saved *out);
bool saver_busy(const struct saver *s);

/* Wait at most timeout_ms for what is queued.  Return: false: it hangs, thread and memory are left
 * behind.  Accepts NULL. */
bool saver_destroy(struct saver *s, uint32_t timeout_ms);

#endif
