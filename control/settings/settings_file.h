/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the settings of an instance are, who may write them, and what happens
 * to a file that cannot be read: it is moved aside, never overwritten.
 */
#ifndef AE_CONTROL_SETTINGS_FILE_H
#define AE_CONTROL_SETTINGS_FILE_H

#include <stddef.h>

#include "control/cli/options.h"
#include "control/settings/durable.h"

/* --settings=FILE; else $XDG_STATE_HOME/audioengine/NAME.settings (~/.local/state), for JACK and,
 * with --name, for a paced dummy; "" for everything else, which keeps nothing.
 * Return: 0; -ENOENT: neither variable is set; -EINVAL: the name is no file name; -ENAMETOOLONG.
 * Context: main. */
int settings_file_path(const struct options *o, char path[DURABLE_PATH_BYTES]);

/* The right to write path, for as long as the descriptor is open.  Missing folders are made.
 * Return: the descriptor; -EWOULDBLOCK: another program has it; -ENODEV: path is no file;
 * -errno.  Context: control. */
int settings_file_lock(const char *path);

/* A regular file as a whole, to be freed.  Return: 0; -ENOENT; -ENODEV: not a regular file; -EFBIG;
 * -errno.
 * Context: control. */
int settings_file_read(const char *path, char **text, size_t *len);

/* Rename it to path.broken-N with the first N that is free.  Return: 0; -ENODEV; -errno. */
int settings_file_set_aside(const char *path, char aside[DURABLE_PATH_BYTES]);

#endif
