/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock is a file of its own beside the settings, since those are replaced
 * with every write.  It stays: removing a lock file is a race.
 */
#include "control/settings/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/settings/settings.h"
#include "engine/backend.h"
#include "engine/xdg.h"

enum { ASIDE_MAX = 9999 };

/* ---- Where ---- */

static bool
keeps_settings(const struct options *o)
{
	struct backend_config device = { 0 };

	if (o->verb != VERB_RUN || o->demo != DEMO_OFF)
		return false;
	if (o->backend == NULL || strcmp(o->backend, "jack") == 0)
		return true;
	if (strcmp(o->backend, "dummy") != 0 || *o->name == '\0')
		return false;
	snprintf(device.device, sizeof device.device, "%s", o->device);
	return !backend_find("dummy")->wants_virtual(&device);
}

static int
fits(int n)
{
	return n < DURABLE_PATH_BYTES ? 0 : -ENAMETOOLONG;
}

int
settings_file_path(const struct options *o, char path[DURABLE_PATH_BYTES])
{
	const char *name = options_instance(o);
	char rest[NAME_MAX + 32];

	*path = '\0';
	if (o->verb != VERB_RUN || strcmp(o->settings, "none") == 0)
		return 0;
	if (*o->settings != '\0')
		return fits(snprintf(path, DURABLE_PATH_BYTES, "%s", o->settings));
	if (!keeps_settings(o))
		return 0;
	if (*name == '.' || strchr(name, '/') != NULL)
		return -EINVAL;
	if (snprintf(rest, sizeof rest, "audioengine/%s.settings", name) >= (int)sizeof rest)
		return -ENAMETOOLONG;
	return xdg_path(XDG_STATE, rest, path, DURABLE_PATH_BYTES);
}

/* ---- Who ---- */

/* A name beside path: folder/.NAME.lock; and the folder alone. */
static int
lock_path(const char *path, char lock[DURABLE_PATH_BYTES], char folder[DURABLE_PATH_BYTES])
{
	const char *slash = strrchr(path, '/');
	int n = slash != NULL ? (int)(slash - path) : 0;

	snprintf(folder, DURABLE_PATH_BYTES, "%.*s", n, path);
	return fits(snprintf(lock, DURABLE_PATH_BYTES, "%.*s%s.%s.lock", n, path,
		slash != NULL ? "/" : "", slash != NULL ? slash + 1 : path));
}

int
settings_file_lock(const char *path)
{
	char lock[DURABLE_PATH_BYTES], folder[DURABLE_PATH_BYTES];
	const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
	int fd, r = lock_path(path, lock, folder);
	struct stat st;

	if (r < 0)
		return r;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return -ENODEV; /* nothing of ours beside a device */
	fd = open(lock, flags, 0600);
	if (fd < 0 && errno == ENOENT && *folder != '\0') {
		r = durable_make_folder(folder);
		if (r < 0)
			return r;
		fd = open(lock, flags, 0600);
	}
	if (fd < 0)
		return -errno;
	/* A file system without locks: better to save than to insist. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
		close(fd);
		return -EWOULDBLOCK;
	}
	return fd;
}

/* ---- What ---- */

static int
read_whole(int fd, char **text, size_t *len)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENODEV;
	if (st.st_size > SETTINGS_BYTES_MAX)
		return -EFBIG;
	*text = malloc((size_t)st.st_size + 1);
	if (*text == NULL)
		return -ENOMEM;
	*len = 0;
	while (*len < (size_t)st.st_size) {
		n = read(fd, *text + *len, (size_t)st.st_size - *len);
		if (n < 0) {
			free(*text);
			return -errno;
		}
		if (n == 0)
			break;
		*len += (size_t)n;
	}
	(*text)[*len] = '\0';
	return 0;
}

int
settings_file_read(const char *path, char **text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r;

	if (fd < 0)
		return -errno;
	r = read_whole(fd, text, len);
	close(fd);
	return r;
}

int
settings_file_set_aside(const char *path, char aside[DURABLE_PATH_BYTES])
{
	char whole[DURABLE_PATH_BYTES];
	struct stat st;

	/* A link stays one: its target is what moves. */
	if (realpath(path, whole) == NULL || stat(whole, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENODEV; /* somebody's device or folder is not for us to rename */
	for (int i = 1; i <= ASIDE_MAX; i++) {
		if (fits(snprintf(aside, DURABLE_PATH_BYTES, "%s.broken-%d", whole, i)) < 0)
			return -ENAMETOOLONG;
		if (lstat(aside, &st) < 0 && errno == ENOENT)
			return rename(whole, aside) < 0 ? -errno : 0;
	}
	return -EEXIST;
}
