/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See number.h. */
#include "ui-tui/popups/number.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DIGITS = 32 };

static const double ln_2 = 0.693147180559945309;

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Whether nothing but that word follows, in either case; "" : nothing at all. */
static bool
ends_with(const char *p, const char *word)
{
	size_t n = strlen(word);

	p = skip_blanks(p);
	return strncasecmp(p, word, n) == 0 && *skip_blanks(p + n) == '\0';
}

/* Digits with one point or comma, to plain digits: strtod knows "inf", "0x1" and 1e9, too.
 * Return: behind them, NULL with err. */
static const char *
scan_digits(const char *p, double *out, char err[NUMBER_ERROR_BYTES])
{
	char digits[DIGITS + 1];
	const char *comma = NULL;
	int n = 0, ndigits = 0, points = 0, behind = 0;

	if (strncmp(p, "\xe2\x88\x92", 3) == 0) { /* the minus of typesetters */
		digits[n++] = '-';
		p += 3;
	} else if (*p == '+' || *p == '-')
		digits[n++] = *p++;
	for (p = skip_blanks(p);
		n < DIGITS && (isdigit((unsigned char)*p) || *p == '.' || *p == ','); p++) {
		bool point = *p == '.' || *p == ',';

		comma = *p == ',' ? p : comma;
		points += point;
		ndigits += !point;
		behind += !point && points > 0;
		digits[n++] = *p == ',' ? '.' : *p;
	}
	digits[n] = '\0';
	if (ndigits == 0 || n == DIGITS)
		snprintf(err, NUMBER_ERROR_BYTES,
			n == DIGITS ? "too many digits" : "no number there");
	else if (points > 1)
		snprintf(err, NUMBER_ERROR_BYTES, "more than one point or comma");
	else if (comma != NULL && behind == 3)
		snprintf(err, NUMBER_ERROR_BYTES,
			"with this comma it may be thousands: use a point");
	else {
		*out = strtod(digits, NULL);
		return p;
	}
	return NULL;
}

/* Semitones above C of the letter and what follows it.  Return: behind them, NULL: no note. */
static const char *
scan_letter(const char *p, int *semitone)
{
	static const int of_letter[] = { 9, 11, 0, 2, 4, 5, 7 };
	int letter = toupper((unsigned char)*p);

	if (letter < 'A' || letter > 'G')
		return NULL;
	*semitone = of_letter[letter - 'A'];
	p++;
	if (*p == '#') {
		++*semitone;
		p++;
	} else if (*p == 'b') {
		--*semitone;
		p++;
	}
	return p;
}

static int
parse_note(const char *p, double *hz, char err[NUMBER_ERROR_BYTES])
{
	int semitone = 0, octave, sign = 1;
	double cents = 0;

	p = scan_letter(p, &semitone);
	if (p == NULL || (*p != '-' && !isdigit((unsigned char)*p))) {
		snprintf(err, NUMBER_ERROR_BYTES, "a note is a letter and an octave, as A4 or C#5");
		return -EINVAL;
	}
	if (*p == '-') {
		sign = -1;
		p++;
	}
	octave = *p - '0';
	if (!isdigit((unsigned char)*p) || isdigit((unsigned char)p[1])) {
		snprintf(err, NUMBER_ERROR_BYTES, "octaves go from -1 to 9");
		return -EINVAL;
	}
	p = skip_blanks(p + 1);
	if (*p == '+' || *p == '-') {
		p = scan_digits(p, &cents, err);
		if (p == NULL)
			return -EINVAL;
		if (ends_with(p, "ct"))
			p = "";
	}
	if (!ends_with(p, "")) {
		snprintf(err, NUMBER_ERROR_BYTES, "behind the octave only cents, as A4+10");
		return -EINVAL;
	}
	*hz = 440 * exp2((12 * (sign * octave + 1) + semitone - 69 + cents / 100) / 12);
	return 0;
}

/* "k", "k5" as on resistors, and units.  Return: false: something else. */
static bool
take_hz(const char *p, double *v)
{
	p = skip_blanks(p);
	if (*p == 'k' || *p == 'K') {
		p++;
		*v *= 1000;
		if (isdigit((unsigned char)*p) && !isdigit((unsigned char)p[1]))
			*v += 100 * (*p++ - '0');
	}
	return ends_with(p, "") || ends_with(p, "Hz");
}

static int
refuse_unit(const char *unit, enum number_kind kind, char err[NUMBER_ERROR_BYTES])
{
	static const char *const known[] = { "Hz, kHz, k", "dB", "oct, or nothing" };

	snprintf(err, NUMBER_ERROR_BYTES, "\"%.12s\" is unknown here; it may be %s",
		skip_blanks(unit), known[kind]);
	return -EINVAL;
}

int
number_parse(const char *text, enum number_kind kind, double *out, char err[NUMBER_ERROR_BYTES])
{
	const char *p = skip_blanks(text);
	double v = 0;

	err[0] = '\0';
	if (*p == '\0') {
		snprintf(err, NUMBER_ERROR_BYTES, "nothing is typed there");
		return -EINVAL;
	}
	if (kind == NUMBER_HZ && isalpha((unsigned char)*p))
		return parse_note(p, out, err);
	p = scan_digits(p, &v, err);
	if (p == NULL)
		return -EINVAL;
	if (kind == NUMBER_HZ
			? !take_hz(p, &v)
			: !ends_with(p, "") && !ends_with(p, kind == NUMBER_DB ? "dB" : "oct"))
		return refuse_unit(p, kind, err);
	if (kind != NUMBER_DB && v <= 0) {
		snprintf(err, NUMBER_ERROR_BYTES, "it is to be more than 0");
		return -EINVAL;
	}
	*out = kind == NUMBER_Q && ends_with(p, "oct") ? q_of_bandwidth(v) : v;
	return 0;
}

double
bandwidth_of_q(double q)
{
	return 2 / ln_2 * asinh(1 / (2 * q));
}

double
q_of_bandwidth(double octaves)
{
	return 1 / (2 * sinh(ln_2 / 2 * octaves));
}
