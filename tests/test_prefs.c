/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preferences: their file, what is not understood in it, and the command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui-tui/prefs.h"

enum { TEXT_BYTES = 4096 };

struct heard {
	int n;
	char last[512];
};

static void
hear(void *self, const char *line)
{
	struct heard *h = self;

	h->n++;
	snprintf(h->last, sizeof h->last, "%s", line);
}

static void
test_prefs_every_value_survives_the_file(void **state)
{
	(void)state;
	for (enum pref p = 0; p < NPREFS; p++)
		for (uint32_t i = 0; i < prefs_choices(p); i++) {
			struct prefs now = prefs_defaults, read = prefs_defaults;
			struct heard h = { 0 };
			char text[TEXT_BYTES];
			size_t n;

			prefs_set(&now, p, i);
			assert_int_equal(prefs_get(&now, p), i);
			n = prefs_text("", 0, &prefs_defaults, &now, text, sizeof text);
			prefs_parse(&read, text, n, hear, &h);
			assert_int_equal(h.n, 0);
			assert_memory_equal(&read, &now, sizeof now);
			assert_true(prefs_label(p, i)[0] != '\0' && prefs_title(p)[0] != '\0');
		}
}

static void
test_prefs_complain_of_what_is_not_understood(void **state)
{
	static const struct {
		const char *text;
		int complaints;
		const char *says;
	} row[] = {
		{ "", 0, "" },
		{ "# a comment = 3\n\n   \n", 0, "" },
		{ "meter = ppm1\r\n", 0, "" },
		{ "  meter\t=\tvu", 0, "" },
		{ "meter = loud\n", 1,
			"line 1: meter is one of peak, ppm1, ppm2, k20, vu, lufs, not \"loud\"" },
		{ "\nfuture = 3\n", 1, "line 2: \"future\" is not known here; it stays" },
		{ "mouse\n", 1, "line 1: \"mouse\" is not known here" },
		{ "mouse = \n= on\n", 2, "line 2" },
		{ "fps = 1000\nfps = -1\n", 2, "line 2: fps is one of" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct prefs read = prefs_defaults;
		struct heard h = { 0 };

		prefs_parse(&read, row[i].text, strlen(row[i].text), hear, &h);
		assert_int_equal(h.n, row[i].complaints);
		if (h.n > 0)
			assert_non_null(strstr(h.last, row[i].says));
	}
}

static void
test_prefs_writing_keeps_what_others_wrote(void **state)
{
	static const char old[] = "# mine\nfuture = 3\nmeter = vu\nmouse = off\nfps = 7";
	struct prefs start = prefs_defaults, now;
	struct heard h = { 0 };
	char text[TEXT_BYTES];
	size_t n;

	(void)state;
	prefs_parse(&start, old, strlen(old), hear, &h);
	start.ascii = true; /* by --ascii, for this run */
	now = start;
	now.meter = METER_PPM2;
	now.palette = PALETTE_BLUE_ORANGE;
	n = prefs_text(old, strlen(old), &start, &now, text, sizeof text);
	assert_int_equal(strlen(text), n);
	assert_string_equal(text,
		"# mine\nfuture = 3\nmeter = ppm2\nmouse = off\nfps = 7\npalette = blue-orange\n");
}

/* A folder of our own as XDG_CONFIG_HOME. */
static int
set_up(void **state)
{
	static char folder[] = "/tmp/ae-prefs-XXXXXX";

	*state = folder;
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	return mkdtemp(folder) == NULL || setenv("XDG_CONFIG_HOME", folder, 1) != 0;
}

static int
tear_down(void **state)
{
	char path[128];

	snprintf(path, sizeof path, "%s/audioengine/screen", (const char *)*state);
	unlink(path);
	rmdir(path);
	snprintf(path, sizeof path, "%s/audioengine", (const char *)*state);
	chmod(path, 0700);
	rmdir(path);
	return rmdir(*state);
}

static void
test_prefs_the_command_line_wins_and_is_not_saved(void **state)
{
	struct options o = { .config = "" };
	struct prefs start, now, read;
	struct heard h = { 0 };

	(void)state;
	prefs_load(&start, &o, hear, &h);
	assert_memory_equal(&start, &prefs_defaults, sizeof start);
	now = start;
	now.fps = 10;
	now.window = 2;
	assert_int_equal(prefs_save(&start, &now, &o, hear, &h), 0);
	o.ascii = o.no_mouse = true;
	o.fps = 3;
	prefs_load(&start, &o, hear, &h);
	assert_true(start.ascii && !start.mouse && start.fps == 3 && start.window == 2);
	now = start;
	now.meter = METER_K20;
	assert_int_equal(prefs_save(&start, &now, &o, hear, &h), 0);
	o.ascii = o.no_mouse = false;
	o.fps = 0;
	prefs_load(&read, &o, hear, &h);
	assert_true(!read.ascii && read.mouse && read.fps == 10 && read.meter == METER_K20);
	assert_int_equal(h.n, 0);
}

static void
test_prefs_config_none_neither_reads_nor_writes(void **state)
{
	struct options usual = { .config = "" }, none = { .config = "none" };
	struct prefs now = prefs_defaults, read;
	struct heard h = { 0 };

	(void)state;
	now.mouse = false;
	assert_int_equal(prefs_save(&prefs_defaults, &now, &none, hear, &h), -ENOENT);
	prefs_load(&read, &usual, hear, &h);
	assert_true(read.mouse);
	assert_int_equal(prefs_save(&prefs_defaults, &now, &usual, hear, &h), 0);
	prefs_load(&read, &none, hear, &h);
	assert_true(read.mouse);
	assert_int_equal(h.n, 0);
}

/* What cannot be read is told with its name, is not fatal, and is not written over. */
static void
test_prefs_a_file_that_cannot_be_used_is_told(void **state)
{
	struct options o = { .config = "" };
	char path[PREFS_PATH_BYTES];
	struct prefs now = prefs_defaults, read;
	struct heard h = { 0 };

	now.mouse = false;
	assert_int_equal(prefs_path(&o, path), 0);
	assert_non_null(strstr(path, *state));
	*strrchr(path, '/') = '\0';
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(prefs_path(&o, path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	prefs_load(&read, &o, hear, &h);
	assert_memory_equal(&read, &prefs_defaults, sizeof read);
	assert_int_equal(h.n, 1);
	assert_non_null(strstr(h.last, path));
	assert_true(prefs_save(&prefs_defaults, &now, &o, hear, &h) < 0);
	assert_int_equal(h.n, 2);
	assert_non_null(strstr(h.last, "screen"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefs_every_value_survives_the_file),
		cmocka_unit_test(test_prefs_complain_of_what_is_not_understood),
		cmocka_unit_test(test_prefs_writing_keeps_what_others_wrote),
		cmocka_unit_test_setup_teardown(
			test_prefs_the_command_line_wins_and_is_not_saved, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_prefs_config_none_neither_reads_nor_writes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_prefs_a_file_that_cannot_be_used_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
