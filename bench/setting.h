/* SPDX-License-Identifier: ISC */
/*
 * The setting of all comparisons: a low shelf, six peaks and a high shelf, none
 * of them flat, at 48 kHz.  bench/programs has it as a preset.
 */
#ifndef AE_BENCH_SETTING_H
#define AE_BENCH_SETTING_H

#include "dsp/eq.h"

enum { SETTING_RATE_HZ = 48000, SETTING_BANDS = 8 };

static const struct eq_settings setting_a = { .nbands = SETTING_BANDS,
	.band = { { true, EQ_LSC, 80, 4, 0.71 }, { true, EQ_PK, 160, -3, 1 },
		{ true, EQ_PK, 400, 2.5, 1.2 }, { true, EQ_PK, 1000, -4, 1.4 },
		{ true, EQ_PK, 2500, 3, 1 }, { true, EQ_PK, 5000, -2.5, 2 },
		{ true, EQ_PK, 8000, 2, 1.5 }, { true, EQ_HSC, 10000, 3, 0.71 } } };

#endif
