/* SPDX-License-Identifier: ISC */
/* Power to decibels as the formula says it. */
#include <float.h>
#include <math.h>

#include "dsp/simd/plain_spectrum.h"

void
plain_power_db(float *db, const float *power, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++) {
		float p = power[i] < FLT_MAX ? power[i] : FLT_MAX;

		RT_UNCHECKED_BEGIN /* arithmetic, though libm does not say so */
			db[i] = power[i] > 1e-12f ? 10.0f * log10f(p) : -120.0f;
		RT_UNCHECKED_END
	}
}
