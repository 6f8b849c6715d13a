/* SPDX-License-Identifier: ISC */
/*
 * Included once by each of sse2.c, avx2.c, avx512.c and neon.c, which are
 * compiled with the flags of their instruction set: the templates, and the
 * table of what they became.
 */
#include "dsp/simd/decibel.h"
#include "dsp/simd/eq.h"
#include "dsp/simd/format.h"
#include "dsp/simd/meter.h"
#include "dsp/simd/scrub.h"
#include "dsp/simd/spectrum.h"
#include "dsp/simd/tables.h"

const struct kernels KERNELS = {
	.name = KERNELS_NAME,
	.eq = EQ_KERNELS,
	.format_write = {
		[SAMPLE_S16] = simd_write_s16,
		[SAMPLE_S24] = simd_write_s24,
		[SAMPLE_S24_3] = simd_write_s24_3,
		[SAMPLE_S32] = simd_write_s32,
		[SAMPLE_FLOAT] = simd_write_float,
	},
	.format_read = {
		[SAMPLE_S16] = simd_read_s16,
		[SAMPLE_S24] = simd_read_s24,
		[SAMPLE_S24_3] = simd_read_s24_3,
		[SAMPLE_S32] = simd_read_s32,
		[SAMPLE_FLOAT] = simd_read_float,
	},
	.power_db = simd_power_db,
	.interleave = simd_interleave,
	.spectrum_take = simd_spectrum_take,
	.spectrum_window = simd_spectrum_window,
	.spectrum_window_back = simd_spectrum_window_back,
	.spectrum_power = {
		[SPECTRUM_LEFT] = simd_power_left,
		[SPECTRUM_RIGHT] = simd_power_right,
		[SPECTRUM_MEAN] = simd_power_mean,
	},
	.highest = simd_highest,
	.sum = simd_sum,
	.higher = simd_higher,
	.between = simd_between,
	.hold = simd_hold,
	.meter = simd_meter,
	.scrub_scan = scrub_scan,
	.scrub_flush = scrub_flush,
};
