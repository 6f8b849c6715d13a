/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dashboard: panes of the views beside each other on a large sheet.  One pane has the
 * focus: keys go to its view first, as if it were shown in full.  Each pane is drawn on a
 * sheet of its own, at 0, 0, and the mouse is told in its cells, so a view need not know
 * where it lies, and cannot draw beside it.
 */
#ifndef AE_UI_TUI_DASHBOARD_H
#define AE_UI_TUI_DASHBOARD_H

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct desk;
struct mouse;
struct view;

/* In the order of Tab. */
enum { DASHBOARD_PANES = 6 };

struct dashboard_desk {
	uint32_t focus; /* place among the panes */
	uint32_t held;  /* whose press it was, to whom drag and release belong; none: PANES */
	struct pane_place {
		int x, y, width, height; /* as drawn last; height 0: not at all */
	} place[DASHBOARD_PANES];
};

/* Context of all: any.  The panes from row y to the last but bottom. */
void dashboard_draw(struct desk *d, struct canvas *c, int y, int bottom);

/* A view as a pane, cut at its edges. */
void dashboard_pane(struct desk *d, struct canvas *c, const struct view *view, int x, int y,
	int width, int height, bool marked);

const struct view *dashboard_focus(const struct desk *d);

/* Return: false: neither the dashboard's key nor the pane's. */
bool dashboard_key(struct desk *d, uint32_t key);
bool dashboard_mouse(struct desk *d, const struct mouse *m);

#endif
