/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Under a session manager everything of an engine is kept in a folder that it
 * names:
 *
 *     settings    as it was when the session was saved, and no later
 *     unsaved     as it is, at most a second old: the place of the autosave
 *     midi.map    what was learned
 *
 * At the opening the first comes into force and then the second, which counts as
 * unsaved edits and is one step of undo.  So nothing is lost, and nothing is
 * saved unasked.  See docs/decisions/0013-unsaved-beside-saved.md.
 */
#ifndef AE_CONTROL_PROJECT_H
#define AE_CONTROL_PROJECT_H

#include "control/settings/durable.h"
#include "engine/backend.h"

struct control;

struct project {
	char folder[DURABLE_PATH_BYTES]; /* "": none */
	int error;                       /* see control_project_state */
	char text[ERROR_BYTES];
};

/* ---- Context: control ---- */

/* That of the options, at the start, with its autosave.  Return: 0; -ENOMEM. */
int project_begin(struct control *c);

/* autosave.settings are what was not saved the last time. */
void project_take_unsaved(struct control *c);

/* A file of the project.  Return: 0; -ENAMETOOLONG. */
int project_file(const char *folder, const char *name, char out[DURABLE_PATH_BYTES]);

#endif
