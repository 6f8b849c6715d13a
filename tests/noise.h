/* SPDX-License-Identifier: ISC */
/* Signals for tests: the same noise on every machine, and silence to find. */
#ifndef AE_TESTS_NOISE_H
#define AE_TESTS_NOISE_H

#include <stdbool.h>
#include <stdint.h>

/* -1 .. 1, flat. */
static inline void
noise_fill(float *x, uint32_t n, uint32_t seed)
{
	for (uint32_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		x[i] = (float)(int32_t)seed / 2147483648.0f;
	}
}

static inline bool
block_is_silent(const float *x, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (x[i] != 0.0f)
			return false;
	return true;
}

#endif
