/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocations that fail on demand, for tests linked with -Wl,--wrap=NAME for each one wrapped. */
#ifndef AE_TESTS_FAILING_ALLOC_H
#define AE_TESTS_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* Counts allocations down to the one that fails, and all after it; -1: none fails. */
static int allocations_left = -1;

static bool
allocation_fails(void)
{
	if (allocations_left == 0)
		return true;
	if (allocations_left > 0)
		allocations_left--;
	return false;
}

#define WRAP(name, parameters, arguments)                                                          \
	void *__real_##name parameters;                                                            \
	void *__wrap_##name parameters;                                                            \
	void *__wrap_##name parameters                                                             \
	{                                                                                          \
		return allocation_fails() ? NULL : __real_##name arguments;                        \
	}

#endif
