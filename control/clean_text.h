/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from elsewhere (a file, another engine) as one line of UTF-8 that a
 * terminal and JSON take as it is, whatever stood there.
 */
#ifndef AE_CONTROL_CLEAN_TEXT_H
#define AE_CONTROL_CLEAN_TEXT_H

#include <stddef.h>

/* Into out, of size bytes, at least 1: control characters, NUL too, and what is no UTF-8 become
 * '?', tabs blanks; cut between characters.  Context: any.  Return: its length. */
size_t clean_text(char *out, size_t size, const char *text, size_t len);

#endif
