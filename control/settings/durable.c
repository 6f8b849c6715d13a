/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A temporary file is named ".NAME.PID-N.new" and locked while it is being
 * written: one that nobody holds belongs to a program that was killed, whatever
 * has become of its process id meanwhile or in whichever container it ran.
 */
#include "control/settings/durable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, NAMES_TRIED = 16, BASE_SHOWN = 200 };

/* Where everything about one file happens. */
struct place {
	int folder; /* descriptor */
	char base[NAME_MAX + 1];
	char temporary[NAME_MAX + 1];
};

/* ---- Paths ---- */

/* Where the last part of a path begins. */
static char *
last_part(char *path)
{
	char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The path behind all links at its end, whether or not a file is there. */
static int
follow_links(const char *path, char out[DURABLE_PATH_BYTES])
{
	char target[DURABLE_PATH_BYTES];

	if (snprintf(out, DURABLE_PATH_BYTES, "%s", path) >= DURABLE_PATH_BYTES)
		return -ENAMETOOLONG;
	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t n = readlink(out, target, sizeof target - 1);
		char *at;

		if (n < 0)
			return 0; /* no link; what else may be wrong, open says */
		target[n] = '\0';
		at = *target == '/' ? out : last_part(out);
		if ((size_t)(at - out) + (size_t)n >= DURABLE_PATH_BYTES)
			return -ENAMETOOLONG;
		memcpy(at, target, (size_t)n + 1);
	}
	return -ELOOP;
}

static int
open_folder(struct place *p, const char *path)
{
	char whole[DURABLE_PATH_BYTES], *base;
	int r = follow_links(path, whole);

	if (r < 0)
		return r;
	base = last_part(whole);
	if (*base == '\0' || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return -EISDIR;
	if (strlen(base) > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(p->base, base, strlen(base) + 1);
	*base = '\0';
	p->folder = open(*whole != '\0' ? whole : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return p->folder < 0 ? -errno : 0;
}

/* ---- What a killed program left ---- */

static bool
is_temporary(const char *name, const char *base)
{
	char start[NAME_MAX + 1];
	int n = snprintf(start, sizeof start, ".%.*s.", BASE_SHOWN, base);
	size_t digits;

	if (strncmp(name, start, (size_t)n) != 0)
		return false;
	name += n;
	digits = strspn(name, "0123456789");
	if (digits == 0 || name[digits] != '-')
		return false;
	name += digits + 1;
	digits = strspn(name, "0123456789");
	return digits > 0 && strcmp(name + digits, ".new") == 0;
}

static void
remove_if_left(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat ours, there;

	if (fd < 0)
		return;
	/* It may have been renamed to its place since, and the name taken anew. */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &ours) == 0 &&
		fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
		unlinkat(folder, name, 0);
	close(fd);
}

static void
remove_left(const struct place *p)
{
	int fd = openat(p->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (is_temporary(entry->d_name, p->base))
			remove_if_left(p->folder, entry->d_name);
	closedir(dir);
}

/* ---- Writing ---- */

static int
write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Return: a new file's descriptor, locked; -errno. */
static int
open_temporary(struct place *p, unsigned mode)
{
	for (int i = 0; i < NAMES_TRIED; i++) {
		int fd;

		snprintf(p->temporary, sizeof p->temporary, ".%.*s.%d-%d.new", BASE_SHOWN, p->base,
			(int)getpid(), i);
		fd = openat(p->folder, p->temporary,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return fd; /* without locks on this file system nobody removes it either */
		close(fd);         /* somebody tidies up right now */
	}
	return -EEXIST;
}

/* As the file was that it replaces; who may not give files away keeps them. */
static int
set_owner_and_mode(int fd, const struct stat *old)
{
	if ((old->st_uid != geteuid() || old->st_gid != getegid()) &&
		fchown(fd, old->st_uid, old->st_gid) < 0 && errno != EPERM)
		return -errno;
	return fchmod(fd, old->st_mode & 0777) < 0 ? -errno : 0;
}

static int
fill_temporary(int fd, const struct stat *old, const char *data, size_t len)
{
	int r = old != NULL ? set_owner_and_mode(fd, old) : 0;

	if (r == 0)
		r = write_all(fd, data, len);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	return r;
}

static int
replace(struct place *p, const struct stat *old, unsigned mode, const char *data, size_t len)
{
	int fd, r;

	remove_left(p);
	fd = open_temporary(p, old != NULL ? 0600 : mode);
	if (fd < 0)
		return fd;
	r = fill_temporary(fd, old, data, len);
	if (r == 0 && renameat(p->folder, p->temporary, p->folder, p->base) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(p->folder, p->temporary, 0);
	/* Locked until it has its name.  fsync has told what close might. */
	close(fd);
	if (r == 0 && fsync(p->folder) < 0 && errno != EINVAL && errno != ENOTSUP)
		r = -EIO;
	return r;
}

/* A FIFO that nobody reads is an error now: to wait for its reader would hold up every other file.
 */
static int
write_through(struct place *p, const char *data, size_t len)
{
	int fd = openat(p->folder, p->base, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int r;

	if (fd < 0)
		return -errno;
	r = fcntl(fd, F_SETFL, O_WRONLY) < 0 ? -errno : write_all(fd, data, len);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

int
durable_write(const char *path, const void *data, size_t len, unsigned mode)
{
	struct place p;
	struct stat st;
	int r = open_folder(&p, path);

	if (r < 0)
		return r;
	if (fstatat(p.folder, p.base, &st, 0) < 0)
		r = errno == ENOENT ? replace(&p, NULL, mode, data, len) : -errno;
	else if (S_ISDIR(st.st_mode))
		r = -EISDIR;
	else if (S_ISREG(st.st_mode))
		r = replace(&p, &st, mode, data, len);
	else
		r = write_through(&p, data, len);
	close(p.folder);
	return r;
}

int
durable_make_folder(const char *path)
{
	char part[DURABLE_PATH_BYTES];
	struct stat st;

	if (*path == '\0')
		return -ENOENT;
	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
		return -ENAMETOOLONG;
	for (char *at = part + 1;; at++) {
		char was = *at;

		if (was != '/' && was != '\0')
			continue;
		*at = '\0';
		/* A read-only place may hold what is there already. */
		if (mkdir(part, 0700) < 0 && stat(part, &st) < 0)
			return -errno;
		*at = was;
		if (was == '\0')
			break;
	}
	return stat(path, &st) < 0 ? -errno : S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

void
durable_explain(const char *path, int error, char *out, size_t size)
{
	static const struct {
		int error;
		const char *why;
	} rows[] = {
		{ ENOSPC, "the disk is full; make room there (df -h shows the disks)" },
		{ EDQUOT, "your share of the disk is used up; make room (quota shows it)" },
		{ EROFS, "that place is read-only; choose another, or mount it read-write" },
		{ EACCES, "no permission; make its folder yours (ls -ld shows whose it is)" },
		{ EPERM, "no permission; make its folder yours (ls -ld shows whose it is)" },
		{ ENOENT, "its folder is not there; make it with mkdir -p" },
		{ ENOTDIR, "a part of the path is no folder; name another place" },
		{ EISDIR, "that is a folder; name a file in it" },
		{ ELOOP, "its symbolic links lead in a circle; look with ls -l" },
		{ ENAMETOOLONG, "the name is too long; choose a shorter one" },
		{ ENXIO, "that is a pipe or device which nobody reads; name a file" },
		{ EIO, "the disk reports an error; look at dmesg, and save elsewhere" },
	};
	const char *why = strerror(error < 0 ? -error : error);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].error == -error)
			why = rows[i].why;
	/* The reason comes after the path, so a long path shows its end only. */
	if (strlen(path) > size / 2)
		snprintf(out, size, "cannot write ...%s: %s", path + strlen(path) - size / 2 + 8,
			why);
	else
		snprintf(out, size, "cannot write %s: %s", path, why);
}
