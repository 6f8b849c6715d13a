/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view is a file that ends in a const table: a name for the footer, a key, a
 * function that draws the desk between head and foot, and its lines of help.
 */
#ifndef AE_UI_TUI_VIEW_H
#define AE_UI_TUI_VIEW_H

#include "ui-tui/canvas.h"
#include "ui-tui/desk.h"

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

struct view {
	const char *name;                               /* "Overview" */
	const char *hint;                               /* "1Over": its place in the footer */
	void (*draw)(struct desk *d, struct canvas *c); /* the whole sheet but the last row */
	const struct help_line *help;                   /* ends with a NULL key */
};

extern const struct view view_overview, view_nodes, view_eq;
extern const struct view *const views[NVIEWS];

/* Help over the view in use. */
void view_help_draw(struct desk *d, struct canvas *c);

/* ---- Pieces that views share; all draw in full rows unless they say otherwise ---- */

/* "OK  Healthy: worst 71 % ..." with the EQ's state on the right, in at most so many rows; in
 * the EQ's own view without it.
 * Return: the row after it. */
int draw_sentence(const struct desk *d, struct canvas *c, int y, int rows);

/* "jack:default  48000 Hz  128 fr 2.67 ms  FIFO 70  CPU 3  up 01:12:33": as much as fits. */
void draw_server(const struct desk *d, struct canvas *c, int y);

/* "EQ on -6.0 dB K702*". */
void eq_text(const struct snapshot *s, char *out, size_t size);

/* A bar of a title: reverse without colour, so that it is one on every terminal. */
void draw_title(struct canvas *c, int x, int y, int width, const char *left, const char *right);

/* The newest log line, with its time. n: 0 the newest, 1 the one before. */
void draw_log(const struct desk *d, struct canvas *c, int y, uint32_t n);

/* The last row: keys, or a message, or the question. */
void draw_footer(const struct desk *d, struct canvas *c, int y);

/* Level meters of both sides beside each other, under a title with their scale: rows of them,
 * of more channels the first and the loudest of the rest.  Return: rows used, title included. */
int draw_levels(const struct desk *d, struct canvas *c, int x, int y, int width, int rows);

/* Those of one side, without a title. */
void draw_levels_side(
	const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out);

/* How many rows the channels ask for, 1 .. most. */
int draw_levels_rows(const struct desk *d, int most);

/* The output's spectrum in height rows, the first of which is its title and scale. */
void draw_spectrum(const struct desk *d, struct canvas *c, int x, int y, int width, int height);

/* One cell of the node table, right-aligned in its column (left-aligned for the name).
 * Return: x after it. */
int draw_column(
	struct canvas *c, int x, int y, enum column_id id, const struct row *r, double period_us);
/* mark: ' ', or 'v' and '^' where the table is sorted by it. */
int draw_column_title(struct canvas *c, int x, int y, enum column_id id, char mark);

#endif
