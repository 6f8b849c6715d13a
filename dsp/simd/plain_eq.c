/* SPDX-License-Identifier: ISC */
/*
 * The EQ's kernels as the formulas in eq_kernels.h stand: one band, one channel,
 * one frame, one operation at a time.
 */
#include "dsp/simd/plain_eq.h"

static float
single_at(const struct eq_single *c, uint32_t i, uint32_t lane, float u) RT_SAFE
{
	if (c->eased)
		return c->now[i][lane] +
		       c->slope[i][lane] *
			       (c->ease[0][lane] + u * (c->ease[1][lane] + u * c->ease[2][lane]));
	return c->now[i][lane] + u * (c->slope[i][lane] + u * c->bend[i][lane]);
}

static double
exact_at(const struct eq_double *c, uint32_t i, uint32_t lane, double u) RT_SAFE
{
	if (c->eased)
		return c->now[i][lane] +
		       c->slope[i][lane] *
			       (c->ease[0][lane] + u * (c->ease[1][lane] + u * c->ease[2][lane]));
	return c->now[i][lane] + u * (c->slope[i][lane] + u * c->bend[i][lane]);
}

/* u is first in the first frame, and grows by more.  Sums go from small to large. */
static void
single_band(const struct eq_single *c, struct eq_single_state *s, uint32_t lane, uint32_t ch_lane,
	const float *in, float *out, uint32_t n, uint32_t first, uint32_t more) RT_SAFE
{
	float p = s->p[ch_lane], w = s->w[ch_lane], g = s->g[ch_lane], g1 = s->g1[ch_lane];
	float now[EQ_COEFFICIENTS];

	for (uint32_t i = 0; i < n; i++) {
		float x = in[i], g0 = g, w0 = w;

		for (uint32_t j = 0; (i == 0 || more) && j < EQ_COEFFICIENTS; j++)
			now[j] = single_at(c, j, lane, (float)(first + i * more));
		out[i] = now[EQ_B0] * x + p;
		p = w0 + now[EQ_C1] * x;
		w = w0 + g0 + now[EQ_C3] * x;
		g = now[EQ_D] * g0 + (now[EQ_MINUS_K] * w0 + (now[EQ_E] * x + c->rest[lane] * g1));
		g1 = g0;
	}
	s->p[ch_lane] = p;
	s->w[ch_lane] = w;
	s->g[ch_lane] = g;
	s->g1[ch_lane] = g1;
}

static void
exact_band(const struct eq_double *c, struct eq_double_state *s, uint32_t lane, uint32_t ch_lane,
	const double *in, double *out, uint32_t n, uint32_t first, uint32_t more) RT_SAFE
{
	double p = s->p[ch_lane], w = s->w[ch_lane], g = s->g[ch_lane];
	double now[EQ_COEFFICIENTS];

	for (uint32_t i = 0; i < n; i++) {
		double x = in[i], g0 = g, w0 = w;

		for (uint32_t j = 0; (i == 0 || more) && j < EQ_COEFFICIENTS; j++)
			now[j] = exact_at(c, j, lane, (double)(first + i * more));
		out[i] = now[EQ_B0] * x + p;
		p = w0 + now[EQ_C1] * x;
		w = w0 + g0 + now[EQ_C3] * x;
		g = now[EQ_D] * g0 + (now[EQ_MINUS_K] * w0 + now[EQ_E] * x);
	}
	s->p[ch_lane] = p;
	s->w[ch_lane] = w;
	s->g[ch_lane] = g;
}

static bool
single_run(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t n, uint32_t first,
	uint32_t more) RT_SAFE
{
	bool bad = false;

	for (uint32_t ch = 0; ch < 2 * npairs; ch++)
		for (uint32_t b = 0; b < EQ_GROUP_BANDS; b++) {
			uint32_t lane = eq_lane(false, b, ch % 2);
			struct eq_single_state *s = &state[ch / 2];

			single_band(c, s, eq_lane(false, b, 0), lane, b ? out[ch] : in[ch], out[ch],
				n, first, more);
			bad |= s->w[lane] - s->w[lane] != 0.0f;
		}
	return bad;
}

static bool
exact_run(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t n, uint32_t first,
	uint32_t more) RT_SAFE
{
	bool bad = false;

	for (uint32_t ch = 0; ch < 2 * npairs; ch++)
		for (uint32_t b = 0; b < EQ_GROUP_BANDS; b++) {
			uint32_t lane = eq_lane(false, b, ch % 2);
			struct eq_double_state *s = &state[ch / 2];

			exact_band(c, s, eq_lane(false, b, 0), lane, b ? out[ch] : in[ch], out[ch],
				n, first, more);
			bad |= s->w[lane] - s->w[lane] != 0.0;
		}
	return bad;
}

bool
plain_eq_single(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	return single_run(c, state, npairs, in, out, nframes, 0, 0);
}

bool
plain_eq_single_glide(const struct eq_single *c, struct eq_single_state *state, uint32_t npairs,
	const float *const *in, float *const *out, uint32_t nframes, uint32_t first) RT_SAFE
{
	return single_run(c, state, npairs, in, out, nframes, first, 1);
}

bool
plain_eq_exact(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes) RT_SAFE
{
	return exact_run(c, state, npairs, in, out, nframes, 0, 0);
}

bool
plain_eq_exact_glide(const struct eq_double *c, struct eq_double_state *state, uint32_t npairs,
	const double *const *in, double *const *out, uint32_t nframes, uint32_t first) RT_SAFE
{
	return exact_run(c, state, npairs, in, out, nframes, first, 1);
}

void
plain_eq_single_segment(struct eq_single *to, const struct eq_places *p0,
	const struct eq_places *p1, const struct eq_places *p2, double h) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		for (uint32_t lane = 0; lane < EQ_PAIR_LANES; lane++) {
			uint32_t at = lane % EQ_GROUP_BANDS;
			double in = p1[i].at[at] - p0[i].at[at], out = p2[i].at[at] - p1[i].at[at];
			double now = to->eased ? p1[i].at[at] : 0.5 * (p0[i].at[at] + p1[i].at[at]);

			to->now[i][lane] = (float)now;
			to->slope[i][lane] = (float)(to->eased ? out - in : in / h);
			to->bend[i][lane] = (float)(0.5 * (out - in) / (h * h));
		}
}

void
plain_eq_exact_segment(struct eq_double *to, const struct eq_places *p0, const struct eq_places *p1,
	const struct eq_places *p2, double h) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		for (uint32_t lane = 0; lane < EQ_PAIR_LANES; lane++) {
			uint32_t at = lane % EQ_GROUP_BANDS;
			double in = p1[i].at[at] - p0[i].at[at], out = p2[i].at[at] - p1[i].at[at];
			double now = to->eased ? p1[i].at[at] : 0.5 * (p0[i].at[at] + p1[i].at[at]);

			to->now[i][lane] = now;
			to->slope[i][lane] = (to->eased ? out - in : in / h);
			to->bend[i][lane] = (0.5 * (out - in) / (h * h));
		}
}

void
plain_eq_widen(double *to, const float *from, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++)
		to[i] = (double)from[i];
}

void
plain_eq_narrow(float *to, const double *from, uint32_t n) RT_SAFE
{
	for (uint32_t i = 0; i < n; i++)
		to[i] = (float)from[i];
}
