/* SPDX-License-Identifier: ISC */
/*
 * Included once by each of sse2.c, avx2.c, avx512.c and neon.c, which are
 * compiled with the flags of their instruction set: the templates, and the
 * table of what they became.
 */
#include "dsp/simd/eq.h"

#include "dsp/simd/decibel.h"
#include "dsp/simd/scrub.h"
#include "dsp/simd/spectrum.h"
#include "dsp/simd/tables.h"

const struct kernels KERNELS = {
	.name = KERNELS_NAME,
	.eq = EQ_KERNELS,
	.scrub_scan = scrub_scan,
	.scrub_flush = scrub_flush,
	.power_db = simd_power_db,
	.interleave = simd_interleave,
	.spectrum_window = simd_spectrum_window,
	.spectrum_power = simd_spectrum_power,
	.highest = simd_highest,
	.sum = simd_sum,
};
