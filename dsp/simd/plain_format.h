/* SPDX-License-Identifier: ISC */
/* What dsp/simd/plain.c lists of the sample formats. */
#ifndef AE_DSP_SIMD_PLAIN_FORMAT_H
#define AE_DSP_SIMD_PLAIN_FORMAT_H

#include "dsp/kernels.h"

#define PLAIN_FORMAT_DECLARE(name)                                                                 \
	void plain_write_##name(void *dst, const float *const *planes, uint32_t first,             \
		uint32_t nchannels, uint32_t nframes, const struct dither *dither) RT_SAFE;        \
	void plain_read_##name(float *const *planes, uint32_t first, const void *src,              \
		uint32_t nchannels, uint32_t nframes) RT_SAFE;
PLAIN_FORMAT_DECLARE(s16)
PLAIN_FORMAT_DECLARE(s24)
PLAIN_FORMAT_DECLARE(s24_3)
PLAIN_FORMAT_DECLARE(s32)
PLAIN_FORMAT_DECLARE(float)
#undef PLAIN_FORMAT_DECLARE

#endif
