/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One thread per instance for what nodes must not do in the audio thread.  It
 * polls every 10 ms, since waking it from the audio thread would be a system
 * call there.  It learns of new builds and destroys old ones by orders from
 * control, so a node never goes away while it works.
 */
#ifndef AE_ENGINE_WORKER_H
#define AE_ENGINE_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/build.h"
#include "profiler/cycle.h"
#include "rt/clock.h"
#include "rt/ring.h"

enum { WORKER_BUILDS_MAX = 4, WORKER_PERIOD_NS = 10 * 1000 * 1000 };

struct worker {
	pthread_t thread;
	bool started;
	atomic_bool quit;
	const struct clock *clock;              /* not owned */
	struct ring orders;                     /* control to worker, of struct worker_order */
	struct ring done;                       /* worker to control, of struct work */
	struct build *build[WORKER_BUILDS_MAX]; /* the worker's own list */
	uint32_t nbuilds;
};

/* Context: opener.  The first build is not owned.  Return: 0 or -errno. */
int worker_start(struct worker *w, const struct clock *clock, struct build *first);

/* Returns within some 20 ms.  Builds that were retired are destroyed.  Accepts a zeroed worker. */
void worker_stop(struct worker *w);

/* Let it end by itself, without waiting: for an instance that is abandoned.  Any thread. */
void worker_abandon(struct worker *w);

/* Orders.  worker_retire hands over ownership.  Context: control.
 * Return: false when the worker is too far behind, try again later. */
bool worker_add(struct worker *w, struct build *b);
bool worker_retire(struct worker *w, struct build *b);

#endif
