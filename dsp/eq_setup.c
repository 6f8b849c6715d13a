/* SPDX-License-Identifier: ISC */
/* Memory of the running filter: what allocates stands apart from eq.c. */
#include <stdlib.h>

#include "dsp/eq_state.h"

enum { PAGE_BYTES_LEAST = 4096 };

/* Memory from calloc has no pages yet; the audio thread must not be the first to write there. */
static void
touch_pages(void *p, size_t bytes)
{
	volatile unsigned char *byte = p;

	for (size_t i = 0; i < bytes; i += PAGE_BYTES_LEAST)
		byte[i] = 0;
	byte[bytes - 1] = 0;
}

struct eq *
eq_create(uint32_t nchannels, uint32_t ramp_frames, const struct kernels *kernels)
{
	static const struct eq_coefficients identity = { .gain = 1.0 };
	size_t bytes = sizeof(struct eq) + nchannels * sizeof(struct section_state[EQ_BANDS_MAX]);
	struct eq *eq;

	(void)kernels;

	if (nchannels == 0 || nchannels > EQ_CHANNELS_MAX || ramp_frames == 0)
		return NULL;
	eq = calloc(1, bytes);
	if (!eq)
		return NULL;
	touch_pages(eq, bytes);
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
