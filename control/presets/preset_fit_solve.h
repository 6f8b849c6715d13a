/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The least squares below preset_fit.c.  Nobody else includes this. */
#ifndef AE_CONTROL_PRESET_FIT_SOLVE_H
#define AE_CONTROL_PRESET_FIT_SOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/eq.h"

enum { SOLVE_POINTS = 240, SOLVE_BANDS_MAX = 24, SOLVE_PARAMS_MAX = 3 * SOLVE_BANDS_MAX + 1 };

/* What is wanted, at log-spaced points. */
struct fit_problem {
	double rate_hz;
	enum eq_formulas design;
	bool offset_free; /* a level for all of it belongs to the solution */
	double fmin_hz, fmax_hz;
	double freq_hz[SOLVE_POINTS], phi[SOLVE_POINTS]; /* sin^2(w / 2) */
	double target_db[SOLVE_POINTS], weight[SOLVE_POINTS];
};

struct fit_trial {
	uint32_t nbands;
	struct eq_band band[SOLVE_BANDS_MAX];
	double offset_db;
};

/* Squared magnitudes at the points; their quotient is the band's. */
struct fit_powers {
	double zeros[SOLVE_POINTS], poles[SOLVE_POINTS];
};

struct fit_work { /* of one solution at a time */
	struct fit_powers powers[SOLVE_BANDS_MAX];
	double sum[SOLVE_POINTS];
	double column[SOLVE_PARAMS_MAX][SOLVE_POINTS];
	double matrix[SOLVE_PARAMS_MAX][SOLVE_PARAMS_MAX],
		factor[SOLVE_PARAMS_MAX][SOLVE_PARAMS_MAX];
	double gradient[SOLVE_PARAMS_MAX], step[SOLVE_PARAMS_MAX];
	double residual[SOLVE_POINTS], tried[SOLVE_POINTS];
};

/* Levels below this are all the same. */
#define FIT_FLOOR_DB (-40.0)

/* Points and weights of 1; the target is filled in by the caller.  Context of all: any. */
void fit_problem_init(struct fit_problem *p, double rate_hz, enum eq_formulas design);

/* One band at the points of the problem, dB. */
void fit_levels(const struct fit_problem *p, const struct eq_band *band, double db[SOLVE_POINTS]);

/* What the trial has too much, at each point.  Return: the sum of weighted squares. */
double fit_residual(
	const struct fit_problem *p, const struct fit_trial *t, double residual[SOLVE_POINTS]);

/* Damped Gauss-Newton (Marquardt 1963) on gain, log f and log Q of each band, and the offset, held
 * within the EQ's ranges; each step lowers the sum of weighted squares and, by very little, of
 * gains.  Return: that sum. */
double fit_solve(
	const struct fit_problem *p, struct fit_trial *t, uint32_t steps, struct fit_work *work);

#endif
