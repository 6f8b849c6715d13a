/* SPDX-License-Identifier: ISC */
/* The reference: every kernel as ordinary C, each in the neighbour file of its concern. */
#include "dsp/simd/plain_scrub.h"
#include "dsp/simd/tables.h"

const struct kernels kernels_plain = {
	.name = "plain",
	.scrub_scan = plain_scrub_scan,
	.scrub_flush = plain_scrub_flush,
};
