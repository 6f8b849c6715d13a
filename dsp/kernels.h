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

#include "dsp/format.h"
#include "rt/attributes.h"

enum isa { ISA_PLAIN, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_NEON, ISA_COUNT };

struct kernels {
	const char *name; /* "plain", "sse2", "avx2", "avx512", "neon" */

	/* Sample formats: planar floats to and from interleaved little-endian samples, by enum
	 * sample_format; all that is said of them in dsp/format.h, but dither stays where it is.
	 * Frames first .. first + nframes - 1 of the planes; dst and src of any alignment. */
	void (*format_write[SAMPLE_FORMAT_COUNT])(void *dst, const float *const *planes,
		uint32_t first, uint32_t nchannels, uint32_t nframes,
		const struct dither *dither) RT_SAFE;
	void (*format_read[SAMPLE_FORMAT_COUNT])(float *const *planes, uint32_t first,
		const void *src, uint32_t nchannels, uint32_t nframes) RT_SAFE;
};

/* The table of one instruction set.  Context: any.
 * Return: NULL when this build or this processor does not have it. */
const struct kernels *kernels_of(enum isa isa);

/* The fastest table that this processor runs.  Context: any. */
const struct kernels *kernels_best(void);

#endif
