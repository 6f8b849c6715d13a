/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A monkey at the screen: random keys, clicks, sizes, snapshots and answers, always the
 * same ones.  Nothing may fall over (the sanitizers see to that), no view may write
 * where it must not, and every key that a help names must do something.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/dashboard.h"
#include "ui-tui/view.h"

enum { SEEDS = 6, STEPS = 450, GUARD = 3 };

static uint32_t
roll(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(*seed >> 8) * n) >> 24);
}

/* ---- What must hold for every picture ---- */

/* A glyph that the sheet takes stays as it is when it is put again: one column each. */
static void
check_sheet(const struct canvas *c)
{
	struct canvas one = { .charset = c->charset };

	assert_int_equal(canvas_resize(&one, 1, 1), 0);
	for (size_t i = 0; i < (size_t)c->width * (size_t)c->height; i++) {
		assert_true(c->cell[i].ink < NINKS);
		if (c->cell[i].glyph >= ' ' && c->cell[i].glyph <= '~')
			continue;
		canvas_put(&one, 0, 0, c->cell[i].glyph, INK_PLAIN, 0);
		assert_int_equal(one.cell[0].glyph, c->cell[i].glyph);
	}
	canvas_finish(&one);
}

static void
check_picture(struct desk *d, enum charset charset, int width, int height)
{
	struct canvas c = { .charset = charset };

	desk_picture(d, &c, width, height);
	check_sheet(&c);
	canvas_finish(&c);
}

/* ---- The monkey ---- */

static const uint32_t special[] = { KEYS_CTRL_C, KEYS_CTRL_L, KEYS_CTRL_R, KEYS_CTRL_U, KEYS_CTRL_Z,
	KEYS_ENTER, KEYS_ENTER, KEYS_ESCAPE, KEYS_ESCAPE, KEYS_ESCAPE, KEYS_BACKSPACE, 8, '\t', 0,
	0xe9, 0x301, 0x4e2d, 0x10ffff };

static uint32_t
any_key(uint32_t *seed)
{
	uint32_t key;

	switch (roll(seed, 8)) {
	case 0:
		return special[roll(seed, sizeof special / sizeof *special)];
	case 1:
	case 2:
		key = KEYS_UP + roll(seed, KEYS_F10 - KEYS_UP + 1);
		break;
	case 3:
		key = '1' + roll(seed, 9);
		break;
	default:
		key = ' ' + roll(seed, '~' - ' ' + 1);
		break;
	}
	if (roll(seed, 8) == 0)
		key |= roll(seed, 2) ? KEYS_ALT : KEYS_SHIFT;
	return key;
}

static int
any_side(uint32_t *seed, int most)
{
	static const int edge[] = { 1, 8, 9, 23, 24, 40, 41, 45, 79, 80, 159, 160 };

	if (roll(seed, 2) == 0)
		return edge[roll(seed, sizeof edge / sizeof *edge)];
	return 1 + (int)roll(seed, (uint32_t)most);
}

static void
any_mouse(struct desk *d, uint32_t *seed, int width, int height)
{
	struct mouse m = {
		.what = (enum mouse_what)roll(seed, MOUSE_WHEEL_DOWN + 1),
		.x = (int)roll(seed, (uint32_t)width + 4) - 2,
		.y = (int)roll(seed, (uint32_t)height + 4) - 2,
		.twice = roll(seed, 3) == 0,
		.shift = roll(seed, 5) == 0,
	};

	desk_mouse(d, &m);
}

/* Texts of others: wide, combining and broken characters, and as long as may be. */
static void
strange_text(char *out, size_t size, uint32_t *seed)
{
	static const char *const part[] = { "e\xcc\x81", "\xe4\xb8\xad\xe6\x96\x87", "\xff\xc3",
		"\033[2J", "\xf0\x9f\x8e\xb5", "\xe2\x80\x8b", "%n%s", "a long word", " ",
		"\t\r\n" };
	size_t used = 0, want = roll(seed, (uint32_t)size);

	out[0] = '\0';
	while (used < want) {
		const char *p = part[roll(seed, sizeof part / sizeof *part)];
		size_t n = strlen(p);

		n = n > size - 1 - used ? size - 1 - used : n;
		memcpy(out + used, p, n);
		used += n;
		if (n == 0)
			break;
	}
	out[used] = '\0';
}

static void
strange_numbers(struct snapshot *s, uint32_t *seed)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, -1, 0 };
	struct stats *all[] = { &s->profile.load[0], &s->profile.load[1], &s->profile.load[2],
		&s->profile.node[0].us[1], &s->profile.margin_us[1] };
	double v = odd[roll(seed, sizeof odd / sizeof *odd)];
	struct stats *t = all[roll(seed, sizeof all / sizeof *all)];

	t->p50 = t->p99 = t->p99_9 = t->max = v;
	s->period_us = roll(seed, 2) ? v : s->period_us;
	s->eq.band[roll(seed, 8)].freq_hz = roll(seed, 2) ? 1e9 : 1e-9;
	s->eq.band[roll(seed, 8)].gain_db = roll(seed, 2) ? 400 : -400;
	s->spectrum.bin_db[roll(seed, SPECTRUM_BINS_MAX)] = (float)v;
	s->out[roll(seed, 2)].peak = (float)v;
	s->out_ballistic[0].vu_db = (float)v;
	s->loudness.integrated_lufs = (float)v;
	s->cpu_process = v;
}

static void
any_snapshot(struct desk *d, uint32_t *seed, enum scene *scene, double now_s)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	*scene = (enum scene)roll(seed, NSCENES);
	synth_fill(s, *scene, desk_start_s + now_s * (roll(seed, 50) != 0));
	if (roll(seed, 3) == 0) {
		strange_text(s->preset, sizeof s->preset, seed);
		strange_text(s->sentence, sizeof s->sentence, seed);
		strange_text(s->name, sizeof s->name, seed);
		strange_text(s->log[0].text, sizeof s->log[0].text, seed);
		strange_text(s->thread[0].name, sizeof s->thread[0].name, seed);
		strange_text(s->profile.incident[0].node, sizeof s->profile.incident[0].node, seed);
	}
	if (roll(seed, 3) == 0)
		strange_numbers(s, seed);
	desk_show(d, s, now_s);
	free(s);
}

static void
any_answer(struct desk *d, uint32_t *seed, enum scene scene, double now_s)
{
	struct answer *a = malloc(sizeof *a);
	struct question q;

	assert_non_null(a);
	while (desk_question(d, &q)) {
		synth_answer(a, &q, scene, desk_start_s + now_s);
		if (roll(seed, 8) == 0)
			a->error = -(int)roll(seed, 40);
		if (roll(seed, 8) == 0 && a->kind == ASK_LOG && a->log.n > 0)
			strange_text(a->log.line[0].text, sizeof a->log.line[0].text, seed);
		if (roll(seed, 16) == 0 && a->kind == ASK_PRESETS)
			a->presets.n = roll(seed, 2) ? 0xffffffff : 0;
		if (roll(seed, 16) == 0 && a->kind == ASK_HEAT)
			a->heat.n = roll(seed, 2) ? 0xffffffff : 0;
		if (roll(seed, 16) == 0)
			break; /* lost */
		desk_answer(d, a);
		if (roll(seed, 2) == 0)
			break;
	}
	free(a);
}

static void
test_monkey_breaks_nothing(void **state)
{
	(void)state;
	for (uint32_t run = 0; run < SEEDS; run++) {
		uint32_t seed = run * 7919 + 17;
		enum scene scene = (enum scene)(run % NSCENES);
		struct desk *d = desk_of(scene);
		int width = 80, height = 24;
		double now_s = desk_now_s;

		for (int step = 0; step < STEPS; step++) {
			for (uint32_t keys = roll(&seed, 6); keys > 0; keys--)
				desk_key(d, any_key(&seed));
			if (roll(&seed, 3) == 0)
				any_mouse(d, &seed, width, height);
			if (roll(&seed, 5) == 0) {
				width = any_side(&seed, 300);
				height = any_side(&seed, 100);
			}
			now_s += roll(&seed, 20) == 0 ? 60 : 0.04;
			if (roll(&seed, 2) == 0)
				any_snapshot(d, &seed, &scene, now_s);
			any_answer(d, &seed, scene, now_s);
			check_picture(d, (enum charset)roll(&seed, 2), width, height);
			assert_in_range(d->view, 0, NVIEWS - 1);
			assert_in_range(d->nout, 0, OUTBOX);
			assert_true(memchr(d->message, '\0', sizeof d->message) != NULL);
			d->nout = 0;
			d->left = d->suspend = d->copy = d->save_prefs = d->redraw = false;
		}
		free(d);
	}
}

/* ---- Sizes ---- */

static const int some_width[] = { 1, 2, 3, 5, 9, 17, 29, 39, 40, 41, 47, 59, 60, 67, 68, 79, 80, 81,
	119, 136, 159, 160, 161, 200, 300 };
static const int some_height[] = { 1, 2, 3, 7, 8, 9, 10, 11, 12, 15, 16, 23, 24, 25, 44, 45, 46,
	100 };
enum {
	NWIDTHS = sizeof some_width / sizeof *some_width,
	NHEIGHTS = sizeof some_height / sizeof *some_height
};

static void
test_monkey_sees_every_view_at_every_size(void **state)
{
	(void)state;
	for (uint32_t scene = 0; scene < NSCENES; scene++) {
		struct desk *d = desk_of((enum scene)scene);

		for (uint32_t v = 0; v < NVIEWS; v++) {
			d->view = (enum view_id)v;
			desk_feed(d, (enum scene)scene, 120, 40);
			for (uint32_t i = 0; i < NWIDTHS * NHEIGHTS; i++)
				if ((i + v) % NSCENES == scene)
					check_picture(d, (enum charset)((i / NSCENES) % 2),
						some_width[i % NWIDTHS], some_height[i / NWIDTHS]);
		}
		free(d);
	}
}

static bool
is_untouched(const struct cell *cell)
{
	return cell->glyph == '#' && cell->ink == INK_XRUN && cell->style == STYLE_BOLD;
}

static void
check_pane(struct desk *d, const struct view *view, int width, int height)
{
	struct canvas c = { .charset = CHARSET_UTF8 };

	assert_int_equal(canvas_resize(&c, width + 2 * GUARD, height + 2 * GUARD), 0);
	for (size_t i = 0; i < (size_t)c.width * (size_t)c.height; i++)
		c.cell[i] = (struct cell){ '#', INK_XRUN, STYLE_BOLD };
	dashboard_pane(d, &c, view, GUARD, GUARD, width, height, false);
	for (int y = 0; y < c.height; y++)
		for (int x = 0; x < c.width; x++) {
			bool inside =
				x >= GUARD && x < GUARD + width && y >= GUARD && y < GUARD + height;

			if (!inside && !is_untouched(&c.cell[y * c.width + x]))
				fail_msg("%s as a pane of %dx%d writes at %d,%d", view->name, width,
					height, x - GUARD, y - GUARD);
		}
	canvas_finish(&c);
}

static void
test_monkey_sees_panes_stay_where_they_are(void **state)
{
	(void)state;
	for (uint32_t scene = 0; scene < NSCENES; scene++) {
		struct desk *d = desk_of((enum scene)scene);

		desk_feed(d, (enum scene)scene, 200, 60);
		for (uint32_t v = 0; v < NVIEWS; v++)
			for (int height = 1; views[v]->pane != NULL && height < 30;
				height += 1 + height / 6)
				for (int width = 1; width < 120; width += 1 + width / 5)
					check_pane(d, views[v], width, height);
		free(d);
	}
}

/* ---- Every key that is told does something ---- */

static const struct {
	const char *name;
	uint32_t key;
} named[] = {
	{ "Left", KEYS_LEFT },
	{ "Right", KEYS_RIGHT },
	{ "Up", KEYS_UP },
	{ "Down", KEYS_DOWN },
	{ "PgUp", KEYS_PAGE_UP },
	{ "PgDn", KEYS_PAGE_DOWN },
	{ "Home", KEYS_HOME },
	{ "End", KEYS_END },
	{ "Enter", KEYS_ENTER },
	{ "Esc", KEYS_ESCAPE },
	{ "Space", ' ' },
	{ "Tab", '\t' },
	{ "F3", KEYS_F3 },
	{ "F5", KEYS_F5 },
	{ "F6", KEYS_F6 },
};

/* Single glyphs that a help explains and that are no keys. */
static const struct {
	const struct view *view;
	const char *glyph;
} explained[] = { { &view_heat, "X" }, { &view_threads, "*" } };

static uint32_t
key_of(const struct view *view, const char *word)
{
	for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
		if (explained[i].view == view && strcmp(explained[i].glyph, word) == 0)
			return KEYS_NONE;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (strcmp(named[i].name, word) == 0)
			return named[i].key;
	return word[1] == '\0' ? (uint32_t)(unsigned char)word[0] : KEYS_NONE;
}

/* The keys of a help line; none if any of its words is not one. */
static uint32_t
keys_of(const struct view *view, const char *words, uint32_t out[8])
{
	char text[64], *save, *word;
	uint32_t n = 0;

	snprintf(text, sizeof text, "%s", words);
	for (word = strtok_r(text, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		assert_in_range(n, 0, 7);
		out[n] = key_of(view, word);
		if (out[n++] == KEYS_NONE)
			return 0;
	}
	return n;
}

struct seen {
	char *text;
	uint32_t nout;
	const struct popup *popup;
};

static struct seen
look(struct desk *d, int width, int height)
{
	struct seen s = { malloc(DUMP_BYTES), d->nout, d->popup };
	struct canvas c = { .charset = CHARSET_UTF8 };

	assert_non_null(s.text);
	desk_picture(d, &c, width, height);
	canvas_dump(&c, s.text, DUMP_BYTES);
	canvas_finish(&c);
	return s;
}

/* Pressed in a desk like that: is anything else to be seen, asked for or copied? */
static bool
key_acts(enum view_id view, enum scene scene, const char *before, uint32_t key, int width,
	int height)
{
	struct desk *d = desk_of(scene);
	struct seen a, b;
	bool acts;

	d->view = view;
	desk_feed(d, scene, width, height);
	desk_press(d, before);
	desk_feed(d, scene, width, height);
	a = look(d, width, height);
	desk_key(d, key);
	b = look(d, width, height);
	acts = d->copy || d->redraw || d->suspend || a.nout != b.nout || a.popup != b.popup ||
	       strcmp(a.text, b.text) != 0;
	free(a.text);
	free(b.text);
	free(d);
	return acts;
}

/* In one of some states: Esc needs something to leave, End something to come back from. */
static bool
key_acts_somewhere(enum view_id view, uint32_t key)
{
	static const char *const before[] = { "", "\x83", "\x81\x81", "\x86", "\r", "/x\r",
		"\x82\x82", "jj", "--", "++.." };

	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (key_acts(view, SCENE_RUNNING, before[i], key, 80, 24) ||
			key_acts(view, SCENE_MANY, before[i], key, 80, 12) ||
			key_acts(view, SCENE_RUNNING, before[i], key, 160, 46))
			return true;
	return false;
}

static void
test_monkey_finds_every_key_of_the_help(void **state)
{
	(void)state;
	for (uint32_t v = 0; v < NVIEWS; v++)
		for (const struct help_line *l = views[v]->help; l->key != NULL; l++) {
			uint32_t key[8], n = keys_of(views[v], l->key, key);

			for (uint32_t i = 0; i < n; i++)
				if (!key_acts_somewhere((enum view_id)v, key[i]))
					fail_msg("%s: help names \"%s\", of which key %u does "
						 "nothing",
						views[v]->name, l->key, i + 1);
		}
}

static void
test_monkey_finds_every_key_of_the_footer(void **state)
{
	(void)state;
	for (uint32_t v = 0; v < NVIEWS; v++)
		for (const struct foot_key *f = views[v]->foot; f != NULL && f->key != NULL; f++)
			if (!key_acts_somewhere((enum view_id)v, f->press))
				fail_msg("%s: the footer names %s %s, which does nothing",
					views[v]->name, f->key, f->text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_monkey_breaks_nothing),
		cmocka_unit_test(test_monkey_sees_every_view_at_every_size),
		cmocka_unit_test(test_monkey_sees_panes_stay_where_they_are),
		cmocka_unit_test(test_monkey_finds_every_key_of_the_help),
		cmocka_unit_test(test_monkey_finds_every_key_of_the_footer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
