/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line that says how far something is, on a pseudo terminal of ours. */
#include "config.h" /* _GNU_SOURCE: ptsname_r */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "control/cli/progress.h"
#include "control/log.h"

enum { SEEN_BYTES = 1024 };

struct pty {
	int master, slave;
};

static void
pty_open(struct pty *t, unsigned short width)
{
	struct winsize size = { .ws_row = 24, .ws_col = width };
	char name[64];

	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(t->master >= 0);
	assert_int_equal(grantpt(t->master), 0);
	assert_int_equal(unlockpt(t->master), 0);
	assert_int_equal(ptsname_r(t->master, name, sizeof name), 0);
	t->slave = open(name, O_RDWR | O_NOCTTY);
	assert_true(t->slave >= 0);
	assert_int_equal(ioctl(t->slave, TIOCSWINSZ, &size), 0);
}

static void
pty_close(struct pty *t)
{
	close(t->slave);
	close(t->master);
}

/* What the terminal got since the last call. */
static const char *
pty_seen(struct pty *t, char out[SEEN_BYTES])
{
	ssize_t n = read(t->master, out, SEEN_BYTES - 1);

	out[n > 0 ? n : 0] = '\0';
	return out;
}

static void
begin_long_ago(struct progress *p, int fd)
{
	progress_begin(p, fd);
	p->begun_ns -= 1000000000;
}

static void
test_progress_shows_nothing_of_what_is_quick(void **state)
{
	char seen[SEEN_BYTES];
	struct progress p;
	struct pty t;

	(void)state;
	pty_open(&t, 80);
	progress_begin(&p, t.slave);
	progress_say(&p, "quick");
	progress_clear(&p);
	assert_string_equal(pty_seen(&t, seen), "");
	pty_close(&t);
}

static void
test_progress_is_one_line_that_is_written_over_and_cleared(void **state)
{
	char seen[SEEN_BYTES];
	struct progress p;
	struct pty t;

	(void)state;
	pty_open(&t, 80);
	begin_long_ago(&p, t.slave);
	progress_say(&p, "%d of 3", 1);
	assert_string_equal(pty_seen(&t, seen), "\r1 of 3\033[K\r");
	progress_say(&p, "%d of 3", 2); /* too soon to be read */
	assert_string_equal(pty_seen(&t, seen), "");
	p.said_ns -= 200000000;
	progress_say(&p, "%d of 3", 3);
	assert_string_equal(pty_seen(&t, seen), "\r3 of 3\033[K\r");
	progress_clear(&p);
	assert_string_equal(pty_seen(&t, seen), "\r\033[K");
	progress_clear(&p);
	assert_string_equal(pty_seen(&t, seen), "");
	pty_close(&t);
}

static void
test_progress_never_wraps_nor_cuts_a_character(void **state)
{
	char seen[SEEN_BYTES];
	struct progress p;
	struct pty t;

	(void)state;
	pty_open(&t, 6);
	begin_long_ago(&p, t.slave);
	progress_say(&p, "h\303\266ren");
	assert_string_equal(pty_seen(&t, seen), "\rh\303\266ren\033[K\r");
	p.said_ns = 0;
	progress_say(&p, "r\303\266hr\303\266n");
	assert_string_equal(pty_seen(&t, seen), "\rr\303\266hr\303\266\033[K\r");
	pty_close(&t);
}

static void
test_progress_is_for_terminals_that_can_clear_a_line(void **state)
{
	struct progress p;
	struct pty t;
	int pipe_fd[2];

	(void)state;
	pty_open(&t, 80);
	assert_true(progress_visible(t.slave));
	setenv("TERM", "dumb", 1);
	assert_false(progress_visible(t.slave));
	unsetenv("TERM");
	assert_false(progress_visible(t.slave));
	setenv("TERM", "xterm", 1);
	assert_int_equal(pipe(pipe_fd), 0);
	assert_false(progress_visible(pipe_fd[1]));
	assert_false(progress_visible(-1));
	begin_long_ago(&p, pipe_fd[1]);
	assert_false(progress_due(&p));
	progress_say(&p, "nobody reads this");
	progress_clear(&p);
	close(pipe_fd[1]);
	assert_int_equal(read(pipe_fd[0], &p, 1), 0);
	close(pipe_fd[0]);
	pty_close(&t);
}

/* Ctrl-S: what is shown waits, we do not. */
static void
test_progress_is_not_held_by_a_stopped_terminal(void **state)
{
	char seen[SEEN_BYTES];
	struct progress p;
	struct pty t;

	(void)state;
	pty_open(&t, 80);
	begin_long_ago(&p, t.slave);
	assert_int_equal(tcflow(t.slave, TCOOFF), 0);
	progress_say(&p, "hidden");
	progress_clear(&p);
	assert_int_equal(tcflow(t.slave, TCOON), 0);
	assert_null(strstr(pty_seen(&t, seen), "hidden"));
	pty_close(&t);
}

/* Nothing of a longer line is left behind a message. */
static void
test_progress_gives_way_to_lines_of_the_log(void **state)
{
	char seen[SEEN_BYTES];
	struct pty t;
	struct log *log;

	(void)state;
	pty_open(&t, 80);
	log = log_create(0, t.slave);
	assert_non_null(log);
	log_write(log, "short");
	assert_string_equal(pty_seen(&t, seen), "audioengine: short\033[K\r\n");
	log_destroy(log);
	pty_close(&t);
}

static void
test_progress_tells_what_is_left_once_it_can_be_told(void **state)
{
	static const struct {
		double done, all, took_s;
		const char *left;
	} cases[] = {
		{ 0, 100, 10, "" }, { 1, 100, 10, "" }, /* too little of it */
		{ 50, 100, 0.4, "" },                   /* too early */
		{ 50, 100, 10, ", 10 s left" }, { 100, 100, 10, ", 0 s left" },
		{ 10, 100, 60, ", 9 min left" }, { 10, 100, 2400, ", 6.0 h left" },
		{ 101, 100, 10, "" }, { 1, 0, 10, "" }, /* nobody knows how much it is */
	};
	char out[PROGRESS_LEFT_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
			progress_left(out, cases[i].done, cases[i].all, cases[i].took_s),
			cases[i].left);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_progress_shows_nothing_of_what_is_quick),
		cmocka_unit_test(test_progress_is_one_line_that_is_written_over_and_cleared),
		cmocka_unit_test(test_progress_never_wraps_nor_cuts_a_character),
		cmocka_unit_test(test_progress_is_for_terminals_that_can_clear_a_line),
		cmocka_unit_test(test_progress_is_not_held_by_a_stopped_terminal),
		cmocka_unit_test(test_progress_gives_way_to_lines_of_the_log),
		cmocka_unit_test(test_progress_tells_what_is_left_once_it_can_be_told),
	};

	setenv("TERM", "xterm", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
