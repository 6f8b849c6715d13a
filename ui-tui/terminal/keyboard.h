/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes that a terminal sends, as keys and mouse: escape sequences of xterm and of
 * what is like it, those of the Linux console and rxvt, and those that the terminal's
 * own description names.  Bytes may come one by one, hours apart or broken: what is
 * no key is swallowed as a whole, so that a torn sequence never becomes other keys.
 */
#ifndef AE_UI_TUI_KEYBOARD_H
#define AE_UI_TUI_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui-tui/terminal/input.h"

enum {
	KEYBOARD_BYTES = 1024,
	SEQUENCE_BYTES = 16,
	SEQUENCES_MAX = 32,
	/* A lone Escape is one when nothing has followed it for so long; what then follows after
	 * all is still taken for the rest of a sequence for a while. */
	ESCAPE_MS = 25,
	ESCAPE_LATE_MS = 250,
	DOUBLE_CLICK_MS = 400
};

struct keyboard {
	bool utf8; /* else bytes above 127 are no keys */
	unsigned char byte[KEYBOARD_BYTES];
	size_t n;
	uint64_t came_ms; /* the newest of them */
	/* The Escape before was told as a key. */
	bool late;
	uint64_t late_ms;
	bool swallowing; /* within a string of the terminal's (OSC, DCS), which is no key */
	uint32_t nsequences;
	struct {
		char bytes[SEQUENCE_BYTES];
		size_t n;
		uint32_t key;
	} sequence[SEQUENCES_MAX];
	/* Of the mouse. */
	struct mouse mouse;
	bool down;
	int press_x, press_y;
	uint64_t press_ms;
};

/* Context of all: any.  now_ms: any monotonic clock. */
void keyboard_init(struct keyboard *k, bool utf8);

/* A sequence that stands for key, from the terminal's description; such that begin with no
 * Escape, or are too long, are not taken. */
void keyboard_add(struct keyboard *k, const char *bytes, uint32_t key);

/* Where to read to, and how many bytes at most (0: keyboard_next first); then how many came. */
unsigned char *keyboard_room(struct keyboard *k, size_t *size);
void keyboard_came(struct keyboard *k, size_t n, uint64_t now_ms);

/* The next key (KEYS_MOUSE: see k->mouse), KEYS_NONE: none yet. */
uint32_t keyboard_next(struct keyboard *k, uint64_t now_ms);

/* Milliseconds until an Escape that waits becomes a key, -1: none waits. */
int keyboard_wait_ms(const struct keyboard *k, uint64_t now_ms);

#endif
