/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ's picture: a line on how it stands, the curve, the table of bands.  Where there is
 * little room the curve gets lower first, then the table takes two columns, then it
 * scrolls, and at last only the selected band is left of it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/view.h"

enum { ROWS_GOOD = 9, NAME_MIN = 6, NAME_GOOD = 16, PART_BYTES = 48, NLEVELS = 5 };
enum { SENTENCE_FROM = 26, OWN_FROM = 9, NOTE_COLUMNS = 8, BANDWIDTH_COLUMNS = 6 };

bool
eq_type_has_gain(enum eq_type t)
{
	return t == EQ_PK || t == EQ_LSC || t == EQ_HSC || t == EQ_LS || t == EQ_HS;
}

/* ---- First line ---- */

/* "+5.1", and never "-0.0". */
static double
rounded(double db)
{
	return fabs(db) < 0.05 ? 0 : db;
}

static bool
is_loud(const struct eq_curve *curve)
{
	return curve->rate_hz > 0 && curve->peak_db >= 0.05;
}

static void
peak_text(char out[PART_BYTES], const struct eq_curve *curve, bool brief)
{
	const char *judgement = is_loud(curve) ? "clip!" : "ok";
	double hz = curve->peak_hz, db = rounded(curve->peak_db);

	if (curve->rate_hz <= 0)
		out[0] = '\0';
	else if (brief)
		snprintf(out, PART_BYTES, "%+.1f dB %s", db, judgement);
	else if (curve->flat)
		snprintf(out, PART_BYTES, "flat %+.1f dB %s", db, judgement);
	else if (hz < 999.5)
		snprintf(out, PART_BYTES, "peak %+.1f dB @%.0f Hz %s", db, hz, judgement);
	else
		snprintf(out, PART_BYTES, "peak %+.1f dB @%.1f kHz %s", db, hz / 1000, judgement);
}

struct head {
	char solo[PART_BYTES], slot[PART_BYTES], preamp[PART_BYTES], peak[PART_BYTES],
		design[PART_BYTES];
};

/* The less room there is, the less is said: 0 everything .. NLEVELS - 1. */
static void
head_fill(struct head *h, const struct eq_values *v, int level)
{
	const struct eq_settings *eq = &v->settings;

	memset(h, 0, sizeof *h);
	if (eq->solo > 0)
		snprintf(h->solo, PART_BYTES, "solo %u", eq->solo);
	if (level < 4 || v->slot_b)
		snprintf(h->slot, PART_BYTES, "%s%c", level < 4 ? "slot " : "",
			v->slot_b ? 'B' : 'A');
	if (level < 2)
		snprintf(h->preamp, PART_BYTES, "preamp %+.1f dB", rounded(eq->preamp_db));
	peak_text(h->peak, &v->curve, level >= 3);
	if (level < 1)
		snprintf(h->design, PART_BYTES, "%s", eq->design == EQ_MATCHED ? "matched" : "rbj");
}

static int
part_columns(const char *text)
{
	return text[0] != '\0' ? text_columns(text) + 2 : 0;
}

static int
head_columns(const struct head *h)
{
	return part_columns(h->solo) + part_columns(h->slot) + part_columns(h->preamp) +
	       part_columns(h->peak) + part_columns(h->design);
}

static int
draw_part(struct canvas *c, int x, enum ink ink, unsigned style, const char *text)
{
	return text[0] != '\0' ? canvas_text(c, x + 2, 0, c->width, ink, style, text) : x;
}

static int
draw_preset(struct canvas *c, int x, int room, const struct snapshot *s, bool word)
{
	bool any = s->preset[0] != '\0';
	int star = s->preset_modified ? 1 : 0;

	x = draw_part(c, x, INK_DIM, 0, word && any ? "preset" : "");
	x += word && any ? 1 : 2;
	x = canvas_text(
		c, x, 0, room - star, any ? INK_TITLE : INK_DIM, 0, any ? s->preset : "no preset");
	if (star)
		canvas_put(c, x, 0, '*', INK_CAUTION, STYLE_BOLD);
	return x + star;
}

static void
draw_head(const struct desk *d, struct canvas *c)
{
	const struct snapshot *s = &d->live;
	const struct eq_values *v = &d->eq.values;
	const char *state = v->settings.bypass ? "EQ bypassed" : "EQ on";
	int name = s->preset[0] != '\0' ? text_columns(s->preset) + s->preset_modified : 9;
	int level = 0, room, x;
	bool loud = is_loud(&v->curve);
	struct head h;

	for (;; level++) {
		bool word = level == 0 && s->preset[0] != '\0';

		head_fill(&h, v, level);
		room = c->width - (int)strlen(state) - head_columns(&h) - (word ? 9 : 2);
		if (room >= (name < NAME_GOOD ? name : NAME_GOOD) || level == NLEVELS - 1)
			break;
	}
	x = canvas_text(
		c, 0, 0, c->width, v->settings.bypass ? INK_CAUTION : INK_PLAIN, STYLE_BOLD, state);
	if (room >= NAME_MIN)
		x = draw_preset(c, x, room, s, level == 0);
	x = draw_part(c, x, INK_CAUTION, STYLE_BOLD, h.solo);
	x = draw_part(c, x, v->slot_b ? INK_MARK : INK_PLAIN, v->slot_b ? STYLE_BOLD : 0, h.slot);
	x = draw_part(c, x, INK_PLAIN, 0, h.preamp);
	x = draw_part(c, x, loud ? INK_BAD : INK_PLAIN, loud ? STYLE_BOLD : 0, h.peak);
	draw_part(c, x, INK_DIM, 0, h.design);
}

/* The same as the title of a pane. */
static void
draw_pane_title(const struct desk *d, struct canvas *c)
{
	const struct snapshot *s = &d->live;
	const struct eq_values *v = &d->eq.values;
	char left[PART_BYTES + PRESET_NAME_BYTES], right[2 * PART_BYTES], peak[PART_BYTES];

	peak_text(peak, &v->curve, c->width < FULL_WIDTH);
	if (c->width < 60)
		snprintf(left, sizeof left, "EQ  %s%s", s->preset, s->preset_modified ? "*" : "");
	else
		snprintf(left, sizeof left, "EQ  %s%s  slot %c  preamp %+.1f dB",
			s->preset[0] != '\0' ? s->preset : "no preset",
			s->preset_modified ? "*" : "", v->slot_b ? 'B' : 'A',
			rounded(v->settings.preamp_db));
	snprintf(right, sizeof right, "%s%s", v->settings.bypass ? "BYPASSED  " : "", peak);
	draw_title(c, 0, 0, c->width, left, right);
}

/* ---- Table ---- */

/* A band that cannot stand where it was put runs at the highest centre there is. */
static bool
is_held(const struct eq_curve *curve, const struct eq_band *b)
{
	return curve->rate_hz > 0 &&
	       biquad_centre_hz(b, curve->rate_hz) < biquad_centre_hz(b, 1e3 * curve->rate_hz);
}

/* How a band is written. */
struct entry_look {
	bool wide, bandwidth, note;
	int width;
};

static const char wide_title[] = " #  ON TYPE     FREQ Hz   GAIN dB       Q   BW oct   SOLO  NOTE";
static const char narrow_title[] = " # ON TYP FREQ Hz GAIN     Q";
enum { WIDE_ENTRY = 68, NARROW_ENTRY = 30 };

static struct entry_look
entry_look(int width)
{
	struct entry_look e = { .wide = width >= WIDE_ENTRY, .width = WIDE_ENTRY };

	if (e.wide)
		return e;
	e.width = NARROW_ENTRY;
	e.note = width >= e.width + NOTE_COLUMNS;
	e.width += e.note ? NOTE_COLUMNS + 1 : 0;
	e.bandwidth = width >= e.width + BANDWIDTH_COLUMNS;
	e.width += e.bandwidth ? BANDWIDTH_COLUMNS : 0;
	return e;
}

static void
draw_entry_title(struct canvas *c, int x, int y, const struct entry_look *e)
{
	if (e->wide) {
		canvas_text(c, x, y, e->width, INK_TITLE, STYLE_REVERSE, wide_title);
		return;
	}
	x = canvas_text(c, x, y, e->width, INK_TITLE, STYLE_REVERSE, narrow_title);
	if (e->bandwidth)
		x = canvas_text(c, x, y, e->width, INK_TITLE, STYLE_REVERSE, "    oct");
	if (e->note)
		canvas_text(c, x, y, e->width, INK_TITLE, STYLE_REVERSE,
			e->bandwidth ? " NOTE" : "  NOTE");
}

static void
draw_wide(
	struct canvas *c, int x, int y, enum ink ink, const struct eq_band *b, bool held, bool solo)
{
	char gain[FORMAT_BYTES] = "-", note[FORMAT_BYTES];

	if (eq_type_has_gain(b->type))
		snprintf(gain, sizeof gain, "%+.2f", b->gain_db);
	x = canvas_print(c, x, y, ink, 0, "%s %-4s%12.1f%c%9s%8.2f%9.2f", b->on ? "on" : "--",
		eq_type_name(b->type), b->freq_hz, held ? '!' : ' ', gain, b->q,
		bandwidth_of_q(b->q));
	canvas_text(c, x + 3, y, 4, INK_CAUTION, STYLE_BOLD, solo ? "solo" : "");
	canvas_text(c, x + 9, y, NOTE_COLUMNS, INK_DIM, 0, format_note(note, b->freq_hz, true));
}

static void
draw_narrow(struct canvas *c, int x, int y, enum ink ink, const struct eq_band *b, bool held,
	bool solo, const struct entry_look *e)
{
	char gain[FORMAT_BYTES] = "-", note[FORMAT_BYTES];

	if (eq_type_has_gain(b->type))
		snprintf(gain, sizeof gain, "%+.1f", b->gain_db);
	x = canvas_print(c, x, y, ink, 0,
		b->freq_hz < 999.95 ? "%s %-3s %6.1f%c %5s %5.2f" : "%s %-3s %6.0f%c %5s %5.2f",
		solo    ? "SO"
		: b->on ? "on"
			: "--",
		eq_type_name(b->type), b->freq_hz, held ? '!' : ' ', gain, b->q);
	if (e->bandwidth)
		x = canvas_print(c, x, y, ink, 0, " %5.2f", bandwidth_of_q(b->q));
	if (e->note)
		canvas_text(
			c, x + 1, y, NOTE_COLUMNS, INK_DIM, 0, format_note(note, b->freq_hz, true));
}

static void
draw_band(const struct desk *d, struct canvas *c, int x, int y, uint32_t i,
	const struct entry_look *e)
{
	const struct eq_settings *eq = &d->eq.values.settings;
	const struct eq_band *b = &eq->band[i];
	bool held = is_held(&d->eq.values.curve, b), heard = eq_band_heard(eq, i);
	bool solo = eq->solo == i + 1;
	enum ink ink = heard ? INK_PLAIN : INK_DIM;

	canvas_print(c, x + 1, y, heard ? INK_MARK : INK_DIM, heard ? STYLE_BOLD : 0, "%u", i + 1);
	if (e->wide)
		draw_wide(c, x + 4, y, ink, b, held, solo);
	else
		draw_narrow(c, x + 3, y, ink, b, held, solo, e);
}

static void
draw_preamp(const struct desk *d, struct canvas *c, int x, int y, const struct entry_look *e)
{
	double db = rounded(d->eq.values.settings.preamp_db);

	canvas_put(c, x + 1, y, 'P', INK_MARK, STYLE_BOLD);
	canvas_text(c, x + (e->wide ? 7 : 6), y, 7, INK_PLAIN, 0, "preamp");
	canvas_print(
		c, x + (e->wide ? 25 : 18), y, INK_PLAIN, 0, e->wide ? "%+8.2f" : "%+5.1f", db);
}

/* entry: 0: the preamp, then the bands. */
static void
draw_entry(
	const struct desk *d, struct canvas *c, int x, int y, int entry, const struct entry_look *e)
{
	if (entry == 0)
		draw_preamp(d, c, x, y, e);
	else
		draw_band(d, c, x, y, (uint32_t)entry - 1, e);
	if (entry != d->eq.band + 1)
		return;
	canvas_put(c, x, y, '>', INK_MARK, STYLE_BOLD);
	canvas_paint(c, x, y, e->width - 1, INK_MARK, STYLE_BOLD);
}

/* The selected entry is among those that are seen. */
static void
scroll(struct eq_desk *e, int entries, int room)
{
	int selected = e->band + 1;

	if (e->top > selected)
		e->top = selected;
	if (e->top + room <= selected)
		e->top = selected - room + 1;
	if (e->top > entries - room)
		e->top = entries - room;
	if (e->top < 0)
		e->top = 0;
}

static void
draw_table(struct desk *d, struct canvas *c, int y, int rows, int columns)
{
	struct entry_look e = entry_look(c->width / columns);
	int entries = 1 + (int)d->eq.values.settings.nbands, n = rows * columns;
	struct eq_table_place *t = &d->eq.table;
	bool title = rows > 1;
	char right[FORMAT_BYTES] = "";

	n = n < entries ? n : entries;
	scroll(&d->eq, entries, n);
	*t = (struct eq_table_place){ 0, y + title, c->width / columns, rows, columns, d->eq.top,
		n };
	if (title) {
		if (n < entries)
			snprintf(right, sizeof right, "%d-%d of %d", d->eq.top > 0 ? d->eq.top : 1,
				d->eq.top + n - 1, entries - 1);
		draw_title(c, 0, y, c->width, "", "");
	}
	for (int i = 0; title && i < columns; i++)
		draw_entry_title(c, i * t->width, y, &e);
	for (int i = 0; i < n; i++)
		draw_entry(d, c, i / rows * t->width, t->y + i % rows, d->eq.top + i, &e);
	if (right[0] != '\0' && c->width >= e.width * columns + 10)
		canvas_text(c, c->width - 1 - text_columns(right), y, 10, INK_TITLE, STYLE_REVERSE,
			right);
}

/* ---- Curve ---- */

/* Designed anew only when the band or the rate is another. */
static const struct eq_trace *
own_curve(struct desk *d, uint32_t points)
{
	struct eq_desk *e = &d->eq;
	struct eq_settings s;

	if (e->band < 0 || (uint32_t)e->band >= e->values.settings.nbands)
		return NULL;
	memcpy(&s, &e->values.settings, sizeof s);
	s.preamp_db = 0;
	s.bypass = false;
	s.solo = (uint32_t)e->band + 1;
	s.band[e->band].on = true;
	eq_curve_update(&e->own, &s, e->values.curve.rate_hz);
	if (e->own.flat || !eq_trace_update(&e->own_trace, &e->own, points))
		return NULL;
	return &e->own_trace;
}

static void
draw_curve(struct desk *d, struct canvas *c, int y, int rows)
{
	struct eq_desk *e = &d->eq;
	struct curve_look look = { .selected = (uint32_t)(e->band + 1) };

	if (rows >= OWN_FROM)
		look.under = own_curve(d, curve_points(c, c->width));
	if (e->drag.on)
		look.range_db = e->drag.range_db; /* else the node would run from the mouse */
	curve_draw(c, 0, y, c->width, rows, &e->values.curve, &e->trace, &look, &e->curve);
}

/* ---- All of it ---- */

struct layout {
	bool sentence, axis; /* axis: the frequencies under the curve */
	int chart, rows, columns;
};

static struct layout
lay_out(const struct desk *d, const struct canvas *c, bool pane)
{
	int spare = pane ? 0 : 1; /* the footer's */
	bool ill = d->shown.health != HEALTH_GOOD;
	struct layout l = { .axis = true, .columns = 1 };
	int entries = 1 + (int)d->eq.values.settings.nbands, room, most, rows = entries;

	l.sentence = !pane && (c->height >= SENTENCE_FROM || (ill && c->height >= FULL_HEIGHT));
	room = c->height - 1 - spare - l.sentence;
	if (room < CURVE_ROWS_MIN + 4) { /* the selected band only, without a title */
		l.axis = room > CURVE_ROWS_MIN + 1;
		l.rows = room > CURVE_ROWS_MIN ? 1 : 0;
		l.chart = CURVE_ROWS_MIN;
		return l;
	}
	if (room - 2 - rows < ROWS_GOOD && c->width >= 2 * NARROW_ENTRY &&
		(c->width < WIDE_ENTRY || c->width >= 2 * WIDE_ENTRY)) {
		l.columns = 2;
		rows = (rows + 1) / 2;
	}
	/* A good curve goes before more than eight bands, these before a good curve. */
	most = room - 2 - CURVE_ROWS_MIN;
	if (most > EQ_BANDS + 1)
		most = room - 2 - ROWS_GOOD > EQ_BANDS + 1 ? room - 2 - ROWS_GOOD : EQ_BANDS + 1;
	if (rows > most)
		rows = most;
	l.rows = rows;
	l.chart = (room - rows - 2 - 1) / 2 * 2 + 1;
	return l;
}

void
eq_sheet_draw(struct desk *d, struct canvas *c, bool title)
{
	struct layout l;
	int y = 1, nbands;
	bool known;

	eq_values_settle(d);
	if (!d->presets.known) /* so that the list is there when it is wanted */
		presets_has(d, "", &known);
	nbands = (int)d->eq.values.settings.nbands;
	if (nbands > 0 && d->eq.band >= nbands)
		d->eq.band = nbands - 1;
	memset(&d->eq.curve, 0, sizeof d->eq.curve);
	memset(&d->eq.table, 0, sizeof d->eq.table);
	l = lay_out(d, c, title);
	if (title)
		draw_pane_title(d, c);
	else
		draw_head(d, c);
	if (l.sentence)
		y = draw_sentence(d, c, y, 1);
	if (c->height < y + CURVE_ROWS_MIN || c->width < SCREEN_WIDTH_MIN / 2)
		return;
	if (d->eq.values.curve.rate_hz > 0)
		draw_curve(d, c, y, l.chart);
	else
		canvas_text(c, 1, y + 1, c->width - 1, INK_DIM, 0,
			"no curve yet: the sample rate is not known");
	y += l.chart;
	for (int x = 0; !l.axis && x < c->width; x++)
		canvas_put(c, x, y, ' ', INK_PLAIN, 0);
	if (l.rows > 0)
		draw_table(d, c, y + l.axis, l.rows, l.columns);
}
