/* SPDX-License-Identifier: ISC */
/* The reference of struct kernels' scrub_ functions, for plain.c. */
#ifndef AE_DSP_SIMD_PLAIN_SCRUB_H
#define AE_DSP_SIMD_PLAIN_SCRUB_H

#include "dsp/kernels.h"

uint32_t plain_scrub_scan(const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE;
uint32_t plain_scrub_flush(float *x, uint32_t nframes) RT_SAFE;

#endif
