/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets by name, in folders of this test's own. */
#include <errno.h>
#include <fcntl.h>
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

#include "control/presets/preset_store.h"
#include "tests/failing_alloc.h"

static const char FLAT[] = "Preamp: 0 dB\n";

/* ---- Allocations that fail on demand, by the linker's --wrap ---- */

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))
WRAP(realloc, (void *p, size_t n), (p, n))

/* ---- Folders ---- */

struct folders {
	char root[32], user[80], system[80];
	struct preset_store *store;
};

static void
make(const char *path)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		fail_msg("%s: %s", path, strerror(errno));
}

static void
write_file(const char *folder, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
make_user_folder(struct folders *f)
{
	char path[128];

	snprintf(path, sizeof path, "%s/config", f->root);
	make(path);
	snprintf(path, sizeof path, "%s/config/audioengine", f->root);
	make(path);
	make(f->user);
}

/* The user's folder is missing, the system's is there. */
static int
setup(void **state)
{
	struct folders *f = calloc(1, sizeof *f);
	char path[56];

	snprintf(f->root, sizeof f->root, "/tmp/ae-store.XXXXXX");
	if (mkdtemp(f->root) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/config", f->root);
	setenv("XDG_CONFIG_HOME", path, 1);
	snprintf(f->user, sizeof f->user, "%s/audioengine/presets", path);
	snprintf(path, sizeof path, "%s/data", f->root);
	setenv("XDG_DATA_DIRS", path, 1);
	make(path);
	snprintf(path, sizeof path, "%s/data/audioengine", f->root);
	make(path);
	snprintf(f->system, sizeof f->system, "%s/presets", path);
	make(f->system);
	f->store = preset_store_create();
	*state = f;
	return f->store == NULL;
}

static int
teardown(void **state)
{
	struct folders *f = *state;
	char command[128];

	preset_store_destroy(f->store);
	snprintf(command, sizeof command, "rm -rf '%s'", f->root);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void
test_preset_names_are_checked(void **state)
{
	static const char *const good[] = { "a", "AKG K702 ParametricEQ", "1.2 (b)_+-", "-x",
		"0123456789012345678901234567890123456789012345678901234567890123" };
	static const char *const bad[] = { "", ".", "..", ".hidden", "a/b", "../a", "a\nb",
		"\xc3\xa4", "a:b", "a*", "~a", "a\\b",
		"01234567890123456789012345678901234567890123456789012345678901234" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(preset_name_ok(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(preset_name_ok(bad[i]));
}

static void
test_preset_store_lists_each_name_once_and_sorted(void **state)
{
	struct folders *f = *state;
	char path[256];

	make_user_folder(f);
	write_file(f->user, "mine.txt", FLAT);
	write_file(f->user, "Flat.txt", FLAT);
	write_file(f->user, "not a preset.json", FLAT);
	write_file(f->user, ".hidden.txt", FLAT);
	write_file(f->user, "what?.txt", FLAT);
	write_file(f->system, "mine.txt", FLAT);
	write_file(f->system, "night.txt", FLAT);
	snprintf(path, sizeof path, "%s/folder.txt", f->user);
	make(path);
	snprintf(path, sizeof path, "%s/pipe.txt", f->user);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(preset_store_scan(f->store), 3);
	assert_string_equal(preset_store_name(f->store, 0), "Flat");
	assert_string_equal(preset_store_name(f->store, 1), "mine");
	assert_string_equal(preset_store_name(f->store, 2), "night");
	assert_null(preset_store_name(f->store, 3));
	assert_int_equal(preset_store_find(f->store, "night"), 2);
	assert_int_equal(preset_store_find(f->store, "flat"), -ENOENT);
	assert_int_equal(preset_store_find(f->store, "../night"), -ENOENT);
	assert_int_equal(preset_store_unusable(f->store), 1);
}

static void
test_preset_store_prefers_the_users_file(void **state)
{
	struct folders *f = *state;
	struct preset_error err;
	char path[PRESET_PATH_BYTES], wanted[256];
	struct preset p;

	write_file(f->system, "x.txt", "Preamp: -1 dB\n");
	assert_int_equal(preset_store_load(f->store, "x", &p, &err), 0);
	assert_true(p.preamp_db == -1);
	make_user_folder(f);
	write_file(f->user, "x.txt", "Preamp: -2 dB\n");
	assert_int_equal(preset_store_load(f->store, "x", &p, &err), 0);
	assert_true(p.preamp_db == -2);
	assert_int_equal(preset_store_path(f->store, "x", path), 0);
	snprintf(wanted, sizeof wanted, "%s/x.txt", f->user);
	assert_string_equal(path, wanted);
	write_file(f->user, "x.txt", "Preamp: loud\n"); /* and nothing else in its place */
	assert_int_equal(preset_store_load(f->store, "x", &p, &err), -EINVAL);
	assert_int_equal(err.line, 1);
}

static void
test_preset_store_sees_every_change_at_the_next_scan(void **state)
{
	struct folders *f = *state;
	char path[256];

	assert_int_equal(preset_store_scan(f->store), 0);
	write_file(f->system, "a.txt", FLAT);
	assert_int_equal(preset_store_scan(f->store), 1);
	write_file(f->system, "b.txt", FLAT); /* within one tick of the file system's clock */
	assert_int_equal(preset_store_scan(f->store), 2);
	make_user_folder(f);
	assert_int_equal(preset_store_scan(f->store), 2);
	write_file(f->user, "c.txt", FLAT);
	assert_int_equal(preset_store_scan(f->store), 3);
	snprintf(path, sizeof path, "%s/a.txt", f->system);
	unlink(path);
	assert_int_equal(preset_store_scan(f->store), 2);
}

static void
test_preset_store_says_what_may_be_meant(void **state)
{
	struct folders *f = *state;
	struct preset_error err;
	struct preset p;

	write_file(f->system, "AKG K702 ParametricEQ.txt", FLAT);
	write_file(f->system, "loudness.txt", FLAT);
	preset_store_scan(f->store);
	assert_string_equal(preset_store_nearest(f->store, "K702"), "AKG K702 ParametricEQ");
	assert_string_equal(preset_store_nearest(f->store, "Loudness"), "loudness");
	assert_string_equal(preset_store_nearest(f->store, "lodness"), "loudness");
	assert_null(preset_store_nearest(f->store, "something else"));
	assert_int_equal(preset_store_load(f->store, "lodness", &p, &err), -ENOENT);
	assert_string_equal(err.text, "there is no preset \"lodness\", but \"loudness\"");
	assert_int_equal(preset_store_load(f->store, "../x", &p, &err), -EINVAL);
	assert_non_null(strstr(err.text, "\"../x\" is no name of a preset"));
}

static void
test_preset_store_follows_links_of_the_user(void **state)
{
	struct folders *f = *state;
	char target[256], link[256], path[PRESET_PATH_BYTES];
	struct preset_error err;
	struct preset p;

	make_user_folder(f);
	write_file(f->root, "dotfile", "Preamp: -3 dB\n");
	snprintf(target, sizeof target, "%s/dotfile", f->root);
	snprintf(link, sizeof link, "%s/linked.txt", f->user);
	assert_int_equal(symlink(target, link), 0);
	assert_int_equal(preset_store_scan(f->store), 1);
	assert_int_equal(preset_store_load(f->store, "linked", &p, &err), 0);
	assert_true(p.preamp_db == -3);
	assert_int_equal(preset_store_save_path(f->store, "linked", path), 0);
	assert_string_equal(path, target);
	snprintf(link, sizeof link, "%s/device.txt", f->user);
	assert_int_equal(symlink("/dev/zero", link), 0);
	assert_int_equal(preset_store_load(f->store, "device", &p, &err), -EINVAL);
}

static void
test_preset_store_makes_the_users_folder_to_save(void **state)
{
	struct folders *f = *state;
	char path[PRESET_PATH_BYTES], wanted[256];
	struct stat st;

	assert_int_equal(preset_store_path(f->store, "new", path), -ENOENT);
	assert_int_equal(preset_store_save_path(f->store, "new", path), 0);
	snprintf(wanted, sizeof wanted, "%s/new.txt", f->user);
	assert_string_equal(path, wanted);
	assert_int_equal(stat(f->user, &st), 0);
	assert_int_equal(preset_store_save_path(f->store, "a/b", path), -EINVAL);
	assert_int_equal(rmdir(f->user), 0);
	write_file(f->root, "config/audioengine/presets", "a file in its place");
	assert_true(preset_store_save_path(f->store, "new", path) < 0);
}

static void
test_preset_store_needs_no_environment(void **state)
{
	struct folders *f = *state;
	char path[PRESET_PATH_BYTES];
	struct preset_store *s;

	(void)f;
	setenv("XDG_CONFIG_HOME", "relative", 1); /* not to be used, says XDG */
	unsetenv("HOME");
	unsetenv("XDG_DATA_DIRS");
	s = preset_store_create();
	assert_non_null(s);
	preset_store_scan(s);
	assert_int_equal(preset_store_save_path(s, "x", path), -ENOENT);
	preset_store_destroy(s);
	preset_store_destroy(NULL);
	setenv("HOME", f->root, 1);
	s = preset_store_create();
	assert_int_equal(preset_store_save_path(s, "x", path), 0);
	assert_non_null(strstr(path, "/.config/audioengine/presets/x.txt"));
	preset_store_destroy(s);
}

static bool
is_readable(struct preset_store *s)
{
	struct pollfd p = { .fd = preset_store_fd(s), .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static void
test_preset_store_tells_of_changes(void **state)
{
	struct folders *f = *state;
	char from[256], to[256];

	assert_true(preset_store_fd(f->store) >= 0);
	assert_false(is_readable(f->store));
	assert_int_equal(preset_store_changed(f->store), 0);
	write_file(f->system, "a.txt", FLAT);
	assert_true(is_readable(f->store));
	assert_true(preset_store_changed(f->store) > 0);
	assert_false(is_readable(f->store));
	write_file(f->root, "new", FLAT); /* as durable_write does it */
	preset_store_changed(f->store);
	snprintf(from, sizeof from, "%s/new", f->root);
	snprintf(to, sizeof to, "%s/a.txt", f->system);
	assert_int_equal(rename(from, to), 0);
	assert_true(preset_store_changed(f->store) > 0);
	assert_int_equal(unlink(to), 0);
	assert_true(preset_store_changed(f->store) > 0);
}

static void
test_preset_store_notices_the_users_folder_when_it_appears(void **state)
{
	struct folders *f = *state;
	char path[256], away[256];

	snprintf(path, sizeof path, "%s/other", f->root);
	make(path); /* not on the way */
	assert_int_equal(preset_store_changed(f->store), 0);
	snprintf(path, sizeof path, "%s/config", f->root);
	make(path);
	assert_int_equal(preset_store_changed(f->store), 1);
	snprintf(path, sizeof path, "%s/config/audioengine", f->root);
	make(path);
	snprintf(path, sizeof path, "%s/config/elsewhere", f->root);
	make(path);
	assert_int_equal(preset_store_changed(f->store), 1);
	make(f->user);
	assert_int_equal(preset_store_changed(f->store), 1);
	write_file(f->user, "a.txt", FLAT);
	assert_true(preset_store_changed(f->store) > 0);
	snprintf(away, sizeof away, "%s/away", f->root);
	assert_int_equal(rename(f->user, away), 0);
	assert_true(preset_store_changed(f->store) > 0);
	write_file(away, "b.txt", FLAT);
	assert_int_equal(preset_store_changed(f->store), 0);
	make_user_folder(f); /* all at once, faster than anybody looks */
	write_file(f->user, "c.txt", FLAT);
	assert_true(preset_store_changed(f->store) > 0);
	write_file(f->user, "d.txt", FLAT);
	assert_true(preset_store_changed(f->store) > 0);
}

static void
test_preset_store_keeps_to_its_limit(void **state)
{
	struct folders *f = *state;
	char name[32];

	for (int i = 0; i < PRESETS_MAX + 3; i++) {
		snprintf(name, sizeof name, "%04d.txt", i);
		write_file(f->system, name, "");
	}
	assert_int_equal(preset_store_scan(f->store), PRESETS_MAX);
	assert_true(preset_store_changed(f->store) > 0); /* or an overflow, which is one too */
}

static void
test_preset_store_without_memory_keeps_what_it_had(void **state)
{
	struct folders *f = *state;
	struct preset_error err;
	struct preset p;
	int n = 0;

	for (int i = 0; i < 70; i++) {
		char name[16];

		snprintf(name, sizeof name, "%02d.txt", i);
		write_file(f->system, name, FLAT);
	}
	preset_store_destroy(f->store);
	do { /* to create it */
		allocations_left = n++;
		f->store = preset_store_create();
	} while (f->store == NULL);
	assert_true(n > 3);
	allocations_left = 0;
	assert_int_equal(preset_store_scan(f->store), 0);
	assert_int_equal(preset_store_load(f->store, "07", &p, &err), -ENOMEM);
	assert_true(err.text[0] != '\0');
	allocations_left = 1; /* the list's second step */
	assert_int_equal(preset_store_scan(f->store), 0);
	allocations_left = -1;
	assert_int_equal(preset_store_scan(f->store), 70);
	write_file(f->system, "70.txt", FLAT);
	allocations_left = 0;
	assert_int_equal(preset_store_scan(f->store), 70);
	assert_string_equal(preset_store_name(f->store, 69), "69");
	allocations_left = -1;
	assert_int_equal(preset_store_scan(f->store), 71);
}

int
main(void)
{
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preset_names_are_checked),
		STORE_TEST(test_preset_store_lists_each_name_once_and_sorted),
		STORE_TEST(test_preset_store_prefers_the_users_file),
		STORE_TEST(test_preset_store_sees_every_change_at_the_next_scan),
		STORE_TEST(test_preset_store_says_what_may_be_meant),
		STORE_TEST(test_preset_store_follows_links_of_the_user),
		STORE_TEST(test_preset_store_makes_the_users_folder_to_save),
		STORE_TEST(test_preset_store_needs_no_environment),
		STORE_TEST(test_preset_store_tells_of_changes),
		STORE_TEST(test_preset_store_notices_the_users_folder_when_it_appears),
		STORE_TEST(test_preset_store_keeps_to_its_limit),
		STORE_TEST(test_preset_store_without_memory_keeps_what_it_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
