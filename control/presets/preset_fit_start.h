/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where preset_fit.c begins.  Nobody else includes this. */
#ifndef AE_CONTROL_PRESET_FIT_START_H
#define AE_CONTROL_PRESET_FIT_START_H

#include "control/presets/preset.h"
#include "control/presets/preset_fit_solve.h"

enum { STARTS_MAX = 12, BEAM = 64 };

struct fit_choice {
	uint64_t mask; /* of filters */
	double sum_db[SOLVE_POINTS], cost;
};

struct fit_beam { /* sorted by cost */
	uint32_t n;
	struct fit_choice choice[BEAM];
};

struct fit_starts { /* least squares have gone some steps from each; the lowest first */
	uint32_t n;
	struct fit_trial trial[STARTS_MAX];
	double cost[STARTS_MAX];
	struct fit_trial subset; /* the best choice of filters as they are; no bands: none */
	struct fit_beam beam[2]; /* for the search; then free */
	double level_db[PRESET_FILTERS_MAX][SOLVE_POINTS];
};

/* nbands of the filters of p, which has more than that, and curves from scratch.
 * Context: control. */
void fit_starts_filters(struct fit_starts *s, const struct fit_problem *problem,
	const struct preset *p, uint32_t nbands, struct fit_work *work);

/* For a target that is no sum of filters. */
void fit_starts_curve(struct fit_starts *s, const struct fit_problem *problem, uint32_t nbands,
	struct fit_work *work);

#endif
