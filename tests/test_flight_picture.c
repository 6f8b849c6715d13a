/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the flight recorder's picture is true: letters beside times computed on their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/desk_tool.h"
#include "ui-tui/views/flight_picture.h"

static struct flight_incident *
flight_of(enum scene scene, uint32_t id)
{
	struct answer *a = malloc(sizeof *a);
	struct flight_incident *f = malloc(sizeof *f);
	struct question q = { .kind = ASK_INCIDENT, .id = id };

	assert_true(a != NULL && f != NULL);
	synth_answer(a, &q, scene, desk_start_s);
	assert_int_equal(a->error, 0);
	*f = a->incident.flight;
	free(a);
	return f;
}

/* What ran at a moment, straight from the record: wake-up until it, then the engine, then the
 * nodes, of which the last ends with the period. */
static char
what_ran(const struct flight_incident *f, const struct flight_cycle *c, const char *letter,
	double us)
{
	double end = (double)c->wakeup_us + (double)c->busy_us;

	if (us < (double)c->wakeup_us)
		return FLIGHT_WAKE;
	if (us >= end)
		return FLIGHT_IDLE;
	for (uint32_t i = f->nnodes; i-- > 0;) {
		end -= (double)c->node_us[i];
		if (us >= end)
			return letter[i];
	}
	return FLIGHT_GAP;
}

/* Each cell's glyph ran at some moment of it or of the cells beside it; and where one thing alone
 * ran for three cells, the one in the middle shows it. */
static void
check_row(const struct flight_incident *f, uint32_t cycle, const struct flight_span *span, int n)
{
	enum { PROBES = 64 };
	const struct flight_cycle *c = &f->cycle[cycle];
	double cell_us = (span->to_us - span->from_us) / n;
	char letter[NODES_MAX], *cells = malloc((size_t)n);

	assert_non_null(cells);
	flight_letters(f, letter);
	flight_row(f, cycle, letter, span, cells, n);
	for (int x = 0; x < n; x++) {
		bool ran = false, alone = true;
		char only = what_ran(f, c, letter, span->from_us + (x - 1) * cell_us);

		for (int k = 0; k < 3 * PROBES; k++) {
			char at = what_ran(f, c, letter,
				span->from_us + (x - 1 + (k + 0.5) / PROBES) * cell_us);

			ran = ran || at == cells[x];
			alone = alone && at == only;
		}
		/* What is shorter than a probe's step may be there without having been met. */
		for (uint32_t i = 0; i < f->nnodes; i++)
			ran = ran ||
			      (cells[x] == letter[i] && (double)c->node_us[i] < cell_us / PROBES);
		ran = ran || (cells[x] == FLIGHT_GAP && f->frame_us < cell_us / PROBES);
		if (!ran || (alone && cells[x] != only))
			fail_msg("period %u, column %d: '%c' is not what ran", cycle, x, cells[x]);
	}
	free(cells);
}

static void
test_flight_picture_letters_stand_where_their_times_demand(void **state)
{
	static const struct {
		enum scene scene;
		uint32_t id;
	} flights[] = { { SCENE_RUNNING, 3 }, { SCENE_RUNNING, 2 }, { SCENE_RUNNING, 1 },
		{ SCENE_MANY, 1246 }, { SCENE_MANY, 1244 } };
	static const struct flight_look looks[] = { { 0, 0, 0 }, { 0, 3, 5 }, { 0, -2, 0 },
		{ 0, 6, 120 } };

	(void)state;
	for (size_t i = 0; i < sizeof flights / sizeof *flights; i++) {
		struct flight_incident *f = flight_of(flights[i].scene, flights[i].id);

		for (size_t k = 0; k < sizeof looks / sizeof *looks; k++) {
			struct flight_span span;

			flight_span(f, 2666.667, &looks[k], &span);
			for (uint32_t cycle = f->judged - 2; cycle < f->judged + 4; cycle++)
				check_row(f, cycle, &span, i % 2 == 0 ? 68 : 211);
		}
		free(f);
	}
}

static void
test_flight_picture_scale_is_125_percent_or_the_end_of_the_late_period(void **state)
{
	static const struct flight_look look, zoomed = { 0, 2, 3 };
	struct flight_incident *late = flight_of(SCENE_RUNNING, 3);
	struct flight_incident *in_time = flight_of(SCENE_RUNNING, 1);
	struct flight_span span, part;

	(void)state;
	flight_span(in_time, 2666.667, &look, &span);
	assert_true(span.from_us == 0 && fabs(span.to_us - 1.25 * 2666.667) < 0.1);
	flight_span(late, 2666.667, &look, &span);
	assert_true(span.to_us > 2666.667 + 1900 && span.to_us < 1.1 * (2666.667 + 1900));
	flight_span(late, 2666.667, &zoomed, &part);
	assert_true(fabs((part.to_us - part.from_us) * 4 - span.to_us) < 1e-6);
	assert_true(fabs(part.from_us - 3 * span.to_us / 16) < 1e-6);
	free(late);
	free(in_time);
}

/* The deadline's column, in every row of the picture. */
static void
test_flight_picture_deadline_stands_at_the_deadline(void **state)
{
	struct flight_incident *f = flight_of(SCENE_RUNNING, 3);
	struct canvas c = { .charset = CHARSET_ASCII };
	struct flight_look look = { 0, 0, 0 };
	struct flight_span span;
	const int left = 11, columns = 80 - left - 1;
	int x;

	(void)state;
	assert_int_equal(canvas_resize(&c, 80, 10), 0);
	flight_draw(&c, 0, 10, f, 2666.667, "", &look);
	flight_span(f, 2666.667, &look, &span);
	x = left + (int)(2666.667 / (span.to_us - span.from_us) * columns);
	for (int y = 2; y < 9; y++)
		assert_int_equal(c.cell[y * c.width + x].glyph, '!');
	canvas_finish(&c);
	free(f);
}

static void
test_flight_picture_tells_what_was_not_measured(void **state)
{
	struct flight_incident *f = flight_of(SCENE_RUNNING, 2);
	struct flight_cycle *c = &f->cycle[f->judged];
	struct flight_look look = { 0, 0, 0 };
	struct flight_span span;
	char letter[NODES_MAX], cells[100];

	(void)state;
	flight_letters(f, letter);
	c->wakeup_us = NAN; /* from the wake-up then */
	c->late_us = NAN;
	for (uint32_t i = 0; i < f->nnodes; i++)
		c->node_us[i] = NAN;
	flight_span(f, 2666.667, &look, &span);
	flight_row(f, f->judged, letter, &span, cells, 100);
	for (int x = 0; x < 100; x++) {
		bool busy = (x + 0.5) / 100 * span.to_us < (double)c->busy_us;

		assert_int_equal(cells[x], busy ? FLIGHT_UNMEASURED : FLIGHT_IDLE);
	}
	assert_true(isnan(flight_deadline_us(c)));
	free(f);
}

static void
test_flight_picture_gives_every_node_a_letter_of_its_own(void **state)
{
	struct flight_incident *f = calloc(1, sizeof *f);
	char letter[NODES_MAX];

	(void)state;
	assert_non_null(f);
	f->nnodes = NODES_MAX;
	for (uint32_t i = 0; i < NODES_MAX; i++)
		snprintf(f->node[i], sizeof f->node[i], "%s", i % 2 == 0 ? "wow" : "\xc3\xa4=.! w");
	flight_letters(f, letter);
	for (uint32_t i = 0; i < NODES_MAX; i++) {
		assert_true(letter[i] > ' ' && letter[i] < 127 && letter[i] != FLIGHT_WAKE);
		assert_true(letter[i] != FLIGHT_GAP && letter[i] != FLIGHT_UNMEASURED);
		for (uint32_t k = 0; k < i; k++)
			assert_int_not_equal(letter[k], letter[i]);
	}
	assert_int_equal(letter[0], 'o');
	assert_int_equal(letter[1], 'W');
	assert_int_equal(letter[2], 'O');
	free(f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flight_picture_letters_stand_where_their_times_demand),
		cmocka_unit_test(
			test_flight_picture_scale_is_125_percent_or_the_end_of_the_late_period),
		cmocka_unit_test(test_flight_picture_deadline_stands_at_the_deadline),
		cmocka_unit_test(test_flight_picture_tells_what_was_not_measured),
		cmocka_unit_test(test_flight_picture_gives_every_node_a_letter_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
