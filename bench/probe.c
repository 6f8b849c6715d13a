/* SPDX-License-Identifier: ISC */
/*
 * What measuring costs on this machine: one mark, and one whole period of the
 * default graph of four nodes (begin, four marks, commit, end with the push).
 * The variants take turns within each round, so that a change of clock speed or
 * a busy neighbour hits all of them; median and least of the rounds are shown.
 *
 * "cold" touches 2 MB between periods, as other programs do between ours, and
 * times each period alone; the two clock reads round it are subtracted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/probe.h"

enum { ROUNDS = 401, MARKS = 1024, PERIODS = 64, NODES = 4, COLD_BYTES = 2 << 20 };
enum { MARK, PERIOD_ON, PERIOD_OFF, PERIOD_COLD, NVARIANTS };

static const char *const titles[NVARIANTS] = { "probe (one mark)", "period, measuring",
	"period, not measuring", "period, measuring, cold cache" };

struct bench {
	struct clock clock;
	struct ring ring;
	struct probe probe;
	unsigned char *foreign; /* other programs' memory */
	double read_ns;
	double ns[NVARIANTS][ROUNDS];
};

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
period(struct probe *p)
{
	uint32_t i;

	probe_begin(p, NODES);
	for (i = 0; i < NODES; i++)
		probe_mark(p, i);
	probe_commit(p);
	probe_end(p);
}

static void
drain(struct bench *b)
{
	struct cycle cy;

	while (ring_pop(&b->ring, &cy))
		continue;
}

static double
since(const struct bench *b, uint64_t start)
{
	return clock_span_ns(&b->clock, (int64_t)(clock_ticks(&b->clock) - start));
}

static double
time_marks(struct bench *b)
{
	uint64_t start;
	uint32_t i;

	b->probe.on = true;
	probe_begin(&b->probe, NODES);
	start = clock_ticks(&b->clock);
	for (i = 0; i < MARKS; i++)
		probe_mark(&b->probe, i % NODES);
	return since(b, start) / MARKS;
}

static double
time_periods(struct bench *b, bool on)
{
	uint64_t start = clock_ticks(&b->clock);
	double ns;
	uint32_t i;

	b->probe.on = on;
	for (i = 0; i < PERIODS; i++)
		period(&b->probe);
	ns = since(b, start) / PERIODS;
	drain(b);
	return ns;
}

static double
time_cold_period(struct bench *b)
{
	uint64_t start;
	double ns;
	size_t i;

	b->probe.on = true;
	for (i = 0; i < COLD_BYTES; i += 64)
		b->foreign[i]++;
	start = clock_ticks(&b->clock);
	period(&b->probe);
	ns = since(b, start) - b->read_ns;
	drain(b);
	return ns;
}

static double
time_read(const struct bench *b)
{
	double least = 1e9;
	uint32_t i;

	for (i = 0; i < 1000; i++) {
		double ns = since(b, clock_ticks(&b->clock));

		least = ns < least ? ns : least;
	}
	return least;
}

static void
run(struct bench *b)
{
	uint32_t round, v;

	b->read_ns = time_read(b);
	for (round = 0; round < ROUNDS; round++) {
		b->ns[MARK][round] = time_marks(b);
		b->ns[PERIOD_ON][round] = time_periods(b, true);
		b->ns[PERIOD_OFF][round] = time_periods(b, false);
		b->ns[PERIOD_COLD][round] = time_cold_period(b);
	}
	printf("clock %s, %u nodes, %u rounds; ns\n", clock_name(&b->clock), NODES, ROUNDS);
	printf("%-32s %9s %9s\n", "", "median", "least");
	for (v = 0; v < NVARIANTS; v++) {
		qsort(b->ns[v], ROUNDS, sizeof(double), compare);
		printf("%-32s %9.1f %9.1f\n", titles[v], b->ns[v][ROUNDS / 2], b->ns[v][0]);
	}
}

int
main(void)
{
	struct bench *b = calloc(1, sizeof(*b));
	int status = 1;

	if (!b)
		return 1;
	b->foreign = calloc(1, COLD_BYTES);
	if (!b->foreign || ring_init(&b->ring, 2 * PERIODS, sizeof(struct cycle)) != 0)
		goto free_all;
	clock_init(&b->clock);
	probe_init(&b->probe, &b->ring, &b->clock, NULL);
	run(b);
	ring_finish(&b->ring);
	status = 0;
free_all:
	free(b->foreign);
	free(b);
	return status;
}
