/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal: the only file that knows curses.  It brings a canvas to the
 * screen, reads keys, and puts the terminal back as it was, whatever happens.
 * One thread at a time uses a screen, except screen_force_restore.
 */
#ifndef AE_UI_TUI_SCREEN_H
#define AE_UI_TUI_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/canvas.h"

struct screen;

struct screen_config {
	int in_fd, out_fd; /* the terminal; duplicated */
	bool ascii;        /* 7-bit glyphs even in a UTF-8 locale */
	bool color;        /* as far as the terminal has any */
};

/* Take the terminal over and clear it.  The process's handlers stay as they were, but for
 * fatal signals: those restore the terminal first.  SIGTSTP is ignored from now on, since a
 * stopped process would stop the sound of the whole server.
 * Return: 0; -ENOTTY; -EINVAL for a terminal type that cannot be moved about on; -ENOMEM. */
int screen_open(struct screen **out, const struct screen_config *config);

/* Give the terminal back.  Accepts NULL. */
void screen_close(struct screen *s);

/* For when the thread that uses s is stuck in a terminal that does not take output (Ctrl-S, a
 * hung connection).  First loosen it, which may unstick that thread; then, if it did not,
 * restore without waiting for anybody.  Context: any thread. */
void screen_loosen(struct screen *s);
void screen_force_restore(struct screen *s);

enum charset screen_charset(const struct screen *s);

/* What to poll for keys. */
int screen_fd(const struct screen *s);

/* Next key (enum key of desk.h), 0: none now. */
uint32_t screen_key(struct screen *s);

/* The size of the terminal now, 80x24 where it does not tell. */
void screen_size(const struct screen *s, int *width, int *height);

/* Whether to draw now: we are in the terminal's foreground, and it has taken what it got. */
bool screen_ready(struct screen *s);

/* Bring the differences to the terminal; may block while it does not take output.
 * redraw: everything, not only differences. */
void screen_show(struct screen *s, const struct canvas *c, bool redraw);

#endif
