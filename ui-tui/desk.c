/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and time; what the views draw from. */
#include "ui-tui/desk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

static const struct store *const stores[] = {
	&store_heat,
	&store_incident,
	&store_log,
	&store_presets,
};
enum { NSTORES = sizeof stores / sizeof *stores };

/* ---- For views and pop-ups ---- */

void
desk_say(struct desk *d, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(d->message, sizeof d->message, format, ap);
	va_end(ap);
	d->message_until_s = d->now_s + MESSAGE_SECONDS;
}

void
desk_send(struct desk *d, enum request_kind kind, const char *path, float value)
{
	struct request *r;

	if (d->nout == OUTBOX) {
		desk_say(d, "busy: a key was lost");
		return;
	}
	r = &d->out[d->nout++];
	memset(r, 0, sizeof *r);
	r->kind = kind;
	snprintf(r->path, sizeof r->path, "%s", path);
	r->value = value;
}

void
desk_set(struct desk *d, float value, const char *format, ...)
{
	char path[PATH_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(path, sizeof path, format, ap);
	va_end(ap);
	desk_send(d, REQUEST_SET, path, value);
}

void
desk_open(struct desk *d, const struct popup *p)
{
	d->popup = p;
}

void
desk_close(struct desk *d)
{
	d->popup = NULL;
}

const struct since *
desk_since(const struct desk *d)
{
	return d->since.on ? &d->since : NULL;
}

const char *
since_text(const struct desk *d, char out[FORMAT_BYTES])
{
	char at[FORMAT_BYTES];

	out[0] = '\0';
	if (d->since.on)
		snprintf(out, FORMAT_BYTES, "since %.20s", format_clock(at, d->since.at_s));
	return out;
}

size_t
desk_copy(struct desk *d, const struct canvas *sheet, char *out, size_t size)
{
	const struct view *view = views[d->view];
	const char *text = view->copy != NULL ? view->copy(d) : NULL;
	size_t n;

	if (text == NULL) {
		n = canvas_dump(sheet, out, size);
		return n < size ? n : size - 1;
	}
	n = strlen(text);
	if (n >= size)
		n = size - 1;
	memcpy(out, text, n);
	out[n] = '\0';
	return n;
}

/* ---- Time and what comes ---- */

void
desk_init(struct desk *d, const struct prefs *prefs)
{
	memset(d, 0, sizeof *d);
	d->prefs = prefs != NULL ? *prefs : prefs_defaults;
	d->view = d->prefs.view < NVIEWS ? (enum view_id)d->prefs.view : VIEW_OVERVIEW;
	d->window = d->prefs.window < NWINDOWS ? (enum window)d->prefs.window : WINDOW_10S;
}

/* A pause is of what is measured: what keys change they must see, or b could not go back. */
static void
follow_settings(struct desk *d, const struct snapshot *newest)
{
	struct snapshot *const seen[] = { &d->live, &d->shown };

	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		struct snapshot *s = seen[i];

		s->seq = newest->seq;
		memcpy(&s->eq, &newest->eq, sizeof s->eq);
		s->eq_curve = newest->eq_curve;
		memcpy(s->preset, newest->preset, sizeof s->preset);
		s->preset_modified = newest->preset_modified;
		s->undo_steps = newest->undo_steps;
		s->redo_steps = newest->redo_steps;
		s->slot_b = newest->slot_b;
		s->spectrum_controls = newest->spectrum_controls;
		s->profile.on = newest->profile.on;
		s->info.has_server = newest->info.has_server;
		s->info.connected_in = newest->info.connected_in;
		s->info.connected_out = newest->info.connected_out;
		s->log_total = newest->log_total;
		s->nlog = newest->nlog;
		memcpy(s->log, newest->log, sizeof s->log);
	}
}

void
desk_show(struct desk *d, const struct snapshot *newest, double now_s)
{
	double passed = now_s - d->now_s, every_s = 1 / (double)d->prefs.numbers_hz - 0.005;

	d->now_s = now_s;
	if (now_s > d->message_until_s)
		d->message[0] = '\0';
	if (newest != NULL)
		since_follow(&d->since, newest);
	if (d->paused) {
		if (newest != NULL)
			follow_settings(d, newest);
		return;
	}
	if (newest != NULL)
		d->live = *newest;
	if (d->live.spectrum.seq > 0)
		spectrum_hold_peaks(d, passed > 0 && passed < 1 ? passed : 0);
	if (newest != NULL && (!d->any || now_s - d->numbers_at_s >= every_s)) {
		d->shown = *newest;
		d->numbers_at_s = now_s;
		d->any = true;
	}
	levels_hold(d);
	desk_tell_outcome(d);
}

bool
desk_question(struct desk *d, struct question *out)
{
	if (d->asked != ASK_NOTHING && d->now_s - d->asked_at_s < ASK_AGAIN_S)
		return false;
	for (uint32_t i = 0; i < NSTORES; i++) {
		const struct store *s = stores[(d->turn + i) % NSTORES];

		memset(out, 0, sizeof *out);
		if (!s->ask(d, out))
			continue;
		out->kind = s->kind;
		out->serial = ++d->serial;
		d->asked = s->kind;
		d->asked_at_s = d->now_s;
		d->turn = (d->turn + i + 1) % NSTORES;
		return true;
	}
	return false;
}

void
desk_answer(struct desk *d, const struct answer *a)
{
	if (a->serial != d->serial || a->kind != d->asked)
		return; /* of a question that was given up */
	d->asked = ASK_NOTHING;
	for (uint32_t i = 0; i < NSTORES; i++)
		if (stores[i]->kind == a->kind)
			stores[i]->answer(d, a);
}

void
desk_done(struct desk *d, int error, const char *text)
{
	if (text != NULL && text[0] != '\0')
		desk_say(d, "%s", text);
	else if (error != 0)
		desk_say(d, "failed: %s", strerror(-error));
}

/* ---- Drawing ---- */

static void
draw_too_small(struct canvas *c)
{
	int y = c->height > 3 ? c->height / 2 - 1 : 0;

	canvas_text(c, 0, y, c->width, INK_PLAIN, STYLE_BOLD, "Terminal too small");
	canvas_print(c, 0, y + 1, INK_PLAIN, 0, "it is %d x %d,", c->width, c->height);
	canvas_print(c, 0, y + 2, INK_PLAIN, 0, "needed %d x %d; q quits", SCREEN_WIDTH_MIN,
		SCREEN_HEIGHT_MIN);
}

void
desk_draw(struct desk *d, struct canvas *c)
{
	d->width = c->width;
	d->height = c->height;
	canvas_clear(c);
	if (c->width < SCREEN_WIDTH_MIN || c->height < SCREEN_HEIGHT_MIN) {
		draw_too_small(c);
		return;
	}
	if (!d->any)
		canvas_text(c, 0, 0, c->width, INK_PLAIN, 0, "audioengine: starting ...");
	else
		views[d->view]->draw(d, c);
	draw_footer(d, c, c->height - 1);
}

/* A frame with the title in its upper edge; the inside is drawn on a sheet of its own, so that
 * it cannot touch the frame. */
bool
desk_draw_popup(struct desk *d, struct canvas *c, int width, int height, int *x, int *y)
{
	const struct popup *p = d->popup;
	struct canvas inside = { .charset = c->charset };
	int w, h;

	if (p == NULL)
		return false;
	p->size(d, &w, &h);
	w = w + 2 > width ? (width > 3 ? width - 2 : 1) : w;
	h = h + 2 > height ? (height > 3 ? height - 2 : 1) : h;
	if (canvas_resize(c, w + 2, h + 2) < 0 || canvas_resize(&inside, w, h) < 0)
		return false;
	p->draw(d, &inside);
	draw_frame(c, p->title);
	canvas_lay(c, &inside, 1, 1);
	canvas_finish(&inside);
	*x = (width - c->width) / 2;
	*y = (height - c->height) / 2;
	d->inside = (struct area){ *x + 1, *y + 1, w, h };
	return true;
}
