/* SPDX-License-Identifier: ISC */
/* The reference: every kernel as ordinary C, each in the neighbour file of its concern. */
#include "dsp/simd/plain_eq.h"
#include "dsp/simd/plain_format.h"
#include "dsp/simd/plain_meter.h"
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
		.single_segment = plain_eq_single_segment,
		.exact_segment = plain_eq_exact_segment,
		.widen = plain_eq_widen,
		.narrow = plain_eq_narrow,
	},
	.format_write = {
		[SAMPLE_S16] = plain_write_s16,
		[SAMPLE_S24] = plain_write_s24,
		[SAMPLE_S24_3] = plain_write_s24_3,
		[SAMPLE_S32] = plain_write_s32,
		[SAMPLE_FLOAT] = plain_write_float,
	},
	.format_read = {
		[SAMPLE_S16] = plain_read_s16,
		[SAMPLE_S24] = plain_read_s24,
		[SAMPLE_S24_3] = plain_read_s24_3,
		[SAMPLE_S32] = plain_read_s32,
		[SAMPLE_FLOAT] = plain_read_float,
	},
	.power_db = plain_power_db,
	.interleave = plain_interleave,
	.spectrum_take = plain_spectrum_take,
	.spectrum_window = plain_spectrum_window,
	.spectrum_window_back = plain_spectrum_window_back,
	.spectrum_power = {
		[SPECTRUM_LEFT] = plain_power_left,
		[SPECTRUM_RIGHT] = plain_power_right,
		[SPECTRUM_MEAN] = plain_power_mean,
	},
	.highest = plain_highest,
	.sum = plain_sum,
	.higher = plain_higher,
	.between = plain_between,
	.hold = plain_hold,
	.meter = plain_meter,
	.scrub_scan = plain_scrub_scan,
	.scrub_flush = plain_scrub_flush,
};
