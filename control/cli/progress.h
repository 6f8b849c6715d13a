/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line on a terminal that says how far something is: written over itself,
 * gone at the end.  Where nobody can see it (no terminal, or one that cannot
 * clear a line), and for what is quick, there is none.  Used by verbs and
 * benchmarks, and while an engine without a screen waits.
 */
#ifndef AE_CONTROL_PROGRESS_H
#define AE_CONTROL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_BYTES = 256, PROGRESS_LEFT_BYTES = 32 };

struct progress {
	int fd; /* -1: nobody sees it */
	bool shown;
	uint64_t begun_ns, said_ns;
};

/* A terminal, and TERM names one that can clear a line.  Context: any but audio. */
bool progress_visible(int fd);

/* fd: usually 2.  Context: one thread at a time, here and below; nothing blocks. */
void progress_begin(struct progress *p, int fd);

/* Whether something would be shown now: from 0.3 s after the begin, ten times a second. */
bool progress_due(const struct progress *p);

/* Does nothing unless due.  The cursor is left at the begin of the line, so that a message of
 * somebody else starts there. */
void progress_say(struct progress *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The line is empty again; progress_say goes on where it was, at once. */
void progress_clear(struct progress *p);

double progress_seconds(const struct progress *p); /* since the begin */

/* ", 12 s left", ", 3 min left"; "" where too little is done to tell.  Return: out. */
const char *progress_left(char out[PROGRESS_LEFT_BYTES], double done, double all, double took_s);

#endif
