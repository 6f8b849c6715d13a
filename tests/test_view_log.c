/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log on the screen: following, scrolling, what is asked for, what is filtered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/desk.h"
#include "ui-tui/view.h"

static const struct golden golden[] = {
	{ "log-40x8-ascii", SCENE_MANY, "8", 40, 8, CHARSET_ASCII },
	{ "log-40x12-utf8", SCENE_RUNNING, "8", 40, 12, CHARSET_UTF8 },
	{ "log-80x24-ascii", SCENE_RUNNING, "8", 80, 24, CHARSET_ASCII },
	{ "log-many-80x24-utf8", SCENE_MANY, "8", 80, 24, CHARSET_UTF8 },
	{ "log-many-120x40-ascii", SCENE_MANY, "8", 120, 40, CHARSET_ASCII },
	{ "log-filter-80x24-ascii", SCENE_MANY, "8/Hop", 80, 24, CHARSET_ASCII },
	{ "log-nothing-80x24-ascii", SCENE_MANY, "8/nowhere\r", 80, 24, CHARSET_ASCII },
	{ "log-empty-80x24-ascii", SCENE_EMPTY, "8", 80, 24, CHARSET_ASCII },
};

static void
test_view_log_panes_are_as_they_were_drawn_once(void **state)
{
	static const int side[][2] = { { 198, 4 }, { 60, 7 } };

	(void)state;
	golden_panes(&view_log, "log", "8", side, sizeof side / sizeof *side);
}

static void
test_view_log_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* ---- Following and scrolling ---- */

/* Lines 0 .. total - 1 are "line N"; a snapshot has the newest of them. */
static void
lines_come(struct desk *d, uint64_t total)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	*s = d->live;
	s->uptime_s += 0.1;
	s->log_total = total;
	s->nlog = total < LOG_LINES_SHOWN ? (uint32_t)total : LOG_LINES_SHOWN;
	for (uint32_t i = 0; i < s->nlog; i++) {
		s->log[i].at_s = (double)(total - s->nlog + i);
		snprintf(s->log[i].text, sizeof s->log[i].text, "line %u",
			(unsigned)(total - s->nlog + i));
	}
	desk_show(d, s, d->now_s + 0.1);
	free(s);
}

/* What an engine answers that keeps the newest 200 of total. */
static void
answer_lines(struct desk *d, const struct question *q, uint64_t total)
{
	struct answer *a = calloc(1, sizeof *a);
	uint64_t oldest = total > 200 ? total - 200 : 0;

	assert_non_null(a);
	a->kind = q->kind;
	a->serial = q->serial;
	a->log.total = total;
	a->log.from = q->from < oldest ? oldest : q->from;
	for (; a->log.n < LOG_PAGE && a->log.from + a->log.n < total; a->log.n++)
		snprintf(a->log.line[a->log.n].text, LOG_LINE_BYTES, "line %u",
			(unsigned)(a->log.from + a->log.n));
	desk_answer(d, a);
	free(a);
}

static void
picture(struct desk *d, char *out)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, 80, 24);
	canvas_dump(&c, out, DUMP_BYTES);
	canvas_finish(&c);
}

/* Ask and answer until all is there. */
static int
fetch(struct desk *d, uint64_t total)
{
	char *text = malloc(DUMP_BYTES);
	struct question q;
	int n = 0;

	assert_non_null(text);
	picture(d, text);
	for (; desk_question(d, &q); n++) {
		assert_int_equal(q.kind, ASK_LOG);
		assert_true(n < 100);
		answer_lines(d, &q, total);
	}
	free(text);
	return n;
}

/* From the n-th line of the sheet on, from 0: "line FIRST", "line FIRST + 1" ... to LAST. */
static void
check_lines(struct desk *d, unsigned first, unsigned last)
{
	char *text = malloc(DUMP_BYTES), *at, line[32];

	assert_non_null(text);
	picture(d, text);
	snprintf(line, sizeof line, " line %u\n", first);
	at = strstr(text, line);
	if (at == NULL)
		fail_msg("%s is not in\n%s", line, text);
	snprintf(line, sizeof line, " line %u\n", first - 1);
	assert_null(strstr(text, line));
	for (unsigned i = first; i <= last; i++) {
		snprintf(line, sizeof line, " line %u\n", i);
		assert_non_null(strstr(at, line));
		at = strstr(at, line);
	}
	snprintf(line, sizeof line, " line %u\n", last + 1);
	assert_null(strstr(text, line));
	free(text);
}

enum { ROOM = 21 }; /* 24 rows without sentence, title and footer */

static void
test_view_log_follows_the_end_until_somebody_scrolls(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	desk_press(d, "8");
	lines_come(d, 100);
	fetch(d, 100);
	check_lines(d, 100 - ROOM, 99);
	lines_come(d, 101);
	check_lines(d, 101 - ROOM, 100);
	desk_key(d, KEYS_UP);
	check_lines(d, 100 - ROOM, 99);
	lines_come(d, 105);
	check_lines(d, 100 - ROOM, 99); /* new lines move nothing */
	picture(d, text);
	assert_non_null(strstr(text, "5 newer below: End"));
	desk_key(d, KEYS_PAGE_UP);
	check_lines(d, 100 - ROOM - (ROOM - 1), 99 - (ROOM - 1));
	desk_key(d, KEYS_HOME);
	check_lines(d, 0, ROOM - 1);
	desk_key(d, KEYS_UP);
	check_lines(d, 0, ROOM - 1);
	desk_key(d, KEYS_PAGE_DOWN);
	check_lines(d, ROOM - 1, 2 * ROOM - 2);
	desk_key(d, KEYS_END);
	check_lines(d, 105 - ROOM, 104);
	desk_key(d, KEYS_UP);
	desk_key(d, KEYS_DOWN); /* at the end again: follows */
	lines_come(d, 106);
	check_lines(d, 106 - ROOM, 105);
	free(text);
	free(d);
}

static void
test_view_log_filter_takes_upper_and_lower_case_alike(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	desk_press(d, "8");
	lines_come(d, 100);
	fetch(d, 100);
	desk_press(d, "/LINE 9\r");
	check_lines(d, 90, 99);
	picture(d, text);
	assert_non_null(strstr(text, "line 9\n"));
	assert_null(strstr(text, "line 89"));
	desk_key(d, KEYS_ESCAPE);
	check_lines(d, 100 - ROOM, 99);
	free(text);
	free(d);
}

/* ---- What is asked ---- */

static void
test_store_log_asks_for_nothing_that_snapshots_bring(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);

	(void)state;
	desk_press(d, "8");
	for (uint64_t total = 3; total < 60; total += LOG_LINES_SHOWN) {
		lines_come(d, total);
		assert_int_equal(fetch(d, total), 0);
	}
	check_lines(d, 59 - ROOM, 58);
	lines_come(d, 59 + 2 * LOG_LINES_SHOWN); /* too many at once */
	assert_int_equal(fetch(d, 59 + 2 * LOG_LINES_SHOWN), 1);
	check_lines(d, 75 - ROOM, 74);
	free(d);
}

static void
test_store_log_asks_page_by_page_and_again_for_what_was_lost(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	struct question q;

	(void)state;
	lines_come(d, 170);
	assert_false(desk_question(d, &q)); /* nobody looks */
	desk_press(d, "8");
	assert_int_equal(fetch(d, 170), 4);
	check_lines(d, 170 - ROOM, 169);
	lines_come(d, 190);
	assert_true(desk_question(d, &q));
	assert_int_equal(q.from, 170);
	assert_false(desk_question(d, &q));
	desk_show(d, NULL, d->now_s + 1.1);
	assert_true(desk_question(d, &q)); /* the answer was lost */
	assert_int_equal(q.from, 170);
	answer_lines(d, &q, 190);
	check_lines(d, 190 - ROOM, 189);
	free(d);
}

static void
test_store_log_says_what_the_engine_does_not_keep(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	desk_press(d, "8");
	lines_come(d, 1000);
	fetch(d, 1000);
	desk_key(d, KEYS_HOME);
	picture(d, text);
	assert_non_null(strstr(text, "(800 older lines are gone)"));
	assert_non_null(strstr(text, " line 800\n"));
	lines_come(d, 1300);
	fetch(d, 1300);
	desk_press(d, "/line 1100\r");
	desk_key(d, KEYS_ESCAPE);
	desk_key(d, KEYS_END);
	for (int i = 0; i < 9; i++)
		desk_key(d, KEYS_PAGE_UP);
	desk_key(d, KEYS_PAGE_UP);
	picture(d, text);
	assert_non_null(strstr(text, "(100 older lines are gone)"));
	free(text);
	free(d);
}

/* Control may have logged more since it made the snapshot. */
static void
test_store_log_takes_lines_that_are_newer_than_the_snapshot(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	struct question q;

	(void)state;
	desk_press(d, "8");
	lines_come(d, 30);
	fetch(d, 31);
	check_lines(d, 31 - ROOM, 30);
	assert_false(desk_question(d, &q));
	check_lines(d, 31 - ROOM, 30);
	lines_come(d, 32);
	assert_int_equal(fetch(d, 32), 0);
	check_lines(d, 32 - ROOM, 31);
	free(d);
}

static void
test_store_log_keeps_a_thousand_lines(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);

	(void)state;
	desk_press(d, "8");
	for (uint64_t total = 100; total <= 1500; total += 100) {
		lines_come(d, total);
		fetch(d, total);
	}
	desk_key(d, KEYS_HOME);
	assert_int_equal(d->log.n, LOG_LINES_SEEN);
	check_lines(d, 500, 500 + ROOM - 2); /* a row says that 500 are gone */
	free(d);
}

static void
test_store_log_begins_anew_with_another_engine(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	struct snapshot *s = malloc(sizeof *s);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_true(s != NULL && text != NULL);
	desk_press(d, "8");
	lines_come(d, 100);
	fetch(d, 100);
	desk_key(d, KEYS_HOME);
	synth_fill(s, SCENE_RUNNING, 0);
	s->log_total = s->nlog = 1;
	desk_show(d, s, d->now_s + 5);
	picture(d, text);
	assert_non_null(strstr(text, "LOG, 1 line"));
	assert_non_null(strstr(text, "joined JACK server"));
	assert_null(strstr(text, "line 5"));
	free(text);
	free(s);
	free(d);
}

static void
test_store_log_does_not_pester_an_engine_that_does_not_answer_well(void **state)
{
	struct desk *d = desk_of(SCENE_EMPTY);
	struct answer *a = calloc(1, sizeof *a);
	char *text = malloc(DUMP_BYTES);
	struct question q;

	(void)state;
	assert_true(a != NULL && text != NULL);
	desk_press(d, "8");
	lines_come(d, 100);
	picture(d, text);
	for (int kind = 0; kind < 3; kind++) {
		assert_true(desk_question(d, &q));
		memset(a, 0, sizeof *a);
		a->kind = ASK_LOG;
		a->serial = q.serial;
		a->error = kind == 0 ? -13 : 0;
		a->log.n = kind == 2 ? UINT32_MAX : 0;
		a->log.from = kind == 2 ? UINT64_MAX - 10 : 0;
		desk_answer(d, a);
		assert_false(desk_question(d, &q));
		desk_show(d, NULL, d->now_s + 1);
		picture(d, text);
		assert_false(desk_question(d, &q));
		desk_show(d, NULL, d->now_s + 1.1);
		picture(d, text);
	}
	free(text);
	free(a);
	free(d);
}

static void
test_view_log_draws_at_any_size_inside_the_sheet(void **state)
{
	static const char *const keys[] = { "8", "8/e", "8/\r", "8 " };
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 150; i++) {
		struct canvas c = { .charset = i % 2 == 0 ? CHARSET_ASCII : CHARSET_UTF8 };
		struct desk *d = desk_of(SCENE_MANY);
		int width, height;

		random = random * 1664525u + 1013904223u;
		width = 1 + (int)(random >> 8) % 250;
		height = 1 + (int)(random >> 20) % 80;
		desk_press(d, keys[i % (int)(sizeof keys / sizeof *keys)]);
		desk_feed(d, SCENE_MANY, width, height);
		if (i % 5 == 0)
			desk_key(d, KEYS_HOME);
		assert_int_equal(canvas_resize(&c, width, height), 0);
		desk_draw(d, &c);
		view_log.pane(d, &c, width / 3, height / 3, width, height);
		view_log.pane(d, &c, 0, 0, 1 + width % 7, 1 + height % 5);
		for (int cell = 0; cell < c.width * c.height; cell++)
			assert_true(c.cell[cell].glyph >= ' ' && c.cell[cell].ink < NINKS);
		canvas_finish(&c);
		free(d);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_log_panes_are_as_they_were_drawn_once),
		cmocka_unit_test(test_view_log_is_as_it_was_drawn_once),
		cmocka_unit_test(test_view_log_follows_the_end_until_somebody_scrolls),
		cmocka_unit_test(test_view_log_filter_takes_upper_and_lower_case_alike),
		cmocka_unit_test(test_store_log_asks_for_nothing_that_snapshots_bring),
		cmocka_unit_test(test_store_log_asks_page_by_page_and_again_for_what_was_lost),
		cmocka_unit_test(test_store_log_says_what_the_engine_does_not_keep),
		cmocka_unit_test(test_store_log_takes_lines_that_are_newer_than_the_snapshot),
		cmocka_unit_test(test_store_log_keeps_a_thousand_lines),
		cmocka_unit_test(test_store_log_begins_anew_with_another_engine),
		cmocka_unit_test(
			test_store_log_does_not_pester_an_engine_that_does_not_answer_well),
		cmocka_unit_test(test_view_log_draws_at_any_size_inside_the_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
