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

#include <stdbool.h>
#include <stdint.h>

#include "dsp/eq_kernels.h"
#include "rt/attributes.h"

enum isa { ISA_PLAIN, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_NEON, ISA_COUNT };

/* What scrub_scan has seen. */
enum { SCRUB_NONFINITE = 1 << 0, SCRUB_DENORMAL = 1 << 1 };

struct kernels {
	const char *name; /* "plain", "sse2", "avx2", "avx512", "neon" */

	struct eq_kernels eq;

	/* Scrubbing (scrub.h).  By bit pattern, so the thread's handling of denormals does not
	 * matter.  Any alignment.  Context: any. */

	/* Is there a NaN or infinity, is there a denormal, in nchannels blocks of nframes?
	 * Return: SCRUB_ flags, 0 nearly always. */
	uint32_t (*scrub_scan)(
		const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE;
	/* Denormals become +0, everything else stays bit by bit.  Return: how many. */
	uint32_t (*scrub_flush)(float *x, uint32_t nframes) RT_SAFE;
};

/* The table of one instruction set.  Context: any.
 * Return: NULL when this build or this processor does not have it. */
const struct kernels *kernels_of(enum isa isa);

/* The fastest table that this processor runs.  Context: any. */
const struct kernels *kernels_best(void);

#endif
