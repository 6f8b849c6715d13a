/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where presets are looked for, by the XDG base directory specification, and
 * inotify on those folders.  Of a folder that is missing the nearest one above
 * is watched, for the one name on the way to it.
 */
#include "control/presets/preset_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "engine/xdg.h"

enum {
	/* Links and renamed files have no close after writing; a file is whole with its close. */
	WATCH_FOLDER = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
		       IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR,
	WATCH_PARENT = IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
	PATH_BYTES_MAX = 4096
};

/* ---- Paths ---- */

/* base/rest, unless it is there already; base is not absolute: nothing, as XDG wants it. */
static int
add(struct preset_folders *f, const char *base, size_t len, const char *rest)
{
	struct preset_folder *folder = &f->folder[f->n];
	size_t size = len + 1 + strlen(rest) + 1;

	while (len > 1 && base[len - 1] == '/')
		len--;
	if (len == 0 || *base != '/' || f->n == PRESET_FOLDERS_MAX)
		return 0;
	*folder = (struct preset_folder){ malloc(size), -1, -1, 0 };
	if (folder->path == NULL)
		return -ENOMEM;
	snprintf(folder->path, size, "%.*s/%s", (int)len, base, rest);
	for (uint32_t i = 0; i < f->n; i++)
		if (strcmp(f->folder[i].path, folder->path) == 0) {
			free(folder->path);
			folder->path = NULL;
			return 0;
		}
	f->n++;
	return 0;
}

static int
add_user(struct preset_folders *f)
{
	char folder[PATH_BYTES_MAX];
	int r = 0;

	if (xdg_path(XDG_CONFIG, "audioengine", folder, sizeof folder) == 0)
		r = add(f, folder, strlen(folder), "presets");
	f->user = f->n > 0;
	return r;
}

static int
add_data(struct preset_folders *f)
{
	const char *p = getenv("XDG_DATA_DIRS");
	int r = 0;

	if (p == NULL || *p == '\0')
		p = "/usr/local/share:/usr/share";
	while (r == 0 && *p != '\0') {
		size_t len = strcspn(p, ":");

		r = add(f, p, len, "audioengine/presets");
		p += len + (p[len] == ':');
	}
	return r == 0 ? add(f, DATADIR, strlen(DATADIR), "presets") : r;
}

/* A build folder has a config.status beside the program. */
static int
add_build(struct preset_folders *f)
{
	char path[PATH_BYTES_MAX], status[PATH_BYTES_MAX + 16];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	char *slash;
	int r;

	if (n <= 0)
		return 0;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL || slash == path)
		return 0;
	*slash = '\0';
	snprintf(status, sizeof status, "%s/config.status", path);
	if (access(status, F_OK) < 0)
		return 0;
	r = add(f, path, strlen(path), "presets");
	slash = strrchr(path, '/');
	return r == 0 && slash != path ? add(f, path, (size_t)(slash - path), "presets") : r;
}

/* ---- Watches ---- */

/* inotify has one watch for a folder, whoever asked for it. */
static void
unwatch(struct preset_folders *f, int *watch)
{
	int old = *watch, users = 0;

	*watch = -1;
	for (uint32_t i = 0; i < f->n; i++)
		users += (f->folder[i].watch == old) + (f->folder[i].parent == old);
	if (old >= 0 && users == 0)
		inotify_rm_watch(f->fd, old);
}

/* The nearest folder above that is there. */
static void
watch_above(struct preset_folders *f, struct preset_folder *folder)
{
	char path[PATH_BYTES_MAX];
	size_t len = strlen(folder->path);
	int watch = -1;

	if (len >= sizeof path)
		return;
	memcpy(path, folder->path, len + 1);
	while (watch < 0 && len > 0) {
		folder->next = len;
		while (len > 0 && path[len] != '/')
			len--;
		path[len > 0 ? len : 1] = '\0';
		watch = inotify_add_watch(f->fd, path, WATCH_PARENT | IN_MASK_ADD);
	}
	folder->parent = watch;
}

/* Until nothing has come to be between the look and the watch. */
static void
watch(struct preset_folders *f, struct preset_folder *folder)
{
	if (f->fd < 0 || folder->watch >= 0)
		return;
	for (int i = 0; i < 8; i++) {
		size_t next = folder->next;
		int old = folder->parent;

		folder->parent = -1;
		folder->watch = inotify_add_watch(f->fd, folder->path, WATCH_FOLDER | IN_MASK_ADD);
		if (folder->watch < 0)
			watch_above(f, folder);
		if (old >= 0 && old != folder->parent)
			unwatch(f, &old);
		if (folder->watch >= 0 || (folder->parent == old && folder->next == next))
			return;
	}
}

/* Whether an event in the folder above is about the name that is waited for. */
static bool
is_next(const struct preset_folder *folder, const struct inotify_event *e)
{
	const char *name = folder->path + folder->next;
	size_t len = 0;

	while (name > folder->path && name[-1] != '/')
		name--, len++;
	return e->len > 0 && strncmp(e->name, name, len) == 0 && e->name[len] == '\0';
}

static bool
heed(struct preset_folders *f, const struct inotify_event *e)
{
	const uint32_t gone = IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF;
	bool change = (e->mask & IN_Q_OVERFLOW) != 0;

	for (uint32_t i = 0; i < f->n; i++) {
		struct preset_folder *folder = &f->folder[i];

		if (folder->watch == e->wd) {
			change = true;
			if (e->mask & gone)
				unwatch(f, &folder->watch);
		} else if (folder->parent == e->wd) {
			change = change || is_next(folder, e);
			if (e->mask & gone)
				unwatch(f, &folder->parent);
		}
	}
	return change;
}

uint32_t
preset_folders_drain(struct preset_folders *f)
{
	union {
		struct inotify_event event; /* for its alignment */
		char bytes[4096];
	} buffer;
	uint32_t changes = 0;
	ssize_t n;

	if (f->fd < 0)
		return 0;
	while ((n = read(f->fd, buffer.bytes, sizeof buffer.bytes)) > 0)
		for (ssize_t i = 0; i < n;) {
			const struct inotify_event *e = (const void *)(buffer.bytes + i);

			changes += heed(f, e);
			i += (ssize_t)(sizeof *e + e->len);
		}
	for (uint32_t i = 0; i < f->n; i++)
		watch(f, &f->folder[i]);
	return changes;
}

int
preset_folders_init(struct preset_folders *f)
{
	int r;

	memset(f, 0, sizeof *f);
	f->fd = -1;
	r = add_user(f);
	if (r == 0)
		r = add_data(f);
	if (r == 0)
		r = add_build(f);
	if (r < 0)
		return r;
	f->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	for (uint32_t i = 0; i < f->n; i++)
		watch(f, &f->folder[i]);
	return 0;
}

void
preset_folders_finish(struct preset_folders *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		free(f->folder[i].path);
	if (f->fd >= 0)
		close(f->fd);
}
