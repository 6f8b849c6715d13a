/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See eq_values.h. */
#include "ui-tui/views/eq_values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

static const double patience_s = 0.5;
static const double highest_of_rate = 0.49; /* as control_highest */

/* In the order of enum eq_field, then of the values that follow; as the EQ node's parameters,
 * which a test compares. */
static const struct {
	const char *name;
	double lowest, highest;
} limit[] = {
	{ "on", 0, 1 },
	{ "type", 0, EQ_NTYPES - 1 },
	{ "freq", 10, 188160 },
	{ "gain", -30, 30 },
	{ "q", 0.05, 50 },
	{ "preamp", -30, 12 },
	{ "solo", 0, EQ_BANDS_MAX },
	{ "slot", 0, 1 },
	{ "bands", EQ_BANDS, EQ_BANDS_MAX },
	{ "bypass", 0, 1 },
};

static uint32_t
kind_of(uint32_t value)
{
	return value < EQ_VALUE_PREAMP ? value % EQ_NFIELDS : EQ_NFIELDS + value - EQ_VALUE_PREAMP;
}

static double
band_value(const struct eq_band *b, enum eq_field f)
{
	switch (f) {
	case EQ_FIELD_ON:
		return b->on;
	case EQ_FIELD_TYPE:
		return (double)b->type;
	case EQ_FIELD_FREQ:
		return b->freq_hz;
	case EQ_FIELD_GAIN:
		return b->gain_db;
	default:
		return b->q;
	}
}

/* As the snapshot has it. */
static double
live_value(const struct snapshot *s, uint32_t value)
{
	if (value < EQ_VALUE_PREAMP)
		return band_value(&s->eq.band[value / EQ_NFIELDS], value % EQ_NFIELDS);
	switch (value) {
	case EQ_VALUE_PREAMP:
		return s->eq.preamp_db;
	case EQ_VALUE_SOLO:
		return s->eq.solo;
	case EQ_VALUE_SLOT:
		return s->slot_b;
	case EQ_VALUE_BYPASS:
		return s->eq.bypass;
	default:
		return s->eq.nbands;
	}
}

static void
band_take(struct eq_band *b, enum eq_field f, double to)
{
	switch (f) {
	case EQ_FIELD_ON:
		b->on = to > 0.5;
		break;
	case EQ_FIELD_TYPE:
		b->type = (enum eq_type)lround(to);
		break;
	case EQ_FIELD_FREQ:
		b->freq_hz = to;
		break;
	case EQ_FIELD_GAIN:
		b->gain_db = to;
		break;
	default:
		b->q = to;
		break;
	}
}

static void
take(struct eq_values *v, uint32_t value, double to)
{
	if (value < EQ_VALUE_PREAMP)
		band_take(&v->settings.band[value / EQ_NFIELDS], value % EQ_NFIELDS, to);
	else if (value == EQ_VALUE_PREAMP)
		v->settings.preamp_db = to;
	else if (value == EQ_VALUE_SOLO)
		v->settings.solo = (uint32_t)lround(to);
	else if (value == EQ_VALUE_SLOT)
		v->slot_b = to > 0.5;
	else if (value == EQ_VALUE_BYPASS)
		v->settings.bypass = to > 0.5;
	else
		v->settings.nbands = (uint32_t)lround(to);
}

/* What control keeps as float. */
static bool
is_same(double a, double b)
{
	return fabs(a - b) <= 1e-5 * fabs(b) + 1e-6;
}

/* Return: whether it still is to come. */
static bool
still_waits(struct desk *d, uint32_t value)
{
	const struct eq_pending *p = &d->eq.values.pending[value];
	char path[48];

	if (is_same(live_value(&d->live, value), p->value))
		return false;
	if (d->now_s <= p->until_s || d->live.seq == p->seq)
		return true;
	eq_value_path(value, path);
	if (d->message[0] == '\0') /* else somebody knows better why */
		desk_say(d, "%s was not taken: it is %g, not %g", path, live_value(&d->live, value),
			p->value);
	return false;
}

/* The settings are copied as memory, and only members set: padding counts for eq_curve_update. */
void
eq_values_settle(struct desk *d)
{
	struct eq_values *v = &d->eq.values;

	memcpy(&v->settings, &d->live.eq, sizeof v->settings);
	v->slot_b = d->live.slot_b;
	for (uint32_t i = 0; i < EQ_NVALUES; i++) {
		if (!v->pending[i].waits)
			continue;
		v->pending[i].waits = still_waits(d, i);
		if (v->pending[i].waits)
			take(v, i, v->pending[i].value);
	}
	if (v->settings.nbands > EQ_BANDS_MAX)
		v->settings.nbands = EQ_BANDS_MAX;
	eq_curve_update(&v->curve, &v->settings, d->live.eq_curve.rate_hz);
}

double
eq_value(const struct desk *d, uint32_t value)
{
	const struct eq_pending *p = &d->eq.values.pending[value];

	return p->waits ? p->value : live_value(&d->live, value);
}

double
eq_value_lowest(uint32_t value)
{
	return limit[kind_of(value)].lowest;
}

double
eq_value_highest(const struct desk *d, uint32_t value)
{
	double highest = limit[kind_of(value)].highest;
	double of_rate = highest_of_rate * d->live.info.rate_hz;

	return kind_of(value) == EQ_FIELD_FREQ && of_rate > 0 ? fmin(of_rate, highest) : highest;
}

void
eq_value_path(uint32_t value, char out[48])
{
	const char *name = limit[kind_of(value)].name;

	if (value < EQ_VALUE_PREAMP)
		snprintf(out, 48, "/eq/band/%u/%s", value / EQ_NFIELDS + 1, name);
	else
		snprintf(out, 48, "/eq/%s", name);
}

bool
eq_value_set(struct desk *d, uint32_t value, double to)
{
	double held = fmin(fmax(to, eq_value_lowest(value)), eq_value_highest(d, value));
	char path[48];

	d->eq.values.pending[value] = (struct eq_pending){
		.waits = true,
		.value = held,
		.until_s = d->now_s + patience_s,
		.seq = d->live.seq,
	};
	take(&d->eq.values, value, held);
	eq_value_path(value, path);
	desk_set(d, (float)held, "%s", path);
	return held == to;
}

void
eq_values_forget(struct desk *d)
{
	memset(d->eq.values.pending, 0, sizeof d->eq.values.pending);
}
