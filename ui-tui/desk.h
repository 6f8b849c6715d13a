/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the person at the screen has chosen, and what the screen has to show:
 * which view, sorting, pause, the two copies of the snapshot (numbers change
 * four times a second so that they can be read, bars at frame rate).  Plain
 * data without a terminal: keys go in, requests for control come out.
 */
#ifndef AE_UI_TUI_DESK_H
#define AE_UI_TUI_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "control/control.h"
#include "ui-tui/canvas.h"
#include "ui-tui/rows.h"

/* Keys: a character is itself (Ctrl-C is 3), the others are these. */
enum key {
	KEYS_NONE = 0,
	KEYS_CTRL_C = 3,
	KEYS_CTRL_L = 12,
	KEYS_CTRL_R = 18,
	KEYS_ENTER = 13,
	KEYS_CTRL_Z = 26,
	KEYS_ESCAPE = 27,
	KEYS_UP = 0x110000,
	KEYS_DOWN,
	KEYS_LEFT,
	KEYS_RIGHT,
	KEYS_PAGE_UP,
	KEYS_PAGE_DOWN,
	KEYS_HOME,
	KEYS_END,
	KEYS_BACK_TAB,
	KEYS_F1,
	KEYS_F6 = KEYS_F1 + 5,
	KEYS_F10 = KEYS_F1 + 9
};

enum view_id { VIEW_OVERVIEW, VIEW_NODES, VIEW_EQ, NVIEWS };

enum { MESSAGE_BYTES = 80, MESSAGE_SECONDS = 4 };

struct desk {
	enum view_id view;
	bool help;           /* help lies over the view */
	bool paused, asking; /* asking: "stop audio? y/n" */
	bool redraw;         /* Ctrl-L: repaint everything; screen's side clears it */
	bool left;           /* nothing more to draw */
	enum window window;
	enum column_id sort;
	bool inverted;
	int column_page, scroll; /* views clamp them as they draw */

	double now_s; /* of desk_show */
	double numbers_at_s;
	bool any;                         /* a snapshot has come */
	struct snapshot live;             /* newest: bars */
	struct snapshot shown;            /* at most 4 times a second: numbers */
	float hold_db[SPECTRUM_BINS_MAX]; /* spectrum's peaks, dBFS */
	double hold_at_s[SPECTRUM_BINS_MAX];
	struct eq_trace trace; /* of the curve, as wide as it was last drawn */

	char message[MESSAGE_BYTES]; /* answer to a key */
	double message_until_s;
};

/* Context of all: any, one thread at a time. */
void desk_init(struct desk *d);

/* Time goes on, and maybe a newer snapshot has come (NULL: none).  now_s: any monotonic clock. */
void desk_show(struct desk *d, const struct snapshot *newest, double now_s);

/* A key.  Return: true when *out is to be sent to control. */
bool desk_key(struct desk *d, uint32_t key, struct request *out);

/* Draw everything: too small, view, help, question.  Scroll positions are clamped. */
void desk_draw(struct desk *d, struct canvas *c);

#endif
