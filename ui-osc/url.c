/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is written under another name, locked, and moved into place: whoever
 * opens it reads a whole URL.
 */
#include "ui-osc/url.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_own_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Where the session keeps such things.  Return: false: nowhere. */
static bool
runtime_folder(char out[URL_PATH_BYTES])
{
	const char *xdg = getenv("XDG_RUNTIME_DIR");

	if (xdg != NULL && xdg[0] == '/')
		return snprintf(out, URL_PATH_BYTES, "%s", xdg) < URL_PATH_BYTES;
	snprintf(out, URL_PATH_BYTES, "/run/user/%u", (unsigned)geteuid());
	return is_own_folder(out);
}

/* Who holds the lock of a file; 0: nobody. */
static pid_t
lock_holder(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid;
}

static int
take_lock(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &lock) == 0 ? 0 : -errno;
}

/* The pid that holds path, and its first line. */
static pid_t
read_file(const char *path, char url[URL_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	pid_t pid;
	ssize_t n;

	url[0] = '\0';
	if (fd < 0)
		return 0;
	n = read(fd, url, URL_BYTES - 1);
	pid = lock_holder(fd);
	close(fd);
	url[n > 0 ? n : 0] = '\0';
	url[strcspn(url, "\n")] = '\0';
	return pid;
}

static bool
name_ok(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

/* A new file of ours at path, written and locked.  Return: its descriptor or -errno. */
static int
write_file(const char *path, const char *url)
{
	char line[URL_BYTES + 1];
	int fd, error, len = snprintf(line, sizeof line, "%s\n", url);

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	error = take_lock(fd);
	if (error == 0 && write(fd, line, (size_t)len) != len)
		error = -EIO;
	if (error == 0)
		return fd;
	close(fd);
	unlink(path);
	return error;
}

int
url_folder(char out[URL_PATH_BYTES])
{
	size_t n;

	if (!runtime_folder(out))
		return -ENOENT;
	n = strlen(out);
	if (snprintf(out + n, URL_PATH_BYTES - n, "/audioengine") >= (int)(URL_PATH_BYTES - n))
		return -ENAMETOOLONG;
	if (mkdir(out, 0700) != 0 && errno != EEXIST)
		return -errno;
	return is_own_folder(out) ? 0 : -EACCES;
}

int
url_publish(struct url_file *f, const char *folder, const char *name, const char *url,
	struct url_owner *owner)
{
	return url_publish_as(f, folder, name, "url", url, owner);
}

int
url_publish_as(struct url_file *f, const char *folder, const char *name, const char *ending,
	const char *url, struct url_owner *owner)
{
	char path[URL_PATH_BYTES], fresh[URL_PATH_BYTES], old[URL_BYTES];

	*f = (struct url_file){ .fd = -1 };
	*owner = (struct url_owner){ 0 };
	if (!name_ok(name))
		return -EINVAL;
	if (snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending) >= (int)sizeof path ||
		snprintf(fresh, sizeof fresh, "%s/.%s.%s.%d", folder, name, ending,
			(int)getpid()) >= (int)sizeof fresh)
		return -ENAMETOOLONG;
	owner->pid = read_file(path, old);
	if (owner->pid != 0)
		return -EBUSY;
	f->fd = write_file(fresh, url);
	if (f->fd < 0)
		return f->fd;
	if (rename(fresh, path) != 0) {
		int error = errno;

		unlink(fresh);
		close(f->fd);
		f->fd = -1;
		return -error;
	}
	memcpy(f->path, path, sizeof f->path);
	return 0;
}

void
url_withdraw(struct url_file *f)
{
	struct stat ours, there;

	if (f->fd < 0)
		return;
	if (fstat(f->fd, &ours) == 0 && lstat(f->path, &there) == 0 &&
		ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
		unlink(f->path);
	close(f->fd);
	f->fd = -1;
}

int
url_read(const char *folder, const char *name, struct url_entry *out)
{
	char path[URL_PATH_BYTES];

	*out = (struct url_entry){ .pid = 0 };
	if (!name_ok(name))
		return -EINVAL;
	if (snprintf(path, sizeof path, "%s/%s.url", folder, name) >= (int)sizeof path)
		return -ENOENT;
	snprintf(out->name, sizeof out->name, "%s", name);
	out->pid = read_file(path, out->url);
	return out->url[0] != '\0' ? 0 : -ENOENT;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct url_entry *)a)->name, ((const struct url_entry *)b)->name);
}

uint32_t
url_list(const char *folder, struct url_entry *out, uint32_t max)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	uint32_t n = 0;

	if (dir == NULL)
		return 0;
	while (n < max && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);
		char name[URL_NAME_BYTES];

		if (len <= 4 || len - 4 >= sizeof name || entry->d_name[0] == '.' ||
			strcmp(entry->d_name + len - 4, ".url") != 0)
			continue;
		snprintf(name, sizeof name, "%.*s", (int)(len - 4), entry->d_name);
		n += url_read(folder, name, &out[n]) == 0;
	}
	closedir(dir);
	qsort(out, n, sizeof *out, by_name);
	return n;
}

void
url_find(const char *folder, const char *url, struct url_owner *out)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	*out = (struct url_owner){ 0 };
	if (dir == NULL)
		return;
	while (out->pid == 0 && (entry = readdir(dir)) != NULL) {
		char path[URL_PATH_BYTES * 2], there[URL_BYTES];
		size_t len = strlen(entry->d_name);
		pid_t pid;

		if (len <= 4 || entry->d_name[0] == '.' ||
			strcmp(entry->d_name + len - 4, ".url") != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		pid = read_file(path, there);
		if (pid == 0 || strcmp(there, url) != 0)
			continue;
		out->pid = pid;
		snprintf(out->name, sizeof out->name, "%.*s", (int)(len - 4), entry->d_name);
	}
	closedir(dir);
}
