/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys that work everywhere: b in a pause and pressed twice, and what c forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/desk_tool.h"

/* A pause is of what is measured: the second b goes back, whatever has come between. */
static void
test_desk_bypass_goes_back_while_paused(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct snapshot *s = malloc(sizeof *s);
	struct request r;

	(void)state;
	assert_non_null(s);
	desk_press(d, "Zb");
	assert_true(desk_asks(d, &r));
	assert_string_equal(r.path, "/eq/bypass");
	assert_true(r.value > 0.5f);
	synth_fill(s, SCENE_RUNNING, desk_start_s + 1);
	s->eq.bypass = true;
	s->profile.on = false;
	s->profile.cycles_total += 1000;
	desk_show(d, s, desk_now_s + 1);
	assert_true(d->shown.eq.bypass);
	assert_true(d->shown.profile.cycles_total < s->profile.cycles_total);
	desk_press(d, "bM");
	assert_true(desk_asks(d, &r));
	assert_true(r.value < 0.5f);
	assert_true(desk_asks(d, &r));
	assert_int_equal(r.kind, REQUEST_MEASURE);
	assert_true(r.value > 0.5f);
	free(s);
	free(d);
}

/* Attached, a snapshot comes four times a second. */
static void
test_desk_bypass_pressed_twice_is_as_before(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);
	struct request r;

	(void)state;
	desk_press(d, "bb");
	assert_true(desk_asks(d, &r));
	assert_true(r.value > 0.5f);
	assert_true(desk_asks(d, &r));
	assert_true(r.value < 0.5f);
	free(d);
}

static void
test_desk_clear_forgets_what_the_view_holds(void **state)
{
	struct desk *d = desk_of(SCENE_RUNNING);

	(void)state;
	d->prefs.meter = METER_VU;
	desk_show(d, NULL, desk_now_s + 0.04);
	d->levels.held_db[1][0] = -1;
	d->spectrum.hold.bin[40] = -1;
	d->view = VIEW_SPECTRUM;
	desk_press(d, "c");
	assert_true(d->spectrum.hold.bin[40] <= -120);
	assert_true(d->levels.held_db[1][0] >= -1);
	d->spectrum.hold.bin[40] = -1;
	d->view = VIEW_OVERVIEW;
	desk_press(d, "c");
	assert_true(d->spectrum.hold.bin[40] <= -120);
	assert_true(d->levels.held_db[1][0] <= -120);
	free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_desk_bypass_goes_back_while_paused),
		cmocka_unit_test(test_desk_bypass_pressed_twice_is_as_before),
		cmocka_unit_test(test_desk_clear_forgets_what_the_view_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
