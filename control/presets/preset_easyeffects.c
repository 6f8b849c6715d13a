/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EasyEffects' presets.  Its equalizer is that of LSP, whose band modes are:
 * APO (DR), the Audio EQ Cookbook; RLC (BT), the same sections with another
 * meaning of Q and steepness, which can be converted exactly; RLC (MT), those
 * by a transform that differs towards half the rate; BWC and LRX, chains of
 * other shapes.  A band of a steepness of n is n sections, each of 1/n of its
 * gain; in APO (DR) steepness means nothing.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "control/presets/preset_read.h"

enum { BANDS_MAX = 32, NAME_BYTES = 48, STEEPNESS_MAX = 16 };
enum mode { MODE_APO, MODE_RLC_BT, MODE_RLC_MT, MODE_OTHER };

struct reader {
	struct preset *out;
	struct preset_error *err;
	const char *plugin; /* "equalizer#0" */
};

/* What a type is in modes other than APO: which number of theirs makes our Q. */
enum law { LAW_BELL, LAW_RESONANCE, LAW_SHELF, LAW_PASS, LAW_NOTCH, LAW_NONE };

static const struct band_type {
	const char *name;
	enum eq_type type;
	enum law law;
} band_types[] = {
	{ "Bell", EQ_PK, LAW_BELL },
	{ "Hi-pass", EQ_HP, LAW_PASS },
	{ "Hi-shelf", EQ_HSC, LAW_SHELF },
	{ "Lo-pass", EQ_LP, LAW_PASS },
	{ "Lo-shelf", EQ_LSC, LAW_SHELF },
	{ "Notch", EQ_NO, LAW_NOTCH },
	{ "Resonance", EQ_PK, LAW_RESONANCE },
	{ "Allpass", EQ_AP, LAW_NONE },
	{ "Bandpass", EQ_BP, LAW_NONE },
};

/* LSP's formulas (lsp-dsp-units, Filter.cpp), solved for the cookbook's Q; gain_db of one of n. */
static double
q_of_rlc(enum law law, double q, double gain_db, uint32_t n)
{
	double gain = pow(10, gain_db / 20);

	if (law == LAW_BELL)
		return sqrt(gain) * (1 + 2 * q / n) / (2 * sqrt(1 + gain * gain));
	if (law == LAW_RESONANCE)
		return sqrt(1 + gain * gain) * (1 + q) / (2 * sqrt(gain));
	return (1 + q) / 2;
}

/* ---- Values ---- */

static double
number(const json_t *object, const char *key, double otherwise)
{
	const json_t *v = json_object_get(object, key);

	return json_is_number(v) ? json_number_value(v) : otherwise;
}

static const char *
string(const json_t *object, const char *key, const char *otherwise)
{
	const json_t *v = json_object_get(object, key);

	return json_is_string(v) ? json_string_value(v) : otherwise;
}

static enum mode
mode_of(const char *name)
{
	return strcmp(name, "APO (DR)") == 0   ? MODE_APO
	       : strcmp(name, "RLC (BT)") == 0 ? MODE_RLC_BT
	       : strcmp(name, "RLC (MT)") == 0 ? MODE_RLC_MT
					       : MODE_OTHER;
}

/* "x1" to "x16"; 0: not understood. */
static uint32_t
steepness_of(const char *text)
{
	unsigned n;
	char rest;

	return sscanf(text, "x%2u%c", &n, &rest) == 1 && n >= 1 && n <= STEEPNESS_MAX ? n : 0;
}

/* ---- A band ---- */

static int
convert(struct reader *r, const json_t *band, const char *name, const struct band_type *type,
	struct preset_filter *f, uint32_t *n)
{
	const char *mode_name = string(band, "mode", "RLC (BT)");
	enum mode mode = mode_of(mode_name);

	*n = 1;
	if (mode == MODE_APO)
		return 0;
	if (type->law == LAW_NONE)
		return import_refuse(r->err, 0,
			"%s: %s in mode %.20s cannot be had; set its mode to APO (DR)", name,
			type->name, mode_name);
	*n = steepness_of(string(band, "slope", "x1"));
	if (*n == 0)
		return import_refuse(r->err, 0, "%s: slope \"%.20s\" is not understood", name,
			string(band, "slope", "x1"));
	if (type->law == LAW_NOTCH)
		*n = 1;
	if (f->band.gain_db != 0)
		f->band.gain_db /= *n;
	f->band.q = q_of_rlc(type->law, f->band.q, f->band.gain_db, *n);
	if (mode == MODE_RLC_MT)
		import_warn(r->out, 0,
			"%s: RLC (MT) is taken as RLC (BT), which is narrower near half the rate",
			name);
	else if (mode == MODE_OTHER)
		import_warn(r->out, 0,
			"%s: mode \"%.20s\" is taken as RLC (BT); its flanks are of another shape",
			name, mode_name);
	return 0;
}

static int
read_band(struct reader *r, const json_t *band, const char *name)
{
	const char *type_name = string(band, "type", "Off");
	const struct band_type *type = NULL;
	struct preset_filter f = { 0 };
	uint32_t n;
	int result;

	if (strcmp(type_name, "Off") == 0)
		return 0;
	for (size_t i = 0; i < sizeof band_types / sizeof *band_types; i++)
		if (strcmp(type_name, band_types[i].name) == 0)
			type = &band_types[i];
	if (type == NULL)
		return import_refuse(r->err, 0,
			"%s: type \"%.20s\" cannot be had; only Bell, shelves, passes, Notch, "
			"Resonance and Allpass",
			name, type_name);
	f.band = (struct eq_band){ true, type->type, number(band, "frequency", NAN),
		number(band, "gain", 0), number(band, "q", NAN) };
	if (isnan(f.band.freq_hz) || isnan(f.band.q))
		return import_refuse(
			r->err, 0, "%s has no %s", name, isnan(f.band.freq_hz) ? "frequency" : "q");
	if (type->law == LAW_PASS || type->law == LAW_NOTCH || type->law == LAW_NONE)
		f.band.gain_db = 0;
	if (mode_of(string(band, "mode", "RLC (BT)")) == MODE_APO)
		f.band.q = fmax(f.band.q, 0.01); /* as LSP does */
	result = convert(r, band, name, type, &f, &n);
	for (uint32_t i = 0; i < n && result == 0; i++)
		result = import_add(r->out, &f, name, 0, r->err);
	return result;
}

/* ---- An equalizer ---- */

static int
read_channel(struct reader *r, const json_t *channel, uint32_t nbands)
{
	bool solo = false;
	char key[NAME_BYTES];

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < nbands; i++) {
			const json_t *band;
			int result;

			snprintf(key, sizeof key, "band%u", i);
			band = json_object_get(channel, key);
			if (pass == 0) {
				solo |= json_is_true(json_object_get(band, "solo"));
				continue;
			}
			if (!json_is_object(band))
				return import_refuse(
					r->err, 0, "%.20s: %s is missing", r->plugin, key);
			if (json_is_true(json_object_get(band, "mute")) ||
				(solo && !json_is_true(json_object_get(band, "solo"))))
				continue;
			result = read_band(r, band, key);
			if (result < 0)
				return result;
		}
	if (solo)
		import_warn(
			r->out, 0, "%.20s: bands are on solo, the others are left out", r->plugin);
	return 0;
}

/* The bands that count of two channels; others may be anything. */
static bool
channels_equal(const json_t *left, const json_t *right, uint32_t nbands)
{
	char key[NAME_BYTES];

	for (uint32_t i = 0; i < nbands; i++) {
		snprintf(key, sizeof key, "band%u", i);
		if (!json_equal(json_object_get(left, key), json_object_get(right, key)))
			return false;
	}
	return true;
}

static void
warn_of_rest(struct reader *r, const json_t *eq)
{
	static const char *const other[] = { "balance", "pitch-left", "pitch-right" };

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (number(eq, other[i], 0) != 0)
			import_warn(r->out, 0, "%.20s: %s %g is left out", r->plugin, other[i],
				number(eq, other[i], 0));
	if (strcmp(string(eq, "mode", "IIR"), "IIR") != 0)
		import_warn(r->out, 0, "%.20s: mode %.10s becomes IIR: the same curve, with phase",
			r->plugin, string(eq, "mode", ""));
}

static int
read_equalizer(struct reader *r, const json_t *eq)
{
	const json_t *left = json_object_get(eq, "left"), *right = json_object_get(eq, "right");
	double nbands = number(eq, "num-bands", BANDS_MAX);
	double gain = number(eq, "input-gain", 0) + number(eq, "output-gain", 0);

	if (json_is_true(json_object_get(eq, "bypass"))) {
		import_warn(r->out, 0, "%.20s is bypassed, left out", r->plugin);
		return 0;
	}
	if (!json_is_object(left))
		return import_refuse(r->err, 0, "%.20s has no bands (\"left\")", r->plugin);
	if (!(nbands >= 1 && nbands <= BANDS_MAX))
		return import_refuse(
			r->err, 0, "%.20s: num-bands is 1 to %d", r->plugin, BANDS_MAX);
	if (json_object_get(eq, "num-bands") == NULL)
		nbands = fmin(nbands, (double)json_object_size(left));
	if (json_is_true(json_object_get(eq, "split-channels")) &&
		!channels_equal(left, right, (uint32_t)nbands))
		return import_refuse(r->err, 0,
			"%.20s: left and right differ, and the EQ has one curve for all channels; "
			"switch Split Channels off",
			r->plugin);
	if (!(fabs(r->out->preamp_db + gain) <= 200))
		return import_refuse(r->err, 0, "%.20s: a gain of %g dB", r->plugin, gain);
	r->out->preamp_db += gain;
	warn_of_rest(r, eq);
	return read_channel(r, left, (uint32_t)nbands);
}

static bool
is_equalizer(const char *name)
{
	return strcmp(name, "equalizer") == 0 || strncmp(name, "equalizer#", 10) == 0;
}

static int
read_side(struct reader *r, const json_t *side)
{
	const json_t *order = json_object_get(side, "plugins_order");
	size_t n = json_is_array(order) ? json_array_size(order) : 0;
	uint32_t found = 0;
	const char *key = NULL;
	json_t *value;
	int result = 0;

	for (size_t i = 0; i < n && result == 0; i++) {
		key = json_string_value(json_array_get(order, i));
		if (key == NULL)
			continue;
		r->plugin = key;
		if (!is_equalizer(key))
			import_warn(r->out, 0, "\"%.40s\" is no equalizer, left out", key);
		else if (json_is_object(json_object_get(side, key)) && ++found <= BANDS_MAX)
			result = read_equalizer(r, json_object_get(side, key));
	}
	if (n == 0)
		json_object_foreach((json_t *)side, key, value)
		{
			if (!is_equalizer(key) || !json_is_object(value) || result < 0)
				continue;
			r->plugin = key;
			found++;
			result = read_equalizer(r, value);
		}
	if (result == 0 && found == 0)
		return import_refuse(r->err, 0, "no equalizer in it");
	return result;
}

int
preset_read_easyeffects(const char *text, size_t len, struct preset *out, struct preset_error *err)
{
	struct reader r = { out, err, "" };
	json_error_t where;
	json_t *root, *side;
	int result;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
	if (root == NULL && where.text[0] == '\0')
		return -ENOMEM; /* of all else it says what is wrong */
	if (root == NULL)
		return import_refuse(
			err, where.line > 0 ? (uint32_t)where.line : 0, "JSON: %.120s", where.text);
	side = json_object_get(root, "output");
	if (side == NULL) {
		side = json_object_get(root, "input");
		if (json_is_object(side))
			import_warn(out, 0, "a preset for the microphone (\"input\")");
	}
	if (json_is_object(side))
		result = read_side(&r, side);
	else
		result = import_refuse(err, 0, "JSON, but not from EasyEffects: no \"output\"");
	json_decref(root);
	return result;
}
