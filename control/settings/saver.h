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

enum { SAVER_WAITING_MAX = 64 };

struct saver;

struct saved {
	uint64_t ticket;
	int error; /* 0 or -errno, in words: durable_explain */
	char path[4096];
};

/* Context: control, for all.  Return: NULL: no memory, thread or descriptor. */
struct saver *saver_create(void);

/* Copy and queue; missing folders on the way are made.  One that waits for the same path is
 * superseded: its ticket ends together with the newer one.  Return: 0; -ENOMEM; -ENAMETOOLONG;
 * -ENOSPC when SAVER_WAITING_MAX are not taken yet, superseded ones too. */
int saver_put(struct saver *s, const char *path, const char *text, size_t len, uint64_t ticket);

int saver_fd(const struct saver *s); /* readable: saver_take */

/* The next that has ended, in the order in which they were put for each path. */
bool saver_take(struct saver *s, struct saved *out);

/* Something waits, is being written or is to be taken. */
bool saver_busy(const struct saver *s);

/* Wait at most timeout_ms for what is queued.  Return: false: it hangs, thread and memory are left
 * behind.  Accepts NULL. */
bool saver_destroy(struct saver *s, uint32_t timeout_ms);

#endif
