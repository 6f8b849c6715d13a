/* SPDX-License-Identifier: ISC */
/*
 * What judges the equaliser: the cookbook's formulas and a cascade of sections
 * written a second time, in long double, and random settings over the whole
 * ranges of every parameter.
 */
#ifndef AE_TESTS_EQ_REFERENCE_H
#define AE_TESTS_EQ_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/eq.h"

enum { EQ_TABLES_MAX = ISA_COUNT };

/* What the EQ has, with 0.49 of 384 kHz as the highest frequency. */
#define EQ_GAIN_MAX_DB 30.0
#define EQ_Q_MIN 0.05
#define EQ_Q_MAX 50.0
#define EQ_FREQ_MIN_HZ 10.0
#define EQ_FREQ_MAX_OF_RATE 0.49

/* Every table that this processor has, slowest first; see tests/tables.h.
 * Return: how many. */
uint32_t eq_tables(const struct kernels *tables[EQ_TABLES_MAX]);

/* |H(e^jw)| of one band by the cookbook (RBJ), |H(s)| of its analogue prototype. */
long double eq_reference_digital(const struct eq_band *band, double freq_hz, double rate_hz);
long double eq_reference_analogue(const struct eq_band *band, double freq_hz);

/* -1 <= x < 1, white. */
void eq_noise(float *x, uint32_t n, uint64_t *seed);

/* The cascade in long double; in and out: n samples. */
void eq_reference_run(
	const struct eq_coefficients *c, const float *in, long double *out, uint32_t n);

/* Settings drawn from the whole ranges, at a rate drawn from 44.1 to 384 kHz: 8 or 16 bands, of all
 * types, some of them equal or nearly equal to each other. */
struct eq_settings eq_settings_draw(uint64_t *seed, double *rate_hz);

/*
 * Energy of the error of the running EQ, dB.  db: over that of the reference, where a reference
 * below -144 dBFS, the last bit of 24, counts as that: what no converter plays has no error.
 * own_db: over that of the reference down to -300 dBFS, near which the energy of floats ends.
 */
struct eq_error {
	double db, own_db;
	uint32_t cleared; /* times that the state had to be */
};

/* in and reference: n samples. */
struct eq_error eq_error_measure(const struct eq_coefficients *c, const struct kernels *kernels,
	const float *in, const long double *reference, uint32_t n);

/* For messages. */
void eq_settings_print(const struct eq_settings *s, double rate_hz);

#endif
