/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between a running control and its settings: what there is becomes text, and
 * text comes into force.  Of the two slots one is heard and stands among the
 * parameters; the other is a copy that eq_edit.c keeps.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/control_private.h"
#include "control/settings/autosave.h"
#include "control/settings/settings_file.h"

/* ---- Between control and its settings ---- */

static void
slot_from_edit(const struct control *c, const struct eq_edit *e, struct settings_slot *out)
{
	const struct eq_edits *d = &c->edits;

	snprintf(out->preset, sizeof out->preset, "%s", e->preset);
	out->of_file = e->of_file;
	out->modified = eq_edit_modified(e);
	eq_drop_bandwidths(c, e, out->bandwidth_oct);
	for (uint32_t i = 0; i < d->n; i++)
		out->value[d->index[i]] = e->value[i];
}

/* What the slot does not say is the default. */
static void
edit_from_slot(
	const struct control *c, const struct settings_slot *slot, bool b, struct eq_edit *out)
{
	const struct eq_edits *d = &c->edits;

	memset(out, 0, sizeof *out);
	out->slot_b = b;
	snprintf(out->preset, sizeof out->preset, "%s", slot->preset);
	out->of_file = slot->of_file;
	memcpy(out->bandwidth_oct, slot->bandwidth_oct, sizeof out->bandwidth_oct);
	for (uint32_t i = 0; i < d->n; i++) {
		const struct param_entry *entry = &c->params.entry[d->index[i]];
		float value = slot->value[d->index[i]];

		out->value[i] = isnan(value) ? entry->info->def : value;
		/* NaN is unlike everything: what the preset had here, nobody knows any more. */
		out->loaded[i] = *slot->preset == '\0' ? entry->info->def
				 : slot->modified      ? NAN
						       : out->value[i];
	}
	eq_follow_bandwidths(c, out);
}

size_t
settings_collect(struct control *c)
{
	const struct eq_edits *d = &c->edits;
	struct settings *s = &c->autosave.settings;
	const struct eq_edit *heard = eq_edit_read(c);
	bool other = !heard->slot_b;

	settings_clear(s);
	memcpy(s->heard.value, c->params.value, c->params.n * sizeof *s->heard.value);
	slot_from_edit(c, heard, &s->heard);
	if (d->was_left[other])
		slot_from_edit(c, &d->left[other], &s->other);
	return settings_write(s, &c->params, c->autosave.text);
}

static bool
says_anything(const struct control *c, const struct settings_slot *slot)
{
	for (uint32_t i = 0; i < c->params.n; i++)
		if (!isnan(slot->value[i]))
			return true;
	return false;
}

void
settings_adopt(struct control *c)
{
	const struct settings *s = &c->autosave.settings;
	const struct param_table *t = &c->params;
	struct eq_edits *d = &c->edits;
	struct eq_edit heard;
	bool b = s->heard.value[d->slot] > 0.5f;

	eq_edit_note(c);
	for (uint32_t i = 0; i < t->n; i++)
		if (t->entry[i].info->keep == KEEP_STATE && i != d->slot)
			param_table_set(&c->params, i,
				isnan(s->heard.value[i]) ? t->entry[i].info->def
							 : s->heard.value[i]);
	edit_from_slot(c, &s->heard, b, &heard);
	eq_edit_show(c, &heard);
	d->was_left[!b] = says_anything(c, &s->other);
	edit_from_slot(c, &s->other, !b, &d->left[!b]);
}

static void
read_slots(struct control *c, struct eq_slots *out)
{
	const struct eq_edits *d = &c->edits;
	const struct eq_edit *heard = eq_edit_read(c);
	bool b = heard->slot_b;

	out->slot[b] = *heard;
	out->slot[!b] = d->left[!b];
	out->there[b] = true;
	out->there[!b] = d->was_left[!b];
}

void
settings_tell_warnings(struct control *c, const char *path)
{
	const struct settings *s = &c->autosave.settings;

	for (uint32_t i = 0; i < s->nwarnings_kept; i++)
		control_log(c, "%s:%u: %s", path, s->warning[i].line, s->warning[i].text);
	if (s->nwarnings > s->nwarnings_kept)
		control_log(c, "%s: %u more warnings", path, s->nwarnings - s->nwarnings_kept);
}

int
settings_read(struct control *c, const char *path, char err[ERROR_BYTES])
{
	struct preset_error why = { 0 };
	size_t len;
	char *text;
	int r = settings_file_read(path, &text, &len);

	if (r == -ENODEV)
		snprintf(err, ERROR_BYTES, "%s is not a file", path);
	else if (r < 0)
		snprintf(err, ERROR_BYTES, "cannot read %s: %s", path, strerror(-r));
	if (r < 0)
		return r;
	if (len > 0)
		r = settings_parse(&c->autosave.settings, &c->params, text, len, &why);
	free(text);
	if (len == 0) {
		snprintf(err, ERROR_BYTES, "%s is empty", path);
		return -ENOENT; /* there is nothing in it to lose */
	}
	if (r < 0 && why.line > 0)
		snprintf(err, ERROR_BYTES, "%s:%u: %s", path, why.line, why.text);
	else if (r < 0)
		snprintf(err, ERROR_BYTES, "%s: %s", path, why.text);
	return r;
}

void
autosave_mark_clean(struct control *c)
{
	read_slots(c, &c->autosave.clean);
	c->autosave.saving_ticket = 0;
}

/* ---- What front ends ask for ---- */

bool
control_unsaved(struct control *c)
{
	const struct eq_slots *clean = &c->autosave.clean;
	struct eq_slots now;

	read_slots(c, &now);
	for (int i = 0; i < 2; i++)
		/* B begins as a copy of A. */
		if (now.there[i] &&
			eq_edit_differs(&now.slot[i], &clean->slot[clean->there[i] ? i : !i]))
			return true;
	return false;
}

uint64_t
control_settings_save(struct control *c, const char *path, char err[ERROR_BYTES])
{
	struct autosave *a = &c->autosave;
	size_t len = settings_collect(c);
	int r = saver_put(c->saver, path, a->text, len, c->tickets + 1);

	if (r < 0) {
		snprintf(err, ERROR_BYTES, "cannot save %s: %s", path,
			r == -ENOSPC ? "too many files wait for the disk already; try again later"
				     : strerror(-r));
		return 0;
	}
	read_slots(c, &a->saving);
	a->saving_ticket = ++c->tickets;
	return a->saving_ticket;
}
