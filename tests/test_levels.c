/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Level meters of every kind: their pictures, their numbers, what their marks do in time. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/desk_tool.h"
#include "ui-tui/pieces/bar.h"
#include "ui-tui/view.h"

enum { TEXT_BYTES = 64 * 1024 };

static const char *const kind_name[NMETERS] = { "peak", "ppm1", "ppm2", "k20", "vu", "lufs" };

static void
choose(struct desk *d, enum meter_kind kind)
{
	for (int i = 0; i < NMETERS && d->prefs.meter != kind; i++)
		desk_key(d, 'm');
	assert_int_equal(d->prefs.meter, kind);
}

/* A side of so many rows: of the pane with its title, of the compact form without. */
struct form {
	int width, rows;
	bool pane;
};

/* The levels alone, added to a text. */
static void
picture_add(const struct desk *d, const struct form *f, enum charset charset, char *text)
{
	struct canvas c = { .charset = charset };
	size_t n = strlen(text);

	assert_int_equal(canvas_resize(&c, f->width, f->pane ? f->rows + 1 : 2 * f->rows), 0);
	if (f->pane)
		assert_int_equal(draw_levels(d, &c, 0, 0, f->width, f->rows), f->rows + 1);
	else
		for (int side = 0; side < 2; side++)
			draw_levels_side(d, &c, 0, side * f->rows, f->width, f->rows, side == 1);
	assert_true(n + canvas_dump(&c, text + n, TEXT_BYTES - n) < TEXT_BYTES);
	canvas_finish(&c);
}

static void
test_each_kind_looks_like_its_picture(void **state)
{
	static const struct form form[] = { { 80, 2, true }, { 160, 2, true }, { 120, 4, true },
		{ 40, 1, false }, { 40, 2, false }, { 80, 1, false } };
	static const enum scene scene[] = { SCENE_RUNNING, SCENE_MANY, SCENE_SILENT, SCENE_EMPTY };

	(void)state;
	for (int kind = 0; kind < NMETERS; kind++)
		for (int charset = 0; charset < 2; charset++) {
			char *text = calloc(1, TEXT_BYTES), name[40];

			assert_non_null(text);
			for (size_t s = 0; s < sizeof scene / sizeof *scene; s++) {
				struct desk *d = desk_of(scene[s]);
				size_t n = s == 0 ? sizeof form / sizeof *form : 1;

				choose(d, (enum meter_kind)kind);
				for (size_t i = 0; i < n; i++) {
					size_t at = strlen(text);

					snprintf(text + at, TEXT_BYTES - at, "= %s, %dx%d %s\n",
						scene_name(scene[s]), form[i].width, form[i].rows,
						form[i].pane ? "pane" : "compact");
					picture_add(d, &form[i], (enum charset)charset, text);
				}
				free(d);
			}
			snprintf(name, sizeof name, "levels-%s-%s", kind_name[kind],
				charset == CHARSET_ASCII ? "ascii" : "utf8");
			golden_compare(name, text);
			free(text);
		}
}

/* As seen by somebody who looks at the first channel of the output. */
static void
expect_text(struct desk *d, int width, int rows, const char *wanted)
{
	char *text = calloc(1, TEXT_BYTES);

	assert_non_null(text);
	picture_add(d, &(struct form){ width, rows, true }, CHARSET_ASCII, text);
	if (strstr(text, wanted) == NULL)
		fail_msg("there is no \"%s\" in\n%s", wanted, text);
	free(text);
}

static void
test_numbers_are_in_the_units_of_the_meter(void **state)
{
	static const struct {
		enum meter_kind kind;
		float dbfs;
		const char *wanted;
	} row[] = {
		{ METER_PPM1, -9, " +0.0" },
		{ METER_PPM1, -4, " +5.0" },
		{ METER_PPM1, -59, " -50.0" },
		{ METER_PPM2, -18, " 4.0" },
		{ METER_PPM2, -6, " 7.0" },
		{ METER_PPM2, -26, " 2.0" },
		{ METER_PPM2, -32, " 1.0" },
		{ METER_PPM2, -33, " <1" },
		{ METER_PPM2, 0, " 8.5" },
		{ METER_VU, -18, " +0.0" },
		{ METER_VU, -18.04f, " +0.0" },
		{ METER_VU, -15, " +3.0" },
		{ METER_K20, -20, " +0.0" },
		{ METER_K20, -8, " +12.0" },
		{ METER_PPM1, -120, " -inf" },
		{ METER_PPM2, -120, " -inf" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct snapshot *s = malloc(sizeof *s);
		struct ballistic_reading *r;

		assert_non_null(s);
		*s = d->live;
		r = &s->out_ballistic[1];
		r->ppm1_db = r->ppm2_db = r->vu_db = r->k_rms_db = row[i].dbfs;
		choose(d, row[i].kind);
		desk_show(d, s, desk_now_s + 10);
		/* Of two rows the second ends so. */
		{
			char *text = calloc(1, TEXT_BYTES), *end;

			assert_non_null(text);
			picture_add(d, &(struct form){ 80, 2, true }, CHARSET_ASCII, text);
			end = strrchr(text, '\n');
			*end = '\0';
			if (strcmp(text + strlen(text) - strlen(row[i].wanted), row[i].wanted) != 0)
				fail_msg("%s of %.2f dBFS is not \"%s\":\n%s",
					kind_name[row[i].kind], (double)row[i].dbfs, row[i].wanted,
					text);
			free(text);
		}
		free(s);
		free(d);
	}
}

static void
test_marks_stay_two_seconds_and_numbers_with_them(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	*s = d->live;
	choose(d, METER_VU);
	s->out_ballistic[0].vu_db = -12;
	desk_show(d, s, 201);
	expect_text(d, 80, 2, "+6.0");
	s->out_ballistic[0].vu_db = -30;
	desk_show(d, s, 202.9);
	expect_text(d, 80, 2, "+6.0");
	assert_true(d->levels.held_db[1][0] == -12.0f);
	desk_show(d, s, 203.3);
	expect_text(d, 80, 2, "-12.0");
	/* Another kind starts with its own. */
	choose(d, METER_PPM1);
	assert_true(d->levels.held_db[1][0] == s->out_ballistic[0].ppm1_db);
	/* And where there is none any more nothing is held. */
	s->ballistics_valid = false;
	desk_show(d, s, 204);
	assert_true(d->levels.held_db[1][0] == -120.0f);
	expect_text(d, 80, 2, "OUT none yet, or /output/ballistics");
	free(s);
	free(d);
}

static void
test_numbers_change_no_more_often_than_people_read(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	*s = d->live;
	choose(d, METER_PPM1);
	s->out_ballistic[0].ppm1_db = -8;
	desk_show(d, s, 201);
	s->out_ballistic[0].ppm1_db = -7;
	desk_show(d, s, 201.04);
	expect_text(d, 80, 2, "+1.0");
	assert_true(d->levels.held_db[1][0] == -7.0f); /* the mark is there already */
	desk_show(d, s, 201.26);
	expect_text(d, 80, 2, "+2.0");
	free(s);
	free(d);
}

static void
test_a_clip_is_marked_until_it_is_cleared(void **state)
{
	(void)state;
	for (int kind = 0; kind < METER_LUFS; kind++) {
		struct desk *d = desk_of(SCENE_RUNNING);
		struct snapshot *s = malloc(sizeof *s);

		assert_non_null(s);
		*s = d->live;
		choose(d, (enum meter_kind)kind);
		s->out[0].clipped = 1; /* long ago: the hold has let go */
		desk_show(d, s, 201);
		expect_text(d, 80, 2, " !");
		s->out[0].clipped = 0;
		desk_show(d, s, 202);
		{
			char *text = calloc(1, TEXT_BYTES);

			assert_non_null(text);
			picture_add(d, &(struct form){ 80, 2, true }, CHARSET_ASCII, text);
			assert_null(strchr(text, '!'));
			free(text);
		}
		free(s);
		free(d);
	}
}

static void
test_loudness_that_is_incomplete_says_so(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	*s = d->live;
	choose(d, METER_LUFS);
	desk_show(d, s, 201);
	expect_text(d, 80, 2, "I -22.8 LUFS");
	expect_text(d, 160, 4, "of 73 min of sound");
	s->loudness.lost_frames = 24000;
	desk_show(d, s, 202);
	expect_text(d, 80, 2, "I! -22.8 LUFS");
	expect_text(d, 160, 4, "! incomplete: 0.50 s of sound missing");
	s->loudness_valid = false;
	desk_show(d, s, 203);
	expect_text(d, 80, 2, "/output/loudness is 0");
	free(s);
	free(d);
}

static void
test_m_goes_round_all_kinds_and_says_which(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	for (int i = 1; i <= NMETERS; i++) {
		desk_press(d, "m");
		assert_int_equal(d->prefs.meter, i % NMETERS);
		assert_non_null(strstr(d->message, levels_meter_text(d->prefs.meter)));
	}
	free(d);
}

/* Whatever the size: nothing outside, nothing read that is not there (sanitizers look on). */
static void
test_they_draw_at_any_size(void **state)
{
	(void)state;
	for (int kind = 0; kind < NMETERS; kind++)
		for (int scene = 0; scene < NSCENES; scene++) {
			struct desk *d = desk_of((enum scene)scene);

			choose(d, (enum meter_kind)kind);
			for (int width = 1; width < 40; width += 3)
				for (int rows = 0; rows < 6; rows++) {
					struct canvas c = { .charset = CHARSET_UTF8 };

					assert_int_equal(canvas_resize(&c, 30, 5), 0);
					draw_levels(d, &c, 3, 1, width, rows);
					draw_levels_side(d, &c, 1, 2, width, rows, true);
					for (int y = 0; y < 5; y++)
						assert_int_equal(c.cell[y * 30].glyph, ' ');
					canvas_finish(&c);
				}
			free(d);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_kind_looks_like_its_picture),
		cmocka_unit_test(test_numbers_are_in_the_units_of_the_meter),
		cmocka_unit_test(test_marks_stay_two_seconds_and_numbers_with_them),
		cmocka_unit_test(test_numbers_change_no_more_often_than_people_read),
		cmocka_unit_test(test_a_clip_is_marked_until_it_is_cleared),
		cmocka_unit_test(test_loudness_that_is_incomplete_says_so),
		cmocka_unit_test(test_m_goes_round_all_kinds_and_says_which),
		cmocka_unit_test(test_they_draw_at_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
