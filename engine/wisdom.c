/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is replaced by a rename, so that of two processes at once each
 * reads a whole file and the later one wins; what the other has learnt it
 * learns again.
 */
#include "config.h"

#include "engine/wisdom.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dsp/spectrum_wisdom.h"
#include "engine/xdg.h"

enum { PATH_MAX_BYTES = 1024, FILE_MAX_BYTES = 1 << 20 };

/* Return: false when there is no place for a cache. */
static bool
wisdom_directory(char out[PATH_MAX_BYTES])
{
	/* room for the names below it */
	return xdg_path(XDG_CACHE, "audioengine", out, PATH_MAX_BYTES - 64) == 0;
}

/* Every directory of the path that is missing; whether it worked shows when the file is made. */
static void
make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	mkdir(path, 0700);
}

/* ---- What the planner knows, as a number ---- */

static void
hash_character(char c, void *arg)
{
	uint64_t *hash = arg; /* FNV-1a */

	*hash = (*hash ^ (unsigned char)c) * UINT64_C(0x100000001b3);
}

static uint64_t
wisdom_hash(void)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	spectrum_wisdom_export(hash_character, &hash);
	return hash | 1; /* 0 is no state */
}

/* ---- The file ---- */

static int
read_character(void *arg)
{
	return getc(arg);
}

static void
write_character(char c, void *arg)
{
	putc(c, arg);
}

/* A fifo, a device or something huge at its place is not waited for. */
static FILE *
wisdom_open(void)
{
	char path[PATH_MAX_BYTES];
	struct stat st;
	FILE *f = NULL;
	int fd;

	if (!wisdom_directory(path))
		return NULL;
	strcat(path, "/fftw-wisdom");
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX_BYTES)
		f = fdopen(fd, "r");
	if (!f)
		close(fd);
	return f;
}

void
wisdom_load(uint64_t *state)
{
	FILE *f = wisdom_open();
	bool learnt = f && spectrum_wisdom_import(read_character, f);

	if (f)
		fclose(f);
	*state = learnt ? wisdom_hash() : 0;
}

static bool
wisdom_write(int fd)
{
	FILE *f = fdopen(fd, "w");
	bool whole;

	if (!f) {
		close(fd);
		return false;
	}
	spectrum_wisdom_export(write_character, f);
	whole = !ferror(f);
	return fclose(f) == 0 && whole;
}

void
wisdom_save(uint64_t state)
{
	char path[PATH_MAX_BYTES], fresh[PATH_MAX_BYTES];
	int fd;

	if (state == wisdom_hash() || !wisdom_directory(path))
		return;
	make_directories(path);
	strcpy(fresh, path);
	strcat(path, "/fftw-wisdom");
	strcat(fresh, "/fftw-wisdom.XXXXXX");
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return;
	if (!wisdom_write(fd) || rename(fresh, path) < 0)
		unlink(fresh);
}
