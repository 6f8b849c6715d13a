/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last 200 lines of what the program and its libraries had to say.  Any
 * thread but the audio thread may write.  While a screen is up, descriptors 1
 * and 2 are a pipe whose lines end here too, so that no library can scribble
 * over the screen; without one, lines go to stderr as they come.  Writing never
 * blocks: a reader that does not read loses lines, not us time.
 */
#ifndef AE_CONTROL_LOG_H
#define AE_CONTROL_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "control/snapshot.h"

enum { LOG_NAME_BYTES = 64 };
enum { LOG_LINES_KEPT = 200, LOG_LINES_AT_EXIT = 20 };

struct log;

/* start_ns: CLOCK_MONOTONIC, origin of every line's time.  out_fd: where lines go while no
 * screen is up (2), or -1: nowhere.  Context: main.  Return: NULL when out of memory. */
struct log *log_create(uint64_t start_ns, int out_fd);
/* Lines on out_fd say so from now on: "audioengine NAME: ".  Context: main, before threads. */
void log_set_name(struct log *l, const char *name);
void log_destroy(struct log *l); /* releases a capture; accepts NULL */

/* One line (what follows a newline becomes a line of its own).  Context: any but audio. */
void log_write(struct log *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_vwrite(struct log *l, const char *format, va_list ap);

/* The newest lines, oldest first, at most max.  *total: lines ever logged.  Return: how many. */
uint32_t log_tail(struct log *l, struct log_line *out, uint32_t max, uint64_t *total);

/* Replace descriptors 1 and 2 by a pipe.  Context: main.  Return: 0 or -errno. */
int log_capture(struct log *l);
int log_capture_fd(const struct log *l);  /* to poll for input; -1: no capture */
int log_terminal_fd(const struct log *l); /* what 1 was before; 1 without a capture */
void log_capture_read(struct log *l);     /* take what the pipe holds; never blocks */

/* Put 1 and 2 back and print the last LOG_LINES_AT_EXIT lines to stderr. */
void log_release(struct log *l);

#endif
