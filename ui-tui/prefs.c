/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table has every preference: its name, its values, where they stand in
 * struct prefs.  The file is read line by line and written again line by line,
 * so that what somebody else put there is still there afterwards.
 */
#include "ui-tui/prefs.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/cli/config_file.h"
#include "control/settings/durable.h"
#include "control/settings/settings_file.h"
#include "profiler/profile.h"

enum { CHOICES_MAX = 8, COMPLAINT_BYTES = 256 };

const struct prefs prefs_defaults = {
	.window = WINDOW_10S,
	.fps = 25,
	.numbers_hz = 4,
	.mouse = true,
};

enum pref_type { TYPE_UINT, TYPE_ENUM, TYPE_FLOAT, TYPE_BOOL };

#define FIELD(type, member) type, offsetof(struct prefs, member)

static const struct pref_row {
	const char *name, *title;
	enum pref_type type;
	size_t at;
	struct {
		double value;
		const char *word, *label;
	} choice[CHOICES_MAX];
} row[NPREFS] = {
	[PREF_VIEW] = { "view", "First screen", FIELD(TYPE_UINT, view),
		{ { 0, "overview", "Overview" }, { 1, "nodes", "Nodes" }, { 2, "eq", "EQ" },
			{ 3, "spectrum", "Spectrum" }, { 4, "xruns", "Xruns" },
			{ 5, "heat", "Heat map" }, { 6, "threads", "Threads" },
			{ 7, "log", "Log" } } },
	[PREF_WINDOW] = { "window", "Statistics over", FIELD(TYPE_UINT, window),
		{ { WINDOW_1S, "1s", "1 s" }, { WINDOW_10S, "10s", "10 s" },
			{ WINDOW_CLEAR, "clear", "since clear" } } },
	[PREF_METER] = { "meter", "Level meters", FIELD(TYPE_ENUM, meter),
		{ { METER_PEAK, "peak", "digital peak" }, { METER_PPM1, "ppm1", "PPM type I" },
			{ METER_PPM2, "ppm2", "PPM type II" }, { METER_K20, "k20", "K-20" },
			{ METER_VU, "vu", "VU" }, { METER_LUFS, "lufs", "loudness, LUFS" } } },
	[PREF_PALETTE] = { "palette", "Colours", FIELD(TYPE_ENUM, palette),
		{ { PALETTE_USUAL, "usual", "red and green" },
			{ PALETTE_BLUE_ORANGE, "blue-orange", "blue and orange" } } },
	[PREF_SLOPE] = { "slope-db", "Spectrum's slope", FIELD(TYPE_FLOAT, slope_db),
		{ { 0, "0", "0 dB/oct" }, { 3, "3", "3 dB/oct" }, { 4.5, "4.5", "4.5 dB/oct" } } },
	[PREF_NUMBERS] = { "numbers-hz", "Numbers change", FIELD(TYPE_FLOAT, numbers_hz),
		{ { 1, "1", "once a second" }, { 2, "2", "2 a second" }, { 4, "4", "4 a second" },
			{ 8, "8", "8 a second" } } },
	[PREF_FPS] = { "fps", "Pictures", FIELD(TYPE_UINT, fps),
		{ { 1, "1", "1 a second" }, { 2, "2", "2 a second" }, { 5, "5", "5 a second" },
			{ 10, "10", "10 a second" }, { 15, "15", "15 a second" },
			{ 20, "20", "20 a second" }, { 25, "25", "25 a second" },
			{ 30, "30", "30 a second" } } },
	[PREF_GLYPHS] = { "glyphs", "Characters", FIELD(TYPE_BOOL, ascii),
		{ { 0, "auto", "automatic" }, { 1, "ascii", "7-bit ASCII" } } },
	[PREF_MOUSE] = { "mouse", "Mouse", FIELD(TYPE_BOOL, mouse),
		{ { 0, "off", "off" }, { 1, "on", "on" } } },
};

const char *
prefs_title(enum pref p)
{
	return row[p].title;
}

uint32_t
prefs_choices(enum pref p)
{
	uint32_t n = 0;

	while (n < CHOICES_MAX && row[p].choice[n].word != NULL)
		n++;
	return n;
}

const char *
prefs_label(enum pref p, uint32_t choice)
{
	return row[p].choice[choice].label;
}

static double
value_of(const struct prefs *prefs, const struct pref_row *r)
{
	const char *field = (const char *)prefs + r->at;

	switch (r->type) {
	case TYPE_FLOAT:
		return (double)*(const float *)field;
	case TYPE_BOOL:
		return *(const bool *)field ? 1 : 0;
	case TYPE_ENUM:
	case TYPE_UINT:
		break;
	}
	return *(const uint32_t *)field;
}

uint32_t
prefs_get(const struct prefs *prefs, enum pref p)
{
	double value = value_of(prefs, &row[p]);
	uint32_t choice = 0, n = prefs_choices(p);

	while (choice + 1 < n && row[p].choice[choice + 1].value <= value)
		choice++;
	return choice;
}

void
prefs_set(struct prefs *prefs, enum pref p, uint32_t choice)
{
	char *field = (char *)prefs + row[p].at;
	uint32_t n = prefs_choices(p);
	double value = row[p].choice[choice < n ? choice : n - 1].value;

	switch (row[p].type) {
	case TYPE_FLOAT:
		*(float *)field = (float)value;
		break;
	case TYPE_BOOL:
		*(bool *)field = value != 0;
		break;
	case TYPE_ENUM:
	case TYPE_UINT:
		*(uint32_t *)field = (uint32_t)value;
		break;
	}
}

/* ---- The text ---- */

/* A line "name = value" or "# ..." of text, without blanks round its parts. */
struct line {
	const char *start, *end; /* end: at its newline, or after the last byte */
	const char *name, *value;
	size_t name_bytes, value_bytes; /* value NULL: no '=' */
};

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static size_t
trimmed(const char **from, const char *to)
{
	while (*from < to && blank(**from))
		++*from;
	while (to > *from && blank(to[-1]))
		to--;
	return (size_t)(to - *from);
}

static bool
next_line(const char **at, const char *stop, struct line *l)
{
	const char *equals;

	if (*at >= stop)
		return false;
	l->start = *at;
	l->end = memchr(*at, '\n', (size_t)(stop - *at));
	if (l->end == NULL)
		l->end = stop;
	*at = l->end < stop ? l->end + 1 : stop;
	equals = memchr(l->start, '=', (size_t)(l->end - l->start));
	l->name = l->start;
	l->name_bytes = trimmed(&l->name, equals != NULL ? equals : l->end);
	l->value = equals != NULL ? equals + 1 : NULL;
	l->value_bytes = equals != NULL ? trimmed(&l->value, l->end) : 0;
	return true;
}

static bool
is_word(const char *bytes, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(bytes, word, n) == 0;
}

static enum pref
find_pref(const struct line *l)
{
	enum pref p = 0;

	while (p < NPREFS && !is_word(l->name, l->name_bytes, row[p].name))
		p++;
	return p;
}

static uint32_t
find_choice(const struct line *l, enum pref p)
{
	uint32_t i = 0, n = prefs_choices(p);

	while (i < n && !is_word(l->value, l->value_bytes, row[p].choice[i].word))
		i++;
	return i;
}

/* What stands in somebody's file may be anything. */
static int
shown_bytes(size_t n)
{
	return n > 32 ? 32 : (int)n;
}

static void
complain_value(const struct line *l, enum pref p, int number,
	void (*complain)(void *, const char *), void *self)
{
	char text[COMPLAINT_BYTES];
	size_t used =
		(size_t)snprintf(text, sizeof text, "line %d: %s is one of", number, row[p].name);

	for (uint32_t i = 0; i < prefs_choices(p) && used < sizeof text; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s %s", i > 0 ? "," : "",
			row[p].choice[i].word);
	if (used < sizeof text)
		snprintf(text + used, sizeof text - used, ", not \"%.*s\"",
			shown_bytes(l->value_bytes), l->value);
	complain(self, text);
}

void
prefs_parse(struct prefs *prefs, const char *text, size_t len,
	void (*complain)(void *self, const char *line), void *self)
{
	const char *at = text, *stop = text + len;
	struct line l;

	for (int number = 1; next_line(&at, stop, &l); number++) {
		char why[COMPLAINT_BYTES];
		enum pref p = find_pref(&l);
		uint32_t choice;

		if (l.name_bytes == 0 && l.value == NULL)
			continue;
		if (l.name_bytes > 0 && l.name[0] == '#')
			continue;
		if (p == NPREFS || l.value == NULL) {
			snprintf(why, sizeof why, "line %d: \"%.*s\" is not known here; it stays",
				number, shown_bytes(l.name_bytes), l.name);
			complain(self, why);
			continue;
		}
		choice = find_choice(&l, p);
		if (choice < prefs_choices(p))
			prefs_set(prefs, p, choice);
		else
			complain_value(&l, p, number, complain, self);
	}
}

static void __attribute__((format(printf, 4, 5)))
append(char *out, size_t size, size_t *used, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(out + *used, size - *used, format, ap);
	va_end(ap);
	*used = n < 0 || (size_t)n >= size - *used ? size - 1 : *used + (size_t)n;
}

/* Whatever bytes it has. */
static void
keep(char *out, size_t size, size_t *used, const struct line *l)
{
	size_t n = (size_t)(l->end - l->start);

	if (n >= size - *used)
		n = size - *used - 1;
	memcpy(out + *used, l->start, n);
	*used += n;
	append(out, size, used, "\n");
}

size_t
prefs_text(const char *old, size_t old_len, const struct prefs *start, const struct prefs *now,
	char *out, size_t size)
{
	const char *at = old, *stop = old + old_len;
	bool written[NPREFS] = { false };
	size_t used = 0;
	struct line l;

	if (old_len == 0)
		append(out, size, &used,
			"# The screen of audioengine, written by its Setup (F2).\n");
	while (next_line(&at, stop, &l)) {
		enum pref p = l.value != NULL ? find_pref(&l) : NPREFS;

		if (p < NPREFS && prefs_get(now, p) != prefs_get(start, p))
			append(out, size, &used, "%s = %s\n", row[p].name,
				row[p].choice[prefs_get(now, p)].word);
		else
			keep(out, size, &used, &l);
		if (p < NPREFS)
			written[p] = true;
	}
	for (enum pref p = 0; p < NPREFS; p++)
		if (!written[p] && prefs_get(now, p) != prefs_get(start, p))
			append(out, size, &used, "%s = %s\n", row[p].name,
				row[p].choice[prefs_get(now, p)].word);
	return used;
}

/* ---- The file ---- */

int
prefs_path(const struct options *o, char path[PREFS_PATH_BYTES])
{
	static const char name[] = "screen";
	char config[CONFIG_PATH_BYTES], *slash;

	if (o->config != NULL && strcmp(o->config, "none") == 0)
		return -ENOENT;
	if (config_path(config) < 0)
		return -ENOENT;
	slash = strrchr(config, '/');
	if (slash == NULL || (size_t)(slash - config) + 1 + sizeof name > PREFS_PATH_BYTES)
		return -ENOENT;
	memcpy(path, config, (size_t)(slash - config) + 1);
	memcpy(path + (slash - config) + 1, name, sizeof name);
	return 0;
}

struct teller {
	const char *path;
	void (*log)(void *self, const char *line);
	void *self;
};

static void
tell(void *self, const char *line)
{
	const struct teller *t = self;
	char text[PREFS_PATH_BYTES + COMPLAINT_BYTES];

	snprintf(text, sizeof text, "%s: %s", t->path, line);
	t->log(t->self, text);
}

/* As settings_file_read, and no larger than such a file is. */
static int
read_file(const char *path, char **text, size_t *len)
{
	int err = settings_file_read(path, text, len);

	if (err == 0 && *len > PREFS_FILE_MAX) {
		free(*text);
		return -EFBIG;
	}
	return err;
}

void
prefs_load(struct prefs *prefs, const struct options *o, void (*log)(void *self, const char *line),
	void *self)
{
	char path[PREFS_PATH_BYTES], *text;
	struct teller t = { path, log, self };
	size_t len;
	int err;

	*prefs = prefs_defaults;
	if (prefs_path(o, path) == 0) {
		err = read_file(path, &text, &len);
		if (err == 0) {
			prefs_parse(prefs, text, len, tell, &t);
			free(text);
		} else if (err != -ENOENT) {
			tell(&t, strerror(-err));
		}
	}
	if (o->ascii)
		prefs->ascii = true;
	if (o->no_mouse)
		prefs->mouse = false;
	if (o->fps > 0)
		prefs->fps = o->fps;
}

static int
save_over(const struct prefs *start, const struct prefs *now, const char *path, const char *old,
	size_t len)
{
	char folder[PREFS_PATH_BYTES], *out;
	size_t size = 3 * len + PREFS_BYTES;
	int err;

	out = malloc(size);
	if (out == NULL)
		return -ENOMEM;
	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = '\0';
	err = durable_make_folder(folder);
	if (err == 0)
		err = durable_write(path, out, prefs_text(old, len, start, now, out, size), 0666);
	free(out);
	return err;
}

int
prefs_save(const struct prefs *start, const struct prefs *now, const struct options *o,
	void (*log)(void *self, const char *line), void *self)
{
	char path[PREFS_PATH_BYTES], why[COMPLAINT_BYTES], *old = NULL;
	size_t len = 0;
	int err = prefs_path(o, path);

	if (err < 0)
		return err;
	err = read_file(path, &old, &len);
	if (err == 0 || err == -ENOENT)
		err = save_over(start, now, path, err == 0 ? old : "", err == 0 ? len : 0);
	else
		old = NULL;
	free(old);
	if (err < 0) {
		durable_explain(path, err, why, sizeof why);
		log(self, why);
	}
	return err;
}
