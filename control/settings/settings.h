/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything of an engine that outlives it, as text:
 *
 *     audioengine settings 1
 *     preset K702
 *     modified
 *     bandwidth 3 0.5
 *     /eq/band/1/gain -4.5
 *     other /eq/band/1/gain 0
 *     end
 *
 * "modified": the values are no longer the preset's; "file" instead of "preset":
 * it was not in the store.  "bandwidth": that band's q follows from so many
 * octaves.  "other": of the slot that is not heard.  Numbers are exact, choices go by name.  The
 * last line is the proof that the file is whole.  Reading and writing are pure functions.
 */
#ifndef AE_CONTROL_SETTINGS_H
#define AE_CONTROL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/param_table.h"
#include "control/presets/preset.h"
#include "control/presets/preset_store.h"

enum { SETTINGS_BYTES_MAX = 256 * 1024, SETTINGS_WARNINGS_KEPT = 8 };

/* Of one slot. */
struct settings_slot {
	float *value;                      /* by number in the table; NaN: not said; owned */
	char preset[PRESET_NAME_BYTES];    /* "" : none */
	bool of_file;                      /* preset is the name of a file, not in the store */
	bool modified;                     /* since the preset was loaded */
	float bandwidth_oct[EQ_BANDS_MAX]; /* > 0: a band's q follows from it and from the rate */
};

struct settings {
	struct settings_slot heard, other;
	uint32_t nvalues; /* numbers of the table */
	uint32_t nwarnings, nwarnings_kept;
	struct preset_error warning[SETTINGS_WARNINGS_KEPT];
};

/* Nothing said.  Return: 0; -ENOMEM.  Context: any, for all. */
int settings_init(struct settings *s, const struct param_table *t);
void settings_finish(struct settings *s); /* accepts a zeroed one */

void settings_clear(struct settings *s); /* nothing said any more */

/* Unknown addresses and bad values are warnings; a number out of range is clamped.  What the text
 * does not say is NaN.  text need not end in a NUL.
 * Return: 0; -EINVAL: no settings, cut, or of a later version, with *err filled. */
int settings_parse(struct settings *s, const struct param_table *t, const char *text, size_t len,
	struct preset_error *err);

/* What settings_write may need, with its NUL. */
size_t settings_bytes(const struct param_table *t);

/* Values that are NaN and parameters that are not kept are left out; of other only KEEP_EDIT.
 * Return: the length. */
size_t settings_write(const struct settings *s, const struct param_table *t, char *out);

#endif
