/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders that presets are in, and what happens in them.  Context: of all, that of the preset
 * store. */
#ifndef AE_CONTROL_PRESET_FOLDER_H
#define AE_CONTROL_PRESET_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum { PRESET_FOLDERS_MAX = 16 };

struct preset_folder {
	char *path;
	int watch;   /* of the folder, -1: none */
	int parent;  /* of the nearest folder above that is there, while it is missing; -1: none */
	size_t next; /* length of the part of path that has to appear below that */
};

struct preset_folders {
	struct preset_folder folder[PRESET_FOLDERS_MAX];
	uint32_t n;
	bool user; /* the first is the user's */
	int fd;    /* inotify, -1: none */
};

/* Return: 0 or -ENOMEM; both times to be finished. */
int preset_folders_init(struct preset_folders *f);
void preset_folders_finish(struct preset_folders *f);

/* Take what inotify has to say, and watch what has come to be.  Return: number of changes. */
uint32_t preset_folders_drain(struct preset_folders *f);

#endif
