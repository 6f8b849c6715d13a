/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See ctl_value.h. */
#include "ui-osc/ctl/ctl_value.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const units[] = { "dB", "dBFS", "Hz", "kHz", "s", "ms", "us", "%" };

static int __attribute__((format(printf, 2, 3)))
refuse(char err[CTL_VALUE_ERROR_BYTES], const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err, CTL_VALUE_ERROR_BYTES, format, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- Numbers ---- */

/* "-4.5", "-4.5 dB", "1kHz".  unit: of the address; "": any of those there are. */
static bool
read_number(const char *word, const char *unit, double *out)
{
	char *end;
	double v = strtod(word, &end);

	if (end == word || !isfinite(v))
		return false;
	end += strspn(end, " ");
	*out = v;
	if (*end == '\0' || strcasecmp(end, unit) == 0)
		return true;
	if (strcasecmp(end, "kHz") == 0 && (unit[0] == '\0' || strcmp(unit, "Hz") == 0)) {
		*out = v * 1000;
		return true;
	}
	return unit[0] == '\0' && ctl_value_is_unit(end);
}

static bool
read_switch(const char *word, int32_t *out)
{
	static const char *const off_on[] = { "off", "on", "false", "true", "no", "yes" };

	for (int32_t i = 0; i < 6; i++)
		if (strcasecmp(word, off_on[i]) == 0) {
			*out = i % 2;
			return true;
		}
	return false;
}

static int
status_of(int added)
{
	return added == 0 ? 0 : -ENOMEM;
}

static int
add_float(lo_message m, const struct ctl_address *at, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	double v;

	if (read_number(word, at->unit, &v) && isfinite((float)v))
		return status_of(lo_message_add_float(m, (float)v));
	if (at->unit[0] == '\0')
		return refuse(
			err, "%s: \"%.40s\" is not understood; expected a number", at->path, word);
	return refuse(err, "%s: \"%.40s\" is not understood; expected a number, in %s", at->path,
		word, at->unit);
}

static int
add_int(lo_message m, const struct ctl_address *at, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	bool is_switch = at->max <= 1 && at->min >= 0;
	int32_t number;
	double v;

	if (is_switch && read_switch(word, &number))
		return status_of(lo_message_add_int32(m, number));
	if (read_number(word, at->unit, &v) && v == floor(v) && fabs(v) <= INT32_MAX)
		return status_of(lo_message_add_int32(m, (int32_t)v));
	return refuse(err, "%s: \"%.40s\" is not understood; expected %s", at->path, word,
		is_switch ? "on or off, 1 or 0" : "a whole number");
}

/* ---- Choices: "what it is: A|B|C" ---- */

/* Where they begin in the text.  Return: NULL: there are none, or not all of them are told. */
static const char *
choices_of(const struct ctl_address *at)
{
	const char *bar = strchr(at->text, '|'), *start = bar;
	float n = 1;

	if (bar == NULL)
		return NULL;
	while (start > at->text && start[-1] != ' ')
		start--;
	for (; bar != NULL; bar = strchr(bar + 1, '|'))
		n++;
	return n == at->max + 1 ? start : NULL;
}

static int
add_choice(lo_message m, const struct ctl_address *at, const char *choices, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	char name[CTL_TEXT_BYTES];

	for (const char *p = choices; *p != '\0';) {
		size_t n = strcspn(p, "|");

		if (strlen(word) == n && strncasecmp(p, word, n) == 0) {
			snprintf(name, sizeof name, "%.*s", (int)n, p);
			return status_of(lo_message_add_string(m, name));
		}
		p += n + (p[n] == '|');
	}
	return refuse(err, "%s: \"%.40s\" is not understood; expected one of %.200s", at->path,
		word, choices);
}

static int
add_string(lo_message m, const struct ctl_address *at, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	const char *choices =
		strcmp(at->access, "rw") == 0 && strcmp(at->tags, "s") == 0 ? choices_of(at) : NULL;

	if (choices != NULL)
		return add_choice(m, at, choices, word, err);
	return status_of(lo_message_add_string(m, word));
}

/* Nothing is known of it but how it looks. */
static int
add_by_looks(lo_message m, const char *word)
{
	char *end;
	double v = strtod(word, &end);

	if (end == word || *end != '\0' || !isfinite((float)v))
		return status_of(lo_message_add_string(m, word));
	if (strcspn(word, ".eExX") == strlen(word) && fabs(v) <= INT32_MAX)
		return status_of(lo_message_add_int32(m, (int32_t)v));
	return status_of(lo_message_add_float(m, (float)v));
}

/* ---- Exported ---- */

int
ctl_value_add(lo_message m, const struct ctl_address *at, uint32_t i, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	bool writable = strcmp(at->access, "rw") == 0;
	char tag = i < strlen(at->tags) ? at->tags[i] : '\0';

	err[0] = '\0';
	if (tag == 's' && at->access[0] != 'r')
		return add_string(m, at, word, err);
	if (!writable)
		return add_by_looks(m, word);
	switch (tag) {
	case 'f':
		return add_float(m, at, word, err);
	case 'i':
		return add_int(m, at, word, err);
	case 's':
		return add_string(m, at, word, err);
	default:
		return refuse(err, "%s takes %zu value%s; \"%.40s\" is one too many", at->path,
			strlen(at->tags), strlen(at->tags) == 1 ? "" : "s", word);
	}
}

bool
ctl_value_is_unit(const char *word)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcasecmp(word, units[i]) == 0)
			return true;
	return false;
}

bool
ctl_value_is_number(const char *word)
{
	char *end;

	return strtod(word, &end), end != word && *end == '\0';
}

void
ctl_value_float(float v, char out[CTL_NUMBER_BYTES])
{
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(out, CTL_NUMBER_BYTES, "%.*g", digits, (double)v);
		if (strtof(out, NULL) == v)
			return;
	}
}

/* In double quotes, if it needs them to be one word. */
static void
print_text(FILE *out, const char *s, bool plain)
{
	bool quoted = !plain && (*s == '\0' || strpbrk(s, " \t\n\r\"\\") != NULL);

	if (quoted)
		fputc('"', out);
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' || *s == 0x7f) {
			fprintf(out, "\\x%02x", (unsigned char)*s);
			continue;
		}
		if (quoted && (*s == '"' || *s == '\\'))
			fputc('\\', out);
		fputc(*s, out);
	}
	if (quoted)
		fputc('"', out);
}

static void
print_hex(FILE *out, lo_blob blob)
{
	const uint8_t *data = lo_blob_dataptr(blob);

	fprintf(out, "0x");
	for (uint32_t i = 0; i < lo_blob_datasize(blob); i++)
		fprintf(out, "%02x", data[i]);
}

/* liblo leaves 8-byte arguments on 4-byte boundaries. */
static void
print_argument(FILE *out, char tag, lo_arg *arg, bool plain)
{
	char number[CTL_NUMBER_BYTES];
	int32_t i;
	int64_t h;
	float f;
	double d;

	switch (tag) {
	case 'i':
		memcpy(&i, arg, sizeof i);
		fprintf(out, "%d", i);
		break;
	case 'h':
		memcpy(&h, arg, sizeof h);
		fprintf(out, "%lld", (long long)h);
		break;
	case 'f':
		memcpy(&f, arg, sizeof f);
		ctl_value_float(f, number);
		fputs(number, out);
		break;
	case 'd':
		memcpy(&d, arg, sizeof d);
		fprintf(out, "%.17g", d);
		break;
	case 's':
	case 'S':
		print_text(out, (const char *)arg, plain);
		break;
	case 'b':
		print_hex(out, (lo_blob)arg);
		break;
	default:
		fputs(tag == 'T' ? "1" : tag == 'F' ? "0" : "-", out);
	}
}

void
ctl_value_print(FILE *out, lo_message m, bool plain)
{
	const char *tags = lo_message_get_types(m);
	lo_arg **argv = lo_message_get_argv(m);

	for (int i = 0; i < lo_message_get_argc(m); i++) {
		if (i > 0)
			fputc(' ', out);
		print_argument(out, tags[i], argv[i], plain);
	}
}
