/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A preset, or a curve, for the eyes: its filters as a table, its response as a drawing. */
#ifndef AE_CONTROL_PRESET_PRINT_H
#define AE_CONTROL_PRESET_PRINT_H

#include <stdio.h>

#include "control/presets/preset_import.h"

/* Context of all: any. */
void preset_print_filters(FILE *out, const struct preset *p, double rate_hz);

/* 72 columns, 12 rows, from 20 Hz to 20 kHz. */
void preset_print_curve(FILE *out, const struct preset_import *p, double rate_hz);

/* Highest gain, preamp included, of either kind. */
double preset_import_peak_db(const struct preset_import *p, double rate_hz, double *hz);

#endif
