/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A front end's thread and the newest snapshot for it: mailbox, stop signal and
 * a bounded end.  What the thread writes to may hang for ever; nobody who feeds
 * it or ends it does.
 */
#ifndef AE_UI_TUI_FEED_H
#define AE_UI_TUI_FEED_H

#include <pthread.h>
#include <stdbool.h>

#include "control/snapshot.h"
#include "rt/mailbox.h"

enum { FEED_END_MS = 300, FEED_LOOSEN_MS = 100 };

struct feed {
	struct mailbox box;
	pthread_t thread;
	int stop_fd; /* eventfd: readable once the thread shall end */
};

/* Start run(arg), which polls stop_fd.  Context: main.  Return: 0 or -errno. */
int feed_start(struct feed *f, const char *name, void *(*run)(void *), void *arg);

/* Hand a snapshot over.  Context: control. */
void feed_put(struct feed *f, const struct snapshot *s);

/* Newest snapshot, NULL: no other since the last call.  Context: the thread. */
const struct snapshot *feed_take(struct feed *f);

/* Sleep until stop_fd or fd (-1: none) has something, at most ms.  *events: poll's of fd.
 * Return: true when the thread shall end.  Context: the thread. */
bool feed_wait(struct feed *f, int fd, int ms, short *events);

/* Tell the thread to end.  Then wait for it.  Return of feed_join: it has ended within ms. */
void feed_stop(struct feed *f);
bool feed_join(struct feed *f, int ms);

/* Free what a joined thread leaves.  A thread that did not end keeps all of it. */
void feed_finish(struct feed *f);

#endif
