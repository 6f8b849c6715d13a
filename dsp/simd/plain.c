/* SPDX-License-Identifier: ISC */
/* The reference: every kernel as ordinary C, each in the neighbour file of its concern. */
#include "dsp/simd/plain_spectrum.h"
#include "dsp/simd/tables.h"

const struct kernels kernels_plain = {
	.name = "plain",
	.power_db = plain_power_db,
	.interleave = plain_interleave,
	.spectrum_window = plain_spectrum_window,
	.spectrum_power = plain_spectrum_power,
	.highest = plain_highest,
	.sum = plain_sum,
};
