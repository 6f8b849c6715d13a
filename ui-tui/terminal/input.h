/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and the mouse as the desk gets them: no curses, no escape sequences. */
#ifndef AE_UI_TUI_INPUT_H
#define AE_UI_TUI_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* Keys: a character is itself (Ctrl-C is 3), the others are these; KEYS_ALT, _SHIFT or'ed to any
 * of them (a shifted letter is the capital, without it). */
enum key {
	KEYS_NONE = 0,
	KEYS_CTRL_C = 3,
	KEYS_CTRL_L = 12,
	KEYS_CTRL_R = 18,
	KEYS_ENTER = 13,
	KEYS_CTRL_U = 21,
	KEYS_CTRL_Z = 26,
	KEYS_ESCAPE = 27,
	KEYS_BACKSPACE = 127,
	KEYS_UP = 0x110000,
	KEYS_DOWN,
	KEYS_LEFT,
	KEYS_RIGHT,
	KEYS_PAGE_UP,
	KEYS_PAGE_DOWN,
	KEYS_HOME,
	KEYS_END,
	KEYS_DELETE,
	KEYS_BACK_TAB,
	KEYS_F1,
	KEYS_F2,
	KEYS_F3,
	KEYS_F4,
	KEYS_F5,
	KEYS_F6,
	KEYS_F7,
	KEYS_F8,
	KEYS_F9,
	KEYS_F10,
	KEYS_MOUSE, /* screen.c's own: screen_mouse says what it was */
	KEYS_ALT = 0x1000000,
	KEYS_SHIFT = 0x2000000
};

enum mouse_what { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

/* Of the left button, and the wheel.  x, y: cell of the sheet, from 0; of the pop-up's inside when
 * it goes to one.  Between press and release everything is a drag of what was pressed. */
struct mouse {
	enum mouse_what what;
	int x, y;
	bool twice; /* a press right after another at the same cell */
	bool shift;
};

#endif
