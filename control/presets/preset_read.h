/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One reader for each foreign kind, and what they share.  Only preset_import.c and they include
 * this.  Context: any. */
#ifndef AE_CONTROL_PRESET_READ_H
#define AE_CONTROL_PRESET_READ_H

#include <stdbool.h>

#include "control/presets/preset_import.h"

/* *out comes zeroed; else as preset_import. */
int preset_read_easyeffects(
	const char *text, size_t len, struct preset *out, struct preset_error *err);
int preset_read_camilladsp(
	const char *text, size_t len, struct preset *out, struct preset_error *err);

/* Return: -EINVAL. */
__attribute__((format(printf, 3, 4))) int import_refuse(
	struct preset_error *err, uint32_t line, const char *format, ...);
__attribute__((format(printf, 3, 4))) void import_warn(
	struct preset *p, uint32_t line, const char *format, ...);

/* Numbers that no filter can have are refused, by the name of the band.  Return: 0, -EINVAL. */
int import_add(struct preset *p, const struct preset_filter *f, const char *name, uint32_t line,
	struct preset_error *err);

/* Q of a shelf of a slope S: 1/Q^2 = (A + 1/A)(1/S - 1) + 2 (RBJ). */
double import_q_of_slope(double slope, double gain_db);

#endif
