/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of presets that a pop-up offers, what becomes of a request that has to do
 * with one, and what both keep between two frames.  Letters filter the list, the
 * right arrow lets one hear a preset while the list stays; Escape then goes back to
 * the EQ as it was.
 */
#ifndef AE_UI_TUI_POPUP_PRESETS_H
#define AE_UI_TUI_POPUP_PRESETS_H

#include <stdbool.h>

#include "control/question.h"
#include "ui-tui/pieces/entry.h"

struct presets_desk {
	double wanted_until_s; /* somebody shows or needs the list */

	/* The list; n of it are good to show while a newer one comes, page by page. */
	char name[PRESETS_MAX][PRESET_NAME_BYTES];
	uint32_t n, next;
	bool known;    /* it has come whole */
	bool coming;   /* next is the number of the name to ask for */
	double come_s; /* when it was complete */
	int error;

	/* The pop-up. */
	bool open, moved; /* moved: the selection is the user's, else that of the current preset */
	struct entry filter;
	uint32_t selected, top, rows; /* of those that match; rows: as drawn last */
	bool heard;                   /* by the right arrow, at heard_s */
	uint32_t steps_before;        /* undo_steps at the opening */
	double heard_s;
	bool going_back;

	/* Load, step or save: the log says what came of it. */
	bool waits;
	char of[PRESET_NAME_BYTES]; /* "" : any */
	uint64_t log_before;
	double until_s;
};

struct popup;
struct desk;

extern const struct popup popup_presets;

/* Ask for it (REQUEST_PRESET_...) and say what comes of it; name "": by step. */
void presets_request(struct desk *d, int kind, const char *name, float step);

/* Whether there is one of that name.  *known: false: the list has not come (yet); it is asked
 * for as long as this is called. */
bool presets_has(struct desk *d, const char *name, bool *known);

#endif
