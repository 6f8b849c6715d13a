/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocations that fail on demand, for tests linked with -Wl,--wrap=aligned_alloc. */
#ifndef AE_TESTS_FAILING_ALLOC_H
#define AE_TESTS_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* Counts allocations down to the one that fails, and all after it; -1: none fails. */
static int allocations_left = -1;

void *__real_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);

static bool
allocation_fails(void)
{
	if (allocations_left == 0)
		return true;
	if (allocations_left > 0)
		allocations_left--;
	return false;
}

void *
__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
	return allocation_fails() ? NULL : __real_aligned_alloc(alignment, bytes);
}

#endif
