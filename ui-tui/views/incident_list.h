/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of incidents, which of them is selected, and one of them in words. */
#ifndef AE_UI_TUI_INCIDENT_LIST_H
#define AE_UI_TUI_INCIDENT_LIST_H

#include "ui-tui/desk.h"
#include "ui-tui/pieces/format.h"

/* Context of all: any.  Never NULL: what is not told is "unknown". */
const char *incident_cause(const struct incident *i);
const char *incident_confidence(const struct incident *i);

/* "1 xrun, 2 misses". */
void incident_what(const struct incident *i, char *out, size_t size);

/* How late, in at most 7 columns; "-": nothing of ours was. */
const char *incident_late(const struct incident *i, char out[FORMAT_BYTES]);

/* Those that the filter lets through, newest first.  Return: how many. */
uint32_t incident_list_fill(const struct desk *d, const struct incident *list[INCIDENTS_KEPT]);

/* Before anything is drawn: the first time, and when all was cleared, the newest is selected.  What
 * fell off the end of a full list stays selected: that it is gone is what is to be seen. */
void incident_select_something(struct desk *d);

/* By its place in such a list; clamped. */
void incident_select_place(
	struct desk *d, const struct incident *const list[], uint32_t n, int place);
void incident_select_step(struct desk *d, int step);

/* One that the filter lets through, the next older one if need be. */
void incident_select_listed(struct desk *d);

/* Titles and rows on the whole width; what was drawn where is kept for the mouse. */
void incident_list_draw(struct desk *d, struct canvas *c, int y, int height);

#endif
