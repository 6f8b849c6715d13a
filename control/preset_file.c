/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A preset from a file: whatever else the name may lead to, within bounds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/preset.h"

int
preset_load(const char *path, struct preset *out, struct preset_error *err)
{
	char *text = malloc(PRESET_BYTES_MAX + 1);
	struct stat st;
	ssize_t n;
	size_t len = 0;
	int fd, r = 0;

	memset(err, 0, sizeof *err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (text == NULL || fd < 0 || fstat(fd, &st) < 0) {
		r = text == NULL ? -ENOMEM : -errno;
	} else if (!S_ISREG(st.st_mode)) {
		r = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	} else {
		while ((n = read(fd, text + len, PRESET_BYTES_MAX + 1 - len)) > 0)
			len += (size_t)n;
		r = n < 0 ? -errno : 0;
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
