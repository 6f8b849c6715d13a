/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OSC 1.0 address patterns: ? * [a-z] [!a-z] {one,two}, none of which ever
 * matches a '/'.  All places in the address that a beginning of the pattern can
 * lead to are followed at once, as bits of one word, so that nothing is ever
 * tried twice: the time is at most the product of both lengths.
 */
#ifndef AE_UI_OSC_MATCH_H
#define AE_UI_OSC_MATCH_H

#include <stdbool.h>
#include <stdint.h>

enum { MATCH_ADDRESS_MAX = 63 }; /* characters of an address; a longer one is never matched */

/* Does the address hold any of ? * [ ] { }? */
bool match_is_pattern(const char *address);

/* *steps: what may still be spent, counted down, one for each character looked at; when it reaches
 * 0 the answer is false.  A pattern with an unclosed [ or { matches nothing.  Context: any. */
bool match(const char *pattern, const char *address, uint32_t *steps);

#endif
