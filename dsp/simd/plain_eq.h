/* SPDX-License-Identifier: ISC */
/* The reference of struct eq_kernels, for plain.c. */
#ifndef AE_DSP_SIMD_PLAIN_EQ_H
#define AE_DSP_SIMD_PLAIN_EQ_H

#include "dsp/eq_kernels.h"

bool plain_eq_single(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
bool plain_eq_single_glide(const struct eq_single *c, struct eq_single_state *state,
	uint32_t npairs, const float *const *in, float *const *out, uint32_t nframes,
	uint32_t first) RT_SAFE;
bool plain_eq_exact(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes) RT_SAFE;
bool plain_eq_exact_glide(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes, uint32_t first) RT_SAFE;
void plain_eq_single_segment(struct eq_single *to, const struct eq_places *p0,
	const struct eq_places *p1, const struct eq_places *p2, double h) RT_SAFE;
void plain_eq_exact_segment(struct eq_double *to, const struct eq_places *p0,
	const struct eq_places *p1, const struct eq_places *p2, double h) RT_SAFE;
void plain_eq_widen(double *to, const float *from, uint32_t n) RT_SAFE;
void plain_eq_narrow(float *to, const double *from, uint32_t n) RT_SAFE;

#endif
