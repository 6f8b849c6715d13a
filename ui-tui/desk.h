/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the person at the screen has chosen, and what the screen has to show:
 * which view, pause, the two copies of the snapshot (numbers change four times a
 * second so that they can be read, bars at frame rate), and what each view keeps.
 * Plain data without a terminal: keys and answers go in, requests come out.
 *
 * A key goes to the pop-up if there is one (it takes all), else to the view, and
 * what the view does not take to the keys that work everywhere.
 */
#ifndef AE_UI_TUI_DESK_H
#define AE_UI_TUI_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "control/control.h"
#include "control/question.h"
#include "ui-tui/dashboard.h"
#include "ui-tui/pieces/canvas.h"
#include "ui-tui/pieces/entry.h"
#include "ui-tui/pieces/format.h"
#include "ui-tui/pieces/levels.h"
#include "ui-tui/pieces/rows.h"
#include "ui-tui/popups/popup_presets.h"
#include "ui-tui/popups/popup_setup.h"
#include "ui-tui/prefs.h"
#include "ui-tui/since.h"
#include "ui-tui/terminal/input.h"
#include "ui-tui/views/view_eq.h"
#include "ui-tui/views/view_heat.h"
#include "ui-tui/views/view_log.h"
#include "ui-tui/views/view_nodes.h"
#include "ui-tui/views/view_spectrum.h"
#include "ui-tui/views/view_threads.h"
#include "ui-tui/views/view_xruns.h"

enum view_id {
	VIEW_OVERVIEW,
	VIEW_NODES,
	VIEW_EQ,
	VIEW_SPECTRUM,
	VIEW_XRUNS,
	VIEW_HEAT,
	VIEW_THREADS,
	VIEW_LOG,
	NVIEWS
};

enum { MESSAGE_BYTES = 120, MESSAGE_SECONDS = 4, OUTBOX = 32 };

struct popup;

struct desk {
	enum view_id view;
	const struct popup *popup; /* over the view; NULL: none */
	bool paused;
	bool attached; /* to another process: quitting stops no sound */
	bool left;     /* nothing more to draw */
	/* What the screen's side shall do; it clears them. */
	bool redraw;     /* Ctrl-L: repaint everything */
	bool suspend;    /* give the terminal back and stop, until the shell lets us go on */
	bool copy;       /* desk_copy to the terminal's clipboard */
	bool save_prefs; /* prefs_save */
	enum window window;
	struct prefs prefs;
	struct since since; /* see desk_since */

	double now_s; /* of desk_show */
	double numbers_at_s;
	bool any;              /* a snapshot has come */
	struct snapshot live;  /* newest: bars */
	struct snapshot shown; /* at most prefs.numbers_hz times a second: numbers */

	/* What each view keeps; see its header. */
	struct dashboard_desk dashboard;
	struct nodes_desk nodes;
	struct eq_desk eq;
	struct spectrum_desk spectrum;
	struct levels_desk levels;
	struct xruns_desk xruns;
	struct heat_desk heat;
	struct threads_desk threads;
	struct log_desk log;
	struct presets_desk presets;
	struct setup_desk setup;
	int help_scroll;

	/* Where things were drawn last, for the mouse: sheet, the pop-up's inside, and who got the
	 * press, to whom drags and release belong. */
	int width, height;
	struct area {
		int x, y, width, height;
	} inside;
	enum mouse_owner { MOUSE_NOBODY, MOUSE_FOOTER, MOUSE_POPUP, MOUSE_VIEW } pressed;

	/* What control shall do, in order; the tui takes it all after each event. */
	struct request out[OUTBOX];
	uint32_t nout;

	/* The question that waits for its answer. */
	uint32_t serial;
	enum question_kind asked; /* ASK_NOTHING: none */
	double asked_at_s;
	uint32_t turn; /* of stores: who may ask next */

	/* What a key has begun and the log will tell the end of. */
	struct outcome {
		bool waits;
		uint64_t log_before;
		double until_s;
		char doing[24];
	} connecting;

	char message[MESSAGE_BYTES]; /* answer to a key */
	double message_until_s;
};

/* Context of all: any, one thread at a time.  prefs: NULL: prefs_defaults. */
void desk_init(struct desk *d, const struct prefs *prefs);

/* Time goes on, and maybe a newer snapshot has come (NULL: none).  now_s: any monotonic clock. */
void desk_show(struct desk *d, const struct snapshot *newest, double now_s);

/* What the user does. */
void desk_key(struct desk *d, uint32_t key);
void desk_mouse(struct desk *d, const struct mouse *m);

/* The next question, when a store has one and none is on its way; asked again when no answer has
 * come within ASK_AGAIN_S.  Return: false: nothing to ask. */
enum { ASK_AGAIN_S = 1 };
bool desk_question(struct desk *d, struct question *out);
void desk_answer(struct desk *d, const struct answer *a);

/* What was asked for under a ticket is done, see frontend_ops.done. */
void desk_done(struct desk *d, int error, const char *text);

/* Draw everything but the pop-up: too small, view, footer.  Scroll positions are clamped. */
void desk_draw(struct desk *d, struct canvas *c);

/* Draw the pop-up, frame included, on a canvas that is resized to it; *x, *y: where it lies on
 * the sheet of width x height.  Return: false: there is none. */
bool desk_draw_popup(struct desk *d, struct canvas *c, int width, int height, int *x, int *y);

/* ---- For views and pop-ups ---- */

/* In place of the footer for MESSAGE_SECONDS. */
void desk_say(struct desk *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ask control.  A full outbox loses it and says so. */
void desk_send(struct desk *d, enum request_kind kind, const char *path, float value);

/* REQUEST_SET of an address made by printf. */
void desk_set(struct desk *d, float value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void desk_open(struct desk *d, const struct popup *p);
void desk_close(struct desk *d);

/* Leave, without asking. */
void desk_quit(struct desk *d);

/* The end of what a key has begun, as the log has it.  Context: desk_show. */
void desk_tell_outcome(struct desk *d);

/* Maxima and counts since c was pressed here; NULL: it was not, or what it was about is gone.
 * Where a view shows them, since_text stands beside them: "since 01:12:33". */
const struct since *desk_since(const struct desk *d);
const char *since_text(const struct desk *d, char out[FORMAT_BYTES]);

/* The text that y copies: the view's own (see view.h), else the sheet as it was drawn last.
 * Return: bytes, at most size - 1. */
enum { COPY_BYTES = 65536 };
size_t desk_copy(struct desk *d, const struct canvas *sheet, char *out, size_t size);

/* A page of what is too large for the snapshot: who wants it keeps it. */
struct store {
	enum question_kind kind;
	/* What it would ask now; kind, serial are filled in for it.  False: it has all it wants.
	 * Views tell their store, as they draw, what they want; what nobody draws is not asked. */
	bool (*ask)(struct desk *d, struct question *out);
	void (*answer)(struct desk *d, const struct answer *a);
};

extern const struct store store_heat, store_incident, store_log, store_presets;

#endif
