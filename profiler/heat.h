/* SPDX-License-Identifier: ISC */
/*
 * The last hour as a heat map: for every second a column of counts, of the
 * whole cycle and of each node.  Columns belong to seconds, not to records, so
 * a second in which nothing ran is an empty column and nothing slides together.
 *
 * Everything is a share of the period, so that columns of different period
 * sizes can stand side by side.  The cycle has linear bins, as what matters is
 * how near it comes to the deadline:
 *
 *   bin i: from 5 % * i on, the last (31) all from 155 % on
 *
 * A node may take a ten-thousandth of the period or all of it, so its bins are
 * two to the octave:
 *
 *   bin 0: below 100 % * 2^-14 (0.0061 %); bin i: from 100 % * 2^((i - 29) / 2) on;
 *   so 100 % begins bin 29, and the last (31) is all from 200 % on
 */
#ifndef AE_PROFILER_HEAT_H
#define AE_PROFILER_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/evidence.h"

enum { HEAT_CYCLE, HEAT_NODE, HEAT_ROWS = HEAT_NODE + NODES_MAX };

/* Zeroed: empty. */
struct heat {
	uint64_t newest; /* second of the newest column */
	/* Second s stands at s % HEAT_SECONDS; all outside of the kept ones is zero.  Counts stay
	 * at 65535 when there are more. */
	uint16_t count[HEAT_ROWS][HEAT_SECONDS][HEAT_BINS];
};

/* Bin of a share of the period (1.0: all of it).  Context: any. */
uint32_t heat_cycle_bin(double share);
uint32_t heat_node_bin(double share);

/* Open the column of that second, and empty ones for those left out since the newest.  A clock
 * that went back further than what is kept starts afresh.  Context: control, as for all below.
 * Return: false when that second is no longer kept: add nothing. */
bool heat_move(struct heat *h, uint64_t second);

/* One more in a bin; the second has been moved to.  row: HEAT_CYCLE, or HEAT_NODE + node. */
void heat_add(struct heat *h, uint64_t second, uint32_t row, uint32_t bin);

/* Forget a row: another node has come to its place. */
void heat_clear(struct heat *h, uint32_t row);

/* n columns from second first on; zeros where nothing is kept. */
void heat_read(
	const struct heat *h, uint32_t row, uint64_t first, uint32_t n, uint16_t out[][HEAT_BINS]);

#endif
