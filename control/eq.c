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
set_value(struct control *c, int index, double value)
{
	float now;

	if (index < 0 || param_table_set(&c->params, (uint32_t)index, (float)value) < 0)
		return;
	now = c->params.value[index];
	if (fabs((double)now - value) > 1e-4 * fabs(value) + 1e-6)
		control_log(c, "%s: %s %g is out of range, %g is used", c->preset_name,
			c->params.entry[index].path, value, (double)now);
}

static void
apply_filter(struct control *c, uint32_t band, const struct preset_filter *f, double rate_hz)
{
	set_value(c, band_index(c, band, FIELD_TYPE), f->band.type);
	set_value(c, band_index(c, band, FIELD_FREQ), f->band.freq_hz);
	set_value(c, band_index(c, band, FIELD_GAIN), f->band.gain_db);
	set_value(c, band_index(c, band, FIELD_Q), preset_q(f, rate_hz));
	set_value(c, band_index(c, band, FIELD_ON), f->band.on);
}

void
eq_apply_preset(struct control *c)
{
	const struct preset *p = &c->preset;
	double rate_hz = c->options.rate_hz > 0 ? c->options.rate_hz : 48000;

	if (p->nfilters > EQ_BANDS)
		control_log(
			c, "%s: %u filters, the EQ now has 16 bands", c->preset_name, p->nfilters);
	set_value(c, param_table_find(&c->params, "/eq/bands"),
		p->nfilters > EQ_BANDS ? EQ_BANDS_MAX : EQ_BANDS);
	set_value(c, param_table_find(&c->params, "/eq/preamp"), p->preamp_db);
	set_value(c, param_table_find(&c->params, "/eq/design"), p->design);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		if (i < p->nfilters)
			apply_filter(c, i + 1, &p->filter[i], rate_hz);
		else
			set_value(c, band_index(c, i + 1, FIELD_ON), 0);
	if (c->preset_value != NULL)
		memcpy(c->preset_value, c->params.value, c->params.n * sizeof *c->preset_value);
}

void
eq_apply_bandwidths(struct control *c, double rate_hz)
{
	for (uint32_t i = 0; i < c->preset.nfilters; i++) {
		const struct preset_filter *f = &c->preset.filter[i];
		int q = band_index(c, i + 1, FIELD_Q);

		if (f->band.freq_hz > 0.49 * rate_hz)
			control_log(c, "%s: %g Hz is above 0.49 of the sample rate, %g Hz is used",
				c->preset_name, f->band.freq_hz, 0.49 * rate_hz);
		if (f->bandwidth_oct <= 0 || q < 0 || c->params.value[q] != c->preset_value[q])
			continue; /* or changed by hand since */
		param_table_set(&c->params, (uint32_t)q, (float)preset_q(f, rate_hz));
		c->preset_value[q] = c->params.value[q];
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
	nbands = (uint32_t)read_value(c, param_table_find(&c->params, "/eq/bands"), EQ_BANDS);
	out->nbands = nbands < EQ_BANDS_MAX ? nbands : EQ_BANDS_MAX;
	for (uint32_t i = 0; i < out->nbands; i++) {
		struct eq_band *band = &out->band[i];

		band->on = read_value(c, band_index(c, i + 1, FIELD_ON), 1) > 0.5;
		band->type = (enum eq_type)read_value(c, band_index(c, i + 1, FIELD_TYPE), EQ_PK);
		band->freq_hz = read_value(c, band_index(c, i + 1, FIELD_FREQ), 1000);
		band->gain_db = read_value(c, band_index(c, i + 1, FIELD_GAIN), 0);
		band->q = read_value(c, band_index(c, i + 1, FIELD_Q), 1);
	}
}

bool
eq_preset_modified(const struct control *c)
{
	const struct param_node *eq = param_table_node(&c->params, "eq");

	return c->preset_name[0] != '\0' && eq != NULL &&
	       memcmp(c->preset_value + eq->first, c->params.value + eq->first,
		       eq->nparams * sizeof *c->preset_value) != 0;
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
