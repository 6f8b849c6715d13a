/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See preset_import.h.  Sniffing, and points of a curve; the other kinds have files of their own.
 */
#include "control/presets/preset_import.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "control/presets/preset_read.h"
#include "control/presets/preset_store.h"

enum { NUMBER_BYTES = 32 };

static const double gain_limit_db = 200, freq_limit_hz = 1e6, q_limit_low = 1e-3, q_limit = 1e4;
static const char *const kind_name[PRESET_NKINDS];

int
import_refuse(struct preset_error *err, uint32_t line, const char *format, ...)
{
	va_list ap;

	err->line = line;
	va_start(ap, format);
	vsnprintf(err->text, sizeof err->text, format, ap);
	va_end(ap);
	return -EINVAL;
}

void
import_warn(struct preset *p, uint32_t line, const char *format, ...)
{
	struct preset_error *w = &p->warning[p->nwarnings_kept];
	va_list ap;

	p->nwarnings++;
	if (p->nwarnings_kept == PRESET_WARNINGS_KEPT)
		return;
	p->nwarnings_kept++;
	w->line = line;
	va_start(ap, format);
	vsnprintf(w->text, sizeof w->text, format, ap);
	va_end(ap);
}

int
import_add(struct preset *p, const struct preset_filter *f, const char *name, uint32_t line,
	struct preset_error *err)
{
	const struct eq_band *b = &f->band;

	if (p->nfilters == PRESET_FILTERS_MAX)
		return import_refuse(err, line, "more than %d filters", PRESET_FILTERS_MAX);
	if (!(b->freq_hz > 0 && b->freq_hz <= freq_limit_hz))
		return import_refuse(
			err, line, "%.40s: %g Hz is no frequency of a filter", name, b->freq_hz);
	if (!(fabs(b->gain_db) <= gain_limit_db))
		return import_refuse(
			err, line, "%.40s: %g dB is no gain of a filter", name, b->gain_db);
	if (f->bandwidth_oct > 0 ? f->bandwidth_oct > 20
				 : !(b->q >= q_limit_low && b->q <= q_limit))
		return import_refuse(err, line, "%.40s: %g is no Q or bandwidth of a filter", name,
			f->bandwidth_oct > 0 ? f->bandwidth_oct : b->q);
	p->filter[p->nfilters] = *f;
	p->filter[p->nfilters++].band.on = true;
	return 0;
}

double
import_q_of_slope(double slope, double gain_db)
{
	double a = pow(10, gain_db / 40), inverse = (a + 1 / a) * (1 / slope - 1) + 2;

	return inverse > 0 ? sqrt(1 / inverse) : 50;
}

/* ---- Lines ---- */

struct line {
	const char *p, *end;
	uint32_t number;
};

/* The next line that is not empty; blanks at both ends are off. */
static bool
next_line(struct line *l, const char *end)
{
	while (l->end < end) {
		const char *newline;

		l->p = l->number > 0 ? l->end + 1 : l->end;
		if (l->p >= end)
			return false;
		newline = memchr(l->p, '\n', (size_t)(end - l->p));
		l->end = newline != NULL ? newline : end;
		l->number++;
		while (l->p < l->end && isspace((unsigned char)*l->p))
			l->p++;
		if (l->p < l->end)
			return true;
	}
	return false;
}

static struct line
first_line(const char *text, size_t len)
{
	bool mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;

	return (struct line){ text, text + (mark ? 3 : 0), 0 };
}

/* Whether the line begins with the word, whatever its case, and a colon after blanks. */
static bool
is_command(const struct line *l, const char *word)
{
	size_t n = strlen(word);
	const char *p = l->p + n;

	if ((size_t)(l->end - l->p) <= n || strncasecmp(l->p, word, n) != 0)
		return false;
	while (p < l->end && (*p == ' ' || *p == '\t'))
		p++;
	return p < l->end && *p == ':';
}

/* "20 -6.5" or "20;-6.5" and the like: what a line of points begins with. */
static bool
is_points(const struct line *l)
{
	const char *p = l->p;

	while (p < l->end && (isdigit((unsigned char)*p) || *p == '.' || *p == ','))
		p++;
	if (p == l->p || p == l->end || (*p != ' ' && *p != '\t' && *p != ';'))
		return false;
	while (p < l->end && (*p == ' ' || *p == '\t' || *p == ';'))
		p++;
	return p < l->end && (isdigit((unsigned char)*p) || *p == '-' || *p == '+' || *p == '.');
}

enum preset_kind
preset_sniff(const char *text, size_t len)
{
	struct line l = first_line(text, len);
	bool first = true;

	while (next_line(&l, text + len)) {
		size_t n = (size_t)(l.end - l.p);

		if (first && *l.p == '{')
			return PRESET_EASYEFFECTS;
		if (*l.p == '#')
			continue;
		if (is_command(&l, "GraphicEQ") || (first && is_points(&l)))
			return PRESET_GRAPHICEQ;
		if (first && n >= 3 && (memcmp(l.p, "---", 3) == 0 || memcmp(l.p, "%YA", 3) == 0))
			return PRESET_CAMILLADSP;
		for (int i = 0; i < 5; i++) {
			static const char *const key[] = { "filters", "pipeline", "devices",
				"mixers", "title" };

			if ((l.p == text || l.p[-1] == '\n') && n > strlen(key[i]) &&
				memcmp(l.p, key[i], strlen(key[i])) == 0 &&
				l.p[strlen(key[i])] == ':')
				return PRESET_CAMILLADSP;
		}
		first = false;
	}
	return PRESET_APO;
}

/* ---- GraphicEQ ---- */

static void
skip(struct line *l, const char *what)
{
	while (l->p < l->end && (strchr(what, *l->p) != NULL || *l->p == '\r'))
		l->p++;
}

/* A plain number, a comma in it is a point. */
static bool
take_number(struct line *l, double *value)
{
	char text[NUMBER_BYTES], *end;
	size_t n = 0;

	skip(l, " \t");
	while (l->p < l->end && *l->p != '\0' && strchr("+-.,0123456789eE", *l->p) != NULL) {
		if (n == sizeof text - 1)
			return false;
		text[n++] = *l->p == ',' ? '.' : *l->p;
		l->p++;
	}
	text[n] = '\0';
	*value = strtod(text, &end);
	return n > 0 && *end == '\0' && isfinite(*value);
}

static int
take_points(struct line *l, struct preset_import *out, struct preset_error *err)
{
	struct preset_curve *c = &out->curve;

	while (skip(l, " \t;"), l->p < l->end) {
		double hz, db;

		if (!take_number(l, &hz) || !take_number(l, &db))
			return import_refuse(err, l->number,
				"point %u is not understood; expected: <Hz> <dB>; <Hz> <dB>; ...",
				c->n + 1);
		skip(l, " \t");
		if (l->p < l->end && *l->p != ';')
			return import_refuse(err, l->number,
				"more than two numbers for point %u; expected: <Hz> <dB>; <Hz> "
				"<dB>; ...",
				c->n + 1);
		if (!(hz > 0 && hz <= freq_limit_hz) || fabs(db) > gain_limit_db)
			return import_refuse(
				err, l->number, "%g Hz %g dB is no point of an EQ", hz, db);
		if (c->n == FIT_POINTS_MAX)
			return import_refuse(err, l->number, "more than %d points", FIT_POINTS_MAX);
		c->freq_hz[c->n] = hz;
		c->gain_db[c->n++] = db;
	}
	return 0;
}

/* By insertion: they nearly always are in order.  Of two at one frequency the later counts. */
static void
sort_points(struct preset_curve *c, struct preset *warn)
{
	uint32_t n = 0;
	bool moved = false;

	for (uint32_t i = 0; i < c->n; i++) {
		double hz = c->freq_hz[i], db = c->gain_db[i];
		uint32_t at = n;

		while (at > 0 && c->freq_hz[at - 1] > hz)
			at--;
		if (at > 0 && c->freq_hz[at - 1] == hz) {
			c->gain_db[at - 1] = db;
			moved = true;
			continue;
		}
		moved |= at < n;
		memmove(&c->freq_hz[at + 1], &c->freq_hz[at], (n - at) * sizeof hz);
		memmove(&c->gain_db[at + 1], &c->gain_db[at], (n - at) * sizeof db);
		c->freq_hz[at] = hz;
		c->gain_db[at] = db;
		n++;
	}
	c->n = n;
	if (moved)
		import_warn(warn, 0, "points are not in the order of frequency, sorted");
}

static int
graphiceq_line(struct line *l, bool *seen, struct preset_import *out, struct preset_error *err)
{
	double db;

	if (*l->p == '#')
		return 0;
	if (is_command(l, "GraphicEQ")) {
		if (*seen)
			return import_refuse(err, l->number, "a second GraphicEQ");
		*seen = true;
		l->p = (const char *)memchr(l->p, ':', (size_t)(l->end - l->p)) + 1;
		return take_points(l, out, err);
	}
	if (is_command(l, "Preamp")) {
		l->p = (const char *)memchr(l->p, ':', (size_t)(l->end - l->p)) + 1;
		if (!take_number(l, &db) || fabs(db) > gain_limit_db)
			return import_refuse(err, l->number, "expected: Preamp: <dB> dB");
		out->preset.preamp_db += db;
		return 0;
	}
	if (is_points(l))
		return take_points(l, out, err);
	if (strncasecmp(l->p, "Filter", (size_t)(l->end - l->p) < 6 ? 1 : 6) == 0 &&
		l->end - l->p >= 6)
		return import_refuse(err, l->number,
			"GraphicEQ and Filter lines in one file; put them into two");
	if (is_command(l, "Channel") && l->end[-1] != ':') {
		const char *word = (const char *)memchr(l->p, ':', (size_t)(l->end - l->p)) + 1;

		while (word < l->end && *word == ' ')
			word++;
		if (l->end - word >= 3 && strncasecmp(word, "all", 3) == 0)
			return 0;
	}
	return import_refuse(err, l->number,
		"\"%.*s\" is not understood beside a GraphicEQ; expected: Preamp: or GraphicEQ:",
		(int)(l->end - l->p < 40 ? l->end - l->p : 40), l->p);
}

static int
read_graphiceq(const char *text, size_t len, struct preset_import *out, struct preset_error *err)
{
	struct line l = first_line(text, len);
	bool seen = false;

	while (next_line(&l, text + len)) {
		struct line copy = l;
		int r = graphiceq_line(&copy, &seen, out, err);

		if (r < 0)
			return r;
	}
	if (out->curve.n == 0)
		return import_refuse(err, 0, "no point in it");
	sort_points(&out->curve, &out->preset);
	return 0;
}

/* ---- All of them ---- */

const char *
preset_kind_name(enum preset_kind k)
{
	return kind_name[k];
}

int
preset_import(const char *text, size_t len, struct preset_import *out, struct preset_error *err)
{
	memset(out, 0, sizeof *out);
	memset(err, 0, sizeof *err);
	if (len > IMPORT_BYTES_MAX)
		return import_refuse(
			err, 0, "more than %d kB, not a preset", IMPORT_BYTES_MAX / 1024);
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return import_refuse(err, 0, "not plain text (UTF-8 is expected)");
	out->kind = preset_sniff(text, len);
	switch (out->kind) {
	case PRESET_GRAPHICEQ:
		return read_graphiceq(text, len, out, err);
	case PRESET_EASYEFFECTS:
		return preset_read_easyeffects(text, len, &out->preset, err);
	case PRESET_CAMILLADSP:
		return preset_read_camilladsp(text, len, &out->preset, err);
	case PRESET_APO:
	case PRESET_NKINDS:
		break;
	}
	return preset_parse(text, len, &out->preset, err);
}

bool
preset_name_from_file(const char *word, char *name)
{
	static const char *const behind[] = { " ParametricEQ", " GraphicEQ", " FixedBandEQ" };
	const char *slash = strrchr(word, '/'), *base = slash != NULL ? slash + 1 : word;
	const char *dot = strrchr(base, '.');
	size_t n = dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base);

	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		size_t len = strlen(behind[i]);

		if (n > len && strncmp(base + n - len, behind[i], len) == 0)
			n -= len;
	}
	if (n >= PRESET_NAME_BYTES)
		n = PRESET_NAME_BYTES - 1;
	memcpy(name, base, n);
	name[n] = '\0';
	for (char *c = name; *c != '\0'; c++) {
		char one[2] = { *c, '\0' };

		if (*c != '.' && *c != ' ' && !preset_name_ok(one))
			*c = '_';
	}
	return preset_name_ok(name);
}

static const char *const kind_name[PRESET_NKINDS] = {
	[PRESET_APO] = "Equalizer APO",
	[PRESET_GRAPHICEQ] = "GraphicEQ",
	[PRESET_EASYEFFECTS] = "EasyEffects",
	[PRESET_CAMILLADSP] = "CamillaDSP",
};
