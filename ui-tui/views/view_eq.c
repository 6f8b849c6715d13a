/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EQ: keys and the mouse move bands, and the picture follows at once (eq_values.h);
 * what is drawn stands in eq_sheet.c.
 */
#include <math.h>

#include "ui-tui/view.h"

static void
eq_draw(struct desk *d, struct canvas *c)
{
	eq_sheet_draw(d, c, false);
}

static void
eq_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct canvas own;

	if (!pane_begin(&own, c, width, height))
		return;
	eq_sheet_draw(d, &own, true);
	pane_end(&own, c, x, y);
}

/* ---- Moving values ---- */

static uint32_t
of_band(const struct desk *d, enum eq_field f)
{
	return eq_value_of_band((uint32_t)d->eq.band, f);
}

static const struct eq_band *
selected(const struct desk *d)
{
	return &d->eq.values.settings.band[d->eq.band];
}

/* Whether a band is selected; else it is said that the preamp has nothing but a gain. */
static bool
need_band(struct desk *d)
{
	if (d->eq.band >= 0 && (uint32_t)d->eq.band < d->eq.values.settings.nbands)
		return true;
	desk_say(d, d->eq.values.settings.nbands == 0
			    ? "no bands yet: the engine has not told them"
			    : "the preamp has a gain only: Up and Down; Right goes to band 1");
	return false;
}

/* What is beyond a limit goes to it, but never back from where it already is. */
static void
move_value(struct desk *d, uint32_t value, double to, const char *what)
{
	double was = eq_value(d, value);
	bool up = to > was;
	double end = up ? eq_value_highest(d, value) : eq_value_lowest(value);

	if (up ? was >= end : was <= end) {
		desk_say(d, "%s: %.6g is the %s", what, end, up ? "most" : "least");
		return;
	}
	if (!eq_value_set(d, value, to))
		desk_say(d, "%s: %.6g is the %s", what, end, up ? "most" : "least");
}

/* Hundredths, so that sums of tenths stay what they look like. */
static void
move_gain(struct desk *d, double by_db)
{
	uint32_t value = EQ_VALUE_PREAMP;

	if (d->eq.band >= 0) {
		if (!need_band(d))
			return;
		if (!eq_type_has_gain(selected(d)->type)) {
			desk_say(d, "%s has no gain; t changes the type, [ ] its Q",
				eq_type_name(selected(d)->type));
			return;
		}
		value = of_band(d, EQ_FIELD_GAIN);
	}
	move_value(d, value, round((eq_value(d, value) + by_db) * 100) / 100,
		d->eq.band >= 0 ? "gain" : "preamp");
}

static void
move_freq(struct desk *d, double octaves)
{
	if (need_band(d))
		move_value(d, of_band(d, EQ_FIELD_FREQ),
			eq_value(d, of_band(d, EQ_FIELD_FREQ)) * exp2(octaves), "frequency");
}

static void
move_q(struct desk *d, double octaves)
{
	if (need_band(d))
		move_value(d, of_band(d, EQ_FIELD_Q),
			eq_value(d, of_band(d, EQ_FIELD_Q)) * exp2(octaves), "Q");
}

static void
turn_type(struct desk *d, int by)
{
	int type;

	if (!need_band(d))
		return;
	type = ((int)selected(d)->type + by + EQ_NTYPES) % EQ_NTYPES;
	eq_value_set(d, of_band(d, EQ_FIELD_TYPE), type);
}

static void
toggle_on(struct desk *d)
{
	if (need_band(d))
		eq_value_set(d, of_band(d, EQ_FIELD_ON), selected(d)->on ? 0 : 1);
}

static void
toggle_solo(struct desk *d)
{
	uint32_t number = (uint32_t)d->eq.band + 1;
	bool off = eq_value(d, EQ_VALUE_SOLO) == (double)number;

	if (!need_band(d))
		return;
	eq_value_set(d, EQ_VALUE_SOLO, off ? 0 : number);
	if (off)
		desk_say(d, "all bands are heard");
	else
		desk_say(d, "only band %u is heard; s ends it", number);
}

static void
make_flat(struct desk *d)
{
	uint32_t value = d->eq.band < 0 ? EQ_VALUE_PREAMP : of_band(d, EQ_FIELD_GAIN);

	if (d->eq.band < 0 || need_band(d))
		eq_value_set(d, value, 0);
}

/* ---- Selecting ---- */

static void
select_band(struct desk *d, int band)
{
	int n = (int)d->eq.values.settings.nbands;

	if (band >= n && n > 0)
		desk_say(d,
			n <= EQ_BANDS ? "the EQ has 8 bands; B makes it 16" : "the EQ has %d bands",
			n);
	else if (band >= EQ_PREAMP)
		d->eq.band = band;
}

static void
toggle_bands(struct desk *d)
{
	bool many = d->eq.values.settings.nbands > EQ_BANDS;

	eq_value_set(d, EQ_VALUE_BANDS, many ? EQ_BANDS : EQ_BANDS_MAX);
	if (many)
		desk_say(d, "8 bands; bands 9 to 16 are not heard, u brings them back");
	else
		desk_say(d, "16 bands; those from 9 on are off until Space turns them on");
}

/* ---- Whole EQs ---- */

static void
key_history(struct desk *d, bool undo)
{
	uint32_t steps = undo ? d->live.undo_steps : d->live.redo_steps;
	bool edited = false;

	for (uint32_t i = 0; undo && i < EQ_NVALUES; i++) /* a step that no snapshot knows yet */
		edited = edited || (i != EQ_VALUE_SOLO && d->eq.values.pending[i].waits);
	if (steps == 0 && !edited) {
		desk_say(d, undo ? "nothing to undo" : "nothing to redo");
		return;
	}
	eq_values_forget(d);
	if (steps > 0)
		desk_say(d, "%s, %u left", undo ? "undone" : "redone", steps - 1);
	desk_send(d, undo ? REQUEST_UNDO : REQUEST_REDO, "", 0);
}

static void
key_slot(struct desk *d)
{
	bool b = eq_value(d, EQ_VALUE_SLOT) < 0.5;

	eq_values_forget(d);
	eq_value_set(d, EQ_VALUE_SLOT, b);
	desk_say(d, b ? "slot B" : "slot A");
}

static void
key_flat(struct desk *d)
{
	eq_values_forget(d);
	desk_say(d, "all bands and the preamp are flat; u undoes");
	desk_send(d, REQUEST_FLAT, "", 0);
}

/* ---- Keys ---- */

/* Of a table: what a key does and by how much. */
static const struct {
	uint32_t key;
	void (*run)(struct desk *d, double by);
	double by;
} moves[] = {
	{ KEYS_UP, move_gain, 0.5 },
	{ KEYS_DOWN, move_gain, -0.5 },
	{ KEYS_UP | KEYS_SHIFT, move_gain, 0.1 },
	{ KEYS_DOWN | KEYS_SHIFT, move_gain, -0.1 },
	{ '+', move_gain, 0.1 },
	{ '=', move_gain, 0.1 },
	{ '-', move_gain, -0.1 },
	{ KEYS_PAGE_UP, move_gain, 3 },
	{ KEYS_PAGE_DOWN, move_gain, -3 },
	{ ',', move_freq, -1.0 / 12 },
	{ '.', move_freq, 1.0 / 12 },
	{ '<', move_freq, -1.0 / 3 },
	{ '>', move_freq, 1.0 / 3 },
	{ '[', move_q, -1.0 / 6 },
	{ ']', move_q, 1.0 / 6 },
};

static bool
key_move(struct desk *d, uint32_t key)
{
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
		if (moves[i].key == key) {
			moves[i].run(d, moves[i].by);
			return true;
		}
	return false;
}

static bool
key_select(struct desk *d, uint32_t key)
{
	if (key == KEYS_LEFT && d->eq.band > EQ_PREAMP)
		select_band(d, d->eq.band - 1);
	else if (key == KEYS_RIGHT)
		select_band(d, d->eq.band + 1);
	else if (key == KEYS_HOME)
		select_band(d, 0);
	else if (key == KEYS_END)
		select_band(d, (int)d->eq.values.settings.nbands - 1);
	else if (key == 'P')
		select_band(d, d->eq.band == EQ_PREAMP ? 0 : EQ_PREAMP);
	else if (key >= (KEYS_ALT | '1') && key <= (KEYS_ALT | '9'))
		select_band(d, (int)(key - (KEYS_ALT | '1')));
	else
		return key == KEYS_LEFT;
	return true;
}

static bool
key_band(struct desk *d, uint32_t key)
{
	switch (key) {
	case 't':
		turn_type(d, 1);
		return true;
	case 'T':
		turn_type(d, -1);
		return true;
	case ' ':
		toggle_on(d);
		return true;
	case 's':
		toggle_solo(d);
		return true;
	case '0':
		make_flat(d);
		return true;
	case KEYS_ENTER:
		if (d->eq.band < 0 || need_band(d))
			number_open(d, d->eq.band);
		return true;
	default:
		return false;
	}
}

static bool
key_whole(struct desk *d, uint32_t key)
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
	case 'F':
		key_flat(d);
		return true;
	case 'B':
		toggle_bands(d);
		return true;
	case 'l':
	case KEYS_F5:
		desk_open(d, &popup_presets);
		return true;
	case 'w':
		save_open(d);
		return true;
	case 'n':
	case 'N':
		presets_request(d, REQUEST_PRESET_STEP, "", key == 'n' ? 1 : -1);
		return true;
	default:
		return false;
	}
}

static bool
eq_key(struct desk *d, uint32_t key)
{
	eq_values_settle(d);
	return key_move(d, key) || key_select(d, key) || key_band(d, key) || key_whole(d, key);
}

/* ---- Mouse ---- */

static bool
is_in_curve(const struct curve_place *p, const struct mouse *m)
{
	return m->x >= p->x && m->x < p->x + p->width && m->y >= p->y && m->y < p->y + p->height;
}

/* The band whose number stands there or right beside it; -1: none. */
static int
node_at(const struct eq_desk *e, const struct mouse *m)
{
	int best = -1, nearest = 2;

	for (int i = 0; i < EQ_BANDS_MAX; i++) {
		int x = e->curve.mark[i].x, right = x + e->curve.mark[i].width - 1;
		int dx = m->x < x ? x - m->x : m->x > right ? m->x - right : 0;
		int dy = m->y > e->curve.mark[i].y ? m->y - e->curve.mark[i].y
						   : e->curve.mark[i].y - m->y;

		if (e->curve.mark[i].width > 0 && dx <= 1 && dy <= 1 && dx + dy < nearest) {
			nearest = dx + dy;
			best = i;
		}
	}
	return best;
}

/* The entry of the table there: EQ_PREAMP, a band, or -2: none. */
static int
entry_at(const struct eq_table_place *t, const struct mouse *m)
{
	int column = t->width > 0 ? (m->x - t->x) / t->width : 0, i;

	if (t->rows == 0 || m->y < t->y || m->y >= t->y + t->rows || column >= t->across)
		return -2;
	i = column * t->rows + m->y - t->y;
	return i < t->n ? t->first + i - 1 : -2;
}

static void
take_node(struct desk *d, const struct mouse *m)
{
	d->eq.drag = (struct eq_drag){
		.on = true,
		.x = m->x,
		.y = m->y,
		.now_x = m->x,
		.now_y = m->y,
		.hz = eq_value(d, of_band(d, EQ_FIELD_FREQ)),
		.gain_db = eq_value(d, of_band(d, EQ_FIELD_GAIN)),
		.range_db = d->eq.curve.range_db,
	};
}

/* Decibels that the curve moves at the node for one of gain: a shelf's stands half-way up. */
static double
lift(enum eq_type t)
{
	return t == EQ_PK ? 1 : 0.5;
}

/* By as many columns and rows as the mouse has gone since; what does not move is not set, so a
 * node that is dragged along a slope of other bands goes with the slope. */
static void
drag_node(struct desk *d, const struct mouse *m)
{
	struct eq_drag *g = &d->eq.drag;
	const struct curve_place *p = &d->eq.curve;
	const struct eq_curve *curve = &d->eq.values.curve;
	double step_db = p->height > 1 ? 2 * g->range_db / (p->height - 1) : 0;
	double share = p->width > 1 ? (double)(m->x - g->x) / (p->width - 1) : 0;

	if (m->x != g->now_x && curve->rate_hz > 0)
		eq_value_set(d, of_band(d, EQ_FIELD_FREQ),
			g->hz * eq_curve_hz(curve, share) / eq_curve_hz(curve, 0));
	if (m->y != g->now_y && eq_type_has_gain(selected(d)->type))
		eq_value_set(d, of_band(d, EQ_FIELD_GAIN),
			round((g->gain_db + (g->y - m->y) * step_db / lift(selected(d)->type)) *
				10) /
				10);
	g->now_x = m->x;
	g->now_y = m->y;
}

static bool
mouse_press(struct desk *d, const struct mouse *m)
{
	int node = is_in_curve(&d->eq.curve, m) ? node_at(&d->eq, m) : -1;
	int entry = entry_at(&d->eq.table, m);

	d->eq.drag.on = false;
	if (node < 0 && entry < EQ_PREAMP)
		return false;
	d->eq.band = node >= 0 ? node : entry;
	if (m->twice && d->eq.band >= 0)
		toggle_on(d);
	else if (node >= 0)
		take_node(d, m);
	return true;
}

/* Over a node or a row it is that band's, elsewhere on the curve the selected one's. */
static bool
mouse_wheel(struct desk *d, const struct mouse *m)
{
	bool curve = is_in_curve(&d->eq.curve, m);
	int node = curve ? node_at(&d->eq, m) : -1, entry = entry_at(&d->eq.table, m);
	double by = m->what == MOUSE_WHEEL_UP ? 1 : -1;

	if (!curve && entry < EQ_PREAMP)
		return false;
	if (node >= 0)
		d->eq.band = node;
	else if (!curve)
		d->eq.band = entry;
	if (d->eq.band == EQ_PREAMP)
		move_gain(d, by * 0.5);
	else
		move_q(d, by / 6);
	return true;
}

static bool
eq_mouse(struct desk *d, const struct mouse *m)
{
	eq_values_settle(d);
	switch (m->what) {
	case MOUSE_PRESS:
		return mouse_press(d, m);
	case MOUSE_DRAG:
		if (d->eq.drag.on && need_band(d))
			drag_node(d, m);
		return d->eq.drag.on;
	case MOUSE_RELEASE:
		d->eq.drag.on = false;
		return true;
	default:
		return mouse_wheel(d, m);
	}
}

static const struct foot_key eq_foot[] = {
	{ KEYS_ENTER, "Enter", "Type", 1 },
	{ ' ', "Space", "On", 2 },
	{ 's', "s", "Solo", 2 },
	{ 'l', "l", "Load", 1 },
	{ 'w', "w", "Write", 1 },
	{ 'u', "u", "Undo", 1 },
	{ 'a', "a", "A/B", 2 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line eq_help[] = {
	{ "Left Right", "band; Alt-1 .. Alt-9, Home, End; P or left of band 1: preamp" },
	{ "Up Down", "gain by 0.5 dB; + - or Shift-Up Shift-Down 0.1, PgUp PgDn 3" },
	{ ", .  < >", "frequency by 1/12 octave; by 1/3" },
	{ "[ ]", "Q by 1/6 of an octave down and up" },
	{ "t T  Space", "type of the filter on and back; band on and off" },
	{ "s  0  F", "only this band is heard, again: all; its gain to 0 dB; all flat" },
	{ "Enter", "type frequency, gain and Q: 1.5k, A4, -3, 0.5 oct" },
	{ "a", "the other of two settings, A and B; B begins as a copy of A" },
	{ "u  U", "undo, redo (Ctrl-R too); of a fader that moved all is one step" },
	{ "l  w", "list of presets (F5 too); write the EQ as a preset" },
	{ "n N  B", "next and previous preset; 8 or 16 bands" },
	{ "mouse", "drag a number on the curve; wheel Q; two clicks on, off" },
	{ "peak", "highest point of the curve; clip! above 0 dB: loud sound clips" },
	{ "FREQ !", "too high for the sample rate: it runs at 0.49 of the rate" },
	{ "NAME*  --", "changed since the preset was loaded; band off" },
	{ NULL, NULL },
};

const struct view view_eq = {
	.name = "EQ",
	.hint = "EQ",
	.draw = eq_draw,
	.pane = eq_pane,
	.key = eq_key,
	.mouse = eq_mouse,
	.foot = eq_foot,
	.help = eq_help,
};
