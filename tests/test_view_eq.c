/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ's screen: what keys, typed numbers and the mouse ask for, what stays on the
 * screen until it is answered, and pictures; see desk_tool.h.
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

#include "control/param_table.h"
#include "tests/desk_tool.h"
#include "ui-tui/pieces/curve.h"
#include "ui-tui/view.h"

#define UP "\x80"
#define DOWN "\x81"
#define LEFT "\x82"
#define RIGHT "\x83"
#define END "\x87"

static const struct golden golden[] = {
	{ "eq-40x8-ascii", SCENE_RUNNING, "3" RIGHT RIGHT RIGHT RIGHT, 40, 8, CHARSET_ASCII },
	{ "eq-40x8-utf8", SCENE_MANY, "3" END, 40, 8, CHARSET_UTF8 },
	{ "eq-40x12-utf8", SCENE_RUNNING, "3", 40, 12, CHARSET_UTF8 },
	{ "eq-60x15-ascii", SCENE_RUNNING, "3", 60, 15, CHARSET_ASCII },
	{ "eq-60x15-utf8", SCENE_RUNNING, "3", 60, 15, CHARSET_UTF8 },
	{ "eq-80x24-ascii", SCENE_RUNNING, "3" RIGHT RIGHT RIGHT RIGHT, 80, 24, CHARSET_ASCII },
	{ "eq-80x24-utf8", SCENE_RUNNING, "3" RIGHT RIGHT RIGHT RIGHT, 80, 24, CHARSET_UTF8 },
	{ "eq-120x40-utf8", SCENE_RUNNING, "3" RIGHT, 120, 40, CHARSET_UTF8 },
	{ "eq-132x43-utf8", SCENE_RUNNING, "3P", 132, 43, CHARSET_UTF8 },
	{ "eq-bypassed-80x24-ascii", SCENE_SILENT, "3", 80, 24, CHARSET_ASCII },
	{ "eq-empty-80x24-ascii", SCENE_EMPTY, "3", 80, 24, CHARSET_ASCII },
	{ "eq-solo-80x24-utf8", SCENE_RUNNING, "3" RIGHT RIGHT "s", 80, 24, CHARSET_UTF8 },
	{ "eq-many-40x12-ascii", SCENE_MANY, "3", 40, 12, CHARSET_ASCII },
	{ "eq-many-80x24-ascii", SCENE_MANY, "3" END, 80, 24, CHARSET_ASCII },
	{ "eq-many-80x24-utf8", SCENE_MANY, "3", 80, 24, CHARSET_UTF8 },
	{ "eq-many-132x43-utf8", SCENE_MANY, "3", 132, 43, CHARSET_UTF8 },
	{ "eq-presets-40x8-ascii", SCENE_RUNNING, "3l", 40, 8, CHARSET_ASCII },
	{ "eq-presets-80x24-ascii", SCENE_RUNNING, "3l", 80, 24, CHARSET_ASCII },
	{ "eq-presets-filter-80x24-utf8", SCENE_RUNNING, "3lhd 6" DOWN, 80, 24, CHARSET_UTF8 },
	{ "eq-presets-empty-80x24-ascii", SCENE_EMPTY, "3l", 80, 24, CHARSET_ASCII },
	{ "eq-number-40x8-ascii", SCENE_RUNNING, "3\r", 40, 8, CHARSET_ASCII },
	{ "eq-number-80x24-utf8", SCENE_RUNNING, "3" RIGHT "\r1.5k\t3x\r", 80, 24, CHARSET_UTF8 },
	{ "eq-save-40x8-ascii", SCENE_RUNNING, "3w", 40, 8, CHARSET_ASCII },
	{ "eq-save-80x24-utf8", SCENE_RUNNING, "3w\x15warm\r", 80, 24, CHARSET_UTF8 },
	{ "help-eq-80x24-ascii", SCENE_RUNNING, "3?", 80, 24, CHARSET_ASCII },
};

static void
test_eq_screens_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	setenv("XDG_CONFIG_HOME", "/home/me/config", 1);
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* Every column has a glyph in the row of the level that eq_response_db gives at its frequency. */
static void
check_curve(enum eq_formulas design, enum charset charset, double *at_15k)
{
	struct desk *d = desk_of(SCENE_MANY);
	struct snapshot *s = &d->live;
	struct canvas c = { .charset = charset };
	struct eq_coefficients in_use;
	const int height = 25, columns = 95, left = 3;
	double range;
	int nmarked = 0;

	s->eq.design = design;
	s->eq.band[10].on = s->eq.band[11].on = false; /* steep: a column is many levels */
	eq_curve_update(&s->eq_curve, &s->eq, 48000);
	eq_design(&in_use, &s->eq, 48000);
	assert_int_equal(canvas_resize(&c, 120, 40), 0);
	range = curve_draw(
		&c, left, 2, CURVE_LABEL + columns, height, &s->eq_curve, &d->eq.trace, NULL, NULL);
	assert_true(range >= 12 && range < 20);
	for (int i = 0; i < columns; i++) {
		double share = charset == CHARSET_UTF8 ? (2 * i + 0.5) / (2 * columns - 1)
						       : (double)i / (columns - 1);
		double db = eq_response_db(&in_use, 20 * pow(1000, share), 48000);
		int row = (int)floor((range - db) / (2 * range) * (height - 1) + 0.5);
		bool there = false, marked = false;

		for (int y = 0; y < height; y++) {
			enum ink ink = c.cell[(2 + y) * c.width + left + CURVE_LABEL + i].ink;

			there = there || (ink == INK_GOOD && y == row);
			marked = marked || ink == INK_MARK;
		}
		nmarked += marked;
		if (!there && !marked) /* a band's number may stand over it */
			fail_msg("column %d: %g dB is not in row %d", i, db, row);
	}
	assert_true(nmarked < 25);
	*at_15k = eq_response_db(&in_use, 15000, 48000);
	canvas_finish(&c);
	free(d);
}

static void
test_eq_draws_the_curve_that_runs(void **state)
{
	double rbj, matched;

	(void)state;
	for (int charset = CHARSET_ASCII; charset <= CHARSET_UTF8; charset++) {
		check_curve(EQ_RBJ, (enum charset)charset, &rbj);
		check_curve(EQ_MATCHED, (enum charset)charset, &matched);
	}
	assert_true(fabs(matched - rbj) > 1);
}

static struct desk *
eq_desk_of(enum scene scene)
{
	struct desk *d = desk_of(scene);

	d->view = VIEW_EQ;
	return d;
}

/* Each, from band 5 (PK 2200 Hz -4.5 dB Q 2.8) on. */
static void
test_eq_keys_ask_for_one_change_each(void **state)
{
	static const struct {
		uint32_t key;
		const char *path;
		double value;
	} row[] = {
		{ KEYS_UP, "/eq/band/5/gain", -4 },
		{ KEYS_DOWN, "/eq/band/5/gain", -5 },
		{ KEYS_UP | KEYS_SHIFT, "/eq/band/5/gain", -4.4 },
		{ KEYS_DOWN | KEYS_SHIFT, "/eq/band/5/gain", -4.6 },
		{ '+', "/eq/band/5/gain", -4.4 },
		{ '=', "/eq/band/5/gain", -4.4 },
		{ '-', "/eq/band/5/gain", -4.6 },
		{ KEYS_PAGE_UP, "/eq/band/5/gain", -1.5 },
		{ KEYS_PAGE_DOWN, "/eq/band/5/gain", -7.5 },
		{ ',', "/eq/band/5/freq", 2200 / 1.0594630943593 },
		{ '.', "/eq/band/5/freq", 2200 * 1.0594630943593 },
		{ '<', "/eq/band/5/freq", 2200 / 1.2599210498949 },
		{ '>', "/eq/band/5/freq", 2200 * 1.2599210498949 },
		{ '[', "/eq/band/5/q", 2.8 / 1.1224620483094 },
		{ ']', "/eq/band/5/q", 2.8 * 1.1224620483094 },
		{ 't', "/eq/band/5/type", EQ_LSC },
		{ 'T', "/eq/band/5/type", EQ_HS },
		{ ' ', "/eq/band/5/on", 0 },
		{ 's', "/eq/solo", 5 },
		{ '0', "/eq/band/5/gain", 0 },
		{ 'a', "/eq/slot", 1 },
		{ 'B', "/eq/bands", 16 },
		{ 'b', "/eq/bypass", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = eq_desk_of(SCENE_RUNNING);
		struct request r;

		desk_key(d, KEYS_ALT | '5');
		desk_key(d, row[i].key);
		if (!desk_asks(d, &r))
			fail_msg("key %#x asks for nothing", row[i].key);
		assert_int_equal(r.kind, REQUEST_SET);
		assert_string_equal(r.path, row[i].path);
		assert_true(
			fabs((double)r.value - row[i].value) < 1e-4 * fabs(row[i].value) + 1e-6);
		assert_false(desk_asks(d, &r));
		free(d);
	}
}

static void
test_eq_keys_of_whole_settings_become_requests(void **state)
{
	static const struct {
		uint32_t key;
		enum request_kind kind;
		float value;
	} row[] = {
		{ 'u', REQUEST_UNDO, 0 },
		{ 'U', REQUEST_REDO, 0 },
		{ KEYS_CTRL_R, REQUEST_REDO, 0 },
		{ 'F', REQUEST_FLAT, 0 },
		{ 'n', REQUEST_PRESET_STEP, 1 },
		{ 'N', REQUEST_PRESET_STEP, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct request r;

		d->live.undo_steps = d->live.redo_steps = 2;
		desk_key(d, row[i].key);
		assert_false(desk_asks(d, &r)); /* in another view */
		d->view = VIEW_EQ;
		desk_key(d, row[i].key);
		assert_true(desk_asks(d, &r));
		assert_int_equal(r.kind, row[i].kind);
		assert_string_equal(r.path, "");
		assert_true(r.value == row[i].value);
		assert_true(d->message[0] != '\0');
		d->live.undo_steps = d->live.redo_steps = 0;
		if (r.kind == REQUEST_UNDO || r.kind == REQUEST_REDO) {
			desk_key(d, row[i].key);
			assert_false(desk_asks(d, &r));
			assert_non_null(strstr(d->message, "nothing to"));
		}
		free(d);
	}
}

static double
last_value(struct desk *d)
{
	struct request r = { .value = NAN };

	while (desk_asks(d, &r))
		;
	return (double)r.value;
}

/* No snapshot comes meanwhile; afterwards late ones, of values on the way. */
static void
test_eq_quick_keys_add_up(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);

	(void)state;
	desk_key(d, KEYS_ALT | '4'); /* +2.1 dB */
	for (int i = 0; i < 10; i++) {
		desk_key(d, KEYS_UP);
		if (i == 4) {
			d->live.eq.band[3].gain_db = 2.6; /* of the first of them */
			desk_later(d, 0.04);
		}
	}
	assert_true(fabs(last_value(d) - 7.1) < 1e-4);
	for (int i = 0; i < 12; i++)
		desk_key(d, '.');
	assert_true(fabs(last_value(d) - 1400) < 0.01);
	desk_key(d, 'a');
	desk_key(d, 'a');
	assert_true(last_value(d) == 0);
	free(d);
}

/* The picture has it at once; confirmed, somebody else's later change is seen; not confirmed,
 * what runs is seen again, and that is said. */
static void
test_eq_shows_what_was_asked_for_until_it_is_answered(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);

	(void)state;
	desk_key(d, KEYS_ALT | '4');
	desk_key(d, KEYS_UP);
	assert_true(desk_shows(d, "+2.60"));
	desk_later(d, 0.1);
	assert_true(desk_shows(d, "+2.60"));
	d->live.eq.band[3].gain_db = (double)2.6f;
	desk_later(d, 0.1);
	assert_true(desk_shows(d, "+2.60"));
	d->live.eq.band[3].gain_db = 9;
	desk_later(d, 0.1);
	assert_true(desk_shows(d, "+9.00"));
	desk_key(d, KEYS_UP);
	assert_true(desk_shows(d, "+9.50"));
	desk_later(d, 0.6);
	d->message[0] = '\0';
	assert_true(desk_shows(d, "+9.00"));
	assert_non_null(strstr(d->message, "/eq/band/4/gain was not taken"));
	assert_true(d->eq.values.curve.settings.band[3].gain_db == 9);
	desk_key(d, KEYS_UP);
	desk_show(d, NULL, d->now_s + 5); /* no snapshot at all: nothing is known */
	assert_true(desk_shows(d, "+9.50"));
	free(d);
}

/* Beyond a limit there is nothing to ask for, and that is said. */
static void
test_eq_stops_at_the_limits(void **state)
{
	static const struct {
		uint32_t key, times;
		double value;
		const char *text;
	} row[] = {
		{ KEYS_PAGE_UP, 20, 30, "gain: 30 is the most" },
		{ KEYS_PAGE_DOWN, 20, -30, "gain: -30 is the least" },
		{ '>', 20, 23520, "frequency: 23520 is the most" },
		{ '<', 30, 10, "frequency: 10 is the least" },
		{ ']', 40, 50, "Q: 50 is the most" },
		{ '[', 40, 0.05, "Q: 0.05 is the least" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = eq_desk_of(SCENE_RUNNING);
		struct request r, last = { .value = 0 };

		desk_key(d, KEYS_ALT | '4');
		for (uint32_t k = 0; k < row[i].times; k++) {
			desk_key(d, row[i].key);
			while (desk_asks(d, &r))
				last = r;
		}
		assert_true(fabs((double)last.value - row[i].value) < 1e-3);
		assert_non_null(strstr(d->message, row[i].text));
		desk_key(d, row[i].key);
		assert_false(desk_asks(d, &r));
		free(d);
	}
}

static void
test_eq_limits_are_those_of_the_engine(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	struct param_table t = { 0 };
	char path[48];

	(void)state;
	assert_int_equal(param_table_all(&t), 0);
	d->live.info.rate_hz = 0;
	for (uint32_t v = 0; v < EQ_NVALUES; v++) {
		int i;

		eq_value_path(v, path);
		i = param_table_find(&t, path);
		if (i < 0)
			fail_msg("%s is no parameter", path);
		assert_true((float)eq_value_lowest(v) == t.entry[i].info->min);
		assert_true((float)eq_value_highest(d, v) == t.entry[i].info->max);
	}
	param_table_finish(&t);
	free(d);
}

/* What makes no sense for a filter or the preamp is said, not asked for. */
static void
test_eq_says_what_has_no_gain_or_is_no_band(void **state)
{
	static const struct {
		const char *keys, *text;
	} row[] = {
		{ UP, "HP has no gain" }, /* band 1 */
		{ "P.", "the preamp has a gain only" },
		{ LEFT " ", "the preamp has a gain only" },
		{ "Ps", "the preamp has a gain only" },
		{ END RIGHT, "the EQ has 8 bands; B makes it 16" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = eq_desk_of(SCENE_RUNNING);
		struct request r;

		desk_press(d, row[i].keys);
		assert_false(desk_asks(d, &r));
		assert_non_null(strstr(d->message, row[i].text));
		free(d);
	}
}

static void
test_eq_preamp_is_a_row_above_band_1(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	struct request r;

	(void)state;
	desk_press(d, LEFT UP);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/preamp");
	assert_true(r.value == -5.5f);
	assert_true(desk_shows(d, ">P"));
	desk_press(d, RIGHT);
	assert_int_equal(d->eq.band, 0);
	desk_press(d, "P0");
	assert_true(last_value(d) == 0);
	free(d);
}

/* ---- Mouse ---- */

static void
mouse(struct desk *d, enum mouse_what what, int x, int y, bool twice)
{
	struct mouse m = { .what = what, .x = x, .y = y, .twice = twice };
	struct canvas c = { .charset = CHARSET_UTF8 };

	desk_mouse(d, &m);
	desk_picture(d, &c, 120, 40);
	canvas_finish(&c);
}

/* The node goes as far as the mouse on the curve's own axes, and is seen there before any
 * snapshot; the scale stays meanwhile. */
static void
test_eq_mouse_drags_a_node(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	const struct curve_place *p = &d->eq.curve;
	double share, step_db, range_db;
	struct request r;
	int x, y;

	(void)state;
	mouse(d, MOUSE_RELEASE, 0, 0, false); /* draws */
	x = p->mark[4].x;
	y = p->mark[4].y;
	assert_int_equal(p->mark[4].width, 1);
	range_db = p->range_db;
	step_db = 2 * range_db / (p->height - 1);
	mouse(d, MOUSE_PRESS, x, y, false);
	assert_int_equal(d->eq.band, 4);
	assert_false(desk_asks(d, &r));
	mouse(d, MOUSE_DRAG, x, y - 7, false);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/band/5/gain");
	assert_true(fabs((double)r.value - (-4.5 + 7 * step_db)) <= 0.0501);
	assert_false(desk_asks(d, &r));
	assert_true(abs(p->mark[4].y - (y - 7)) <= 1);
	assert_true(p->range_db == range_db);
	mouse(d, MOUSE_DRAG, x + 12, y - 7, false);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/band/5/freq");
	share = eq_curve_share(&d->live.eq_curve, 2200) + 12.0 / (p->width - 1);
	assert_true(fabs((double)r.value / eq_curve_hz(&d->live.eq_curve, share) - 1) < 1e-5);
	assert_false(desk_asks(d, &r));
	assert_true(abs(p->mark[4].x + 1 - (x + 12)) <= 1);
	mouse(d, MOUSE_RELEASE, x + 12, y - 7, false);
	mouse(d, MOUSE_DRAG, x, y, false);
	assert_false(desk_asks(d, &r));
	free(d);
}

static void
test_eq_mouse_toggles_selects_and_turns_q(void **state)
{
	struct desk *d = eq_desk_of(SCENE_RUNNING);
	const struct curve_place *p = &d->eq.curve;
	const struct eq_table_place *t = &d->eq.table;
	struct request r;

	(void)state;
	mouse(d, MOUSE_RELEASE, 0, 0, false);
	mouse(d, MOUSE_PRESS, 5, t->y + 3, false); /* the preamp is row 0 */
	assert_int_equal(d->eq.band, 2);
	mouse(d, MOUSE_WHEEL_UP, 5, t->y + 6, false);
	assert_int_equal(d->eq.band, 5);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/band/6/q");
	assert_true(fabs((double)r.value - 3 * exp2(1.0 / 6)) < 1e-5);
	mouse(d, MOUSE_WHEEL_DOWN, p->mark[1].x, p->mark[1].y, false);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/band/2/q");
	assert_true((double)r.value < 0.7);
	mouse(d, MOUSE_WHEEL_UP, 5, t->y, false);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/preamp");
	mouse(d, MOUSE_PRESS, p->mark[3].x, p->mark[3].y, false);
	mouse(d, MOUSE_PRESS, p->mark[3].x, p->mark[3].y, true);
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/band/4/on");
	assert_true(r.value == 0);
	mouse(d, MOUSE_WHEEL_UP, 5, 0, false); /* the head */
	assert_false(desk_asks(d, &r));
	free(d);
}

/* ---- As a pane ---- */

static void
dump_pane(enum scene scene, int width, int height, enum charset charset, char *out)
{
	struct desk *d = eq_desk_of(scene);
	struct canvas c = { .charset = charset };

	assert_int_equal(canvas_resize(&c, width + 2, height + 2), 0);
	for (int i = 0; i < c.width * c.height; i++)
		c.cell[i].glyph = '~';
	view_eq.pane(d, &c, 1, 1, width, height);
	for (int x = 0; x < c.width; x++)
		assert_true(c.cell[x].glyph == '~' &&
			    c.cell[(c.height - 1) * c.width + x].glyph == '~');
	for (int y = 0; y < c.height; y++)
		assert_true(c.cell[y * c.width].glyph == '~' &&
			    c.cell[y * c.width + c.width - 1].glyph == '~');
	if (out != NULL)
		assert_true(canvas_dump(&c, out, DUMP_BYTES) < DUMP_BYTES);
	canvas_finish(&c);
	free(d);
}

static void
test_eq_pane_stays_inside_at_any_size(void **state)
{
	(void)state;
	for (int i = 0; i < 400; i++)
		dump_pane((enum scene)(i % NSCENES), 1 + i * 7 % 120, 1 + i * 13 % 45,
			i % 3 == 0 ? CHARSET_ASCII : CHARSET_UTF8, NULL);
}

static void
test_eq_pane_has_the_curve_and_the_bands(void **state)
{
	static const struct {
		const char *name;
		enum scene scene;
		int width, height;
		enum charset charset;
	} row[] = {
		{ "eq-pane-95x27-ascii", SCENE_RUNNING, 95, 27, CHARSET_ASCII },
		{ "eq-pane-78x20-utf8", SCENE_MANY, 78, 20, CHARSET_UTF8 },
	};
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		dump_pane(row[i].scene, row[i].width, row[i].height, row[i].charset, text);
		golden_compare(row[i].name, text);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eq_screens_are_as_they_were_drawn_once),
		cmocka_unit_test(test_eq_draws_the_curve_that_runs),
		cmocka_unit_test(test_eq_keys_ask_for_one_change_each),
		cmocka_unit_test(test_eq_keys_of_whole_settings_become_requests),
		cmocka_unit_test(test_eq_quick_keys_add_up),
		cmocka_unit_test(test_eq_shows_what_was_asked_for_until_it_is_answered),
		cmocka_unit_test(test_eq_stops_at_the_limits),
		cmocka_unit_test(test_eq_limits_are_those_of_the_engine),
		cmocka_unit_test(test_eq_says_what_has_no_gain_or_is_no_band),
		cmocka_unit_test(test_eq_preamp_is_a_row_above_band_1),
		cmocka_unit_test(test_eq_mouse_drags_a_node),
		cmocka_unit_test(test_eq_mouse_toggles_selects_and_turns_q),
		cmocka_unit_test(test_eq_pane_stays_inside_at_any_size),
		cmocka_unit_test(test_eq_pane_has_the_curve_and_the_bands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
