/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters: without arguments read, with one set, on one address.  Control
 * clamps; the sender hears of the value only when it is not what was sent.
 */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "control/norm.h"
#include "ui-osc/notify.h"
#include "ui-osc/rows.h"
#include "ui-osc/space.h"

const char *const band_part[NBAND_PARTS] = { "type", "freq", "gain", "q", "on" };

/* A number that a float can hold. */
static float
narrow(double v)
{
	return v > FLT_MAX ? FLT_MAX : v < -FLT_MAX ? -FLT_MAX : (float)v;
}

static uint32_t
choice_count(const struct param_info *info)
{
	uint32_t n = 0;

	while (info->choice[n] != NULL)
		n++;
	return n;
}

static const char *
choice_name(const struct param_info *info, float value)
{
	uint32_t n = choice_count(info), i = value > 0 ? (uint32_t)value : 0;

	return i < n ? info->choice[i] : "";
}

/* Choices that are numbers, as of points, may be told by that number; where it is also the place of
 * one, the place counts.  Return: the place; n when it is none of them. */
static uint32_t
choice_numbered(const struct param_info *info, double v, uint32_t n)
{
	uint32_t k = 0;

	if (v >= 0 && v < n && v == (uint32_t)v)
		return (uint32_t)v;
	while (k < n && !(info->choice[k][0] >= '0' && info->choice[k][0] <= '9' &&
				strtod(info->choice[k], NULL) == v))
		k++;
	return k;
}

/* Argument i as one of the choices: by name in any case, or by number. */
static int
choice_argument(struct call *c, const struct param_info *info, uint32_t i, float *out)
{
	const char *name = call_string(c, i);
	uint32_t n = choice_count(info);
	double v;
	int error;

	if (name != NULL) {
		for (uint32_t k = 0; k < n; k++)
			if (strcasecmp(name, info->choice[k]) == 0) {
				*out = (float)k;
				return OSC_FINE;
			}
		return call_refuse(c, OSC_RANGE, "\"%.24s\" is none of %s ... %s", name,
			info->choice[0], info->choice[n - 1]);
	}
	error = call_number(c, i, &v);
	if (error != OSC_FINE)
		return error;
	*out = (float)choice_numbered(info, v, n);
	if (*out >= (float)n)
		return call_refuse(c, OSC_RANGE, "a name, or a number of 0 to %u", n - 1);
	return OSC_FINE;
}

static int
read_value(struct call *c, const char *path, struct param_ref *out)
{
	if (control_get(c->control, path, out) != 0)
		return call_refuse(c, OSC_UNKNOWN, "%s is gone", path);
	return OSC_FINE;
}

static int
set_value(struct call *c, const char *path, float value, struct param_ref *after)
{
	if (control_set(c->control, path, value, after) != 0)
		return call_refuse(c, OSC_RANGE, "%s could not be set", path);
	notify_set(c, after, after->value == value);
	return OSC_FINE;
}

/* One number in, or none. */
static int
one_number(struct call *c, double *out)
{
	if (c->argc != 1)
		return call_refuse(c, OSC_TYPE, "one argument to set it, none to read it");
	return call_number(c, 0, out);
}

static void
answer_value(struct call *c, const struct param_ref *ref, bool whole)
{
	if (whole)
		answer_int(c, (int64_t)ref->value);
	else
		answer_float(c, (double)ref->value);
	answer_send(c, "");
}

/* Numbers and switches differ only in the tag of the answer.  path: of the parameter. */
static int
run_numeric(struct call *c, const char *path, bool whole)
{
	struct param_ref ref;
	double v;
	int error;

	if (c->argc == 0) {
		error = read_value(c, path, &ref);
		if (error == OSC_FINE)
			answer_value(c, &ref, whole);
		return error;
	}
	error = one_number(c, &v);
	if (error == OSC_FINE)
		error = set_value(c, path, narrow(v), &ref);
	if (error == OSC_FINE && ref.value != narrow(v))
		answer_value(c, &ref, whole);
	return error;
}

int
run_number(struct call *c)
{
	return run_numeric(c, c->at->path, false);
}

int
run_switch(struct call *c)
{
	return run_numeric(c, c->at->path, true);
}

/* /node/NAME/bypass is /NAME/bypass, under the name by which a mixer finds it. */
int
run_node_bypass(struct call *c)
{
	return run_numeric(c, c->at->path + strlen("/node"), true);
}

int
run_choice(struct call *c)
{
	struct param_ref ref;
	const char *name;
	float wanted;
	int error;

	if (c->argc > 1)
		return call_refuse(c, OSC_TYPE, "one argument to set it, none to read it");
	if (c->argc == 0) {
		error = read_value(c, c->at->path, &ref);
		wanted = -1;
	} else {
		error = choice_argument(c, c->at->info, 0, &wanted);
		if (error == OSC_FINE)
			error = set_value(c, c->at->path, wanted, &ref);
	}
	if (error != OSC_FINE)
		return error;
	name = call_string(c, 0);
	if (ref.value != wanted ||
		(name != NULL && strcmp(name, choice_name(ref.info, ref.value)) != 0)) {
		answer_string(c, choice_name(ref.info, ref.value));
		answer_send(c, "");
	}
	return OSC_FINE;
}

/* The number beside a choice, at PATH/index, for clients that cannot show text. */
int
run_choice_index(struct call *c)
{
	char path[PATH_BYTES];
	struct param_ref ref;
	float wanted = -1;
	int error;

	snprintf(path, sizeof path, "%.*s", (int)(strlen(c->at->path) - strlen("/index")),
		c->at->path);
	if (c->argc > 1 || call_string(c, 0) != NULL)
		return call_refuse(c, OSC_TYPE, "one number to set it, none to read it");
	if (c->argc == 0) {
		error = read_value(c, path, &ref);
	} else {
		error = choice_argument(c, c->at->info, 0, &wanted);
		if (error == OSC_FINE)
			error = set_value(c, path, wanted, &ref);
	}
	if (error == OSC_FINE && ref.value != wanted)
		answer_value(c, &ref, true);
	return error;
}

/* ---- /norm/ADDRESS: a number as a place from 0 to 1 in the range it has now ---- */

/* The parameter behind it: an index stands beside its choice, a node's bypass is the node's. */
static void
norm_parameter(const struct call *c, char out[PATH_BYTES])
{
	const char *path = c->at->path + strlen("/norm");
	size_t n;

	if (strncmp(path, "/node/", strlen("/node/")) == 0)
		path += strlen("/node");
	n = strlen(path);
	if (c->at->info->scale == SCALE_CHOICE)
		n -= strlen("/index");
	snprintf(out, PATH_BYTES, "%.*s", (int)n, path);
}

static void
answer_place(struct call *c, const struct param_ref *ref)
{
	const struct param_info *info = ref->info;

	answer_float(c, (double)norm_place(info->scale, info->min,
				control_highest(c->control, info), ref->value));
	answer_send(c, "");
}

/* Where only whole numbers are, the sender hears which place it was. */
int
run_norm(struct call *c)
{
	const struct param_info *info = c->at->info;
	float wanted, highest = control_highest(c->control, info);
	char path[PATH_BYTES];
	struct param_ref ref;
	bool equal;
	double v;
	int error;

	norm_parameter(c, path);
	if (c->argc == 0) {
		error = read_value(c, path, &ref);
		if (error == OSC_FINE)
			answer_place(c, &ref);
		return error;
	}
	error = one_number(c, &v);
	if (error != OSC_FINE)
		return error;
	wanted = norm_between(info->scale, info->min, highest, narrow(v));
	error = set_value(c, path, wanted, &ref);
	equal = v >= 0 && v <= 1 && ref.value == wanted &&
		(info->scale < SCALE_INTEGER ||
			norm_place(info->scale, info->min, highest, wanted) == narrow(v));
	if (error == OSC_FINE && !equal)
		answer_place(c, &ref);
	return error;
}

/* ---- A whole band: type freq gain q [on] ---- */

static void
band_path(const struct call *c, int part, char out[PATH_BYTES + 8])
{
	snprintf(out, PATH_BYTES + 8, "%s/%s", c->at->path, band_part[part]);
}

static int
read_band(struct call *c, struct param_ref ref[NBAND_PARTS])
{
	char path[PATH_BYTES + 8];
	int error = OSC_FINE;

	for (int part = 0; part < NBAND_PARTS && error == OSC_FINE; part++) {
		band_path(c, part, path);
		error = read_value(c, path, &ref[part]);
	}
	return error;
}

static void
answer_band(struct call *c, const struct param_ref ref[NBAND_PARTS])
{
	answer_string(c, choice_name(ref[BAND_TYPE].info, ref[BAND_TYPE].value));
	answer_float(c, (double)ref[BAND_FREQ].value);
	answer_float(c, (double)ref[BAND_GAIN].value);
	answer_float(c, (double)ref[BAND_Q].value);
	answer_int(c, (int64_t)ref[BAND_ON].value);
	answer_send(c, "");
}

/* All or nothing: every argument is understood before the first is set. */
static int
set_band(struct call *c, struct param_ref ref[NBAND_PARTS])
{
	char path[PATH_BYTES + 8];
	float wanted[NBAND_PARTS];
	bool differs = false;
	int error = choice_argument(c, ref[BAND_TYPE].info, BAND_TYPE, &wanted[BAND_TYPE]);

	for (uint32_t i = BAND_FREQ; i < c->argc && error == OSC_FINE; i++) {
		double v;

		error = call_number(c, i, &v);
		if (error == OSC_FINE)
			wanted[i] = narrow(v);
	}
	for (uint32_t i = 0; i < c->argc && error == OSC_FINE; i++) {
		band_path(c, (int)i, path);
		error = set_value(c, path, wanted[i], &ref[i]);
		differs |= error == OSC_FINE && ref[i].value != wanted[i];
	}
	if (error == OSC_FINE && differs)
		answer_band(c, ref);
	return error;
}

int
run_band(struct call *c)
{
	struct param_ref ref[NBAND_PARTS];
	int error = read_band(c, ref);

	if (error != OSC_FINE)
		return error;
	if (c->argc == NBAND_PARTS || c->argc == NBAND_PARTS - 1)
		return set_band(c, ref);
	if (c->argc != 0)
		return call_refuse(
			c, OSC_TYPE, "type freq gain q [on] to set the band, nothing to read it");
	answer_band(c, ref);
	return OSC_FINE;
}

/* A parameter for presets, read-only here: naming a higher band brings it into being. */
int
run_bands(struct call *c)
{
	struct param_ref ref;
	int error = call_no_arguments(c);

	if (error == OSC_FINE)
		error = read_value(c, c->at->path, &ref);
	if (error == OSC_FINE)
		answer_value(c, &ref, true);
	return error;
}
