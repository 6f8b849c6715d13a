/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings come back at the start and are saved by themselves: at most a
 * second after a change they are on their way to the disk.  What the command
 * line says is not a change: it goes to the file with the next one only.
 */
#ifndef AE_CONTROL_AUTOSAVE_H
#define AE_CONTROL_AUTOSAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/history.h"
#include "control/settings/durable.h"
#include "control/settings/project.h"
#include "control/settings/settings.h"
#include "engine/backend.h"

struct control;

/* Both settings of the EQ, whichever is heard. */
struct eq_slots {
	struct eq_edit slot[2]; /* A, B */
	bool there[2];
};

struct autosave {
	char path[DURABLE_PATH_BYTES]; /* "" : nothing is kept */
	int lock_fd;                   /* -1: not ours to write */
	bool aside_first;              /* what is there cannot be read, and must not be lost */
	struct settings settings;      /* scratch */
	char *text, *written;          /* scratch; what is saved or on its way; owned */
	size_t written_len;
	uint64_t looked_ns, put_ns, next_ns;
	uint32_t backoff_s;
	bool writing;
	int told; /* -errno that the log has; 0: all is well */
	bool hang_told;
	struct project project;
	struct eq_slots clean;  /* after the last load or save that was asked for */
	struct eq_slots saving; /* of the save that is under way */
	uint64_t saving_ticket;
};

/* ---- Context: control ---- */

/* Find the place, and bring back what is there.  The parameters are at their defaults.
 * Return: 0; -ENOMEM. */
int autosave_open(struct control *c);

/* Leave this place for another, and bring back what is there; see autosave_flush.  Return: 0;
 * -ENOMEM.  *place: 0; -errno: it cannot be written there, as the log says. */
int autosave_move(struct control *c, const char *path, int *place);

/* Give what changed up to now to the saver.  Return: whether it is yet to reach the disk. */
bool autosave_flush(struct control *c);

/* The values as they are now are what is saved, or need not be. */
void autosave_rebase(struct control *c);

/* The EQ as it is now is in a file, or came from one: see control_unsaved. */
void autosave_mark_clean(struct control *c);

/* Whether nothing has changed since autosave_rebase or the last save. */
bool autosave_is_clean(struct control *c);

/* Once a turn: take what the saver has done (frontend_ops.done), save what changed. */
void autosave_tick(struct control *c, uint64_t now_ns);

/* Save the rest and wait for it, bounded. */
void autosave_end(struct control *c);

void autosave_close(struct control *c); /* accepts one that was not opened */

/* ---- settings_live.c; context: control ---- */

/* Everything as it is now, in autosave.settings and as text in autosave.text.
 * Return: its length. */
size_t settings_collect(struct control *c);

/* A file into autosave.settings.  Return: 0; -ENOENT; -ENODEV, -EINVAL or -errno, with err filled.
 */
int settings_read(struct control *c, const char *path, char err[ERROR_BYTES]);
void settings_tell_warnings(struct control *c, const char *path);

/* autosave.settings come into force; what they do not say goes back to its default. */
void settings_adopt(struct control *c);

#endif
