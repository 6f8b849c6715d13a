/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets by name: NAME.txt in the user's folder and in those that came with
 * the program; the user's wins.  A name is all that comes from outside: it is
 * checked, and opened below its folder only, so that no name leads elsewhere.
 */
#ifndef AE_CONTROL_PRESET_STORE_H
#define AE_CONTROL_PRESET_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/preset.h"

enum { PRESET_NAME_BYTES = 65, PRESETS_MAX = 4096, PRESET_PATH_BYTES = 4096 };

/* [A-Za-z0-9 ._+()-]{1,64}, no leading dot.  Context: any. */
bool preset_name_ok(const char *name);

struct preset_store;

/* Folders: $XDG_CONFIG_HOME/audioengine/presets (else ~/.config), $XDG_DATA_DIRS'
 * audioengine/presets, pkgdatadir/presets, and ../presets of a program that runs from its build
 * folder.  Those that are missing are empty.  Context: any one thread.  Return: NULL: no memory. */
struct preset_store *preset_store_create(void);
void preset_store_destroy(struct preset_store *s); /* accepts NULL */

/* Read the folders again where they changed.  Return: number of names, sorted, each once. */
uint32_t preset_store_scan(struct preset_store *s);
const char *preset_store_name(const struct preset_store *s, uint32_t index);      /* NULL above */
int preset_store_find(const struct preset_store *s, const char *name);            /* -ENOENT */
const char *preset_store_nearest(const struct preset_store *s, const char *name); /* NULL: none */

/* Return: 0; -ENOENT; -EINVAL for a bad name or content; -errno, with *err filled. */
int preset_store_load(
	struct preset_store *s, const char *name, struct preset *out, struct preset_error *err);

/* Where the file of a name is or would be saved.  Return: 0; -ENOENT; -EINVAL;
 * for saving also -EACCES and what making the folder says. */
int preset_store_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES]);
int preset_store_save_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES]);

/* A descriptor (inotify) that is readable when a folder or a file in it changed, -1: none; to be
 * drained by preset_store_changed.  Return of that: the number of events. */
int preset_store_fd(const struct preset_store *s);
uint32_t preset_store_changed(struct preset_store *s);

#endif
