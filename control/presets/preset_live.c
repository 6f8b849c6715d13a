/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See preset_live.h. */
#include "control/presets/preset_live.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/control_private.h"

enum { SKIPS_MAX = 16 }; /* presets in a row that control_preset_step finds broken */

static const uint64_t SETTLE_NS = 100000000; /* several events are one change */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* ---- Files and their stamps ---- */

/* Settings of an earlier run, and the other slot, may name the file of another --preset. */
static bool
is_lost_file(const struct control *c, const char *name, bool of_file)
{
	const char *file = c->live.file;

	return of_file &&
	       (file == NULL || strncmp(base_name(file), name, PRESET_NAME_BYTES - 1) != 0);
}

static struct file_stamp
stamp_of(struct control *c, const char *name, bool of_file)
{
	struct file_stamp stamp = { 0 };
	char path[PRESET_PATH_BYTES] = "";
	struct stat st;

	if (is_lost_file(c, name, of_file))
		return stamp;
	if (of_file)
		snprintf(path, sizeof path, "%s", c->live.file);
	else if (*name == '\0' || preset_store_path(c->live.store, name, path) < 0)
		return stamp;
	if (stat(path, &st) < 0)
		return stamp;
	stamp.dev = st.st_dev;
	stamp.ino = st.st_ino;
	stamp.size = st.st_size;
	stamp.changed_ns = st.st_ctim.tv_sec * INT64_C(1000000000) + st.st_ctim.tv_nsec;
	return stamp;
}

static bool
stamp_differs(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->dev != b->dev || a->ino != b->ino || a->size != b->size ||
	       a->changed_ns != b->changed_ns;
}

/* From now on the current preset is that of this stamp. */
static void
follow(struct control *c, const char *name, bool of_file, const struct file_stamp *stamp)
{
	struct preset_live *l = &c->live;

	snprintf(l->name, sizeof l->name, "%s", name);
	l->of_file = of_file;
	l->stamp = *stamp;
}

void
preset_live_follow(struct control *c)
{
	const struct eq_edit *now = &c->edits.now;
	struct file_stamp stamp = stamp_of(c, now->preset, now->of_file);

	follow(c, now->preset, now->of_file, &stamp);
}

/* ---- Loading ---- */

static uint32_t
scan(struct preset_live *l)
{
	l->scanned = true;
	l->npresets = preset_store_scan(l->store);
	return l->npresets;
}

static int
refuse(struct control *c, const char *name, bool of_file, int r, const struct preset_error *e,
	char err[ERROR_BYTES])
{
	const char *shown = of_file ? c->live.file : name, *dot = of_file ? "" : ".txt";

	if (e->line > 0)
		snprintf(err, ERROR_BYTES, "%s%s:%u: %s", shown, dot, e->line, e->text);
	else if (!of_file && r == -ENOENT)
		snprintf(err, ERROR_BYTES, "%s; audioengine --list-presets lists them", e->text);
	else if (!of_file && !preset_name_ok(name))
		snprintf(err, ERROR_BYTES, "%s", e->text);
	else
		snprintf(err, ERROR_BYTES, "%s%s: %s", shown, dot, e->text);
	return r == -ENOENT && !of_file ? r : -EINVAL;
}

static int
read_preset(
	struct control *c, const char *name, bool of_file, struct preset *p, char err[ERROR_BYTES])
{
	struct preset_error e = { 0 };
	int r = of_file ? preset_load(c->live.file, p, &e)
			: preset_store_load(c->live.store, name, p, &e);

	if (r == -ENOENT && !of_file) { /* what is there, to say what may be meant */
		scan(&c->live);
		r = preset_store_load(c->live.store, name, p, &e);
	}
	if (r == 0 && !preset_loadable(p, of_file ? c->live.file : name, e.text))
		r = -EINVAL;
	return r < 0 ? refuse(c, name, of_file, r, &e, err) : 0;
}

/* One change at one period boundary, which the EQ glides to. */
static void
use(struct control *c, const struct preset *p, const char *name, bool of_file)
{
	eq_edit_note(c);
	for (uint32_t i = 0; i < p->nwarnings_kept; i++)
		control_log(c, "%s:%u: %s", name, p->warning[i].line, p->warning[i].text);
	if (p->nwarnings > p->nwarnings_kept)
		control_log(c, "%s: %u more warnings", name, p->nwarnings - p->nwarnings_kept);
	eq_apply_preset(c, p, name, of_file);
}

static int
load(struct control *c, const char *name, bool of_file, char err[ERROR_BYTES])
{
	struct file_stamp stamp = stamp_of(c, name, of_file); /* before: no change is missed */
	struct preset p;
	int r = read_preset(c, name, of_file, &p, err);

	if (r < 0)
		return r;
	if (c->snapshot.info.rate_hz > 0)
		preset_check_rate(&p, c->snapshot.info.rate_hz);
	use(c, &p, name, of_file);
	follow(c, name, of_file, &stamp);
	return 0;
}

int
control_preset_load(struct control *c, const char *name, char err[ERROR_BYTES])
{
	bool of_file = c->live.file != NULL && strcmp(name, base_name(c->live.file)) == 0;
	int r = load(c, name, of_file, err);

	if (r == 0) {
		err[0] = '\0';
		control_log(c, "preset %s loaded", name);
	}
	return r;
}

uint32_t
control_preset_name(struct control *c, uint32_t index, char name[PRESET_NAME_BYTES])
{
	struct preset_live *l = &c->live;
	const char *found;

	if (index == 0 || !l->scanned)
		scan(l);
	found = preset_store_name(l->store, index);
	snprintf(name, PRESET_NAME_BYTES, "%s", found != NULL ? found : "");
	return l->npresets;
}

const char *
control_preset_current(struct control *c, bool *modified)
{
	const struct eq_edit *now = eq_edit_read(c);

	*modified = eq_edit_modified(now);
	return now->preset;
}

int
control_preset_step(struct control *c, int by, char err[ERROR_BYTES])
{
	struct preset_live *l = &c->live;
	int64_t n = scan(l), at;
	int r = -ENOENT;

	snprintf(err, ERROR_BYTES,
		"there are no presets yet; save one, or put files NAME.txt into "
		"~/.config/audioengine/presets");
	if (n == 0)
		return r;
	at = preset_store_find(l->store, eq_edit_read(c)->preset);
	if (at < 0)
		at = by < 0 ? 0 : -1; /* from outside of the list to one of its ends */
	for (int i = 0; i < SKIPS_MAX && i < n && r < 0; i++) {
		const char *name;

		if (i > 0)
			control_log(c, "%s; skipped", err);
		at = ((at + (i == 0 ? by : by < 0 ? -1 : 1)) % n + n) % n;
		name = preset_store_name(l->store, (uint32_t)at);
		r = control_preset_load(c, name, err);
	}
	return r;
}

/* ---- A file that changes ---- */

/* A file that was cut to nothing is half written rather than meant. */
static bool
is_nothing(const struct preset *p)
{
	return p->nfilters == 0 && p->preamp_db == 0;
}

static void
reload(struct control *c)
{
	const struct eq_edit *now = eq_edit_read(c);
	char name[PRESET_NAME_BYTES], err[ERROR_BYTES];
	bool of_file = now->of_file;
	struct preset p;

	memcpy(name, now->preset, sizeof name);
	if (read_preset(c, name, of_file, &p, err) < 0) {
		control_log(c, "%s; what was loaded before stays in use", err);
	} else if (is_nothing(&p)) {
		control_log(
			c, "%s: there is nothing in it; what was loaded before stays in use", name);
	} else if (eq_edit_modified(now)) {
		control_log(c,
			"%s: the file has changed, but the EQ has edits of yours and stays as it "
			"is; load the preset again to hear the file",
			name);
	} else {
		if (c->snapshot.info.rate_hz > 0)
			preset_check_rate(&p, c->snapshot.info.rate_hz);
		use(c, &p, name, of_file);
		control_log(c, "preset %s read again", name);
	}
}

void
preset_live_reload(struct control *c)
{
	const struct eq_edit *now = eq_edit_read(c);

	if (now->preset[0] == '\0') {
		control_log(c, "no preset is in use, so there is none to read again");
		return;
	}
	if (is_lost_file(c, now->preset, now->of_file)) {
		control_log(c,
			"%s was loaded by an earlier --preset and cannot be read again; start "
			"with --preset=FILE to load it",
			now->preset);
		return;
	}
	preset_live_follow(c);
	reload(c);
}

void
preset_live_tick(struct control *c, uint64_t now_ns)
{
	struct preset_live *l = &c->live;
	const struct eq_edit *now = &c->edits.now;
	bool other = now->of_file != l->of_file || strcmp(now->preset, l->name) != 0;
	struct file_stamp stamp;

	if (!other && (l->due_ns == 0 || now_ns < l->due_ns || l->ticket != 0))
		return;
	if (other) { /* by undo, by the other slot: what it is from is not known any more */
		preset_live_follow(c);
		return;
	}
	stamp = stamp_of(c, now->preset, now->of_file);
	l->due_ns = 0;
	/* Between two names, as some editors save, there is no file; the next event comes. */
	if (stamp.changed_ns == 0 || !stamp_differs(&stamp, &l->stamp))
		return;
	l->stamp = stamp;
	reload(c);
}

static bool
drain_file_events(struct control *c)
{
	union {
		char bytes[4096];
		struct inotify_event event; /* for its alignment */
	} buffer;
	const char *base = base_name(c->live.file);
	bool ours = false;
	ssize_t n;

	while ((n = read(c->live.file_fd, buffer.bytes, sizeof buffer)) > 0)
		for (ssize_t i = 0; i < n;) {
			const struct inotify_event *e = (const void *)(buffer.bytes + i);

			ours |= e->len == 0 || strcmp(e->name, base) == 0;
			i += (ssize_t)(sizeof *e + e->len);
		}
	return ours;
}

void
preset_live_changed(struct control *c, uint64_t now_ns)
{
	struct preset_live *l = &c->live;
	bool changed = preset_store_changed(l->store) > 0;

	if (l->file_fd >= 0)
		changed |= drain_file_events(c);
	if (changed)
		l->due_ns = now_ns + SETTLE_NS;
}

void
preset_live_watch(struct control *c)
{
	struct preset_live *l = &c->live;
	char folder[PRESET_PATH_BYTES] = ".";

	if (l->file == NULL)
		return;
	if (strchr(l->file, '/') != NULL)
		snprintf(folder, sizeof folder, "%.*s", (int)(base_name(l->file) - l->file),
			l->file);
	l->file_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (l->file_fd < 0 ||
		inotify_add_watch(l->file_fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
		control_log(c, "%s: that it changes will not be noticed (inotify: %s)", l->file,
			strerror(errno));
}

/* ---- Start and end ---- */

int
preset_live_create(struct control *c)
{
	struct preset_live *l = &c->live;
	const char *wanted = c->options.preset;
	int r;

	l->file_fd = -1;
	l->store = preset_store_create();
	if (l->store == NULL)
		return -ENOMEM;
	if (*wanted == '\0')
		return 0;
	if (strchr(wanted, '/') != NULL || access(wanted, F_OK) == 0)
		l->file = wanted;
	r = load(c, l->file != NULL ? base_name(wanted) : wanted, l->file != NULL, c->end_text);
	if (r == -ENOENT) { /* it may have been meant as a file */
		char text[ERROR_BYTES];

		memcpy(text, c->end_text, sizeof text);
		snprintf(c->end_text, sizeof c->end_text,
			"--preset=%.80s: no such file here, and %.480s", wanted, text);
	}
	return r < 0 ? -EINVAL : 0;
}

void
preset_live_finish(struct control *c)
{
	if (c->live.file_fd > 0)
		close(c->live.file_fd);
	preset_store_destroy(c->live.store);
}
