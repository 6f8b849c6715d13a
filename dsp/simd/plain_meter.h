/* SPDX-License-Identifier: ISC */
/* The reference of kernels.meter; the templates turn to it for samples that are not finite. */
#ifndef AE_DSP_SIMD_PLAIN_METER_H
#define AE_DSP_SIMD_PLAIN_METER_H

#include "dsp/meter.h"

void plain_meter(struct meter_state *s, const struct meter_ballistics *b, const float *in,
	float *out, uint32_t nframes) RT_SAFE;

#endif
