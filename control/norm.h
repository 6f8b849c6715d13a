/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A parameter's value as a place from 0 to 1 in its range, for faders that know
 * nothing of units: /norm/ addresses and MIDI.  Where the parameter is
 * logarithmic (Hz, q), equal ways of the fader are equal ratios.
 */
#ifndef AE_CONTROL_NORM_H
#define AE_CONTROL_NORM_H

#include "engine/param.h"

/* From n of 0 to 1 to a value of low to high, exactly these at the ends; low may be the larger.
 * LIN, INTEGER, SWITCH, CHOICE: low + n (high - low), whole numbers but for LIN; LOG, both above 0:
 * low (high / low)^n.  n is held to 0 .. 1, NaN counts as 0.  Context: any. */
float norm_between(enum param_scale scale, float low, float high, float n);

/* The place of a value; values beyond the ends are held.  low equal to high, NaN: 0. */
float norm_place(enum param_scale scale, float low, float high, float value);

/* The same in the whole range of a parameter. */
float norm_to_value(const struct param_info *info, float n);
float norm_of_value(const struct param_info *info, float value);

#endif
