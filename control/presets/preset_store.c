/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sorted list of names over all folders.  It is made anew when any folder
 * is another, or was written to, since it was read: by inode and time of
 * change, where a change may be as young as the reading itself.
 */
#include "config.h" /* _GNU_SOURCE: O_PATH, strcasestr */

#include "control/presets/preset_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "control/presets/preset_folder.h"
#include "control/settings/durable.h"
#include "control/words.h"

enum { SUFFIX_BYTES = 5, FILE_BYTES = PRESET_NAME_BYTES + SUFFIX_BYTES };
/* Time stamps of files may stand still that long: a change within it looks like none. */
static const time_t STAMP_COARSE_S = 2;

struct stamp {
	dev_t device;
	ino_t inode;
	struct timespec changed;
	bool sure; /* a later change has a later time */
};

struct preset_store {
	struct preset_folders folders;
	struct stamp stamp[PRESET_FOLDERS_MAX];
	char (*name)[PRESET_NAME_BYTES];
	uint32_t n, unusable;
	bool scanned;
};

static const char SUFFIX[SUFFIX_BYTES] = ".txt";

bool
preset_name_ok(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				" ._+()-");

	return n > 0 && n < PRESET_NAME_BYTES && name[n] == '\0' && *name != '.';
}

/* ---- Reading folders ---- */

static struct stamp
read_stamp(const char *path)
{
	struct stamp stamp = { 0 };
	struct timespec now;
	struct stat st;

	if (stat(path, &st) < 0)
		return (struct stamp){ .sure = true };
	clock_gettime(CLOCK_REALTIME, &now);
	stamp.device = st.st_dev;
	stamp.inode = st.st_ino;
	stamp.changed = st.st_mtim;
	stamp.sure = now.tv_sec - st.st_mtim.tv_sec > STAMP_COARSE_S;
	return stamp;
}

static bool
stamps_differ(const struct stamp *a, const struct stamp *b)
{
	return !a->sure || a->device != b->device || a->inode != b->inode ||
	       a->changed.tv_sec != b->changed.tv_sec || a->changed.tv_nsec != b->changed.tv_nsec;
}

struct list {
	char (*name)[PRESET_NAME_BYTES];
	uint32_t n, size, unusable;
};

static int
append(struct list *list, const char *name)
{
	if (list->n == list->size) {
		uint32_t size = list->size > 0 ? 2 * list->size : 64;
		void *more = realloc(list->name, size * sizeof *list->name);

		if (more == NULL)
			return -ENOMEM;
		list->name = more;
		list->size = size;
	}
	snprintf(list->name[list->n++], PRESET_NAME_BYTES, "%s", name);
	return 0;
}

static int
take_entry(struct list *list, const struct dirent *entry)
{
	size_t len = strlen(entry->d_name), n = len - (SUFFIX_BYTES - 1);
	char name[PRESET_NAME_BYTES];

	if (len < SUFFIX_BYTES || strcmp(entry->d_name + n, SUFFIX) != 0 || *entry->d_name == '.')
		return 0;
	if (entry->d_type != DT_REG && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return 0;
	if (n < PRESET_NAME_BYTES) {
		memcpy(name, entry->d_name, n);
		name[n] = '\0';
		if (preset_name_ok(name))
			return append(list, name);
	}
	list->unusable++;
	return 0;
}

/* A folder that cannot be read is empty; one with more than enough is read as far as that. */
static int
read_folder(struct list *list, const char *path)
{
	DIR *dir = opendir(path);
	uint32_t most = list->n + PRESETS_MAX;
	const struct dirent *entry;
	int r = 0;

	if (dir == NULL)
		return errno == ENOMEM ? -ENOMEM : 0;
	while (r == 0 && list->n < most && (entry = readdir(dir)) != NULL)
		r = take_entry(list, entry);
	closedir(dir);
	return r;
}

static int
compare(const void *a, const void *b)
{
	int r = strcasecmp(a, b);

	return r != 0 ? r : strcmp(a, b);
}

static void
make_unique(struct list *list)
{
	uint32_t n = 0;

	if (list->n > 0)
		qsort(list->name, list->n, sizeof *list->name, compare);
	for (uint32_t i = 0; i < list->n; i++)
		if (n == 0 || strcmp(list->name[i], list->name[n - 1]) != 0)
			memmove(list->name[n++], list->name[i], PRESET_NAME_BYTES);
	list->n = n < PRESETS_MAX ? n : PRESETS_MAX;
}

uint32_t
preset_store_scan(struct preset_store *s)
{
	struct stamp stamp[PRESET_FOLDERS_MAX];
	struct list list = { 0 };
	bool changed = !s->scanned;
	int r = 0;

	for (uint32_t i = 0; i < s->folders.n; i++) {
		stamp[i] = read_stamp(s->folders.folder[i].path);
		changed = changed || stamps_differ(&s->stamp[i], &stamp[i]);
	}
	for (uint32_t i = 0; changed && r == 0 && i < s->folders.n; i++)
		r = read_folder(&list, s->folders.folder[i].path);
	if (!changed || r < 0) { /* no memory: the old list, and again the next time */
		free(list.name);
		return s->n;
	}
	make_unique(&list);
	free(s->name);
	s->name = list.name;
	s->n = list.n;
	s->unusable = list.unusable;
	memcpy(s->stamp, stamp, sizeof s->stamp);
	s->scanned = true;
	return s->n;
}

/* ---- Names ---- */

const char *
preset_store_name(const struct preset_store *s, uint32_t index)
{
	return index < s->n ? s->name[index] : NULL;
}

int
preset_store_find(const struct preset_store *s, const char *name)
{
	char(*found)[PRESET_NAME_BYTES];

	if (!preset_name_ok(name) || s->n == 0)
		return -ENOENT;
	found = bsearch(name, s->name, s->n, sizeof *s->name, compare);
	return found != NULL ? (int)(found - s->name) : -ENOENT;
}

uint32_t
preset_store_unusable(const struct preset_store *s)
{
	return s->unusable;
}

/* How unlike: a matter of case, then a part (the more is missing, the worse), then spelling. */
static uint32_t
unlikeness(const char *name, const char *meant)
{
	size_t n = strlen(name);
	uint32_t edits;

	if (strcasecmp(name, meant) == 0)
		return 0;
	if (n >= 2 && strcasestr(meant, name) != NULL)
		return (uint32_t)(strlen(meant) - n);
	edits = edit_distance(name, meant);
	return edits <= 1 + n / 4 ? 100 + edits : UINT32_MAX;
}

const char *
preset_store_nearest(const struct preset_store *s, const char *name)
{
	uint32_t least = UINT32_MAX, best = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t unlike = unlikeness(name, s->name[i]);

		if (unlike < least) {
			least = unlike;
			best = i;
		}
	}
	return least < UINT32_MAX ? s->name[best] : NULL;
}

/* ---- Files ---- */

static void
file_of(char file[FILE_BYTES], const char *name)
{
	snprintf(file, FILE_BYTES, "%s%s", name, SUFFIX);
}

static int
refuse_name(struct preset_error *err, const char *name)
{
	snprintf(err->text, sizeof err->text,
		"\"%.70s\" is no name of a preset: 1 to 64 of A-Z a-z 0-9 space . _ + ( ) -, not a "
		"dot first",
		name);
	return -EINVAL;
}

static int
say_missing(const struct preset_store *s, const char *name, struct preset_error *err)
{
	const char *nearest = preset_store_nearest(s, name);

	if (nearest != NULL)
		snprintf(err->text, sizeof err->text, "there is no preset \"%s\", but \"%s\"", name,
			nearest);
	else
		snprintf(err->text, sizeof err->text, "there is no preset \"%s\"", name);
	return -ENOENT;
}

int
preset_store_load(
	struct preset_store *s, const char *name, struct preset *out, struct preset_error *err)
{
	char file[FILE_BYTES];

	memset(err, 0, sizeof *err);
	if (!preset_name_ok(name))
		return refuse_name(err, name);
	file_of(file, name);
	for (uint32_t i = 0; i < s->folders.n; i++) {
		int r, fd = open(s->folders.folder[i].path, O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			continue;
		r = preset_load_at(fd, file, out, err);
		close(fd);
		if (r != -ENOENT)
			return r;
	}
	return say_missing(s, name, err);
}

static int
join(char out[PRESET_PATH_BYTES], const char *folder, const char *file)
{
	int n = snprintf(out, PRESET_PATH_BYTES, "%s/%s", folder, file);

	return n < PRESET_PATH_BYTES ? 0 : -ENAMETOOLONG;
}

int
preset_store_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES])
{
	char file[FILE_BYTES];

	*out = '\0';
	if (!preset_name_ok(name))
		return -EINVAL;
	file_of(file, name);
	for (uint32_t i = 0; i < s->folders.n; i++) {
		int r = join(out, s->folders.folder[i].path, file);

		if (r < 0 || access(out, F_OK) == 0)
			return r;
	}
	*out = '\0';
	return -ENOENT;
}

/* So that a link stays a link, to the new content. */
static int
follow_link(char path[PRESET_PATH_BYTES])
{
	char *target;
	struct stat st;
	int r = 0;

	if (lstat(path, &st) < 0 || !S_ISLNK(st.st_mode))
		return 0;
	target = realpath(path, NULL);
	if (target == NULL)
		return errno == ENOENT ? 0 : -errno; /* leads nowhere: replaced */
	if (snprintf(path, PRESET_PATH_BYTES, "%s", target) >= PRESET_PATH_BYTES)
		r = -ENAMETOOLONG;
	free(target);
	return r;
}

int
preset_store_save_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES])
{
	const char *folder = s->folders.folder[0].path;
	char file[FILE_BYTES];
	int r;

	*out = '\0';
	if (!preset_name_ok(name))
		return -EINVAL;
	if (!s->folders.user)
		return -ENOENT;
	r = durable_make_folder(folder);
	if (r < 0)
		return r;
	if (access(folder, W_OK | X_OK) < 0)
		return -errno;
	file_of(file, name);
	r = join(out, folder, file);
	return r == 0 ? follow_link(out) : r;
}

/* ---- Changes ---- */

int
preset_store_fd(const struct preset_store *s)
{
	return s->folders.fd;
}

uint32_t
preset_store_changed(struct preset_store *s)
{
	return preset_folders_drain(&s->folders);
}

struct preset_store *
preset_store_create(void)
{
	struct preset_store *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	if (preset_folders_init(&s->folders) == 0)
		return s;
	preset_store_destroy(s);
	return NULL;
}

void
preset_store_destroy(struct preset_store *s)
{
	if (s == NULL)
		return;
	preset_folders_finish(&s->folders);
	free(s->name);
	free(s);
}
