/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opening, changing and saving the folder that a session manager names. */
#include "control/settings/project.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "control/control_private.h"
#include "control/settings/settings_file.h"

int
project_file(const char *folder, const char *name, char out[DURABLE_PATH_BYTES])
{
	int n = snprintf(out, DURABLE_PATH_BYTES, "%s/%s", folder, name);

	return n < DURABLE_PATH_BYTES ? 0 : -ENAMETOOLONG;
}

/* What was saved cannot be used, and is not to be written over. */
static void
set_aside(struct control *c, const char *path, const char *why)
{
	struct project *p = &c->autosave.project;
	char aside[DURABLE_PATH_BYTES];
	int r = settings_file_set_aside(path, aside);

	p->error = -EINVAL;
	if (r == 0)
		snprintf(p->text, sizeof p->text, "%.300s; it is kept as %.200s", why,
			strrchr(aside, '/') + 1);
	else
		snprintf(p->text, sizeof p->text, "%s", why);
	control_log(c, "what was saved cannot be used: %s", p->text);
}

/* What was saved, or defaults, comes into force.  Return: 0; -ENOMEM, -ENAMETOOLONG with why, and
 * nothing has changed. */
static int
load(struct control *c, const char *folder, char why[ERROR_BYTES])
{
	struct autosave *a = &c->autosave;
	char path[DURABLE_PATH_BYTES];
	int r = project_file(folder, "settings", path);

	if (r < 0)
		snprintf(why, ERROR_BYTES, "the path of the project is too long");
	else
		r = settings_read(c, path, why);
	if (r == -ENOMEM || r == -ENAMETOOLONG)
		return r;
	snprintf(a->project.folder, sizeof a->project.folder, "%s", folder);
	a->project.error = 0;
	a->project.text[0] = '\0';
	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		set_aside(c, path, why);
	if (r < 0)
		settings_clear(&a->settings);
	else
		settings_tell_warnings(c, path);
	settings_adopt(c);
	history_clear(c->edits.history);
	autosave_mark_clean(c);
	return 0;
}

/* Return: 0; -ENOMEM. */
static int
unsaved_too(struct control *c)
{
	struct project *p = &c->autosave.project;
	char path[DURABLE_PATH_BYTES];
	int place, r = project_file(p->folder, "unsaved", path);

	r = r == 0 ? autosave_move(c, path, &place) : r;
	if (r == 0 && place < 0 && p->error == 0) {
		p->error = place;
		durable_explain(path, place, p->text, sizeof p->text);
	}
	return r;
}

void
project_take_unsaved(struct control *c)
{
	struct eq_edit saved = *eq_edit_read(c);

	settings_adopt(c);
	history_rebase(c->edits.history, &saved);
	history_note(c->edits.history, eq_edit_read(c), HISTORY_MANY, clock_monotonic_ns());
	if (control_unsaved(c))
		control_log(c, "changes that were not saved are back; undo goes to what was saved");
}

int
project_begin(struct control *c)
{
	char why[ERROR_BYTES];
	int r = load(c, c->options.project, why);

	return r < 0 ? r : unsaved_too(c);
}

/* ---- For front ends ---- */

int
control_project_state(const struct control *c, char err[ERROR_BYTES])
{
	snprintf(err, ERROR_BYTES, "%s", c->autosave.project.text);
	return c->autosave.project.error;
}

int
control_project_open(struct control *c, const char *folder, char err[ERROR_BYTES])
{
	int r;

	eq_edit_note(c);
	if (autosave_flush(c)) {
		snprintf(err, ERROR_BYTES, "the last changes cannot be written to %.400s",
			c->autosave.path);
		return -EAGAIN;
	}
	if (strcmp(folder, c->autosave.project.folder) == 0)
		return control_project_state(c, err);
	c->options.fresh = false; /* that was for the start */
	r = load(c, folder, err);
	if (r < 0)
		return r;
	r = unsaved_too(c);
	if (r < 0) {
		c->autosave.aside_first = true; /* what is there is not to be written over */
		c->autosave.project.error = -EINVAL;
		snprintf(c->autosave.project.text, sizeof c->autosave.project.text,
			"changes that were not saved cannot be read: %s", strerror(-r));
	}
	autosave_rebase(c);
	midi_move(c);
	return control_project_state(c, err);
}

uint64_t
control_project_save(struct control *c, char err[ERROR_BYTES])
{
	char path[DURABLE_PATH_BYTES];

	if (project_file(c->autosave.project.folder, "settings", path) < 0) {
		snprintf(err, ERROR_BYTES, "the path of the project is too long");
		return 0;
	}
	/* First, so that it is never older than what is saved. */
	autosave_flush(c);
	return control_settings_save(c, path, err);
}
