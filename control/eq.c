/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ seen as one thing: a preset goes in through the address space like
 * everything else, and the settings that front ends draw come out of it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/control_private.h"

static const char *const FIELDS[] = { "on", "type", "freq", "gain", "q" };
enum { FIELD_ON, FIELD_TYPE, FIELD_FREQ, FIELD_GAIN, FIELD_Q, NFIELDS };

/* Index of /eq/band/n/field, n from 1; -ENOENT. */
static int
band_index(const struct control *c, uint32_t band, int field)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "/eq/band/%u/%s", band, FIELDS[field]);
	return param_table_find(&c->params, path);
}

static double
read_value(const struct control *c, int index, double otherwise)
{
	return index >= 0 ? (double)c->params.value[index] : otherwise;
}

/* Set, and say when the EQ cannot do it as the file has it. */
static void
set_value(struct control *c, const char *name, int index, double value)
{
	float now;

	if (index < 0 || param_table_set(&c->params, (uint32_t)index, (float)value) < 0)
		return;
	now = c->params.value[index];
	if (fabs((double)now - value) > 1e-4 * fabs(value) + 1e-6)
		control_log(c, "%s: %s %g is out of range, %g is used", name,
			c->params.entry[index].path, value, (double)now);
}

static void
apply_filter(struct control *c, const char *name, uint32_t band, const struct preset_filter *f)
{
	set_value(c, name, band_index(c, band, FIELD_TYPE), f->band.type);
	set_value(c, name, band_index(c, band, FIELD_FREQ), f->band.freq_hz);
	set_value(c, name, band_index(c, band, FIELD_GAIN), f->band.gain_db);
	set_value(c, name, band_index(c, band, FIELD_Q), preset_q(f, c->edits.rate_hz));
	set_value(c, name, band_index(c, band, FIELD_ON), f->band.on);
}

/* A band that the preset does not use: off, and otherwise as at the very first. */
static void
clear_band(struct control *c, uint32_t band)
{
	for (int field = FIELD_ON; field < NFIELDS; field++) {
		int i = band_index(c, band, field);

		if (i >= 0)
			param_table_set(&c->params, (uint32_t)i,
				field == FIELD_ON ? 0 : c->params.entry[i].info->def);
	}
}

void
eq_apply_preset(struct control *c, const struct preset *p, const char *name, bool of_file)
{
	struct eq_edit *now = &c->edits.now;

	if (p->nfilters > EQ_BANDS)
		control_log(c, "%s: %u filters, the EQ now has 16 bands", name, p->nfilters);
	set_value(c, name, param_table_find(&c->params, "/eq/bands"),
		p->nfilters > EQ_BANDS ? EQ_BANDS_MAX : EQ_BANDS);
	set_value(c, name, param_table_find(&c->params, "/eq/preamp"), p->preamp_db);
	set_value(c, name, param_table_find(&c->params, "/eq/design"), p->design);
	memset(now->bandwidth_oct, 0, sizeof now->bandwidth_oct);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		if (i < p->nfilters) {
			apply_filter(c, name, i + 1, &p->filter[i]);
			now->bandwidth_oct[i] = (float)p->filter[i].bandwidth_oct;
		} else {
			clear_band(c, i + 1);
		}
	snprintf(now->preset, sizeof now->preset, "%s", name);
	now->of_file = of_file;
	eq_edit_read(c);
	memcpy(now->loaded, now->value, sizeof now->loaded);
	c->edits.touched = HISTORY_MANY;
}

static struct eq_band
read_band(const struct control *c, uint32_t i)
{
	return (struct eq_band){ .on = read_value(c, band_index(c, i + 1, FIELD_ON), 1) > 0.5,
		.type = (enum eq_type)read_value(c, band_index(c, i + 1, FIELD_TYPE), EQ_PK),
		.freq_hz = read_value(c, band_index(c, i + 1, FIELD_FREQ), 1000),
		.gain_db = read_value(c, band_index(c, i + 1, FIELD_GAIN), 0),
		.q = read_value(c, band_index(c, i + 1, FIELD_Q), 1) };
}

/* Where parameter number index is among the edits' values. */
static uint32_t
edit_of(const struct control *c, int index)
{
	uint32_t i = 0;

	while (i < c->edits.n && c->edits.index[i] != (uint32_t)index)
		i++;
	return i;
}

void
eq_apply_bandwidths(struct control *c)
{
	struct eq_edit *now = &c->edits.now;

	eq_edit_read(c);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		struct preset_filter f = { .band = read_band(c, i),
			.bandwidth_oct = (double)now->bandwidth_oct[i] };
		int index = band_index(c, i + 1, FIELD_Q);
		uint32_t q = edit_of(c, index);

		if (f.bandwidth_oct <= 0 || q >= c->edits.n || now->value[q] != now->loaded[q])
			continue; /* or changed by hand since */
		param_table_set(&c->params, (uint32_t)index, (float)preset_q(&f, c->edits.rate_hz));
		now->value[q] = now->loaded[q] = c->params.value[index];
	}
}

void
eq_follow_bandwidths(const struct control *c, struct eq_edit *e)
{
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		uint32_t q = edit_of(c, band_index(c, i + 1, FIELD_Q));

		if (e->bandwidth_oct[i] > 0 && q < c->edits.n)
			e->loaded[q] = e->value[q];
	}
}

void
eq_drop_bandwidths(const struct control *c, const struct eq_edit *e, float out[EQ_BANDS_MAX])
{
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		uint32_t q = edit_of(c, band_index(c, i + 1, FIELD_Q));
		bool follows = q < c->edits.n && e->loaded[q] == e->value[q];

		out[i] = follows ? e->bandwidth_oct[i] : 0;
	}
}

void
eq_warn_of_rate(struct control *c)
{
	const struct eq_edit *now = eq_edit_read(c);

	for (uint32_t i = 0; i < EQ_BANDS_MAX && now->preset[0] != '\0'; i++) {
		struct eq_band b = read_band(c, i);
		uint32_t freq = edit_of(c, band_index(c, i + 1, FIELD_FREQ));

		if (b.on && b.freq_hz > 0.49 * c->edits.rate_hz && freq < c->edits.n &&
			now->value[freq] == now->loaded[freq])
			control_log(c, "%s: %g Hz is above 0.49 of the sample rate, %g Hz is used",
				now->preset, b.freq_hz, 0.49 * c->edits.rate_hz);
	}
}

void
eq_settings_read(const struct control *c, struct eq_settings *out)
{
	uint32_t nbands;

	memset(out, 0, sizeof *out);
	out->bypass = read_value(c, param_table_find(&c->params, "/eq/bypass"), 0) > 0.5;
	out->preamp_db = read_value(c, param_table_find(&c->params, "/eq/preamp"), 0);
	out->design = read_value(c, param_table_find(&c->params, "/eq/design"), EQ_RBJ) > 0.5
			      ? EQ_MATCHED
			      : EQ_RBJ;
	out->solo = (uint32_t)read_value(c, param_table_find(&c->params, "/eq/solo"), 0);
	nbands = (uint32_t)read_value(c, param_table_find(&c->params, "/eq/bands"), EQ_BANDS);
	out->nbands = nbands < EQ_BANDS_MAX ? nbands : EQ_BANDS_MAX;
	for (uint32_t i = 0; i < out->nbands; i++)
		out->band[i] = read_band(c, i);
}

void
eq_heed_band(struct control *c, const char *path)
{
	int bands = param_table_find(&c->params, "/eq/bands");
	unsigned band;

	if (bands < 0 || sscanf(path, "/eq/band/%u/", &band) != 1 || band <= EQ_BANDS ||
		c->params.value[bands] >= EQ_BANDS_MAX)
		return;
	param_table_set(&c->params, (uint32_t)bands, EQ_BANDS_MAX);
	control_log(c, "the EQ now has 16 bands");
}
