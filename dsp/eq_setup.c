/* SPDX-License-Identifier: ISC */
/* Memory of the running filter: what allocates stands apart from eq.c. */
#include <stdlib.h>

#include "dsp/eq_state.h"

struct eq *
eq_create(uint32_t nchannels, uint32_t ramp_frames)
{
	static const struct eq_coefficients identity = { .gain = 1.0 };
	struct eq *eq;

	if (nchannels == 0 || nchannels > EQ_CHANNELS_MAX || ramp_frames == 0)
		return NULL;
	eq = calloc(1, sizeof *eq + nchannels * sizeof eq->state[0]);
	if (!eq)
		return NULL;
	eq->nchannels = nchannels;
	eq->ramp_frames = ramp_frames;
	eq_set(eq, &identity);
	return eq;
}

void
eq_destroy(struct eq *eq)
{
	free(eq);
}
