/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that are saved by themselves and come back, on real files; only the time is made up. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/control_private.h"
#include "control/settings/settings_file.h"

#define MS(n) ((n)*UINT64_C(1000000))
enum { WORDS_MAX = 12, LONG_MS = 20000 };

static const uint64_t START_NS = MS(1000000);

static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-autosave.XXXXXX");
	*state = mkdtemp(path);
	setenv("XDG_STATE_HOME", path, 1);
	setenv("XDG_CONFIG_HOME", path, 1);
	return *state != NULL ? chdir(path) : -1;
}

static int
remove_folder(void **state)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

/* A control that does not run; words separated by one space. */
static struct control *
create(const char *line)
{
	char words[512], *argv[WORDS_MAX + 1];
	struct options o;
	struct control *c;
	int argc = 0, status;

	snprintf(words, sizeof words, "audioengine %s", line);
	for (char *w = strtok(words, " "); w != NULL && argc < WORDS_MAX; w = strtok(NULL, " "))
		argv[argc++] = w;
	argv[argc] = NULL;
	assert_int_equal(options_parse(&o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
	assert_int_equal(control_create(&c, &o, argv), 0);
	return c;
}

static void
destroy(struct control *c)
{
	assert_true(control_destroy(c));
}

/* A turn at a time of ours, and another one when the saver has done what it got in the first. */
static void
turn(struct control *c, uint64_t ms)
{
	struct pollfd p = { .fd = saver_fd(c->saver), .events = POLLIN };

	autosave_tick(c, START_NS + MS(ms));
	if (!saver_busy(c->saver))
		return;
	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	autosave_tick(c, START_NS + MS(ms));
	assert_false(saver_busy(c->saver));
}

static void
set(struct control *c, const char *path, float value)
{
	assert_int_equal(control_set(c, path, value, NULL), 0);
	control_apply(c);
}

static float
get(struct control *c, const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(c, path, &ref), 0);
	return ref.value;
}

static bool
holds(const char *path, const char *text)
{
	static char there[65536];
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return false;
	there[fread(there, 1, sizeof there - 1, f)] = '\0';
	fclose(f);
	return strstr(there, text) != NULL;
}

static void
write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* How many lines of the log contain text. */
static uint32_t
logged(struct control *c, const char *text)
{
	static struct log_line lines[LOG_LINES_KEPT];
	uint64_t total;
	uint32_t n = log_tail(c->log, lines, LOG_LINES_KEPT, &total), found = 0;

	for (uint32_t i = 0; i < n; i++)
		found += strstr(lines[i].text, text) != NULL;
	return found;
}

static void
test_autosave_brings_everything_back(void **state)
{
	struct control *c = create("--dummy --name=x");

	(void)state;
	assert_int_equal(logged(c, "last run"), 0);
	set(c, "/eq/band/3/gain", -4.56789f);
	set(c, "/eq/slot", 1);
	set(c, "/eq/band/3/gain", 7.25f);
	set(c, "/eq/bypass", 1);
	turn(c, 1000);
	destroy(c);

	assert_true(holds("audioengine/x.settings", "\nend\n"));
	c = create("--dummy --name=x");
	assert_int_equal(logged(c, "settings of the last run are back (3 values"), 1);
	assert_true(get(c, "/eq/slot") == 1);
	assert_true(get(c, "/eq/bypass") == 1);
	assert_true(get(c, "/eq/band/3/gain") == 7.25f);
	assert_int_equal(control_undo(c), -ENOENT);
	assert_false(control_unsaved(c));
	set(c, "/eq/slot", 0);
	assert_true(get(c, "/eq/band/3/gain") == -4.56789f);
	assert_false(control_unsaved(c));
	destroy(c);
}

static void
test_autosave_keeps_a_preset_and_whether_it_was_changed(void **state)
{
	struct control *c;

	(void)state;
	write_text("p.txt", "Preamp: -6 dB\nFilter: ON PK Fc 1000 Hz Gain 3 dB BW Oct 0.5\n");
	c = create("--dummy --settings=s --preset=p.txt");
	assert_false(eq_edit_modified(eq_edit_read(c)));
	set(c, "/eq/bypass", 1);
	turn(c, 1000);
	destroy(c);
	c = create("--dummy --settings=s");
	assert_string_equal(eq_edit_read(c)->preset, "p.txt");
	assert_true(eq_edit_read(c)->of_file);
	assert_true(eq_edit_read(c)->bandwidth_oct[0] == 0.5f);
	assert_false(eq_edit_modified(eq_edit_read(c)));
	set(c, "/eq/preamp", -3);
	turn(c, 1000);
	destroy(c);
	c = create("--dummy --settings=s");
	assert_string_equal(eq_edit_read(c)->preset, "p.txt");
	assert_true(eq_edit_modified(eq_edit_read(c)));
	assert_true(eq_edit_read(c)->bandwidth_oct[0] == 0.5f);
	destroy(c);
}

/* Defaults < settings < --preset < --set; and none of the last two is a change. */
static void
test_autosave_leaves_the_file_alone_until_something_changes(void **state)
{
	static const struct {
		const char *line;
		float preamp, gain;
	} rows[] = {
		{ "--dummy --settings=s", -5, 2 },
		{ "--dummy --settings=s --set=/eq/preamp=-7", -7, 2 },
		{ "--dummy --settings=s --preset=p.txt", -6, 0 },
		{ "--dummy --settings=s --preset=p.txt --set=/eq/preamp=-7", -7, 0 },
		{ "--dummy --settings=s --fresh", 0, 0 },
		{ "--dummy --settings=none", 0, 0 },
		{ "--dummy", 0, 0 },
	};

	(void)state;
	write_text("p.txt", "Preamp: -6 dB\n");
	write_text("s", "audioengine settings 1\n/eq/preamp -5\n/eq/band/1/gain 2\nend\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct control *c = create(rows[i].line);

		assert_true(get(c, "/eq/preamp") == rows[i].preamp);
		assert_true(get(c, "/eq/band/1/gain") == rows[i].gain);
		for (uint64_t ms = 1000; ms < 5000; ms += 100)
			turn(c, ms);
		autosave_end(c);
		destroy(c);
		assert_true(holds("s", "1\n/eq/preamp -5\n/eq/band/1/gain 2\nend\n"));
	}
}

/* While changes never end, the file is never older than a second. */
static void
test_autosave_follows_changes_that_go_on(void **state)
{
	struct control *c = create("--dummy --settings=s");
	uint64_t saved_ms = 1000;

	(void)state;
	for (uint64_t ms = 1000; ms < 6000; ms += 20) {
		char line[64];
		float value = -1 - (float)ms / 1000;

		set(c, "/eq/preamp", value);
		turn(c, ms);
		snprintf(line, sizeof line, "\n/eq/preamp %.9g\n", (double)value);
		if (holds("s", line))
			saved_ms = ms;
		assert_true(ms - saved_ms < 1000);
	}
	destroy(c);
}

static void
test_autosave_saves_the_rest_at_the_end(void **state)
{
	struct control *c = create("--dummy --settings=s");

	(void)state;
	set(c, "/eq/preamp", -1);
	turn(c, 1000);
	set(c, "/eq/preamp", -2);
	autosave_end(c);
	assert_true(holds("s", "/eq/preamp -2\n"));
	destroy(c);
}

static void
test_autosave_keeps_what_it_cannot_read(void **state)
{
	struct control *c;

	(void)state;
	for (int i = 1; i <= 2; i++) {
		char name[32], text[64];

		snprintf(name, sizeof name, "s.broken-%d", i);
		snprintf(text, sizeof text, "audioengine settings 1\n/eq/preamp %d\nen", -i);
		write_text("s", text);
		c = create("--dummy --settings=s");
		assert_int_equal(logged(c, "the file was cut off"), 1);
		assert_int_equal(logged(c, name), 1);
		assert_true(get(c, "/eq/preamp") == 0);
		set(c, "/eq/preamp", -9);
		turn(c, 1000);
		destroy(c);
		assert_true(holds(name, text));
		assert_true(holds("s", "/eq/preamp -9\n"));
	}
	assert_true(holds("s.broken-1", "/eq/preamp -1\n"));
}

static void
test_autosave_touches_nothing_that_is_no_file(void **state)
{
	struct stat st;
	struct control *c;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	c = create("--dummy --settings=fifo");
	assert_int_equal(logged(c, "fifo is not a file"), 1);
	set(c, "/eq/preamp", -9);
	turn(c, 1000);
	autosave_end(c);
	destroy(c);
	assert_int_equal(stat("fifo", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_not_equal(access(".fifo.lock", F_OK), 0);
}

static void
test_autosave_leaves_a_name_to_the_engine_that_has_it(void **state)
{
	struct control *first = create("--dummy --name=x"), *second = create("--dummy --name=x");

	(void)state;
	assert_int_equal(logged(first, "another audioengine"), 0);
	assert_int_equal(logged(second, "another audioengine"), 1);
	set(first, "/eq/preamp", -1);
	turn(first, 1000);
	set(second, "/eq/preamp", -2);
	for (uint64_t ms = 1000; ms < 10000; ms += 100)
		turn(second, ms);
	assert_int_equal(logged(second, "another audioengine"), 1);
	assert_true(holds("audioengine/x.settings", "/eq/preamp -1\n"));
	destroy(first);
	for (uint64_t ms = 10000; ms < 80000; ms += 100)
		turn(second, ms);
	assert_int_equal(logged(second, "saved again"), 1);
	assert_true(holds("audioengine/x.settings", "/eq/preamp -2\n"));
	destroy(second);
}

/* The disk ends, and has room again: a limit on the size of files does the same to write(). */
static void
test_autosave_tells_once_that_it_cannot_save_and_once_that_it_can(void **state)
{
	struct control *c = create("--dummy --settings=s");
	struct rlimit before, tight;
	uint64_t ms;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	tight = (struct rlimit){ .rlim_cur = 100, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	for (ms = 1000; ms < 40000; ms += 100) {
		set(c, "/eq/preamp", -1 - (float)(ms % 7000) / 1000);
		turn(c, ms);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(logged(c, "settings are not saved"), 1);
	assert_int_not_equal(access("s", F_OK), 0);
	for (; ms < 80000; ms += 100)
		turn(c, ms);
	assert_int_equal(logged(c, "saved again"), 1);
	assert_true(holds("s", "\nend\n"));
	destroy(c);
}

static void
test_autosave_does_without_a_place(void **state)
{
	struct control *c;
	char *home = getenv("HOME") != NULL ? strdup(getenv("HOME")) : NULL;

	(void)state;
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	c = create("--dummy --name=x");
	assert_int_equal(logged(c, "neither XDG_STATE_HOME nor HOME is set"), 1);
	set(c, "/eq/preamp", -9);
	turn(c, 1000);
	autosave_end(c);
	destroy(c);
	setenv("HOME", "/dev/null", 1);
	c = create("--dummy --name=x");
	assert_int_equal(logged(c, "a part of the path is no folder"), 1);
	assert_int_equal(logged(c, "cannot be used"), 0);
	destroy(c);
	if (home != NULL)
		setenv("HOME", home, 1);
	free(home);
	c = create("--dummy --name=../x");
	assert_int_equal(logged(c, "is no name for a file"), 1);
	destroy(c);
}

static void
test_settings_file_is_kept_where_it_makes_sense(void **state)
{
	static const struct {
		const char *line, *end; /* of the path; "": nothing is kept */
	} rows[] = {
		{ "", "/audioengine/default.settings" },
		{ "--jack", "/audioengine/default.settings" },
		{ "--jack --name=left", "/audioengine/left.settings" },
		{ "--dummy", "" },
		{ "--dummy --name=x", "/audioengine/x.settings" },
		{ "--dummy=virtual --name=x", "" },
		{ "--dummy=virtual --settings=f", "f" },
		{ "--demo --name=x", "" },
		{ "--demo --settings=f", "f" },
		{ "--file=in.wav --name=x", "" },
		{ "--file=in.wav --settings=f", "f" },
		{ "--jack --settings=none", "" },
		{ "render a b", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char words[256], *argv[WORDS_MAX + 1], path[DURABLE_PATH_BYTES];
		struct options o;
		int argc = 0, status;

		snprintf(words, sizeof words, "audioengine %s", rows[i].line);
		for (char *w = strtok(words, " "); w != NULL; w = strtok(NULL, " "))
			argv[argc++] = w;
		argv[argc] = NULL;
		assert_int_equal(
			options_parse(&o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
		assert_int_equal(settings_file_path(&o, path), 0);
		assert_true(strlen(path) >= strlen(rows[i].end));
		assert_string_equal(path + strlen(path) - strlen(rows[i].end), rows[i].end);
		if (*rows[i].end == '\0')
			assert_string_equal(path, "");
	}
}

/* ---- What front ends ask for ---- */

static struct {
	uint64_t ticket;
	int error;
	char text[256];
	uint32_t n;
} heard;

static void
hear(void *self, uint64_t ticket, int error, const char *text)
{
	(void)self;
	heard.ticket = ticket;
	heard.error = error;
	snprintf(heard.text, sizeof heard.text, "%s", text);
	heard.n++;
}

static const struct frontend_ops listener = { .name = "listener", .done = hear };

static void
test_settings_are_saved_on_request(void **state)
{
	struct control *c = create("--dummy");
	char err[ERROR_BYTES];
	uint64_t ticket;

	(void)state;
	c->frontend[0].ops = &listener;
	c->nfrontends = 1;
	memset(&heard, 0, sizeof heard);
	assert_false(control_unsaved(c));
	set(c, "/eq/preamp", -9);
	assert_true(control_unsaved(c));
	ticket = control_settings_save(c, "session/s", err);
	assert_true(ticket > 0);
	assert_true(control_unsaved(c)); /* it is not there yet */
	turn(c, 1000);
	assert_int_equal(heard.n, 1);
	assert_int_equal(heard.ticket, ticket);
	assert_int_equal(heard.error, 0);
	assert_false(control_unsaved(c));

	assert_true(holds("session/s", "\n/eq/preamp -9\n"));
	set(c, "/eq/preamp", -3);
	ticket = control_settings_save(c, "/dev/full", err);
	turn(c, 2000);
	assert_int_equal(heard.ticket, ticket);
	assert_int_equal(heard.error, -ENOSPC);
	assert_non_null(strstr(heard.text, "the disk is full"));
	assert_true(control_unsaved(c));
	c->nfrontends = 0;
	destroy(c);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_autosave_brings_everything_back),
		IN_FOLDER(test_autosave_keeps_a_preset_and_whether_it_was_changed),
		IN_FOLDER(test_autosave_leaves_the_file_alone_until_something_changes),
		IN_FOLDER(test_autosave_follows_changes_that_go_on),
		IN_FOLDER(test_autosave_saves_the_rest_at_the_end),
		IN_FOLDER(test_autosave_keeps_what_it_cannot_read),
		IN_FOLDER(test_autosave_touches_nothing_that_is_no_file),
		IN_FOLDER(test_autosave_leaves_a_name_to_the_engine_that_has_it),
		IN_FOLDER(test_autosave_tells_once_that_it_cannot_save_and_once_that_it_can),
		IN_FOLDER(test_autosave_does_without_a_place),
		IN_FOLDER(test_settings_file_is_kept_where_it_makes_sense),
		IN_FOLDER(test_settings_are_saved_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
