/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Typing numbers: what a text means stands beside it while it is typed; nothing is set
 * before all fields are right.
 */
#include "ui-tui/popups/popup_number.h"

#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/view.h"

enum { NUMBER_WIDTH = 44, ENTRY_AT = 12, ENTRY_WIDTH = 11, MEANS_AT = 24 };

static const struct {
	const char *label, *unit, *format, *hint;
} look[] = {
	[NUMBER_HZ] = { "Frequency", "Hz", "%.2f", "as 440, 1.5k, 2 kHz, or a note: A4, C#5" },
	[NUMBER_DB] = { "Gain", "dB", "%+.2f", "as -4.5 or +3 dB" },
	[NUMBER_Q] = { "Q", "", "%.3f", "as 0.71, or a bandwidth: 0.5 oct" },
};

/* "440", not "440.00". */
static void
number_text(char out[FORMAT_BYTES], enum number_kind kind, double v)
{
	char *end;

	snprintf(out, FORMAT_BYTES, look[kind].format, v);
	end = out + strlen(out);
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
}

static void
add_field(struct desk *d, enum number_kind kind, uint32_t value)
{
	struct number_desk *n = &d->eq.number;
	struct number_field *f = &n->field[n->n++];
	char text[FORMAT_BYTES];

	f->kind = kind;
	f->value = value;
	f->fresh = true;
	number_text(text, kind, eq_value(d, value));
	snprintf(f->was, sizeof f->was, "%s", text);
	entry_set(&f->entry, text);
}

void
number_open(struct desk *d, int band)
{
	struct number_desk *n = &d->eq.number;
	uint32_t i = band < 0 ? 0 : (uint32_t)band;

	memset(n, 0, sizeof *n);
	n->band = band;
	if (band < 0) {
		add_field(d, NUMBER_DB, EQ_VALUE_PREAMP);
	} else {
		add_field(d, NUMBER_HZ, eq_value_of_band(i, EQ_FIELD_FREQ));
		if (eq_type_has_gain(d->eq.values.settings.band[i].type))
			add_field(d, NUMBER_DB, eq_value_of_band(i, EQ_FIELD_GAIN));
		add_field(d, NUMBER_Q, eq_value_of_band(i, EQ_FIELD_Q));
	}
	desk_open(d, &popup_number);
}

static void
number_size(struct desk *d, int *width, int *height)
{
	*width = NUMBER_WIDTH;
	*height = (int)d->eq.number.n + 3;
}

/* What a field says, in another way: the note, the bandwidth. */
static void
draw_meaning(const struct number_field *f, struct canvas *c, int y)
{
	char err[NUMBER_ERROR_BYTES], text[FORMAT_BYTES], note[FORMAT_BYTES];
	double v;

	if (number_parse(f->entry.text, f->kind, &v, err) < 0) {
		canvas_text(c, MEANS_AT, y, c->width - MEANS_AT, INK_CAUTION, 0, "?");
		return;
	}
	number_text(text, f->kind, v);
	if (f->kind == NUMBER_HZ)
		canvas_print(
			c, MEANS_AT, y, INK_DIM, 0, "%s Hz %s", text, format_note(note, v, true));
	else if (f->kind == NUMBER_DB)
		canvas_print(c, MEANS_AT, y, INK_DIM, 0, "%s dB", text);
	else
		canvas_print(c, MEANS_AT, y, INK_DIM, 0, "%s, %.2f oct", text, bandwidth_of_q(v));
}

static void
number_draw(struct desk *d, struct canvas *c)
{
	const struct number_desk *n = &d->eq.number;
	const struct number_field *here = &n->field[n->here];
	char text[FORMAT_BYTES] = "Preamp";

	if (n->band >= 0)
		snprintf(text, sizeof text, "Band %d  %s", n->band + 1,
			eq_type_name(d->eq.values.settings.band[n->band].type));
	canvas_text(c, 1, 0, c->width - 1, INK_TITLE, STYLE_BOLD, text);
	for (uint32_t i = 0; i < n->n; i++) {
		const struct number_field *f = &n->field[i];
		int y = 1 + (int)i;

		canvas_text(c, 1, y, 10, i == n->here ? INK_MARK : INK_PLAIN,
			i == n->here ? STYLE_BOLD : 0, look[f->kind].label);
		if (i == n->here)
			entry_draw(&f->entry, c, ENTRY_AT, y, ENTRY_WIDTH);
		else
			canvas_text(c, ENTRY_AT, y, ENTRY_WIDTH, INK_PLAIN, 0, f->entry.text);
		if (i == n->here && f->fresh)
			canvas_paint(c, ENTRY_AT, y, text_columns(f->entry.text), INK_MARK,
				STYLE_REVERSE);
		draw_meaning(f, c, y);
	}
	if (n->error[0] != '\0')
		canvas_text(c, 1, c->height - 2, c->width - 1, INK_BAD, STYLE_BOLD, n->error);
	else
		canvas_text(c, 1, c->height - 2, c->width - 1, INK_DIM, 0, look[here->kind].hint);
	canvas_text(c, 1, c->height - 1, c->width - 1, INK_DIM, 0,
		n->n > 1 ? "Enter set  Tab next  Esc back" : "Enter set  Esc back");
}

/* All are parsed first.  Return: false: *bad is not right. */
static bool
parse_all(struct number_desk *n, double v[NUMBER_FIELDS], uint32_t *bad)
{
	for (uint32_t i = 0; i < n->n; i++)
		if (number_parse(n->field[i].entry.text, n->field[i].kind, &v[i], n->error) < 0) {
			*bad = i;
			return false;
		}
	return true;
}

static void
set_field(struct desk *d, const struct number_field *f, double v)
{
	char text[FORMAT_BYTES], asked[FORMAT_BYTES];

	if (strcmp(f->entry.text, f->was) == 0 || eq_value_set(d, f->value, v))
		return;
	number_text(asked, f->kind, v);
	number_text(text, f->kind, eq_value(d, f->value));
	desk_say(d, "%s %s is out of range: set to %s %s", look[f->kind].label, asked, text,
		look[f->kind].unit);
}

static void
number_enter(struct desk *d)
{
	struct number_desk *n = &d->eq.number;
	double v[NUMBER_FIELDS];
	uint32_t bad;

	if (!parse_all(n, v, &bad)) {
		n->here = bad;
		n->field[bad].fresh = false;
		return;
	}
	for (uint32_t i = 0; i < n->n; i++)
		set_field(d, &n->field[i], v[i]);
	desk_close(d);
}

static void
number_move(struct number_desk *n, uint32_t by)
{
	n->here = (n->here + by) % n->n;
	n->field[n->here].fresh = true;
}

static void
number_type(struct desk *d, uint32_t key)
{
	struct number_field *f = &d->eq.number.field[d->eq.number.here];

	if (f->fresh && key > ' ' && key < 0x110000 && key != KEYS_BACKSPACE)
		entry_set(&f->entry, "");
	f->fresh = false;
	switch (entry_key(&f->entry, key)) {
	case ENTRY_DONE:
		number_enter(d);
		break;
	case ENTRY_CANCELLED:
		desk_close(d);
		break;
	case ENTRY_GOES_ON:
		break;
	}
}

static void
number_key(struct desk *d, uint32_t key)
{
	struct number_desk *n = &d->eq.number;

	n->error[0] = '\0';
	if (key == '\t' || key == KEYS_DOWN)
		number_move(n, 1);
	else if (key == KEYS_BACK_TAB || key == KEYS_UP)
		number_move(n, n->n - 1);
	else
		number_type(d, key);
}

static void
number_mouse(struct desk *d, const struct mouse *m)
{
	struct number_desk *n = &d->eq.number;

	if (m->what == MOUSE_PRESS && m->y >= 1 && m->y <= (int)n->n)
		number_move(n, (uint32_t)m->y - 1 + n->n - n->here);
}

const struct popup popup_number = {
	.title = "Type values",
	.size = number_size,
	.draw = number_draw,
	.key = number_key,
	.mouse = number_mouse,
};
