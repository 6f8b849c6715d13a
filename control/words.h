/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How alike two words are: for "did you mean". */
#ifndef AE_CONTROL_WORDS_H
#define AE_CONTROL_WORDS_H

#include <stdint.h>

enum { WORD_BYTES = 64 };

/* Number of edits (insert, delete, replace, swap of neighbours) between two words, of which the
 * first WORD_BYTES bytes count.  Context: any. */
uint32_t edit_distance(const char *a, const char *b);

/* The same, but most + 1 as soon as it is known to be above most: quick on words that are far from
 * each other.  most: at most WORD_BYTES.  Context: any. */
uint32_t edit_distance_within(const char *a, const char *b, uint32_t most);

#endif
