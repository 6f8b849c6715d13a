/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * See preset_fit.h.  The surface has many hollows, so least squares start from
 * many places (preset_fit_start.c); the best are then weighted anew, more where
 * they are furthest off, which makes the largest difference smaller (Lawson
 * 1961).  What comes out is measured and compared as it would be written.
 */
#include "control/presets/preset_fit.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/presets/preset_fit_start.h"

enum { DENSE_POINTS = 1500, PEAK_POINTS = 2000 };
enum { SQUARES_STEPS = 60, LAWSON_ROUNDS = 40, LAWSON_STEPS = 3, POLISHED = 5 };

/* How much a dB of the mean difference weighs beside one of the largest. */
static const double rms_share = 1;

/* Of the time, what the starts take, about. */
static const double starts_share = 0.5;

struct fit {
	struct fit_problem problem;
	struct fit_starts starts;
	struct fit_work work;
	const struct fit_watch *watch;
	/* The target where results are measured, apart from the points of the problem. */
	double freq_hz[DENSE_POINTS], target_db[DENSE_POINTS];
};

double
preset_curve_db(const struct preset_curve *c, double freq_hz)
{
	uint32_t i = 1;
	double share;

	if (c->n == 0)
		return 0;
	if (freq_hz <= c->freq_hz[0])
		return c->gain_db[0];
	while (i < c->n && c->freq_hz[i] < freq_hz)
		i++;
	if (i == c->n)
		return c->gain_db[c->n - 1];
	share = log(freq_hz / c->freq_hz[i - 1]) / log(c->freq_hz[i] / c->freq_hz[i - 1]);
	return c->gain_db[i - 1] + share * (c->gain_db[i] - c->gain_db[i - 1]);
}

/* ---- Levels by the EQ's own design, in groups that it can hold ---- */

static void
add_levels(
	const struct eq_settings *s, double rate_hz, const double *freq_hz, double *db, uint32_t n)
{
	struct eq_coefficients c;

	eq_design(&c, s, rate_hz);
	for (uint32_t i = 0; i < n; i++)
		db[i] += eq_response_db(&c, freq_hz[i], rate_hz);
}

static void
bands_response(
	const struct preset *p, double rate_hz, const double *freq_hz, double *db, uint32_t n)
{
	memset(db, 0, n * sizeof *db);
	for (uint32_t first = 0; first < p->nfilters; first += EQ_BANDS_MAX) {
		struct eq_settings s = { .design = p->design };

		for (uint32_t i = first; i < p->nfilters && s.nbands < EQ_BANDS_MAX; i++) {
			struct eq_band *band = &s.band[s.nbands++];

			*band = p->filter[i].band;
			band->q = preset_q(&p->filter[i], rate_hz);
		}
		add_levels(&s, rate_hz, freq_hz, db, n);
	}
}

void
preset_response(
	const struct preset *p, double rate_hz, const double *freq_hz, double *db, uint32_t n)
{
	bands_response(p, rate_hz, freq_hz, db, n);
	for (uint32_t i = 0; i < n; i++)
		db[i] += p->preamp_db;
}

void
preset_keep_active(struct preset *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nfilters; i++)
		if (p->filter[i].band.on)
			p->filter[n++] = p->filter[i];
	p->nfilters = n;
}

/* Log-spaced, and then once more between the neighbours of the highest. */
double
preset_peak_db(const struct preset *p, double rate_hz, double *hz)
{
	double freq[PEAK_POINTS], db[PEAK_POINTS], best = -INFINITY;
	double low = 20, high = fmin(20000, 0.49 * rate_hz);

	*hz = 0;
	for (int round = 0; round < 2; round++) {
		uint32_t at = 0;

		for (uint32_t i = 0; i < PEAK_POINTS; i++)
			freq[i] = low * pow(high / low, i / (PEAK_POINTS - 1.0));
		bands_response(p, rate_hz, freq, db, PEAK_POINTS);
		for (uint32_t i = 1; i < PEAK_POINTS; i++)
			if (db[i] > db[at])
				at = i;
		if (db[at] > best) {
			best = db[at];
			*hz = freq[at];
		}
		low = freq[at > 0 ? at - 1 : 0];
		high = freq[at + 1 < PEAK_POINTS ? at + 1 : at];
	}
	return best;
}

/* ---- Measuring a result ---- */

static struct fit_error
measure(const struct fit *f, const struct preset *p)
{
	double db[DENSE_POINTS], sum = 0;
	struct fit_error e = { 0, 0, 0 };

	bands_response(p, f->problem.rate_hz, f->freq_hz, db, DENSE_POINTS);
	for (uint32_t i = 0; i < DENSE_POINTS; i++) {
		double d = fabs(fmax(db[i] + p->preamp_db, FIT_FLOOR_DB) -
				fmax(f->target_db[i], FIT_FLOOR_DB));

		if (d > e.max_db || i == 0) {
			e.max_db = d;
			e.max_hz = f->freq_hz[i];
		}
		sum += d * d;
	}
	e.rms_db = sqrt(sum / DENSE_POINTS);
	return e;
}

/* A trial as a preset whose preamp is the trial's offset. */
static void
trial_preset(const struct fit *f, const struct fit_trial *t, struct preset *p)
{
	memset(p, 0, sizeof *p);
	p->design = f->problem.design;
	p->preamp_db = t->offset_db;
	p->nfilters = t->nbands;
	for (uint32_t i = 0; i < t->nbands; i++)
		p->filter[i].band = t->band[i];
}

static struct fit_error
measure_trial(const struct fit *f, const struct fit_trial *t)
{
	struct preset p;

	trial_preset(f, t, &p);
	return measure(f, &p);
}

static double
round_to(double x, double unit)
{
	return round(x / unit) * unit;
}

/* As preset_write will write it. */
static void
trial_round(struct fit_trial *t)
{
	for (uint32_t i = 0; i < t->nbands; i++) {
		struct eq_band *b = &t->band[i];

		b->freq_hz = round_to(b->freq_hz, 0.01);
		b->gain_db = round_to(b->gain_db, 0.01);
		b->q = round_to(b->q, b->q < 10 ? 1e-4 : 1e-3);
	}
}

static double
score(const struct fit_error *e)
{
	return e->max_db + rms_share * e->rms_db;
}

/* ---- From the best starts to one result ---- */

struct best {
	struct fit_trial trial;
	struct fit_error error;
};

/* Measured only when it looks better at the points of the problem, which is quicker. */
static void
consider(const struct fit *f, const struct fit_trial *t, struct best *best)
{
	double residual[SOLVE_POINTS], sum = 0;
	struct fit_error rough = { 0, 0, 0 }, e;

	fit_residual(&f->problem, t, residual);
	for (uint32_t i = 0; i < SOLVE_POINTS; i++) {
		rough.max_db = fmax(rough.max_db, fabs(residual[i]));
		sum += residual[i] * residual[i];
	}
	rough.rms_db = sqrt(sum / SOLVE_POINTS);
	if (score(&rough) >= score(&best->error))
		return;
	e = measure_trial(f, t);
	if (score(&e) < score(&best->error)) {
		best->trial = *t;
		best->error = e;
	}
}

/* Lawson's algorithm: weights grow with the residual; the mean weight stays 1. */
static void
reweight(struct fit_problem *p, const double *residual)
{
	double mean = 0, sum = 0;

	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		mean += fabs(residual[i]) / SOLVE_POINTS;
	for (uint32_t i = 0; i < SOLVE_POINTS && mean > 0; i++) {
		p->weight[i] *= 0.5 + 0.5 * fabs(residual[i]) / mean;
		sum += p->weight[i];
	}
	for (uint32_t i = 0; i < SOLVE_POINTS && mean > 0; i++)
		p->weight[i] = fmax(p->weight[i] * SOLVE_POINTS / sum, 1e-3);
}

static void
polish(struct fit *f, struct fit_trial *t, struct best *best)
{
	double residual[SOLVE_POINTS];

	for (uint32_t round = 0; round < LAWSON_ROUNDS; round++) {
		fit_residual(&f->problem, t, residual);
		reweight(&f->problem, residual);
		fit_solve(&f->problem, t, LAWSON_STEPS, &f->work);
		consider(f, t, best);
	}
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		f->problem.weight[i] = 1;
}

static void
tell(const struct fit *f, double done, const struct best *best)
{
	if (f->watch != NULL)
		f->watch->step(done, best->error.max_db, f->watch->arg);
}

static void
fit_run(struct fit *f, uint32_t nbands, struct fit_trial *result, struct fit_report *report)
{
	struct best best = { .error = { DBL_MAX / 4, 0, 0 } };
	struct fit_starts *s = &f->starts;

	for (uint32_t i = 0; i < s->n && i < POLISHED; i++) {
		fit_solve(&f->problem, &s->trial[i], SQUARES_STEPS, &f->work);
		consider(f, &s->trial[i], &best);
		tell(f, starts_share, &best);
	}
	report->squares = best.error;
	for (uint32_t i = 0; i < s->n && i < POLISHED; i++) {
		polish(f, &s->trial[i], &best);
		tell(f, starts_share + (1 - starts_share) * (i + 1) / POLISHED, &best);
	}
	if (s->subset.nbands > 0)
		consider(f, &s->subset, &best);
	*result = best.trial;
	report->rounded = best.error;
	report->nbands = nbands;
}

static double
floor_to_cent(double x)
{
	return floor(x * 100 + 1e-6) / 100;
}

/* The result as a preset with its preamp, and all that is said about it. */
static void
finish(struct fit *f, struct fit_trial *t, double preamp_db, struct preset *out,
	struct fit_report *report)
{
	trial_round(t);
	report->fitted = measure_trial(f, t);
	trial_preset(f, t, out);
	report->peak_db = preset_peak_db(out, f->problem.rate_hz, &report->peak_hz);
	out->preamp_db = floor_to_cent(fmin(preamp_db, -report->peak_db));
}

static struct fit *
fit_create(double rate_hz, enum eq_formulas design, const struct fit_watch *watch)
{
	struct fit *f = calloc(1, sizeof *f);

	if (f == NULL)
		return NULL;
	f->watch = watch;
	fit_problem_init(&f->problem, rate_hz, design);
	for (uint32_t i = 0; i < DENSE_POINTS; i++)
		f->freq_hz[i] = f->problem.fmin_hz * pow(f->problem.fmax_hz / f->problem.fmin_hz,
							     i / (DENSE_POINTS - 1.0));
	return f;
}

static void
say_source(struct preset *out, const char *what, const struct fit_report *r)
{
	snprintf(out->source, sizeof out->source,
		"%u %s fitted to %u bands, largest difference %.2f dB at %.0f Hz, rms %.2f dB",
		r->nfrom, what, r->nbands, r->fitted.max_db, r->fitted.max_hz, r->fitted.rms_db);
}

int
preset_fit(const struct preset *from, uint32_t nbands, double rate_hz, struct preset *out,
	struct fit_report *report, const struct fit_watch *watch)
{
	struct preset bands = *from;
	struct fit_trial result;
	struct fit *f;

	memset(report, 0, sizeof *report);
	if (nbands < 1 || nbands > EQ_BANDS_MAX)
		return -EINVAL;
	preset_keep_active(&bands);
	report->nfrom = bands.nfilters;
	if (bands.nfilters <= nbands) {
		*out = bands;
		report->exact = true;
		report->nbands = bands.nfilters;
		report->peak_db = preset_peak_db(out, rate_hz, &report->peak_hz);
		return 0;
	}
	f = fit_create(rate_hz, from->design, watch);
	if (f == NULL)
		return -ENOMEM;
	bands.preamp_db = 0;
	preset_response(&bands, rate_hz, f->problem.freq_hz, f->problem.target_db, SOLVE_POINTS);
	preset_response(&bands, rate_hz, f->freq_hz, f->target_db, DENSE_POINTS);
	fit_starts_filters(&f->starts, &f->problem, &bands, nbands, &f->work);
	report->subset = measure_trial(f, &f->starts.subset);
	bands.nfilters = nbands;
	report->first = measure(f, &bands);
	fit_run(f, nbands, &result, report);
	finish(f, &result, from->preamp_db, out, report);
	memcpy(out->title, from->title, sizeof out->title);
	say_source(out, "filters", report);
	free(f);
	return 0;
}

int
preset_fit_curve(const struct preset_curve *curve, double preamp_db, uint32_t nbands,
	double rate_hz, struct preset *out, struct fit_report *report,
	const struct fit_watch *watch)
{
	struct fit_trial result;
	struct fit *f;

	memset(report, 0, sizeof *report);
	if (nbands < 1 || nbands > EQ_BANDS_MAX || curve->n < 1)
		return -EINVAL;
	report->nfrom = curve->n;
	f = fit_create(rate_hz, EQ_RBJ, watch);
	if (f == NULL)
		return -ENOMEM;
	f->problem.offset_free = true;
	for (uint32_t i = 0; i < SOLVE_POINTS; i++)
		f->problem.target_db[i] = preset_curve_db(curve, f->problem.freq_hz[i]);
	for (uint32_t i = 0; i < DENSE_POINTS; i++)
		f->target_db[i] = preset_curve_db(curve, f->freq_hz[i]);
	fit_starts_curve(&f->starts, &f->problem, nbands, &f->work);
	fit_run(f, nbands, &result, report);
	finish(f, &result, preamp_db + result.offset_db, out, report);
	say_source(out, "points", report);
	free(f);
	return 0;
}
