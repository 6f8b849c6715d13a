/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen's numbers as text for scripts and status bars: --batch writes a
 * table, --batch=json a JSON object on a line, --status-line a few words, each
 * every -d tenths of a second and -n times.  Without any of them, and without a
 * screen, the status line goes to standard error.  A thread of its own writes,
 * so a reader that does not read stalls nothing else.
 */
#ifndef AE_UI_TUI_BATCH_H
#define AE_UI_TUI_BATCH_H

#include <stdio.h>

#include "control/viewer.h"

/* Quits the program after -n times, or when nobody reads any more. */
extern const struct viewer_ops viewer_batch;

/* The same on control in its own process. */
extern const struct frontend_ops frontend_batch;

/* One table, one JSON object with a newline.  Statistics are those of the last 10 s.
 * Context: any.  Return of batch_json: 0 or -ENOMEM. */
void batch_text(FILE *out, const struct snapshot *s);
int batch_json(FILE *out, const struct snapshot *s);

/* What a terminal shows in place of status lines while the state is STARTING or LOST: what is
 * waited for, and how long already.  Context: any. */
void batch_waiting(char *out, size_t bytes, const struct snapshot *s);

#endif
