/* SPDX-License-Identifier: ISC */
/* The templates compiled for SSE2. */
#define KERNELS kernels_sse2
#define KERNELS_NAME "sse2"
#include "dsp/simd/table.h"
