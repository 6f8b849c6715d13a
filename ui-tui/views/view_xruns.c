/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Xruns: incidents, newest first; of the selected one the recorded periods as a
 * picture, and the account.
 */
#include "ui-tui/view.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/pieces/wrap.h"
#include "ui-tui/views/incident_list.h"
#include "ui-tui/views/incident_store.h"

enum { WANTED_S = 2, RATE_FROM_S = 60, WHEEL_ROWS = 3 };

/* ---- The first line ---- */

static int
draw_piece(struct canvas *c, int x, int y, enum ink ink, unsigned style, const char *text)
{
	if (x + 2 + text_columns(text) > c->width)
		return x;
	return canvas_text(c, x + 2, y, c->width - x - 2, ink, style, text);
}

/* Causes by how often they were found, as many as fit. */
static void
draw_causes(const struct profile *p, struct canvas *c, int x, int y)
{
	bool told[NCAUSES] = { false };

	for (uint32_t k = 0; k < NCAUSES; k++) {
		enum cause most = CAUSE_UNKNOWN;
		char text[48];

		for (uint32_t i = 0; i < NCAUSES; i++)
			if (!told[i] && (told[most] || p->by_cause[i] > p->by_cause[most]))
				most = (enum cause)i;
		told[most] = true;
		if (p->by_cause[most] == 0)
			return;
		snprintf(text, sizeof text, "%s %" PRIu64, cause_word(most), p->by_cause[most]);
		if (x + 2 + text_columns(text) > c->width) {
			draw_piece(c, x, y, INK_DIM, 0, "...");
			return;
		}
		x = draw_piece(c, x, y, INK_PLAIN, 0, text);
	}
}

static void
rate_text(const struct profile *p, char *out, size_t size)
{
	double per_hour = p->nincidents * 3600.0 / p->xruns_age_s;
	char age[FORMAT_BYTES];

	snprintf(out, size, "in %s", format_age(age, p->xruns_age_s));
	if (p->xruns_age_s >= RATE_FROM_S)
		format_append(out, size, per_hour < 99.95 ? ", %.1f/h" : ", %.0f/h", per_hour);
}

/* "3 incidents in 9 min, 20.0/h"; when c was pressed: "1 incident since 01:12:33, of 3". */
static void
counts_text(const struct desk *d, char *count, char *when, size_t size)
{
	const struct profile *p = &d->shown.profile;
	const struct since *since = desk_since(d);
	uint64_t n = since != NULL ? since->n.incidents : p->nincidents;
	char text[FORMAT_BYTES];

	snprintf(count, size, "%" PRIu64 " incident%s", n, n == 1 ? "" : "s");
	if (since != NULL)
		snprintf(when, size, "%s, of %u", since_text(d, text), p->nincidents);
	else
		rate_text(p, when, size);
}

static void
draw_counts(struct desk *d, struct canvas *c, int y)
{
	const struct profile *p = &d->shown.profile;
	struct xruns_desk *x = &d->xruns;
	char count[64], when[64];
	bool none = desk_since(d) != NULL ? desk_since(d)->n.incidents == 0 : p->nincidents == 0;
	int at;

	counts_text(d, count, when, sizeof count);
	at = canvas_print(c, 0, y, none ? INK_GOOD : INK_XRUN, STYLE_BOLD, "%s", count);
	at = canvas_print(c, at, y, INK_PLAIN, 0, " %s", when);
	if (!p->on && p->cycles_total > 0)
		at = draw_piece(c, at, y, INK_CAUTION, STYLE_BOLD, "not measuring: M");
	if (x->filter.typing || filter_active(&x->filter))
		filter_draw(&x->filter, c, at + 2, y, c->width - at - 2);
	else
		draw_causes(p, c, at, y);
}

/* ---- The selected one ---- */

/* Why there is nothing to be seen of it. */
static const char *
missing_text(const struct desk *d, const struct incident_page *page, char *out, size_t size)
{
	uint32_t id = d->xruns.selected;

	if (id == 0)
		return "";
	if (page == NULL && incident_selected(d) == NULL)
		snprintf(out, size,
			"#%u is not kept any more: the engine keeps the last %d. Up, Down: others.",
			id, INCIDENTS_KEPT);
	else if (page == NULL)
		snprintf(out, size, "Asking the engine for #%u ...", id);
	else if (page->error == -ENOENT)
		snprintf(out, size, "The engine does not keep #%u any more.", id);
	else if (page->error != 0)
		snprintf(out, size, "The engine does not tell of #%u: %s.", id,
			strerror(-page->error));
	else
		snprintf(out, size, "No periods were recorded with #%u.", id);
	return out;
}

static const char *
culprit_of(const struct desk *d)
{
	const struct incident *i = incident_selected(d);

	return i != NULL ? i->node : "";
}

static void
draw_picture(struct desk *d, struct canvas *c, int y, int height)
{
	const struct incident_page *page = incident_page_of(d, d->xruns.selected);
	char text[120], title[48];

	d->xruns.picture.y = y;
	d->xruns.picture.n = height;
	if (page != NULL && page->flown) {
		flight_draw(c, y, height, &page->flight, d->shown.period_us, culprit_of(d),
			&d->xruns.look);
		return;
	}
	snprintf(title, sizeof title, "FLIGHT RECORDER");
	draw_title(c, 0, y, c->width, title, "");
	canvas_text(
		c, 1, y + 1, c->width - 1, INK_DIM, 0, missing_text(d, page, text, sizeof text));
}

static int
account_rows(const struct account *a, int width)
{
	int n = 0;

	for (uint32_t i = 0; i < a->n; i++)
		n += wrap_rows(a->line[i], width);
	return n;
}

/* Rows from skip on; continued ones stand a little further right. */
static void
draw_account_lines(const struct account *a, struct canvas *c, int y, int rows, int skip)
{
	int end = y + rows;

	y -= skip;
	for (uint32_t i = 0; i < a->n && y < end; i++) {
		const char *text = a->line[i];

		do {
			const char *next;
			char row[ACCOUNT_LINE_BYTES];
			size_t n = wrap_row(text, c->width - 2, &next);

			snprintf(row, sizeof row, "%.*s", (int)n, text);
			if (y >= end - rows && y < end)
				canvas_text(c, text == a->line[i] ? 1 : 2, y, c->width - 1,
					INK_PLAIN, i == 0 ? STYLE_BOLD : 0, row);
			y++;
			text = next;
		} while (*text != '\0');
	}
}

static void
account_title(const struct desk *d, char *out, size_t size)
{
	const struct incident *i = incident_selected(d);

	out[0] = '\0';
	if (i == NULL)
		return;
	if (strcmp(incident_confidence(i), "unknown") == 0)
		format_append(out, size, "cause unknown");
	else
		format_append(out, size, "confidence: %s", incident_confidence(i));
	if (i->share > 0)
		format_append(out, size, ", explains %.0f %%", 100 * i->share);
}

static void
draw_account(struct desk *d, struct canvas *c, int y, int height)
{
	struct xruns_desk *x = &d->xruns;
	const struct incident_page *page = incident_page_of(d, x->selected);
	int rows = height - 1, all, over;
	char left[64], right[80];

	if (rows < 1)
		return;
	x->account.y = y;
	x->account.n = height;
	snprintf(left, sizeof left, x->selected > 0 ? "ACCOUNT of #%u" : "ACCOUNT", x->selected);
	account_title(d, right, sizeof right);
	if (page == NULL || page->account.n == 0) {
		draw_title(c, 0, y, c->width, left, right);
		canvas_text(c, 1, y + 1, c->width - 1, INK_DIM, 0,
			missing_text(d, page, right, sizeof right));
		return;
	}
	all = account_rows(&page->account, c->width - 2);
	over = all > rows ? all - rows : 0;
	if (x->account_scroll > over)
		x->account_scroll = over;
	if (x->account_scroll < 0)
		x->account_scroll = 0;
	if (over > 0)
		format_append(left, sizeof left, ", rows %d-%d of %d: j k", x->account_scroll + 1,
			x->account_scroll + rows, all);
	draw_title(c, 0, y, c->width, left, right);
	draw_account_lines(&page->account, c, y + 1, rows, x->account_scroll);
}

/* ---- Layouts ---- */

/* The list takes a sixth of the sheet, the account what it needs, the picture the rest. */
static void
draw_full(struct desk *d, struct canvas *c, int y, int height)
{
	const struct incident_page *page = incident_page_of(d, d->xruns.selected);
	int list = 1 + (height < 30 ? 4 : height / 6), picture, account;

	account = (height - list) / 2 + 2;
	if (page != NULL && page->account.n > 0 &&
		account > 1 + account_rows(&page->account, c->width - 2))
		account = 1 + account_rows(&page->account, c->width - 2);
	picture = height - list - account;
	incident_list_draw(d, c, y, list);
	draw_picture(d, c, y + list, picture);
	draw_account(d, c, y + list + picture, account);
}

static void
draw_compact(struct desk *d, struct canvas *c, int y, int height)
{
	int account = height >= 10 ? 3 + (height - 10) / 2 : 0;

	incident_list_draw(d, c, y, height - account);
	if (account > 0)
		draw_account(d, c, y + height - account, account);
}

enum { PICTURE_WIDTH = 60, PICTURE_HEIGHT = 17 };

/* height rows under the first line. */
static void
draw_body(struct desk *d, struct canvas *c, int y, int height)
{
	struct xruns_desk *x = &d->xruns;

	if (x->layout == XRUNS_PICTURE)
		draw_picture(d, c, y, height);
	else if (x->layout == XRUNS_ACCOUNT)
		draw_account(d, c, y, height);
	else if (c->width >= PICTURE_WIDTH && height >= PICTURE_HEIGHT)
		draw_full(d, c, y, height);
	else
		draw_compact(d, c, y, height);
}

/* Nothing is where it was; x, y: the upper left corner of what is drawn next, on the sheet. */
static void
drawn_begin(struct desk *d, int x, int width)
{
	struct xruns_desk *desk = &d->xruns;
	const struct drawn_rows none = { x, 0, width, 0 };

	desk->list = desk->account = desk->picture = none;
	desk->wanted_until_s = d->now_s + WANTED_S;
	incident_select_something(d);
}

static void
xruns_draw(struct desk *d, struct canvas *c)
{
	drawn_begin(d, 0, c->width);
	draw_counts(d, c, 0);
	draw_body(d, c, 1, c->height - 2);
}

enum { PANE_WITH_ACCOUNT = 12 };

static void
xruns_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct canvas pane;
	int account = height >= PANE_WITH_ACCOUNT ? height / 2 : 0;
	char count[64], left[80], right[64];

	if (view_in_force(d) != &view_xruns)
		d->xruns.selected = 0; /* nobody is reading one of them: the newest */
	if (!pane_begin(&pane, c, width, height))
		return;
	drawn_begin(d, x, width);
	counts_text(d, count, right, sizeof count);
	snprintf(left, sizeof left, "Xruns: %s", count);
	draw_title(&pane, 0, 0, width, left, right);
	incident_list_draw(d, &pane, 1, height - 1 - account);
	if (account > 0)
		draw_account(d, &pane, height - account, account);
	else
		d->xruns.wanted_until_s = 0;
	d->xruns.list.y += y;
	d->xruns.account.y += y;
	pane_end(&pane, c, x, y);
}

/* ---- Keys and mouse ---- */

static bool
key_selects(struct desk *d, uint32_t key)
{
	int page = d->xruns.list.n > 1 ? d->xruns.list.n - 1 : 1;

	switch (key) {
	case KEYS_UP:
		incident_select_step(d, -1);
		break;
	case KEYS_DOWN:
		incident_select_step(d, 1);
		break;
	case KEYS_PAGE_UP:
		incident_select_step(d, -page);
		break;
	case KEYS_PAGE_DOWN:
		incident_select_step(d, page);
		break;
	case KEYS_HOME:
		incident_select_step(d, -INCIDENTS_KEPT);
		break;
	case KEYS_END:
		incident_select_step(d, INCIDENTS_KEPT);
		break;
	default:
		return false;
	}
	return true;
}

/* What is at the left edge stays there. */
static void
zoom(struct flight_look *look, int step)
{
	int zoomed = look->zoom + step;

	if (zoomed < FLIGHT_ZOOM_MIN || zoomed > FLIGHT_ZOOM_MAX)
		return;
	look->zoom = zoomed;
	look->shift = step > 0 ? look->shift * 2 : look->shift / 2;
}

static bool
key_looks(struct desk *d, uint32_t key)
{
	struct flight_look *look = &d->xruns.look;

	switch (key) {
	case KEYS_LEFT:
		look->pan--;
		break;
	case KEYS_RIGHT:
		look->pan++;
		break;
	case '+':
	case '=':
		zoom(look, 1);
		break;
	case '-':
		zoom(look, -1);
		break;
	case ',':
		look->shift--;
		break;
	case '.':
		look->shift++;
		break;
	case '0':
		memset(look, 0, sizeof *look);
		break;
	default:
		return false;
	}
	return true;
}

static void
key_clear(struct desk *d)
{
	desk_say(d, "asked the engine to forget its xruns and incidents");
	desk_send(d, REQUEST_CLEAR_XRUNS, "", 0);
}

static bool
xruns_key(struct desk *d, uint32_t key)
{
	struct xruns_desk *x = &d->xruns;

	if (filter_key(&x->filter, key)) {
		if (!x->filter.typing)
			incident_select_listed(d);
		return true;
	}
	if (key_selects(d, key) || key_looks(d, key))
		return true;
	switch (key) {
	case KEYS_ENTER:
		x->layout = (enum xruns_layout)((x->layout + 1) % XRUNS_LAYOUTS);
		break;
	case KEYS_ESCAPE:
		x->layout = XRUNS_ALL;
		break;
	case 'j':
		x->account_scroll++;
		break;
	case 'k':
		x->account_scroll--;
		break;
	case 'X':
		key_clear(d);
		break;
	default:
		return false;
	}
	return true;
}

static bool
lies_in(const struct drawn_rows *r, const struct mouse *m)
{
	return m->x >= r->x && m->x < r->x + r->width && m->y >= r->y && m->y < r->y + r->n;
}

static bool
xruns_wheel(struct desk *d, const struct mouse *m, int step)
{
	struct xruns_desk *x = &d->xruns;

	if (lies_in(&x->account, m))
		x->account_scroll += step * WHEEL_ROWS;
	else if (lies_in(&x->picture, m))
		x->look.pan += step;
	else
		incident_select_step(d, step);
	return true;
}

static bool
xruns_mouse(struct desk *d, const struct mouse *m)
{
	struct xruns_desk *x = &d->xruns;
	const struct incident *list[INCIDENTS_KEPT];
	uint32_t n;

	if (m->what == MOUSE_WHEEL_UP || m->what == MOUSE_WHEEL_DOWN)
		return xruns_wheel(d, m, m->what == MOUSE_WHEEL_UP ? -1 : 1);
	if (m->what != MOUSE_PRESS || !lies_in(&x->list, m))
		return false;
	n = incident_list_fill(d, list);
	for (uint32_t i = 0; i < n; i++)
		if (list[i]->id == x->listed[m->y - x->list.y])
			incident_select_place(d, list, n, (int)i);
	if (m->twice)
		x->layout = XRUNS_PICTURE;
	return true;
}

const char *
xruns_copy_text(struct desk *d)
{
	const struct incident *i = incident_selected(d);
	const struct incident_page *page = incident_page_of(d, d->xruns.selected);
	char *out = d->xruns.copy, text[128];
	size_t size = sizeof d->xruns.copy;

	if (i == NULL)
		return NULL;
	snprintf(out, size, "audioengine incident %u at %s: %s", i->id, format_clock(text, i->at_s),
		incident_cause(i));
	format_append(out, size, ", late %s", incident_late(i, text));
	incident_what(i, text, sizeof text);
	format_append(out, size, ", %s (%s)\n", text, incident_confidence(i));
	for (uint32_t k = 0; page != NULL && k < page->account.n; k++)
		format_append(out, size, "%s\n", page->account.line[k]);
	return out;
}

static const struct foot_key xruns_foot[] = {
	{ KEYS_ENTER, "Enter", "Picture", 1 },
	{ '/', "/", "Filter", 1 },
	{ '+', "+-", "Zoom", 2 },
	{ 'X', "X", "Forget", 3 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line xruns_help[] = {
	{ "Up Down", "select an incident, also PgUp PgDn Home End, mouse, wheel" },
	{ "Enter", "picture alone, account alone, all; Esc: all" },
	{ "j k", "scroll the account" },
	{ "Left Right", "picture: earlier and later periods" },
	{ "+ - , . 0", "picture: zoom and move the time, 0: as it was" },
	{ "/ F3", "only those with this cause, node or confidence; Esc: all" },
	{ "y", "copy the incident and its account" },
	{ "X", "forget xruns and incidents, in the engine" },
	{ "LATE", "how far behind its deadline a period ended; -: none of ours" },
	{ "LOAD", "longest time from wake-up to end, as a share of the period" },
	{ "CONF", "proof, inference, hint: how far the records carry the cause" },
	{ "miss", "a period of ours ended late; skip: one that never came to us" },
	{ "xrun", "reported by the server" },
	{ NULL, NULL },
};

const struct view view_xruns = {
	.name = "Xruns",
	.hint = "Xrun",
	.draw = xruns_draw,
	.pane = xruns_pane,
	.key = xruns_key,
	.mouse = xruns_mouse,
	.copy = xruns_copy_text,
	.foot = xruns_foot,
	.help = xruns_help,
};
