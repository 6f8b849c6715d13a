/* SPDX-License-Identifier: ISC */
/* The templates compiled for AVX2 and FMA. */
#define KERNELS kernels_avx2
#define KERNELS_NAME "avx2"
#include "dsp/simd/table.h"
