/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * On a virtual clock work takes no time: its record carries the moment at
 * which it was found, as the time that passes there is not the worker's.
 */
#include "engine/worker.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "rt/thread.h"

enum { ORDERS = 16, RECORDS = 1024, WORKS_PER_ROUND = 64 };

enum order_kind { ORDER_ADD, ORDER_RETIRE };

struct worker_order {
	enum order_kind kind;
	struct build *build;
};

static uint64_t
worker_now(const struct worker *w)
{
	if (w->clock->kind == CLOCK_KIND_VIRTUAL) /* another thread moves it */
		return __atomic_load_n(w->clock->virtual_ns, __ATOMIC_RELAXED);
	return clock_ticks(w->clock);
}

static uint64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Return: whether the node had something to do. */
static bool
worker_do(struct worker *w, struct node *node, uint32_t index)
{
	struct work record = { .start = worker_now(w), .node = index };
	uint64_t cpu = cpu_ns();

	if (!node->ops->work(node, &record))
		return false;
	record.cpu_ns = cpu_ns() - cpu;
	record.end = w->clock->kind == CLOCK_KIND_VIRTUAL ? record.start : worker_now(w);
	ring_push(&w->done, &record); /* full: nobody listens, and skipped is a running total */
	return true;
}

static void
worker_round(struct worker *w)
{
	for (uint32_t b = 0; b < w->nbuilds; b++) {
		const struct plan *p = w->build[b]->plan;

		for (uint32_t i = 0; i < p->nsteps; i++) {
			uint32_t n = 0;

			while (p->step[i].node->ops->work && n < WORKS_PER_ROUND &&
				worker_do(w, p->step[i].node, i))
				n++;
		}
	}
}

static void
worker_forget(struct worker *w, const struct build *b)
{
	for (uint32_t i = 0; i < w->nbuilds; i++) {
		if (w->build[i] != b)
			continue;
		w->build[i] = w->build[--w->nbuilds];
		return;
	}
}

static void
worker_obey(struct worker *w)
{
	struct worker_order o;

	while (ring_pop(&w->orders, &o)) {
		if (o.kind == ORDER_RETIRE) {
			worker_forget(w, o.build);
			build_destroy(o.build);
		} else if (w->nbuilds < WORKER_BUILDS_MAX) {
			w->build[w->nbuilds++] = o.build;
		}
	}
}

static void *
worker_run(void *arg)
{
	struct worker *w = arg;
	struct timespec nap = { 0, WORKER_PERIOD_NS };

	while (!atomic_load_explicit(&w->quit, memory_order_relaxed)) {
		worker_obey(w);
		worker_round(w);
		nanosleep(&nap, NULL);
	}
	return NULL;
}

int
worker_start(struct worker *w, const struct clock *clock, struct build *first)
{
	int rc;

	memset(w, 0, sizeof *w);
	w->clock = clock;
	w->build[w->nbuilds++] = first;
	rc = ring_init(&w->orders, ORDERS, sizeof(struct worker_order));
	if (rc == 0)
		rc = ring_init(&w->done, RECORDS, sizeof(struct work));
	if (rc == 0)
		rc = thread_start(&w->thread, "ae-worker", 0, worker_run, w);
	if (rc < 0) {
		ring_finish(&w->done);
		ring_finish(&w->orders);
		return rc;
	}
	w->started = true;
	return 0;
}

void
worker_stop(struct worker *w)
{
	if (!w->started)
		return;
	worker_abandon(w);
	pthread_join(w->thread, NULL);
	worker_obey(w);
	ring_finish(&w->done);
	ring_finish(&w->orders);
	w->started = false;
}

void
worker_abandon(struct worker *w)
{
	atomic_store_explicit(&w->quit, true, memory_order_relaxed);
}

static bool
worker_order(struct worker *w, enum order_kind kind, struct build *b)
{
	struct worker_order o = { kind, b };

	return ring_push(&w->orders, &o);
}

bool
worker_add(struct worker *w, struct build *b)
{
	return worker_order(w, ORDER_ADD, b);
}

bool
worker_retire(struct worker *w, struct build *b)
{
	return worker_order(w, ORDER_RETIRE, b);
}
