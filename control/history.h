/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Undo and redo of the EQ's edits.  A step is a state of the EQ before and after
 * one change, whole; that is small, and going back never depends on how the
 * change was made.  Of one parameter that keeps moving, as under a fader, all is
 * one step.  Pure: it is told what is so, and when.
 */
#ifndef AE_CONTROL_HISTORY_H
#define AE_CONTROL_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "control/presets/preset_store.h"
#include "dsp/eq.h"

enum { HISTORY_STEPS = 128, EDITS_MAX = 96, HISTORY_MANY = -1 };

/* The EQ as far as it is the user's work, and the preset that it comes from. */
struct eq_edit {
	bool slot_b;
	bool of_file;                      /* preset is the file of --preset, not from the store */
	char preset[PRESET_NAME_BYTES];    /* "": none */
	float value[EDITS_MAX];            /* KEEP_EDIT values, in the order of the address space */
	float loaded[EDITS_MAX];           /* likewise, as the preset brought them */
	float bandwidth_oct[EQ_BANDS_MAX]; /* > 0: loaded q follows from it and from the rate */
};

/* Values that differ.  Context: any. */
bool eq_edit_differs(const struct eq_edit *a, const struct eq_edit *b);

/* Changes since the preset was loaded, or since the beginning. */
bool eq_edit_modified(const struct eq_edit *e);

struct history;

/* Context: control, for all.  Return: NULL when out of memory. */
struct history *history_create(void);
void history_destroy(struct history *h); /* accepts NULL */

void history_clear(struct history *h); /* no steps */

/* Go on from here without a step: the start, the other slot, another sample rate, a preset that the
 * same values were saved as: redo comes back to that one. */
void history_rebase(struct history *h, const struct eq_edit *now);

/* How it is now.  Other values or another preset than before are a step; it is one with the last
 * when both changed the same key alone, less than a second apart.  key: a parameter or a band;
 * HISTORY_MANY for whatever is more.  Steps that were undone are gone.  Return: whether anything
 * changed. */
bool history_note(struct history *h, const struct eq_edit *now, int key, uint64_t now_ns);

/* One step back or forth.  Return: how it is to be now, valid until the next call; NULL: none. */
const struct eq_edit *history_undo(struct history *h);
const struct eq_edit *history_redo(struct history *h);

uint32_t history_undo_steps(const struct history *h);
uint32_t history_redo_steps(const struct history *h);

#endif
