/* SPDX-License-Identifier: ISC */
/*
 * Power to decibels without libm: power = m 2^e with m around 1, its exponent
 * and mantissa by integer operations, 10 log10(m) by a polynomial.
 */
#ifndef AE_DSP_SIMD_DECIBEL_H
#define AE_DSP_SIMD_DECIBEL_H

#include <float.h>

#include "dsp/simd/vector.h"

/* 10 log10(1 + f) / f for f of sqrt(1/2) - 1 to sqrt(2) - 1: a minimax fit (iterated weighted
 * least squares); the result is off by 7e-6 dB at most. */
static inline vf
decibel_mantissa(vf f) RT_SAFE
{
	vf p = vf_fma(vf_all(-0.621899064f), f, vf_all(0.969783348f));

	p = vf_fma(p, f, vf_all(-1.10625618f));
	p = vf_fma(p, f, vf_all(1.44298126f));
	p = vf_fma(p, f, vf_all(-2.17082315f));
	return vf_fma(p, f, vf_all(4.34300033f));
}

static inline vf
decibel_of(vf power) RT_SAFE
{
	vi heard = (vi)(power > vf_all(1e-12f)); /* not so for a NaN */
	vi bits = (vi)vf_min(power, vf_all(FLT_MAX));
	vi above = bits - vi_all(0x3f3504f3); /* the bits of sqrt(1/2) */
	vf exponent = vi_to_float(above >> 23);
	vf f = (vf)(bits - (above & vi_all(~0x7fffff))) - vf_all(1.0f);
	vf db = vf_fma(exponent, vf_all(3.01029996f), f * decibel_mantissa(f));

	return vf_select(heard, db, vf_all(-120.0f));
}

static void
simd_power_db(float *db, const float *power, uint32_t n) RT_SAFE
{
	float rest[VF_N] = { 0.0f };
	uint32_t i = 0;

	for (; i + VF_N <= n; i += VF_N)
		vf_store(db + i, decibel_of(vf_load(power + i)));
	if (i == n)
		return;
	memcpy(rest, power + i, (n - i) * sizeof *rest);
	vf_store(rest, decibel_of(vf_load(rest)));
	memcpy(db + i, rest, (n - i) * sizeof *rest);
}

#endif
