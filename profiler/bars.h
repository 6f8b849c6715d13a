/* SPDX-License-Identifier: ISC */
/*
 * Periods by load, for a picture: bars of equal width, each period counted in
 * exactly one.  Quantiles come from histogram.h, whose buckets grow with the
 * value and so would smear over the edges of bars.
 */
#ifndef AE_PROFILER_BARS_H
#define AE_PROFILER_BARS_H

#include <stdint.h>

#include "profiler/evidence.h"
#include "profiler/series.h"

/* Of the same windows as a series, moved by the same timeline.  Zeroed: empty. */
struct bars {
	uint64_t all[LOAD_BARS];
	uint32_t slice[SERIES_WINDOWS][SERIES_SLICES][LOAD_BARS];
};

/* Bar i holds loads (busy / period) of [i, i + 1) * 2.5 %; the last all that are higher as
 * well.  Context: any. */
uint32_t bars_of(double load);

/* Context: control, for all that follow. */
void bars_add(struct bars *b, const struct timeline *t, double load);
void bars_clear(struct bars *b);

/* The running slice is now `slice`: forget what it held a window ago. */
void bars_reuse(struct bars *b, uint32_t window, uint32_t slice);

/* Periods in each bar.  Their sum is the count of the window's load statistics. */
void bars_read(const struct bars *b, enum window w, uint64_t out[LOAD_BARS]);

#endif
