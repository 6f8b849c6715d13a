/* SPDX-License-Identifier: ISC */
/*
 * A distribution in fixed memory: 32 buckets per octave, so a value is known to
 * within 1/64 of itself wherever it lies between 1 and 2^36 - 1 (in ns: 68 s).
 * Whole numbers below 64 are exact.  A signed histogram holds the same range on
 * both sides of zero; an unsigned one counts negative values as 0.  What lies
 * outside is counted in the outermost bucket; exact extremes are kept elsewhere
 * (moments.h).
 *
 * The caller owns the counts, so that one block of memory can hold all of a
 * program's histograms.
 */
#ifndef AE_PROFILER_HISTOGRAM_H
#define AE_PROFILER_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum {
	HISTOGRAM_SUB = 32,                  /* buckets per octave */
	HISTOGRAM_SIDE = 32 * HISTOGRAM_SUB, /* buckets of one sign: 0 .. 2^36 - 1 */
	HISTOGRAM_SIGNED = 2 * HISTOGRAM_SIDE
};

struct histogram {
	uint64_t *count;   /* not owned; nbuckets of them, zeroed */
	uint64_t n;        /* sum of count */
	uint32_t nbuckets; /* HISTOGRAM_SIDE or HISTOGRAM_SIGNED */
};

/* Bucket of a value: 0 .. nbuckets - 1, rising with the value.  Context: any. */
uint32_t histogram_bucket(uint32_t nbuckets, int64_t value);

/* Middle of a bucket.  Context: any. */
double histogram_value(uint32_t nbuckets, uint32_t bucket);

void histogram_init(struct histogram *h, uint64_t *count, uint32_t nbuckets);
void histogram_clear(struct histogram *h);

/* Take away n values that were counted bucket by bucket in part, and empty part. */
void histogram_take(struct histogram *h, uint32_t *part, uint64_t n);

/*
 * The values below which lie the fractions q[0] <= q[1] <= ... of all values (nearest rank:
 * the ceil(q n)-th smallest, the first at least), as middles of their buckets.  All 0 when
 * the histogram is empty.
 */
void histogram_quantiles(const struct histogram *h, const double *q, uint32_t nq, double *out);

#endif
