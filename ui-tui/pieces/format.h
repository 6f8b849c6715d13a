/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people read them, in a fixed number of columns.  Screen, --batch
 * and the status line write them the same way.
 */
#ifndef AE_UI_TUI_FORMAT_H
#define AE_UI_TUI_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FORMAT_BYTES = 32 };

/* Microseconds with as many decimals (at most one) as fit into width columns; "-" where
 * there is nothing to say.  Longer than width only when the whole number is.  Context: any. */
const char *format_us(char out[FORMAT_BYTES], double us, int width);

/* A share in percent: "29.0", "115", without a sign.  One decimal below 100. */
const char *format_percent(char out[FORMAT_BYTES], double share);

/* "1287443", "128.7M": counts in at most 7 columns. */
const char *format_count(char out[FORMAT_BYTES], uint64_t n);

/* A length of time: microseconds as "412 us", "1.90 ms", "12.3 s". */
const char *format_span(char out[FORMAT_BYTES], double us);

/* Seconds as a clock, "01:12:33", "3d 01:12" from the third day on. */
const char *format_clock(char out[FORMAT_BYTES], double s);

/* Seconds in a word: "12 s", "14 min", "3.2 h", "5 d". */
const char *format_age(char out[FORMAT_BYTES], double s);

/* dBFS: "-12.1", "-inf" at the floor of -120 and below. */
const char *format_db(char out[FORMAT_BYTES], double db);

/* The note of equal temperament that is nearest, and how far it is from it in cents: "B5 +17 ct",
 * "A4 +0 ct"; brief: "B5+17", "A4".  A4 is 440 Hz.  "" below 1 Hz. */
const char *format_note(char out[FORMAT_BYTES], double hz, bool brief);

/* printf behind the text that is there. */
void format_append(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Bytes: "1.2 MB". */
const char *format_bytes(char out[FORMAT_BYTES], uint64_t bytes);

#endif
