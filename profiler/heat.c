/* SPDX-License-Identifier: ISC */
/* See heat.h. */
#include "profiler/heat.h"

#include <math.h>
#include <string.h>

static const double CYCLE_BINS_PER_PERIOD = 20; /* 5 % each */
enum { NODE_BIN_OF_PERIOD = 29 };

uint32_t
heat_cycle_bin(double share)
{
	double bin = share * CYCLE_BINS_PER_PERIOD;

	if (!(bin > 0))
		return 0;
	return bin < HEAT_BINS - 1 ? (uint32_t)bin : HEAT_BINS - 1;
}

/* share = m 2^e with m of [0.5, 1): half octaves above 1.0 are 2 (e - 1), and one more from
 * m = sqrt(0.5) on.  Cheaper than a logarithm, and exact at every octave. */
uint32_t
heat_node_bin(double share)
{
	int e, bin;
	double m;

	if (!(share > 0))
		return 0;
	m = frexp(fmin(share, 4), &e);
	bin = NODE_BIN_OF_PERIOD + 2 * (e - 1) + (m >= M_SQRT1_2);
	return bin < 0 ? 0 : bin < HEAT_BINS ? (uint32_t)bin : HEAT_BINS - 1;
}

static void
empty_column(struct heat *h, uint64_t second)
{
	uint32_t row;

	for (row = 0; row < HEAT_ROWS; row++)
		memset(h->count[row][second % HEAT_SECONDS], 0, sizeof(h->count[row][0]));
}

bool
heat_move(struct heat *h, uint64_t second)
{
	uint64_t s;

	if (second <= h->newest && h->newest - second < HEAT_SECONDS)
		return true;
	if (second < h->newest && h->newest - second < 2 * HEAT_SECONDS)
		return false;
	if (second < h->newest || second - h->newest >= HEAT_SECONDS)
		memset(h->count, 0, sizeof(h->count));
	else
		for (s = h->newest + 1; s <= second; s++)
			empty_column(h, s);
	h->newest = second;
	return true;
}

void
heat_add(struct heat *h, uint64_t second, uint32_t row, uint32_t bin)
{
	uint16_t *count = &h->count[row][second % HEAT_SECONDS][bin];

	*count += *count < UINT16_MAX;
}

void
heat_clear(struct heat *h, uint32_t row)
{
	memset(h->count[row], 0, sizeof(h->count[row]));
}

void
heat_read(const struct heat *h, uint32_t row, uint64_t first, uint32_t n, uint16_t out[][HEAT_BINS])
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		uint64_t second = first + i;
		bool kept = second <= h->newest && h->newest - second < HEAT_SECONDS;

		if (kept)
			memcpy(out[i], h->count[row][second % HEAT_SECONDS], sizeof(out[i]));
		else
			memset(out[i], 0, sizeof(out[i]));
	}
}
