/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For tests of the screen: a desk with a made-up snapshot, keys, what it asks
 * for, and pictures as text, compared with tests/golden/NAME.txt.  After a wanted change:
 * GOLDEN_WRITE=1 make check TESTS=tests/test_X  and look at the differences
 * before committing them.
 */
#ifndef AE_TESTS_DESK_TOOL_H
#define AE_TESTS_DESK_TOOL_H

#include "tests/synth.h"
#include "ui-tui/desk.h"
#include "ui-tui/view.h"

enum { DUMP_BYTES = 300 * 100 * 4 };

/* Seconds since the start that the made-up snapshot is of, and the desk's clock. */
extern const double desk_start_s, desk_now_s;

/* Ends with free. */
struct desk *desk_of(enum scene scene);

/* Keys that are characters; "\x80" is KEYS_UP, "\x81" KEYS_DOWN and so on in their order. */
void desk_press(struct desk *d, const char *keys);

/* Takes the oldest request.  Return: false: there is none. */
bool desk_asks(struct desk *d, struct request *out);

/* Draw, answer what the views ask for then by synth_answer, until nothing is asked any more. */
void desk_feed(struct desk *d, enum scene scene, int width, int height);

/* The same snapshot once more, so many seconds later. */
void desk_later(struct desk *d, double after_s);

/* Whether the sheet of 80x24 with its pop-up has this text. */
bool desk_shows(struct desk *d, const char *text);

/* The sheet with its pop-up.  Ends with canvas_finish. */
void desk_picture(struct desk *d, struct canvas *c, int width, int height);

struct golden {
	const char *name;
	enum scene scene;
	const char *keys; /* pressed, then fed, then drawn */
	int width, height;
	enum charset charset;
};
/* Of a picture that is already text. */
void golden_compare(const char *name, const char *screen);
void golden_check(const struct golden *g, size_t n);

/* The view's pane after its key, in n sizes, as pictures "pane-NAME-WxH-utf8". */
void golden_panes(
	const struct view *v, const char *name, const char *key, const int side[][2], size_t n);

#endif
