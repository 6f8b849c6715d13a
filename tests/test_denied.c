/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine denied, and that the text says what to type. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/denied.h"

static struct snapshot *
snapshot_of(const char *server, bool has_server, int policy)
{
	struct snapshot *s = calloc(1, sizeof *s);

	assert_non_null(s);
	strcpy(s->info.server, server);
	s->info.has_server = has_server;
	s->info.audio.tid = 7;
	s->info.audio.policy = policy;
	return s;
}

static void
test_denied_priority_is_said_where_the_thread_has_a_deadline(void **state)
{
	struct snapshot *s = snapshot_of("timer", false, SCHED_OTHER);
	char text[ERROR_BYTES] = "";

	(void)state;
	assert_true(denied_priority(s, text, sizeof text));
	assert_non_null(strstr(text, "not real-time (RLIMIT_RTPRIO "));
	assert_non_null(strstr(text, "sudo usermod -aG pipewire $USER"));
	s->unpaced = true;
	assert_false(denied_priority(s, text, sizeof text));
	s->unpaced = false;
	s->info.audio.tid = 0; /* not running yet */
	assert_false(denied_priority(s, text, sizeof text));
	s->info.audio.tid = 7;
	s->info.audio.policy = SCHED_RR;
	assert_false(denied_priority(s, text, sizeof text));
	free(s);
}

static void
test_denied_priority_names_the_server_that_decides(void **state)
{
	struct snapshot *jackd = snapshot_of("default", true, SCHED_OTHER);
	struct snapshot *pipewire = snapshot_of("PipeWire", true, SCHED_OTHER);
	char text[ERROR_BYTES] = "";

	(void)state;
	assert_true(denied_priority(jackd, text, sizeof text));
	assert_non_null(strstr(text, "jackd -R"));
	assert_true(denied_priority(pipewire, text, sizeof text));
	assert_null(strstr(text, "jackd"));
	free(jackd);
	free(pipewire);
}

static void
test_denied_memory_names_the_limit(void **state)
{
	struct memory_lock lock = { .error = 1, .limit_bytes = 8 << 20 };
	char text[ERROR_BYTES] = "";

	(void)state;
	assert_true(denied_memory(&lock, text, sizeof text));
	assert_non_null(strstr(text, "could not lock memory (8 MiB limit)"));
	lock.all = true;
	assert_false(denied_memory(&lock, text, sizeof text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_denied_priority_is_said_where_the_thread_has_a_deadline),
		cmocka_unit_test(test_denied_priority_names_the_server_that_decides),
		cmocka_unit_test(test_denied_memory_names_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
