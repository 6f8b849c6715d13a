/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ node's parameters and what follows from them.  Bands 1 to 8 are on
 * with a gain of 0 dB, which is the identity; bands 9 to 16 are for presets
 * that need them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/node_eq.h"

enum { PARAM_BYPASS, PARAM_PREAMP, PARAM_BANDS, PARAM_DESIGN, PARAM_FIRST_BAND };
enum { BAND_ON, BAND_TYPE, BAND_FREQ, BAND_GAIN, BAND_Q, BAND_NPARAMS };
enum { PARAM_SOLO = PARAM_FIRST_BAND + EQ_BANDS_MAX * BAND_NPARAMS, NPARAMS };
enum { GLIDES_PER_S = 50 }; /* a glide takes 20 ms */

/* In the order of enum eq_type. */
static const char *const type_names[EQ_NTYPES + 1] = { "PK", "LSC", "HSC", "LP", "HP", "BP", "NO",
	"AP", "LS", "HS", NULL };

/* In the order of enum eq_formulas. */
static const char *const design_names[EQ_NFORMULAS + 1] = { "rbj", "matched", NULL };

/* freq goes up to 0.49 of 384 kHz; the design stays below 0.49 of the rate in force. */
#define BAND(N, ON, TYPE, FREQ_HZ, Q)                                                              \
	{ "band/" #N "/on", "", 0, 1, ON, SCALE_SWITCH, NULL, "band " #N ": in use", KEEP_EDIT },  \
		{ "band/" #N "/type", "", 0, EQ_NTYPES - 1, TYPE, SCALE_CHOICE, type_names,        \
			"band " #N ": filter type", KEEP_EDIT },                                   \
		{ "band/" #N "/freq", "Hz", 10, 188160, FREQ_HZ, SCALE_LOG, NULL,                  \
			"band " #N ": centre or corner frequency", KEEP_EDIT },                    \
		{ "band/" #N "/gain", "dB", -30, 30, 0, SCALE_LIN, NULL, "band " #N ": gain",      \
			KEEP_EDIT },                                                               \
	{                                                                                          \
		"band/" #N "/q", "", 0.05f, 50, Q, SCALE_LOG, NULL, "band " #N ": quality",        \
			KEEP_EDIT                                                                  \
	}

static const struct param_info params[NPARAMS] = {
	[PARAM_BYPASS] = { "bypass", "", 0, 1, 0, SCALE_SWITCH, NULL,
		"the EQ passes sound unchanged", KEEP_STATE },
	[PARAM_PREAMP] = { "preamp", "dB", -30, 12, 0, SCALE_LIN, NULL, "gain before the bands",
		KEEP_EDIT },
	[PARAM_BANDS] = { "bands", "", EQ_BANDS, EQ_BANDS_MAX, EQ_BANDS, SCALE_INTEGER, NULL,
		"bands in use", KEEP_EDIT },
	[PARAM_DESIGN] = { "design", "", 0, EQ_NFORMULAS - 1, EQ_RBJ, SCALE_CHOICE, design_names,
		"formulas: rbj as in other programs, matched: analogue curves up to half the "
		"rate",
		KEEP_EDIT },
	[PARAM_FIRST_BAND] = BAND(1, 1, EQ_LSC, 40, 0.71f),
	BAND(2, 1, EQ_PK, 80, 1),
	BAND(3, 1, EQ_PK, 160, 1),
	BAND(4, 1, EQ_PK, 400, 1),
	BAND(5, 1, EQ_PK, 1000, 1),
	BAND(6, 1, EQ_PK, 2500, 1),
	BAND(7, 1, EQ_PK, 6000, 1),
	BAND(8, 1, EQ_HSC, 12000, 0.71f),
	BAND(9, 0, EQ_PK, 60, 1),
	BAND(10, 0, EQ_PK, 120, 1),
	BAND(11, 0, EQ_PK, 250, 1),
	BAND(12, 0, EQ_PK, 630, 1),
	BAND(13, 0, EQ_PK, 1600, 1),
	BAND(14, 0, EQ_PK, 4000, 1),
	BAND(15, 0, EQ_PK, 8000, 1),
	BAND(16, 0, EQ_PK, 16000, 1),
	[PARAM_SOLO] = { "solo", "", 0, EQ_BANDS_MAX, 0, SCALE_INTEGER, NULL,
		"only this band is heard, to find out what it does; 0: all", KEEP_NOTHING },
};

static struct eq_band
band_of(const float *value)
{
	return (struct eq_band){
		.on = value[BAND_ON] >= 0.5f,
		.type = (enum eq_type)(int)(value[BAND_TYPE] + 0.5f),
		.freq_hz = (double)value[BAND_FREQ],
		.gain_db = (double)value[BAND_GAIN],
		.q = (double)value[BAND_Q],
	};
}

static void
node_eq_derive(const struct param_info *info, const float *values, const struct stream *stream,
	void *coefficients)
{
	struct node_eq_coefficients *c = coefficients;
	struct eq_settings s = {
		.bypass = values[PARAM_BYPASS] >= 0.5f,
		.preamp_db = (double)values[PARAM_PREAMP],
		.nbands = (uint32_t)(values[PARAM_BANDS] + 0.5f),
		.design = values[PARAM_DESIGN] >= 0.5f ? EQ_MATCHED : EQ_RBJ,
		.solo = (uint32_t)(values[PARAM_SOLO] + 0.5f),
	};

	(void)info;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		s.band[i] = band_of(values + PARAM_FIRST_BAND + (size_t)i * BAND_NPARAMS);
	eq_design(&c->eq, &s, stream->rate_hz);
	c->bypass = s.bypass;
}

static int
node_eq_prepare(struct node *n, const struct stream *s)
{
	struct node_eq *e = (struct node_eq *)n;
	uint32_t ramp = s->rate_hz / GLIDES_PER_S;

	e->eq = eq_create(s->nchannels, ramp ? ramp : 1, kernels_best());
	return e->eq ? 0 : -ENOMEM;
}

static void
node_eq_release(struct node *n)
{
	struct node_eq *e = (struct node_eq *)n;

	eq_destroy(e->eq);
	free(e);
}

const struct node_ops node_eq_ops = {
	.type = "eq8",
	.params = params,
	.nparams = NPARAMS,
	.nin = 1,
	.nout = 1,
	.coefficients_size = sizeof(struct node_eq_coefficients),
	.prepare = node_eq_prepare,
	.process = node_eq_process,
	.derive = node_eq_derive,
	.target = node_eq_target,
	.release = node_eq_release,
};

struct node *
node_eq_create(const char *name)
{
	struct node_eq *e = calloc(1, sizeof *e);

	if (!e)
		return NULL;
	e->node.ops = &node_eq_ops;
	snprintf(e->node.name, sizeof e->node.name, "%s", name);
	return &e->node;
}
