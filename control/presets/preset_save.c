/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The EQ of this moment as a preset: made here, written by the saver, current once it is there. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "control/control_private.h"
#include "control/presets/preset_write.h"
#include "control/settings/durable.h"

/* Nothing of the band differs from one that was never used, apart from whether it is on. */
static bool
band_is_untouched(struct control *c, uint32_t i)
{
	static const char *const field[] = { "type", "freq", "gain", "q" };
	char path[PATH_BYTES];

	for (size_t k = 0; k < sizeof field / sizeof *field; k++) {
		int index;

		snprintf(path, sizeof path, "/eq/band/%u/%s", i + 1, field[k]);
		index = param_table_find(&c->params, path);
		if (index >= 0 && c->params.value[index] != c->params.entry[index].info->def)
			return false;
	}
	return true;
}

static void
fill_preset(struct control *c, const char *name, struct preset *out)
{
	struct eq_settings s;

	eq_settings_read(c, &s);
	memset(out, 0, sizeof *out);
	out->preamp_db = s.preamp_db;
	out->design = s.design;
	snprintf(out->title, sizeof out->title, "%s", name);
	out->nfilters = s.nbands;
	while (out->nfilters > 0 && band_is_untouched(c, out->nfilters - 1))
		out->nfilters--;
	for (uint32_t i = 0; i < out->nfilters; i++)
		out->filter[i].band = s.band[i];
}

/* What will be so once the file is there. */
static void
keep_for_later(struct control *c, const char *name, uint64_t ticket)
{
	struct eq_edit *e = &c->live.saving;

	*e = *eq_edit_read(c);
	memcpy(c->live.before, e->preset, sizeof c->live.before);
	c->live.before_of_file = e->of_file;
	memset(e->preset, 0, sizeof e->preset);
	snprintf(e->preset, sizeof e->preset, "%s", name);
	e->of_file = false;
	memcpy(e->loaded, e->value, sizeof e->loaded);
	memset(e->bandwidth_oct, 0, sizeof e->bandwidth_oct);
	c->live.ticket = ticket;
}

static uint64_t
refuse(int error)
{
	errno = error;
	return 0;
}

static const char *
in_words(int r)
{
	return r == -ENOSPC   ? "too many files wait for the disk; try again later"
	       : r == -ENOENT ? "there is no folder for it: neither XDG_CONFIG_HOME nor HOME is set"
			      : strerror(-r);
}

uint64_t
control_preset_save(struct control *c, const char *name, char err[ERROR_BYTES])
{
	char path[PRESET_PATH_BYTES], text[PRESET_WRITE_BYTES];
	struct preset p;
	int r, len;

	if (!preset_name_ok(name)) {
		snprintf(err, ERROR_BYTES,
			"\"%.70s\" is no name for a preset: 1 to 64 of A-Z a-z 0-9 space . _ + ( ) "
			"-, not a dot first",
			name);
		return refuse(EINVAL);
	}
	if (c->live.ticket != 0) {
		snprintf(err, ERROR_BYTES, "preset %s is still being saved; try again",
			c->live.saving.preset);
		return refuse(EBUSY);
	}
	eq_edit_note(c);
	fill_preset(c, name, &p);
	r = preset_store_save_path(c->live.store, name, path);
	len = r < 0 ? r : preset_write(&p, c->edits.rate_hz, text, sizeof text);
	r = len < 0 ? len : saver_put(c->saver, path, text, (size_t)len, c->tickets + 1);
	if (r < 0) {
		snprintf(err, ERROR_BYTES, "cannot save preset %s: %s", name, in_words(r));
		return refuse(-r);
	}
	keep_for_later(c, name, ++c->tickets);
	return c->tickets;
}

/* The slot that was saved may be the other one by now, and edited since: only where its values
 * come from is another.  Whoever has loaded another preset meanwhile keeps that. */
static void
make_current(struct control *c)
{
	struct preset_live *l = &c->live;
	const struct eq_edit *from = &l->saving;
	bool heard = from->slot_b == c->edits.now.slot_b;
	struct eq_edit *to = heard ? &c->edits.now : &c->edits.left[from->slot_b];

	if (strcmp(to->preset, l->before) != 0 || to->of_file != l->before_of_file)
		return;
	eq_edit_note(c);
	memcpy(to->preset, from->preset, sizeof to->preset);
	memcpy(to->loaded, from->loaded, sizeof to->loaded);
	memset(to->bandwidth_oct, 0, sizeof to->bandwidth_oct);
	to->of_file = false;
	if (!heard)
		return;
	eq_edit_rebase(c);
	preset_live_follow(c); /* that the file is another now is our own doing */
}

bool
preset_live_saved(struct control *c, const struct saved *saved)
{
	struct preset_live *l = &c->live;
	const struct eq_edit *from = &l->saving;
	char text[ERROR_BYTES];

	if (l->ticket == 0 || saved->ticket != l->ticket)
		return false;
	l->ticket = 0;
	if (saved->error < 0) {
		durable_explain(saved->path, saved->error, text, sizeof text);
		control_log(c, "preset %s is not saved: %s", from->preset, text);
		return true;
	}
	make_current(c);
	control_log(c, "preset %s saved", from->preset);
	return true;
}
