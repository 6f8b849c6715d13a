/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keys and the mouse do wherever one is. */
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

static const double ANSWER_S = 4; /* then a key is told that it takes longer */

static const uint32_t quit_keys[] = { 'q', KEYS_F10, KEYS_CTRL_C };

void
desk_quit(struct desk *d)
{
	d->left = true;
	desk_send(d, REQUEST_QUIT, "", 0);
}

/* Where ports are connected somebody may be listening. */
static void
key_quit(struct desk *d)
{
	const struct backend_info *info = &d->live.info;

	if (!d->attached && d->any && info->has_server &&
		info->connected_in + info->connected_out > 0)
		desk_open(d, &popup_quit);
	else
		desk_quit(d);
}

static void
key_suspend(struct desk *d)
{
	if (d->attached)
		d->suspend = true;
	else
		desk_open(d, &popup_suspend);
}

static void
key_help(struct desk *d)
{
	d->help_scroll = 0;
	desk_open(d, &popup_help);
}

static void
key_setup(struct desk *d)
{
	desk_open(d, &popup_setup);
}

static void
key_presets(struct desk *d)
{
	desk_open(d, &popup_presets);
}

static void
key_next_view(struct desk *d)
{
	d->view = (enum view_id)(((int)d->view + 1) % NVIEWS);
}

static void
key_last_view(struct desk *d)
{
	d->view = (enum view_id)(((int)d->view + NVIEWS - 1) % NVIEWS);
}

static void
key_pause(struct desk *d)
{
	d->paused = !d->paused;
}

static void
key_window(struct desk *d)
{
	d->window = (enum window)(((int)d->window + 1) % NWINDOWS);
}

static void
key_redraw(struct desk *d)
{
	d->redraw = true;
}

/* The dashboard shows panes of all views. */
static void
key_clear(struct desk *d)
{
	char at[FORMAT_BYTES];

	if (!d->any)
		return;
	for (uint32_t v = 0; v < NVIEWS; v++)
		if ((v == (uint32_t)d->view || d->view == VIEW_OVERVIEW) && views[v]->clear != NULL)
			views[v]->clear(d);
	if (d->view == VIEW_OVERVIEW)
		levels_clear(d);
	since_start(&d->since, &d->live);
	desk_say(d, "cleared here, %s; C clears in the engine", since_text(d, at));
}

static void
key_clear_engine(struct desk *d)
{
	since_stop(&d->since);
	desk_say(d, "cleared in the engine: maxima and counts start anew");
	desk_send(d, REQUEST_CLEAR, "", 0);
}

static void
key_bypass(struct desk *d)
{
	bool bypass;

	eq_values_settle(d);
	bypass = eq_value(d, EQ_VALUE_BYPASS) < 0.5;
	desk_say(d, bypass ? "EQ bypassed" : "EQ on");
	eq_value_set(d, EQ_VALUE_BYPASS, bypass);
}

static void
key_connect(struct desk *d)
{
	const struct backend_info *info = &d->live.info;
	struct outcome *w = &d->connecting;

	if (!info->has_server) {
		desk_say(d, "nothing to connect: no server behind this backend");
		return;
	}
	snprintf(w->doing, sizeof w->doing, "%s",
		info->connected_in + info->connected_out > 0 ? "disconnecting" : "connecting");
	w->waits = true;
	w->log_before = d->live.log_total;
	w->until_s = d->now_s + ANSWER_S;
	desk_say(d, "%s ...", w->doing);
	desk_send(d, REQUEST_CONNECT, "", 0);
}

void
desk_tell_outcome(struct desk *d)
{
	struct outcome *w = &d->connecting;
	const struct snapshot *s = &d->live;
	uint32_t n = s->nlog <= LOG_LINES_SHOWN ? s->nlog : LOG_LINES_SHOWN;

	for (uint32_t back = 1; w->waits && back <= n; back++) {
		const char *line = s->log[s->nlog - back].text;

		if (s->log_total < w->log_before + back)
			break; /* older than the key */
		if (strstr(line, "connect") == NULL)
			continue;
		desk_say(d, "%s", line);
		w->waits = false;
	}
	if (!w->waits || d->now_s <= w->until_s)
		return;
	w->waits = false;
	desk_say(d, "%s: no word yet; the log (8) will have it", w->doing);
}

static void
key_measure(struct desk *d)
{
	bool on = !d->live.profile.on;

	desk_say(d, on ? "measuring" : "not measuring: the numbers stand still");
	desk_send(d, REQUEST_MEASURE, "", on ? 1.0f : 0.0f);
}

static void
key_palette(struct desk *d)
{
	uint32_t next = (prefs_get(&d->prefs, PREF_PALETTE) + 1) % prefs_choices(PREF_PALETTE);

	prefs_set(&d->prefs, PREF_PALETTE, next);
	d->redraw = true;
	desk_say(d, "colours: %s", prefs_label(PREF_PALETTE, next));
}

static void
change_numbers(struct desk *d, bool faster)
{
	uint32_t choice = prefs_get(&d->prefs, PREF_NUMBERS);

	if (faster)
		choice++; /* clamped by prefs_set */
	else if (choice > 0)
		choice--;
	prefs_set(&d->prefs, PREF_NUMBERS, choice);
	desk_say(d, "numbers change %s",
		prefs_label(PREF_NUMBERS, prefs_get(&d->prefs, PREF_NUMBERS)));
}

static void
key_slower(struct desk *d)
{
	change_numbers(d, false);
}

static void
key_faster(struct desk *d)
{
	change_numbers(d, true);
}

static void
key_copy(struct desk *d)
{
	d->copy = true;
}

static const struct {
	uint32_t key;
	void (*does)(struct desk *d);
} everywhere[] = {
	{ KEYS_F1, key_help },
	{ '?', key_help },
	{ 'h', key_help },
	{ KEYS_F2, key_setup },
	{ 'S', key_setup },
	{ KEYS_F5, key_presets },
	{ 'l', key_presets },
	{ '\t', key_next_view },
	{ KEYS_BACK_TAB, key_last_view },
	{ 'Z', key_pause },
	{ 'p', key_pause },
	{ 'w', key_window },
	{ 'c', key_clear },
	{ 'C', key_clear_engine },
	{ 'b', key_bypass },
	{ 'o', key_connect },
	{ 'M', key_measure },
	{ 'm', levels_next_meter },
	{ 'T', key_palette },
	{ 'd', key_slower },
	{ 'D', key_faster },
	{ 'y', key_copy },
	{ KEYS_CTRL_L, key_redraw },
	{ KEYS_CTRL_Z, key_suspend },
};

static bool
is_quit(uint32_t key)
{
	for (size_t i = 0; i < sizeof quit_keys / sizeof *quit_keys; i++)
		if (quit_keys[i] == key)
			return true;
	return false;
}

static void
key_everywhere(struct desk *d, uint32_t key)
{
	if (key >= '1' && key < '1' + NVIEWS)
		d->view = (enum view_id)(key - '1');
	else if (is_quit(key))
		key_quit(d);
	for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
		if (everywhere[i].key == key)
			everywhere[i].does(d);
}

static bool
too_small(const struct desk *d)
{
	return d->width > 0 && (d->width < SCREEN_WIDTH_MIN || d->height < SCREEN_HEIGHT_MIN);
}

void
desk_key(struct desk *d, uint32_t key)
{
	const struct view *view = views[d->view];

	/* Where nothing can be seen nothing is changed. */
	if (too_small(d)) {
		if (d->popup == &popup_quit)
			d->popup->key(d, key);
		else if (is_quit(key))
			key_quit(d);
		else if (key == KEYS_CTRL_L)
			key_redraw(d);
		return;
	}
	if (d->popup != NULL)
		d->popup->key(d, key);
	else if (view->key == NULL || !view->key(d, key))
		key_everywhere(d, key);
}

/* ---- The mouse ---- */

static bool
lies_in(const struct area *a, int margin, const struct mouse *m)
{
	return m->x >= a->x - margin && m->x < a->x + a->width + margin && m->y >= a->y - margin &&
	       m->y < a->y + a->height + margin;
}

static enum mouse_owner
owner_of(const struct desk *d, const struct mouse *m)
{
	if (d->popup != NULL)
		return MOUSE_POPUP;
	return m->y == d->height - 1 ? MOUSE_FOOTER : MOUSE_VIEW;
}

static void
mouse_popup(struct desk *d, const struct mouse *m)
{
	const struct popup *p = d->popup;
	struct mouse inside = *m;

	if (p == NULL)
		return;
	if (m->what == MOUSE_PRESS && !lies_in(&d->inside, 1, m)) { /* beside its frame */
		if (p->closed != NULL)
			p->closed(d);
		desk_close(d);
		d->pressed = MOUSE_NOBODY;
		return;
	}
	if (p->mouse == NULL || (m->what == MOUSE_PRESS && !lies_in(&d->inside, 0, m)))
		return;
	inside.x -= d->inside.x;
	inside.y -= d->inside.y;
	p->mouse(d, &inside);
}

static void
mouse_footer(struct desk *d, const struct mouse *m)
{
	uint32_t key = m->what == MOUSE_PRESS && d->message[0] == '\0'
			       ? footer_key(d, d->width, m->x)
			       : KEYS_NONE;

	if (key != KEYS_NONE)
		desk_key(d, key);
}

void
desk_mouse(struct desk *d, const struct mouse *m)
{
	bool held = m->what == MOUSE_DRAG || m->what == MOUSE_RELEASE;
	enum mouse_owner owner = held ? d->pressed : owner_of(d, m);

	if (too_small(d))
		return;
	if (m->what == MOUSE_PRESS)
		d->pressed = owner;
	else if (m->what == MOUSE_RELEASE)
		d->pressed = MOUSE_NOBODY;
	if (owner == MOUSE_POPUP)
		mouse_popup(d, m);
	else if (owner == MOUSE_FOOTER)
		mouse_footer(d, m);
	else if (owner == MOUSE_VIEW && d->popup == NULL && views[d->view]->mouse != NULL)
		views[d->view]->mouse(d, m);
}
