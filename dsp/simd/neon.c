/* SPDX-License-Identifier: ISC */
/* The templates compiled for NEON of AArch64. */
#define KERNELS kernels_neon
#define KERNELS_NAME "neon"
#include "dsp/simd/table.h"
