/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders of the XDG base directory specification. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/xdg.h"

static void
set(const char *variable, const char *value)
{
	if (value != NULL)
		setenv(variable, value, 1);
	else
		unsetenv(variable);
}

static void
test_xdg_takes_the_variable_then_home_and_only_absolute_ones(void **state)
{
	static const struct {
		enum xdg_base base;
		const char *variable, *folder, *home;
		int result;
		const char *path;
	} rows[] = {
		{ XDG_CONFIG, "XDG_CONFIG_HOME", "/c", "/h", 0, "/c/a/b" },
		{ XDG_CONFIG, "XDG_CONFIG_HOME", NULL, "/h", 0, "/h/.config/a/b" },
		{ XDG_CONFIG, "XDG_CONFIG_HOME", "", "/h", 0, "/h/.config/a/b" },
		{ XDG_STATE, "XDG_STATE_HOME", "c", "/h", 0, "/h/.local/state/a/b" },
		{ XDG_STATE, "XDG_STATE_HOME", "/s", NULL, 0, "/s/a/b" },
		{ XDG_CACHE, "XDG_CACHE_HOME", NULL, "/h", 0, "/h/.cache/a/b" },
		{ XDG_CACHE, "XDG_CACHE_HOME", "./k", "h", -ENOENT, "" },
		{ XDG_CACHE, "XDG_CACHE_HOME", NULL, NULL, -ENOENT, "" },
		{ XDG_CACHE, "XDG_CACHE_HOME", "/a/folder/too/long/for/that", NULL, -ENAMETOOLONG,
			"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char path[24];

		set(rows[i].variable, rows[i].folder);
		set("HOME", rows[i].home);
		assert_int_equal(xdg_path(rows[i].base, "a/b", path, sizeof path), rows[i].result);
		assert_string_equal(path, rows[i].path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xdg_takes_the_variable_then_home_and_only_absolute_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
