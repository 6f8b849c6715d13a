/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log: newest lines, capture of 1 and 2, a reader that does not read. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/log.h"
#include "rt/clock.h"

enum { WRITERS = 3, LINES_EACH = 500 };

static void
test_log_keeps_the_newest_lines_in_order(void **state)
{
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line tail[3];
	uint64_t total;

	(void)state;
	assert_int_equal(log_tail(l, tail, 3, &total), 0);
	for (int i = 0; i < LOG_LINES_KEPT + 10; i++)
		log_write(l, "line %d", i);
	assert_int_equal(log_tail(l, tail, 3, &total), 3);
	assert_int_equal(total, LOG_LINES_KEPT + 10);
	assert_string_equal(tail[0].text, "line 207");
	assert_string_equal(tail[2].text, "line 209");
	assert_true(tail[2].at_s >= tail[0].at_s);
	log_destroy(l);
}

static void
test_log_splits_lines_cuts_long_ones_and_lets_no_escape_through(void **state)
{
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line tail[4];
	char longest[3 * LOG_LINE_BYTES];
	uint64_t total;

	(void)state;
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	log_write(l, "one\ntwo\033[2J");
	log_write(l, "%s", longest);
	assert_int_equal(log_tail(l, tail, 4, &total), 3);
	assert_string_equal(tail[0].text, "one");
	assert_string_equal(tail[1].text, "two [2J");
	assert_int_equal(strlen(tail[2].text), LOG_LINE_BYTES - 1);
	log_destroy(l);
}

static void
test_log_a_level_quiets_what_has_one(void **state)
{
	static const char *const kept[LOG_LEVELS] = { "error", "warning", "usual", "more",
		"debug" };
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line tail[LOG_LEVELS + 1];
	uint64_t total, before = 0;
	uint32_t last;

	(void)state;
	assert_int_equal(log_level(l), LEVEL_USUAL);
	for (int level = 0; level < LOG_LEVELS; level++) {
		log_set_level(l, (enum log_level)level);
		for (int i = 0; i < LOG_LEVELS; i++)
			log_write_at(l, (enum log_level)i, "%s", kept[i]);
		log_write(l, "of no level");
		last = log_tail(l, tail, LOG_LEVELS + 1, &total) - 1;
		assert_int_equal(total - before, level + 2);
		assert_string_equal(tail[last].text, "of no level");
		before = total;
	}
	for (int i = 0; i < LOG_LEVELS; i++)
		assert_string_equal(tail[i].text, kept[i]);
	log_destroy(l);
}

static void
test_log_is_read_from_a_number_on(void **state)
{
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line line[4];
	uint64_t from = 0;

	(void)state;
	assert_int_equal(log_read(l, &from, line, 4), 0);
	for (int i = 0; i < LOG_LINES_KEPT + 10; i++)
		log_write(l, "line %d", i);
	assert_int_equal(log_read(l, &from, line, 4), 4);
	assert_int_equal(from, 10);
	assert_string_equal(line[0].text, "line 10");
	from = 208;
	assert_int_equal(log_read(l, &from, line, 4), 2);
	assert_string_equal(line[1].text, "line 209");
	from = 1000;
	assert_int_equal(log_read(l, &from, line, 4), 0);
	assert_int_equal(from, 210);
	log_destroy(l);
}

static void *
write_lines(void *arg)
{
	for (int i = 0; i < LINES_EACH; i++)
		log_write(arg, "line %d of a thread", i);
	return NULL;
}

static void
test_log_takes_lines_of_many_threads_whole(void **state)
{
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line tail[LOG_LINES_KEPT];
	pthread_t thread[WRITERS];
	uint64_t total;
	uint32_t n;

	(void)state;
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, write_lines, l), 0);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(thread[i], NULL);
	n = log_tail(l, tail, LOG_LINES_KEPT, &total);
	assert_int_equal(total, WRITERS * LINES_EACH);
	for (uint32_t i = 0; i < n; i++)
		assert_non_null(strstr(tail[i].text, " of a thread"));
	log_destroy(l);
}

/* The pipe is full and nobody reads: writing comes back, lines are lost. */
static void
test_log_never_waits_for_its_reader(void **state)
{
	struct log *l;
	struct log_line tail[1];
	uint64_t total;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	l = log_create(clock_monotonic_ns(), fd[1]);
	for (int i = 0; i < 5000; i++)
		log_write(l, "a line that will not fit into a pipe of 64 kB when there are so many "
			     "of them");
	assert_int_equal(log_tail(l, tail, 1, &total), 1);
	assert_int_equal(total, 5000);
	assert_int_equal(
		fcntl(fd[1], F_GETFL) & O_NONBLOCK, 0); /* and the flag is not the shell's too */
	log_destroy(l);
	close(fd[0]);
	close(fd[1]);
}

static void
test_log_captures_what_libraries_print(void **state)
{
	struct log *l = log_create(clock_monotonic_ns(), -1);
	struct log_line tail[4];
	uint64_t total;
	int before = dup(2);

	(void)state;
	assert_int_equal(log_capture_fd(l), -1);
	assert_int_equal(log_capture(l), 0);
	assert_true(log_terminal_fd(l) != 1);
	dprintf(2, "from a library\nhalf ");
	dprintf(1, "a line\n");
	log_capture_read(l);
	dprintf(2, "no end");
	log_write(l, "ours");
	log_release(l);
	assert_int_equal(log_capture_fd(l), -1);
	assert_int_equal(log_terminal_fd(l), 1);
	assert_int_equal(log_tail(l, tail, 4, &total), 4);
	assert_string_equal(tail[0].text, "from a library");
	assert_string_equal(tail[1].text, "half a line");
	assert_string_equal(tail[2].text, "ours");
	assert_string_equal(tail[3].text, "no end");
	close(before);
	log_destroy(l);
}

static void
test_log_prints_its_end_after_a_screen(void **state)
{
	char text[8192];
	struct log *l;
	ssize_t n;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	l = log_create(clock_monotonic_ns(), fd[1]);
	assert_int_equal(log_capture(l), 0);
	for (int i = 0; i < 30; i++)
		log_write(l, "line %d", i);
	log_release(l);
	n = read(fd[0], text, sizeof text - 1);
	assert_true(n > 0);
	text[n] = '\0';
	assert_null(strstr(text, "line 9\n"));
	assert_non_null(strstr(text, "line 10\n"));
	assert_non_null(strstr(text, "line 29\n"));
	log_destroy(l);
	close(fd[0]);
	close(fd[1]);
}

static void
test_log_says_whose_lines_they_are(void **state)
{
	char text[256];
	struct log *l;
	ssize_t n;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	l = log_create(clock_monotonic_ns(), fd[1]);
	log_write(l, "first");
	log_set_name(l, "left");
	log_write(l, "second");
	n = read(fd[0], text, sizeof text - 1);
	assert_true(n > 0);
	text[n] = '\0';
	assert_string_equal(text, "audioengine: first\naudioengine left: second\n");
	log_destroy(l);
	close(fd[0]);
	close(fd[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log_keeps_the_newest_lines_in_order),
		cmocka_unit_test(test_log_a_level_quiets_what_has_one),
		cmocka_unit_test(test_log_is_read_from_a_number_on),
		cmocka_unit_test(test_log_splits_lines_cuts_long_ones_and_lets_no_escape_through),
		cmocka_unit_test(test_log_takes_lines_of_many_threads_whole),
		cmocka_unit_test(test_log_never_waits_for_its_reader),
		cmocka_unit_test(test_log_captures_what_libraries_print),
		cmocka_unit_test(test_log_prints_its_end_after_a_screen),
		cmocka_unit_test(test_log_says_whose_lines_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
