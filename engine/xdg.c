/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See xdg.h. */
#include "engine/xdg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *variable, *below_home;
} bases[] = {
	[XDG_CONFIG] = { "XDG_CONFIG_HOME", "/.config" },
	[XDG_STATE] = { "XDG_STATE_HOME", "/.local/state" },
	[XDG_CACHE] = { "XDG_CACHE_HOME", "/.cache" },
};

int
xdg_path(enum xdg_base base, const char *rest, char *out, size_t size)
{
	const char *folder = getenv(bases[base].variable), *below = "";
	int n;

	*out = '\0';
	if (folder == NULL || *folder != '/') {
		folder = getenv("HOME");
		below = bases[base].below_home;
	}
	if (folder == NULL || *folder != '/')
		return -ENOENT;
	n = snprintf(out, size, "%s%s/%s", folder, below, rest);
	if (n >= 0 && (size_t)n < size)
		return 0;
	*out = '\0';
	return -ENAMETOOLONG;
}
