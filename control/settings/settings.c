/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line at a time; each says one thing, in any order, between the first and "end". */
#include "control/settings/settings.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 256, NUMBER_BYTES = 32, HEAD_BYTES = 256 + 2 * EQ_BANDS_MAX * 40 };
enum { BANDWIDTH_OCT_MAX = 20 };

static const char FIRST_LINE[] = "audioengine settings ";
static const char VERSION[] = "1";
static const char END_LINE[] = "end";
static const char OTHER[] = "other ";
static const char PRESET[] = "preset ";
static const char OF_FILE[] = "file ";

/* ---- Reading ---- */

struct reader {
	struct settings *s;
	const struct param_table *t;
	const char *at, *end;
	uint32_t line;
	char text[LINE_BYTES];
};

static void warn(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
warn(struct reader *r, const char *format, ...)
{
	struct settings *s = r->s;
	struct preset_error *w = &s->warning[s->nwarnings_kept];
	va_list ap;

	s->nwarnings++;
	if (s->nwarnings_kept == SETTINGS_WARNINGS_KEPT)
		return;
	s->nwarnings_kept++;
	w->line = r->line;
	va_start(ap, format);
	vsnprintf(w->text, sizeof w->text, format, ap);
	va_end(ap);
}

static int
refuse(const struct reader *r, struct preset_error *err, const char *text)
{
	err->line = r->line;
	snprintf(err->text, sizeof err->text, "%s", text);
	return -EINVAL;
}

/* The next line without blanks at its end, in r->text; one that is too long or holds a NUL is
 * empty.  Return: false: there is none. */
static bool
next_line(struct reader *r)
{
	const char *start = r->at, *newline;
	size_t n;

	if (start == r->end)
		return false;
	newline = memchr(start, '\n', (size_t)(r->end - start));
	r->at = newline != NULL ? newline + 1 : r->end;
	n = (size_t)((newline != NULL ? newline : r->end) - start);
	r->line++;
	r->text[0] = '\0';
	if (n >= LINE_BYTES || memchr(start, '\0', n) != NULL) {
		warn(r, "this line is no text of ours");
		return true;
	}
	memcpy(r->text, start, n);
	while (n > 0 && strchr(" \t\r", r->text[n - 1]) != NULL)
		n--;
	r->text[n] = '\0';
	return true;
}

static bool
name_is_plain(const char *name)
{
	if (*name == '\0' || strlen(name) >= PRESET_NAME_BYTES)
		return false;
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < ' ' || *name == 0x7f)
			return false;
	return true;
}

static void
take_value(struct reader *r, struct settings_slot *slot, char *text)
{
	char *value = text + strcspn(text, " \t");
	const struct param_info *info;
	float number, fitted;
	int index;

	if (*value != '\0')
		*value++ = '\0';
	value += strspn(value, " \t");
	index = param_table_find(r->t, text);
	if (index < 0 || r->t->entry[index].info->keep == KEEP_NOTHING ||
		(slot == &r->s->other && r->t->entry[index].info->keep != KEEP_EDIT)) {
		warn(r, "%.60s is not known here and left out", text);
		return;
	}
	info = r->t->entry[index].info;
	if (param_read(info, value, &number) < 0) {
		warn(r, "\"%.40s\" is no value for %.60s, the default is used", value, text);
		return;
	}
	fitted = param_fit(info, number);
	if (fitted != number)
		warn(r, "%.60s %g is out of range, %g is used", text, (double)number,
			(double)fitted);
	slot->value[index] = fitted;
}

static bool
take_name(struct settings_slot *slot, const char *text, const char *word, bool of_file)
{
	size_t n = strlen(word);

	if (strncmp(text, word, n) != 0 || !name_is_plain(text + n))
		return false;
	snprintf(slot->preset, sizeof slot->preset, "%s", text + n);
	slot->of_file = of_file;
	return true;
}

static bool
take_bandwidth(struct settings_slot *slot, const char *text)
{
	unsigned band;
	float oct;
	char rest;

	if (sscanf(text, "bandwidth %3u %f%c", &band, &oct, &rest) != 2 || band < 1 ||
		band > EQ_BANDS_MAX || !(oct > 0 && oct <= BANDWIDTH_OCT_MAX))
		return false;
	slot->bandwidth_oct[band - 1] = oct;
	return true;
}

static void
take_line(struct reader *r)
{
	struct settings_slot *slot = &r->s->heard;
	char *text = r->text;

	if (strncmp(text, OTHER, strlen(OTHER)) == 0) {
		slot = &r->s->other;
		text += strlen(OTHER);
	}
	if (*text == '\0' || *text == '#')
		return;
	if (*text == '/')
		take_value(r, slot, text);
	else if (strcmp(text, "modified") == 0)
		slot->modified = true;
	else if (!take_name(slot, text, PRESET, false) && !take_name(slot, text, OF_FILE, true) &&
		 !take_bandwidth(slot, text))
		warn(r, "\"%.60s\" is not understood and left out", text);
}

static void
clear_slot(struct settings_slot *slot, uint32_t n)
{
	float *value = slot->value;

	for (uint32_t i = 0; i < n; i++)
		value[i] = NAN;
	*slot = (struct settings_slot){ .value = value };
}

void
settings_clear(struct settings *s)
{
	clear_slot(&s->heard, s->nvalues);
	clear_slot(&s->other, s->nvalues);
	s->nwarnings = s->nwarnings_kept = 0;
}

int
settings_parse(struct settings *s, const struct param_table *t, const char *text, size_t len,
	struct preset_error *err)
{
	struct reader r = { .s = s, .t = t, .at = text, .end = text + len };
	bool ended = false;

	settings_clear(s);
	if (!next_line(&r) || strncmp(r.text, FIRST_LINE, strlen(FIRST_LINE)) != 0)
		return refuse(&r, err, "the first line is not \"audioengine settings 1\"");
	if (strcmp(r.text + strlen(FIRST_LINE), VERSION) != 0)
		return refuse(&r, err, "written by a later version of audioengine");
	while (!ended && next_line(&r)) {
		ended = strcmp(r.text, END_LINE) == 0;
		if (!ended)
			take_line(&r);
	}
	r.line = 0;
	return ended ? 0 : refuse(&r, err, "the line \"end\" is missing: the file was cut off");
}

/* ---- Writing ---- */

static char *
write_value(char *out, const struct param_entry *entry, float value, const char *before)
{
	const struct param_info *info = entry->info;

	out += sprintf(out, "%s%s ", before, entry->path);
	if (info->scale == SCALE_CHOICE)
		return out + sprintf(out, "%s\n", info->choice[(uint32_t)value]);
	if (info->scale == SCALE_SWITCH)
		return out + sprintf(out, "%s\n", value > 0.5f ? "on" : "off");
	return out + sprintf(out, "%.9g\n", (double)value);
}

static char *
write_slot(char *out, const struct settings_slot *slot, const struct param_table *t,
	const char *before, enum param_keep last)
{
	if (name_is_plain(slot->preset)) {
		out += sprintf(
			out, "%s%s%s\n", before, slot->of_file ? OF_FILE : PRESET, slot->preset);
		if (slot->modified)
			out += sprintf(out, "%smodified\n", before);
	}
	for (unsigned i = 0; i < EQ_BANDS_MAX; i++)
		if (slot->bandwidth_oct[i] > 0)
			out += sprintf(out, "%sbandwidth %u %.9g\n", before, i + 1,
				(double)slot->bandwidth_oct[i]);
	for (uint32_t i = 0; i < t->n; i++)
		if (t->entry[i].info->keep <= last && !isnan(slot->value[i]))
			out = write_value(out, &t->entry[i], slot->value[i], before);
	return out;
}

size_t
settings_bytes(const struct param_table *t)
{
	size_t longest = NUMBER_BYTES;

	for (uint32_t i = 0; i < t->n; i++)
		for (uint32_t k = 0; t->entry[i].info->scale == SCALE_CHOICE &&
				     t->entry[i].info->choice[k] != NULL;
			k++)
			if (strlen(t->entry[i].info->choice[k]) > longest)
				longest = strlen(t->entry[i].info->choice[k]);
	return HEAD_BYTES + 2 * PRESET_NAME_BYTES +
	       2 * t->n * (PATH_BYTES + sizeof OTHER + longest);
}

size_t
settings_write(const struct settings *s, const struct param_table *t, char *out)
{
	char *at = out;

	at += sprintf(at, "%s%s\n", FIRST_LINE, VERSION);
	at = write_slot(at, &s->heard, t, "", KEEP_STATE);
	at = write_slot(at, &s->other, t, OTHER, KEEP_EDIT);
	at += sprintf(at, "%s\n", END_LINE);
	return (size_t)(at - out);
}

int
settings_init(struct settings *s, const struct param_table *t)
{
	memset(s, 0, sizeof *s);
	s->heard.value = malloc((t->n + 1) * sizeof(float));
	s->other.value = malloc((t->n + 1) * sizeof(float));
	if (s->heard.value == NULL || s->other.value == NULL) {
		settings_finish(s);
		return -ENOMEM;
	}
	s->nvalues = t->n;
	settings_clear(s);
	return 0;
}

void
settings_finish(struct settings *s)
{
	free(s->heard.value);
	free(s->other.value);
	memset(s, 0, sizeof *s);
}
