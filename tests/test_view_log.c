/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log on the screen: following, scrolling, what is asked for, what is filtered. */
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
test_view_log_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_log_is_as_it_was_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
