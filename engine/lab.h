/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults on purpose, so that the numbers can be checked against a known truth:
 * burn=NODE:US@RANGE makes a node compute for longer, in real time on a live
 * server and in virtual time on the virtual clock.  Both --dummy and --lab-burn
 * read ranges with lab_parse_range.
 */
#ifndef AE_ENGINE_LAB_H
#define AE_ENGINE_LAB_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/node.h"

enum { LAB_BURNS_MAX = 16, LAB_BURN_US_MAX = 10 * 1000 * 1000 };

struct cycle_range {
	uint64_t first, last, step;
}; /* cycles count from 0; last UINT64_MAX: open */

struct burn {
	char node[NAME_BYTES];
	uint32_t us;
	struct cycle_range range;
};

struct lab {
	uint32_t nburns;
	struct burn burn[LAB_BURNS_MAX];
};

/* "7", "10-20", "100-", "0-99/10".  Return: 0 or -EINVAL. */
int lab_parse_range(const char *text, struct cycle_range *out);

/* "NODE:US@RANGE", US up to LAB_BURN_US_MAX; *lab grows by one.  Return: 0, -EINVAL, -ENOSPC. */
int lab_parse_burn(const char *text, struct lab *lab);

static inline bool cycle_range_has(const struct cycle_range *r, uint64_t cycle) RT_SAFE;
static inline bool
cycle_range_has(const struct cycle_range *r, uint64_t cycle) RT_SAFE
{
	return cycle >= r->first && cycle <= r->last && (cycle - r->first) % r->step == 0;
}

#endif
