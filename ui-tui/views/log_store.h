/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log's lines, kept in struct log_desk: those of the snapshot, others asked for. */
#ifndef AE_UI_TUI_LOG_STORE_H
#define AE_UI_TUI_LOG_STORE_H

#include "ui-tui/desk.h"

/* Before lines are looked at: what the newest snapshot has is taken. */
void log_store_look(struct desk *d);

/* i: from 0, the oldest, below d->log.n. */
const struct seen_line *log_store_line(const struct desk *d, uint32_t i);

#endif
