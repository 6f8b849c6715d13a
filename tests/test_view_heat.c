/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heat map: counts against the profiler's own bins, pages against a fake engine. */
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

#include "profiler/heat.h"
#include "tests/desk_tool.h"
#include "ui-tui/heat_map.h"
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
	{ "help-heat-80x24-ascii", SCENE_RUNNING, "6?", 80, 24, CHARSET_ASCII },
};

static void
test_heat_screens_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heat_screens_are_as_they_were_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
