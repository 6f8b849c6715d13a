/* SPDX-License-Identifier: ISC */
/* The templates compiled for AVX-512 (F, DQ, VL, BW). */
#define KERNELS kernels_avx512
#define KERNELS_NAME "avx512"
#include "dsp/simd/table.h"
