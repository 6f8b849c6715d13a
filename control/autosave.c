/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change is found by comparing the text of now with the text that was given
 * to the saver last: whatever is kept cannot be forgotten.  That costs some
 * 50 us five times a second.
 */
#include "control/autosave.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/control_private.h"
#include "control/settings_file.h"

#define MS(n) ((n)*UINT64_C(1000000))

static const uint64_t LOOK_NS = MS(200);
static const uint64_t BETWEEN_NS = MS(700); /* with LOOK_NS: within a second of a change */
static const uint64_t HANG_NS = MS(5000);
static const uint64_t END_NS = MS(2000);
enum { BACKOFF_MAX_S = 30, AUTOSAVE_TICKET = 0, TELL_BYTES = 160 };

/* ---- Between control and its settings ---- */

static void
slot_from_edit(const struct control *c, const struct eq_edit *e, struct settings_slot *out)
{
	const struct eq_edits *d = &c->edits;

	snprintf(out->preset, sizeof out->preset, "%s", e->preset);
	out->of_file = e->of_file;
	out->modified = eq_edit_modified(e);
	eq_drop_bandwidths(c, e, out->bandwidth_oct);
	for (uint32_t i = 0; i < d->n; i++)
		out->value[d->index[i]] = e->value[i];
}

/* What the slot does not say is the default. */
static void
edit_from_slot(
	const struct control *c, const struct settings_slot *slot, bool b, struct eq_edit *out)
{
	const struct eq_edits *d = &c->edits;

	memset(out, 0, sizeof *out);
	out->slot_b = b;
	snprintf(out->preset, sizeof out->preset, "%s", slot->preset);
	out->of_file = slot->of_file;
	memcpy(out->bandwidth_oct, slot->bandwidth_oct, sizeof out->bandwidth_oct);
	for (uint32_t i = 0; i < d->n; i++) {
		const struct param_entry *entry = &c->params.entry[d->index[i]];
		float value = slot->value[d->index[i]];

		out->value[i] = isnan(value) ? entry->info->def : value;
		/* NaN is unlike everything: what the preset had here, nobody knows any more. */
		out->loaded[i] = *slot->preset == '\0' ? entry->info->def
				 : slot->modified      ? NAN
						       : out->value[i];
	}
	eq_follow_bandwidths(c, out);
}

/* Everything as it is now, in a->settings and as text in a->text.  Return: its length. */
static size_t
collect(struct control *c)
{
	const struct eq_edits *d = &c->edits;
	struct settings *s = &c->autosave.settings;
	const struct eq_edit *heard = eq_edit_read(c);
	bool other = !heard->slot_b;

	settings_clear(s);
	memcpy(s->heard.value, c->params.value, c->params.n * sizeof *s->heard.value);
	slot_from_edit(c, heard, &s->heard);
	if (d->was_left[other])
		slot_from_edit(c, &d->left[other], &s->other);
	return settings_write(s, &c->params, c->autosave.text);
}

static bool
says_anything(const struct control *c, const struct settings_slot *slot)
{
	for (uint32_t i = 0; i < c->params.n; i++)
		if (!isnan(slot->value[i]))
			return true;
	return false;
}

/* a->settings come into force; what they do not say goes back to its default. */
static void
adopt(struct control *c)
{
	const struct settings *s = &c->autosave.settings;
	const struct param_table *t = &c->params;
	struct eq_edits *d = &c->edits;
	struct eq_edit heard;
	bool b = s->heard.value[d->slot] > 0.5f;

	eq_edit_note(c);
	for (uint32_t i = 0; i < t->n; i++)
		if (t->entry[i].info->keep == KEEP_STATE && i != d->slot)
			param_table_set(&c->params, i,
				isnan(s->heard.value[i]) ? t->entry[i].info->def
							 : s->heard.value[i]);
	edit_from_slot(c, &s->heard, b, &heard);
	eq_edit_show(c, &heard);
	d->was_left[!b] = says_anything(c, &s->other);
	edit_from_slot(c, &s->other, !b, &d->left[!b]);
}

static void
read_slots(struct control *c, struct eq_slots *out)
{
	const struct eq_edits *d = &c->edits;
	const struct eq_edit *heard = eq_edit_read(c);
	bool b = heard->slot_b;

	out->slot[b] = *heard;
	out->slot[!b] = d->left[!b];
	out->there[b] = true;
	out->there[!b] = d->was_left[!b];
}

static void
log_warnings(struct control *c, const char *path)
{
	const struct settings *s = &c->autosave.settings;

	for (uint32_t i = 0; i < s->nwarnings_kept; i++)
		control_log(c, "%s:%u: %s", path, s->warning[i].line, s->warning[i].text);
	if (s->nwarnings > s->nwarnings_kept)
		control_log(c, "%s: %u more warnings", path, s->nwarnings - s->nwarnings_kept);
}

/* Into a->settings.  Return: 0; -ENOENT; -EINVAL or -errno, with err filled. */
static int
read_settings(struct control *c, const char *path, char err[ERROR_BYTES])
{
	struct preset_error why = { 0 };
	size_t len;
	char *text;
	int r = settings_file_read(path, &text, &len);

	if (r == -EINVAL)
		snprintf(err, ERROR_BYTES, "%s: not a file", path);
	else if (r < 0)
		snprintf(err, ERROR_BYTES, "cannot read %s: %s", path, strerror(-r));
	if (r < 0)
		return r;
	r = settings_parse(&c->autosave.settings, &c->params, text, len, &why);
	free(text);
	if (r < 0 && why.line > 0)
		snprintf(err, ERROR_BYTES, "%s:%u: %s", path, why.line, why.text);
	else if (r < 0)
		snprintf(err, ERROR_BYTES, "%s: %s", path, why.text);
	return r;
}

/* ---- What there is to say ---- */

/* Once for each kind of trouble. */
static void
tell(struct control *c, int error)
{
	struct autosave *a = &c->autosave;
	char text[TELL_BYTES];

	if (a->told == error)
		return;
	a->told = error;
	if (error == -EWOULDBLOCK) {
		control_log(c,
			"another audioengine saves to %s; changes here are not saved: give this "
			"one a "
			"--name or --settings of its own",
			a->path);
		return;
	}
	durable_explain(a->path, error, text, sizeof text);
	control_log(c, "settings are not saved: %s (tried again while the engine runs)", text);
}

static void
put_off(struct control *c, int error, uint64_t now_ns)
{
	struct autosave *a = &c->autosave;

	tell(c, error);
	a->backoff_s = a->backoff_s == 0 ? 1 : a->backoff_s * 2;
	a->backoff_s = a->backoff_s < BACKOFF_MAX_S ? a->backoff_s : BACKOFF_MAX_S;
	a->next_ns = now_ns + a->backoff_s * MS(1000);
}

/* ---- The place ---- */

/* Return: 0: it is ours to write; -errno. */
static int
take_place(struct control *c)
{
	struct autosave *a = &c->autosave;
	char aside[DURABLE_PATH_BYTES];
	int r;

	if (a->lock_fd < 0) {
		r = settings_file_lock(a->path);
		if (r < 0)
			return r;
		a->lock_fd = r;
	}
	if (!a->aside_first)
		return 0;
	r = settings_file_set_aside(a->path, aside);
	if (r < 0 && r != -ENOENT)
		return r;
	a->aside_first = false;
	if (r == 0)
		control_log(c, "it is kept as %s; the engine starts with defaults", aside);
	return 0;
}

static uint32_t
count_changed(const struct control *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->params.n; i++)
		n += c->params.value[i] != c->params.entry[i].info->def;
	return n;
}

static void
bring_back(struct control *c)
{
	struct autosave *a = &c->autosave;
	char err[ERROR_BYTES];
	uint32_t n;
	int r = read_settings(c, a->path, err);

	if (r == -ENOENT)
		return;
	if (r < 0) {
		control_log(c, "the settings of the last run cannot be used: %s", err);
		a->aside_first = true;
		return;
	}
	if (c->options.fresh) {
		control_log(c,
			"starting with defaults; the settings of the last run stay in %s until "
			"the first change",
			a->path);
		return;
	}
	log_warnings(c, a->path);
	adopt(c);
	n = count_changed(c);
	if (n > 0)
		control_log(c,
			"settings of the last run are back (%u value%s from the defaults; --fresh "
			"starts without them)",
			n, n == 1 ? " differs" : "s differ");
}

static int
allocate(struct control *c)
{
	struct autosave *a = &c->autosave;
	size_t bytes = settings_bytes(&c->params);

	a->text = malloc(bytes);
	a->written = malloc(bytes);
	if (a->text == NULL || a->written == NULL)
		return -ENOMEM;
	return settings_init(&a->settings, &c->params);
}

int
autosave_open(struct control *c)
{
	struct autosave *a = &c->autosave;
	int r = allocate(c);

	a->lock_fd = -1;
	if (r < 0)
		return r;
	r = settings_file_path(&c->options, a->path);
	if (r == -ENOENT)
		control_log(c, "settings are not saved: neither XDG_STATE_HOME nor HOME is set; "
			       "set one of them, or use --settings=FILE");
	else if (r < 0)
		control_log(c,
			"settings are not saved: --name=%s is no name for a file; "
			"use --settings=FILE",
			c->options.name);
	if (*a->path == '\0')
		return 0;
	bring_back(c);
	r = take_place(c);
	if (r < 0)
		tell(c, r);
	return 0;
}

/* ---- Saving ---- */

static bool
differs(const struct autosave *a, size_t len)
{
	return len != a->written_len || memcmp(a->text, a->written, len) != 0;
}

static void
try_save(struct control *c, uint64_t now_ns)
{
	struct autosave *a = &c->autosave;
	size_t len = collect(c);
	int r;

	if (!differs(a, len))
		return;
	r = take_place(c);
	if (r == 0)
		r = saver_put(c->saver, a->path, a->text, len, AUTOSAVE_TICKET);
	if (r < 0) {
		put_off(c, r, now_ns);
		return;
	}
	memcpy(a->written, a->text, len);
	a->written_len = len;
	a->writing = true;
	a->put_ns = now_ns;
	a->next_ns = now_ns + BETWEEN_NS;
}

static void
autosaved(struct control *c, int error)
{
	struct autosave *a = &c->autosave;

	a->writing = false;
	if (error < 0) {
		a->written_len = 0;
		put_off(c, error, clock_monotonic_ns());
		return;
	}
	if (a->told != 0 || a->hang_told)
		control_log(c, "settings are saved again, to %s", a->path);
	a->told = 0;
	a->hang_told = false;
	a->backoff_s = 0;
}

static void
asked_saved(struct control *c, const struct saved *saved)
{
	struct autosave *a = &c->autosave;
	char text[ERROR_BYTES];

	if (saved->error < 0)
		durable_explain(saved->path, saved->error, text, sizeof text);
	else
		snprintf(text, sizeof text, "saved %.*s", ERROR_BYTES - 8, saved->path);
	if (saved->error == 0 && saved->ticket == a->saving_ticket)
		a->clean = a->saving;
	for (uint32_t i = 0; i < c->nfrontends; i++)
		if (c->frontend[i].ops->done != NULL)
			c->frontend[i].ops->done(
				c->frontend[i].self, saved->ticket, saved->error, text);
}

static void
take_saved(struct control *c)
{
	struct saved saved;

	while (saver_take(c->saver, &saved))
		if (saved.ticket == AUTOSAVE_TICKET)
			autosaved(c, saved.error);
		else
			asked_saved(c, &saved);
}

static void
watch_hang(struct control *c, uint64_t now_ns)
{
	struct autosave *a = &c->autosave;

	if (a->hang_told || now_ns - a->put_ns < HANG_NS)
		return;
	a->hang_told = true;
	control_log(c, "the disk does not answer: settings are on their way to %s for 5 s already",
		a->path);
}

void
autosave_tick(struct control *c, uint64_t now_ns)
{
	struct autosave *a = &c->autosave;

	take_saved(c);
	if (*a->path == '\0' || now_ns - a->looked_ns < LOOK_NS)
		return;
	a->looked_ns = now_ns;
	if (a->writing)
		watch_hang(c, now_ns);
	else if (now_ns >= a->next_ns)
		try_save(c, now_ns);
}

void
autosave_end(struct control *c)
{
	struct autosave *a = &c->autosave;
	uint64_t now_ns = clock_monotonic_ns(), end_ns = now_ns + END_NS;
	bool last = *a->path != '\0'; /* still to be given to the saver */

	do {
		struct pollfd p = { .fd = saver_fd(c->saver), .events = POLLIN };

		take_saved(c);
		if (last && !a->writing) {
			last = false;
			try_save(c, now_ns);
		}
		if (saver_busy(c->saver))
			poll(&p, 1, (int)((end_ns - now_ns) / MS(1)) + 1);
		now_ns = clock_monotonic_ns();
	} while (saver_busy(c->saver) && now_ns < end_ns);
	if (saver_busy(c->saver))
		control_log(c, "the disk does not answer: the last changes may not be saved");
	else if (*a->path != '\0' && differs(a, collect(c)))
		control_log(c, "the last changes are not saved");
}

bool
autosave_is_clean(struct control *c)
{
	return !differs(&c->autosave, collect(c));
}

void
autosave_mark_clean(struct control *c)
{
	read_slots(c, &c->autosave.clean);
	c->autosave.saving_ticket = 0;
}

void
autosave_rebase(struct control *c)
{
	struct autosave *a = &c->autosave;

	a->written_len = collect(c);
	memcpy(a->written, a->text, a->written_len);
}

void
autosave_close(struct control *c)
{
	struct autosave *a = &c->autosave;

	if (a->text != NULL && a->lock_fd >= 0)
		close(a->lock_fd);
	settings_finish(&a->settings);
	free(a->text);
	free(a->written);
}

/* ---- What front ends ask for ---- */

bool
control_unsaved(struct control *c)
{
	const struct eq_slots *clean = &c->autosave.clean;
	struct eq_slots now;

	read_slots(c, &now);
	for (int i = 0; i < 2; i++)
		/* B begins as a copy of A. */
		if (now.there[i] &&
			eq_edit_differs(&now.slot[i], &clean->slot[clean->there[i] ? i : !i]))
			return true;
	return false;
}

int
control_settings_load(struct control *c, const char *path, char err[ERROR_BYTES])
{
	int r = read_settings(c, path, err);

	if (r < 0)
		return r;
	log_warnings(c, path);
	adopt(c);
	autosave_mark_clean(c);
	return 0;
}

uint64_t
control_settings_save(struct control *c, const char *path, char err[ERROR_BYTES])
{
	struct autosave *a = &c->autosave;
	size_t len = collect(c);
	int r = saver_put(c->saver, path, a->text, len, c->tickets + 1);

	if (r < 0) {
		snprintf(err, ERROR_BYTES, "cannot save %s: %s", path,
			r == -ENOSPC ? "too many files wait for the disk already; try again later"
				     : strerror(-r));
		return 0;
	}
	read_slots(c, &a->saving);
	a->saving_ticket = ++c->tickets;
	return a->saving_ticket;
}
