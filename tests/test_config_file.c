/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file: what stands in it means what it means on the command line, which wins. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/cli/config_file.h"
#include "control/cli/options.h"
#include "engine/backend.h"

enum { TEXT_BYTES = 16384, WORDS_MAX = 16 };

struct result {
	struct options o;
	enum options_result result;
	int status;
	char out[TEXT_BYTES], err[TEXT_BYTES], words[512];
	char *argv[WORDS_MAX + 2];
};

/* A folder that is $XDG_CONFIG_HOME and the current one. */
static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-config.XXXXXX");
	*state = mkdtemp(path);
	setenv("XDG_CONFIG_HOME", path, 1);
	return *state != NULL ? chdir(path) || mkdir("audioengine", 0700) : -1;
}

static int
remove_folder(void **state)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

static void
write_text(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
}

/* config: content of the usual file; line: words separated by one space. */
static struct result *
read_both(const char *config, const char *line)
{
	struct result *r = calloc(1, sizeof *r);
	FILE *out, *err;
	int argc = 0;

	assert_non_null(r);
	write_text("audioengine/audioengine.conf", config, strlen(config));
	out = fmemopen(r->out, sizeof r->out, "w");
	err = fmemopen(r->err, sizeof r->err, "w");
	snprintf(r->words, sizeof r->words, "audioengine%s%s", *line ? " " : "", line);
	for (char *w = strtok(r->words, " "); w != NULL && argc < WORDS_MAX; w = strtok(NULL, " "))
		r->argv[argc++] = w;
	r->result = options_read(&r->o, argc, r->argv, out, err, &r->status);
	fclose(out);
	fclose(err);
	return r;
}

static void
drop(struct result *r)
{
	options_finish(&r->o);
	free(r);
}

static void
test_config_lines_are_cut_into_names_and_values(void **state)
{
	static const struct {
		const char *name, *value;
		uint32_t number;
	} rows[] = {
		{ "jack", NULL, 1 },
		{ "name", "living room", 4 },
		{ "set", "/eq/preamp=-3", 5 },
		{ "set", "#1", 6 },
		{ "out", "", 7 },
		{ "", "x", 8 },
		{ "period", "64", 10 },
	};
	char text[] =
		"jack\n\n  # name=x\n\tname = living room \r\nset=/eq/preamp=-3\nset=#1\nout=\n"
		"=x\n#\nperiod=64";
	char *at = text;
	struct config_line l = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(config_next(&at, &l));
		assert_string_equal(l.name, rows[i].name);
		assert_int_equal(l.number, rows[i].number);
		if (rows[i].value == NULL)
			assert_null(l.value);
		else
			assert_string_equal(l.value, rows[i].value);
	}
	assert_false(config_next(&at, &l));
	assert_false(config_next(&at, &l));
}

static void
test_config_is_read_as_the_command_line_is(void **state)
{
	struct result *r = read_both("dummy = signal=music\nname=living room\nperiod=64\nno-tui\n"
				     "set=/eq/preamp=-3\nset=/eq/bands=16\nbatch=json\n",
		"");

	(void)state;
	assert_int_equal(r->result, OPTIONS_GO);
	assert_int_equal(r->status, 0);
	assert_string_equal(r->o.backend, "dummy");
	assert_string_equal(r->o.device, "signal=music");
	assert_string_equal(r->o.name, "living room");
	assert_int_equal(r->o.period_frames, 64);
	assert_true(r->o.no_tui);
	assert_int_equal(r->o.nsets, 2);
	assert_string_equal(r->o.set[1], "/eq/bands=16");
	assert_int_equal(r->o.batch, BATCH_JSON);
	drop(r);
}

static void
test_config_gives_way_to_the_command_line(void **state)
{
	struct result *r;

	(void)state;
	r = read_both("file=in.wav\nout=out.wav\nfast\nperiod=64\nset=/eq/preamp=-3\n",
		"--dummy --period=128 --set=/eq/preamp=-6");
	assert_int_equal(r->result, OPTIONS_GO);
	assert_string_equal(r->o.backend, "dummy");
	assert_string_equal(r->o.device, "");
	assert_string_equal(r->o.out, "");
	assert_false(r->o.fast);
	assert_int_equal(r->o.period_frames, 128);
	/* In this order, so that the later counts. */
	assert_string_equal(r->o.set[0], "/eq/preamp=-3");
	assert_string_equal(r->o.set[1], "/eq/preamp=-6");
	drop(r);
	/* What belongs to the file's backend may come from the command line. */
	r = read_both("file=in.wav\n", "--out=x.wav");
	assert_int_equal(r->result, OPTIONS_GO);
	assert_string_equal(r->o.device, "in.wav");
	assert_string_equal(r->o.out, "x.wav");
	drop(r);
}

static void
test_config_leaves_out_what_belongs_to_another_verb(void **state)
{
	struct result *r = read_both("dummy\nsort=max\nperiod=64\n", "render a b");

	(void)state;
	assert_int_equal(r->result, OPTIONS_GO);
	assert_null(r->o.backend);
	assert_int_equal(r->o.period_frames, 64);
	assert_string_equal(r->o.sort, "total");
	drop(r);
}

static void
test_config_says_which_line_is_wrong_and_why(void **state)
{
	static const struct {
		const char *text, *where, *why;
	} rows[] = {
		{ "jack\nperoid=64\n", "audioengine.conf:2: ", "did you mean period?" },
		{ "blablabla\n", ":1: ", "--help=all" },
		{ "--period=64\n", ":1: ", "without their dashes" },
		{ "# x\n\nperiod=0\n", ":3: period=0: ", "from 1 to 8192" },
		{ "period\n", ":1: period: ", "expected" },
		{ "no-tui=yes\n", ":1: no-tui", "takes no argument" },
		{ "help\n", ":1: help ", "command line" },
		{ "version\n", ":1: version ", "command line" },
		{ "config=x\n", ":1: config ", "command line" },
		{ "jack\ndummy\n", ":2: dummy: ", "one backend only" },
		{ "=x\n", ":1: ", "unknown option" },
		{ "n=3\n", ":1: ", "unknown option" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result *r = read_both(rows[i].text, "");

		assert_int_equal(r->result, OPTIONS_EXIT);
		assert_int_equal(r->status, EXIT_CONFIG);
		assert_non_null(strstr(r->err, rows[i].where));
		assert_non_null(strstr(r->err, rows[i].why));
		drop(r);
	}
}

static void
test_config_may_be_another_file_or_none(void **state)
{
	struct result *r;

	(void)state;
	write_text("other.conf", "period=32\n", 10);
	r = read_both("period=64\n", "--config=other.conf");
	assert_int_equal(r->o.period_frames, 32);
	drop(r);
	r = read_both("period=64\n", "--config=none");
	assert_int_equal(r->o.period_frames, 0);
	drop(r);
	r = read_both("period=64\n", "--config=missing.conf");
	assert_int_equal(r->result, OPTIONS_EXIT);
	assert_int_equal(r->status, EXIT_CONFIG);
	assert_non_null(strstr(r->err, "missing.conf"));
	drop(r);
	unsetenv("XDG_CONFIG_HOME");
	for (int i = 0; i < 2; i++) {
		setenv("HOME", i == 0 ? "/nonexistent" : "/dev/null", 1);
		r = read_both("period=64\n", "");
		assert_int_equal(r->result, OPTIONS_GO);
		assert_int_equal(r->o.period_frames, 0);
		drop(r);
	}
}

static void
test_config_refuses_what_is_no_text(void **state)
{
	char *text;

	(void)state;
	write_text("nul", "jack\n\0dummy\n", 12);
	assert_int_equal(config_read("nul", &text), -EINVAL);
	assert_int_equal(config_read("audioengine", &text), -ENODEV);
	assert_int_equal(config_read("missing", &text), -ENOENT);
	write_text("empty", "", 0);
	assert_int_equal(config_read("empty", &text), 0);
	assert_string_equal(text, "");
	free(text);
}

static void
test_config_leaves_help_to_the_command_line(void **state)
{
	struct result *r = read_both("nonsense\n", "--help");

	(void)state;
	assert_int_equal(r->result, OPTIONS_EXIT);
	assert_int_equal(r->status, 0);
	assert_string_equal(r->err, "");
	drop(r);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config_lines_are_cut_into_names_and_values),
		IN_FOLDER(test_config_is_read_as_the_command_line_is),
		IN_FOLDER(test_config_gives_way_to_the_command_line),
		IN_FOLDER(test_config_leaves_out_what_belongs_to_another_verb),
		IN_FOLDER(test_config_says_which_line_is_wrong_and_why),
		IN_FOLDER(test_config_may_be_another_file_or_none),
		IN_FOLDER(test_config_refuses_what_is_no_text),
		IN_FOLDER(test_config_leaves_help_to_the_command_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
