/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads on the screen: order, what each is for, and what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/desk_tool.h"
#include "ui-tui/desk.h"
#include "ui-tui/flight_picture.h"
#include "ui-tui/view.h"


static const struct golden golden[] = {
	{ "threads-40x8-ascii", SCENE_RUNNING, "7", 40, 8, CHARSET_ASCII },
	{ "threads-40x12-utf8", SCENE_MANY, "7", 40, 12, CHARSET_UTF8 },
	{ "threads-80x24-ascii", SCENE_RUNNING, "7", 80, 24, CHARSET_ASCII },
	{ "threads-80x24-utf8", SCENE_MANY, "7>", 80, 24, CHARSET_UTF8 },
	{ "threads-120x40-utf8", SCENE_RUNNING, "7<I", 120, 40, CHARSET_UTF8 },
	{ "threads-lost-80x24-ascii", SCENE_LOST, "7", 80, 24, CHARSET_ASCII },
	{ "threads-empty-80x24-ascii", SCENE_EMPTY, "7", 80, 24, CHARSET_ASCII },
};

static void
test_view_threads_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_threads_is_as_it_was_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
