/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Desks with made-up snapshots, and their pictures. */
#include "tests/desk_tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const double desk_start_s = 4353, desk_now_s = 100;

struct desk *
desk_of(enum scene scene)
{
	struct desk *d = malloc(sizeof *d);
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(d);
	assert_non_null(s);
	synth_fill(s, scene, desk_start_s);
	desk_init(d, NULL);
	desk_show(d, s, desk_now_s);
	free(s);
	return d;
}

void
desk_press(struct desk *d, const char *keys)
{
	for (; *keys != '\0'; keys++)
		desk_key(d, (unsigned char)*keys < 0x80 ? (unsigned char)*keys
							: KEYS_UP + ((unsigned char)*keys & 0x7f));
}

bool
desk_asks(struct desk *d, struct request *out)
{
	if (d->nout == 0)
		return false;
	*out = d->out[0];
	memmove(d->out, d->out + 1, --d->nout * sizeof *d->out);
	return true;
}

void
desk_picture(struct desk *d, struct canvas *c, int width, int height)
{
	struct canvas popup = { .charset = c->charset };
	int x, y;

	assert_int_equal(canvas_resize(c, width, height), 0);
	desk_draw(d, c);
	if (desk_draw_popup(d, &popup, width, height, &x, &y))
		canvas_lay(c, &popup, x, y);
	canvas_finish(&popup);
}

void
desk_feed(struct desk *d, enum scene scene, int width, int height)
{
	struct answer *a = malloc(sizeof *a);
	struct question q;
	int rounds = 0;

	assert_non_null(a);
	do {
		struct canvas c = { .charset = CHARSET_ASCII };

		desk_picture(d, &c, width, height);
		canvas_finish(&c);
		assert_true(++rounds < 1000);
		if (!desk_question(d, &q))
			break;
		synth_answer(a, &q, scene, desk_start_s);
		desk_answer(d, a);
	} while (true);
	free(a);
}

static char *
file_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;
	size_t n;

	if (f == NULL)
		fail_msg("%s: not there; see the head of this file", path);
	text = malloc(DUMP_BYTES);
	assert_non_null(text);
	n = fread(text, 1, DUMP_BYTES - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

void
golden_compare(const char *name, const char *screen)
{
	const char *top = getenv("top_srcdir");
	char path[512], *expected;

	snprintf(path, sizeof path, "%s/tests/golden/%s.txt", top != NULL ? top : "..", name);
	if (getenv("GOLDEN_WRITE") != NULL) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(screen, f);
		fclose(f);
	}
	expected = file_read(path);
	if (strcmp(expected, screen) != 0)
		fail_msg("%s differs; the screen is now:\n%s", name, screen);
	free(expected);
}

void
golden_check(const struct golden *g, size_t n)
{
	for (; n > 0; n--, g++) {
		struct desk *d = desk_of(g->scene);
		struct canvas c = { .charset = g->charset };
		char *text = malloc(DUMP_BYTES);

		assert_non_null(text);
		desk_press(d, g->keys);
		desk_feed(d, g->scene, g->width, g->height);
		desk_picture(d, &c, g->width, g->height);
		assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
		golden_compare(g->name, text);
		free(text);
		canvas_finish(&c);
		free(d);
	}
}

void
desk_later(struct desk *d, double after_s)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	*s = d->live;
	s->seq++;
	desk_show(d, s, d->now_s + after_s);
	free(s);
}

bool
desk_shows(struct desk *d, const char *text)
{
	struct canvas c = { .charset = CHARSET_ASCII };
	char *dump = malloc(DUMP_BYTES);
	bool there;

	assert_non_null(dump);
	desk_picture(d, &c, 80, 24);
	canvas_dump(&c, dump, DUMP_BYTES);
	there = strstr(dump, text) != NULL;
	canvas_finish(&c);
	free(dump);
	return there;
}

void
golden_panes(const struct view *v, const char *name, const char *key, const int side[][2], size_t n)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	char *text = malloc(DUMP_BYTES);

	assert_non_null(text);
	desk_press(d, key);
	desk_feed(d, SCENE_RUNNING, 120, 40);
	for (size_t i = 0; i < n; i++) {
		struct canvas c = { .charset = CHARSET_UTF8 };
		char picture[64];

		assert_int_equal(canvas_resize(&c, side[i][0], side[i][1]), 0);
		v->pane(d, &c, 0, 0, c.width, c.height);
		snprintf(picture, sizeof picture, "pane-%s-%dx%d-utf8", name, c.width, c.height);
		assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
		golden_compare(picture, text);
		canvas_finish(&c);
	}
	free(text);
	free(d);
}
