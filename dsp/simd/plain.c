/* SPDX-License-Identifier: ISC */
/* The reference: every kernel as ordinary C, each in the neighbour file of its concern. */
#include "dsp/simd/plain_eq.h"
#include "dsp/simd/plain_scrub.h"
#include "dsp/simd/plain_spectrum.h"
#include "dsp/simd/tables.h"

const struct kernels kernels_plain = {
	.name = "plain",
	.eq = {
		.single = plain_eq_single,
		.single_glide = plain_eq_single_glide,
		.exact = plain_eq_exact,
		.exact_glide = plain_eq_exact_glide,
		.widen = plain_eq_widen,
		.narrow = plain_eq_narrow,
	},
	.scrub_scan = plain_scrub_scan,
	.scrub_flush = plain_scrub_flush,
	.power_db = plain_power_db,
	.interleave = plain_interleave,
	.spectrum_window = plain_spectrum_window,
	.spectrum_power = plain_spectrum_power,
	.highest = plain_highest,
	.sum = plain_sum,
};
