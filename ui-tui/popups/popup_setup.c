/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Setup: a row for each preference, in the order of prefs.h. */
#include "ui-tui/popups/popup_setup.h"

#include "ui-tui/view.h"

enum { TITLE_COLUMNS = 20, LABEL_COLUMNS = 22, HINT_ROWS = 2 };

static void
setup_size(struct desk *d, int *width, int *height)
{
	(void)d;
	*width = TITLE_COLUMNS + LABEL_COLUMNS;
	*height = NPREFS + HINT_ROWS;
}

/* "< 10 s >": brackets only on what can be changed now. */
static void
draw_row(const struct desk *d, struct canvas *c, int y, enum pref p)
{
	bool here = (int)p == d->setup.row;
	int at = c->width >= TITLE_COLUMNS + LABEL_COLUMNS ? TITLE_COLUMNS : c->width / 2;
	const char *label = prefs_label(p, prefs_get(&d->prefs, p));

	canvas_text(c, 1, y, at - 1, INK_PLAIN, 0, prefs_title(p));
	canvas_text(c, at + 2, y, c->width - at - 4, INK_MARK, STYLE_BOLD, label);
	if (!here)
		return;
	canvas_paint(c, 0, y, c->width, INK_TITLE, STYLE_REVERSE);
	canvas_put(c, at, y, '<', INK_TITLE, STYLE_REVERSE | STYLE_BOLD);
	canvas_put(c, c->width - 1, y, '>', INK_TITLE, STYLE_REVERSE | STYLE_BOLD);
}

static void
setup_draw(struct desk *d, struct canvas *c)
{
	struct setup_desk *s = &d->setup;
	int hint = c->height > NPREFS ? HINT_ROWS : c->height > 2 ? 1 : 0;
	int rows = c->height - hint;

	if (rows > NPREFS)
		rows = NPREFS;
	if (s->scroll > s->row)
		s->scroll = s->row;
	if (s->scroll <= s->row - rows)
		s->scroll = s->row - rows + 1;
	if (s->scroll > NPREFS - rows)
		s->scroll = NPREFS - rows;
	s->drawn = rows;
	for (int i = 0; i < rows; i++)
		draw_row(d, c, i, (enum pref)(s->scroll + i));
	if (hint > 0)
		canvas_text(c, 1, c->height - 1, c->width - 1, INK_DIM, 0,
			"Arrows change, d default, Esc saves");
}

/* What was changed is in force at once. */
static void
change_to(struct desk *d, uint32_t choice)
{
	enum pref p = (enum pref)d->setup.row;

	prefs_set(&d->prefs, p, choice);
	if (p == PREF_WINDOW)
		d->window = (enum window)d->prefs.window;
	if (p == PREF_GLYPHS || p == PREF_PALETTE)
		d->redraw = true;
}

static void
change(struct desk *d, int step)
{
	enum pref p = (enum pref)d->setup.row;
	int n = (int)prefs_choices(p), choice = (int)prefs_get(&d->prefs, p);

	change_to(d, (uint32_t)((choice + step + n) % n));
}

static void
setup_closed(struct desk *d)
{
	d->save_prefs = true;
}

static void
setup_key(struct desk *d, uint32_t key)
{
	switch (key) {
	case KEYS_UP:
	case KEYS_BACK_TAB:
		d->setup.row = (d->setup.row + NPREFS - 1) % NPREFS;
		break;
	case KEYS_DOWN:
	case '\t':
		d->setup.row = (d->setup.row + 1) % NPREFS;
		break;
	case KEYS_HOME:
	case KEYS_PAGE_UP:
		d->setup.row = 0;
		break;
	case KEYS_END:
	case KEYS_PAGE_DOWN:
		d->setup.row = NPREFS - 1;
		break;
	case KEYS_LEFT:
	case '-':
		change(d, -1);
		break;
	case KEYS_RIGHT:
	case KEYS_ENTER:
	case ' ':
	case '+':
		change(d, 1);
		break;
	case 'd':
		change_to(d, prefs_get(&prefs_defaults, (enum pref)d->setup.row));
		break;
	case KEYS_ESCAPE:
	case KEYS_F2:
	case KEYS_F10:
	case KEYS_CTRL_C:
	case 'S':
	case 'q':
		setup_closed(d);
		desk_close(d);
		break;
	default:
		break;
	}
}

/* A click on a row chooses it, on its right part changes it as well; the wheel goes on. */
static void
setup_mouse(struct desk *d, const struct mouse *m)
{
	if (m->what == MOUSE_WHEEL_UP && d->setup.row > 0)
		d->setup.row--;
	else if (m->what == MOUSE_WHEEL_DOWN && d->setup.row < NPREFS - 1)
		d->setup.row++;
	if (m->what != MOUSE_PRESS || m->y >= d->setup.drawn)
		return;
	d->setup.row = d->setup.scroll + m->y;
	if (m->x >= d->inside.width / 2)
		change(d, 1);
}

const struct popup popup_setup = {
	.title = "Setup",
	.size = setup_size,
	.draw = setup_draw,
	.key = setup_key,
	.mouse = setup_mouse,
	.closed = setup_closed,
};
