/* SPDX-License-Identifier: ISC */
/*
 * The EQ's inner loops: a group of 8 bands in cascade, for a pair of channels.  Band b of channel
 * ch stands in lane eq_lane(interleaved, b, ch) of every array of 16.  With a1, a2, b0, b1, b2 as
 * in dsp/eq.h, c1 = b1 - a1 b0 and c2 = b2 - a2 b0, a band is y = b0 x + e with e = (c1 z^-1 + c2
 * z^-2) / A(z) x.
 *
 * p is this sample's e, w the next sample's e but for its newest input, g the step that w makes
 * from sample to sample:
 *   y = b0 x + p     p' = w + c1 x     w' = w + g + c3 x     g' = d g - k w + e x
 *   with c3 = c2 - a1 c1     d = -1 - a1     k = 1 + a1 + a2     e = d (c3 - c1) - k c1
 * It is the direct form with other states: k, about (2 pi f / rate)^2, e and g keep their whole
 * relative precision where in a1, a2 a low and narrow band is lost to rounding.  What d loses when
 * it becomes a float works on the g of one sample earlier, g1: nearly g where the poles are low,
 * nearly -g where they are close to half the rate.
 */
#ifndef AE_DSP_EQ_KERNELS_H
#define AE_DSP_EQ_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "rt/attributes.h"

enum { EQ_GROUP_BANDS = 8, EQ_PAIR_LANES = 16 };
enum { EQ_B0, EQ_C1, EQ_C3, EQ_E, EQ_MINUS_K, EQ_D, EQ_COEFFICIENTS };

/* At rest a coefficient is now; gliding, u frames into a segment, it is now + u (slope + u bend).
 * Eased, which costs half as much, bands share the way: now + slope (ease0 + u (ease1 + u ease2)).
 */
struct eq_single {
	_Alignas(64) float now[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	float slope[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	float bend[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	float ease[3][EQ_PAIR_LANES];
	float rest[EQ_PAIR_LANES]; /* of d; 0 in a glide */
	bool eased;
};

struct eq_double {
	_Alignas(64) double now[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	double slope[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	double bend[EQ_COEFFICIENTS][EQ_PAIR_LANES];
	double ease[3][EQ_PAIR_LANES];
	bool eased;
};

struct eq_places { /* one coefficient of the bands, 7 - b for band b */
	double at[EQ_GROUP_BANDS];
};

struct eq_single_state {
	_Alignas(64) float p[EQ_PAIR_LANES];
	float w[EQ_PAIR_LANES], g[EQ_PAIR_LANES], g1[EQ_PAIR_LANES];
};

struct eq_double_state {
	_Alignas(64) double p[EQ_PAIR_LANES];
	double w[EQ_PAIR_LANES], g[EQ_PAIR_LANES];
};

static inline uint32_t
eq_lane(bool interleaved, uint32_t band, uint32_t ch) RT_SAFE
{
	uint32_t r = EQ_GROUP_BANDS - 1 - band;

	return interleaved ? 2 * r + ch : ch * EQ_GROUP_BANDS + r;
}

/* The rest of d. */
static inline float
eq_rest(double d) RT_SAFE
{
	double lost = d - (double)(float)d;

	return (float)(d > -1.0 ? lost : -lost);
}

/* nframes of npairs pairs of channels through one group: in and out have 2 npairs blocks, of any
 * alignment; out[ch] may be in[ch].  In a _glide function frame i has u = first + i.
 * widen and narrow convert n samples.  Context: audio.  Return: whether a state is no longer
 * finite. */
struct eq_kernels {
	bool single_interleaved; /* the lanes of eq_single and eq_single_state */
	bool (*single)(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
		const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
	bool (*single_glide)(const struct eq_single *c, struct eq_single_state *state,
		uint32_t npairs, const float *const *in, float *const *out, uint32_t nframes,
		uint32_t first) RT_SAFE;
	bool (*exact)(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
		const double *const *in, double *const *out, uint32_t nframes) RT_SAFE;
	bool (*exact_glide)(const struct eq_double *c, struct eq_double_state *state,
		uint32_t npairs, const double *const *in, double *const *out, uint32_t nframes,
		uint32_t first) RT_SAFE;
	/* The coefficients of a segment of h frames, but for rest and ease, from three points of
	 * the B-spline; p[i][7 - b] is coefficient i of band b. */
	void (*single_segment)(struct eq_single *to, const struct eq_places *p0,
		const struct eq_places *p1, const struct eq_places *p2, double h) RT_SAFE;
	void (*exact_segment)(struct eq_double *to, const struct eq_places *p0,
		const struct eq_places *p1, const struct eq_places *p2, double h) RT_SAFE;
	void (*widen)(double *to, const float *from, uint32_t n) RT_SAFE;
	void (*narrow)(float *to, const double *from, uint32_t n) RT_SAFE;
};

#endif
