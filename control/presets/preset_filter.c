/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filter lines.  What a line leaves out is as in Equalizer APO: shelves without
 * Q or slope have slope 0.9 round their centre, a notch Q 30; a slope counts
 * before Q, a bandwidth too; LS and HS with either are given by their corner.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "control/presets/preset_private.h"
#include "control/words.h"

static const double Q_BUTTERWORTH = 0.70710678118654752;
static const double Q_NOTCH = 30, SLOPE_DEFAULT = 0.9;
static const double Q_STEEPEST = 50; /* in place of a slope that no shelf can have */

/* What a Filter line has said so far; NAN: nothing. */
struct filter_words {
	double freq, gain, q, bandwidth, slope_db;
};

static const struct filter_type {
	const char *name;
	enum eq_type type;
} filter_types[] = {
	{ "PK", EQ_PK },
	{ "PEQ", EQ_PK },
	{ "Modal", EQ_PK },
	{ "LSC", EQ_LSC },
	{ "HSC", EQ_HSC },
	{ "LS", EQ_LS },
	{ "HS", EQ_HS },
	{ "LP", EQ_LP },
	{ "LPQ", EQ_LP },
	{ "HP", EQ_HP },
	{ "HPQ", EQ_HP },
	{ "BP", EQ_BP },
	{ "NO", EQ_NO },
	{ "AP", EQ_AP },
};

static bool
is_shelf(enum eq_type t)
{
	return t == EQ_LS || t == EQ_HS || t == EQ_LSC || t == EQ_HSC;
}

bool
preset_has_gain(enum eq_type t)
{
	return t == EQ_PK || is_shelf(t);
}

/* ---- Words ---- */

static bool
refuse_word(struct preset_reader *r, const char *word)
{
	static const struct {
		const char *name, *form;
	} known[] = { { "Fc", "Fc <Hz> Hz" }, { "Gain", "Gain <dB> dB" }, { "Q", "Q <number>" },
		{ "BW", "BW Oct <octaves>" } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(word) > 1 &&
			edit_distance_within(word, known[i].name, 2) <= strlen(known[i].name) / 2)
			return preset_refuse(
				r, "\"%s\" is not understood; expected: %s", word, known[i].form);
	return preset_refuse(r,
		"\"%s\" is not understood; expected: Fc <Hz> Hz, Gain <dB> dB, Q <number> or BW "
		"Oct <octaves>",
		word);
}

/* Equalizer APO uses the first of two; so do we, and say so. */
static bool
take_once(struct preset_reader *r, const char *what, const char *unit, double *value)
{
	double again;

	if (isnan(*value))
		return preset_number(r, what, unit, value);
	preset_warn(r, "\"%s\" stands there twice, the first counts", what);
	return preset_number(r, what, unit, &again);
}

static bool
take_word(struct preset_reader *r, const char *word, struct filter_words *w)
{
	char oct[TOKEN_BYTES];

	if (preset_word_is(r, word, "Fc"))
		return take_once(r, "Fc", "Hz", &w->freq);
	if (preset_word_is(r, word, "Gain"))
		return take_once(r, "Gain", "dB", &w->gain);
	if (preset_word_is(r, word, "Q"))
		return take_once(r, "Q", "", &w->q);
	if (preset_word_is(r, word, "BW")) {
		if (!preset_word(r, oct) || !preset_word_is(r, oct, "Oct"))
			return preset_refuse(r, "expected: BW Oct <octaves>");
		return take_once(r, "BW Oct", "", &w->bandwidth);
	}
	return refuse_word(r, word);
}

static bool
read_type(struct preset_reader *r, const char *word, enum eq_type *type)
{
	for (size_t i = 0; i < sizeof filter_types / sizeof *filter_types; i++)
		if (preset_word_is(r, word, filter_types[i].name)) {
			*type = filter_types[i].type;
			return true;
		}
	if (strcasecmp(word, "IIR") == 0)
		return preset_refuse(r,
			"IIR coefficients are not supported; expected: ON PK Fc <Hz> Hz "
			"Gain <dB> dB Q <number>");
	return preset_refuse(r,
		"\"%s\" is not a filter type; expected: PK LSC HSC LS HS LP LPQ HP HPQ BP NO AP",
		word);
}

/* "LS 6dB", "LSC 10.8 dB": a number right after the type. */
static bool
read_slope(struct preset_reader *r, struct filter_words *w)
{
	struct preset_reader ahead = *r;

	preset_skip_blanks(&ahead);
	if (ahead.p == ahead.end || strchr("+-.,0123456789", *ahead.p) == NULL)
		return true;
	return preset_number(r, "the type", "dB", &w->slope_db);
}

/* ---- What they mean ---- */

/* 1/Q^2 = (A + 1/A)(1/S - 1) + 2 (RBJ). */
static double
q_of_slope(struct preset_reader *r, double slope, double gain_db)
{
	double a = pow(10, gain_db / 40);
	double inverse = (a + 1 / a) * (1 / slope - 1) + 2;

	if (inverse > 1 / (Q_STEEPEST * Q_STEEPEST))
		return fmax(sqrt(1 / inverse), PRESET_Q_MIN);
	preset_warn(r, "no shelf of %g dB has a slope of %g dB, the steepest is used", gain_db,
		slope * 12);
	return Q_STEEPEST;
}

/* Q as Equalizer APO chooses it when the line does not say. */
static bool
default_q(struct preset_reader *r, const char *type, bool zero, struct eq_band *b)
{
	if (is_shelf(b->type)) {
		b->q = q_of_slope(r, SLOPE_DEFAULT, b->gain_db);
		b->type = b->type == EQ_LS ? EQ_LSC : b->type == EQ_HS ? EQ_HSC : b->type;
	} else if (b->type == EQ_NO) {
		b->q = Q_NOTCH;
	} else if (zero || b->type == EQ_LP || b->type == EQ_HP || b->type == EQ_BP) {
		b->q = Q_BUTTERWORTH;
	} else {
		return preset_refuse(r, "%s needs Q <number> or BW Oct <octaves>", type);
	}
	return true;
}

/* What the type has no use for, and what something else overrides, is said and forgotten. */
static void
ignore_words(struct preset_reader *r, const char *type, struct filter_words *w, bool shelf)
{
	if (!shelf && !isnan(w->slope_db)) {
		preset_warn(r, "%s has no slope, %g dB ignored", type, w->slope_db);
		w->slope_db = NAN;
	}
	if (shelf && !isnan(w->bandwidth)) {
		preset_warn(r, "%s has no bandwidth, ignored; expected: Q <number>", type);
		w->bandwidth = NAN;
	}
	if (w->q == 0) {
		preset_warn(r, "Q 0 is taken as not given");
		w->q = NAN;
	} else if (!isnan(w->q) && !isnan(w->slope_db)) {
		preset_warn(r, "the slope counts, Q is ignored");
	} else if (!isnan(w->q) && !isnan(w->bandwidth)) {
		preset_warn(r, "the bandwidth counts, Q is ignored");
	}
}

static bool
choose_q(struct preset_reader *r, const char *type, struct filter_words *w, struct preset_filter *f)
{
	struct eq_band *b = &f->band;
	bool zero = w->q == 0;

	if (w->q < 0 || w->bandwidth <= 0 || w->slope_db <= 0)
		return preset_refuse(r, "Q, bandwidth and slope are positive numbers");
	ignore_words(r, type, w, is_shelf(b->type));
	b->q = Q_BUTTERWORTH;
	if (!isnan(w->bandwidth))
		f->bandwidth_oct = w->bandwidth;
	else if (!isnan(w->slope_db))
		b->q = q_of_slope(r, w->slope_db / 12, b->gain_db);
	else if (!isnan(w->q))
		b->q = fmax(w->q, PRESET_Q_MIN);
	else
		return default_q(r, type, zero, b);
	return true;
}

static bool
finish_filter(
	struct preset_reader *r, const char *type, struct filter_words *w, struct preset_filter *f)
{
	struct eq_band *b = &f->band;

	if (isnan(w->freq))
		return preset_refuse(r, "%s needs Fc <Hz> Hz", type);
	if (w->freq <= 0)
		return preset_refuse(r, "Fc is a positive number");
	if (preset_has_gain(b->type) && isnan(w->gain))
		return preset_refuse(r, "%s needs Gain <dB> dB", type);
	if (!preset_has_gain(b->type) && !isnan(w->gain) && w->gain != 0)
		preset_warn(r, "%s has no gain, %g dB ignored", type, w->gain);
	b->on = true;
	b->freq_hz = w->freq;
	b->gain_db = preset_has_gain(b->type) ? w->gain : 0;
	f->line = r->line;
	return choose_q(r, type, w, f);
}

/* From the type on. */
static bool
read_words(struct preset_reader *r, const char *type, struct preset_filter *f)
{
	struct filter_words w = { NAN, NAN, NAN, NAN, NAN };
	char word[TOKEN_BYTES];

	if (!read_type(r, type, &f->band.type) || !read_slope(r, &w))
		return false;
	while (preset_word(r, word))
		if (!take_word(r, word, &w))
			return false;
	return finish_filter(r, type, &w, f);
}

/* ---- The list ---- */

static bool
append(struct preset_reader *r, const struct preset_filter *f)
{
	struct preset *p = r->out;

	if (p->nfilters == PRESET_FILTERS_MAX) {
		preset_drop_off(p);
		r->crowded = true;
	}
	if (r->crowded && !f->band.on)
		return true;
	if (p->nfilters < PRESET_FILTERS_MAX)
		p->filter[p->nfilters++] = *f;
	else
		return preset_refuse(r, "more than %d filters", PRESET_FILTERS_MAX);
	return true;
}

/* Anything may stand behind OFF; where it is a whole filter, it is kept to be switched on. */
static bool
read_off(struct preset_reader *r)
{
	struct preset_filter f = { 0 };
	struct preset_error err = *r->err;
	uint32_t nwarnings = r->out->nwarnings, kept = r->out->nwarnings_kept;
	char type[TOKEN_BYTES];
	bool whole;

	whole = preset_word(r, type) && read_words(r, type, &f) && r->out->nwarnings == nwarnings;
	*r->err = err;
	r->out->nwarnings = nwarnings;
	r->out->nwarnings_kept = kept;
	f.band.on = false;
	return !whole || append(r, &f);
}

/* Equalizer APO passes over what is neither ON nor OFF; what looks like half of one of them, or
 * like a slip of the finger, is not passed over. */
static bool
read_neither(struct preset_reader *r, const char *word)
{
	if (edit_distance(word, "ON") <= 1 || edit_distance(word, "OFF") <= 1)
		return preset_refuse(r, "\"%s\" is not understood; expected: ON or OFF", word);
	preset_warn(r, "\"%s\" is neither ON nor OFF, the filter is ignored", word);
	return true;
}

bool
preset_read_filter(struct preset_reader *r)
{
	struct preset_filter f = { 0 };
	char word[TOKEN_BYTES], type[TOKEN_BYTES];

	r->nlines++;
	if (!preset_word(r, word))
		return preset_refuse(r, "expected: ON or OFF after \"Filter:\"");
	if (preset_word_is(r, word, "OFF"))
		return read_off(r);
	if (!preset_word_is(r, word, "ON"))
		return read_neither(r, word);
	if (!preset_word(r, type))
		return preset_refuse(r, "expected: a filter type or None after ON");
	if (preset_word_is(r, type, "None"))
		return true;
	return read_words(r, type, &f) && append(r, &f);
}
