/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets by name: NAME.txt in the user's folder and in those that came with
 * the program; the user's wins.  A name is all that comes from outside: it is
 * checked, and opened below its folder only, so that no name leads elsewhere.
 * What the user has linked there leads wherever the user wants it to: a folder
 * of dotfiles, a disk of presets.
 */
#ifndef AE_CONTROL_PRESET_STORE_H
#define AE_CONTROL_PRESET_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/presets/preset.h"

enum { PRESET_NAME_BYTES = 65, PRESETS_MAX = 4096, PRESET_PATH_BYTES = 4096 };

/* [A-Za-z0-9 ._+()-]{1,64}, no leading dot.  Context: any. */
bool preset_name_ok(const char *name);

struct preset_store;

/* Folders: $XDG_CONFIG_HOME/audioengine/presets (else ~/.config), $XDG_DATA_DIRS'
 * audioengine/presets, pkgdatadir/presets, and presets and ../presets of a program that runs from
 * its build folder.  Those that are missing are empty; what of the environment is not absolute is
 * not used.  Nothing is read before preset_store_scan.  Context: any one thread, for all of them.
 * Return: NULL: no memory. */
struct preset_store *preset_store_create(void);
void preset_store_destroy(struct preset_store *s); /* accepts NULL */

/* Read the folders again where they changed.  Return: number of names, without regard to case
 * sorted, each once, at most PRESETS_MAX. */
uint32_t preset_store_scan(struct preset_store *s);
/* As of the last scan; valid until the next.  Return: NULL above the last. */
const char *preset_store_name(const struct preset_store *s, uint32_t index);
int preset_store_find(const struct preset_store *s, const char *name); /* -ENOENT */
/* What may be meant: the same but for case, one that it is a part of, or the nearest by spelling.
 * Return: NULL: none. */
const char *preset_store_nearest(const struct preset_store *s, const char *name);
/* Files NAME.txt whose name is not ok (their user should hear of it), as of the last scan. */
uint32_t preset_store_unusable(const struct preset_store *s);

/* From the first folder that has it, be it right or wrong; without regard to the last scan, but
 * for what a misspelt name is like.  More filters than the EQ has bands: *out is filled all the
 * same.  Return: 0; -ENOENT; -EINVAL for a bad name or content; -errno; else than 0 with *err
 * filled. */
int preset_store_load(
	struct preset_store *s, const char *name, struct preset *out, struct preset_error *err);

/* Where the file of a name is.  Return: 0; -ENOENT; -EINVAL; -ENAMETOOLONG. */
int preset_store_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES]);
/* Where it would be saved: in the user's folder, which is made where missing; a link there stands
 * for what it leads to.  Return: as above; also -EACCES, -EROFS and what making the folder says;
 * -ENOENT: there is neither XDG_CONFIG_HOME nor HOME. */
int preset_store_save_path(struct preset_store *s, const char *name, char out[PRESET_PATH_BYTES]);

/* A descriptor (inotify) that is readable when a folder or a file in it changed, or when the
 * user's folder comes to be, -1: none; to be drained by preset_store_changed, which watches what
 * is new.  What a link leads to is not watched.  Return of that: the number of changes. */
int preset_store_fd(const struct preset_store *s);
uint32_t preset_store_changed(struct preset_store *s);

#endif
