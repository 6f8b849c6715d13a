/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wide Overview: its panes, who gets the keys and the mouse, what is cleared here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/view.h"

enum { WIDTH = 200, HEIGHT = 60 };

static void
draw(struct desk *d, int width, int height, char *text)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	desk_picture(d, &c, width, height);
	if (text != NULL)
		assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
	canvas_finish(&c);
}

static struct desk *
dashboard_of(enum scene scene)
{
	struct desk *d = desk_of(scene);

	desk_feed(d, scene, WIDTH, HEIGHT);
	draw(d, WIDTH, HEIGHT, NULL);
	return d;
}

static const struct golden golden[] = {
	{ "dashboard-160x45-ascii", SCENE_RUNNING, "", 160, 45, CHARSET_ASCII },
	{ "dashboard-160x45-utf8", SCENE_RUNNING, "", 160, 45, CHARSET_UTF8 },
	{ "dashboard-300x100-utf8", SCENE_RUNNING, "", 300, 100, CHARSET_UTF8 },
	{ "dashboard-empty-160x45-ascii", SCENE_EMPTY, "", 160, 45, CHARSET_ASCII },
	{ "dashboard-lost-160x45-utf8", SCENE_LOST, "", 160, 45, CHARSET_UTF8 },
	{ "dashboard-many-160x45-utf8", SCENE_MANY, "", 160, 45, CHARSET_UTF8 },
};

static void
test_dashboard_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* The title of one pane, and of one only, begins with '>'. */
static void
test_dashboard_tab_goes_round_the_panes(void **state)
{
	static const char *const title[] = { ">Nodes", ">Xruns", ">Heat", ">EQ", ">SPECTRUM",
		">LOG" };
	struct desk *d = dashboard_of(SCENE_RUNNING);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i <= DASHBOARD_PANES; i++) {
		draw(d, WIDTH, HEIGHT, text);
		for (size_t k = 0; k < DASHBOARD_PANES; k++)
			assert_true((strstr(text, title[k]) != NULL) == (k == i % DASHBOARD_PANES));
		desk_key(d, '\t');
	}
	desk_key(d, KEYS_BACK_TAB);
	desk_key(d, KEYS_BACK_TAB);
	assert_ptr_equal(view_in_force(d), &view_log);
	assert_int_equal(d->view, VIEW_OVERVIEW);
	free(text);
	free(d);
}

static void
focus(struct desk *d, const struct view *view)
{
	for (int i = 0; i < DASHBOARD_PANES && view_in_force(d) != view; i++)
		desk_key(d, '\t');
	assert_ptr_equal(view_in_force(d), view);
}

static void
test_dashboard_keys_go_to_the_pane_then_everywhere(void **state)
{
	struct desk *d = dashboard_of(SCENE_RUNNING);
	enum window window = d->window;
	int band = d->eq.band;

	(void)state;
	focus(d, &view_nodes);
	desk_key(d, 'w');
	assert_int_not_equal(d->window, window);
	window = d->window;
	focus(d, &view_spectrum);
	desk_key(d, 'w'); /* its slope */
	assert_int_equal(d->window, window);
	focus(d, &view_eq);
	desk_key(d, KEYS_RIGHT);
	assert_int_equal(d->eq.band, band + 1);
	desk_key(d, '7');
	assert_int_equal(d->view, VIEW_THREADS);
	free(d);
}

/* While a filter is typed it gets Enter and digits too. */
/* Who has not chosen an incident sees the newest; who has, keeps it. */
static void
test_dashboard_shows_the_newest_incident_until_one_is_chosen(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct profile *p = &d->shown.profile;
	struct canvas c = { .charset = CHARSET_ASCII };
	uint32_t newest = p->incident[0].id;

	(void)state;
	desk_picture(d, &c, 200, 60);
	assert_int_equal(d->xruns.selected, newest);
	p->incident[0].id = ++newest;
	desk_picture(d, &c, 200, 60);
	assert_int_equal(d->xruns.selected, newest);
	focus(d, &view_xruns);
	desk_key(d, KEYS_DOWN);
	assert_true(d->xruns.selected < newest && d->xruns.selected > 0);
	newest = d->xruns.selected;
	p->incident[0].id++;
	desk_picture(d, &c, 200, 60);
	assert_int_equal(d->xruns.selected, newest);
	canvas_finish(&c);
	free(d);
}

static void
test_dashboard_enter_opens_the_pane_unless_it_takes_text(void **state)
{
	static const struct view *const with_filter[] = { &view_nodes, &view_xruns, &view_log };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct desk *d = dashboard_of(SCENE_RUNNING);

		focus(d, with_filter[i]);
		desk_press(d, "/1\r");
		assert_int_equal(d->view, VIEW_OVERVIEW);
		desk_press(d, "\r");
		assert_ptr_equal(views[d->view], with_filter[i]);
		free(d);
	}
}

static void
test_dashboard_tab_is_the_next_view_on_smaller_sheets(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	draw(d, WIDE_WIDTH - 1, HEIGHT, NULL);
	desk_key(d, '\t');
	assert_int_equal(d->view, VIEW_NODES);
	free(d);
}

static void
mouse(struct desk *d, enum mouse_what what, int x, int y, bool twice)
{
	desk_mouse(d, &(struct mouse){ .what = what, .x = x, .y = y, .twice = twice });
}

static struct pane_place
place_of(struct desk *d, const struct view *view)
{
	focus(d, view);
	return d->dashboard.place[d->dashboard.focus];
}

/* A pane is told in its own cells, as on its sheet in full; a drag belongs to where it began. */
static void
test_dashboard_mouse_reaches_the_pane_under_it(void **state)
{
	struct desk *d = dashboard_of(SCENE_RUNNING);
	struct pane_place eq = place_of(d, &view_eq), nodes = place_of(d, &view_nodes);
	struct pane_place heat = place_of(d, &view_heat);
	double before;
	int x, y;

	(void)state;
	mouse(d, MOUSE_PRESS, eq.x + d->eq.table.x + 2, eq.y + d->eq.table.y + 3, false);
	assert_ptr_equal(view_in_force(d), &view_eq);
	assert_int_equal(d->eq.band, 2);
	mouse(d, MOUSE_RELEASE, eq.x, eq.y, false);
	draw(d, WIDTH, HEIGHT, NULL);
	before = d->eq.values.settings.band[2].gain_db;
	x = eq.x + d->eq.curve.mark[2].x;
	y = eq.y + d->eq.curve.mark[2].y;
	mouse(d, MOUSE_PRESS, x, y, false);
	assert_true(d->eq.drag.on);
	mouse(d, MOUSE_DRAG, x, y - 3, false);
	assert_true(d->eq.values.settings.band[2].gain_db > before);
	mouse(d, MOUSE_RELEASE, nodes.x + 1, nodes.y + 1, false);
	assert_false(d->eq.drag.on);
	mouse(d, MOUSE_PRESS, nodes.x + 3, nodes.y + d->nodes.place.y + 2, false);
	assert_ptr_equal(view_in_force(d), &view_nodes);
	assert_string_equal(d->nodes.selected, "input");
	mouse(d, MOUSE_PRESS, heat.x + d->heat.map_x + 4, heat.y + d->heat.map_y + 2, false);
	assert_true(d->heat.cursor);
	mouse(d, MOUSE_PRESS, nodes.x + 3, nodes.y, true); /* its title, twice */
	assert_int_equal(d->view, VIEW_NODES);
	free(d);
}

static void
test_dashboard_help_has_the_keys_of_the_pane(void **state)
{
	struct desk *d = dashboard_of(SCENE_RUNNING);
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	focus(d, &view_xruns);
	desk_key(d, KEYS_F1);
	draw(d, WIDTH, 100, text);
	assert_non_null(strstr(text, "select an incident"));
	assert_non_null(strstr(text, "that pane in full"));
	free(text);
	free(d);
}

static bool
are_apart(const struct pane_place *a, const struct pane_place *b)
{
	return a->x >= b->x + b->width || b->x >= a->x + a->width || a->y >= b->y + b->height ||
	       b->y >= a->y + a->height;
}

static void
test_dashboard_panes_have_room_at_any_large_size(void **state)
{
	(void)state;
	for (int i = 0; i < 60; i++) {
		struct desk *d = desk_of((enum scene)(i % NSCENES));
		int width = WIDE_WIDTH + i * 7 % 140, height = WIDE_HEIGHT + i * 5 % 55;

		draw(d, width, height, NULL);
		for (int p = 0; p < DASHBOARD_PANES; p++) {
			const struct pane_place *a = &d->dashboard.place[p];

			assert_true(a->width >= 70 && a->height >= 4);
			assert_true(a->x + a->width <= width && a->y + a->height < height);
			for (int o = 0; o < p; o++)
				assert_true(are_apart(a, &d->dashboard.place[o]));
		}
		free(d);
	}
}

/* c: maxima and counts of before are gone at once, here. */
static void
test_overview_counts_and_maxima_respect_the_local_clear(void **state)
{
	static const int size[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 3; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);

		draw(d, size[i][0], size[i][1], text);
		assert_non_null(strstr(text, "incidents 3"));
		assert_non_null(strstr(text, "max  71"));
		desk_key(d, 'c');
		draw(d, size[i][0], size[i][1], text);
		assert_non_null(strstr(text, "incidents 0"));
		assert_null(strstr(text, "max  71"));
		free(d);
	}
	free(text);
}

static void
test_work_is_on_every_view_while_it_lasts(void **state)
{
	static const int size[][2] = { { 40, 8 }, { 80, 24 }, { 200, 60 } };
	char *text = malloc(DUMP_BYTES);

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < NVIEWS * 3; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);

		snprintf(d->live.work, sizeof d->live.work, "planning an FFT");
		desk_key(d, (uint32_t)('1' + i / 3));
		draw(d, size[i % 3][0], size[i % 3][1], text);
		assert_non_null(strstr(text, "planning an FFT ..."));
		desk_show(d, NULL, d->now_s + 2);
		draw(d, size[i % 3][0], size[i % 3][1], text);
		assert_non_null(strstr(text, "qQuit")); /* the keys are there, too, or take turns */
		d->live.work[0] = '\0';
		draw(d, size[i % 3][0], size[i % 3][1], text);
		assert_null(strstr(text, "planning"));
		free(d);
	}
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dashboard_is_as_it_was_drawn_once),
		cmocka_unit_test(test_dashboard_tab_goes_round_the_panes),
		cmocka_unit_test(test_dashboard_keys_go_to_the_pane_then_everywhere),
		cmocka_unit_test(test_dashboard_shows_the_newest_incident_until_one_is_chosen),
		cmocka_unit_test(test_dashboard_enter_opens_the_pane_unless_it_takes_text),
		cmocka_unit_test(test_dashboard_tab_is_the_next_view_on_smaller_sheets),
		cmocka_unit_test(test_dashboard_mouse_reaches_the_pane_under_it),
		cmocka_unit_test(test_dashboard_help_has_the_keys_of_the_pane),
		cmocka_unit_test(test_dashboard_panes_have_room_at_any_large_size),
		cmocka_unit_test(test_overview_counts_and_maxima_respect_the_local_clear),
		cmocka_unit_test(test_work_is_on_every_view_while_it_lasts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
