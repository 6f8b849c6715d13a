/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal: the only file that knows curses.  It brings a canvas to the
 * screen, reads keys, and puts the terminal back as it was, whatever happens.
 * One thread at a time uses a screen, except screen_force_restore.
 */
#ifndef AE_UI_TUI_SCREEN_H
#define AE_UI_TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui-tui/pieces/canvas.h"
#include "ui-tui/prefs.h"
#include "ui-tui/terminal/input.h"

struct screen;

struct screen_config {
	int in_fd, out_fd; /* the terminal; duplicated */
	bool color;        /* as far as the terminal has any */
};

/* Take the terminal over and clear it.  The process's handlers stay as they were, but for
 * fatal signals, which restore the terminal first, and SIGCONT, see terminal.h.  SIGTSTP is ignored
 * from now on, since a stopped process would stop the sound of the whole server.
 * Return: 0; -ENOTTY; -EINVAL for a terminal type that cannot be moved about on; -ENOMEM. */
int screen_open(struct screen **out, const struct screen_config *config);

/* Give the terminal back; does not wait for one that takes no output.  Accepts NULL. */
void screen_close(struct screen *s);

/* For when the thread that uses s is stuck in a terminal that does not take output (Ctrl-S, a
 * hung connection).  First loosen it, which may unstick that thread; then, if it did not,
 * restore without waiting for anybody.  Context: any thread. */
void screen_loosen(struct screen *s);
void screen_force_restore(struct screen *s);

/* Palette, glyphs and mouse as wished; before the first picture and whenever they may have
 * changed. */
void screen_prefer(struct screen *s, const struct prefs *prefs);

/* UTF-8 where locale and preferences say so. */
enum charset screen_charset(const struct screen *s);

/* What to poll for keys; -1 while the terminal is another's (we are in the background). */
int screen_fd(const struct screen *s);

/* Next key (enum key of input.h), KEYS_NONE: none now.  May wait ESCAPE_MS for the rest of a
 * sequence.  KEYS_MOUSE: screen_mouse says what it did. */
uint32_t screen_key(struct screen *s);
const struct mouse *screen_mouse(const struct screen *s);

/* The size of the terminal now, 80x24 where it does not tell. */
void screen_size(const struct screen *s, int *width, int *height);

/* Whether to draw now: we are in the terminal's foreground, and it has taken what it got. */
bool screen_ready(struct screen *s);

/* Bring the differences to the terminal; may block while it does not take output.
 * popup: lies over the sheet at x, y; NULL: none.  redraw: everything, not only differences. */
void screen_show(struct screen *s, const struct canvas *sheet, const struct canvas *popup, int x,
	int y, bool redraw);

/* Ctrl-Z: give the terminal back and stop the job as the shell would, until it lets us go on.
 * Return: false: nobody is there who could, so nothing was stopped. */
bool screen_suspend(struct screen *s);

/* Text for the clipboard of the machine that the terminal runs on (OSC 52).
 * Return: bytes sent; 0: the terminal takes none now. */
size_t screen_copy(struct screen *s, const char *text, size_t n);

#endif
