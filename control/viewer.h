/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen (or --batch, or --status-line) as those who feed it see it.  There are
 * two of them: control, in whose process it runs, and ui-osc/attach, which makes the
 * same snapshot of what another engine says over OSC.  The viewer cannot tell which,
 * but for viewer_host.attached.
 */
#ifndef AE_CONTROL_VIEWER_H
#define AE_CONTROL_VIEWER_H

#include <stdbool.h>

#include "control/control.h"
#include "control/question.h"

/* What a viewer may do without while it does not show it, a bit each. */
enum viewer_wish { WISH_PPM1 = 1, WISH_PPM2 = 2, WISH_VU = 4, WISH_K20 = 8, WISH_ALL = 15 };

/* What the viewer may use.  Context of its functions: the viewer's own thread. */
struct viewer_host {
	void *self;
	const struct options *options;
	int terminal_fd;
	bool attached; /* quitting ends the viewer only; a stop (Ctrl-Z) stops no sound */
	/* Return: false when it is busy: nothing was asked. */
	bool (*request)(void *self, const struct request *);
	void (*log)(void *self, const char *line);
	/* What is shown from now on; at first all is.  NULL: all costs the same. */
	void (*wish)(void *self, unsigned wishes);
};

struct viewer_ops {
	/* Return: 0; -errno, having logged why. */
	int (*open)(void **self, const struct viewer_host *host);
	/* Copied; never waits for a terminal or a pipe.  answer, done: NULL when it never asks. */
	void (*update)(void *self, const struct snapshot *);
	void (*answer)(void *self, const struct answer *);
	void (*done)(void *self, uint64_t ticket, int error, const char *text);
	void (*close)(void *self); /* bounded */
};

#endif
