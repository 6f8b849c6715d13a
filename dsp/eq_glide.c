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

static const struct biquad biquad_identity = { 1.0, 0.0, 0.0, 0.0, 0.0 };
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
	memset(eq->settled, 0, sizeof eq->settled);
	eq->single = single;
}

/* ---- Points ---- */

static struct eq_section
section_make(const struct biquad *b, double gain) RT_SAFE
{
	double c1 = b->b1 - b->a1 * b->b0, c2 = b->b2 - b->a2 * b->b0, c3 = c2 - b->a1 * c1;
	double d = -1.0 - b->a1, k = 1.0 + b->a1 + b->a2;

	return (struct eq_section){
		.c = { [EQ_B0] = gain * b->b0,
			[EQ_C1] = gain * c1,
			[EQ_C3] = gain * c3,
			[EQ_E] = gain * (d * (c3 - c1) - k * c1),
			[EQ_MINUS_K] = -k,
			[EQ_D] = d },
		.identity = b->b0 == 1.0 && b->b1 == b->a1 && b->b2 == b->a2,
	};
}

static void
point_make(struct eq_point *to, const struct eq_coefficients *c) RT_SAFE
{
	to->transparent = c->gain == 1.0;
	to->single = c->single;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		const struct biquad *b = i < c->nbands ? &c->band[i] : &biquad_identity;

		to->band[i] = section_make(b, i == 0 ? c->gain : 1.0);
		to->transparent &= to->band[i].identity;
	}
}

static void
poles_take(struct eq_section *to, const struct eq_section *from) RT_SAFE
{
	to->c[EQ_MINUS_K] = from->c[EQ_MINUS_K];
	to->c[EQ_D] = from->c[EQ_D];
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

static bool
sections_equal(const struct eq_section *a, const struct eq_section *b) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		if (a->c[i] != b->c[i])
			return false;
	return true;
}

static void
single_set(struct eq *eq, uint32_t band, uint32_t i, double now, double slope, double bend) RT_SAFE
{
	struct eq_single *to = &eq->single_group[band / EQ_GROUP_BANDS];

	for (uint32_t ch = 0; ch < 2; ch++) {
		uint32_t l = lane_of(eq, true, band, ch);

		to->now[i][l] = (float)now;
		to->slope[i][l] = (float)slope;
		to->bend[i][l] = (float)bend;
		if (i == EQ_D)
			to->rest[l] = eq->settled[band] ? eq_rest(now) : 0.0f;
	}
}

static void
double_set(struct eq *eq, uint32_t band, uint32_t i, double now, double slope, double bend) RT_SAFE
{
	struct eq_double *to = &eq->double_group[band / EQ_GROUP_BANDS];

	for (uint32_t ch = 0; ch < 2; ch++) {
		uint32_t l = lane_of(eq, false, band, ch);

		to->now[i][l] = now;
		to->slope[i][l] = slope;
		to->bend[i][l] = bend;
	}
}

/* Return: whether it moves in the segment to come. */
static bool
band_set(struct eq *eq, uint32_t band) RT_SAFE
{
	const struct eq_section *p0 = &eq->point[0].band[band], *p1 = &eq->point[1].band[band],
				*p2 = &eq->point[2].band[band];
	bool rests = sections_equal(p0, p1) && sections_equal(p1, p2);
	double per_frame = 1.0 / eq->segment_frames;

	if (rests && eq->settled[band])
		return false;
	eq->settled[band] = rests;
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++) {
		double now = 0.5 * (p0->c[i] + p1->c[i]), slope = (p1->c[i] - p0->c[i]) * per_frame;
		double bend = 0.5 * (p2->c[i] - 2.0 * p1->c[i] + p0->c[i]) * per_frame * per_frame;

		if (eq->single)
			single_set(eq, band, i, now, slope, bend);
		else
			double_set(eq, band, i, now, slope, bend);
	}
	return !rests;
}

/* Groups of nothing but silent identities are skipped; the first carries the preamp. */
static bool
group_is_alive(const struct eq *eq, uint32_t group) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUP_BANDS; i++) {
		uint32_t band = group * EQ_GROUP_BANDS + i;

		for (uint32_t j = 0; j < 3; j++)
			if (!eq->point[j].band[band].identity ||
				eq->point[j].band[band].c[EQ_B0] != 1.0)
				return true;
		if (!band_is_silent(eq, band))
			return true;
	}
	return false;
}

static void
coefficients_set(struct eq *eq) RT_SAFE
{
	eq->gliding = false;
	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		eq->moving[i] = false;
		for (uint32_t j = 0; j < EQ_GROUP_BANDS; j++)
			eq->moving[i] |= band_set(eq, i * EQ_GROUP_BANDS + j);
		eq->gliding |= eq->moving[i];
		eq->alive[i] = group_is_alive(eq, i);
	}
}

static bool
single_wanted(const struct eq *eq) RT_SAFE
{
	return eq->point[0].single && eq->point[1].single && eq->point[2].single;
}

void
eq_segment_next(struct eq *eq) RT_SAFE
{
	eq->point[0] = eq->point[1];
	eq->point[1] = eq->point[2];
	eq->point[2] = eq->latest;
	eq->segment_done = 0;
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
	memset(eq->settled, 0, sizeof eq->settled);
	eq->segment_done = 0;
	precision_change(eq, single_wanted(eq));
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
