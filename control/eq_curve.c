/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See eq_curve.h.  All levels come from eq_response_db. */
#include "control/eq_curve.h"

#include <math.h>
#include <string.h>

enum { SEARCH_POINTS = 256, SEARCH_STEPS = 30, PARTS = 4 };

static const double axis_min_hz = 20, axis_max_hz = 20000;
static const double flat_db = 0.005;

double
eq_curve_hz(const struct eq_curve *c, double share)
{
	return c->fmin_hz * pow(c->fmax_hz / c->fmin_hz, share);
}

double
eq_curve_share(const struct eq_curve *c, double freq_hz)
{
	return log(freq_hz / c->fmin_hz) / log(c->fmax_hz / c->fmin_hz);
}

static double
level_at(const struct eq_curve *c, double share)
{
	return eq_response_db(&c->coefficients, eq_curve_hz(c, share), c->rate_hz);
}

/* Where band i stands on the axis; < 0 or > 1: outside, or not in use. */
static double
band_share(const struct eq_curve *c, uint32_t i)
{
	const struct eq_band *band = &c->settings.band[i];

	if (!eq_band_heard(&c->settings, i))
		return -1;
	return eq_curve_share(c, biquad_centre_hz(band, c->rate_hz));
}

/* Return: the level there; outside of the axis there is none. */
static double
consider(struct eq_curve *c, double share)
{
	double db = share >= 0 && share <= 1 ? level_at(c, share) : -INFINITY;

	if (db > c->peak_db) {
		c->peak_db = db;
		c->peak_hz = eq_curve_hz(c, share);
	}
	return db;
}

/* Golden-section search for the maximum between two shares (Kiefer 1953). */
static double
climb(const struct eq_curve *c, double low, double high)
{
	const double golden = (sqrt(5.0) - 1) / 2;
	double a = high - golden * (high - low), b = low + golden * (high - low);
	double at_a = level_at(c, a), at_b = level_at(c, b);

	for (int i = 0; i < SEARCH_STEPS; i++)
		if (at_a > at_b) {
			high = b;
			b = a;
			at_b = at_a;
			a = high - golden * (high - low);
			at_a = level_at(c, a);
		} else {
			low = a;
			a = b;
			at_a = at_b;
			b = low + golden * (high - low);
			at_b = level_at(c, b);
		}
	return (low + high) / 2;
}

/* A grid and the bands' centres find the hill, the search its top. */
static void
find_peak(struct eq_curve *c)
{
	const double step = 1.0 / (SEARCH_POINTS - 1);
	double share, lowest = INFINITY;

	c->peak_db = -INFINITY;
	for (int i = 0; i < SEARCH_POINTS; i++)
		lowest = fmin(lowest, consider(c, fmin(i * step, 1)));
	for (uint32_t i = 0; i < c->settings.nbands; i++)
		consider(c, band_share(c, i));
	share = eq_curve_share(c, c->peak_hz);
	consider(c, climb(c, fmax(share - step, 0), fmin(share + step, 1)));
	c->flat = c->peak_db - lowest < flat_db;
}

bool
eq_curve_update(struct eq_curve *c, const struct eq_settings *s, double rate_hz)
{
	if (c->version > 0 && rate_hz == c->rate_hz && memcmp(s, &c->settings, sizeof *s) == 0)
		return false;
	c->version++;
	c->rate_hz = rate_hz;
	memcpy(&c->settings, s, sizeof *s);
	if (rate_hz <= 0)
		return true;
	eq_design(&c->coefficients, s, rate_hz);
	c->fmin_hz = axis_min_hz;
	c->fmax_hz = fmin(axis_max_hz, rate_hz / 2);
	find_peak(c);
	return true;
}

/* The level at a share belongs to the point there and, half-way between two, to both. */
static void
note(struct eq_trace *t, const struct eq_curve *c, double share, int32_t point)
{
	float db = (float)level_at(c, share);

	if (point < 0 || point >= (int32_t)t->n)
		return;
	t->low_db[point] = fminf(t->low_db[point], db);
	t->high_db[point] = fmaxf(t->high_db[point], db);
}

static void
follow(struct eq_trace *t, const struct eq_curve *c)
{
	const double step = 1.0 / (t->n - 1);

	for (int32_t i = 0; i < (int32_t)t->n; i++) {
		t->db[i] = t->low_db[i] = t->high_db[i] = (float)level_at(c, i * step);
		for (int part = 1; part <= PARTS / 2; part++) {
			double off = (double)part / PARTS * step;

			note(t, c, fmax(i * step - off, 0), i);
			note(t, c, fmin(i * step + off, 1), i);
		}
	}
	for (uint32_t b = 0; b < c->settings.nbands; b++) {
		double share = band_share(c, b);

		if (share >= 0 && share <= 1)
			note(t, c, share, (int32_t)lround(share / step));
	}
}

bool
eq_trace_update(struct eq_trace *t, const struct eq_curve *c, uint32_t n)
{
	n = n < 2 ? 2 : n > EQ_TRACE_MAX ? EQ_TRACE_MAX : n;
	if (c->rate_hz <= 0)
		return false;
	if (t->n != n || t->version != c->version) {
		t->n = n;
		t->version = c->version;
		follow(t, c);
	}
	return true;
}
