/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CamillaDSP's configurations.  What counts is the pipeline: the filters that
 * it runs on a channel, in order, and they have to be the same on all channels.
 * libyaml builds the tree; an alias in it is a reference, never a copy, and we
 * only follow keys that we know, so neither depth nor aliases can blow it up.
 */
#include "control/presets/preset_read.h"

#include <errno.h>

#include "config.h"

#ifdef HAVE_YAML

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum {
	CHANNELS_MAX_READ = 64,
	NAMES_MAX = 128,
	DEFINITIONS_MAX = 1024,
	STEPS_MAX = 1024,
	DEPTH_MAX = 100
};

struct reader {
	yaml_document_t *document;
	struct preset *out;
	struct preset_error *err;
	uint32_t nchannels;
	/* What the pipeline runs on each channel: nodes of the names. */
	uint32_t nnames[CHANNELS_MAX_READ];
	yaml_node_t *name[CHANNELS_MAX_READ][NAMES_MAX];
};

/* ---- The tree ---- */

static uint32_t
line_of(const yaml_node_t *n)
{
	return n != NULL ? (uint32_t)n->start_mark.line + 1 : 0;
}

static const char *
text_of(const yaml_node_t *n)
{
	return n != NULL && n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : "";
}

static bool
is(const yaml_node_t *n, const char *text)
{
	return strcmp(text_of(n), text) == 0;
}

/* The value of a key; NULL: no such key, or no mapping. */
static yaml_node_t *
get(const struct reader *r, const yaml_node_t *map, const char *key)
{
	if (map == NULL || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (const yaml_node_pair_t *p = map->data.mapping.pairs.start;
		p < map->data.mapping.pairs.top; p++)
		if (is(yaml_document_get_node(r->document, p->key), key))
			return yaml_document_get_node(r->document, p->value);
	return NULL;
}

/* Members of a sequence, 0 for anything else. */
static uint32_t
count(const yaml_node_t *n)
{
	return n != NULL && n->type == YAML_SEQUENCE_NODE
		       ? (uint32_t)(n->data.sequence.items.top - n->data.sequence.items.start)
		       : 0;
}

static yaml_node_t *
at(const struct reader *r, const yaml_node_t *sequence, uint32_t i)
{
	return yaml_document_get_node(r->document, sequence->data.sequence.items.start[i]);
}

/* A plain number; NAN: none.  "inf", "nan" and hexadecimal are none either. */
static double
number(const yaml_node_t *n)
{
	const char *text = text_of(n);
	char *end;
	double value;

	if (*text == '\0' || text[strspn(text, "+-.0123456789eE")] != '\0')
		return NAN;
	value = strtod(text, &end);
	return *end == '\0' && isfinite(value) ? value : NAN;
}

static bool
is_true(const yaml_node_t *n)
{
	return is(n, "true") || is(n, "True") || is(n, "TRUE");
}

/* ---- One filter ---- */

static const struct biquad_type {
	const char *name;
	enum eq_type type;
	bool gain;
	const char *width; /* beside q; NULL: only q */
} biquad_types[] = {
	{ "Peaking", EQ_PK, true, "bandwidth" },
	{ "Lowshelf", EQ_LSC, true, "slope" },
	{ "Highshelf", EQ_HSC, true, "slope" },
	{ "Lowpass", EQ_LP, false, NULL },
	{ "Highpass", EQ_HP, false, NULL },
	{ "Notch", EQ_NO, false, "bandwidth" },
	{ "Bandpass", EQ_BP, false, "bandwidth" },
	{ "Allpass", EQ_AP, false, "bandwidth" },
};

static int
read_biquad(struct reader *r, const char *name, const yaml_node_t *parameters)
{
	const yaml_node_t *type_node = get(r, parameters, "type");
	const struct biquad_type *t = NULL;
	struct preset_filter f = { 0 };
	uint32_t line = line_of(parameters);
	double q, width;

	for (size_t i = 0; i < sizeof biquad_types / sizeof *biquad_types; i++)
		if (is(type_node, biquad_types[i].name))
			t = &biquad_types[i];
	if (t == NULL)
		return import_refuse(r->err, line,
			"%.40s: a Biquad of type \"%.30s\" cannot be had by the EQ", name,
			text_of(type_node));
	f.band.type = t->type;
	f.band.freq_hz = number(get(r, parameters, "freq"));
	f.band.gain_db = t->gain ? number(get(r, parameters, "gain")) : 0;
	q = number(get(r, parameters, "q"));
	width = t->width != NULL ? number(get(r, parameters, t->width)) : NAN;
	if (isnan(f.band.freq_hz) || isnan(f.band.gain_db) || (isnan(q) && isnan(width)))
		return import_refuse(r->err, line, "%.40s: %s needs freq%s and q%s%s", name,
			t->name, t->gain ? ", gain" : "", t->width != NULL ? " or " : "",
			t->width != NULL ? t->width : "");
	if (isnan(q) && !(width > 0))
		return import_refuse(
			r->err, line, "%.40s: %s is a positive number", name, t->width);
	f.band.q = !isnan(q)                     ? q
		   : t->gain && t->type != EQ_PK ? import_q_of_slope(width / 12, f.band.gain_db)
						 : 1;
	if (isnan(q) && (t->type == EQ_PK || !t->gain))
		f.bandwidth_oct = width;
	return import_add(r->out, &f, name, line, r->err);
}

static int
read_gain(struct reader *r, const char *name, const yaml_node_t *parameters)
{
	double gain = number(get(r, parameters, "gain"));
	uint32_t line = line_of(parameters);

	if (is_true(get(r, parameters, "mute")))
		return import_refuse(r->err, line, "%.40s: mutes", name);
	if (is_true(get(r, parameters, "inverted")))
		import_warn(r->out, line, "%.40s: inverted is left out", name);
	if (is(get(r, parameters, "scale"), "linear")) {
		if (!(fabs(gain) > 0))
			return import_refuse(r->err, line, "%.40s: a gain of 0", name);
		if (gain < 0)
			import_warn(r->out, line, "%.40s: inverts, which is left out", name);
		gain = 20 * log10(fabs(gain));
	}
	if (!(fabs(r->out->preamp_db + gain) <= 200))
		return import_refuse(r->err, line, "%.40s: Gain needs gain, in dB", name);
	r->out->preamp_db += gain;
	return 0;
}

static int
read_filter(struct reader *r, const yaml_node_t *filters, const yaml_node_t *name_node)
{
	static const char *const without[] = { "Delay", "Dither", "Limiter", "Volume" };
	const char *name = text_of(name_node);
	const yaml_node_t *filter = get(r, filters, name), *type = get(r, filter, "type");
	const yaml_node_t *parameters = get(r, filter, "parameters");

	if (filter == NULL)
		return import_refuse(r->err, line_of(name_node),
			"\"%.40s\" is in the pipeline, but not among the filters", name);
	if (is(type, "Biquad"))
		return read_biquad(r, name, parameters);
	if (is(type, "Gain"))
		return read_gain(r, name, parameters);
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		if (is(type, without[i])) {
			import_warn(r->out, line_of(filter), "%.40s: a %s is left out", name,
				without[i]);
			return 0;
		}
	return import_refuse(r->err, line_of(filter),
		"%.40s: a filter of type \"%.30s\" cannot be had by the EQ", name, text_of(type));
}

/* ---- The pipeline ---- */

static int
run_on(struct reader *r, uint32_t channel, const yaml_node_t *names)
{
	for (uint32_t i = 0; i < count(names); i++) {
		if (r->nnames[channel] == NAMES_MAX)
			return import_refuse(r->err, line_of(names),
				"more than %d filters on a channel", NAMES_MAX);
		r->name[channel][r->nnames[channel]++] = at(r, names, i);
	}
	return 0;
}

/* The number of a channel; -EINVAL. */
static int
channel_of(struct reader *r, const yaml_node_t *n)
{
	double c = number(n);

	if (!(c >= 0 && c < CHANNELS_MAX_READ) || c != floor(c))
		return import_refuse(r->err, line_of(n), "\"%.20s\" is no channel", text_of(n));
	return (int)c;
}

static int
read_filter_step(struct reader *r, const yaml_node_t *step)
{
	const yaml_node_t *names = get(r, step, "names"), *channels = get(r, step, "channels");
	const yaml_node_t *channel = get(r, step, "channel");
	int result = 0;

	if (names == NULL || names->type != YAML_SEQUENCE_NODE)
		return import_refuse(r->err, line_of(step), "a Filter step needs names");
	if (channel != NULL) { /* up to CamillaDSP 2 */
		result = channel_of(r, channel);
		return result < 0 ? result : run_on(r, (uint32_t)result, names);
	}
	if (channels == NULL || channels->type != YAML_SEQUENCE_NODE) {
		for (uint32_t c = 0; c < CHANNELS_MAX_READ && result == 0; c++)
			result = run_on(r, c, names);
		return result;
	}
	for (uint32_t i = 0; i < count(channels) && i < CHANNELS_MAX_READ; i++) {
		result = channel_of(r, at(r, channels, i));
		if (result < 0 || (result = run_on(r, (uint32_t)result, names)) < 0)
			return result;
	}
	return 0;
}

/* How many there are: as the devices say, else as many as the steps name, at least one. */
static void
count_channels(struct reader *r, const yaml_node_t *root, const yaml_node_t *pipeline)
{
	const yaml_node_t *devices = get(r, root, "devices");
	double n = fmax(number(get(r, get(r, devices, "capture"), "channels")),
		number(get(r, get(r, devices, "playback"), "channels")));

	r->nchannels = n >= 1 && n <= CHANNELS_MAX_READ ? (uint32_t)n : 1;
	for (uint32_t i = 0; i < count(pipeline) && i < STEPS_MAX; i++) {
		const yaml_node_t *step = at(r, pipeline, i), *channels = get(r, step, "channels");
		double c = number(get(r, step, "channel"));

		for (uint32_t k = 0; k < count(channels) && k < CHANNELS_MAX_READ; k++)
			c = fmax(c, number(at(r, channels, k)));
		if (c + 1 > r->nchannels && c < CHANNELS_MAX_READ)
			r->nchannels = (uint32_t)c + 1;
	}
}

static int
read_step(struct reader *r, const yaml_node_t *step)
{
	const yaml_node_t *type = get(r, step, "type");

	if (is_true(get(r, step, "bypassed"))) {
		import_warn(r->out, line_of(step), "a bypassed step is left out");
		return 0;
	}
	if (is(type, "Filter"))
		return read_filter_step(r, step);
	import_warn(r->out, line_of(step), "step %.30s \"%.40s\" is left out", text_of(type),
		text_of(get(r, step, "name")));
	return 0;
}

static int
read_pipeline(struct reader *r, const yaml_node_t *root, const yaml_node_t *pipeline)
{
	int result = 0;

	if (count(pipeline) > STEPS_MAX)
		return import_refuse(r->err, line_of(pipeline), "more than %d steps", STEPS_MAX);
	count_channels(r, root, pipeline);
	for (uint32_t i = 0; i < count(pipeline) && result == 0; i++)
		result = read_step(r, at(r, pipeline, i));
	for (uint32_t c = 1; c < r->nchannels && result == 0; c++) {
		bool same = r->nnames[c] == r->nnames[0];

		for (uint32_t i = 0; same && i < r->nnames[0]; i++)
			same = is(r->name[c][i], text_of(r->name[0][i]));
		if (!same)
			return import_refuse(r->err, line_of(pipeline),
				"channels 0 and %u have other filters, and the EQ has one curve "
				"for all channels",
				c);
	}
	return result;
}

static int
read_root(struct reader *r, const yaml_node_t *root)
{
	const yaml_node_t *filters = get(r, root, "filters"), *pipeline = get(r, root, "pipeline");
	const yaml_node_pair_t *pair;
	int result = 0;

	if (filters == NULL || filters->type != YAML_MAPPING_NODE)
		return import_refuse(r->err, 0, "YAML, but not from CamillaDSP: no \"filters\"");
	if (filters->data.mapping.pairs.top - filters->data.mapping.pairs.start > DEFINITIONS_MAX)
		return import_refuse(
			r->err, line_of(filters), "more than %d filters", DEFINITIONS_MAX);
	if (pipeline != NULL && pipeline->type == YAML_SEQUENCE_NODE) {
		result = read_pipeline(r, root, pipeline);
		for (uint32_t i = 0; i < r->nnames[0] && result == 0; i++)
			result = read_filter(r, filters, r->name[0][i]);
		return result;
	}
	import_warn(r->out, 0, "there is no pipeline; all filters are taken, in their order");
	for (pair = filters->data.mapping.pairs.start;
		pair < filters->data.mapping.pairs.top && result == 0; pair++)
		result = read_filter(r, filters, yaml_document_get_node(r->document, pair->key));
	return result;
}

/* libyaml's time grows with the square of the depth of brackets; quotes do not matter here. */
static bool
too_deep(const char *text, size_t len)
{
	int depth = 0;

	for (size_t i = 0; i < len && depth <= DEPTH_MAX; i++)
		if (text[i] == '[' || text[i] == '{')
			depth++;
		else if ((text[i] == ']' || text[i] == '}') && depth > 0)
			depth--;
	return depth > DEPTH_MAX;
}

int
preset_read_camilladsp(const char *text, size_t len, struct preset *out, struct preset_error *err)
{
	struct reader *r = calloc(1, sizeof *r);
	yaml_parser_t parser;
	yaml_document_t document;
	int result;

	if (too_deep(text, len)) {
		free(r);
		return import_refuse(err, 0, "brackets are nested more than %d deep", DEPTH_MAX);
	}
	if (r == NULL || !yaml_parser_initialize(&parser)) {
		free(r);
		return -ENOMEM;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	*r = (struct reader){ .document = &document, .out = out, .err = err };
	if (yaml_parser_load(&parser, &document)) {
		yaml_node_t *root = yaml_document_get_root_node(&document);

		result = read_root(r, root);
		yaml_document_delete(&document);
	} else if (parser.error == YAML_MEMORY_ERROR) {
		result = -ENOMEM;
	} else {
		result = import_refuse(err, (uint32_t)parser.problem_mark.line + 1, "YAML: %.120s",
			parser.problem != NULL ? parser.problem : "not understood");
	}
	yaml_parser_delete(&parser);
	free(r);
	return result;
}

#else

int
preset_read_camilladsp(const char *text, size_t len, struct preset *out, struct preset_error *err)
{
	(void)text, (void)len, (void)out;
	import_refuse(err, 0, "CamillaDSP files need a build with libyaml; this one has none");
	return -ENOTSUP;
}

#endif
