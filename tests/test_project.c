/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept in a session manager's folder, on real files: saved when told, unsaved at all times,
 * and nothing of it lost.  A control that is destroyed here has not been told to end: kill -9. */
#include <errno.h>
#include <poll.h>
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

#include "control/control_private.h"
#include "tests/failing_alloc.h"

enum { LONG_MS = 20000 };

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))

static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-project.XXXXXX");
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

static struct control *
create(const char *folder, const char *option)
{
	char *argv[] = { (char[]){ "audioengine" }, (char[]){ "--dummy" },
		(char *)(uintptr_t)option, NULL };
	struct options o;
	struct control *c;
	int status;

	assert_int_equal(options_parse(&o, option != NULL ? 3 : 2, argv, stdout, stderr, &status),
		OPTIONS_GO);
	o.project = folder;
	assert_int_equal(control_create(&c, &o, argv), 0);
	return c;
}

/* Until nothing is on its way to the disk. */
static void
settle(struct control *c)
{
	while (saver_busy(c->saver)) {
		struct pollfd p = { .fd = saver_fd(c->saver), .events = POLLIN };

		assert_int_equal(poll(&p, 1, LONG_MS), 1);
		autosave_tick(c, clock_monotonic_ns());
	}
}

static void
set(struct control *c, float value)
{
	assert_int_equal(control_set(c, "/eq/preamp", value, NULL), 0);
	control_apply(c);
}

static void
set_and_keep(struct control *c, float value)
{
	set(c, value);
	while (autosave_flush(c))
		settle(c);
}

static float
get(struct control *c)
{
	struct param_ref ref;

	assert_int_equal(control_get(c, "/eq/preamp", &ref), 0);
	return ref.value;
}

static void
save(struct control *c)
{
	char err[ERROR_BYTES];

	assert_true(control_project_save(c, err) > 0);
	settle(c);
}

static int
open_other(struct control *c, const char *folder)
{
	char err[ERROR_BYTES];
	int r;

	while ((r = control_project_open(c, folder, err)) == -EAGAIN)
		settle(c);
	return r;
}

static void
write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
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
test_project_saves_when_told_and_keeps_the_rest(void **state)
{
	struct control *c = create("p", NULL);
	char err[ERROR_BYTES];

	(void)state;
	assert_int_equal(control_project_state(c, err), 0);
	assert_false(control_unsaved(c));
	set_and_keep(c, -3);
	assert_true(control_unsaved(c));
	assert_true(holds("p/unsaved", "/eq/preamp -3\n"));
	assert_int_equal(access("p/settings", F_OK), -1);
	save(c);
	assert_false(control_unsaved(c));
	assert_true(holds("p/settings", "/eq/preamp -3\n"));
	set_and_keep(c, -4);
	assert_true(control_destroy(c));
	assert_true(holds("p/settings", "/eq/preamp -3\n"));
	assert_int_equal(access("audioengine", F_OK), -1); /* nothing in the user's places */

	c = create("p", NULL);
	assert_true(get(c) == -4);
	assert_true(control_unsaved(c));
	assert_int_equal(control_undo(c), 0);
	assert_true(get(c) == -3);
	assert_false(control_unsaved(c));
	assert_int_equal(control_redo(c), 0);
	assert_true(get(c) == -4);
	assert_true(control_destroy(c));
}

static void
test_project_is_clean_when_it_comes_back_as_saved(void **state)
{
	struct control *c = create("p", NULL);

	(void)state;
	set(c, -3); /* the save comes before the autosave has seen it */
	save(c);
	assert_true(control_destroy(c));
	c = create("p", NULL);
	assert_true(get(c) == -3);
	assert_false(control_unsaved(c));
	assert_int_equal(control_undo(c), -ENOENT);
	assert_true(control_destroy(c));
}

/* The kept file must not be older than the saved one, or it would bring back what was before. */
static void
test_project_saved_at_once_is_not_overruled_by_what_was_kept_before(void **state)
{
	struct control *c = create("p", NULL);

	(void)state;
	set_and_keep(c, -9);
	set(c, -3);
	save(c);
	assert_true(control_destroy(c));
	c = create("p", NULL);
	assert_true(get(c) == -3);
	assert_true(control_destroy(c));
}

static void
test_project_command_line_is_an_unsaved_edit(void **state)
{
	struct control *c = create("p", "--set=/eq/preamp=-2");

	(void)state;
	assert_true(control_unsaved(c));
	assert_true(control_destroy(c));
	assert_int_equal(access("p/unsaved", F_OK), -1);
	assert_int_equal(access("p/settings", F_OK), -1);
}

static void
test_project_fresh_leaves_what_was_not_saved(void **state)
{
	struct control *c = create("p", NULL);

	(void)state;
	set_and_keep(c, -3);
	save(c);
	set_and_keep(c, -4);
	assert_true(control_destroy(c));
	c = create("p", "--fresh");
	assert_true(get(c) == -3);
	assert_true(holds("p/unsaved", "/eq/preamp -4\n"));
	assert_true(control_destroy(c));
}

static void
test_project_is_changed_for_another(void **state)
{
	struct control *c = create("one", NULL);

	(void)state;
	mkdir("two", 0700);
	write_text("two/settings", "audioengine settings 1\n/eq/preamp -11\nend\n");
	set_and_keep(c, -3);
	save(c);
	set(c, -4);
	assert_int_equal(open_other(c, "two"), 0);
	assert_true(get(c) == -11);
	assert_false(control_unsaved(c));
	assert_int_equal(control_undo(c), -ENOENT); /* edits of the other session */
	assert_true(holds("one/settings", "/eq/preamp -3\n"));
	assert_true(holds("one/unsaved", "/eq/preamp -4\n"));
	set_and_keep(c, -12);
	assert_true(holds("two/unsaved", "/eq/preamp -12\n"));
	assert_int_equal(open_other(c, "three"), 0);
	assert_true(get(c) == 0);
	assert_false(control_unsaved(c));
	assert_int_equal(open_other(c, "one"), 0);
	assert_true(get(c) == -4);
	assert_true(control_unsaved(c));
	assert_int_equal(open_other(c, "one"), 0);
	assert_true(get(c) == -4);
	assert_true(control_destroy(c));
}

static void
test_project_that_cannot_be_read_is_kept(void **state)
{
	struct control *c;
	char err[ERROR_BYTES];

	(void)state;
	mkdir("p", 0700);
	write_text("p/settings", "audioengine settings 1\n/eq/pre");
	c = create("p", NULL);
	assert_int_equal(control_project_state(c, err), -EINVAL);
	assert_non_null(strstr(err, "is kept as settings.broken-1"));
	assert_true(get(c) == 0);
	assert_true(holds("p/settings.broken-1", "/eq/pre"));
	set_and_keep(c, -3);
	save(c);
	assert_true(holds("p/settings", "/eq/preamp -3\n"));
	mkdir("q", 0700);
	write_text("q/unsaved", "what\n");
	assert_int_equal(open_other(c, "q"), 0);
	assert_true(holds("q/unsaved.broken-1", "what"));
	assert_true(control_destroy(c));
}

static void
test_project_without_a_folder_says_so(void **state)
{
	struct control *c;
	char err[ERROR_BYTES];

	(void)state;
	write_text("file", "");
	c = create("file/p", NULL);
	assert_int_equal(control_project_state(c, err), -ENOTDIR);
	assert_non_null(strstr(err, "file/p"));
	assert_int_equal(open_other(c, "p"), 0);
	set_and_keep(c, -3);
	assert_int_equal(open_other(c, "file/p"), -ENOTDIR);
	/* What cannot be kept is not left behind. */
	set(c, -5);
	assert_int_equal(control_project_open(c, "p", err), -EAGAIN);
	assert_true(get(c) == -5);
	assert_true(control_destroy(c));
}

static void
test_project_has_its_own_midi_map(void **state)
{
	struct control *c;
	char line[ERROR_BYTES];

	(void)state;
	mkdir("audioengine", 0700);
	write_text("audioengine/midi.map", "cc 1 7 /eq/preamp\n");
	mkdir("two", 0700);
	write_text("two/midi.map", "cc 2 8 /eq/preamp\n");
	c = create("one", NULL);
	control_midi_line(c, 0, line);
	assert_string_equal(line, "cc 1 7 /eq/preamp"); /* as usual, until it has one */
	assert_int_equal(open_other(c, "two"), 0);
	control_midi_line(c, 0, line);
	assert_string_equal(line, "cc 2 8 /eq/preamp");
	assert_int_equal(control_midi_forget(c, "", line), 0);
	settle(c);
	assert_false(holds("two/midi.map", "cc"));
	assert_true(holds("audioengine/midi.map", "cc 1 7"));
	assert_int_equal(open_other(c, "one"), 0);
	assert_int_equal(control_midi_line(c, 0, line), 1);
	assert_true(control_destroy(c));
}

/* Each allocation in turn: it is there whole, or it is not and the first still is, or what is there
 * is kept and the state says so. */
static void
test_project_change_without_memory_loses_nothing(void **state)
{
	int failed = 0;

	(void)state;
	mkdir("two", 0700);
	write_text("two/settings", "audioengine settings 1\n/eq/preamp -11\nend\n");
	for (int i = 0; i < 8; i++) {
		struct control *c = create("one", NULL);
		char err[ERROR_BYTES];
		int r;

		write_text("two/unsaved", "audioengine settings 1\n/eq/preamp -12\nend\n");
		set_and_keep(c, -3);
		allocations_left = i;
		r = control_project_open(c, "two", err);
		allocations_left = -1;
		if (r == 0) {
			assert_true(get(c) == -12);
		} else if (r == -ENOMEM) {
			assert_true(get(c) == -3);
			assert_string_equal(c->autosave.path, "one/unsaved");
		} else {
			assert_int_equal(r, -EINVAL);
			assert_true(get(c) == -11);
			set_and_keep(c, -1);
			assert_true(holds("two/unsaved.broken-1", "/eq/preamp -12\n"));
			unlink("two/unsaved.broken-1");
		}
		failed += r != 0;
		assert_true(control_destroy(c));
	}
	assert_int_equal(failed, 2);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_project_saves_when_told_and_keeps_the_rest),
		IN_FOLDER(test_project_is_clean_when_it_comes_back_as_saved),
		IN_FOLDER(test_project_saved_at_once_is_not_overruled_by_what_was_kept_before),
		IN_FOLDER(test_project_command_line_is_an_unsaved_edit),
		IN_FOLDER(test_project_fresh_leaves_what_was_not_saved),
		IN_FOLDER(test_project_is_changed_for_another),
		IN_FOLDER(test_project_that_cannot_be_read_is_kept),
		IN_FOLDER(test_project_without_a_folder_says_so),
		IN_FOLDER(test_project_has_its_own_midi_map),
		IN_FOLDER(test_project_change_without_memory_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
