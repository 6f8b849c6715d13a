/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for the clipboard of the machine that the terminal runs on: xterm's OSC 52, in base64. */
#ifndef AE_UI_TUI_CLIPBOARD_H
#define AE_UI_TUI_CLIPBOARD_H

#include <stddef.h>

/* Bytes that the sequence for n bytes of text takes.  Context of both: any. */
size_t clipboard_bytes(size_t n);

/* The sequence, without a NUL.  Return: clipboard_bytes(n). */
size_t clipboard_write(const char *text, size_t n, char *out);

#endif
