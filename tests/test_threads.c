/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Real threads, found by name and number; what they use against their own clocks. */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/threads.h"
#include "rt/thread.h"

enum { MANY = THREADS_SHOWN + 12, PAGES = 300 };

static const uint64_t MS = 1000000;

struct worker {
	pthread_t thread;
	atomic_int tid;
	atomic_bool end;
	atomic_uint_fast64_t cpu_ns; /* of its own clock, as it goes */
	bool busy, faulting;
};

static uint64_t
clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
wait_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void
touch_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *p = mmap(
		NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	madvise((void *)p, PAGES * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < PAGES; i++)
		p[i * page] = 1;
	munmap((void *)p, PAGES * page);
}

static void *
work(void *arg)
{
	struct worker *w = arg;

	if (w->faulting)
		touch_pages();
	atomic_store(&w->tid, (int)syscall(SYS_gettid));
	while (!atomic_load(&w->end)) {
		if (!w->busy)
			wait_ms(2);
		atomic_store(&w->cpu_ns, clock_ns(CLOCK_THREAD_CPUTIME_ID));
	}
	return NULL;
}

static void
worker_start(struct worker *w, const char *name)
{
	assert_int_equal(thread_start(&w->thread, name, 0, work, w), 0);
	while (atomic_load(&w->tid) == 0)
		wait_ms(1);
}

static void
worker_end(struct worker *w)
{
	atomic_store(&w->end, true);
	pthread_join(w->thread, NULL);
}

static const struct thread_use *
find(const struct thread_use *use, uint32_t n, int tid)
{
	for (uint32_t i = 0; i < n; i++)
		if (use[i].tid == tid)
			return &use[i];
	return NULL;
}

/* A busy thread reads what its own clock says of the same span, whatever share it got. */
static void
test_threads_use_what_their_own_clocks_say(void **state)
{
	struct thread_use use[THREADS_SHOWN];
	struct worker busy = { .busy = true }, lazy = { .busy = false };
	struct threads t = { 0 };
	uint64_t began, cpu, now;
	double percent, wanted;
	uint32_t n;

	(void)state;
	worker_start(&busy, "ae-busy (1) x");
	worker_start(&lazy, "ae-lazy");
	began = clock_ns(CLOCK_MONOTONIC);
	cpu = atomic_load(&busy.cpu_ns);
	n = threads_sample(&t, 0, began, use);
	assert_true(find(use, n, busy.tid)->cpu_percent == 0); /* there was none before */
	wait_ms(400);
	now = clock_ns(CLOCK_MONOTONIC);
	wanted = 100 * (double)(atomic_load(&busy.cpu_ns) - cpu) / (double)(now - began);
	n = threads_sample(&t, 0, now, use);
	percent = find(use, n, busy.tid)->cpu_percent;
	/* The kernel brings its count up to date at its ticks, every 1 to 10 ms. */
	if (percent < wanted - 8 || percent > wanted + 8)
		fail_msg("%.1f %%, its own clock says %.1f", percent, wanted);
	assert_true(wanted > 5 && find(use, n, lazy.tid)->cpu_percent < wanted);
	assert_int_equal(use[0].tid, busy.tid); /* the most comes first */
	assert_string_equal(find(use, n, busy.tid)->name, "ae-busy (1) x");
	assert_string_equal(find(use, n, lazy.tid)->name, "ae-lazy");
	worker_end(&busy);
	worker_end(&lazy);
}

static void
test_threads_the_audio_thread_comes_first(void **state)
{
	struct thread_use use[THREADS_SHOWN];
	struct worker busy = { .busy = true }, lazy = { .busy = false };
	struct threads t = { 0 };
	uint32_t n;

	(void)state;
	worker_start(&busy, "ae-busy");
	worker_start(&lazy, "ae-audio");
	threads_sample(&t, lazy.tid, clock_ns(CLOCK_MONOTONIC), use);
	wait_ms(30);
	n = threads_sample(&t, lazy.tid, clock_ns(CLOCK_MONOTONIC), use);
	assert_true(n >= 3); /* a sanitizer has one of its own */
	assert_int_equal(use[0].tid, lazy.tid);
	assert_true(use[0].audio);
	assert_false(use[1].audio || use[2].audio);
	worker_end(&busy);
	worker_end(&lazy);
}

/* Against what the calls say that the thread itself would ask. */
static void
test_threads_tell_what_the_kernel_does(void **state)
{
	struct thread_use use[THREADS_SHOWN];
	const struct thread_use *lazy, *self;
	struct worker w = { .faulting = true };
	struct threads t = { 0 };
	struct rusage before, after;
	uint32_t n;

	(void)state;
	worker_start(&w, "ae-lazy");
	setpriority(PRIO_PROCESS, (id_t)w.tid, 7);
	wait_ms(40);
	getrusage(RUSAGE_THREAD, &before);
	n = threads_sample(&t, 0, clock_ns(CLOCK_MONOTONIC), use);
	getrusage(RUSAGE_THREAD, &after);
	lazy = find(use, n, w.tid);
	self = find(use, n, (int)syscall(SYS_gettid));
	assert_int_equal(lazy->policy, SCHED_OTHER);
	assert_int_equal(lazy->priority, 7);
	assert_true(lazy->state == 'S' || lazy->state == 'R');
	assert_in_range(lazy->cpu, 0, sysconf(_SC_NPROCESSORS_CONF) - 1);
	assert_true(lazy->minor_faults >= PAGES);
	assert_true(lazy->voluntary >= 5); /* it slept 2 ms at a time for 40 */
	assert_int_equal(self->state, 'R');
	assert_in_range(self->minor_faults, before.ru_minflt, after.ru_minflt);
	assert_in_range(self->voluntary, before.ru_nvcsw, after.ru_nvcsw);
	assert_in_range(self->involuntary, before.ru_nivcsw, after.ru_nivcsw);
	worker_end(&w);
}

static void
test_threads_come_and_go(void **state)
{
	struct thread_use use[THREADS_SHOWN];
	struct worker w = { .busy = true };
	struct threads t = { 0 };
	uint64_t now = clock_ns(CLOCK_MONOTONIC);
	uint32_t n, others;

	(void)state;
	others = threads_sample(&t, 0, now, use);
	assert_true(others >= 1);
	worker_start(&w, "ae-late");
	wait_ms(50);
	n = threads_sample(&t, 0, now + 50 * MS, use);
	assert_int_equal(n, others + 1);
	assert_true(find(use, n, w.tid)->cpu_percent > 0); /* all of it is of this span */
	worker_end(&w);
	assert_int_equal(threads_sample(&t, w.tid, now + 100 * MS, use), others);
	assert_null(find(use, others, w.tid));
	assert_false(use[0].audio);
}

/* More than are shown: those that use most. */
static void
test_threads_of_many_the_busiest_are_shown(void **state)
{
	static struct worker w[MANY];
	struct thread_use use[THREADS_SHOWN];
	struct threads t = { 0 };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		w[i].busy = i == MANY - 1; /* the youngest */
		worker_start(&w[i], "ae-many");
	}
	threads_sample(&t, 0, clock_ns(CLOCK_MONOTONIC), use);
	wait_ms(60);
	assert_int_equal(
		threads_sample(&t, w[3].tid, clock_ns(CLOCK_MONOTONIC), use), THREADS_SHOWN);
	assert_int_equal(use[0].tid, w[3].tid);
	assert_int_equal(use[1].tid, w[MANY - 1].tid);
	for (uint32_t i = 2; i < THREADS_SHOWN; i++)
		assert_true(use[i].cpu_percent <= use[i - 1].cpu_percent);
	for (uint32_t i = 0; i < MANY; i++)
		worker_end(&w[i]);
}

static void
test_threads_stat_is_read_as_proc_5_has_it(void **state)
{
	static const char text[] =
		"4711 (a) (b) R) S 1 2 3 4 -1 4194304 102 5 7 6 11 22 0 0 -71 -11 9 0 3606753 "
		"3133440 408 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 -1 3 70 1 0 0 0 0\n";
	static const char *const bad[] = { "", "4711", "4711 (x", "4711 )x(", "4711 (x) S 1 2 3" };
	struct thread_use use;
	uint64_t cpu_ns;

	(void)state;
	memset(&use, 0, sizeof use);
	assert_int_equal(threads_read_stat(text, &use, &cpu_ns), 0);
	assert_string_equal(use.name, "a) (b) R");
	assert_int_equal(use.state, 'S');
	assert_int_equal(use.minor_faults, 102);
	assert_int_equal(use.major_faults, 7);
	assert_int_equal(use.cpu, 3);
	assert_int_equal(use.policy, SCHED_FIFO);
	assert_int_equal(use.priority, 70);
	assert_int_equal(cpu_ns, UINT64_C(33) * (1000000000 / (uint64_t)sysconf(_SC_CLK_TCK)));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(threads_read_stat(bad[i], &use, &cpu_ns), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads_use_what_their_own_clocks_say),
		cmocka_unit_test(test_threads_the_audio_thread_comes_first),
		cmocka_unit_test(test_threads_tell_what_the_kernel_does),
		cmocka_unit_test(test_threads_come_and_go),
		cmocka_unit_test(test_threads_of_many_the_busiest_are_shown),
		cmocka_unit_test(test_threads_stat_is_read_as_proc_5_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
