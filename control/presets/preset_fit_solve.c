/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See preset_fit_solve.h.  Levels of a cascade add up in dB, so a derivative needs one band only.
 */
#include "control/presets/preset_fit_solve.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const double axis_min_hz = 20, axis_max_hz = 20000;
static const double power_floor = 1e-12; /* -120 dB: the product of 24 of them is still a number */

/* The EQ's ranges, the centre held to where its shape is still its own. */
static const double gain_max_db = 30, freq_min_hz = 10, freq_max_of_rate = 0.48;
static const double q_min = 0.05, q_max = 50;

/* Of two solutions as good, the one whose bands do not work against each other. */
static const double ridge = 3e-4;

void
fit_problem_init(struct fit_problem *p, double rate_hz, enum eq_formulas design)
{
	memset(p, 0, sizeof *p);
	p->rate_hz = rate_hz;
	p->design = design;
	p->fmin_hz = axis_min_hz;
	p->fmax_hz = fmin(axis_max_hz, 0.49 * rate_hz);
	for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
		double s, f = p->fmin_hz * pow(p->fmax_hz / p->fmin_hz, i / (SOLVE_POINTS - 1.0));

		s = sin(M_PI * f / rate_hz);
		p->freq_hz[i] = f;
		p->phi[i] = s * s;
		p->weight[i] = 1;
	}
}

/* With x = sin^2(w / 2): |b0 + b1 z + b2 z^2|^2 = (b0 + b1 + b2)^2 - 4 (b0 b1 + 4 b0 b2 + b1 b2) x
 * + 16 b0 b2 x^2 (R. Bristow-Johnson, Cookbook). */
static double
power(double b0, double b1, double b2, double x)
{
	double sum = b0 + b1 + b2;

	return sum * sum - 4 * (b0 * b1 + 4 * b0 * b2 + b1 * b2) * x + 16 * b0 * b2 * x * x;
}

/* Squared magnitudes of a band's two polynomials at the points. */
static void
fit_powers(const struct fit_problem *p, const struct eq_band *band, struct fit_powers *out)
{
	struct biquad b;

	if (!band->on)
		b = (struct biquad){ .b0 = 1 };
	else if (p->design == EQ_MATCHED)
		biquad_design_matched(&b, band, p->rate_hz);
	else
		biquad_design(&b, band, p->rate_hz);
	for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
		out->zeros[i] = fmax(power(b.b0, b.b1, b.b2, p->phi[i]), power_floor);
		out->poles[i] = fmax(power(1, b.a1, b.a2, p->phi[i]), power_floor);
	}
}

void
fit_levels(const struct fit_problem *p, const struct eq_band *band, double db[SOLVE_POINTS])
{
	struct fit_powers powers;

	fit_powers(p, band, &powers);
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		db[i] = 10 * log10(powers.zeros[i] / powers.poles[i]);
}

/* The level of all of it, against the target. */
static double
compare(const struct fit_problem *p, const double *sum, double *residual)
{
	double cost = 0;

	for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
		residual[i] = fmax(sum[i], FIT_FLOOR_DB) - fmax(p->target_db[i], FIT_FLOOR_DB);
		cost += p->weight[i] * residual[i] * residual[i];
	}
	return cost;
}

/* Powers of every band of t, and the level of all: a logarithm for each point only. */
static void
sum_levels(const struct fit_problem *p, const struct fit_trial *t, struct fit_powers *powers,
	uint32_t stride, double sum[SOLVE_POINTS])
{
	double zeros[SOLVE_POINTS], poles[SOLVE_POINTS];

	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		zeros[i] = poles[i] = 1;
	for (uint32_t b = 0; b < t->nbands; b++, powers += stride) {
		fit_powers(p, &t->band[b], powers);
		for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
			zeros[i] *= powers->zeros[i];
			poles[i] *= powers->poles[i];
		}
	}
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		sum[i] = t->offset_db + 10 * log10(zeros[i] / poles[i]);
}

double
fit_residual(const struct fit_problem *p, const struct fit_trial *t, double residual[SOLVE_POINTS])
{
	double sum[SOLVE_POINTS];
	struct fit_powers powers;

	sum_levels(p, t, &powers, 0, sum);
	return compare(p, sum, residual);
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* One of a band's three numbers, moved: dB, octaves of frequency, octaves of Q. */
static struct eq_band
moved(const struct fit_problem *p, const struct eq_band *band, uint32_t which, double by)
{
	struct eq_band b = *band;

	if (which == 0)
		b.gain_db = clamp(b.gain_db + by, -gain_max_db, gain_max_db);
	else if (which == 1)
		b.freq_hz = clamp(b.freq_hz * exp2(by), freq_min_hz, freq_max_of_rate * p->rate_hz);
	else
		b.q = clamp(b.q * exp2(by), q_min, q_max);
	return b;
}

/* Derivatives of the residual by differences: d(10 log10 x) = (10 / ln 10) dx / x. */
static void
differentiate(const struct fit_problem *p, const struct fit_trial *t, struct fit_work *w)
{
	static const double small[3] = { 1e-3, 1e-4, 1e-4 };
	struct fit_powers near;

	for (uint32_t b = 0; b < t->nbands; b++)
		for (uint32_t k = 0; k < 3; k++) {
			struct eq_band band = moved(p, &t->band[b], k, -small[k]);
			const struct fit_powers *here = &w->powers[b];

			fit_powers(p, &band, &near);
			for (uint32_t i = 0; i < SOLVE_POINTS; i++)
				w->column[3 * b + k][i] = 10 / M_LN10 / small[k] *
							  (near.poles[i] / here->poles[i] -
								  near.zeros[i] / here->zeros[i]);
		}
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		w->column[3 * t->nbands][i] = 1;
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		for (uint32_t k = 0; w->sum[i] <= FIT_FLOOR_DB && k <= 3 * t->nbands; k++)
			w->column[k][i] = 0;
}

/* J' W J and J' W r. */
static void
square(const struct fit_problem *p, uint32_t n, struct fit_work *w)
{
	double weighted[SOLVE_POINTS];

	for (uint32_t j = 0; j < n; j++) {
		double g = 0;

		for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
			weighted[i] = p->weight[i] * w->column[j][i];
			g += weighted[i] * w->residual[i];
		}
		w->gradient[j] = g;
		for (uint32_t k = 0; k <= j; k++) {
			double s = 0;

			for (uint32_t i = 0; i < SOLVE_POINTS; i++)
				s += weighted[i] * w->column[k][i];
			w->matrix[j][k] = s;
		}
	}
}

static double
ridge_cost(const struct fit_trial *t)
{
	double cost = 0;

	for (uint32_t b = 0; b < t->nbands; b++)
		cost += ridge * t->band[b].gain_db * t->band[b].gain_db;
	return cost;
}

static void
ridge_square(const struct fit_trial *t, struct fit_work *w)
{
	for (uint32_t b = 0; b < t->nbands; b++) {
		w->gradient[3 * b] += ridge * t->band[b].gain_db;
		w->matrix[3 * b][3 * b] += ridge;
	}
}

/* (J'WJ + damping diag) step = -J'Wr, by Cholesky.  Return: whether that could be done. */
static bool
damped_step(uint32_t n, double damping, struct fit_work *w)
{
	for (uint32_t j = 0; j < n; j++)
		for (uint32_t k = 0; k <= j; k++) {
			double s = w->matrix[j][k];

			if (j == k)
				s += damping * s + 1e-9;
			for (uint32_t i = 0; i < k; i++)
				s -= w->factor[j][i] * w->factor[k][i];
			if (j == k && !(s > 0))
				return false;
			w->factor[j][k] = j == k ? sqrt(s) : s / w->factor[k][k];
		}
	for (uint32_t j = 0; j < n; j++) {
		double s = -w->gradient[j];

		for (uint32_t i = 0; i < j; i++)
			s -= w->factor[j][i] * w->step[i];
		w->step[j] = s / w->factor[j][j];
	}
	for (uint32_t j = n; j-- > 0;) {
		double s = w->step[j];

		for (uint32_t i = j + 1; i < n; i++)
			s -= w->factor[i][j] * w->step[i];
		w->step[j] = s / w->factor[j][j];
	}
	return true;
}

/* At most half an octave or 3 dB at once: the model is linear only near by. */
static void
take_step(const struct fit_problem *p, const struct fit_work *w, struct fit_trial *t)
{
	static const double largest[3] = { 3, 0.5, 0.5 };

	for (uint32_t b = 0; b < t->nbands; b++)
		for (uint32_t k = 0; k < 3; k++)
			t->band[b] = moved(p, &t->band[b], k,
				clamp(w->step[3 * b + k], -largest[k], largest[k]));
	if (p->offset_free)
		t->offset_db += w->step[3 * t->nbands];
}

static double
evaluate(const struct fit_problem *p, const struct fit_trial *t, struct fit_work *w)
{
	sum_levels(p, t, w->powers, 1, w->sum);
	return compare(p, w->sum, w->residual) + ridge_cost(t);
}

double
fit_solve(const struct fit_problem *p, struct fit_trial *t, uint32_t steps, struct fit_work *work)
{
	uint32_t n = 3 * t->nbands + (p->offset_free ? 1 : 0);
	double cost = evaluate(p, t, work), damping = 1e-3;

	for (uint32_t i = 0; i < steps && n > 0; i++) {
		double before = cost;

		differentiate(p, t, work);
		square(p, n, work);
		ridge_square(t, work);
		for (; damping < 1e6; damping *= 5) {
			struct fit_trial tried = *t;
			double c = DBL_MAX;

			if (damped_step(n, damping, work)) {
				take_step(p, work, &tried);
				c = fit_residual(p, &tried, work->tried) + ridge_cost(&tried);
			}
			if (c < cost) {
				*t = tried;
				cost = c;
				break;
			}
		}
		if (cost >= before * (1 - 1e-6) || cost < 1e-12)
			break;
		damping = fmax(damping / 10, 1e-9);
		cost = evaluate(p, t, work);
	}
	return cost;
}
