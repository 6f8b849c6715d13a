/* SPDX-License-Identifier: ISC */
/* See bars.h.  Reading adds the slices up: it is done for a picture, adding for every period. */
#include "profiler/bars.h"

#include <string.h>

enum { BARS_PER_PERIOD = LOAD_BARS * 100 / LOAD_BARS_TOP_PERCENT };

uint32_t
bars_of(double load)
{
	double bar = load * BARS_PER_PERIOD;

	if (!(bar > 0))
		return 0;
	return bar < LOAD_BARS - 1 ? (uint32_t)bar : LOAD_BARS - 1;
}

void
bars_add(struct bars *b, const struct timeline *t, double load)
{
	uint32_t bar = bars_of(load), w;

	for (w = 0; w < SERIES_WINDOWS; w++)
		b->slice[w][t->slice[w]][bar]++;
	b->all[bar]++;
}

void
bars_clear(struct bars *b)
{
	memset(b, 0, sizeof(*b));
}

void
bars_reuse(struct bars *b, uint32_t window, uint32_t slice)
{
	memset(b->slice[window][slice], 0, sizeof(b->slice[window][slice]));
}

void
bars_read(const struct bars *b, enum window w, uint64_t out[LOAD_BARS])
{
	uint32_t s, i;

	memcpy(out, b->all, sizeof(b->all));
	if (w == WINDOW_CLEAR)
		return;
	memset(out, 0, sizeof(b->all));
	for (s = 0; s < SERIES_SLICES; s++)
		for (i = 0; i < LOAD_BARS; i++)
			out[i] += b->slice[w][s][i];
}
