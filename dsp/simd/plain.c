/* SPDX-License-Identifier: ISC */
/* The reference: every kernel as ordinary C, each in the neighbour file of its concern. */
#include "dsp/simd/plain_meter.h"
#include "dsp/simd/tables.h"

const struct kernels kernels_plain = {
	.name = "plain",
	.meter = plain_meter,
};
