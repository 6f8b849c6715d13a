/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The curve of the EQ that runs: designed from the same settings, by the same
 * function and for the same rate as the coefficients that the audio thread got,
 * so it knows of bypass, preamp, matched shapes and centres held below half the
 * rate.  Control designs it when something has changed; screen and OSC read it
 * at as many points as they can show, by one function.
 */
#ifndef AE_CONTROL_EQ_CURVE_H
#define AE_CONTROL_EQ_CURVE_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/eq.h"

enum { EQ_TRACE_MAX = 1024 };

struct eq_curve {
	uint32_t version; /* another with every change */
	double rate_hz;   /* 0: not known yet, so there is no curve */
	struct eq_settings settings;
	struct eq_coefficients coefficients;
	double fmin_hz, fmax_hz; /* 20 Hz to 20 kHz, at most half the rate */
	double peak_db, peak_hz; /* highest gain between them, preamp included */
	bool flat;               /* the same gain everywhere: peak_hz says nothing */
};

/* The curve at n points, log-spaced from fmin_hz to fmax_hz.  Between its neighbours' halves
 * a point goes from low_db to high_db, so that no narrow band is lost between two points. */
struct eq_trace {
	uint32_t version, n; /* what it is of; 0: nothing yet */
	float db[EQ_TRACE_MAX], low_db[EQ_TRACE_MAX], high_db[EQ_TRACE_MAX];
};

/* Context of all: any, one thread at a time per object. */

/* Design anew when settings or rate (0: not known) are others than before.  Padding counts as
 * settings: s is to come from eq_settings_read or a zeroed struct.  Starts from zeroed memory.
 * Return: whether it did. */
bool eq_curve_update(struct eq_curve *c, const struct eq_settings *s, double rate_hz);

/* Follow the curve at n points, 2 .. EQ_TRACE_MAX (clamped); does nothing while neither has
 * changed.  Starts from zeroed memory.  Return: false when there is no curve. */
bool eq_trace_update(struct eq_trace *t, const struct eq_curve *c, uint32_t n);

/* Frequency at a share of the axis, 0 .. 1, and back (outside that range for others). */
double eq_curve_hz(const struct eq_curve *c, double share);
double eq_curve_share(const struct eq_curve *c, double freq_hz);

#endif
