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

static uint32_t
place_of(uint32_t band) RT_SAFE
{
	return eq_lane(false, band % EQ_GROUP_BANDS, 0);
}

static void
band_make(struct eq_point *to, uint32_t band, const struct biquad *b, double gain) RT_SAFE
{
	struct eq_places *c = to->c[band / EQ_GROUP_BANDS];
	double form[EQ_COEFFICIENTS];

	biquad_to_form(form, b);
	for (uint32_t i = 0; i < EQ_COEFFICIENTS; i++)
		c[i].at[place_of(band)] = i < EQ_MINUS_K ? gain * form[i] : form[i]; /* not poles */
	to->identity[band] = biquad_is_identity(b);
}

static void
point_make(struct eq_point *to, const struct eq_coefficients *c) RT_SAFE
{
	to->transparent = c->gain == 1.0;
	to->single = c->single;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		const struct biquad *b = i < c->nbands ? &c->band[i] : &biquad_identity;

		band_make(to, i, b, i == 0 ? c->gain : 1.0);
		to->transparent &= to->identity[i];
	}
}

static void
poles_take(struct eq_point *to, const struct eq_point *from, uint32_t band) RT_SAFE
{
	uint32_t group = band / EQ_GROUP_BANDS, at = place_of(band);

	to->c[group][EQ_MINUS_K].at[at] = from->c[group][EQ_MINUS_K].at[at];
	to->c[group][EQ_D].at[at] = from->c[group][EQ_D].at[at];
}

/* An identity has the poles of before; what was one, and is silent, those to come. */
static void
poles_settle(struct eq *eq, uint32_t band) RT_SAFE
{
	if (eq->latest->identity[band]) {
		poles_take(eq->latest, eq->point[EQ_POINTS - 1], band);
		return;
	}
	for (uint32_t i = 0; i < EQ_POINTS; i++)
		if (!eq->point[i]->identity[band])
			return;
	if (!band_is_silent(eq, band))
		return;
	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		band_clear(eq, band, ch);
	for (uint32_t i = 0; i < EQ_POINTS; i++)
		poles_take(eq->point[i], eq->latest, band);
	eq->settled[band / EQ_GROUP_BANDS] = false;
}

/* ---- Segments ---- */

enum motion { REST, EASE_IN, EASE_OUT, SPLINE };

static bool
place_differs(
	const struct eq_point *a, const struct eq_point *b, uint32_t group, uint32_t at) RT_SAFE
{
	for (uint32_t i = 0; a != b && i < EQ_COEFFICIENTS; i++)
		if (a->c[group][i].at[at] != b->c[group][i].at[at])
			return true;
	return false;
}

static enum motion
place_motion(const struct eq *eq, uint32_t group, uint32_t at) RT_SAFE
{
	bool leaves = place_differs(eq->point[1], eq->point[2], group, at);
	bool arrives = place_differs(eq->point[0], eq->point[1], group, at);

	return leaves ? (arrives ? SPLINE : EASE_IN) : arrives ? EASE_OUT : REST;
}

/* u^2 / 2 and (1 - u)^2 / 2, the ends of the B-spline; and d's rest, for bands at rest. */
static void
lanes_set(struct eq *eq, uint32_t group, const enum motion *motion, bool moves) RT_SAFE
{
	struct eq_single *f = &eq->single_group[group];
	struct eq_double *d = &eq->double_group[group];
	double per_h = 1.0 / eq->segment_frames;

	for (uint32_t band = 0; band < EQ_GROUP_BANDS; band++)
		for (uint32_t ch = 0; ch < 2; ch++) {
			uint32_t at = place_of(band), l = lane_of(eq, eq->single, band, ch);
			bool out = motion[at] == EASE_OUT;

			if (eq->single) {
				f->ease[0][l] = out ? 0.5f : 0.0f;
				f->ease[1][l] = out ? (float)-per_h : 0.0f;
				f->ease[2][l] = (float)(0.5 * per_h * per_h);
				f->rest[l] =
					moves ? 0.0f : eq_rest(eq->point[0]->c[group][EQ_D].at[at]);
			} else {
				d->ease[0][l] = out ? 0.5 : 0.0;
				d->ease[1][l] = out ? -per_h : 0.0;
				d->ease[2][l] = 0.5 * per_h * per_h;
			}
		}
}

/* Return: whether a band of the group moves in the segment to come. */
static bool
group_set(struct eq *eq, uint32_t group) RT_SAFE
{
	const struct eq_places *p[EQ_POINTS] = { eq->point[0]->c[group], eq->point[1]->c[group],
		eq->point[2]->c[group] };
	struct eq_single *f = &eq->single_group[group];
	struct eq_double *d = &eq->double_group[group];
	enum motion motion[EQ_GROUP_BANDS];
	bool moves = false, bends = false;

	for (uint32_t at = 0; at < EQ_GROUP_BANDS; at++) {
		motion[at] = place_motion(eq, group, at);
		moves |= motion[at] != REST;
		bends |= motion[at] == SPLINE;
	}
	if (!moves && eq->settled[group])
		return false;
	eq->settled[group] = !moves;
	f->eased = d->eased = moves && !bends;
	if (eq->single)
		eq->kernels->single_segment(f, p[0], p[1], p[2], eq->segment_frames);
	else
		eq->kernels->exact_segment(d, p[0], p[1], p[2], eq->segment_frames);
	lanes_set(eq, group, motion, moves);
	return moves;
}

/* Groups of nothing but silent identities are skipped; the first carries the preamp. */
static bool
group_is_alive(const struct eq *eq, uint32_t group) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUP_BANDS; i++) {
		uint32_t band = group * EQ_GROUP_BANDS + i;

		for (uint32_t j = 0; j < EQ_POINTS; j++)
			if (!eq->point[j]->identity[band] ||
				eq->point[j]->c[group][EQ_B0].at[place_of(band)] != 1.0)
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
		eq->moving[i] = group_set(eq, i);
		eq->gliding |= eq->moving[i];
		eq->alive[i] = group_is_alive(eq, i);
	}
}

static bool
single_wanted(const struct eq *eq) RT_SAFE
{
	return eq->point[0]->single && eq->point[1]->single && eq->point[2]->single;
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

static struct eq_point *
slot_free(struct eq *eq) RT_SAFE
{
	struct eq_point *s = eq->slot;

	while (s == eq->point[0] || s == eq->point[1] || s == eq->point[2] || s == eq->latest)
		s++;
	return s;
}

/* Be at the latest target, with nothing of before. */
static void
eq_jump(struct eq *eq) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_POINTS; i++)
		eq->point[i] = eq->latest;
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
	eq->latest = slot_free(eq);
	point_make(eq->latest, c);
	eq_jump(eq);
	eq->wet = eq->wet_from = eq->wet_to = eq->latest->transparent ? 0.0 : 1.0;
}

void
eq_target(struct eq *eq, const struct eq_coefficients *c) RT_SAFE
{
	struct eq_point *to = slot_free(eq);

	point_make(to, c);
	if (to->transparent) { /* the filter stays what it is until nothing of it is heard */
		if (eq->wet_to != 0.0)
			wet_go(eq, 0.0);
		return;
	}
	eq->latest = to;
	if (eq->wet == 0.0 && eq->wet_to == 0.0)
		eq_jump(eq);
	if (eq->wet_to != 1.0)
		wet_go(eq, 1.0);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		poles_settle(eq, i);
	if (!eq->gliding)
		eq_segment_next(eq);
}
