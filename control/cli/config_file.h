/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration file: options without their dashes, one per line, "name" or
 * "name=value", blanks around both ignored; lines that begin with # are notes.
 * What an option means is options.c's business.
 */
#ifndef AE_CONTROL_CONFIG_FILE_H
#define AE_CONTROL_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_BYTES_MAX = 256 * 1024, CONFIG_PATH_BYTES = 4096 };

struct config_line {
	uint32_t number; /* from 1; 0 before the first */
	char *name;      /* never empty, unless the line begins with '=' */
	char *value;     /* NULL: no '='; may be empty */
};

/* The next option of a text that ends in a NUL.  *at moves on; name and value point into the
 * text, which is changed for that.  Return: false: no more.  Context: any. */
bool config_next(char **at, struct config_line *line);

/* $XDG_CONFIG_HOME/audioengine/audioengine.conf, else below ~/.config.  Return: 0; -ENOENT: there
 * is no such place.  Context: main. */
int config_path(char path[CONFIG_PATH_BYTES]);

/* A file as text with a NUL behind it, to be freed.  Return: 0; -ENOENT; -ENODEV: no regular
 * file; -EINVAL: not text; -EFBIG; -errno. */
int config_read(const char *path, char **text);

#endif
