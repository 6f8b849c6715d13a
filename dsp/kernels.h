/* SPDX-License-Identifier: ISC */
/*
 * The inner loops of dsp/, once per instruction set.  Each set is one table of
 * functions, compiled from the same templates (dsp/simd/) with other compiler
 * flags; "plain" is the reference, ordinary C with one operation at a time,
 * which the others are tested against and which runs everywhere.  A user of a
 * kernel asks once, when it prepares, and keeps the pointer.
 */
#ifndef AE_DSP_KERNELS_H
#define AE_DSP_KERNELS_H

#include <stdint.h>

#include "rt/attributes.h"

enum isa { ISA_PLAIN, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_NEON, ISA_COUNT };

struct meter_ballistics;
struct meter_state;

struct kernels {
	const char *name; /* "plain", "sse2", "avx2", "avx512", "neon" */

	/* Meters.  One block of one channel, in any alignment: s->peak and s->square go on (over
	 * i: the largest |x_i| fall^(n-1-i) and peak fall^n; the sum of (1 - decay) x_i^2
	 * decay^(n-1-i) and square decay^n), s->highest is the block's largest |x|, s->clipped
	 * (|x| >= 1.0) and s->nonfinite (NaN and Inf, which count as 0) are added to.  out: NULL,
	 * or nframes to which in is copied as it is; not overlapping in.  The templates sum in
	 * single precision over METER_CHUNK frames: 1e-6 relative, and x^2 below 1e-38 as 0. */
	void (*meter)(struct meter_state *s, const struct meter_ballistics *b, const float *in,
		float *out, uint32_t nframes) RT_SAFE;
};

/* The table of one instruction set.  Context: any.
 * Return: NULL when this build or this processor does not have it. */
const struct kernels *kernels_of(enum isa isa);

/* The fastest table that this processor runs.  Context: any. */
const struct kernels *kernels_best(void);

#endif
