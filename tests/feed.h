/* SPDX-License-Identifier: ISC */
/*
 * Cycle records as a driver and an engine of two nodes would write them, on a
 * virtual clock: the tests say what is special about a period, the rest follows.
 */
#ifndef AE_TESTS_FEED_H
#define AE_TESTS_FEED_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/collector.h"

enum { FEED_PERIOD_NS = 5000000, FEED_EQ_NS = 200000, FEED_OUT_NS = 100000 };

struct feed {
	struct collector *c;
	struct clock clock;
	uint64_t zero;      /* the virtual clock's variable; records carry their own times */
	uint64_t due;       /* of the next period */
	uint64_t free;      /* when the period before ended */
	struct cycle cycle; /* totals, flags, epoch: set by the test, kept */
	struct profile p;
};

/* Defaults: 240 frames at 48000 Hz are 5 ms; nodes "eq" and "out"; time starts at 1 s, which
 * is also the collector's second 0. */
static inline void
feed_open(struct feed *f)
{
	static const char *const names[] = { "eq", "out" }, *const types[] = { "eq8", "output" };

	memset(f, 0, sizeof(*f));
	clock_init_virtual(&f->clock, &f->zero);
	f->due = 1000000000u;
	f->c = collector_create(f->due);
	if (!f->c)
		abort();
	collector_set_clock(f->c, &f->clock);
	collector_set_nodes(f->c, 2, names, types);
	f->cycle.nframes = 240;
	f->cycle.rate_hz = 48000;
	f->cycle.epoch = 1;
	f->cycle.generation = 1;
	f->cycle.nnodes = 2;
}

static inline void
feed_close(struct feed *f)
{
	collector_destroy(f->c);
}

/* The next period: woken late_ns after it was due (or when the one before ended), the nodes
 * take eq_ns and out_ns. */
static inline void
feed_period(struct feed *f, uint64_t late_ns, uint32_t eq_ns, uint32_t out_ns)
{
	struct cycle *cy = &f->cycle;

	cy->due = f->due;
	cy->wake = f->due + late_ns > f->free ? f->due + late_ns : f->free;
	cy->begin = cy->wake;
	cy->node[0].ticks = eq_ns;
	cy->node[1].ticks = out_ns;
	cy->end = cy->begin + eq_ns + out_ns;
	cy->deadline = cy->due + FEED_PERIOD_NS;
	collector_add(f->c, cy);
	cy->seq++;
	f->free = cy->end;
	f->due += FEED_PERIOD_NS;
}

static inline void
feed_periods(struct feed *f, uint32_t n)
{
	while (n-- > 0)
		feed_period(f, 0, FEED_EQ_NS, FEED_OUT_NS);
}

/* Periods of the server that we were not woken for: the next record says so. */
static inline void
feed_skip(struct feed *f, uint32_t n)
{
	f->cycle.skipped += n;
	f->cycle.lost_frames += n * f->cycle.nframes;
	f->due += n * (uint64_t)FEED_PERIOD_NS;
}

static inline const struct profile *
feed_report(struct feed *f)
{
	collector_report(f->c, &f->p);
	return &f->p;
}

#endif
