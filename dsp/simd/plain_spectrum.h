/* SPDX-License-Identifier: ISC */
/* The reference of the kernels for decibels and spectra, for plain.c. */
#ifndef AE_DSP_SIMD_PLAIN_SPECTRUM_H
#define AE_DSP_SIMD_PLAIN_SPECTRUM_H

#include "dsp/kernels.h"

void plain_power_db(float *db, const float *power, uint32_t n) RT_SAFE;
void plain_interleave(float *out, const float *left, const float *right, uint32_t n) RT_SAFE;
void plain_spectrum_take(float *out, const float *in, uint32_t n) RT_SAFE;
void plain_spectrum_window(
	float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE;
void plain_spectrum_window_back(
	float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE;
void plain_power_left(float *power, const float *z, uint32_t points, float weight) RT_SAFE;
void plain_power_right(float *power, const float *z, uint32_t points, float weight) RT_SAFE;
void plain_power_mean(float *power, const float *z, uint32_t points, float weight) RT_SAFE;
void plain_highest(float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE;
void plain_sum(float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE;
void plain_higher(float *out, const float *x, uint32_t step, uint32_t n) RT_SAFE;
void plain_between(float *out, const float *x, const uint32_t *first, const float *fraction,
	uint32_t n) RT_SAFE;
void plain_hold(float *held, float *since, float *out, const float *now, uint32_t n, float passed,
	float after, float fall) RT_SAFE;

#endif
