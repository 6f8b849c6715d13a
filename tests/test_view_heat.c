/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heat map's picture: counts against the profiler's own bins, keys, cursor and marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "tests/heat_rig.h"
#include "ui-tui/view.h"

static const struct golden golden[] = {
	{ "heat-40x8-ascii", SCENE_RUNNING, "6", 40, 8, CHARSET_ASCII },
	{ "heat-40x8-utf8", SCENE_RUNNING, "6", 40, 8, CHARSET_UTF8 },
	{ "heat-40x12-ascii", SCENE_RUNNING, "6", 40, 12, CHARSET_ASCII },
	{ "heat-40x12-utf8", SCENE_RUNNING, "6", 40, 12, CHARSET_UTF8 },
	{ "heat-80x24-ascii", SCENE_RUNNING, "6", 80, 24, CHARSET_ASCII },
	{ "heat-80x24-utf8", SCENE_RUNNING, "6", 80, 24, CHARSET_UTF8 },
	{ "heat-120x40-ascii", SCENE_RUNNING, "6", 120, 40, CHARSET_ASCII },
	{ "heat-120x40-utf8", SCENE_RUNNING, "6", 120, 40, CHARSET_UTF8 },
	{ "heat-200x60-utf8", SCENE_RUNNING, "6", 200, 60, CHARSET_UTF8 },
	{ "heat-node-80x24-ascii", SCENE_RUNNING, "6nn", 80, 24, CHARSET_ASCII },
	{ "heat-zoom-80x24-ascii", SCENE_RUNNING, "6---z", 80, 24, CHARSET_ASCII },
	{ "heat-lines-mark-80x24-ascii", SCENE_RUNNING, "6M ", 80, 24, CHARSET_ASCII },
	{ "heat-empty-80x24-ascii", SCENE_EMPTY, "6", 80, 24, CHARSET_ASCII },
};

static void
test_heat_screens_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* ---- Rows and glyphs ---- */

/* The edges of a row, in shares of the period. */
static void
check_rows(bool node, uint32_t bottom, int n)
{
	struct heat_rows r = heat_rows_of(node, bottom, n);
	uint32_t (*bin_of)(double) = node ? heat_node_bin : heat_cycle_bin;
	int below = -1;

	for (uint32_t bin = bottom; bin < HEAT_BINS; bin++) {
		double share = heat_bin_share(node, bin) * (1 + 1e-9) + 1e-9;
		int row = heat_row_of(&r, bin);
		uint32_t first, end;

		assert_int_equal(bin_of(share), bin);
		assert_in_range(row, 0, n - 1);
		heat_row_bins(&r, row, &first, &end);
		assert_true(bin >= first && bin < end);
		assert_true((share >= 1) == (row <= r.late)); /* none of both sides */
		assert_true(below < 0 || row <= below);       /* upwards */
		below = row;
	}
	for (int row = 0; row < n; row++) {
		uint32_t first, end, first_below, end_below;

		heat_row_bins(&r, row, &first, &end);
		assert_true(first < end && end <= HEAT_BINS);
		if (row + 1 == n)
			break;
		heat_row_bins(&r, row + 1, &first_below, &end_below);
		assert_true(end_below == first || (first == first_below && end == end_below));
	}
}

static void
test_heat_every_count_lands_on_the_row_of_its_share(void **state)
{
	(void)state;
	for (int n = 2; n < 80; n++) {
		check_rows(false, 0, n);
		for (uint32_t bottom = 1; bottom <= 21; bottom += 2)
			check_rows(true, bottom, n);
	}
}

static void
test_heat_glyphs_grow_with_the_count(void **state)
{
	(void)state;
	for (int linear = 0; linear < 2; linear++)
		for (int steps = HEAT_STEPS_UTF8; steps <= HEAT_STEPS_ASCII; steps++) {
			int before = 1;

			assert_int_equal(heat_step(0, 375, steps, linear), 0);
			assert_int_equal(heat_step(0.5, 375, steps, linear), 1);
			assert_int_equal(heat_step(1, 375, steps, linear), 1);
			assert_int_equal(heat_step(375, 375, steps, linear), steps);
			assert_int_equal(heat_step(1e9, 375, steps, linear), steps);
			for (int count = 1; count <= 375; count++) {
				int step = heat_step(count, 375, steps, linear);

				assert_true(step == before || step == before + 1);
				before = step;
			}
		}
	assert_int_equal(heat_step(188, 376, 8, true), 4);
	assert_int_equal(heat_step(sqrt(376), 376, 9, false), 5);
}

static void
test_heat_quantiles_are_within_half_a_bin(void **state)
{
	static const double share[] = { 0.281, 0.283, 0.29, 0.31, 0.44, 0.46, 0.47, 0.7, 1.12, 3 };
	static const double q[] = { 0.1, 0.5, 0.9, 1 }, exact[] = { 0.281, 0.44, 1.12, 3 };
	uint32_t cycle[HEAT_BINS] = { 0 }, node[HEAT_BINS] = { 0 };
	bool open;

	(void)state;
	assert_true(heat_quantile(cycle, false, 0.5, &open) == 0 && !open);
	for (size_t i = 0; i < sizeof share / sizeof *share; i++) {
		cycle[heat_cycle_bin(share[i])]++;
		node[heat_node_bin(share[i])]++;
	}
	for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
		double c = heat_quantile(cycle, false, q[i], &open);

		assert_true(open == (exact[i] > 1.55));
		assert_true(open ? c <= exact[i] : fabs(c - exact[i]) <= 0.025 + 1e-9);
		c = heat_quantile(node, true, q[i], &open);
		assert_true(open ? c <= exact[i] : fabs(c / exact[i] - 1) <= 0.21);
	}
}

/* ---- The picture ---- */

static char *
picture(struct desk *d, int width, int height)
{
	struct canvas c = { .charset = CHARSET_ASCII };
	char *text = malloc(DUMP_BYTES);

	assert_non_null(text);
	desk_picture(d, &c, width, height);
	assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
	canvas_finish(&c);
	return text;
}

static void
test_heat_zoom_adds_columns_up(void **state)
{
	struct rig r;
	uint32_t all[HEAT_BINS];

	(void)state;
	rig_open(&r, HEAT_PAGE, 3599);
	rig_load(&r, 3599.5);
	heat_store_sum(&r.d->heat.store, 0, HEAT_SECONDS, all);
	for (int zoom = 0; zoom < HEAT_ZOOMS; zoom++) {
		uint32_t sum[HEAT_BINS] = { 0 }, column[HEAT_BINS], total = 0;

		assert_int_equal(heat_zoom(r.d), heat_zoom_s[zoom]);
		for (int64_t i = -3; i <= HEAT_SECONDS / (int64_t)heat_zoom(r.d); i++) {
			heat_sum(r.d, i, column);
			for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
				sum[bin] += column[bin];
		}
		for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
			total += sum[bin];
		assert_memory_equal(sum, all, sizeof all);
		assert_int_equal(total, 20 * HEAT_SECONDS);
		desk_press(r.d, "-");
	}
	assert_int_equal(heat_zoom(r.d), 300);
	desk_press(r.d, "++++++++++");
	assert_int_equal(heat_zoom(r.d), 1);
	rig_close(&r);
}

/* The drawn cell of each bin, of a column with one period in it. */
static void
test_heat_a_period_is_drawn_at_its_load(void **state)
{
	(void)state;
	for (uint32_t bin = 0; bin < HEAT_BINS; bin++) {
		struct rig r;
		struct canvas c = { .charset = CHARSET_ASCII };
		struct heat_rows rows;
		int found = 0;

		rig_open(&r, HEAT_PAGE, 100);
		memset(r.engine->count, 0, sizeof r.engine->count);
		heat_add(r.engine, 90, HEAT_CYCLE, heat_cycle_bin(0.05 * bin + 0.02));
		rig_load(&r, 100.5);
		desk_picture(r.d, &c, 80, 24);
		rows = heat_rows_of(false, 0, r.d->heat.map_height);
		for (int y = 0; y < rows.n; y++)
			for (int x = 0; x < r.d->heat.map_width; x++) {
				struct cell *cell = &c.cell[(r.d->heat.map_y + y) * c.width +
							    r.d->heat.map_x + x];

				if (cell->glyph != '.')
					continue;
				found++;
				assert_int_equal(r.d->heat.first_column + x, 90);
				assert_int_equal(y, heat_row_of(&rows, bin));
			}
		assert_int_equal(found, 1);
		canvas_finish(&c);
		rig_close(&r);
	}
}

/* 28 % and 45 %: two bands with nothing between them. */
static void
test_heat_a_load_of_two_sizes_is_two_bands(void **state)
{
	struct rig r;
	struct canvas c = { .charset = CHARSET_ASCII };
	bool filled[100] = { false };
	int bands = 0;

	(void)state;
	rig_open(&r, HEAT_PAGE, 100);
	memset(r.engine->count, 0, sizeof r.engine->count);
	for (uint64_t s = 0; s <= 100; s++)
		for (int i = 0; i < 100; i++)
			heat_add(r.engine, s, HEAT_CYCLE, heat_cycle_bin(i % 4 == 0 ? 0.46 : 0.28));
	rig_load(&r, 100.5);
	desk_picture(r.d, &c, 80, 24);
	for (int y = 0; y < r.d->heat.map_height; y++) {
		uint32_t glyph =
			c.cell[(r.d->heat.map_y + y) * c.width + r.d->heat.map_x + 40].glyph;

		filled[y + 1] = glyph != ' ' && glyph != '_';
		bands += filled[y + 1] && !filled[y];
	}
	assert_int_equal(bands, 2);
	canvas_finish(&c);
	rig_close(&r);
}

static void
test_heat_pause_freezes_the_picture(void **state)
{
	struct rig r;
	char *before, *after;

	(void)state;
	rig_open(&r, HEAT_PAGE, 1000);
	rig_load(&r, 1000.5);
	desk_press(r.d, "p");
	before = picture(r.d, 80, 24);
	for (int i = 0; i < 50; i++) {
		engine_runs(&r, 1001 + (uint64_t)i / 5, 20);
		rig_load(&r, 1001 + i * 0.2);
	}
	after = picture(r.d, 80, 24);
	assert_string_equal(before, after);
	free(after);
	desk_press(r.d, "p");
	rig_load(&r, 1012);
	after = picture(r.d, 80, 24);
	assert_string_not_equal(before, after);
	check_store(&r, HEAT_CYCLE);
	free(before);
	free(after);
	rig_close(&r);
}

/* From an X to its incident; from anywhere else nowhere. */
static void
test_heat_enter_on_an_x_goes_to_its_incident(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	uint64_t at_s = (uint64_t)d->live.profile.incident[1].at_s;
	int incident;

	(void)state;
	desk_press(d, "6");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	desk_key(d, KEYS_ENTER);
	assert_int_equal(d->view, VIEW_HEAT);
	assert_true(heat_xrun(d, (int64_t)at_s, &incident) && incident == 1);
	assert_false(heat_xrun(d, (int64_t)at_s - 1, &incident));
	desk_key(d, KEYS_HOME);
	assert_int_equal(d->heat.cursor_s, (uint64_t)desk_start_s - HEAT_SECONDS + 1);
	d->heat.cursor_s = at_s + 1;
	desk_key(d, KEYS_ENTER);
	assert_int_equal(d->view, VIEW_HEAT);
	desk_key(d, KEYS_LEFT);
	desk_key(d, KEYS_ENTER);
	assert_int_equal(d->view, VIEW_XRUNS);
	assert_int_equal(d->xruns.selected, d->live.profile.incident[1].id);
	free(d);
}

/* The cursor is always in the picture, at the second it was put on. */
static void
test_heat_the_cursor_stays_at_its_second(void **state)
{
	struct rig r;
	static const uint32_t keys[] = { KEYS_LEFT, KEYS_LEFT | KEYS_SHIFT, KEYS_PAGE_UP, '-',
		KEYS_HOME, '-', KEYS_RIGHT, '+', KEYS_RIGHT | KEYS_SHIFT, KEYS_PAGE_DOWN, KEYS_END,
		KEYS_LEFT };

	(void)state;
	rig_open(&r, HEAT_PAGE, 2000);
	rig_load(&r, 2000.5);
	for (size_t i = 0; i < 3 * sizeof keys / sizeof *keys; i++) {
		const struct heat_desk *h = &r.d->heat;
		uint64_t at_s;
		int64_t column;

		desk_key(r.d, keys[i % (sizeof keys / sizeof *keys)]);
		at_s = h->cursor_s;
		for (int later = 0; later < 5; later++) {
			engine_runs(&r, r.engine->newest + 20, 1);
			rig_load(&r, (double)r.engine->newest + 0.5);
			column = (int64_t)(h->cursor_s / heat_zoom(r.d));
			assert_int_equal(h->cursor_s, at_s);
			assert_in_range(column, h->first_column < 0 ? 0 : h->first_column,
				h->first_column + h->map_width - 1);
		}
	}
	desk_key(r.d, KEYS_ESCAPE);
	rig_load(&r, (double)r.engine->newest + 2);
	assert_int_equal(
		r.d->heat.first_column + r.d->heat.map_width - 1, heat_now_s(r.d) / heat_zoom(r.d));
	rig_close(&r);
}

static void
test_heat_a_click_puts_the_cursor_there(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct mouse m = { .what = MOUSE_PRESS, .x = 20, .y = 10 };

	(void)state;
	desk_press(d, "6");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	desk_mouse(d, &m);
	assert_true(d->heat.cursor);
	assert_int_equal(d->heat.cursor_s, d->heat.first_column + 20 - d->heat.map_x);
	m.what = MOUSE_WHEEL_DOWN;
	desk_mouse(d, &m);
	assert_int_equal(heat_zoom(d), 2);
	m = (struct mouse){ .what = MOUSE_PRESS, .x = 2, .y = 10 };
	d->heat.cursor = false;
	desk_mouse(d, &m);
	assert_false(d->heat.cursor);
	free(d);
}

static void
test_heat_marks_keep_the_nearest_log_line(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	char *text;

	(void)state;
	desk_press(d, "6");
	desk_feed(d, SCENE_RUNNING, 80, 24);
	desk_press(d, " ");
	assert_int_equal(d->heat.nmarks, 1);
	assert_non_null(strstr(d->heat.mark[0].line.text, "incident 3"));
	desk_key(d, KEYS_HOME);
	desk_press(d, " ");
	assert_int_equal(d->heat.nmarks, 2);
	d->live.nlog = d->shown.nlog = 0; /* the line has left the snapshot */
	desk_key(d, KEYS_END);
	text = picture(d, 80, 24);
	assert_non_null(strstr(text, "|01:12:33 log 01:00:21 incident 3"));
	free(text);
	desk_press(d, " ");
	assert_int_equal(d->heat.nmarks, 1);
	for (int i = 0; i < HEAT_MARKS + 3; i++) {
		desk_key(d, KEYS_LEFT);
		desk_press(d, " ");
	}
	assert_int_equal(d->heat.nmarks, HEAT_MARKS);
	assert_int_equal(d->heat.mark[HEAT_MARKS - 1].second, d->heat.cursor_s);
	free(d);
}

static void
test_heat_draws_at_any_size_inside_the_sheet(void **state)
{
	static const char *const keys[] = { "6", "6n", "6M ", "6----", "6nnz", "6--- M" };
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct canvas c = { .charset = i % 2 == 0 ? CHARSET_ASCII : CHARSET_UTF8 };
		struct desk *d = desk_of((enum scene)(i % NSCENES));
		int width, height;

		random = random * 1664525u + 1013904223u;
		width = 1 + (int)(random >> 8) % 220;
		height = 1 + (int)(random >> 20) % 70;
		desk_press(d, keys[i % (int)(sizeof keys / sizeof *keys)]);
		if (i % 3 == 0)
			desk_key(d, KEYS_LEFT);
		desk_feed(d, SCENE_RUNNING, width, height);
		assert_int_equal(canvas_resize(&c, width, height), 0);
		view_heat.draw(d, &c);
		view_heat.pane(d, &c, i % 5, i % 3, width - i % 7, height - i % 4);
		view_heat.pane(
			d, &c, width / 2, height / 2, width - width / 2, height - height / 2);
		for (int cell = 0; cell < c.width * c.height; cell++)
			assert_true(c.cell[cell].glyph >= ' ' && c.cell[cell].ink < NINKS);
		canvas_finish(&c);
		free(d);
	}
}

/* As panes of the dashboard. */
static void
test_heat_panes_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		int width = i == 0 ? 95 : 60, height = i == 0 ? 31 : 9;
		struct canvas c = { .charset = CHARSET_ASCII };
		char *text = malloc(DUMP_BYTES);

		assert_non_null(text);
		desk_press(d, "6");
		desk_feed(d, SCENE_RUNNING, 80, 24);
		assert_int_equal(canvas_resize(&c, width, height), 0);
		view_heat.pane(d, &c, 0, 0, width, height);
		canvas_dump(&c, text, DUMP_BYTES);
		golden_compare(i == 0 ? "heat-pane-95x31-ascii" : "heat-pane-60x9-ascii", text);
		canvas_finish(&c);
		free(text);
		free(d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heat_screens_are_as_they_were_drawn_once),
		cmocka_unit_test(test_heat_every_count_lands_on_the_row_of_its_share),
		cmocka_unit_test(test_heat_glyphs_grow_with_the_count),
		cmocka_unit_test(test_heat_quantiles_are_within_half_a_bin),
		cmocka_unit_test(test_heat_zoom_adds_columns_up),
		cmocka_unit_test(test_heat_a_period_is_drawn_at_its_load),
		cmocka_unit_test(test_heat_a_load_of_two_sizes_is_two_bands),
		cmocka_unit_test(test_heat_pause_freezes_the_picture),
		cmocka_unit_test(test_heat_enter_on_an_x_goes_to_its_incident),
		cmocka_unit_test(test_heat_the_cursor_stays_at_its_second),
		cmocka_unit_test(test_heat_a_click_puts_the_cursor_there),
		cmocka_unit_test(test_heat_marks_keep_the_nearest_log_line),
		cmocka_unit_test(test_heat_draws_at_any_size_inside_the_sheet),
		cmocka_unit_test(test_heat_panes_are_as_they_were_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
