/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every file of tests/corpus/CORPUS through its fuzz target, without libFuzzer:
 * what was found once is tried by every `make check`, with every compiler and
 * sanitizer.  A target that finds something wrong aborts.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_BYTES = 1 << 16 };

/* A copy of just its size, so that reading behind its end is seen. */
static bool
replay(const char *folder, const char *name)
{
	static uint8_t all[INPUT_BYTES];
	char path[4096];
	uint8_t *data;
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "rb");
	if (f == NULL)
		return false;
	n = fread(all, 1, sizeof all, f);
	fclose(f);
	data = malloc(n > 0 ? n : 1);
	if (data == NULL)
		return false;
	memcpy(data, all, n);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	return true;
}

int
main(void)
{
	const char *top = getenv("top_srcdir");
	const struct dirent *entry;
	unsigned n = 0, unread = 0;
	char folder[2048];
	DIR *dir;

	snprintf(folder, sizeof folder, "%s/tests/corpus/%s", top != NULL ? top : ".", CORPUS);
	dir = opendir(folder);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.') {
			unread += !replay(folder, entry->d_name);
			n++;
		}
	if (dir != NULL)
		closedir(dir);
	printf("%sok - %s: %u inputs, %u unread\n", n > 0 && unread == 0 ? "" : "not ", folder, n,
		unread);
	return n == 0 || unread > 0;
}
