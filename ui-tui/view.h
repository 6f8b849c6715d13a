/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view is a file that ends in a const table: a name, a function that draws the
 * desk between head and foot, its keys, its line of the footer and its lines of
 * help.  A pop-up is a smaller one that lies over a view and takes all keys.
 */
#ifndef AE_UI_TUI_VIEW_H
#define AE_UI_TUI_VIEW_H

#include "ui-tui/desk.h"
#include "ui-tui/pieces/canvas.h"

enum {
	SCREEN_WIDTH_MIN = 40,
	SCREEN_HEIGHT_MIN = 8,
	FULL_WIDTH = 80,
	FULL_HEIGHT = 24,
	WIDE_WIDTH = 160,
	WIDE_HEIGHT = 45
};

struct help_line {
	const char *key, *text;
};

/* rank: 0 is always there; the highest go first where the screen is narrow. */
struct foot_key {
	uint32_t press; /* what a click on it stands for */
	const char *key, *text;
	int rank;
};
enum { FOOT_RANKS = 4 };

struct view {
	const char *name;                               /* "Overview" */
	const char *hint;                               /* "Over": in the footer */
	void (*draw)(struct desk *d, struct canvas *c); /* the whole sheet but the last row */
	/* As a pane of the dashboard, its title included.  NULL: it is none. */
	void (*pane)(struct desk *d, struct canvas *c, int x, int y, int width, int height);
	/* Return: false: not one of its keys.  mouse: on its sheet, as it was drawn last; NULL:
	 * does not care. */
	bool (*key)(struct desk *d, uint32_t key);
	bool (*mouse)(struct desk *d, const struct mouse *m);
	/* c: forget what this view holds (peaks, marks); the desk sees to struct since.  NULL. */
	void (*clear)(struct desk *d);
	/* y: the text to copy, valid until the next call.  NULL, or it returns NULL: the sheet. */
	const char *(*copy)(struct desk *d);
	const struct foot_key *foot;  /* its own keys, ends with a NULL key */
	const struct help_line *help; /* ends with a NULL key */
};

extern const struct view view_overview, view_nodes, view_eq, view_spectrum, view_xruns, view_heat,
	view_threads, view_log;
extern const struct view *const views[NVIEWS];

struct popup {
	const char *title;
	/* Of its inside, wished; what the sheet has no room for is cut. */
	void (*size)(struct desk *d, int *width, int *height);
	void (*draw)(struct desk *d, struct canvas *c);       /* the inside, blank */
	void (*key)(struct desk *d, uint32_t key);            /* desk_close ends it */
	void (*mouse)(struct desk *d, const struct mouse *m); /* on its inside; NULL */
	void (*closed)(struct desk *d);                       /* by a click beside it; NULL */
};

extern const struct popup popup_help, popup_quit, popup_suspend, popup_setup;

/* ---- Pieces that views share; all draw in full rows unless they say otherwise ---- */

/* "OK  Healthy: worst 71 % ..." with the EQ's state on the right, in at most so many rows; in
 * the EQ's own view without it.
 * Return: the row after it. */
int draw_sentence(const struct desk *d, struct canvas *c, int y, int rows);

/* "jack:default  48000 Hz  128 fr 2.67 ms  FIFO 70  CPU 3  up 01:12:33": as much as fits. */
void draw_server(const struct desk *d, struct canvas *c, int y);

/* "EQ on -6.0 dB K702*". */
void eq_text(const struct snapshot *s, char *out, size_t size);

/* A sheet of a pane's own, blank, so that nothing leaves the pane; it is drawn on from 0, 0.
 * Return: false: nothing to draw on, and no pane_end. */
bool pane_begin(struct canvas *own, const struct canvas *c, int width, int height);
void pane_end(struct canvas *own, struct canvas *c, int x, int y);

/* A bar of a title: reverse without colour, so that it is one on every terminal. */
void draw_title(struct canvas *c, int x, int y, int width, const char *left, const char *right);

/* The frame of a pop-up round the whole sheet, and blanks in it. */
void draw_frame(struct canvas *c, const char *title);

/* The view whose keys are in force: that of the pane with the focus on the dashboard. */
const struct view *view_in_force(const struct desk *d);

/* Whether the Overview is a dashboard of panes. */
bool is_dashboard(const struct desk *d);

/* The newest log line, with its time. n: 0 the newest, 1 the one before. */
void draw_log(const struct desk *d, struct canvas *c, int y, uint32_t n);

/* The last row: keys, or a message. */
void draw_footer(const struct desk *d, struct canvas *c, int y);

/* The key that stands at column x of the footer, KEYS_NONE: none. */
uint32_t footer_key(const struct desk *d, int width, int x);

/* Level meters of both sides beside each other, under a title with their scale: rows of them,
 * of more channels the first and the loudest of the rest.  Return: rows used, title included. */
int draw_levels(const struct desk *d, struct canvas *c, int x, int y, int width, int rows);

/* Those of one side, without a title. */
void draw_levels_side(
	const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out);

/* How many rows the channels ask for, 1 .. most. */
int draw_levels_rows(const struct desk *d, int most);

/* The spectrum in height rows: its title first, then the bars, the frequencies where there is room.
 */
void draw_spectrum(struct desk *d, struct canvas *c, int x, int y, int width, int height);

/* One cell of the node table, right-aligned in its column (left-aligned for the name).
 * Return: x after it. */
int draw_column(
	struct canvas *c, int x, int y, enum column_id id, const struct row *r, double period_us);
/* Whether a node is clean, in BADGE_COLUMNS. */
void draw_badge(struct canvas *c, int x, int y, const struct row *r);

/* mark: ' ', or 'v' and '^' where the table is sorted by it. */
int draw_column_title(struct canvas *c, int x, int y, enum column_id id, char mark);

#endif
