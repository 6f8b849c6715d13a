/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal's state and the way back to it without curses: from any thread
 * and from a signal handler.  The text that resets it is prepared while all is
 * well; it is written through a descriptor of its own that never blocks.
 */
#ifndef AE_UI_TUI_TERMINAL_H
#define AE_UI_TUI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Remember how the terminal is now and write reset (size bytes, kept) before the process dies
 * of SEGV, ABRT, BUS, FPE or ILL.  SIGCONT is noted from now on.  One terminal per process.
 * Context: main.  Return: 0; -EBUSY when there is one already; -errno. */
int terminal_guard(int fd);

/* The bytes that bring the screen back (at most TERMINAL_RESET_BYTES of them). */
enum { TERMINAL_RESET_BYTES = 256 };
void terminal_set_reset(const char *bytes, size_t size);

/* Let a terminal that was stopped with Ctrl-S take output again (flow control off). */
void terminal_loosen(void);

/* Put it back now, without blocking; not while another job has it.  Context: any thread, any signal
 * handler. */
void terminal_restore(void);

/* Whether the process has gone on after a stop since the last call.  Context: one thread. */
bool terminal_continued(void);

/* Stop our whole job as Ctrl-Z does, until SIGCONT.  Return: false: there is no shell that could
 * let it go on, so the system did not stop it.  Context: one thread. */
bool terminal_stop(void);

/* Whether fd's terminal listens to our job now (or does not tell). */
bool terminal_is_ours(int fd);

/* Back to normal: the fatal signals do what they did before. */
void terminal_unguard(void);

#endif
