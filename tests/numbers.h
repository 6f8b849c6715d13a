/* SPDX-License-Identifier: ISC */
/* Seeded random numbers and exact quantiles, to hold estimates against. */
#ifndef AE_TESTS_NUMBERS_H
#define AE_TESTS_NUMBERS_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* xorshift64*, 0 <= x < 1.  *state starts non-zero. */
static inline double
random_unit(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (double)((*state * 2685821657736338717u) >> 11) * 0x1p-53;
}

static inline int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Nearest rank of a sorted array: the smallest value with at least q n values up to it. */
static inline double
exact_quantile(const double *sorted, uint64_t n, double q)
{
	uint64_t below = 0;

	while (below + 1 < n && (double)(below + 1) < q * (double)n * (1 - 1e-13))
		below++;
	return sorted[below];
}

#endif
