/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Optimal string alignment distance. */
#include "control/words.h"

#include <string.h>

static uint32_t
smallest(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table are enough.  A swap reaches back over one row, so nothing gets below
 * most again once that row and the newest are above it. */
uint32_t
edit_distance_within(const char *a, const char *b, uint32_t most)
{
	uint32_t row[3][WORD_BYTES + 1], least, least_before = 0;
	uint32_t na = (uint32_t)strnlen(a, WORD_BYTES), nb = (uint32_t)strnlen(b, WORD_BYTES);

	if (na > nb + most || nb > na + most)
		return most + 1;
	for (uint32_t j = 0; j <= nb; j++)
		row[0][j] = j;
	for (uint32_t i = 1; i <= na; i++) {
		uint32_t *now = row[i % 3], *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];

		least = now[0] = i;
		for (uint32_t j = 1; j <= nb; j++) {
			now[j] = smallest(smallest(last[j], now[j - 1]) + 1,
				last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = smallest(now[j], before[j - 2] + 1);
			least = smallest(least, now[j]);
		}
		if (least > most && least_before >= most)
			return most + 1;
		least_before = least;
	}
	return smallest(row[na % 3][nb], most + 1);
}

uint32_t
edit_distance(const char *a, const char *b)
{
	return edit_distance_within(a, b, WORD_BYTES);
}
