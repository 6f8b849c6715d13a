/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of incidents beyond the snapshot, asked for and kept: struct xruns_desk. */
#ifndef AE_UI_TUI_INCIDENT_STORE_H
#define AE_UI_TUI_INCIDENT_STORE_H

#include "ui-tui/desk.h"

/* Before anything is drawn or asked: what was known of an engine that is gone is forgotten, and
 * its selection with it. */
void incident_store_look(struct desk *d);

/* Return: NULL: none is selected, or it is not in the snapshot (any more). */
const struct incident *incident_selected(const struct desk *d);

/* Return: NULL: nothing has come yet. */
const struct incident_page *incident_page_of(const struct desk *d, uint32_t id);

#endif
