/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread that writes files.  A disk that hangs is a FIFO that is full: writing to it blocks
 * until somebody reads. */
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/settings/saver.h"

enum { LONG_MS = 20000 };

static int hung_fd; /* both ends */
static size_t hung_bytes;

static int
fill_fifo(void)
{
	static const char page[4096];
	ssize_t n;

	if (mkfifo("hung", 0600) != 0)
		return -1;
	hung_fd = open("hung", O_RDWR | O_NONBLOCK);
	for (hung_bytes = 0; (n = write(hung_fd, page, sizeof page)) > 0;)
		hung_bytes += (size_t)n;
	return hung_bytes > 0 ? 0 : -1;
}

static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-saver.XXXXXX");
	*state = mkdtemp(path);
	return *state != NULL ? chdir(path) || fill_fifo() : -1;
}

static int
remove_folder(void **state)
{
	char command[128];

	close(hung_fd);
	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

static void
pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void
assert_holds(const char *path, const char *text)
{
	char there[256];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	there[fread(there, 1, sizeof there - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(there, text);
}

static void
put(struct saver *s, const char *path, const char *text, uint64_t ticket)
{
	assert_int_equal(saver_put(s, path, text, strlen(text), ticket), 0);
}

/* As the loop does: wait for the descriptor, then take one. */
static void
assert_next(struct saver *s, uint64_t ticket, const char *path, int error)
{
	struct pollfd p = { .fd = saver_fd(s), .events = POLLIN };
	struct saved saved;

	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	assert_true(saver_take(s, &saved));
	assert_int_equal(saved.ticket, ticket);
	assert_string_equal(saved.path, path);
	assert_int_equal(saved.error, error);
}

static void
read_fifo(const char *expected)
{
	struct pollfd p = { .fd = hung_fd, .events = POLLIN };
	char got[4096];

	for (size_t n = 0; n < hung_bytes; n += sizeof got)
		assert_int_equal(read(hung_fd, got, sizeof got), sizeof got);
	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	assert_int_equal(read(hung_fd, got, sizeof got), strlen(expected));
	assert_memory_equal(got, expected, strlen(expected));
}

static void
test_saver_writes_a_file_and_tells_its_ticket_once(void **state)
{
	struct saver *s = saver_create();
	struct pollfd p = { .fd = saver_fd(s), .events = POLLIN };
	struct saved saved;

	(void)state;
	assert_non_null(s);
	assert_false(saver_busy(s));
	put(s, "a", "text", 7);
	assert_true(saver_busy(s));
	assert_next(s, 7, "a", 0);
	assert_false(saver_take(s, &saved));
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_false(saver_busy(s));
	assert_holds("a", "text");
	assert_true(saver_destroy(s, LONG_MS));
	assert_true(saver_destroy(NULL, 0));
}

static void
test_saver_makes_missing_folders_and_tells_errors(void **state)
{
	struct saver *s = saver_create();

	(void)state;
	put(s, "x/y/a", "text", 1);
	assert_next(s, 1, "x/y/a", 0);
	assert_holds("x/y/a", "text");
	put(s, "/dev/full", "text", 2);
	assert_next(s, 2, "/dev/full", -ENOSPC);
	put(s, "x/y/a/b", "text", 3);
	assert_next(s, 3, "x/y/a/b", -ENOTDIR);
	assert_true(saver_destroy(s, LONG_MS));
}

static void
test_saver_writes_the_newest_of_what_waits_and_ends_every_ticket(void **state)
{
	struct saver *s = saver_create();

	(void)state;
	put(s, "hung", "slow", 1);
	put(s, "a", "first", 2);
	put(s, "b", "other", 3);
	put(s, "a", "second", 4);
	put(s, "a", "third", 5);
	read_fifo("slow");
	assert_next(s, 1, "hung", 0);
	assert_next(s, 2, "a", 0);
	assert_next(s, 4, "a", 0);
	assert_next(s, 5, "a", 0);
	assert_next(s, 3, "b", 0);
	assert_holds("a", "third");
	assert_holds("b", "other");
	assert_false(saver_busy(s));
	assert_true(saver_destroy(s, LONG_MS));
}

static void
test_saver_bounds_what_waits_also_of_one_path(void **state)
{
	struct saver *s = saver_create();
	char long_path[5000];

	(void)state;
	put(s, "hung", "slow", 0);
	for (uint64_t i = 1; i < SAVER_WAITING_MAX; i++)
		put(s, "a", "x", i);
	assert_int_equal(saver_put(s, "a", "x", 1, 99), -ENOSPC);
	memset(long_path, 'p', sizeof long_path - 1);
	long_path[sizeof long_path - 1] = '\0';
	assert_int_equal(saver_put(s, long_path, "x", 1, 99), -ENAMETOOLONG);
	read_fifo("slow");
	assert_next(s, 0, "hung", 0);
	for (uint64_t i = 1; i < SAVER_WAITING_MAX; i++)
		assert_next(s, i, "a", 0);
	put(s, "a", "again", 100);
	assert_next(s, 100, "a", 0);
	assert_true(saver_destroy(s, LONG_MS));
}

static void
test_saver_writes_what_waits_before_it_goes(void **state)
{
	struct saver *s = saver_create();
	char name[16];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "f%d", i);
		put(s, name, name, 1);
	}
	assert_true(saver_destroy(s, LONG_MS));
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "f%d", i);
		assert_holds(name, name);
	}
}

static void
test_saver_is_left_behind_where_the_disk_hangs(void **state)
{
	struct saver *s = saver_create();

	(void)state;
	put(s, "hung", "slow", 1);
	put(s, "a", "after all", 2);
	assert_false(saver_destroy(s, 20));
	assert_int_not_equal(access("a", F_OK), 0);
	/* It comes back: what it works on is still there, and goes with it. */
	read_fifo("slow");
	for (int i = 0; i < LONG_MS && access("a", F_OK) != 0; i++)
		pause_ms(1);
	assert_holds("a", "after all");
	pause_ms(20); /* let the thread free everything before leak checkers look */
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_saver_writes_a_file_and_tells_its_ticket_once),
		IN_FOLDER(test_saver_makes_missing_folders_and_tells_errors),
		IN_FOLDER(test_saver_writes_the_newest_of_what_waits_and_ends_every_ticket),
		IN_FOLDER(test_saver_bounds_what_waits_also_of_one_path),
		IN_FOLDER(test_saver_writes_what_waits_before_it_goes),
		IN_FOLDER(test_saver_is_left_behind_where_the_disk_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
