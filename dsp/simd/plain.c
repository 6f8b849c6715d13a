/* SPDX-License-Identifier: ISC */
/* The table of the reference; each concern has a neighbour file. */
#include "dsp/simd/plain.h"

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
};
