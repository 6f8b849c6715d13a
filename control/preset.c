/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading Equalizer APO text.  A line is a command, a colon and words; a word
 * may be a number with its unit stuck to it.  Semantics are those of Equalizer
 * APO where importers differ: three decimals in a frequency mean thousands,
 * Preamps add up, shelves without Q have slope 0.9 round their centre.
 */
#include "control/preset.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "control/words.h"

enum { TOKEN_BYTES = 40 };

static const double Q_BUTTERWORTH = 0.70710678118654752;
static const double Q_MIN = 1e-6; /* far below what the EQ takes, but never 0 */
static const double Q_NOTCH = 30, SLOPE_DEFAULT = 0.9;

struct reader {
	const char *p, *end; /* of the line */
	uint32_t line;
	struct preset *out;
	struct preset_error *err;
	uint32_t nfilters; /* seen, active or not */
	uint32_t nactive, npreamps;
};

/* What a Filter line has said so far; NAN: nothing. */
struct filter_words {
	double freq, gain, q, bandwidth, slope_db;
};

/* ---- What is wrong ---- */

__attribute__((format(printf, 2, 3))) static bool
refuse(struct reader *r, const char *format, ...)
{
	va_list ap;

	r->err->line = r->line;
	va_start(ap, format);
	vsnprintf(r->err->text, sizeof r->err->text, format, ap);
	va_end(ap);
	return false;
}

__attribute__((format(printf, 2, 3))) static void
warn(struct reader *r, const char *format, ...)
{
	struct preset *out = r->out;
	va_list ap;

	out->nwarnings++;
	if (out->nwarnings_kept == PRESET_WARNINGS_KEPT)
		return;
	out->warning[out->nwarnings_kept].line = r->line;
	va_start(ap, format);
	vsnprintf(out->warning[out->nwarnings_kept].text, PRESET_TEXT_BYTES, format, ap);
	va_end(ap);
	out->nwarnings_kept++;
}

/* ---- Words ---- */

/* Length of a no-break space (U+00A0, U+202F or Latin-1's) at p, 0: none there. */
static size_t
no_break_space(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *)p;

	if (end - p >= 2 && u[0] == 0xc2 && u[1] == 0xa0)
		return 2;
	if (end - p >= 3 && u[0] == 0xe2 && u[1] == 0x80 && u[2] == 0xaf)
		return 3;
	return p < end && u[0] == 0xa0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
skip_blanks(struct reader *r)
{
	while (r->p < r->end) {
		size_t n = no_break_space(r->p, r->end);

		if (n == 0 && *r->p != ' ' && *r->p != '\t')
			break;
		r->p += n > 0 ? n : 1;
	}
}

/* The next word, without what does not print; a no-break space between digits is dropped.
 * Return: false at the end of the line. */
static bool
next_word(struct reader *r, char word[TOKEN_BYTES])
{
	size_t n = 0;

	skip_blanks(r);
	while (r->p < r->end && *r->p != ' ' && *r->p != '\t') {
		size_t space = no_break_space(r->p, r->end);

		if (space > 0) {
			if (n == 0 || !is_digit(word[n - 1]) || r->p + space >= r->end ||
				!is_digit(r->p[space]))
				break;
			r->p += space;
			continue;
		}
		if (n < TOKEN_BYTES - 1)
			word[n++] = isprint((unsigned char)*r->p) ? *r->p : '?';
		r->p++;
	}
	word[n] = '\0';
	return n > 0;
}

/* A number written with decimal points or commas: the last mark is the decimal one, unless it
 * comes twice.  Return: its length in text, 0: none. */
static size_t
read_number(const char *text, bool frequency, double *value)
{
	char plain[TOKEN_BYTES];
	size_t n = strspn(text, "+-0123456789.,"), out = 0, decimals;
	const char *mark = NULL;
	char *end;

	if (n > 0 && (text[n] == 'e' || text[n] == 'E') &&
		(is_digit(text[n + 1]) || text[n + 1] == '-' || text[n + 1] == '+'))
		n += 1 + strspn(text + n + 1, "+-0123456789");
	if (n == 0 || n >= sizeof plain)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (text[i] == '.' || text[i] == ',')
			mark = text + i;
	if (mark != NULL && memchr(text, *mark, (size_t)(mark - text)) != NULL)
		mark = NULL; /* 1.234.567 */
	for (size_t i = 0; i < n; i++)
		if (text + i == mark)
			plain[out++] = '.';
		else if (text[i] != '.' && text[i] != ',')
			plain[out++] = text[i];
	plain[out] = '\0';
	*value = strtod(plain, &end);
	if (end == plain || *end != '\0' || !isfinite(*value))
		return 0;
	decimals = mark != NULL ? (size_t)(text + n - mark) - 1 : 0;
	if (frequency && decimals == 3 && n >= 5 && memchr(text, 'e', n) == NULL &&
		memchr(text, 'E', n) == NULL)
		*value *= 1000;
	return n;
}

/* A number and its unit, "105 Hz", "105Hz"; a missing unit is odd but clear. */
static bool
take_number(struct reader *r, const char *what, const char *unit, double *value)
{
	double limit = strcmp(unit, "Hz") == 0 ? 1e6 : strcmp(unit, "dB") == 0 ? 200 : 1000;
	char word[TOKEN_BYTES];
	struct reader ahead;
	const char *rest;
	size_t n;

	if (!next_word(r, word))
		return refuse(r, "a number is missing after \"%s\"; expected: %s <number>%s%s",
			what, what, *unit ? " " : "", unit);
	n = read_number(word, strcmp(unit, "Hz") == 0, value);
	if (n == 0)
		return refuse(r, "\"%s\" is not a number; expected: %s <number>%s%s", word, what,
			*unit ? " " : "", unit);
	if (fabs(*value) > limit)
		return refuse(
			r, "\"%s\" is out of this world; %s is at most %g", word, what, limit);
	rest = word + n;
	ahead = *r;
	if (*rest == '\0' && *unit != '\0') {
		char next[TOKEN_BYTES];

		if (next_word(&ahead, next) && strcasecmp(next, unit) == 0) {
			r->p = ahead.p;
			return true;
		}
		warn(r, "\"%s %s\" has no unit, taken as %s", what, word, unit);
		return true;
	}
	if (strcasecmp(rest, unit) != 0)
		return refuse(r, "\"%s\" is not understood; expected: %s <number>%s%s", word, what,
			*unit ? " " : "", unit);
	return true;
}

/* Case-insensitive, with a warning when the case differs. */
static bool
word_is(struct reader *r, const char *word, const char *wanted)
{
	if (strcasecmp(word, wanted) != 0)
		return false;
	if (strcmp(word, wanted) != 0)
		warn(r, "\"%s\" is taken as \"%s\"", word, wanted);
	return true;
}

/* ---- Filter lines ---- */

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

static bool
has_gain(enum eq_type t)
{
	return t == EQ_PK || is_shelf(t);
}

static bool
refuse_word(struct reader *r, const char *word)
{
	static const struct {
		const char *name, *form;
	} known[] = { { "Fc", "Fc <Hz> Hz" }, { "Gain", "Gain <dB> dB" }, { "Q", "Q <number>" },
		{ "BW", "BW Oct <octaves>" } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(word) > 1 &&
			edit_distance(word, known[i].name) <= strlen(known[i].name) / 2)
			return refuse(
				r, "\"%s\" is not understood; expected: %s", word, known[i].form);
	return refuse(r,
		"\"%s\" is not understood; expected: Fc <Hz> Hz, Gain <dB> dB, Q <number> or BW "
		"Oct <octaves>",
		word);
}

static bool
take_word(struct reader *r, const char *word, struct filter_words *w)
{
	char oct[TOKEN_BYTES];

	if (word_is(r, word, "Fc"))
		return take_number(r, "Fc", "Hz", &w->freq);
	if (word_is(r, word, "Gain"))
		return take_number(r, "Gain", "dB", &w->gain);
	if (word_is(r, word, "Q"))
		return take_number(r, "Q", "", &w->q);
	if (word_is(r, word, "BW")) {
		if (!next_word(r, oct) || !word_is(r, oct, "Oct"))
			return refuse(r, "expected: BW Oct <octaves>");
		return take_number(r, "BW Oct", "", &w->bandwidth);
	}
	return refuse_word(r, word);
}

/* 1/Q^2 = (A + 1/A)(1/S - 1) + 2 (RBJ). */
static double
q_of_slope(double slope, double gain_db)
{
	double a = pow(10, gain_db / 40);
	double inverse = (a + 1 / a) * (1 / slope - 1) + 2;

	return inverse > 0 ? fmax(sqrt(1 / inverse), Q_MIN)
			   : 50; /* 50: steeper than a shelf can be */
}

/* Q as Equalizer APO chooses it when the line does not say. */
static bool
choose_q(struct reader *r, const char *type, struct filter_words *w, struct preset_filter *f)
{
	struct eq_band *b = &f->band;
	bool zero = w->q == 0;

	if (w->q < 0 || w->bandwidth <= 0 || w->slope_db <= 0)
		return refuse(r, "Q, bandwidth and slope are positive numbers");
	if (zero) {
		warn(r, "Q 0 is taken as not given");
		w->q = NAN;
	}
	if (!isnan(w->bandwidth) && isnan(w->q) && !is_shelf(b->type)) {
		f->bandwidth_oct = w->bandwidth;
		b->q = Q_BUTTERWORTH;
	} else if (!isnan(w->q)) {
		b->q = fmax(w->q, Q_MIN);
	} else if (!isnan(w->slope_db)) {
		b->q = q_of_slope(w->slope_db / 12, b->gain_db);
	} else if (is_shelf(b->type)) {
		b->q = q_of_slope(SLOPE_DEFAULT, b->gain_db);
		b->type = b->type == EQ_LS ? EQ_LSC : b->type == EQ_HS ? EQ_HSC : b->type;
	} else if (b->type == EQ_LP || b->type == EQ_HP || b->type == EQ_BP) {
		b->q = Q_BUTTERWORTH;
	} else if (b->type == EQ_NO) {
		b->q = Q_NOTCH;
	} else if (zero) {
		b->q = Q_BUTTERWORTH;
	} else {
		return refuse(r, "%s needs Q <number> or BW Oct <octaves>", type);
	}
	return true;
}

static bool
finish_filter(struct reader *r, const char *type, struct filter_words *w, struct preset_filter *f)
{
	struct eq_band *b = &f->band;

	if (isnan(w->freq))
		return refuse(r, "%s needs Fc <Hz> Hz", type);
	if (w->freq <= 0)
		return refuse(r, "Fc is a positive number");
	if (has_gain(b->type) && isnan(w->gain))
		return refuse(r, "%s needs Gain <dB> dB", type);
	if (!has_gain(b->type) && !isnan(w->gain) && w->gain != 0)
		warn(r, "%s has no gain, %g dB ignored", type, w->gain);
	if (!isnan(w->slope_db) && !is_shelf(b->type))
		return refuse(r, "%s has no slope", type);
	b->on = true;
	b->freq_hz = w->freq;
	b->gain_db = has_gain(b->type) ? w->gain : 0;
	return choose_q(r, type, w, f);
}

static bool
read_type(struct reader *r, const char *word, enum eq_type *type)
{
	for (size_t i = 0; i < sizeof filter_types / sizeof *filter_types; i++)
		if (word_is(r, word, filter_types[i].name)) {
			*type = filter_types[i].type;
			return true;
		}
	if (strcasecmp(word, "IIR") == 0)
		return refuse(r, "IIR coefficients are not supported; expected: ON PK Fc <Hz> Hz "
				 "Gain <dB> dB Q <number>");
	return refuse(r,
		"\"%s\" is not a filter type; expected: PK LSC HSC LS HS LP LPQ HP HPQ BP NO AP",
		word);
}

/* "LS 6dB", "LSC 10.8 dB": a number right after the type. */
static bool
read_slope(struct reader *r, struct filter_words *w)
{
	struct reader ahead = *r;

	skip_blanks(&ahead);
	if (ahead.p == ahead.end || (!is_digit(*ahead.p) && *ahead.p != '.' && *ahead.p != '-'))
		return true;
	return take_number(r, "the type", "dB", &w->slope_db);
}

static bool
read_filter(struct reader *r)
{
	struct filter_words w = { NAN, NAN, NAN, NAN, NAN };
	struct preset_filter f = { 0 };
	char word[TOKEN_BYTES], type[TOKEN_BYTES];

	if (++r->nfilters > PRESET_FILTERS_MAX)
		return refuse(r, "more than %d filters", PRESET_FILTERS_MAX);
	if (!next_word(r, word))
		return refuse(r, "expected: ON or OFF after \"Filter:\"");
	if (word_is(r, word, "OFF"))
		return true;
	if (!word_is(r, word, "ON"))
		return refuse(r, "\"%s\" is not understood; expected: ON or OFF", word);
	if (!next_word(r, type) || word_is(r, type, "None"))
		return true;
	if (!read_type(r, type, &f.band.type) || !read_slope(r, &w))
		return false;
	while (next_word(r, word))
		if (!take_word(r, word, &w))
			return false;
	if (!finish_filter(r, type, &w, &f))
		return false;
	if (r->nactive++ < EQ_BANDS_MAX)
		r->out->filter[r->out->nfilters++] = f;
	return true;
}

/* ---- Lines ---- */

static bool
read_preamp(struct reader *r)
{
	char word[TOKEN_BYTES];
	double gain;

	if (!take_number(r, "Preamp:", "dB", &gain))
		return false;
	if (next_word(r, word))
		warn(r, "\"%s\" after the preamp is ignored", word);
	r->out->preamp_db += gain;
	r->npreamps++;
	return true;
}

/* "# Design: matched": other programs see a comment and use RBJ, as we do without it. */
static void
read_comment(struct reader *r)
{
	static const char *const name[EQ_NFORMULAS] = {
		[EQ_RBJ] = "rbj", [EQ_MATCHED] = "matched"
	};
	char word[TOKEN_BYTES];

	while (r->p < r->end && *r->p == '#')
		r->p++;
	if (!next_word(r, word) || strcasecmp(word, "Design:") != 0 || !next_word(r, word))
		return;
	for (int i = 0; i < EQ_NFORMULAS; i++)
		if (strcasecmp(word, name[i]) == 0) {
			r->out->design = (enum eq_formulas)i;
			return;
		}
	warn(r, "design \"%s\" is not known (rbj, matched), ignored", word);
}

static bool
begins_with(const char *word, const char *prefix)
{
	return strncasecmp(word, prefix, strlen(prefix)) == 0;
}

/* A command that is neither Preamp nor Filter: refused when it would change the sound. */
static bool
read_other(struct reader *r, const char *command)
{
	static const char *const refused[] = { "GraphicEQ", "Channel", "Device", "Include", "Stage",
		"Copy", "Delay", "Convolution", "If", "ElseIf", "Else", "EndIf", "Eval",
		"VSTPlugin", "LoudnessCorrection" };
	static const char *const header[] = { "Dated", "Equaliser", "Equalizer", "Notes",
		"Average" };
	struct reader ahead = *r;
	char word[TOKEN_BYTES], more[TOKEN_BYTES];

	if (strcasecmp(command, "Channel") == 0 && next_word(&ahead, word) &&
		strcasecmp(word, "all") == 0 && !next_word(&ahead, more))
		return true;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (strcasecmp(command, refused[i]) == 0)
			return refuse(r,
				"\"%s\" is not supported; only Preamp and Filter lines can be "
				"loaded",
				command);
	if (edit_distance(command, "Preamp") <= 2 || edit_distance(command, "Filter") <= 2)
		return refuse(r,
			"\"%s\" is not understood; expected: Preamp: <dB> dB or Filter 1: ON ...",
			command);
	for (size_t i = 0; i < sizeof header / sizeof *header; i++)
		if (begins_with(command, header[i]))
			return true;
	warn(r, "\"%s\" is ignored", command);
	return true;
}

static bool
read_command(struct reader *r)
{
	const char *colon;
	struct reader head = *r;
	char command[TOKEN_BYTES], second[TOKEN_BYTES];

	colon = memchr(r->p, ':', (size_t)(r->end - r->p));
	head.end = colon != NULL ? colon : r->end;
	if (!next_word(&head, command)) {
		warn(r, "nothing stands before the colon, ignored");
		return true;
	}
	if (colon == NULL) {
		bool filter = strcasecmp(command, "Filter") == 0;

		if (filter && next_word(&head, second) && strcasecmp(second, "Settings") == 0)
			return true; /* REW: "Filter Settings file" */
		if (filter || strcasecmp(command, "Preamp") == 0)
			return refuse(r, "a colon is missing; expected: %s: ...", command);
		return true; /* REW's header */
	}
	r->p = colon + 1;
	if (word_is(r, command, "Preamp"))
		return read_preamp(r);
	if (begins_with(command, "Filter")) {
		if (strncmp(command, "Filter", 6) != 0)
			warn(r, "\"%s\" is taken as \"Filter\"", command);
		return read_filter(r);
	}
	return read_other(r, command);
}

static bool
read_line(struct reader *r)
{
	skip_blanks(r);
	if (r->p < r->end && *r->p == '#')
		read_comment(r);
	else if (r->p < r->end)
		return read_command(r);
	return true;
}

int
preset_parse(const char *text, size_t len, struct preset *out, struct preset_error *err)
{
	struct reader r = { .out = out, .err = err };
	const char *end = text + len, *p = text;

	memset(out, 0, sizeof *out);
	memset(err, 0, sizeof *err);
	if (len > PRESET_BYTES_MAX)
		return refuse(&r, "more than %d kB, not a preset", PRESET_BYTES_MAX / 1024),
		       -EINVAL;
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return refuse(&r, "not plain text (UTF-8 is expected)"), -EINVAL;
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (++r.line > PRESET_LINES_MAX)
			return refuse(&r, "more than %d lines", PRESET_LINES_MAX), -EINVAL;
		r.p = p;
		r.end = newline != NULL ? newline : end;
		p = newline != NULL ? newline + 1 : end;
		if (r.end > r.p && r.end[-1] == '\r')
			r.end--;
		if (!read_line(&r))
			return -EINVAL;
	}
	r.line = 0;
	if (r.nactive > EQ_BANDS_MAX)
		return refuse(&r, "%u active filters, at most %d can be loaded", r.nactive,
			       EQ_BANDS_MAX),
		       -EINVAL;
	if (r.nfilters + r.npreamps == 0)
		warn(&r, "no filter and no preamp in it");
	return 0;
}

double
preset_q(const struct preset_filter *f, double rate_hz)
{
	double w = 2 * M_PI * fmin(f->band.freq_hz, 0.49 * rate_hz) / rate_hz;

	if (f->bandwidth_oct <= 0)
		return f->band.q;
	return fmax(1 / (2 * sinh(M_LN2 / 2 * f->bandwidth_oct * w / sin(w))), Q_MIN);
}
