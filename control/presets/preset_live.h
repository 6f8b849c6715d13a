/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The preset that is heard: loaded by name or from the file of --preset, read
 * again when that file changes, saved.  Who has edited the EQ since keeps the
 * edits; a file that cannot be understood changes nothing.
 */
#ifndef AE_CONTROL_PRESET_LIVE_H
#define AE_CONTROL_PRESET_LIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "control/history.h"
#include "control/presets/preset_store.h"

struct control;
struct saved;

/* By which a file is known to be another than the one that was read. */
struct file_stamp {
	dev_t dev;
	ino_t ino;
	off_t size;
	int64_t changed_ns; /* 0: there is no file */
};

struct preset_live {
	struct preset_store *store; /* owned */
	bool scanned;
	uint32_t npresets; /* as of the last scan */
	const char *file;  /* of --preset=FILE; NULL: none */
	int file_fd;       /* inotify of its folder; -1: none */

	char name[PRESET_NAME_BYTES]; /* what stamp is of */
	bool of_file;
	struct file_stamp stamp;
	uint64_t due_ns; /* something changed, look then; 0: nothing */

	uint64_t ticket; /* of the save that is under way; 0: none */
	struct eq_edit saving;
	char before[PRESET_NAME_BYTES]; /* the current preset when it was asked for */
	bool before_of_file;
};

/* Context of all: control. */

/* With the preset that the options ask for.  Return: 0; -ENOMEM; -EINVAL with c->end_text. */
int preset_live_create(struct control *c);
void preset_live_finish(struct control *c); /* accepts a zeroed one */

/* Watch for changes from now on; what cannot be watched is in the log. */
void preset_live_watch(struct control *c);
void preset_live_changed(struct control *c, uint64_t now_ns); /* a descriptor has input */
void preset_live_tick(struct control *c, uint64_t now_ns);    /* once a turn */

/* The file of the current preset, as it is at this moment, is what is heard. */
void preset_live_follow(struct control *c);

void preset_live_reload(struct control *c); /* now, whether the file changed or not */

/* Return: whether it was ours. */
bool preset_live_saved(struct control *c, const struct saved *saved);

#endif
