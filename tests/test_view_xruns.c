/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Incidents on the screen: what is selected, what is asked, and whether the picture is true. */
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
	{ "xruns-40x8-ascii", SCENE_RUNNING, "5", 40, 8, CHARSET_ASCII },
	{ "xruns-40x12-utf8", SCENE_RUNNING, "5", 40, 12, CHARSET_UTF8 },
	{ "xruns-80x24-ascii", SCENE_RUNNING, "5", 80, 24, CHARSET_ASCII },
	{ "xruns-80x24-utf8", SCENE_RUNNING, "5", 80, 24, CHARSET_UTF8 },
	{ "xruns-120x40-utf8", SCENE_RUNNING, "5", 120, 40, CHARSET_UTF8 },
	{ "xruns-many-40x8-utf8", SCENE_MANY, "5", 40, 8, CHARSET_UTF8 },
	{ "xruns-many-80x24-ascii", SCENE_MANY, "5", 80, 24, CHARSET_ASCII },
	{ "xruns-many-120x40-ascii", SCENE_MANY, "5", 120, 40, CHARSET_ASCII },
	{ "xruns-filter-80x24-ascii", SCENE_MANY, "5/OWN-\r", 80, 24, CHARSET_ASCII },
	{ "xruns-picture-80x24-utf8", SCENE_RUNNING, "5\r++", 80, 24, CHARSET_UTF8 },
	{ "xruns-account-60x15-ascii", SCENE_RUNNING, "5\r\r", 60, 15, CHARSET_ASCII },
	{ "xruns-empty-80x24-ascii", SCENE_EMPTY, "5", 80, 24, CHARSET_ASCII },
};

static void
test_view_xruns_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_xruns_is_as_it_was_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
