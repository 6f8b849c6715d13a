/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Incidents on the screen: what is selected, and what is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/desk.h"
#include "ui-tui/view.h"

static const struct golden golden[] = {
	{ "xruns-40x8-ascii", SCENE_RUNNING, "5", 40, 8, CHARSET_ASCII },
	{ "xruns-40x12-utf8", SCENE_RUNNING, "5", 40, 12, CHARSET_UTF8 },
	{ "xruns-80x24-ascii", SCENE_RUNNING, "5", 80, 24, CHARSET_ASCII },
	{ "xruns-80x24-utf8", SCENE_RUNNING, "5", 80, 24, CHARSET_UTF8 },
	{ "xruns-120x40-utf8", SCENE_RUNNING, "5", 120, 40, CHARSET_UTF8 },
	{ "xruns-many-40x8-utf8", SCENE_MANY, "5", 40, 8, CHARSET_UTF8 },
	{ "xruns-many-80x24-ascii", SCENE_MANY, "5", 80, 24, CHARSET_ASCII },
	{ "xruns-many-120x40-ascii", SCENE_MANY, "5", 120, 40, CHARSET_ASCII },
	{ "xruns-filter-80x24-ascii", SCENE_MANY, "5/OWN-\r", 80, 24, CHARSET_ASCII },
	{ "xruns-picture-80x24-utf8", SCENE_RUNNING, "5\r++", 80, 24, CHARSET_UTF8 },
	{ "xruns-account-60x15-ascii", SCENE_RUNNING, "5\r\r", 60, 15, CHARSET_ASCII },
	{ "xruns-empty-80x24-ascii", SCENE_EMPTY, "5", 80, 24, CHARSET_ASCII },
};

static void
test_view_xruns_panes_are_as_they_were_drawn_once(void **state)
{
	static const int side[][2] = { { 98, 5 }, { 101, 16 } };

	(void)state;
	golden_panes(&view_xruns, "xruns", "5", side, sizeof side / sizeof *side);
}

static void
test_view_xruns_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* ---- Selection ---- */

/* A newer snapshot: n more incidents than before, the oldest of which fall off. */
static void
incidents_arrive(struct desk *d, uint32_t n)
{
	struct snapshot *s = malloc(sizeof *s);
	struct profile *p = &s->profile;

	assert_non_null(s);
	*s = d->live;
	s->uptime_s += 1;
	for (; n > 0; n--) {
		uint32_t keep = p->nkept < INCIDENTS_KEPT ? p->nkept : INCIDENTS_KEPT - 1;

		memmove(p->incident + 1, p->incident, keep * sizeof *p->incident);
		p->incident[0] = p->incident[1];
		p->incident[0].id++;
		p->incident[0].at_s += 1;
		p->nincidents++;
		p->nkept = keep + 1;
	}
	desk_show(d, s, d->now_s + 1);
	free(s);
}

static void
incidents_are_cleared(struct desk *d)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	*s = d->live;
	s->uptime_s += 1;
	s->profile.nkept = s->profile.nincidents = 0;
	desk_show(d, s, d->now_s + 1);
	free(s);
}

static void
draw(struct desk *d)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, 80, 24);
	canvas_finish(&c);
}

static void
test_view_xruns_keeps_what_is_selected_when_incidents_come(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "5");
	draw(d);
	assert_int_equal(d->xruns.selected, 3);
	desk_key(d, KEYS_DOWN);
	assert_int_equal(d->xruns.selected, 2);
	incidents_arrive(d, 5);
	draw(d);
	assert_int_equal(d->xruns.selected, 2);
	assert_int_equal(d->xruns.listed[0], 5); /* scrolled so that it is seen */
	assert_int_equal(d->xruns.listed[d->xruns.list.n - 1], 2);
	desk_key(d, KEYS_UP);
	assert_int_equal(d->xruns.selected, 3);
	desk_key(d, KEYS_HOME);
	assert_int_equal(d->xruns.selected, 8);
	desk_key(d, KEYS_UP);
	assert_int_equal(d->xruns.selected, 8);
	desk_key(d, KEYS_END);
	assert_int_equal(d->xruns.selected, 1);
	desk_key(d, KEYS_PAGE_UP);
	assert_int_equal(d->xruns.selected, 4);
	free(d);
}

static void
test_view_xruns_says_when_the_selected_one_is_not_kept_any_more(void **state)
{
	struct desk *d = desk_of(SCENE_MANY);

	(void)state;
	desk_press(d, "5");
	draw(d);
	desk_key(d, KEYS_END);
	assert_int_equal(d->xruns.selected, 1247 - 31);
	assert_false(desk_shows(d, "not kept any more"));
	incidents_arrive(d, 1);
	assert_true(desk_shows(d, "#1216 is not kept any more: the engine keeps the last 32."));
	assert_int_equal(d->xruns.selected, 1216);
	desk_key(d, KEYS_UP);
	assert_int_equal(d->xruns.selected, 1217);
	free(d);
}

static void
test_view_xruns_selects_the_newest_after_a_clear(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "5");
	draw(d);
	desk_key(d, KEYS_DOWN);
	incidents_are_cleared(d);
	assert_true(desk_shows(d, "None in the last"));
	assert_int_equal(d->xruns.selected, 0);
	desk_key(d, KEYS_DOWN);
	assert_int_equal(d->xruns.selected, 0);
	incidents_arrive(d, 2);
	draw(d);
	assert_int_equal(d->xruns.selected, d->shown.profile.incident[0].id);
	free(d);
}

static void
test_view_xruns_filter_narrows_the_list_and_gives_it_back(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	desk_press(d, "5");
	draw(d);
	desk_press(d, "/other1");
	assert_true(desk_shows(d, "None of them fits to the filter"));
	assert_int_equal(d->view, VIEW_XRUNS); /* '1' was typed, no key */
	desk_key(d, KEYS_BACKSPACE);
	desk_key(d, KEYS_ENTER);
	draw(d);
	assert_int_equal(d->xruns.list.n, 1);
	assert_int_equal(d->xruns.selected, 1);
	desk_press(d, "1");
	assert_int_equal(d->view, VIEW_OVERVIEW);
	desk_press(d, "5");
	desk_key(d, KEYS_ESCAPE);
	draw(d);
	assert_int_equal(d->xruns.list.n, 3);
	assert_int_equal(d->xruns.selected, 1);
	free(d);
}

static void
test_view_xruns_takes_clicks_and_the_wheel_where_it_was_drawn(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_ASCII };
	struct mouse m = { .what = MOUSE_PRESS };

	(void)state;
	desk_press(d, "5");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	m.x = 30;
	m.y = 4; /* counts, titles, #3, #2, #1 */
	desk_mouse(d, &m);
	assert_int_equal(d->xruns.selected, 1);
	m.what = MOUSE_WHEEL_UP;
	desk_mouse(d, &m);
	assert_int_equal(d->xruns.selected, 2);
	desk_feed(d, SCENE_RUNNING, 80, 24);
	m.what = MOUSE_WHEEL_DOWN;
	m.y = d->xruns.account.y + 2;
	desk_mouse(d, &m);
	assert_int_equal(d->xruns.selected, 2);
	assert_int_equal(d->xruns.account_scroll, 3);
	/* As a pane its rows lie elsewhere. */
	assert_int_equal(canvas_resize(&c, 200, 60), 0);
	view_xruns.pane(d, &c, 100, 20, 98, 6);
	m = (struct mouse){ .what = MOUSE_PRESS, .x = 150, .y = 22 };
	assert_true(view_xruns.mouse(d, &m));
	assert_int_equal(d->xruns.selected, 3);
	m.x = 90;
	m.y = 23;
	assert_false(view_xruns.mouse(d, &m));
	assert_int_equal(d->xruns.selected, 3);
	canvas_finish(&c);
	free(d);
}

static void
test_view_xruns_X_forgets_them_in_the_engine(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct request r;

	(void)state;
	desk_press(d, "5X");
	assert_true(desk_asks(d, &r));
	assert_int_equal(r.kind, REQUEST_CLEAR_XRUNS);
	assert_false(desk_asks(d, &r));
	free(d);
}

/* ---- What is asked ---- */

static void
answer_with(struct desk *d, const struct question *q, int error, bool flown)
{
	struct answer *a = malloc(sizeof *a);

	assert_non_null(a);
	synth_answer(a, q, SCENE_RUNNING, desk_start_s);
	a->error = error;
	a->incident.flown = flown;
	desk_answer(d, a);
	free(a);
}

static void
test_store_incident_asks_once_for_what_is_selected(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct question q;

	(void)state;
	assert_false(desk_question(d, &q)); /* nobody looks */
	desk_press(d, "5");
	draw(d);
	assert_true(desk_question(d, &q));
	assert_int_equal(q.kind, ASK_INCIDENT);
	assert_int_equal(q.id, 3);
	assert_true(desk_shows(d, "Asking the engine for #3"));
	assert_false(desk_question(d, &q)); /* it is on its way */
	desk_show(d, NULL, d->now_s + 1.1);
	assert_true(desk_question(d, &q)); /* it was lost */
	answer_with(d, &q, 0, true);
	assert_true(desk_shows(d, "FLIGHT RECORDER #3"));
	assert_true(desk_shows(d, "incident 3: cpu-busy"));
	desk_show(d, NULL, d->now_s + 1.1);
	draw(d);
	assert_false(desk_question(d, &q)); /* it is over: nothing more to come */
	desk_key(d, KEYS_DOWN);
	draw(d);
	assert_true(desk_question(d, &q));
	assert_int_equal(q.id, 2);
	answer_with(d, &q, 0, true);
	desk_key(d, KEYS_UP);
	draw(d);
	assert_false(desk_question(d, &q)); /* kept */
	desk_key(d, KEYS_END);
	draw(d);
	desk_show(d, NULL, d->now_s + 10);
	assert_false(desk_question(d, &q)); /* nobody has drawn it for long */
	free(d);
}

static void
test_store_incident_asks_again_while_it_grows(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	struct question q;

	(void)state;
	assert_non_null(s);
	*s = d->live;
	s->uptime_s += 1;
	s->profile.incident[0].open = true;
	s->profile.incident[0].at_s = s->uptime_s - 0.1;
	desk_show(d, s, d->now_s + 1);
	desk_press(d, "5");
	for (int i = 0; i < 5; i++) {
		draw(d);
		assert_true(desk_question(d, &q));
		answer_with(d, &q, 0, true);
		draw(d);
		assert_false(desk_question(d, &q));
		desk_show(d, NULL, d->now_s + 0.6);
	}
	s->profile.incident[0].open = false;
	desk_show(d, s, d->now_s + 1);
	draw(d);
	assert_true(desk_question(d, &q)); /* once more after its end */
	answer_with(d, &q, 0, true);
	desk_show(d, NULL, d->now_s + 0.6);
	draw(d);
	assert_false(desk_question(d, &q));
	free(s);
	free(d);
}

static void
test_store_incident_tells_errors_and_tries_again(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct question q;

	(void)state;
	desk_press(d, "5");
	draw(d);
	assert_true(desk_question(d, &q));
	answer_with(d, &q, -ENOENT, false);
	assert_true(desk_shows(d, "The engine does not keep #3 any more."));
	assert_false(desk_question(d, &q));
	desk_show(d, NULL, d->now_s + 1.9);
	draw(d);
	assert_false(desk_question(d, &q));
	desk_show(d, NULL, d->now_s + 0.2);
	assert_true(desk_question(d, &q));
	answer_with(d, &q, -EACCES, false);
	assert_true(desk_shows(d, "The engine does not tell of #3"));
	desk_show(d, NULL, d->now_s + 2.1);
	draw(d);
	assert_true(desk_question(d, &q));
	answer_with(d, &q, 0, false);
	assert_true(desk_shows(d, "No periods were recorded with #3."));
	assert_true(desk_shows(d, "incident 3: cpu-busy"));
	free(d);
}

/* Ids begin anew, so pages must not outlive the engine they are of. */
static void
test_store_incident_forgets_an_engine_that_is_gone(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	struct question q;

	(void)state;
	assert_non_null(s);
	desk_press(d, "5");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	desk_key(d, KEYS_DOWN);
	desk_feed(d, SCENE_RUNNING, 80, 24);
	assert_false(desk_question(d, &q));
	synth_fill(s, SCENE_RUNNING, 20);
	for (uint32_t i = 0; i < 3; i++)
		s->profile.incident[i].at_s = 12 - i;
	desk_show(d, s, d->now_s + 1);
	draw(d);
	assert_int_equal(d->xruns.selected, 3);
	assert_true(desk_question(d, &q));
	assert_int_equal(q.id, 3);
	free(s);
	free(d);
}

/* What an attached engine sends is not to be trusted with array bounds. */
static void
test_store_incident_draws_no_record_whose_counts_are_wrong(void **state)
{
	static const struct {
		uint32_t n, before, judged, nnodes;
	} wrong[] = {
		{ FLIGHT_CYCLES + 1, 64, 64, 4 },
		{ 10, 11, 5, 4 },
		{ 10, 5, 10, 4 },
		{ 10, 5, 5, NODES_MAX + 1 },
		{ 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct answer *a = malloc(sizeof *a);
		struct question q;

		assert_non_null(a);
		desk_press(d, "5");
		draw(d);
		assert_true(desk_question(d, &q));
		synth_answer(a, &q, SCENE_RUNNING, desk_start_s);
		a->incident.flight.n = wrong[i].n;
		a->incident.flight.before = wrong[i].before;
		a->incident.flight.judged = wrong[i].judged;
		a->incident.flight.nnodes = wrong[i].nnodes;
		desk_answer(d, a);
		assert_true(desk_shows(d, "No periods were recorded"));
		free(a);
		free(d);
	}
}

static void
test_view_xruns_copies_incident_and_account(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	const char *text;

	(void)state;
	assert_null(xruns_copy_text(d));
	desk_press(d, "5");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	text = xruns_copy_text(d);
	assert_non_null(text);
	assert_non_null(
		strstr(text, "incident 3 at 01:00:21: cpu-busy, late 1.90 ms, 1 xrun, 1 miss"));
	assert_non_null(strstr(text, "no kernel evidence was recorded\n"));
	free(d);
}

static void
test_view_xruns_draws_at_any_size_inside_the_sheet(void **state)
{
	static const char *const keys[] = { "5", "5\r", "5\r\r", "5/own", "5+++..", "5---," };
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 150; i++) {
		struct canvas c = { .charset = i % 2 == 0 ? CHARSET_ASCII : CHARSET_UTF8 };
		struct desk *d = desk_of(i % 3 == 0 ? SCENE_MANY : SCENE_RUNNING);
		int width, height;

		random = random * 1664525u + 1013904223u;
		width = 1 + (int)(random >> 8) % 250;
		height = 1 + (int)(random >> 20) % 80;
		desk_press(d, keys[i % (int)(sizeof keys / sizeof *keys)]);
		desk_feed(d, i % 3 == 0 ? SCENE_MANY : SCENE_RUNNING, width, height);
		assert_int_equal(canvas_resize(&c, width, height), 0);
		desk_draw(d, &c);
		view_xruns.pane(d, &c, width / 3, height / 3, width, height);
		view_xruns.pane(d, &c, 0, 0, 1 + width % 7, 1 + height % 5);
		for (int cell = 0; cell < c.width * c.height; cell++)
			assert_true(c.cell[cell].glyph >= ' ' && c.cell[cell].ink < NINKS);
		canvas_finish(&c);
		free(d);
	}
}

static void
pane_text(struct desk *d, char *out, int width, int height)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	assert_int_equal(canvas_resize(&c, width, height), 0);
	view_xruns.pane(d, &c, 0, 0, width, height);
	canvas_dump(&c, out, DUMP_BYTES);
	canvas_finish(&c);
}

/* A small pane is the list, and asks nothing; a large one has the account. */
static void
test_view_xruns_pane_has_the_account_where_there_is_room(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	char *text = malloc(DUMP_BYTES);
	struct question q;

	(void)state;
	assert_non_null(text);
	pane_text(d, text, 98, 5);
	assert_non_null(strstr(text, "Xruns: 3 incidents"));
	assert_non_null(strstr(text, "other-client"));
	assert_null(strstr(text, "ACCOUNT"));
	assert_false(desk_question(d, &q));
	pane_text(d, text, 98, 20);
	assert_non_null(strstr(text, "ACCOUNT of #3"));
	assert_true(desk_question(d, &q));
	assert_int_equal(q.id, 3);
	free(text);
	free(d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_xruns_panes_are_as_they_were_drawn_once),
		cmocka_unit_test(test_view_xruns_is_as_it_was_drawn_once),
		cmocka_unit_test(test_view_xruns_keeps_what_is_selected_when_incidents_come),
		cmocka_unit_test(test_view_xruns_says_when_the_selected_one_is_not_kept_any_more),
		cmocka_unit_test(test_view_xruns_selects_the_newest_after_a_clear),
		cmocka_unit_test(test_view_xruns_filter_narrows_the_list_and_gives_it_back),
		cmocka_unit_test(test_view_xruns_takes_clicks_and_the_wheel_where_it_was_drawn),
		cmocka_unit_test(test_view_xruns_X_forgets_them_in_the_engine),
		cmocka_unit_test(test_store_incident_asks_once_for_what_is_selected),
		cmocka_unit_test(test_store_incident_asks_again_while_it_grows),
		cmocka_unit_test(test_store_incident_tells_errors_and_tries_again),
		cmocka_unit_test(test_store_incident_forgets_an_engine_that_is_gone),
		cmocka_unit_test(test_store_incident_draws_no_record_whose_counts_are_wrong),
		cmocka_unit_test(test_view_xruns_copies_incident_and_account),
		cmocka_unit_test(test_view_xruns_draws_at_any_size_inside_the_sheet),
		cmocka_unit_test(test_view_xruns_pane_has_the_account_where_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
