/* SPDX-License-Identifier: ISC */
/*
 * Threads and memory locking.  What needs a process without privilege runs in a
 * child that has given its privilege up; a child reports by its exit status.
 */
#include "config.h"

#include <errno.h>
#include <float.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rt/thread.h"

enum { NOBODY = 65534, PRIORITY = 12 };

struct seen {
	struct thread_status status;
	sigset_t blocked;
	size_t stack_bytes;
	char name[32];
	float product_of_denormal, product_below_normal;
};

static void *
look_around(void *arg)
{
	volatile float denormal = FLT_MIN / 4.0f, big = 1e20f, least = FLT_MIN, half = 0.5f;
	struct seen *seen = arg;
	pthread_attr_t attr;

	thread_enter_audio(&seen->status);
	seen->product_of_denormal = denormal * big;
	seen->product_below_normal = least * half;
	pthread_sigmask(SIG_SETMASK, NULL, &seen->blocked);
	pthread_getname_np(pthread_self(), seen->name, sizeof seen->name);
	if (pthread_getattr_np(pthread_self(), &attr) == 0) {
		pthread_attr_getstacksize(&attr, &seen->stack_bytes);
		pthread_attr_destroy(&attr);
	}
	return arg;
}

static int
look_from_thread(struct seen *seen, const char *name, int priority)
{
	pthread_t t;
	void *returned = NULL;
	int error;

	memset(seen, 0, sizeof *seen);
	error = thread_start(&t, name, priority, look_around, seen);
	if (error)
		return error;
	pthread_join(t, &returned);
	return returned == seen ? 0 : -EINVAL;
}

static void
test_thread_start_gives_name_stack_and_blocked_signals(void **state)
{
	static const int open[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS };
	static const int shut[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGUSR1, SIGPIPE, SIGALRM };
	sigset_t before, after;
	struct seen seen;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_int_equal(look_from_thread(&seen, "a-name-that-is-too-long", 0), 0);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_string_equal(seen.name, "a-name-that-is-");
	assert_true(seen.stack_bytes >= THREAD_STACK_BYTES);
	for (size_t i = 0; i < sizeof shut / sizeof *shut; i++)
		assert_int_equal(sigismember(&seen.blocked, shut[i]), 1);
	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		assert_int_equal(sigismember(&seen.blocked, open[i]), 0);
	for (int s = 1; s < NSIG; s++)
		assert_int_equal(sigismember(&before, s), sigismember(&after, s));
}

static void
test_thread_without_a_wish_is_an_ordinary_one(void **state)
{
	struct seen seen;

	(void)state;
	assert_int_equal(look_from_thread(&seen, "plain", 0), 0);
	assert_int_equal(seen.status.error, 0);
	assert_int_equal(seen.status.policy, sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
	assert_true(seen.status.tid > 0 && seen.status.tid != getpid());
	assert_true(seen.status.cpu >= 0);
}

static void
test_thread_status_tells_what_was_granted(void **state)
{
	struct seen seen;

	(void)state;
	assert_int_equal(look_from_thread(&seen, "wish", PRIORITY), 0);
	if (seen.status.error == 0) {
		assert_int_equal(seen.status.policy, SCHED_FIFO);
		assert_int_equal(seen.status.priority, PRIORITY);
	} else {
		assert_int_not_equal(seen.status.policy, SCHED_FIFO);
	}
}

static void
test_thread_flushes_denormals(void **state)
{
	struct seen seen;

	(void)state;
	assert_int_equal(look_from_thread(&seen, "denormals", 0), 0);
	if (!seen.status.flush_denormals)
		skip();
	assert_true(seen.product_of_denormal == 0.0f);
	assert_true(seen.product_below_normal == 0.0f);
}

static void
test_thread_policies_have_names(void **state)
{
	(void)state;
	assert_string_equal(thread_policy_name(SCHED_FIFO), "FIFO");
	assert_string_equal(thread_policy_name(SCHED_RR), "RR");
	assert_string_equal(thread_policy_name(SCHED_OTHER), "OTHER");
	assert_string_equal(thread_policy_name(77), "?");
}

/* Exit status of a child that runs check without privilege. */
static int
run_unprivileged(int (*check)(void))
{
	struct rlimit none = { 0, 0 }, little = { 65536, 65536 };
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		setrlimit(RLIMIT_RTPRIO, &none);
		setrlimit(RLIMIT_MEMLOCK, &little);
		if (geteuid() == 0 && setuid(NOBODY))
			_exit(99);
		_exit(check());
	}
	assert_true(child > 0);
	assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
check_refused_priority(void)
{
	struct seen seen;

	if (look_from_thread(&seen, "refused", PRIORITY))
		return 1;
	if (seen.status.error != EPERM)
		return 2;
	return seen.status.policy == SCHED_OTHER && seen.status.priority == 0 ? 0 : 3;
}

static void
test_thread_runs_when_its_priority_is_refused(void **state)
{
	(void)state;
	assert_int_equal(run_unprivileged(check_refused_priority), 0);
}

static int
check_refused_lock(void)
{
	struct memory_lock lock;

	memory_lock_process(&lock);
	return !lock.all && lock.error == EPERM && lock.limit_bytes == 65536 ? 0 : 1;
}

static void
test_memory_is_not_locked_whole_under_a_small_limit(void **state)
{
	(void)state;
	assert_int_equal(run_unprivileged(check_refused_lock), 0);
}

static int
check_lock_with_limit_unknown(void)
{
	struct memory_lock lock;

	memory_lock_process(&lock);
	return lock.all == (lock.error == 0) ? 0 : 1;
}

static void
test_memory_lock_says_why_or_that_it_holds(void **state)
{
	int status = -1;
	pid_t child = fork();

	(void)state;
	if (child == 0) /* what it locks is gone with it */
		_exit(check_lock_with_limit_unknown());
	assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
test_memory_lock_block_touches_every_page_and_keeps_contents(void **state)
{
	enum { NPAGES = 5 };
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char resident[NPAGES] = { 0 };
	unsigned char *p = mmap(
		NULL, NPAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(p != MAP_FAILED);
	p[page + 3] = 42;
	memory_lock_block(p, (NPAGES - 1) * page + 1);
	assert_int_equal(mincore(p, NPAGES * page, resident), 0);
	for (int i = 0; i < NPAGES; i++)
		assert_int_equal(resident[i] & 1, 1);
	assert_int_equal(p[page + 3], 42);
	munmap(p, NPAGES * page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thread_start_gives_name_stack_and_blocked_signals),
		cmocka_unit_test(test_thread_without_a_wish_is_an_ordinary_one),
		cmocka_unit_test(test_thread_status_tells_what_was_granted),
		cmocka_unit_test(test_thread_flushes_denormals),
		cmocka_unit_test(test_thread_policies_have_names),
		cmocka_unit_test(test_thread_runs_when_its_priority_is_refused),
		cmocka_unit_test(test_memory_is_not_locked_whole_under_a_small_limit),
		cmocka_unit_test(test_memory_lock_says_why_or_that_it_holds),
		cmocka_unit_test(test_memory_lock_block_touches_every_page_and_keeps_contents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
