/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text is cut up in place, so that values live as long as it does. */
#include "control/cli/config_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/settings/settings_file.h"
#include "engine/xdg.h"

static const char BLANKS[] = " \t\r";

/* Without blanks at either end. */
static char *
trim(char *text)
{
	size_t n;

	text += strspn(text, BLANKS);
	n = strlen(text);
	while (n > 0 && strchr(BLANKS, text[n - 1]) != NULL)
		n--;
	text[n] = '\0';
	return text;
}

bool
config_next(char **at, struct config_line *line)
{
	while (**at != '\0') {
		char *text = *at, *newline = strchr(text, '\n'), *equals;

		*at = newline != NULL ? newline + 1 : text + strlen(text);
		if (newline != NULL)
			*newline = '\0';
		line->number++;
		text = trim(text);
		if (*text == '\0' || *text == '#')
			continue;
		equals = strchr(text, '=');
		line->value = equals != NULL ? trim(equals + 1) : NULL;
		if (equals != NULL)
			*equals = '\0';
		line->name = trim(text);
		return true;
	}
	return false;
}

int
config_path(char path[CONFIG_PATH_BYTES])
{
	return xdg_path(XDG_CONFIG, "audioengine/audioengine.conf", path, CONFIG_PATH_BYTES) < 0
		       ? -ENOENT
		       : 0;
}

int
config_read(const char *path, char **text)
{
	size_t len;
	int r = settings_file_read(path, text, &len);

	if (r < 0)
		return r;
	if (memchr(*text, '\0', len) == NULL)
		return 0;
	free(*text);
	return -EINVAL;
}
