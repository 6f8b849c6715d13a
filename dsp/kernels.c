/* SPDX-License-Identifier: ISC */
/* Which tables this build has, and which of them this processor runs. */
#include "dsp/kernels.h"

#include <stdbool.h>
#include <stddef.h>

#include "dsp/simd/tables.h"

static const enum isa fastest_first[] = { ISA_AVX512, ISA_AVX2, ISA_SSE2, ISA_NEON, ISA_PLAIN };

const struct kernels *
kernels_of(enum isa isa)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	switch (isa) {
	case ISA_SSE2:
		return &kernels_sse2;
	case ISA_AVX2:
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
			       ? &kernels_avx2
			       : NULL;
	case ISA_AVX512:
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
				       __builtin_cpu_supports("avx512vl") &&
				       __builtin_cpu_supports("avx512bw")
			       ? &kernels_avx512
			       : NULL;
	default:
		break;
	}
#elif defined(__aarch64__)
	if (isa == ISA_NEON)
		return &kernels_neon;
#endif
	return isa == ISA_PLAIN ? &kernels_plain : NULL;
}

uint32_t
kernels_list(enum isa out[ISA_COUNT])
{
	uint32_t n = 0;

	for (size_t i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++)
		if (kernels_of(fastest_first[i]))
			out[n++] = fastest_first[i];
	return n;
}

const struct kernels *
kernels_best(void)
{
	enum isa isa[ISA_COUNT];

	kernels_list(isa);
	return kernels_of(isa[0]);
}
