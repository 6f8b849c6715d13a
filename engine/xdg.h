/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a user's files are, by the XDG base directory specification.
 */
#ifndef AE_ENGINE_XDG_H
#define AE_ENGINE_XDG_H

#include <stddef.h>

enum xdg_base { XDG_CONFIG, XDG_STATE, XDG_CACHE };

/* FOLDER/rest, where FOLDER is $XDG_CONFIG_HOME, $XDG_STATE_HOME or $XDG_CACHE_HOME, else
 * ~/.config,
 * ~/.local/state or ~/.cache.  What is not absolute is not used, as the specification has it.
 * Context: any but audio.
 * Return: 0; -ENOENT: there is neither that variable nor HOME; -ENAMETOOLONG; *out is then "". */
int xdg_path(enum xdg_base base, const char *rest, char *out, size_t size);

#endif
