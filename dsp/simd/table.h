/* SPDX-License-Identifier: ISC */
/*
 * Included once by each of sse2.c, avx2.c, avx512.c and neon.c, which are
 * compiled with the flags of their instruction set: the templates, and the
 * table of what they became.
 */
#include "dsp/simd/eq.h"

#include "dsp/simd/tables.h"

const struct kernels KERNELS = {
	.name = KERNELS_NAME,
	.eq = EQ_KERNELS,
};
