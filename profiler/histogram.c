/* SPDX-License-Identifier: ISC */
/*
 * Log-linear buckets, see histogram.h.  Values below 32 have a bucket each; above,
 * the five bits behind the leading one choose within the octave.
 */
#include "profiler/histogram.h"

#include <math.h>
#include <string.h>

enum { SUB_BITS = 5, VALUE_BITS = 36 };

static uint32_t
side_bucket(uint64_t value)
{
	uint32_t shift;

	if (value < HISTOGRAM_SUB)
		return (uint32_t)value;
	if (value >> VALUE_BITS)
		return HISTOGRAM_SIDE - 1;
	shift = 63 - (uint32_t)__builtin_clzll(value) - SUB_BITS;
	return shift * HISTOGRAM_SUB + (uint32_t)(value >> shift);
}

/* Values are whole numbers: a bucket [first, first + width) has its middle at
 * first + (width - 1) / 2. */
static double
side_value(uint32_t bucket)
{
	uint32_t shift;
	uint64_t first;

	if (bucket < 2 * HISTOGRAM_SUB)
		return bucket;
	shift = bucket / HISTOGRAM_SUB - 1;
	first = (uint64_t)(bucket - shift * HISTOGRAM_SUB) << shift;
	return (double)first + (double)((1ull << shift) - 1) / 2;
}

uint32_t
histogram_bucket(uint32_t nbuckets, int64_t value)
{
	uint32_t zero = nbuckets - HISTOGRAM_SIDE;

	if (value >= 0)
		return zero + side_bucket((uint64_t)value);
	return zero ? zero - side_bucket(0 - (uint64_t)value) : 0;
}

double
histogram_value(uint32_t nbuckets, uint32_t bucket)
{
	uint32_t zero = nbuckets - HISTOGRAM_SIDE;

	return bucket >= zero ? side_value(bucket - zero) : -side_value(zero - bucket);
}

void
histogram_init(struct histogram *h, uint64_t *count, uint32_t nbuckets)
{
	h->count = count;
	h->nbuckets = nbuckets;
	h->n = 0;
}

void
histogram_clear(struct histogram *h)
{
	memset(h->count, 0, h->nbuckets * sizeof(*h->count));
	h->n = 0;
}

void
histogram_take(struct histogram *h, uint32_t *part, uint64_t n)
{
	uint32_t i;

	for (i = 0; i < h->nbuckets; i++)
		h->count[i] -= part[i];
	memset(part, 0, h->nbuckets * sizeof(*part));
	h->n -= n;
}

void
histogram_quantiles(const struct histogram *h, const double *q, uint32_t nq, double *out)
{
	uint64_t seen = 0;
	uint32_t i, bucket = 0;

	for (i = 0; i < nq; i++) {
		/* A rounding error must not lift a whole rank to the next. */
		uint64_t rank = (uint64_t)ceil(q[i] * (double)h->n * (1 - 1e-13));

		rank = rank < 1 ? 1 : rank > h->n ? h->n : rank;
		while (bucket < h->nbuckets && seen + h->count[bucket] < rank)
			seen += h->count[bucket++];
		out[i] = h->n ? histogram_value(h->nbuckets, bucket) : 0;
	}
}
