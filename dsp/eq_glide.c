/* SPDX-License-Identifier: ISC */
/*
 * Motion.  Every coefficient follows a uniform quadratic B-spline whose points
 * are the targets, taken at the beginning of each segment; the slope never
 * jumps, however targets come, and what lies between stable filters is stable,
 * since the triangle of stability is convex and a spline stays in the hull of
 * its points.  A single move takes two segments.  (de Boor, A Practical Guide to
 * Splines, chapter IX; with P0, P1, P2 and u = 1 .. h frames into a segment:
 * (P0 + P1) / 2 + u (P1 - P0) / h + u^2 (P2 - 2 P1 + P0) / (2 h^2).)
 *
 * A band that becomes the identity keeps its poles and loses its zeros, so that
 * what rings in it dies away by itself; the poles of one that is silent may
 * move at once.
 */
#include <math.h>
#include <string.h>

#include "dsp/eq_state.h"

static const double silence = 1e-9; /* -180 dBFS: what rings below may be cut off */

static uint32_t
lane_of(const struct eq *eq, bool single, uint32_t band, uint32_t ch) RT_SAFE
{
	return eq_lane(single && eq->kernels->single_interleaved, band % EQ_GROUP_BANDS, ch);
}

/* ---- States ---- */

static void
band_clear(struct eq *eq, uint32_t band, uint32_t ch) RT_SAFE
{
	struct eq_single_state *s = &eq->single_state[band / EQ_GROUP_BANDS][ch / 2];
	struct eq_double_state *d = &eq->double_state[band / EQ_GROUP_BANDS][ch / 2];
	uint32_t l = lane_of(eq, true, band, ch % 2);

	s->p[l] = s->w[l] = s->g[l] = s->g1[l] = 0.0f;
	l = lane_of(eq, false, band, ch % 2);
	d->p[l] = d->w[l] = d->g[l] = 0.0;
}

void
eq_states_clear(struct eq *eq) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		memset(eq->single_state[i], 0, eq->npairs * sizeof *eq->single_state[i]);
		memset(eq->double_state[i], 0, eq->npairs * sizeof *eq->double_state[i]);
	}
}

static bool
band_is_silent(const struct eq *eq, uint32_t band) RT_SAFE
{
	uint32_t group = band / EQ_GROUP_BANDS;

	for (uint32_t ch = 0; ch < eq->nchannels; ch++) {
		uint32_t l = lane_of(eq, eq->single, band, ch % 2);
		const struct eq_single_state *s = &eq->single_state[group][ch / 2];
		const struct eq_double_state *d = &eq->double_state[group][ch / 2];
		double p = eq->single ? (double)s->p[l] : d->p[l];
		double w = eq->single ? (double)s->w[l] : d->w[l];

		if (!(fabs(p) < silence && fabs(w) < silence))
			return false;
	}
	return true;
}

static void
band_to_single(struct eq *eq, uint32_t band, uint32_t ch) RT_SAFE
{
	struct eq_single_state *s = &eq->single_state[band / EQ_GROUP_BANDS][ch / 2];
	const struct eq_double_state *d = &eq->double_state[band / EQ_GROUP_BANDS][ch / 2];
	uint32_t to = lane_of(eq, true, band, ch % 2), from = lane_of(eq, false, band, ch % 2);

	s->p[to] = (float)d->p[from];
	s->w[to] = (float)d->w[from];
	s->g[to] = s->g1[to] = (float)d->g[from];
}

static void
band_to_double(struct eq *eq, uint32_t band, uint32_t ch) RT_SAFE
{
	const struct eq_single_state *s = &eq->single_state[band / EQ_GROUP_BANDS][ch / 2];
	struct eq_double_state *d = &eq->double_state[band / EQ_GROUP_BANDS][ch / 2];
	uint32_t from = lane_of(eq, true, band, ch % 2), to = lane_of(eq, false, band, ch % 2);

	d->p[to] = (double)s->p[from];
	d->w[to] = (double)s->w[from];
	d->g[to] = (double)s->g[from];
}

static void
precision_change(struct eq *eq, bool single) RT_SAFE
{
	if (eq->single == single)
		return;
	for (uint32_t band = 0; band < EQ_BANDS_MAX; band++)
		for (uint32_t ch = 0; ch < eq->nchannels; ch++) {
			if (single)
				band_to_single(eq, band, ch);
			else
				band_to_double(eq, band, ch);
		}
	eq->single = single;
}

/* ---- Points ---- */

static void
point_make(struct eq_point *to, const struct eq_coefficients *c) RT_SAFE
{
	to->transparent = c->gain == 1.0;
	to->single = c->single;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		static const struct biquad none = { 1.0, 0.0, 0.0, 0.0, 0.0 };
		const struct biquad *b = i < c->nbands ? &c->band[i] : &none;
		double gain = i == 0 ? c->gain : 1.0;
		double c1 = b->b1 - b->a1 * b->b0, c2 = b->b2 - b->a2 * b->b0;

		to->band[i] = (struct eq_section){
			.b0 = gain * b->b0,
			.c1 = gain * c1,
			.c3 = gain * (c2 - b->a1 * c1),
			.a1 = b->a1,
			.a2 = b->a2,
			.identity = b->b0 == 1.0 && b->b1 == b->a1 && b->b2 == b->a2,
		};
		to->transparent &= to->band[i].identity;
	}
}

static void
poles_take(struct eq_section *to, const struct eq_section *from) RT_SAFE
{
	to->a1 = from->a1;
	to->a2 = from->a2;
}

/* An identity has the poles of before; what was one, and is silent, those to come. */
static void
poles_settle(struct eq *eq, uint32_t band) RT_SAFE
{
	struct eq_section *to = &eq->latest.band[band];

	if (to->identity) {
		poles_take(to, &eq->point[2].band[band]);
		return;
	}
	for (uint32_t i = 0; i < 3; i++)
		if (!eq->point[i].band[band].identity)
			return;
	if (!band_is_silent(eq, band))
		return;
	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		band_clear(eq, band, ch);
	for (uint32_t i = 0; i < 3; i++)
		poles_take(&eq->point[i].band[band], to);
}

/* ---- Segments ---- */

struct spline {
	double now, slope, bend;
};

static struct spline
spline_of(const struct eq *eq, double p0, double p1, double p2) RT_SAFE
{
	double h = eq->segment_frames;

	return (struct spline){ 0.5 * (p0 + p1), (p1 - p0) / h,
		(p2 - 2.0 * p1 + p0) / (2.0 * h * h) };
}

/* In the order of EQ_B0 ... EQ_D. */
static void
section_coefficients(double *to, const struct eq_section *b) RT_SAFE
{
	double d = -1.0 - b->a1, k = 1.0 + b->a1 + b->a2;

	to[EQ_B0] = b->b0;
	to[EQ_C1] = b->c1;
	to[EQ_C3] = b->c3;
	to[EQ_E] = d * (b->c3 - b->c1) - k * b->c1;
	to[EQ_MINUS_K] = -k;
	to[EQ_D] = d;
}

static void
coefficient_set(struct eq *eq, uint32_t band, uint32_t i, const struct spline *s) RT_SAFE
{
	struct eq_single *f = &eq->single_group[band / EQ_GROUP_BANDS];
	struct eq_double *d = &eq->double_group[band / EQ_GROUP_BANDS];

	for (uint32_t ch = 0; ch < 2; ch++) {
		uint32_t l = lane_of(eq, eq->single, band, ch);

		if (eq->single) {
			f->now[i][l] = (float)s->now;
			f->slope[i][l] = (float)s->slope;
			f->bend[i][l] = (float)s->bend;
		} else {
			d->now[i][l] = s->now;
			d->slope[i][l] = s->slope;
			d->bend[i][l] = s->bend;
		}
		if (i == EQ_D)
			f->rest[l] = eq->gliding ? 0.0f : (float)(s->now - (double)(float)s->now);
	}
}

static void
band_set(struct eq *eq, uint32_t band) RT_SAFE
{
	double p[3][EQ_COEFFICIENTS];

	for (uint32_t i = 0; i < 3; i++)
		section_coefficients(p[i], &eq->point[i].band[band]);
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++) {
		struct spline s = spline_of(eq, p[0][i], p[1][i], p[2][i]);

		coefficient_set(eq, band, i, &s);
	}
}

/* Groups of nothing but silent identities are skipped; the first carries the preamp. */
static bool
group_is_alive(const struct eq *eq, uint32_t group) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUP_BANDS; i++) {
		uint32_t band = group * EQ_GROUP_BANDS + i;

		for (uint32_t j = 0; j < 3; j++)
			if (!eq->point[j].band[band].identity || eq->point[j].band[band].b0 != 1.0)
				return true;
		if (!band_is_silent(eq, band))
			return true;
	}
	return false;
}

static void
coefficients_set(struct eq *eq) RT_SAFE
{
	for (uint32_t band = 0; band < EQ_BANDS_MAX; band++)
		band_set(eq, band);
	for (uint32_t i = 0; i < EQ_GROUPS; i++)
		eq->alive[i] = group_is_alive(eq, i);
}

static bool
single_wanted(const struct eq *eq) RT_SAFE
{
	return eq->point[0].single && eq->point[1].single && eq->point[2].single;
}

static bool
points_equal(const struct eq_point *a, const struct eq_point *b) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		const struct eq_section *x = &a->band[i], *y = &b->band[i];

		if (x->b0 != y->b0 || x->c1 != y->c1 || x->c3 != y->c3 || x->a1 != y->a1 ||
			x->a2 != y->a2)
			return false;
	}
	return true;
}

void
eq_segment_next(struct eq *eq) RT_SAFE
{
	eq->point[0] = eq->point[1];
	eq->point[1] = eq->point[2];
	eq->point[2] = eq->latest;
	eq->segment_done = 0;
	eq->gliding = !points_equal(&eq->point[0], &eq->point[1]) ||
		      !points_equal(&eq->point[1], &eq->point[2]);
	if (!eq->gliding)
		eq->point[0] = eq->point[1] = eq->latest;
	precision_change(eq, single_wanted(eq));
	coefficients_set(eq);
}

/* ---- Targets ---- */

static void
eq_jump(struct eq *eq, const struct eq_point *to) RT_SAFE
{
	eq->latest = *to;
	for (uint32_t i = 0; i < 3; i++)
		eq->point[i] = *to;
	eq_states_clear(eq);
	eq->gliding = false;
	eq->segment_done = 0;
	eq->single = single_wanted(eq);
	coefficients_set(eq);
}

static void
wet_go(struct eq *eq, double to) RT_SAFE
{
	eq->wet_from = eq->wet;
	eq->wet_to = to;
	eq->wet_done = 0;
}

void
eq_set(struct eq *eq, const struct eq_coefficients *c) RT_SAFE
{
	struct eq_point to;

	point_make(&to, c);
	eq_jump(eq, &to);
	eq->wet = eq->wet_from = eq->wet_to = to.transparent ? 0.0 : 1.0;
}

void
eq_target(struct eq *eq, const struct eq_coefficients *c) RT_SAFE
{
	struct eq_point to;

	point_make(&to, c);
	if (to.transparent) { /* the filter stays what it is until nothing of it is heard */
		if (eq->wet_to != 0.0)
			wet_go(eq, 0.0);
		return;
	}
	if (eq->wet == 0.0 && eq->wet_to == 0.0)
		eq_jump(eq, &to);
	if (eq->wet_to != 1.0)
		wet_go(eq, 1.0);
	eq->latest = to;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		poles_settle(eq, i);
	if (!eq->gliding)
		eq_segment_next(eq);
}
