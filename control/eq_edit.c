/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ's edits: two slots to compare, undo and redo, flat.  The values that
 * are heard stand in the address space like all others; a slot that is not
 * heard, and the steps of the history, are copies aside.  The engine knows
 * nothing of them: it gets values.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "control/control_private.h"

static const char *const slot_names[] = { "A", "B", NULL };

const struct param_info eq_slot_info = { "slot", "", 0, 1, 0, SCALE_CHOICE, slot_names,
	"which of two settings is heard; B begins as a copy of A", KEEP_STATE };

int
eq_edit_create(struct control *c)
{
	struct eq_edits *d = &c->edits;
	const struct param_node *eq = param_table_node(&c->params, "eq");
	int slot = param_table_find(&c->params, "/eq/slot");

	d->touched = TOUCHED_NONE;
	d->rate_hz = c->options.rate_hz > 0 ? c->options.rate_hz : 48000;
	d->slot = (uint32_t)slot;
	d->history = history_create();
	if (d->history == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < eq->nparams; i++) {
		if (eq->params[i].keep != KEEP_EDIT)
			continue;
		if (d->n == EDITS_MAX)
			return -ENOSPC;
		d->index[d->n++] = eq->first + i;
	}
	eq_edit_read(c);
	memcpy(d->now.loaded, d->now.value, sizeof d->now.loaded);
	return 0;
}

const struct eq_edit *
eq_edit_read(struct control *c)
{
	struct eq_edits *d = &c->edits;

	for (uint32_t i = 0; i < d->n; i++)
		d->now.value[i] = c->params.value[d->index[i]];
	return &d->now;
}

static void
leave_slot(struct control *c)
{
	struct eq_edits *d = &c->edits;

	d->left[d->now.slot_b] = *eq_edit_read(c);
	d->was_left[d->now.slot_b] = true;
}

void
eq_edit_show(struct control *c, const struct eq_edit *e)
{
	struct eq_edits *d = &c->edits;

	if (e->slot_b != d->now.slot_b)
		leave_slot(c);
	d->now = *e;
	for (uint32_t i = 0; i < d->n; i++)
		param_table_set(&c->params, d->index[i], d->now.value[i]);
	param_table_set(&c->params, d->slot, d->now.slot_b);
	eq_apply_bandwidths(c);
	eq_edit_rebase(c);
}

/* /eq/slot says another one than is heard. */
static void
change_slot(struct control *c)
{
	struct eq_edits *d = &c->edits;
	bool b = !d->now.slot_b;
	struct eq_edit to;

	eq_edit_note(c);
	to = d->was_left[b] ? d->left[b] : *eq_edit_read(c);
	to.slot_b = b;
	eq_edit_show(c, &to);
}

/* 1 .. EQ_BANDS_MAX; 0: of none. */
static int
band_of(const struct control *c, int touched)
{
	int band = 0;

	if (touched < 0)
		return touched < TOUCHED_NONE ? TOUCHED_NONE - touched : 0;
	return sscanf(c->params.entry[touched].path, "/eq/band/%d/", &band) == 1 ? band : 0;
}

/* A point that is dragged moves frequency and gain at once: that is one thing, too. */
static int
touched_with(const struct control *c, int touched, int index)
{
	int band = band_of(c, index);

	if (touched == TOUCHED_NONE || touched == index)
		return index;
	return band != 0 && band == band_of(c, touched) ? TOUCHED_NONE - band : HISTORY_MANY;
}

void
eq_edit_touch(struct control *c, uint32_t index)
{
	struct eq_edits *d = &c->edits;
	const struct param_entry *entry = &c->params.entry[index];

	if (index == d->slot) {
		if ((c->params.value[index] > 0.5f) != d->now.slot_b)
			change_slot(c);
		return;
	}
	if (entry->info->keep == KEEP_EDIT &&
		&c->params.node[entry->node] == param_table_node(&c->params, "eq"))
		d->touched = touched_with(c, d->touched, (int)index);
}

void
eq_edit_note(struct control *c)
{
	struct eq_edits *d = &c->edits;

	if (d->touched == TOUCHED_NONE)
		return;
	history_note(d->history, eq_edit_read(c), d->touched, clock_monotonic_ns());
	d->touched = TOUCHED_NONE;
}

void
eq_edit_rebase(struct control *c)
{
	history_rebase(c->edits.history, eq_edit_read(c));
	c->edits.touched = TOUCHED_NONE;
}

void
eq_edit_rate(struct control *c, double rate_hz)
{
	eq_edit_note(c);
	c->edits.rate_hz = rate_hz;
	eq_apply_bandwidths(c);
	eq_warn_of_rate(c);
	eq_edit_rebase(c);
}

/* ---- For front ends ---- */

int
control_undo(struct control *c)
{
	const struct eq_edit *e;

	eq_edit_note(c);
	e = history_undo(c->edits.history);
	if (e == NULL)
		return -ENOENT;
	eq_edit_show(c, e);
	return 0;
}

int
control_redo(struct control *c)
{
	const struct eq_edit *e;

	eq_edit_note(c);
	e = history_redo(c->edits.history);
	if (e == NULL)
		return -ENOENT;
	eq_edit_show(c, e);
	return 0;
}

void
control_flat(struct control *c)
{
	struct eq_edits *d = &c->edits;

	eq_edit_note(c);
	for (uint32_t i = 0; i < d->n; i++)
		param_table_set(&c->params, d->index[i], c->params.entry[d->index[i]].info->def);
	memset(&d->now.preset, 0, sizeof d->now.preset);
	memset(d->now.bandwidth_oct, 0, sizeof d->now.bandwidth_oct);
	d->now.of_file = false;
	eq_edit_read(c);
	memcpy(d->now.loaded, d->now.value, sizeof d->now.loaded);
	d->touched = HISTORY_MANY;
}
