/* SPDX-License-Identifier: ISC */
/*
 * One measured quantity over the last second, the last ten seconds and since
 * clear.  A window is ten finished slices (of 0.1 s and 1 s) plus the running
 * one; its histogram is kept as a running sum, from which a slice is taken away
 * when it is reused, so that neither adding nor reading ever walks the past.
 *
 * All series of a program share one timeline, moved by the stamps of the
 * cycles.
 */
#ifndef AE_PROFILER_SERIES_H
#define AE_PROFILER_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "profiler/histogram.h"
#include "profiler/moments.h"
#include "profiler/profile.h"

enum {
	SERIES_SLICES = 11,
	SERIES_WINDOWS = 2
}; /* WINDOW_1S and WINDOW_10S; clear needs no slices */

struct timeline {
	uint64_t number[SERIES_WINDOWS]; /* of the running slice, counted from time 0 */
	uint32_t slice[SERIES_WINDOWS];  /* its place: number % SERIES_SLICES */
};

struct series_window {
	struct histogram sum;
	struct moments part[SERIES_SLICES];
	uint32_t *slice; /* SERIES_SLICES times nbuckets counts */
};

struct series {
	struct series_window window[SERIES_WINDOWS];
	struct histogram all;
	struct moments all_moments;
	double now;   /* newest value */
	double scale; /* stored unit -> unit of struct stats */
	uint32_t nbuckets;
};

/* Bytes of memory that series_init wants.  nbuckets: HISTOGRAM_SIDE or HISTOGRAM_SIGNED. */
size_t series_bytes(uint32_t nbuckets);

/* memory: series_bytes of zeroed, 8-byte aligned memory, not owned.  Values are added in a
 * stored unit of which a whole number matters (ns), and come out times scale (1e-3: us). */
void series_init(struct series *s, void *memory, uint32_t nbuckets, double scale);

void series_clear(struct series *s);

/* value in the stored unit; at_s: when, for the maximum. */
void series_add(struct series *s, const struct timeline *t, double value, double at_s);

/* The running slice is now `slice`: forget what it held a window ago. */
void series_reuse(struct series *s, uint32_t window, uint32_t slice);

/* Values q of the window (stored unit times scale), q rising; within the exact extremes. */
void series_quantiles(
	const struct series *s, enum window w, const double *q, uint32_t nq, double *out);

/* The whole line of statistics.  Return: when the minimum was, in at_s. */
double series_stats(const struct series *s, enum window w, struct stats *out);

/*
 * Move to now_ns.  Return: how many slices have begun, 0 .. SERIES_SLICES: the running one
 * and those before it (their places count down from slice[window], round) are to be reused.
 * Gaps and jumps, back too, cost no more than one round.
 */
uint32_t timeline_move(struct timeline *t, uint32_t window, uint64_t now_ns);

#endif
