/* SPDX-License-Identifier: ISC */
/* Memory of the running filter: what allocates stands apart from eq.c. */
#include <stdlib.h>
#include <string.h>

#include "dsp/eq_state.h"

enum { ALIGNMENT = 64 };

static size_t
rounded(size_t bytes)
{
	return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The next part of one block, whose size is summed up by the same walk with no block. */
static void *
part(unsigned char *block, size_t *at, size_t bytes)
{
	void *p = block ? block + *at : NULL;

	*at += rounded(bytes);
	return p;
}

static size_t
eq_lay_out(struct eq *eq, uint32_t npairs, unsigned char *block)
{
	size_t at = rounded(sizeof *eq);

	eq->single_group = part(block, &at, EQ_GROUPS * sizeof(struct eq_single));
	eq->double_group = part(block, &at, EQ_GROUPS * sizeof(struct eq_double));
	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		eq->single_state[i] = part(block, &at, npairs * sizeof(struct eq_single_state));
		eq->double_state[i] = part(block, &at, npairs * sizeof(struct eq_double_state));
	}
	return at;
}

struct eq *
eq_create(uint32_t nchannels, uint32_t ramp_frames, const struct kernels *kernels)
{
	static const struct eq_coefficients identity = { .gain = 1.0 };
	uint32_t npairs = (nchannels + 1) / 2;
	struct eq nowhere, *eq;
	size_t bytes;

	(void)kernels;

	if (nchannels == 0 || nchannels > EQ_CHANNELS_MAX || ramp_frames == 0)
		return NULL;
	bytes = eq_lay_out(&nowhere, npairs, NULL);
	eq = aligned_alloc(ALIGNMENT, bytes);
	if (!eq)
		return NULL;
	memset(eq, 0, bytes); /* touches the pages: the audio thread must not be the first */
	eq_lay_out(eq, npairs, (unsigned char *)eq);
	eq->kernels = &kernels->eq;
	eq->nchannels = nchannels;
	eq->npairs = npairs;
	eq->segment_frames = (ramp_frames + 1) / 2;
	eq_set(eq, &identity);
	return eq;
}

void
eq_destroy(struct eq *eq)
{
	free(eq);
}
