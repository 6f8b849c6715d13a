/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A preset from a file: whatever else the name may lead to, within bounds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/presets/preset.h"

/* One byte more than a preset may have, so that a longer one is seen to be longer. */
static int
read_file(int fd, char *text, size_t *len)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	for (*len = 0; *len <= PRESET_BYTES_MAX; *len += (size_t)n) {
		n = read(fd, text + *len, PRESET_BYTES_MAX + 1 - *len);
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
	}
	return 0;
}

int
preset_load_at(int folder, const char *file, struct preset *out, struct preset_error *err)
{
	char *text = malloc(PRESET_BYTES_MAX + 1);
	size_t len = 0;
	int fd = -1, r = -ENOMEM;

	memset(err, 0, sizeof *err);
	if (text != NULL) {
		fd = openat(folder, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		r = fd < 0 ? -errno : read_file(fd, text, &len);
	}
	if (r < 0)
		snprintf(err->text, sizeof err->text, "%s",
			r == -EINVAL ? "not a regular file" : strerror(-r));
	else
		r = preset_parse(text, len, out, err);
	if (fd >= 0)
		close(fd);
	free(text);
	return r;
}

int
preset_load(const char *path, struct preset *out, struct preset_error *err)
{
	return preset_load_at(AT_FDCWD, path, out, err);
}
