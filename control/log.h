/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last 200 lines of what the program and its libraries had to say.  Any
 * thread but the audio thread may write.  While a screen is up, descriptors 1
 * and 2 are a pipe whose lines end here too, so that no library can scribble
 * over the screen; without one, lines go to stderr as they come.  Writing never
 * blocks: a reader that does not read loses lines, not us time.
 *
 * A line may say that it is only worth keeping from a level on.  Those without
 * a level, and those of libraries, are kept at every level, as nobody has
 * judged them: a low level quiets what is known to be talk.
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

/* As in /loglevel.  LEVEL_USUAL is the one at the start. */
enum log_level {
	LEVEL_ERROR,   /* what stops something from working */
	LEVEL_WARNING, /* incidents, bad samples, rights that are missing */
	LEVEL_USUAL,   /* what happened that was to happen: connections made again */
	LEVEL_MORE,    /* OSC packets that were refused or malformed */
	LEVEL_DEBUG,   /* every OSC message that comes in */
	LOG_LEVELS
};

/* start_ns: CLOCK_MONOTONIC, origin of every line's time.  out_fd: where lines go while no
 * screen is up (2), or -1: nowhere.  Context: main.  Return: NULL when out of memory. */
struct log *log_create(uint64_t start_ns, int out_fd);
/* Lines on out_fd say so from now on: "audioengine NAME: ".  Context: any but audio. */
void log_set_name(struct log *l, const char *name);
void log_destroy(struct log *l); /* releases a capture; accepts NULL */

/* One line (what follows a newline becomes a line of its own).  Context: any but audio. */
void log_write(struct log *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_vwrite(struct log *l, const char *format, va_list ap);

/* A line that is kept from that level on. */
void log_vwrite_at(struct log *l, enum log_level level, const char *format, va_list ap);
void log_write_at(struct log *l, enum log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void log_set_level(struct log *l, enum log_level level);
enum log_level log_level(struct log *l);

/* Lines from number *from on (counted from 0 since the program began), at most max; *from: the
 * first of them, later where older ones are no longer kept.  Return: how many. */
uint32_t log_read(struct log *l, uint64_t *from, struct log_line *out, uint32_t max);

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
