/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of bench/kernels.  Each adds its tables; what they allocate stays until the end. */
#ifndef AE_BENCH_KERNELS_H
#define AE_BENCH_KERNELS_H

#include "bench/harness.h"
#include "dsp/kernels.h"

/* for (each table that this processor has) */
#define EACH_TABLE(K, ISA)                                                                         \
	for (int ISA = 0; ISA < ISA_COUNT; ISA++)                                                  \
		for (const struct kernels *K = kernels_of((enum isa)ISA); K; K = NULL)

void bench_eq(struct bench *b);
void bench_levels(struct bench *b);
void bench_spectrum(struct bench *b);
void bench_formats(struct bench *b);

#endif
