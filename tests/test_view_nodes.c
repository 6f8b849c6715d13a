/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes: whether they are clean, which are shown, in which order, and one of them in full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/popups/popup_node.h"
#include "ui-tui/view.h"
#include "ui-tui/views/node_table.h"

static const struct golden golden[] = {
	{ "nodes-40x8-ascii", SCENE_RUNNING, "2", 40, 8, CHARSET_ASCII },
	{ "nodes-80x24-utf8", SCENE_RUNNING, "2\x81\x81\x81", 80, 24, CHARSET_UTF8 },
	{ "nodes-many-120x40-utf8", SCENE_MANY, "2", 120, 40, CHARSET_UTF8 },
	{ "nodes-filter-80x24-ascii", SCENE_RUNNING, "2/PUT", 80, 24, CHARSET_ASCII },
	{ "nodes-details-80x24-ascii", SCENE_RUNNING, "2/eq\r\r", 80, 24, CHARSET_ASCII },
	{ "nodes-details-40x12-utf8", SCENE_RUNNING, "2/eq\r\r", 40, 12, CHARSET_UTF8 },
};

static void
test_nodes_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

static void
test_nodes_badge_says_the_worst(void **state)
{
	static const struct {
		uint64_t nonfinite, cleared, overruns, denormal;
		bool bypassed;
		enum badge badge;
		const char *text;
	} table[] = {
		{ 0, 0, 0, 0, false, BADGE_CLEAN, "clean" },
		{ 0, 0, 0, 0, true, BADGE_BYPASSED, "bypassed" },
		{ 0, 0, 0, 40, false, BADGE_DIRTY, "denormal 40" },
		{ 0, 0, 0, 400, false, BADGE_DIRTY, "denormal" },
		{ 0, 0, 3, 40, false, BADGE_DIRTY, "over 3" },
		{ 0, 1, 3, 40, false, BADGE_DIRTY, "cleared 1" },
		{ 12, 1, 3, 40, true, BADGE_DIRTY, "NaN 12" },
		{ 123456789, 0, 0, 0, false, BADGE_DIRTY, "NaN" },
	};
	struct snapshot *s = malloc(sizeof *s);
	struct rows rows;
	char text[FORMAT_BYTES];

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct profile_node *n = &s->profile.node[1];

		n->nonfinite = table[i].nonfinite;
		n->cleared = table[i].cleared;
		n->overruns = table[i].overruns;
		n->denormal = table[i].denormal;
		n->bypassed = table[i].bypassed;
		rows_fill(&rows, s, WINDOW_10S);
		assert_ptr_equal(rows.row[3].node, n);
		assert_int_equal(row_badge(&rows.row[3], text), table[i].badge);
		assert_string_equal(text, table[i].text);
		assert_int_equal(row_badge(&rows.row[0], text), BADGE_NONE); /* wakeup */
	}
	free(s);
}

/* Dirt of before c is not shown here any more, what comes after it is. */
static void
test_nodes_badge_and_maximum_respect_the_local_clear(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	struct rows rows;
	char text[FORMAT_BYTES];

	(void)state;
	assert_non_null(s);
	synth_fill(s, SCENE_RUNNING, desk_start_s);
	s->profile.node[1].nonfinite = 5;
	desk_show(d, s, desk_now_s + 1);
	node_table_rows(d, &rows, false);
	row_badge(&rows.row[3], text);
	assert_string_equal(text, "NaN 5");
	assert_true(rows.row[3].max_us > 0);
	desk_key(d, 'c');
	node_table_rows(d, &rows, false);
	assert_int_equal(row_badge(&rows.row[3], text), BADGE_CLEAN);
	assert_true(rows.row[3].max_us < 0);
	s->profile.node[1].nonfinite = 7;
	s->uptime_s += 2;
	desk_show(d, s, desk_now_s + 2);
	node_table_rows(d, &rows, false);
	row_badge(&rows.row[3], text);
	assert_string_equal(text, "NaN 2");
	assert_true(rows.row[3].max_us > 0);
	free(s);
	free(d);
}

static void
draw(struct desk *d, int width, int height)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, width, height);
	canvas_finish(&c);
}

static void
test_nodes_filter_narrows_the_table_and_escape_widens_it(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct rows rows;

	(void)state;
	desk_press(d, "2/Put");
	node_table_rows(d, &rows, true);
	assert_int_equal(rows.n, 2);
	assert_string_equal(rows.row[0].name, "input");
	assert_string_equal(rows.row[1].name, "output");
	desk_press(d, "\r");
	assert_null(d->popup); /* Enter kept the filter, nothing else */
	desk_key(d, KEYS_ESCAPE);
	node_table_rows(d, &rows, true);
	assert_true(rows.n > 2);
	free(d);
}

static void
press(struct desk *d, int x, int y)
{
	desk_mouse(d, &(struct mouse){ .what = MOUSE_PRESS, .x = x, .y = y });
}

static void
test_nodes_click_on_a_title_sorts_and_the_second_inverts(void **state)
{
	static const int width[] = { 40, 80, 160 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct node_table t;

		desk_key(d, '2');
		draw(d, width[i], 24);
		node_table_page(&t, 0, width[i], 0);
		for (uint32_t k = 1; k < t.n; k++) {
			int x = t.column[k].x + column_info[t.column[k].id].width - 1;

			press(d, x, d->nodes.place.y - 1);
			assert_int_equal(d->nodes.sort, t.column[k].id);
			assert_false(d->nodes.inverted);
			press(d, x, d->nodes.place.y - 1);
			assert_true(d->nodes.inverted);
		}
		free(d);
	}
}

static void
test_nodes_sort_by_every_column(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct rows rows;

	(void)state;
	d->shown.profile.node[2].cleared = 1;
	for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++) {
		d->nodes.sort = (enum column_id)id;
		node_table_rows(d, &rows, true);
		for (uint32_t i = 2; i + 2 < rows.n; i++)
			assert_true(column_value((enum column_id)id, &rows.row[i - 1]) >=
				    column_value((enum column_id)id, &rows.row[i]));
	}
	d->nodes.sort = COLUMN_BADGE;
	node_table_rows(d, &rows, true);
	assert_ptr_equal(rows.row[1].node, &d->shown.profile.node[2]);
	free(d);
}

/* It stays selected whatever the order, and in sight. */
static void
test_nodes_selection_follows_the_node(void **state)
{
	struct desk *d = desk_of(SCENE_MANY);
	char name[PROFILE_NAME_BYTES];

	(void)state;
	desk_key(d, '2');
	draw(d, 80, 24);
	press(d, 3, d->nodes.place.y + 4);
	snprintf(name, sizeof name, "%s", d->nodes.selected);
	assert_true(name[0] != '\0');
	desk_key(d, 'I');
	assert_string_equal(d->nodes.selected, name);
	desk_key(d, KEYS_END);
	draw(d, 80, 24);
	assert_string_equal(d->nodes.selected, "worker");
	assert_true(d->nodes.scroll > 0);
	desk_key(d, KEYS_HOME);
	draw(d, 80, 24);
	assert_int_equal(d->nodes.scroll, 0);
	desk_key(d, KEYS_ENTER);
	assert_ptr_equal(d->popup, &popup_node);
	desk_key(d, KEYS_ESCAPE);
	assert_null(d->popup);
	free(d);
}

static void
test_nodes_details_survive_the_end_of_their_node(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_ASCII };
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	desk_press(d, "2/eq\r\r");
	d->shown.profile.nnodes = 1;
	desk_picture(d, &c, 80, 24);
	assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
	assert_non_null(strstr(text, "There is no eq any more."));
	canvas_finish(&c);
	free(text);
	free(d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nodes_are_as_they_were_drawn_once),
		cmocka_unit_test(test_nodes_badge_says_the_worst),
		cmocka_unit_test(test_nodes_badge_and_maximum_respect_the_local_clear),
		cmocka_unit_test(test_nodes_filter_narrows_the_table_and_escape_widens_it),
		cmocka_unit_test(test_nodes_click_on_a_title_sorts_and_the_second_inverts),
		cmocka_unit_test(test_nodes_sort_by_every_column),
		cmocka_unit_test(test_nodes_selection_follows_the_node),
		cmocka_unit_test(test_nodes_details_survive_the_end_of_their_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
