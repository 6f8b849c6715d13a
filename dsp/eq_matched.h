/* SPDX-License-Identifier: ISC */
/* What eq_design.c asks of eq_matched.c.  Nobody else includes this. */
#ifndef AE_DSP_EQ_MATCHED_H
#define AE_DSP_EQ_MATCHED_H

#include "dsp/eq.h"

enum eq_matched_kind { MATCHED_PEAK, MATCHED_LOW_SHELF, MATCHED_HIGH_SHELF };

/* A section whose magnitude follows the cookbook's analogue prototype up to half the rate.
 * w0: centre in radians per sample, below pi; amp: the cookbook's A, not 1; q > 0.
 * Return: false when the bilinear design is as close; *out is then untouched.  Context: any. */
bool biquad_match(struct biquad *out, enum eq_matched_kind kind, double w0, double amp, double q);

#endif
