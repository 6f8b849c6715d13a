/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change is found by comparing the text of now with the text that was given
 * to the saver last: whatever is kept cannot be forgotten.  That costs some
 * 50 us five times a second.
 */
#include "control/settings/autosave.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/control_private.h"
#include "control/settings/settings_file.h"

#define MS(n) ((n)*UINT64_C(1000000))

static const uint64_t LOOK_NS = MS(200);
static const uint64_t BETWEEN_NS = MS(700); /* with LOOK_NS: within a second of a change */
static const uint64_t HANG_NS = MS(5000);
static const uint64_t END_NS = MS(2000);
enum { BACKOFF_MAX_S = 30, AUTOSAVE_TICKET = 0, TELL_BYTES = 160 };

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
			"another audioengine saves to %s; changes here are not saved: "
			"give this one a --name or --settings of its own",
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
		control_log(c, "it is kept as %s; the engine starts with %s", aside,
			*a->project.folder != '\0' ? "what was saved" : "defaults");
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

/* Return: 0; -ENOMEM: what is there may be fine. */
static int
bring_back(struct control *c)
{
	struct autosave *a = &c->autosave;
	char err[ERROR_BYTES];
	uint32_t n;
	int r = settings_read(c, a->path, err);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0; /* there never was one */
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		control_log(c, "the settings of the last run cannot be used: %s", err);
		a->aside_first = r != -ENODEV;
		if (r == -ENODEV) {
			control_log(c, "settings are not saved; name a file by --settings=FILE");
			*a->path = '\0';
		}
		return 0;
	}
	if (c->options.fresh) {
		control_log(c,
			"starting with %s; the settings of the last run stay in %s until "
			"the first change",
			*a->project.folder != '\0' ? "what was saved" : "defaults", a->path);
		return 0;
	}
	settings_tell_warnings(c, a->path);
	if (*a->project.folder != '\0') {
		project_take_unsaved(c);
		return 0;
	}
	settings_adopt(c);
	n = count_changed(c);
	if (n > 0)
		control_log(c,
			"settings of the last run are back (%u value%s from the defaults; --fresh "
			"starts without them)",
			n, n == 1 ? " differs" : "s differ");
	return 0;
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

/* Return: 0; -ENOMEM; with *place, what take_place has said. */
static int
settle(struct control *c, int *place)
{
	struct autosave *a = &c->autosave;
	int r;

	*place = take_place(c);
	r = bring_back(c);
	if (r < 0)
		return r;
	if (*place == 0 && a->aside_first)
		*place = take_place(c);
	if (*place < 0 && *a->path != '\0')
		tell(c, *place);
	return 0;
}

/* Where the options say. */
static void
find_place(struct control *c)
{
	struct autosave *a = &c->autosave;
	int r = settings_file_path(&c->options, a->path);

	if (r == -ENOENT)
		control_log(c, "settings are not saved: neither XDG_STATE_HOME nor HOME is set; "
			       "set one of them, or use --settings=FILE");
	else if (r < 0)
		control_log(c,
			"settings are not saved: --name=%s is no name for a file; "
			"use --settings=FILE",
			c->options.name);
}

int
autosave_open(struct control *c)
{
	struct autosave *a = &c->autosave;
	int place, r = allocate(c);

	a->lock_fd = -1;
	if (r < 0)
		return r;
	if (c->options.project != NULL)
		return project_begin(c);
	find_place(c);
	return *a->path != '\0' ? settle(c, &place) : 0;
}

int
autosave_move(struct control *c, const char *path, int *place)
{
	struct autosave *a = &c->autosave;

	if (a->lock_fd >= 0)
		close(a->lock_fd);
	a->lock_fd = -1;
	a->aside_first = a->writing = a->hang_told = false;
	a->told = 0;
	a->backoff_s = 0;
	a->next_ns = 0;
	a->written_len = 0;
	snprintf(a->path, sizeof a->path, "%s", path);
	return settle(c, place);
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
	size_t len = settings_collect(c);
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

bool
autosave_flush(struct control *c)
{
	struct autosave *a = &c->autosave;

	if (*a->path == '\0')
		return false;
	try_save(c, clock_monotonic_ns());
	return a->writing || differs(a, settings_collect(c));
}

static void
autosaved(struct control *c, int error, uint64_t now_ns)
{
	struct autosave *a = &c->autosave;

	a->writing = false;
	if (error < 0) {
		a->written_len = 0;
		put_off(c, error, now_ns);
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
	if (saved->ticket == a->saving_ticket) {
		if (saved->error == 0)
			a->clean = a->saving;
		a->saving_ticket = 0;
	}
	preset_live_saved(c, saved);
	midi_saved(c, saved);
	for (uint32_t i = 0; i < c->nfrontends; i++)
		if (c->frontend[i].ops->done != NULL)
			c->frontend[i].ops->done(
				c->frontend[i].self, saved->ticket, saved->error, text);
}

static void
take_saved(struct control *c, uint64_t now_ns)
{
	struct saved saved;

	while (saver_take(c->saver, &saved))
		if (saved.ticket != AUTOSAVE_TICKET)
			asked_saved(c, &saved);
		else if (strcmp(saved.path, c->autosave.path) == 0)
			autosaved(c, saved.error, now_ns);
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

	take_saved(c, now_ns);
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

		take_saved(c, now_ns);
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
	else if (*a->path != '\0' && differs(a, settings_collect(c)))
		control_log(c, "the last changes are not saved");
}

bool
autosave_is_clean(struct control *c)
{
	return !differs(&c->autosave, settings_collect(c));
}

void
autosave_rebase(struct control *c)
{
	struct autosave *a = &c->autosave;

	a->written_len = settings_collect(c);
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
