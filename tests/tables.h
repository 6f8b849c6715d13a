/* SPDX-License-Identifier: ISC */
/* For tests of kernels: every table that this processor runs, and what its streams hold. */
#ifndef AE_TESTS_TABLES_H
#define AE_TESTS_TABLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "dsp/format.h"
#include "dsp/kernels.h"

/* The table of an instruction set; NULL when it is lacking, which is named once unless it belongs
 * to another family of processors (for NEON there is test_neon.sh). */
static inline const struct kernels *
table_of(int isa)
{
	static const char *const name[ISA_COUNT] = {
		[ISA_PLAIN] = "plain",
#if defined(__x86_64__)
		[ISA_SSE2] = "sse2",
		[ISA_AVX2] = "avx2",
		[ISA_AVX512] = "avx512",
#elif defined(__aarch64__)
		[ISA_NEON] = "neon",
#endif
	};
	static bool said[ISA_COUNT];
	const struct kernels *k = kernels_of((enum isa)isa);

	if (!k && name[isa] && !said[isa])
		printf("skip - %s: this machine has none\n", name[isa]);
	said[isa] = true;
	return k;
}

/* The statement after it is run once for each table k. */
#define FOR_EACH_TABLE(k)                                                                          \
	for (int isa = 0; isa < ISA_COUNT; isa++)                                                  \
		for (const struct kernels *k = table_of(isa); k; k = NULL)

/* An integer of a stream, as dsp/format.h lays it out, byte by byte. */
static inline int32_t
integer_at(const struct format *f, const unsigned char *src)
{
	uint32_t x = 0;

	for (uint32_t i = 0; i < f->bits / 8; i++)
		x |= (uint32_t)src[i] << 8 * i;
	return (int32_t)(x << (32 - f->bits)) >> (32 - f->bits);
}

#endif
