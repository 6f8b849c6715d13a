/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be set, as text or number, by the same table that the engine has; presets; the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/attach/picture.h"

/* ---- Parameters ---- */

static void
set(struct picture *p, const char *path, struct message *m)
{
	int i = param_table_find(&p->params, path);
	const struct param_info *info;
	float v;

	if (i < 0)
		return;
	info = p->params.entry[i].info;
	v = p->params.value[i];
	if (*m->tags != 's')
		v = (float)message_number(m);
	else if (param_read(info, message_text(m), &v) < 0)
		return;
	if (m->bad || v == p->params.value[i] || param_table_set(&p->params, (uint32_t)i, v) < 0)
		return;
	p->params_changed = true;
}

void
picture_assume(struct picture *p, const char *path, float v)
{
	int i = param_table_find(&p->params, path);

	if (i >= 0 && param_table_set(&p->params, (uint32_t)i, v) == 0)
		p->params_changed = true;
}

void
take_param(struct picture *p, struct message *m)
{
	set(p, m->address, m);
}

void
take_band(struct picture *p, struct message *m)
{
	static const char *const part[] = { "type", "freq", "gain", "q", "on" };
	char path[PATH_BYTES];

	for (size_t i = 0; i < sizeof part / sizeof *part && message_more(m); i++) {
		snprintf(path, sizeof path, "%.20s/%s", m->address, part[i]);
		set(p, path, m);
	}
}

static double
value(const struct picture *p, const char *path)
{
	int i = param_table_find(&p->params, path);

	return i >= 0 ? (double)p->params.value[i] : 0;
}

static double
band_value(const struct picture *p, uint32_t band, const char *part)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "/eq/band/%u/%s", band + 1, part);
	return value(p, path);
}

static void
read_eq(struct picture *p)
{
	struct eq_settings *s = &p->s.eq;

	s->bypass = value(p, "/eq/bypass") > 0.5;
	s->design = (enum eq_formulas)value(p, "/eq/design");
	s->preamp_db = value(p, "/eq/preamp");
	s->nbands = (uint32_t)value(p, "/eq/bands");
	s->solo = (uint32_t)value(p, "/eq/solo");
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		struct eq_band *b = &s->band[i];

		b->on = band_value(p, i, "on") > 0.5;
		b->type = (enum eq_type)band_value(p, i, "type");
		b->freq_hz = band_value(p, i, "freq");
		b->gain_db = band_value(p, i, "gain");
		b->q = band_value(p, i, "q");
	}
	p->s.slot_b = value(p, "/eq/slot") > 0.5;
}

/* Choices that are numbers, by their names: "4096". */
static uint32_t
number_chosen(const struct picture *p, const char *path)
{
	int i = param_table_find(&p->params, path);

	return i < 0 ? 0
		     : (uint32_t)strtoul(
			       p->params.entry[i].info->choice[(uint32_t)p->params.value[i]], NULL,
			       10);
}

static void
read_spectrum(struct picture *p)
{
	struct spectrum_controls *c = &p->s.spectrum_controls;

	c->points = number_chosen(p, "/spectrum/points");
	c->pre = value(p, "/spectrum/tap") > 0.5;
	c->settings = (struct spectrum_settings){ .window = (enum spectrum_window)value(
							  p, "/spectrum/window"),
		.overlap = 1u << (uint32_t)value(p, "/spectrum/overlap"),
		.average_s = (float)value(p, "/spectrum/average"),
		.hold = (enum spectrum_hold)value(p, "/spectrum/hold"),
		.hold_s = (float)value(p, "/spectrum/hold/time"),
		.show = (enum spectrum_show)value(p, "/spectrum/channel") };
}

void
settle_edits(struct picture *p)
{
	if (p->params_changed) {
		read_eq(p);
		read_spectrum(p);
	}
	p->params_changed = false;
	eq_curve_update(&p->s.eq_curve, &p->s.eq, p->s.info.rate_hz);
}

/* ---- Edits and presets ---- */

void
take_steps(struct picture *p, struct message *m)
{
	p->s.undo_steps = (uint32_t)message_count(m);
	p->s.redo_steps = (uint32_t)message_count(m);
}

void
take_unsaved(struct picture *p, struct message *m)
{
	p->s.unsaved = message_whole(m) != 0;
}

void
take_preset(struct picture *p, struct message *m)
{
	take_text(m, p->s.preset, sizeof p->s.preset);
	p->s.preset_modified = message_whole(m) == 1 && p->s.preset[0] != '\0';
}

/* ---- The log: times come with each round, lines when there are others ---- */

static struct log_line *
log_place(struct picture *p, uint64_t number)
{
	size_t i = number % LOG_LINES_SHOWN;

	if (p->log[i].number != number + 1) {
		memset(&p->log[i], 0, sizeof p->log[i]);
		p->log[i].number = number + 1;
	}
	return &p->log[i].line;
}

static uint64_t
log_oldest(const struct picture *p)
{
	return p->log_told > LOG_LINES_SHOWN ? p->log_told - LOG_LINES_SHOWN : 0;
}

static bool
log_shown(const struct picture *p, uint64_t number)
{
	return number >= log_oldest(p) && number < p->log_told;
}

void
take_log_times(struct picture *p, struct message *m)
{
	uint64_t total = message_count(m), next = message_count(m), n = message_count(m);

	if (m->bad || n > next || next > total)
		return;
	p->log_told = total;
	for (uint64_t number = next - n; message_more(m) && number < next; number++) {
		double at_s = message_number(m);

		if (log_shown(p, number))
			log_place(p, number)->at_s = at_s;
	}
}

static bool
log_known(const struct picture *p, uint64_t number)
{
	size_t i = number % LOG_LINES_SHOWN;

	return p->log[i].number == number + 1 && p->log[i].line.text[0] != '\0';
}

/* The first that is shown and not known; UINT64_MAX: none. */
static uint64_t
log_missing(const struct picture *p)
{
	for (uint64_t number = log_oldest(p); number < p->log_told; number++)
		if (!log_known(p, number))
			return number;
	return UINT64_MAX;
}

int
args_log(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	uint64_t from = log_missing(p);

	out[0] = from < INT32_MAX ? (int32_t)from : 0;
	return from < INT32_MAX ? 1 : -1;
}

void
take_log_lines(struct picture *p, struct message *m)
{
	uint64_t next = message_count(m), n = message_count(m);

	if (m->bad || n > next)
		return;
	for (uint64_t number = next - n; message_more(m) && number < next; number++) {
		char text[LOG_LINE_BYTES];

		take_text(m, text, sizeof text);
		if (text[0] == '\0')
			strcpy(text, " ");
		if (!m->bad && log_shown(p, number))
			strcpy(log_place(p, number)->text, text);
	}
}

static bool
log_whole(const struct picture *p, uint64_t number)
{
	return log_known(p, number) && p->log[number % LOG_LINES_SHOWN].line.at_s > 0;
}

/* The newest of which text and time are known, as far as they follow each other: their numbers are
 * counted back from log_total, so that a line of which only one is here does not count yet. */
void
settle_log(struct picture *p)
{
	uint64_t end = p->log_told, first;

	while (end > log_oldest(p) && !log_whole(p, end - 1))
		end--;
	for (first = end; first > log_oldest(p) && log_whole(p, first - 1); first--)
		continue;
	p->s.nlog = 0;
	if (end == first)
		return;
	p->s.log_total = end;
	for (uint64_t number = first; number < end; number++)
		p->s.log[p->s.nlog++] = p->log[number % LOG_LINES_SHOWN].line;
}
