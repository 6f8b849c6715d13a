/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words and numbers of a preset's line.  A number may be written with points or
 * commas; three decimals in a frequency mean thousands, as to Equalizer APO and
 * the locales that REW writes in.
 */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "control/presets/preset_private.h"

/* ---- What is wrong ---- */

bool
preset_refuse(struct preset_reader *r, const char *format, ...)
{
	va_list ap;

	r->err->line = r->line;
	va_start(ap, format);
	vsnprintf(r->err->text, sizeof r->err->text, format, ap);
	va_end(ap);
	return false;
}

void
preset_warn(struct preset_reader *r, const char *format, ...)
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

static bool
begins_number(const char *p, const char *end)
{
	if (p < end && (*p == '+' || *p == '-'))
		p++;
	if (p < end && (*p == '.' || *p == ','))
		p++;
	return p < end && is_digit(*p);
}

void
preset_skip_blanks(struct preset_reader *r)
{
	while (r->p < r->end) {
		size_t n = no_break_space(r->p, r->end);

		if (n == 0 && *r->p != ' ' && *r->p != '\t')
			break;
		r->p += n > 0 ? n : 1;
	}
}

bool
preset_word(struct preset_reader *r, char word[TOKEN_BYTES])
{
	size_t n = 0;

	preset_skip_blanks(r);
	while (r->p < r->end && *r->p != ' ' && *r->p != '\t') {
		size_t space = no_break_space(r->p, r->end);

		if (space > 0) {
			if (n == 0 || !is_digit(word[n - 1]) || r->p + space >= r->end ||
				!is_digit(r->p[space]))
				break;
			r->p += space;
			continue;
		}
		if (n > 0 && isalpha((unsigned char)word[0]) && begins_number(r->p, r->end))
			break;
		if (n < TOKEN_BYTES - 1)
			word[n++] = isprint((unsigned char)*r->p) ? *r->p : '?';
		r->p++;
	}
	word[n] = '\0';
	return n > 0;
}

bool
preset_word_is(struct preset_reader *r, const char *word, const char *wanted)
{
	if (strcasecmp(word, wanted) != 0)
		return false;
	if (strcmp(word, wanted) != 0)
		preset_warn(r, "\"%s\" is taken as \"%s\"", word, wanted);
	return true;
}

/* ---- Numbers ---- */

/* Whether mark parts the n characters of text in groups of three digits behind the first. */
static bool
parts_thousands(const char *text, size_t n, char mark)
{
	const char *p = memchr(text, mark, n), *end = text + n;

	while (p != NULL) {
		const char *next = memchr(p + 1, mark, (size_t)(end - p - 1));

		if (strspn(p + 1, "0123456789") < 3 || (next != NULL && next - p != 4) ||
			(p + 4 < end && is_digit(p[4])))
			return false;
		p = next;
	}
	return true;
}

/* The last mark is the decimal one, unless it comes twice; all before it part thousands.
 * Return: false when they do not; *mark NULL: no decimals. */
static bool
find_mark(const char *text, size_t n, const char **mark, bool *parted)
{
	char other;

	*mark = NULL;
	for (size_t i = 0; i < n; i++)
		if (text[i] == '.' || text[i] == ',')
			*mark = text + i;
	*parted = false;
	if (*mark == NULL)
		return true;
	if (memchr(text, **mark, (size_t)(*mark - text)) != NULL) { /* 1.234.567 */
		other = **mark == '.' ? ',' : '.';
		*parted = true;
		n = parts_thousands(text, n, **mark) && memchr(text, other, n) == NULL;
		*mark = NULL;
		return n > 0;
	}
	other = **mark == '.' ? ',' : '.';
	*parted = memchr(text, other, n) != NULL;
	return !*parted || parts_thousands(text, n, other);
}

struct number {
	double value;
	size_t length;  /* in the text, 0: none */
	bool thousands; /* "1.000": its three decimals made it a thousand times more */
};

/* A number at the beginning of text. */
static struct number
read_number(const char *text, bool frequency)
{
	struct number none = { 0 }, number = { 0 };
	size_t digits = strspn(text, "+-0123456789.,"), n = digits, out = 0;
	char plain[TOKEN_BYTES], *end;
	const char *mark;
	bool parted;

	if (n > 0 && (text[n] == 'e' || text[n] == 'E') &&
		(is_digit(text[n + 1]) || text[n + 1] == '-' || text[n + 1] == '+'))
		n += 1 + strspn(text + n + 1, "+-0123456789");
	if (n == 0 || n >= sizeof plain || !find_mark(text, digits, &mark, &parted))
		return none;
	for (size_t i = 0; i < n; i++)
		if (text + i == mark)
			plain[out++] = '.';
		else if (text[i] != '.' && text[i] != ',')
			plain[out++] = text[i];
	plain[out] = '\0';
	number.value = strtod(plain, &end); /* the C locale's: mark and nothing else */
	if (end == plain || *end != '\0' || !isfinite(number.value))
		return none;
	number.length = n;
	number.thousands = frequency && mark != NULL && !parted && n == digits && n >= 5 &&
			   text + n - mark == 4;
	if (number.thousands)
		number.value *= 1000;
	return number;
}

/* Whether the unit stands behind the number, at rest or as the next word; what else may follow
 * belongs to somebody else. */
static bool
take_unit(struct preset_reader *r, const char *rest, const char *unit)
{
	struct preset_reader ahead = *r;
	char next[TOKEN_BYTES];

	if (*rest != '\0')
		return strcasecmp(rest, unit) == 0;
	if (*unit == '\0')
		return true;
	if (!preset_word(&ahead, next) || strcasecmp(next, unit) != 0)
		return false;
	r->p = ahead.p;
	return true;
}

bool
preset_number(struct preset_reader *r, const char *what, const char *unit, double *value)
{
	bool hz = strcmp(unit, "Hz") == 0;
	double limit = hz ? PRESET_HZ_MAX : strcmp(unit, "dB") == 0 ? PRESET_DB_MAX : PRESET_Q_MAX;
	const char *gap = *unit != '\0' ? " " : "";
	char word[TOKEN_BYTES];
	struct number number;

	if (!preset_word(r, word))
		return preset_refuse(r,
			"a number is missing after \"%s\"; expected: %s <number>%s%s", what, what,
			gap, unit);
	number = read_number(word, hz);
	if (number.length == 0)
		return preset_refuse(r, "\"%s\" is not a number; expected: %s <number>%s%s", word,
			what, gap, unit);
	if (fabs(number.value) > limit)
		return preset_refuse(
			r, "\"%s\" is out of this world; %s is at most %g", word, what, limit);
	*value = number.value;
	if (number.thousands)
		preset_warn(r, "\"%s %s\" is taken as %g %s: three decimals mean thousands", what,
			word, number.value, unit);
	if (take_unit(r, word + number.length, unit))
		return true;
	if (word[number.length] != '\0')
		return preset_refuse(r, "\"%s\" is not understood; expected: %s <number>%s%s", word,
			what, gap, unit);
	preset_warn(r, "\"%s %s\" has no unit, taken as %s", what, word, unit);
	return true;
}
