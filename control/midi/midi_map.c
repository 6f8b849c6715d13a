/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a line are taken one by one; every complaint names what was read and what is right. */
#include "control/midi/midi_map.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/norm.h"
#include "control/words.h"

enum { WORDS_MAX = 8, PAIRED = 32, TOP7 = 127, TOP14 = 16383, BEND_REST = 8192, NEAR = 5 };
static const float CLOSE = 1.0f / 64; /* pickup: two steps of a fader of 7 bits */

struct source_row {
	const char *word, *usage;
	bool numbered;
	uint8_t kind;       /* enum midi_kind */
	uint8_t number_max; /* of CC14 the coarse half */
};

static const struct source_row sources[] = {
	[SOURCE_CC] = { "cc", "cc CHANNEL NUMBER ADDRESS [LOW HIGH] [pickup]", true, MIDI_CONTROL,
		TOP7 },
	[SOURCE_CC14] = { "cc14", "cc14 CHANNEL NUMBER ADDRESS [LOW HIGH] [pickup]", true,
		MIDI_CONTROL, PAIRED - 1 },
	[SOURCE_BEND] = { "bend", "bend CHANNEL ADDRESS [LOW HIGH] [pickup]", false, MIDI_BEND, 0 },
	[SOURCE_NOTE] = { "note", "note CHANNEL NUMBER ADDRESS [LOW HIGH]", true, MIDI_NOTE_ON,
		TOP7 },
	[SOURCE_PROGRAM] = { "program", "program CHANNEL /preset/load", false, MIDI_PROGRAM, 0 },
};

static const struct {
	const char *address;
	enum midi_target target;
} actions[] = {
	{ "/preset/next", TARGET_PRESET_NEXT },
	{ "/preset/prev", TARGET_PRESET_PREV },
	{ "/preset/load", TARGET_PRESET_LOAD },
	{ "/eq/undo", TARGET_UNDO },
	{ "/eq/redo", TARGET_REDO },
	{ "/eq/flat", TARGET_FLAT },
	{ "/stats/reset", TARGET_RESET },
};

/* ---- Reading ---- */

struct words {
	uint32_t n;
	char *word[WORDS_MAX];
};

__attribute__((format(printf, 3, 4))) static int
complain(struct midi_map_error *err, int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->text, sizeof err->text, format, ap);
	va_end(ap);
	return error;
}

/* Return: false when there are too many. */
static bool
split(char *text, struct words *w)
{
	char *save;

	w->n = 0;
	for (char *p = strtok_r(text, " \t\r", &save); p != NULL && *p != '#';
		p = strtok_r(NULL, " \t\r", &save)) {
		if (w->n == WORDS_MAX)
			return false;
		w->word[w->n++] = p;
	}
	return true;
}

/* A whole number and nothing else; -1. */
static long
whole(const char *word)
{
	char *end;
	long v = strtol(word, &end, 10);

	return *word >= '0' && *word <= '9' && *end == '\0' && v >= 0 && v < 1000 ? v : -1;
}

/* The parameter or action most like it, NULL when none is near. */
static const char *
nearest(const char *address, const struct param_table *params)
{
	const char *best = param_table_nearest(params, address);
	uint32_t distance = best != NULL ? edit_distance(address, best) : NEAR + 1;

	for (size_t i = 0; i < sizeof actions / sizeof *actions && distance > 0; i++) {
		uint32_t d = edit_distance_within(address, actions[i].address, distance - 1);

		if (d < distance) {
			distance = d;
			best = actions[i].address;
		}
	}
	return best;
}

int
midi_line_aim(struct midi_line *line, const char *address, const struct param_table *params,
	struct midi_map_error *err)
{
	int index = strlen(address) < PATH_BYTES ? param_table_find(params, address) : -ENOENT;
	const char *hint;

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(address, actions[i].address) == 0) {
			line->target = actions[i].target;
			line->info = NULL;
			line->ranged = false;
			snprintf(line->address, PATH_BYTES, "%s", address);
			return 0;
		}
	if (index < 0) {
		hint = strlen(address) < PATH_BYTES ? nearest(address, params) : NULL;
		return complain(err, -ENOENT, "there is no %.60s to be moved%s%s%s", address,
			hint != NULL ? "; did you mean " : "", hint != NULL ? hint : "",
			hint != NULL ? "?" : "");
	}
	line->target = TARGET_PARAM;
	line->info = params->entry[index].info;
	line->ranged = false;
	line->low = line->info->min;
	line->high = line->info->max;
	snprintf(line->address, PATH_BYTES, "%s", address);
	return 0;
}

static int
read_end(const struct midi_line *line, const char *word, float *out, struct midi_map_error *err)
{
	if (param_read(line->info, word, out) < 0)
		return complain(err, -EINVAL,
			"\"%.24s\" is no value for %s; after it stand LOW HIGH, then pickup", word,
			line->address);
	if (*out < line->info->min || *out > line->info->max)
		return complain(err, -EINVAL, "%.24s is beyond the range of %s, %g to %g %s", word,
			line->address, (double)line->info->min, (double)line->info->max,
			line->info->unit);
	return 0;
}

/* What follows the address. */
static int
read_rest(struct midi_line *line, char *const *word, uint32_t n, struct midi_map_error *err)
{
	bool presses = line->source == SOURCE_NOTE || line->source == SOURCE_PROGRAM;
	int r;

	if (n > 0 && strcmp(word[n - 1], "pickup") == 0) {
		if (presses || line->info == NULL)
			return complain(err, -EINVAL, "pickup is for faders that move a parameter");
		line->pickup = true;
		n--;
	}
	if (n == 0)
		return 0;
	if (n != 2 || line->info == NULL || line->source == SOURCE_PROGRAM)
		return complain(err, -EINVAL, "\"%.24s\" is too much or too little: %s", word[0],
			sources[line->source].usage);
	line->ranged = true;
	r = read_end(line, word[0], &line->low, err);
	return r < 0 ? r : read_end(line, word[1], &line->high, err);
}

/* What cannot be moved in that way. */
static int
check_sense(const struct midi_line *line, struct midi_map_error *err)
{
	bool program = line->source == SOURCE_PROGRAM;

	if (program != (line->target == TARGET_PRESET_LOAD))
		return complain(err, -EINVAL, "%s goes with program: program CHANNEL /preset/load",
			program ? "only /preset/load" : line->address);
	if (line->source == SOURCE_NOTE && line->info != NULL && !line->ranged &&
		line->info->scale < SCALE_SWITCH)
		return complain(err, -EINVAL,
			"a note switches between two values: say which, as in note 1 36 %s %g %g",
			line->address, (double)line->info->def, (double)line->info->max);
	if (line->info != NULL && line->info->scale == SCALE_LOG && line->ranged &&
		(line->low <= 0 || line->high <= 0))
		return complain(
			err, -EINVAL, "%s is logarithmic: LOW and HIGH are above 0", line->address);
	return 0;
}

/* Channel and number.  Return: words taken, or -EINVAL. */
static int
read_source(struct midi_line *line, const struct words *w, struct midi_map_error *err)
{
	const struct source_row *row = NULL;
	long v;

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(w->word[0], sources[i].word) == 0) {
			row = &sources[i];
			line->source = (enum midi_source)i;
		}
	if (row == NULL)
		return complain(err, -EINVAL, "\"%.24s\" is none of cc, cc14, bend, note, program",
			w->word[0]);
	if (w->n < (row->numbered ? 4u : 3u))
		return complain(err, -EINVAL, "too few words: %s", row->usage);
	v = strcmp(w->word[1], "*") == 0 ? 0 : whole(w->word[1]);
	if (v > 16 || v < 0 || (v == 0 && *w->word[1] != '*'))
		return complain(
			err, -EINVAL, "channel \"%.24s\" is none of 1 to 16 and *", w->word[1]);
	line->channel = (uint8_t)v;
	if (!row->numbered)
		return 2;
	v = whole(w->word[2]);
	if (v < 0 || v > row->number_max)
		return complain(err, -EINVAL, "number \"%.24s\" is not within 0 to %u%s",
			w->word[2], row->number_max,
			line->source == SOURCE_CC14 ? ", with its fine half 32 above" : "");
	line->number = (uint8_t)v;
	return 3;
}

static int
read_line(struct words *w, const struct param_table *params, struct midi_line *out,
	struct midi_map_error *err)
{
	int taken, r;

	memset(out, 0, sizeof *out);
	taken = read_source(out, w, err);
	if (taken < 0)
		return taken;
	r = midi_line_aim(out, w->word[taken], params, err);
	if (r == 0)
		r = read_rest(out, w->word + taken + 1, w->n - (uint32_t)taken - 1, err);
	return r < 0 ? -EINVAL : check_sense(out, err);
}

/* One line of the text, at most MIDI_LINE_BYTES of it in words. */
static int
take_line(const char *text, size_t length, uint32_t number, const struct param_table *params,
	struct midi_map *out, struct midi_map_error *err)
{
	char line[MIDI_LINE_BYTES + 1];
	const char *comment = memchr(text, '#', length);
	struct words w;
	int r;

	if (comment != NULL && (comment == text || comment[-1] == ' ' || comment[-1] == '\t'))
		length = (size_t)(comment - text);
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL && text[length - 1] != '\0')
		length--;
	if (length > MIDI_LINE_BYTES)
		return complain(err, -EINVAL, "the line is too long");
	if (memchr(text, '\0', length) != NULL)
		return complain(err, -EINVAL, "this is no text");
	memcpy(line, text, length);
	line[length] = '\0';
	if (!split(line, &w))
		return complain(err, -EINVAL, "too many words");
	if (w.n == 0)
		return 0;
	if (out->n == MIDI_LINES_MAX)
		return complain(err, -EINVAL, "more than %d lines", MIDI_LINES_MAX);
	r = read_line(&w, params, &out->line[out->n], err);
	if (r < 0)
		return r;
	out->line[out->n++].at = number;
	return 0;
}

int
midi_map_read(const char *text, size_t length, const struct param_table *params,
	struct midi_map *out, struct midi_map_error *err)
{
	out->n = 0;
	memset(err, 0, sizeof *err);
	if (length > MIDI_TEXT_BYTES)
		return complain(err, -EINVAL, "more than %d bytes", MIDI_TEXT_BYTES);
	for (size_t at = 0, next; at < length; at = next) {
		const char *end = memchr(text + at, '\n', length - at);
		int r;

		next = end != NULL ? (size_t)(end - text) + 1 : length + 1;
		err->line++;
		r = take_line(text + at, next - 1 - at, err->line, params, out, err);
		if (r < 0) {
			out->n = 0;
			return r;
		}
	}
	return 0;
}

/* ---- Writing ---- */

void
midi_line_write(const struct midi_line *line, char out[MIDI_LINE_BYTES])
{
	char channel[8] = "*", number[8] = "", range[48] = "";

	if (line->channel != 0)
		snprintf(channel, sizeof channel, "%u", line->channel);
	if (sources[line->source].numbered)
		snprintf(number, sizeof number, " %u", line->number);
	if (line->ranged)
		snprintf(range, sizeof range, " %.9g %.9g", (double)line->low, (double)line->high);
	snprintf(out, MIDI_LINE_BYTES, "%s %s%s %s%s%s", sources[line->source].word, channel,
		number, line->address, range, line->pickup ? " pickup" : "");
}

static bool
line_is_of(const struct midi_map *map, uint32_t at, const char *address)
{
	for (uint32_t i = 0; i < map->n; i++)
		if (map->line[i].at == at)
			return *address == '\0' || strcmp(map->line[i].address, address) == 0;
	return false;
}

size_t
midi_text_without(
	const char *text, size_t length, const struct midi_map *map, const char *address, char *out)
{
	size_t n = 0;
	uint32_t number = 0;

	for (size_t at = 0, next; at < length; at = next) {
		const char *end = memchr(text + at, '\n', length - at);

		next = end != NULL ? (size_t)(end - text) + 1 : length;
		if (line_is_of(map, ++number, address))
			continue;
		memcpy(out + n, text + at, next - at);
		n += next - at;
	}
	return n;
}

/* ---- Hearing ---- */

static bool
hear_pair(const struct midi_line *line, struct midi_ear *ear, const struct midi_event *event,
	float *place)
{
	if (event->data[0] == line->number) {
		ear->msb = event->data[1];
		ear->msb_known = true;
		*place = (float)event->data[1] / TOP7;
		return !ear->lsb_comes;
	}
	if (event->data[0] != line->number + PAIRED)
		return false;
	ear->lsb_comes = true;
	*place = (float)(ear->msb << 7 | event->data[1]) / TOP14;
	return ear->msb_known;
}

/* At rest the wheel says 8192, which is the middle, although there is less above than below. */
static float
bend_place(int v)
{
	return v <= BEND_REST ? v / (2.0f * BEND_REST)
			      : 0.5f + (float)(v - BEND_REST) / (2 * (TOP14 - BEND_REST));
}

bool
midi_line_hear(const struct midi_line *line, struct midi_ear *ear, const struct midi_event *event,
	float *place)
{
	if (event->kind != sources[line->source].kind ||
		(line->channel != 0 && line->channel != event->channel))
		return false;
	switch (line->source) {
	case SOURCE_CC14:
		return hear_pair(line, ear, event, place);
	case SOURCE_CC:
		*place = (float)event->data[1] / TOP7;
		return event->data[0] == line->number;
	case SOURCE_BEND:
		*place = bend_place(event->data[1] << 7 | event->data[0]);
		return true;
	case SOURCE_NOTE:
		*place = 1;
		return event->data[0] == line->number;
	case SOURCE_PROGRAM:
		*place = event->data[0];
		return true;
	}
	return false;
}

float
midi_line_value(const struct midi_line *line, float place)
{
	return norm_between(line->info->scale, line->low, line->high, place);
}

float
midi_line_place(const struct midi_line *line, float value)
{
	return norm_place(line->info->scale, line->low, line->high, value);
}

float
midi_line_toggle(const struct midi_line *line, float now)
{
	if (!line->ranged && line->info->scale == SCALE_CHOICE)
		return now >= line->high ? line->low : now + 1;
	return now == line->high ? line->low : line->high;
}

bool
midi_line_picks(const struct midi_line *line, struct midi_ear *ear, float place, float now)
{
	float target = midi_line_place(line, now), last = ear->last;
	bool heard = ear->heard;

	ear->last = place;
	ear->heard = true;
	if (!line->pickup)
		return true;
	if (ear->caught && now == ear->sent)
		return true;
	ear->caught = fabsf(place - target) <= CLOSE ||
		      (heard && (last - target) * (place - target) <= 0);
	return ear->caught;
}
