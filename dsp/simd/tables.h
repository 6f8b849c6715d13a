/* SPDX-License-Identifier: ISC */
/* The tables that kernels.c chooses from; which of them exist depends on the processor family. */
#ifndef AE_DSP_SIMD_TABLES_H
#define AE_DSP_SIMD_TABLES_H

#include "dsp/kernels.h"

extern const struct kernels kernels_plain;
extern const struct kernels kernels_sse2;
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;
extern const struct kernels kernels_neon;

#endif
