/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EQ: the curve that runs, and the bands it is made of.  Where there is little
 * room the curve gets lower first, then the table takes two columns, and only
 * then bands are left out.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/curve.h"
#include "ui-tui/format.h"
#include "ui-tui/view.h"

enum { ROWS_GOOD = 9, NAME_MIN = 6, NAME_GOOD = 16, PART_BYTES = 48, NLEVELS = 4 };

/* How a band is written, and the line above them. */
struct entry_format {
	int width;
	const char *title;
};

static const struct entry_format entry_wide = { 40, " #  ON  TYPE   FREQ Hz   GAIN dB      Q" };
static const struct entry_format entry_narrow = { 30, " # ON TYP FREQ Hz GAIN     Q" };

struct layout {
	bool sentence;
	int chart, table;     /* rows; of the table with its title, 0: none */
	int columns, entries; /* of the table: beside each other, in all */
	uint32_t nbands;      /* band[]: those that would be listed */
	uint8_t band[EQ_BANDS_MAX];
};

/* ---- First line ---- */

/* "+5.1", and never "-0.0". */
static double
rounded(double db)
{
	return fabs(db) < 0.05 ? 0 : db;
}

static const char *
peak_text(char out[PART_BYTES], const struct eq_curve *curve)
{
	double hz = curve->peak_hz;

	if (curve->rate_hz <= 0)
		return "";
	if (curve->flat)
		snprintf(out, PART_BYTES, "flat %+.1f dB", rounded(curve->peak_db));
	else if (hz < 999.5)
		snprintf(out, PART_BYTES, "peak %+.1f dB @%.0f Hz", rounded(curve->peak_db), hz);
	else
		snprintf(out, PART_BYTES, "peak %+.1f dB @%.1f kHz", rounded(curve->peak_db),
			hz / 1000);
	return out;
}

struct head {
	char preamp[PART_BYTES], peak[PART_BYTES], design[PART_BYTES];
};

/* The less room there is, the less is said: 0 everything .. NLEVELS - 1. */
static void
head_fill(struct head *h, const struct snapshot *s, int level)
{
	const char *design = s->eq.design == EQ_MATCHED ? "matched" : "rbj";

	memset(h, 0, sizeof *h);
	peak_text(h->peak, &s->eq_curve);
	if (level < 2)
		snprintf(h->preamp, PART_BYTES, "preamp %+.1f dB", rounded(s->eq.preamp_db));
	if (level < 3)
		snprintf(h->design, PART_BYTES, "%s%s", level == 0 ? "design " : "", design);
}

static int
part_columns(const char *text)
{
	return text[0] != '\0' ? text_columns(text) + 2 : 0;
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
draw_head(const struct snapshot *s, struct canvas *c)
{
	const char *state = s->eq.bypass ? "EQ bypassed" : "EQ on";
	int name = s->preset[0] != '\0' ? text_columns(s->preset) + s->preset_modified : 9;
	int level = 0, room, x;
	bool loud = s->eq_curve.rate_hz > 0 && s->eq_curve.peak_db >= 0.05;
	struct head h;

	for (;; level++) {
		bool word = level == 0 && s->preset[0] != '\0';

		head_fill(&h, s, level);
		room = c->width - (int)strlen(state) - part_columns(h.preamp) -
		       part_columns(h.peak) - part_columns(h.design) - (word ? 9 : 2);
		if (room >= (name < NAME_GOOD ? name : NAME_GOOD) || level == NLEVELS - 1)
			break;
	}
	x = canvas_text(
		c, 0, 0, c->width, s->eq.bypass ? INK_CAUTION : INK_PLAIN, STYLE_BOLD, state);
	if (room >= NAME_MIN)
		x = draw_preset(c, x, room, s, level == 0);
	x = draw_part(c, x, INK_PLAIN, 0, h.preamp);
	x = draw_part(c, x, loud ? INK_CAUTION : INK_PLAIN, loud ? STYLE_BOLD : 0, h.peak);
	draw_part(c, x, INK_DIM, 0, h.design);
}

/* ---- Bands ---- */

static bool
type_has_gain(enum eq_type t)
{
	return t == EQ_PK || t == EQ_LSC || t == EQ_HSC || t == EQ_LS || t == EQ_HS;
}

/* A band that cannot stand where it was put runs at the highest centre there is. */
static bool
is_held(const struct eq_curve *curve, const struct eq_band *b)
{
	return curve->rate_hz > 0 &&
	       biquad_centre_hz(b, curve->rate_hz) < biquad_centre_hz(b, 1e3 * curve->rate_hz);
}

static void
draw_band(const struct snapshot *s, struct canvas *c, int x, int y, uint32_t i, bool wide)
{
	const struct eq_band *b = &s->eq.band[i];
	bool held = is_held(&s->eq_curve, b);
	bool heard = eq_band_heard(&s->eq, i);
	enum ink ink = heard ? INK_PLAIN : INK_DIM;
	char gain[FORMAT_BYTES] = "-", hz[FORMAT_BYTES];

	if (type_has_gain(b->type))
		snprintf(gain, sizeof gain, wide ? "%+.2f" : "%+.1f", b->gain_db);
	snprintf(hz, sizeof hz, wide || b->freq_hz < 999.95 ? "%.1f" : "%.0f", b->freq_hz);
	canvas_print(c, x, y, ink, 0,
		wide ? "%2u  %s  %-4s %9s%c %8s %6.2f" : "%2u %s %-3s %6s%c %5s %5.2f", i + 1,
		b->on ? "on" : "--", eq_type_name(b->type), hz, held ? '!' : ' ', gain, b->q);
	canvas_paint(c, x, y, 2, heard ? INK_MARK : INK_DIM, heard ? STYLE_BOLD : 0);
}

static void
draw_table(const struct snapshot *s, struct canvas *c, int y, const struct layout *l)
{
	const struct entry_format *f = c->width >= FULL_WIDTH ? &entry_wide : &entry_narrow;
	int rows = l->table - 1;
	char right[FORMAT_BYTES] = "";

	if (l->entries < (int)l->nbands)
		snprintf(right, sizeof right, "%d of %u", l->entries, l->nbands);
	else if (l->nbands < s->eq.nbands)
		snprintf(right, sizeof right, "%u off", s->eq.nbands - l->nbands);
	draw_title(c, 0, y, c->width, "", right);
	for (int i = 0; i < l->columns; i++)
		canvas_text(c, i * f->width, y, f->width, INK_TITLE, STYLE_REVERSE, f->title);
	if (l->nbands == 0)
		canvas_text(c, 1, y + 1, c->width - 1, INK_DIM, 0, "no band is on");
	for (int i = 0; i < l->entries; i++)
		draw_band(
			s, c, i / rows * f->width, y + 1 + i % rows, l->band[i], f == &entry_wide);
}

/* ---- All of it ---- */

/* Eight bands are all listed; of sixteen those that are on. */
static void
list_bands(struct layout *l, const struct eq_settings *eq)
{
	for (uint32_t i = 0; i < eq->nbands && i < EQ_BANDS_MAX; i++)
		if (eq->nbands <= EQ_BANDS || eq->band[i].on)
			l->band[l->nbands++] = (uint8_t)i;
}

static struct layout
lay_out(const struct canvas *c, const struct eq_settings *eq)
{
	struct layout l = { .sentence = c->height >= FULL_HEIGHT, .columns = 1 };
	int entry = c->width >= FULL_WIDTH ? entry_wide.width : entry_narrow.width;
	int room = c->height - 3 - (l.sentence ? 1 : 0), rows, wanted;

	list_bands(&l, eq);
	rows = wanted = l.nbands > 0 ? (int)l.nbands : 1;
	if (room - 1 - rows < ROWS_GOOD && c->width >= 2 * entry) {
		l.columns = 2;
		rows = (rows + 1) / 2;
	}
	if (rows > room - 1 - CURVE_ROWS_MIN)
		rows = room - 1 - CURVE_ROWS_MIN;
	l.table = rows > 0 ? 1 + rows : 0;
	l.chart = (room - l.table - 1) / 2 * 2 + 1;
	l.entries = rows > 0 ? rows * l.columns : 0;
	if (l.entries > (int)l.nbands)
		l.entries = (int)l.nbands;
	return l;
}

static void
eq_draw(struct desk *d, struct canvas *c)
{
	const struct snapshot *s = &d->live; /* only keys and messages change it: no flicker */
	struct layout l = lay_out(c, &s->eq);
	int y = 1;

	draw_head(s, c);
	if (l.sentence)
		y = draw_sentence(d, c, y, 1);
	if (s->eq_curve.rate_hz > 0)
		curve_draw(c, 0, y, c->width, l.chart, &s->eq_curve, &d->eq.trace);
	else
		canvas_text(c, 1, y + 1, c->width - 1, INK_DIM, 0,
			"no curve yet: the sample rate is not known");
	if (l.table > 0)
		draw_table(s, c, y + l.chart + 1, &l);
}

static void
key_history(struct desk *d, bool undo)
{
	uint32_t steps = undo ? d->live.undo_steps : d->live.redo_steps;

	if (steps == 0) {
		desk_say(d, undo ? "nothing to undo" : "nothing to redo");
		return;
	}
	desk_say(d, "%s, %u left", undo ? "undone" : "redone", steps - 1);
	desk_send(d, undo ? REQUEST_UNDO : REQUEST_REDO, "", 0);
}

static void
key_slot(struct desk *d)
{
	bool b = !d->live.slot_b;

	desk_say(d, b ? "slot B" : "slot A");
	desk_set(d, b ? 1.0f : 0.0f, "/eq/slot");
}

static bool
eq_key(struct desk *d, uint32_t key)
{
	switch (key) {
	case 'u':
		key_history(d, true);
		return true;
	case 'U':
	case KEYS_CTRL_R:
		key_history(d, false);
		return true;
	case 'a':
		key_slot(d);
		return true;
	default:
		return false;
	}
}

static const struct foot_key eq_foot[] = {
	{ 'u', "u", "Undo", 1 },
	{ 'a', "a", "A/B", 1 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line eq_help[] = {
	{ "curve", "what the EQ does to the sound now, preamp included" },
	{ "1 2 3 ...", "on the curve: centre of the band of that number" },
	{ "peak, flat", "its highest point; above 0 dB a full-scale sound may clip" },
	{ "design", "rbj as in other programs; matched follows analogue curves" },
	{ "NAME*", "changed since the preset was loaded" },
	{ "u  U", "undo, redo (Ctrl-R too); of a fader that moved all is one step" },
	{ "a", "the other of two settings, A and B; B begins as a copy of A" },
	{ "FREQ !", "too high for the sample rate: it runs at 0.49 of the rate" },
	{ "--", "band off; of 16 bands only those that are on are listed" },
	{ NULL, NULL },
};

const struct view view_eq = {
	.name = "EQ",
	.hint = "EQ",
	.draw = eq_draw,
	.key = eq_key,
	.foot = eq_foot,
	.help = eq_help,
};
