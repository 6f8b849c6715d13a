/* SPDX-License-Identifier: ISC */
/*
 * Count, mean, spread and extremes of a stream of numbers, exact in one pass
 * (Welford 1962; merged as Chan, Golub and LeVeque 1979).  No sum of squares is
 * ever formed, so a small spread on a large mean survives 10^9 samples.
 */
#ifndef AE_PROFILER_MOMENTS_H
#define AE_PROFILER_MOMENTS_H

#include <stdint.h>

struct moments {
	uint64_t n;
	double mean, m2; /* m2: sum of squared distances from the mean */
	double min, max;
	double min_at, max_at; /* when they were first reached, in the caller's scale */
};

/* All zero is the empty state.  Context: any. */
void moments_add(struct moments *m, double value, double at);
void moments_merge(struct moments *into, const struct moments *from);
double moments_stddev(const struct moments *m); /* of the population; 0 for fewer than two */

#endif
