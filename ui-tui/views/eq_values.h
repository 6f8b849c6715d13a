/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ's parameters as the person at the keys has left them: what the newest
 * snapshot says, and over it what was asked for and has not come back yet.  So ten
 * quick steps are ten, and the picture follows a drag, however late snapshots are.
 * What does not come back within half a second was not taken; then the snapshot
 * is right again.
 */
#ifndef AE_UI_TUI_EQ_VALUES_H
#define AE_UI_TUI_EQ_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "control/eq_curve.h"

enum eq_field { EQ_FIELD_ON, EQ_FIELD_TYPE, EQ_FIELD_FREQ, EQ_FIELD_GAIN, EQ_FIELD_Q, EQ_NFIELDS };

/* Those of band i, from 0, then the others. */
enum {
	EQ_VALUE_PREAMP = EQ_BANDS_MAX * EQ_NFIELDS,
	EQ_VALUE_SOLO,
	EQ_VALUE_SLOT,
	EQ_VALUE_BANDS,
	EQ_VALUE_BYPASS,
	EQ_NVALUES
};

static inline uint32_t
eq_value_of_band(uint32_t i, enum eq_field f)
{
	return i * EQ_NFIELDS + (uint32_t)f;
}

struct eq_pending {
	bool waits;
	double value, until_s;
	uint64_t seq; /* of the snapshot that was there when it was asked for */
};

struct eq_values {
	struct eq_pending pending[EQ_NVALUES];
	struct eq_settings settings; /* with what is pending */
	struct eq_curve curve;       /* of them */
	bool slot_b;
};

struct desk;

/* Context of all: as desk.h. */

/* To be called before the others whenever time has gone on: what has come is no longer pending. */
void eq_values_settle(struct desk *d);

double eq_value(const struct desk *d, uint32_t value);

/* Its limits, as control's; a frequency's highest depends on the sample rate. */
double eq_value_lowest(uint32_t value);
double eq_value_highest(const struct desk *d, uint32_t value);

/* "/eq/band/3/gain". */
void eq_value_path(uint32_t value, char out[48]);

/* Clamped, remembered and asked for.  Return: false: it was clamped. */
bool eq_value_set(struct desk *d, uint32_t value, double to);

/* All that is pending is void: undo, another slot, a preset. */
void eq_values_forget(struct desk *d);

#endif
