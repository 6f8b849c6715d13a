/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of presets, over the view. */
#include "ui-tui/popups/popup_presets.h"

#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/filter.h"
#include "ui-tui/view.h"

enum { LIST_WIDTH = 46, LIST_ROWS_MIN = 8, LIST_ROWS_MAX = 40 };

static const double want_s = 2, stale_s = 2, answer_s = 3, undo_after_s = 0.4;

/* ---- The list, page by page ---- */

static bool
list_ask(struct presets_desk *p, double now_s, struct question *out)
{
	if (!p->coming && p->known && now_s - p->come_s < stale_s)
		return false;
	if (!p->coming)
		p->next = 0;
	p->coming = true;
	out->from = p->next;
	return true;
}

static void
list_end(struct desk *d, int error)
{
	struct presets_desk *p = &d->presets;

	p->error = error;
	p->coming = false;
	p->known = true;
	p->come_s = d->now_s;
	if (error == 0)
		p->n = p->next;
}

static void
presets_answer(struct desk *d, const struct answer *a)
{
	struct presets_desk *p = &d->presets;
	uint32_t n = a->presets.n < PRESETS_PAGE ? a->presets.n : PRESETS_PAGE;

	if (a->error != 0) {
		list_end(d, a->error);
		return;
	}
	if (!p->coming || a->presets.from != p->next)
		return;
	for (uint32_t i = 0; i < n && p->next < PRESETS_MAX; i++, p->next++)
		snprintf(p->name[p->next], PRESET_NAME_BYTES, "%s", a->presets.name[i]);
	if (p->next > p->n)
		p->n = p->next;
	if (n == 0 || p->next >= a->presets.total || p->next == PRESETS_MAX)
		list_end(d, 0);
}

bool
presets_has(struct desk *d, const char *name, bool *known)
{
	struct presets_desk *p = &d->presets;

	p->wanted_until_s = d->now_s + want_s;
	*known = p->known && p->error == 0;
	for (uint32_t i = 0; i < p->n; i++)
		if (strcmp(p->name[i], name) == 0)
			return true;
	return false;
}

/* ---- What comes of a request ---- */

void
presets_request(struct desk *d, int kind, const char *name, float step)
{
	struct presets_desk *p = &d->presets;

	p->waits = true;
	p->log_before = d->live.log_total;
	p->until_s = d->now_s + answer_s;
	snprintf(p->of, sizeof p->of, "%s", name);
	p->going_back = false;
	if (kind != REQUEST_PRESET_SAVE)
		eq_values_forget(d);
	desk_say(d,
		kind == REQUEST_PRESET_SAVE   ? "saving preset %s ..."
		: kind == REQUEST_PRESET_LOAD ? "loading preset %s ..."
					      : "the %s preset ...",
		kind == REQUEST_PRESET_STEP ? step < 0 ? "previous" : "next" : name);
	desk_send(d, (enum request_kind)kind, name, step);
}

static bool
is_of(const struct presets_desk *p, const char *line)
{
	if (p->of[0] != '\0')
		return strstr(line, p->of) != NULL;
	return strstr(line, "preset") != NULL || strstr(line, ".txt") != NULL;
}

static void
tell_result(struct desk *d)
{
	struct presets_desk *p = &d->presets;
	const struct snapshot *s = &d->live;
	uint32_t n = s->nlog <= LOG_LINES_SHOWN ? s->nlog : LOG_LINES_SHOWN;

	for (uint32_t back = 1; p->waits && back <= n; back++) {
		const char *line = s->log[s->nlog - back].text;

		if (s->log_total < p->log_before + back)
			break; /* older than the request */
		if (!is_of(p, line))
			continue;
		desk_say(d, "%s", line);
		p->waits = false;
	}
	if (p->waits && d->now_s > p->until_s) {
		p->waits = false;
		desk_say(d, "no word yet about preset %s; the log (8) may know", p->of);
	}
}

/* Each preset that was heard is a step; how many have become of it is known a little later.  What
 * the outbox does not hold follows in another round. */
static void
go_back(struct desk *d)
{
	struct presets_desk *p = &d->presets;
	uint32_t steps = d->live.undo_steps;

	if (!p->going_back || d->now_s < p->heard_s + undo_after_s)
		return;
	p->going_back = steps > p->steps_before + OUTBOX / 2;
	p->heard_s = d->now_s;
	if (steps <= p->steps_before) {
		desk_say(d, "u brings back what was heard before");
		return;
	}
	eq_values_forget(d);
	for (uint32_t i = 0; i < OUTBOX / 2 && p->steps_before + i < steps; i++)
		desk_send(d, REQUEST_UNDO, "", 0);
	desk_say(d, "the EQ is as it was before the list");
}

/* Asked every frame, whatever is shown. */
static bool
presets_ask(struct desk *d, struct question *out)
{
	tell_result(d);
	go_back(d);
	if (d->now_s > d->presets.wanted_until_s)
		return false;
	return list_ask(&d->presets, d->now_s, out);
}

/* ---- The pop-up ---- */

static uint32_t
count_matches(const struct presets_desk *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->n; i++)
		n += filter_finds(p->filter.text, p->name[i]);
	return n;
}

/* The name of number of those that match; NULL: none. */
static const char *
match(const struct presets_desk *p, uint32_t number)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (filter_finds(p->filter.text, p->name[i]) && number-- == 0)
			return p->name[i];
	return NULL;
}

/* Whoever opens it calls desk_open only. */
static void
begin(struct desk *d)
{
	struct presets_desk *p = &d->presets;

	if (p->open)
		return;
	p->open = true;
	p->moved = p->heard = false;
	p->selected = p->top = 0;
	p->rows = 1;
	p->steps_before = d->live.undo_steps;
	p->come_s = d->now_s - stale_s; /* one may just have been saved */
	entry_set(&p->filter, "");
}

static void
end(struct desk *d, bool keep)
{
	struct presets_desk *p = &d->presets;

	p->open = false;
	p->going_back = p->heard && !keep;
	desk_close(d);
}

static void
presets_closed(struct desk *d)
{
	end(d, true);
}

static void
presets_size(struct desk *d, int *width, int *height)
{
	int rows = (int)(d->presets.n < LIST_ROWS_MAX ? d->presets.n : LIST_ROWS_MAX);

	begin(d);
	*width = LIST_WIDTH;
	*height = 2 + (rows > LIST_ROWS_MIN ? rows : LIST_ROWS_MIN);
}

/* Number of the current preset among those that match; else as it was. */
static void
select_current(struct desk *d)
{
	struct presets_desk *p = &d->presets;
	uint32_t number = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!filter_finds(p->filter.text, p->name[i]))
			continue;
		if (strcmp(p->name[i], d->live.preset) == 0)
			p->selected = number;
		number++;
	}
}

/* The current preset is selected until the user selects another; the selection is in sight. */
static void
clamp_selection(struct desk *d, uint32_t n, uint32_t rows)
{
	struct presets_desk *p = &d->presets;

	if (!p->moved)
		select_current(d);
	if (p->selected >= n)
		p->selected = n > 0 ? n - 1 : 0;
	p->rows = rows > 0 ? rows : 1;
	if (p->top > p->selected)
		p->top = p->selected;
	if (p->selected >= p->top + p->rows)
		p->top = p->selected - p->rows + 1;
	if (p->top > 0 && p->top + p->rows > n)
		p->top = n > p->rows ? n - p->rows : 0;
}

static void
draw_row(const struct desk *d, struct canvas *c, int y, uint32_t number)
{
	const struct presets_desk *p = &d->presets;
	const char *name = match(p, number);
	bool here = number == p->selected, current;

	if (name == NULL)
		return;
	current = strcmp(name, d->live.preset) == 0;
	canvas_put(c, 0, y, here ? '>' : ' ', INK_MARK, STYLE_BOLD);
	canvas_text(c, 2, y, c->width - (current ? 13 : 3), current ? INK_TITLE : INK_PLAIN,
		here ? STYLE_BOLD : 0, name);
	if (current)
		canvas_text(c, c->width - 10, y, 10,
			d->live.preset_modified ? INK_CAUTION : INK_GOOD, 0,
			d->live.preset_modified ? "modified *" : "in use");
	if (here)
		canvas_paint(c, 1, y, c->width - 2, INK_MARK, STYLE_REVERSE);
}

static const char *
what_is_missing(const struct presets_desk *p)
{
	if (p->n > 0)
		return "no name has that in it; Ctrl-U empties";
	if (p->error != 0)
		return "the engine does not tell its presets";
	return p->known ? "there are none yet: w in EQ saves one" : "asking for the list ...";
}

static void
presets_draw(struct desk *d, struct canvas *c)
{
	struct presets_desk *p = &d->presets;
	uint32_t n = count_matches(p);
	int rows = c->height - 2;
	char many[24];

	begin(d);
	p->wanted_until_s = d->now_s + want_s;
	clamp_selection(d, n, (uint32_t)(rows > 0 ? rows : 1));
	snprintf(many, sizeof many, "%u of %u", n, p->n);
	canvas_text(c, 1, 0, 7, INK_DIM, 0, "filter");
	entry_draw(&p->filter, c, 8, 0, c->width - 20);
	canvas_text(c, c->width - 1 - text_columns(many), 0, 20, INK_DIM, 0, many);
	for (int i = 0; i < rows; i++)
		draw_row(d, c, 1 + i, p->top + (uint32_t)i);
	if (n == 0)
		canvas_text(c, 2, 1, c->width - 2, INK_DIM, 0, what_is_missing(p));
	canvas_text(c, 1, c->height - 1, c->width - 1, INK_DIM, 0,
		p->heard ? "Enter keep  Right hear  Esc as it was"
			 : "Enter load  Right hear  Esc back");
}

static void
select_by(struct presets_desk *p, int64_t by)
{
	int64_t n = count_matches(p), to = (int64_t)p->selected + by;

	p->moved = true;
	p->selected = (uint32_t)(to < 0 || n == 0 ? 0 : to >= n ? n - 1 : to);
}

/* hear: the list stays. */
static void
load_selected(struct desk *d, bool hear)
{
	struct presets_desk *p = &d->presets;
	const char *name = match(p, p->selected);

	if (name == NULL)
		return;
	p->moved = true;
	if (!p->heard || hear || strcmp(d->live.preset, name) != 0)
		presets_request(d, REQUEST_PRESET_LOAD, name, 0);
	if (hear) {
		p->heard = true;
		p->heard_s = d->now_s;
	} else
		end(d, true);
}

/* Other letters than before: the best is on top. */
static void
key_filter(struct desk *d, uint32_t key)
{
	struct presets_desk *p = &d->presets;
	char before[ENTRY_BYTES];

	memcpy(before, p->filter.text, sizeof before);
	if (entry_key(&p->filter, key) == ENTRY_CANCELLED)
		end(d, false);
	if (strcmp(before, p->filter.text) != 0) {
		p->moved = p->filter.text[0] != '\0';
		p->selected = 0;
	}
}

static void
presets_key(struct desk *d, uint32_t key)
{
	struct presets_desk *p = &d->presets;

	begin(d);
	switch (key) {
	case KEYS_UP:
		select_by(p, -1);
		break;
	case KEYS_DOWN:
		select_by(p, 1);
		break;
	case KEYS_PAGE_UP:
		select_by(p, -(int64_t)p->rows);
		break;
	case KEYS_PAGE_DOWN:
		select_by(p, p->rows);
		break;
	case KEYS_HOME:
		select_by(p, -(int64_t)PRESETS_MAX);
		break;
	case KEYS_END:
		select_by(p, PRESETS_MAX);
		break;
	case KEYS_ENTER:
		load_selected(d, false);
		break;
	case KEYS_RIGHT:
		load_selected(d, true);
		break;
	case KEYS_LEFT:
		break;
	case KEYS_F5:
		end(d, false);
		break;
	default:
		key_filter(d, key);
		break;
	}
}

static void
presets_mouse(struct desk *d, const struct mouse *m)
{
	struct presets_desk *p = &d->presets;
	uint32_t row = p->top + (uint32_t)(m->y > 0 ? m->y - 1 : 0);

	if (m->what == MOUSE_WHEEL_UP)
		select_by(p, -1);
	else if (m->what == MOUSE_WHEEL_DOWN)
		select_by(p, 1);
	else if (m->what == MOUSE_PRESS && m->y >= 1 && m->y <= (int)p->rows &&
		 row < count_matches(p)) {
		p->moved = true;
		p->selected = row;
		if (m->twice)
			load_selected(d, false);
	}
}

const struct popup popup_presets = {
	.title = "Presets",
	.size = presets_size,
	.draw = presets_draw,
	.key = presets_key,
	.mouse = presets_mouse,
	.closed = presets_closed,
};

const struct store store_presets = { ASK_PRESETS, presets_ask, presets_answer };
