/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places to start from: choices of the filters as they are, found by a beam
 * search that takes one away at a time; the same with least squares in between,
 * so that those that stay take over what goes; and bands put one after the
 * other where the target still lacks most.
 */
#include "control/presets/preset_fit_start.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SHORT_STEPS = 8, SCREEN_STEPS = 5, EXTRA_BANDS = 4, FEW = 4 };

/* Insert where the cost belongs; one that is nearly equal to another in cost is the same. */
static void
starts_add(struct fit_starts *s, const struct fit_trial *t, double cost)
{
	uint32_t at = 0;

	while (at < s->n && s->cost[at] < cost)
		at++;
	if (at == STARTS_MAX || (at < s->n && s->cost[at] - cost < 1e-5 * cost) ||
		(at > 0 && cost - s->cost[at - 1] < 1e-5 * cost))
		return;
	if (s->n < STARTS_MAX)
		s->n++;
	for (uint32_t i = s->n - 1; i > at; i--) {
		s->trial[i] = s->trial[i - 1];
		s->cost[i] = s->cost[i - 1];
	}
	s->trial[at] = *t;
	s->cost[at] = cost;
}

/* ---- Choices of filters ---- */

static double
distance(double a_db, double b_db)
{
	return fmax(a_db, FIT_FLOOR_DB) - fmax(b_db, FIT_FLOOR_DB);
}

static void
beam_add(struct fit_beam *b, const struct fit_choice *c)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < b->n; i++)
		if (b->choice[i].mask == c->mask)
			return;
	while (at < b->n && b->choice[at].cost <= c->cost)
		at++;
	if (at == BEAM)
		return;
	if (b->n < BEAM)
		b->n++;
	memmove(&b->choice[at + 1], &b->choice[at], (b->n - 1 - at) * sizeof *c);
	b->choice[at] = *c;
}

/* All that one filter less makes of the choices in from. */
static void
beam_narrow(struct fit_starts *s, const struct fit_problem *problem, uint32_t nfilters,
	const struct fit_beam *from, struct fit_beam *to)
{
	to->n = 0;
	for (uint32_t c = 0; c < from->n; c++)
		for (uint32_t f = 0; f < nfilters; f++) {
			const struct fit_choice *old = &from->choice[c];
			struct fit_choice less = { .mask = old->mask & ~(UINT64_C(1) << f) };

			if (less.mask == old->mask)
				continue;
			for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
				double d;

				less.sum_db[i] = old->sum_db[i] - s->level_db[f][i];
				d = distance(less.sum_db[i], problem->target_db[i]);
				less.cost += d * d;
			}
			beam_add(to, &less);
		}
}

static void
choice_trial(const struct fit_problem *problem, const struct preset *p, const struct fit_choice *c,
	struct fit_trial *t)
{
	memset(t, 0, sizeof *t);
	for (uint32_t f = 0; f < p->nfilters; f++)
		if ((c->mask >> f & 1) != 0 && t->nbands < SOLVE_BANDS_MAX) {
			t->band[t->nbands] = p->filter[f].band;
			t->band[t->nbands++].q = preset_q(&p->filter[f], problem->rate_hz);
		}
}

static double
largest(const struct fit_problem *problem, const struct fit_choice *c)
{
	double max = 0;

	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		max = fmax(max, fabs(distance(c->sum_db[i], problem->target_db[i])));
	return max;
}

/* ---- One band after the other ---- */

static double
take_away(const struct fit_problem *p, struct fit_trial *t, uint32_t which, struct fit_work *work)
{
	t->nbands--;
	memmove(&t->band[which], &t->band[which + 1], (t->nbands - which) * sizeof t->band[0]);
	return fit_solve(p, t, SHORT_STEPS, work);
}

/* Take away the band that is missed least, until there are nbands. */
static double
eliminate(const struct fit_problem *p, struct fit_trial *t, uint32_t nbands, struct fit_work *work)
{
	double cost = fit_solve(p, t, SHORT_STEPS, work);

	while (t->nbands > nbands) {
		double best = DBL_MAX, residual[SOLVE_POINTS];
		uint32_t least = 0;

		for (uint32_t b = 0; b < t->nbands; b++) {
			struct fit_trial less = *t;
			double c;

			less.band[b].on = false;
			c = fit_residual(p, &less, residual);
			if (c < best) {
				best = c;
				least = b;
			}
		}
		cost = take_away(p, t, least, work);
	}
	return cost;
}

/* The same, and where few are too many, with each of them as the first to go. */
static void
starts_eliminate(struct fit_starts *s, const struct fit_problem *p, const struct fit_trial *all,
	uint32_t nbands, struct fit_work *work)
{
	struct fit_trial t = *all;

	starts_add(s, &t, eliminate(p, &t, nbands, work));
	for (uint32_t b = 0; b < all->nbands && all->nbands - nbands <= FEW; b++) {
		t = *all;
		take_away(p, &t, b, work);
		starts_add(s, &t, eliminate(p, &t, nbands, work));
	}
}

/* A peak where the residual, between two of its zeros, has most: as high as it is there, as wide
 * as it is at half of that. */
static struct eq_band
missing_peak(const struct fit_problem *p, const double residual[SOLVE_POINTS])
{
	double octaves = log2(p->fmax_hz / p->fmin_hz) / (SOLVE_POINTS - 1), most = 0, wide;
	uint32_t at = 0, low, high;

	for (uint32_t first = 0, end; first < SOLVE_POINTS; first = end) {
		double area = 0;
		uint32_t top = first;

		for (end = first; end < SOLVE_POINTS && residual[end] * residual[first] >= 0;
			end++) {
			area += fabs(residual[end]);
			if (fabs(residual[end]) > fabs(residual[top]))
				top = end;
		}
		if (end == first)
			end++;
		if (area > most) {
			most = area;
			at = top;
		}
	}
	low = high = at;
	while (low > 0 && residual[low] / residual[at] > 0.5)
		low--;
	while (high < SOLVE_POINTS - 1 && residual[high] / residual[at] > 0.5)
		high++;
	wide = fmax(high - low, 1) * octaves;
	return (struct eq_band){ true, EQ_PK, p->freq_hz[at], -residual[at],
		fmin(fmax(1 / (2 * sinh(M_LN2 / 2 * wide)), 0.2), 10) };
}

static double
build(const struct fit_problem *p, struct fit_trial *t, uint32_t nbands, struct fit_work *work)
{
	double residual[SOLVE_POINTS], cost = fit_solve(p, t, SHORT_STEPS, work);

	while (t->nbands < nbands && t->nbands < SOLVE_BANDS_MAX) {
		fit_residual(p, t, residual);
		t->band[t->nbands++] = missing_peak(p, residual);
		cost = fit_solve(p, t, SHORT_STEPS, work);
	}
	return cost;
}

/* From nothing and from shelves here and there; straight, and by way of some bands too many. */
static void
starts_build(
	struct fit_starts *s, const struct fit_problem *p, uint32_t nbands, struct fit_work *work)
{
	static const double shelf_hz[][2] = { { 0, 0 }, { 105, 10000 }, { 60, 6000 }, { 250, 3000 },
		{ 105, 0 }, { 0, 10000 } };
	double mean = 0;

	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		mean += p->target_db[i] / SOLVE_POINTS;
	for (uint32_t i = 0; i < sizeof shelf_hz / sizeof *shelf_hz; i++) {
		struct fit_trial t = { .offset_db = p->offset_free ? mean : 0 }, more;

		for (uint32_t k = 0; k < 2; k++)
			if (shelf_hz[i][k] > 0 && t.nbands < nbands)
				t.band[t.nbands++] = (struct eq_band){ true,
					k == 0 ? EQ_LSC : EQ_HSC, shelf_hz[i][k], 0.5, 0.7 };
		more = t;
		starts_add(s, &t, build(p, &t, nbands, work));
		build(p, &more, nbands + EXTRA_BANDS, work);
		starts_add(s, &more, eliminate(p, &more, nbands, work));
	}
}

/* ---- Exported ---- */

void
fit_starts_filters(struct fit_starts *s, const struct fit_problem *problem, const struct preset *p,
	uint32_t nbands, struct fit_work *work)
{
	struct fit_beam *from = &s->beam[0], *to = &s->beam[1], *swap;
	struct fit_trial t;
	double least = DBL_MAX;

	from->n = 1;
	from->choice[0] = (struct fit_choice){ .mask = UINT64_MAX >> (64 - p->nfilters) };
	for (uint32_t f = 0; f < p->nfilters; f++) {
		struct eq_band band = p->filter[f].band;

		band.q = preset_q(&p->filter[f], problem->rate_hz);
		fit_levels(problem, &band, s->level_db[f]);
		for (uint32_t i = 0; i < SOLVE_POINTS; i++)
			from->choice[0].sum_db[i] += s->level_db[f][i];
	}
	for (uint32_t n = p->nfilters; n > nbands; n--) {
		if (n == SOLVE_BANDS_MAX || (n == p->nfilters && n < SOLVE_BANDS_MAX)) {
			choice_trial(problem, p, &from->choice[0], &t);
			starts_eliminate(s, problem, &t, nbands, work);
		}
		beam_narrow(s, problem, p->nfilters, from, to);
		swap = from, from = to, to = swap;
	}
	for (uint32_t c = 0; c < from->n; c++) {
		double max = largest(problem, &from->choice[c]);

		choice_trial(problem, p, &from->choice[c], &t);
		if (max < least) {
			least = max;
			s->subset = t;
		}
		starts_add(s, &t, fit_solve(problem, &t, SCREEN_STEPS, work));
	}
	starts_build(s, problem, nbands, work);
}

void
fit_starts_curve(struct fit_starts *s, const struct fit_problem *problem, uint32_t nbands,
	struct fit_work *work)
{
	starts_build(s, problem, nbands, work);
}
