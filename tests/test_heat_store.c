/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen's copy of the heat map: pages that come, are lost, or are of another engine. */
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

static void
test_heat_an_hour_is_there_after_so_many_pages(void **state)
{
	static const struct {
		uint32_t page;
		uint64_t seconds;
		int pages;
	} rows[] = { { HEAT_PAGE, 0, 1 }, { HEAT_PAGE, 239, 1 }, { HEAT_PAGE, 240, 2 },
		{ HEAT_PAGE, 3599, 15 }, { HEAT_PAGE, 90000, 15 }, { 15, 300, 21 },
		{ 15, 90000, 240 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rig r;
		int pages;

		rig_open(&r, rows[i].page, rows[i].seconds);
		pages = rig_load(&r, (double)rows[i].seconds + 0.5);
		/* The first question does not know yet how long pages are. */
		assert_in_range(pages, rows[i].pages, rows[i].pages + (rows[i].page == 15 ? 2 : 0));
		check_store(&r, HEAT_CYCLE);
		rig_close(&r);
	}
}

static void
test_heat_the_newest_page_comes_first(void **state)
{
	struct rig r;
	struct question q;

	(void)state;
	rig_open(&r, HEAT_PAGE, 9000);
	rig_frame(&r, 9000.5);
	assert_true(rig_question(&r, &q));
	assert_string_equal(q.name, "cycle");
	assert_int_equal(q.from, 9000 - HEAT_PAGE + 1);
	rig_answer(&r, &q);
	desk_answer(r.d, r.a);
	assert_true(rig_question(&r, &q));
	assert_int_equal(q.from, 9000 - 2 * HEAT_PAGE + 1);
	rig_close(&r);
}

/* Then about one question a second, for columns that still grow; late records are found. */
static void
test_heat_goes_on_with_the_running_second(void **state)
{
	struct rig r;
	struct question q;
	int asked = 0;

	(void)state;
	rig_open(&r, HEAT_PAGE, 500);
	rig_load(&r, 500.5);
	for (int frame = 1; frame <= 250; frame++) {
		double t = 500.5 + frame / 25.0;

		engine_runs(&r, (uint64_t)t, 3);
		if ((uint64_t)t != (uint64_t)(t - 0.2)) /* a record that comes late */
			heat_add(r.engine, (uint64_t)t - 1, HEAT_CYCLE, 30);
		rig_frame(&r, t);
		if (!rig_question(&r, &q))
			continue;
		asked++;
		assert_true(q.from + 4 > (uint64_t)t);
		rig_answer(&r, &q);
		desk_answer(r.d, r.a);
	}
	assert_in_range(asked, 9, 11);
	rig_load(&r, 511.6);
	check_store(&r, HEAT_CYCLE);
	rig_close(&r);
}

static void
test_heat_lost_and_foreign_pages_do_no_harm(void **state)
{
	struct rig r;
	struct question q;
	double t = 1000.5;
	int n = 0;

	(void)state;
	rig_open(&r, HEAT_PAGE, 1000);
	for (int frame = 0; frame < 400; frame++, t += 0.04) {
		if ((uint64_t)t > r.engine->newest)
			engine_runs(&r, (uint64_t)t, 20);
		rig_frame(&r, t);
		if (!rig_question(&r, &q))
			continue;
		rig_answer(&r, &q);
		if (n++ % 3 == 0)
			continue; /* lost */
		if (n % 3 == 1) {
			r.a->serial--;
			memset(r.a->heat.count, 77, sizeof r.a->heat.count);
		} else if (n % 9 == 2) {
			strcpy(r.a->heat.name, "eq");
			memset(r.a->heat.count, 77, sizeof r.a->heat.count);
		}
		desk_answer(r.d, r.a);
	}
	rig_load(&r, t + 1);
	check_store(&r, HEAT_CYCLE);
	rig_close(&r);
}

/* Numbers that no engine says: nothing outside is touched. */
static void
test_heat_survives_nonsense(void **state)
{
	static const uint64_t odd[] = { 0, 1, 3599, 3600, 1u << 31, UINT64_MAX - 1, UINT64_MAX };
	const size_t n = sizeof odd / sizeof *odd;
	struct rig r;
	struct question q;

	(void)state;
	rig_open(&r, HEAT_PAGE, 1000);
	for (size_t i = 0; i < n * n * n; i++) {
		rig_frame(&r, 1000.5 + (double)i * 1.1);
		assert_true(rig_question(&r, &q));
		memset(r.a, 0, sizeof *r.a);
		r.a->kind = q.kind;
		r.a->serial = q.serial;
		memcpy(r.a->heat.name, q.name, sizeof q.name);
		r.a->heat.first_s = odd[i % n];
		r.a->heat.last_s = odd[i / n % n];
		r.a->heat.n = (uint32_t)odd[i / n / n];
		desk_answer(r.d, r.a);
		assert_true(heat_store_progress(&r.d->heat.store) <= 1);
	}
	rig_close(&r);
}

/* Another engine's seconds never stand beside this one's, whatever tells them apart. */
static void
test_heat_another_engine_empties_the_store(void **state)
{
	enum { CLOCK_BACK, ANSWER_BACK, BEGAN_LATER, GENERATION, NWAYS };
	static const double runs_s[NWAYS] = { 100.5, 100.5, 700.5, 602.5 };

	(void)state;
	for (int way = 0; way < NWAYS; way++) {
		struct rig r;
		struct question q;
		double t = runs_s[way];

		rig_open(&r, HEAT_PAGE, 600);
		rig_load(&r, 600.5);
		memset(r.engine, 0, sizeof *r.engine);
		for (uint64_t s = 0; s <= (uint64_t)t; s++)
			engine_runs(&r, s, 5);
		if (way == GENERATION)
			r.d->live.profile.generation++;
		if (way == ANSWER_BACK)
			t = 602.5; /* the snapshot is still of the other one */
		else if (way != GENERATION)
			r.began_s += way == BEGAN_LATER ? 200 : 600;
		rig_frame(&r, t);
		assert_true(rig_question(&r, &q));
		if (way != ANSWER_BACK)
			assert_false(r.d->heat.store.any);
		rig_answer(&r, &q);
		desk_answer(r.d, r.a);
		rig_load(&r, t + 2);
		check_store(&r, HEAT_CYCLE);
		rig_close(&r);
	}
}

static void
test_heat_another_node_is_fetched_anew(void **state)
{
	struct rig r;
	struct question q;

	(void)state;
	rig_open(&r, HEAT_PAGE, 1000);
	rig_load(&r, 1000.5);
	desk_press(r.d, "n");
	assert_string_equal(heat_store_name(&r.d->heat.store), "input");
	assert_int_equal(heat_store_known(&r.d->heat.store, 990), HEAT_UNKNOWN);
	rig_load(&r, 1001.6);
	check_store(&r, HEAT_NODE);
	desk_press(r.d, "NN");
	assert_string_equal(heat_store_name(&r.d->heat.store), "output");
	desk_press(r.d, "n");
	assert_string_equal(heat_store_name(&r.d->heat.store), "cycle");
	/* A node that is gone: asked again once a second, no more. */
	desk_press(r.d, "n");
	rig_frame(&r, 1003);
	assert_true(rig_question(&r, &q));
	rig_answer(&r, &q);
	r.a->error = -ENOENT;
	r.a->heat.n = 0;
	desk_answer(r.d, r.a);
	rig_frame(&r, 1003.5);
	assert_false(rig_question(&r, &q));
	rig_frame(&r, 1004.1);
	assert_true(rig_question(&r, &q));
	rig_close(&r);
}

static void
test_heat_asks_nothing_while_nobody_looks(void **state)
{
	struct rig r;
	struct question q;

	(void)state;
	rig_open(&r, HEAT_PAGE, 1000);
	rig_frame(&r, 1000.5);
	desk_press(r.d, "2");
	rig_frame(&r, 1003);
	assert_false(rig_question(&r, &q));
	rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heat_an_hour_is_there_after_so_many_pages),
		cmocka_unit_test(test_heat_the_newest_page_comes_first),
		cmocka_unit_test(test_heat_goes_on_with_the_running_second),
		cmocka_unit_test(test_heat_lost_and_foreign_pages_do_no_harm),
		cmocka_unit_test(test_heat_survives_nonsense),
		cmocka_unit_test(test_heat_another_engine_empties_the_store),
		cmocka_unit_test(test_heat_another_node_is_fetched_anew),
		cmocka_unit_test(test_heat_asks_nothing_while_nobody_looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
