/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A curve made of many filters, or drawn through points, with as few bands as
 * the EQ has.  What is claimed of the result is measured afterwards, on a grid
 * of its own, with the EQ's own formulas, and of the numbers as they are
 * written to a file.  No I/O, and the same input gives the same bands.
 */
#ifndef AE_CONTROL_PRESET_FIT_H
#define AE_CONTROL_PRESET_FIT_H

#include <stdint.h>

#include "control/presets/preset.h"

enum { FIT_POINTS_MAX = 512, FIT_BANDS = 8 };

/* Points in ascending order of frequency; between them straight on a logarithmic axis, flat
 * outside, as Equalizer APO's GraphicEQ has it.  n >= 1. */
struct preset_curve {
	uint32_t n;
	double freq_hz[FIT_POINTS_MAX], gain_db[FIT_POINTS_MAX];
};

/* A difference between two curves from 20 Hz to 20 kHz, at most 0.49 of the rate. */
struct fit_error {
	double max_db, max_hz, rms_db;
};

struct fit_report {
	uint32_t nfrom;           /* filters, or points of a curve */
	uint32_t nbands;          /* of the result */
	struct fit_error fitted;  /* of the result */
	struct fit_error rounded; /* of the result before its numbers were rounded */
	struct fit_error squares; /* what least squares alone reach */
	struct fit_error subset;  /* of the best choice of filters, as they are; a curve has none */
	struct fit_error first;   /* of the first filters, as they are; likewise */
	double peak_db, peak_hz;  /* highest gain of the bands, without the preamp */
	bool exact;               /* nothing had to be fitted: the preset is as it was */
};

/* Somebody who waits is told how far it is.  Context of step: the caller of the fit. */
struct fit_watch {
	/* done: 0 to 1; error_db: largest difference reached so far, of what was measured */
	void (*step)(double done, double error_db, void *arg);
	void *arg;
};

/* Level of a curve.  Context: any. */
double preset_curve_db(const struct preset_curve *c, double freq_hz);

/* Leave out the filters that are off.  Context: any. */
void preset_keep_active(struct preset *p);

/* The active filters of from become at most nbands (1 .. EQ_BANDS_MAX).  When they are no more than
 * that, *out has them as they are, and the preamp too.  Else: levels below -40 dB count as -40 dB;
 * the largest difference is made as small as possible, where that costs little in the mean.  The
 * preamp becomes minus the highest gain of the result, so that nothing clips; it stays where it was
 * lower.  The design stays; title stays; source says from what and how well. Context: control,
 * takes some seconds at worst.  watch: NULL: nobody waits.
 * Return: 0; -EINVAL: bad nbands; -ENOMEM. */
int preset_fit(const struct preset *from, uint32_t nbands, double rate_hz, struct preset *out,
	struct fit_report *report, const struct fit_watch *watch);

/* The same for a curve: its level as a whole goes to the preamp.  preamp_db: what stands beside
 * it.  Return: likewise; -EINVAL also for a curve without points. */
int preset_fit_curve(const struct preset_curve *curve, double preamp_db, uint32_t nbands,
	double rate_hz, struct preset *out, struct fit_report *report,
	const struct fit_watch *watch);

/* Highest gain of a preset without its preamp, from 20 Hz to 20 kHz, as the screen's.
 * Return: dB, below 0 where all is cut; *hz where.  More than EQ_BANDS_MAX filters
 * count as well.  Context: any. */
double preset_peak_db(const struct preset *p, double rate_hz, double *hz);

/* Level of a preset at a frequency, preamp included.  Context: any; for one point, see
 * preset_response for many. */
void preset_response(
	const struct preset *p, double rate_hz, const double *freq_hz, double *db, uint32_t n);

#endif
