/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jobs that return and jobs that do not. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "control/opener.h"

struct job {
	atomic_bool release;
	atomic_int ran, late;
};

static void
pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void
run_hanging(void *arg)
{
	struct job *job = arg;

	while (!atomic_load(&job->release))
		pause_ms(1);
	atomic_fetch_add(&job->ran, 1);
}

static void
run_quick(void *arg)
{
	atomic_fetch_add(&((struct job *)arg)->ran, 1);
}

static void
come_late(void *arg)
{
	atomic_fetch_add(&((struct job *)arg)->late, 1);
}

/* Wait for the descriptor, as the loop does, then take the result. */
static void
finish(struct opener *o)
{
	struct pollfd p = { .fd = opener_fd(o), .events = POLLIN };

	while (!opener_finished(o))
		assert_int_equal(poll(&p, 1, 10000), 1);
}

static void
wait_for(atomic_int *count)
{
	for (int i = 0; i < 10000 && atomic_load(count) == 0; i++)
		pause_ms(1);
	assert_int_equal(atomic_load(count), 1);
}

static void
test_opener_runs_one_job_at_a_time_and_tells_its_end_once(void **state)
{
	struct opener *o = opener_create();
	struct job job = { 0 };

	(void)state;
	assert_non_null(o);
	assert_int_equal(opener_submit(o, run_hanging, come_late, &job), 0);
	assert_int_equal(opener_submit(o, run_quick, come_late, &job), -EBUSY);
	assert_true(opener_busy(o));
	assert_false(opener_finished(o));
	atomic_store(&job.release, true);
	finish(o);
	assert_false(opener_finished(o));
	assert_false(opener_busy(o));
	assert_int_equal(atomic_load(&job.ran), 1);
	assert_int_equal(atomic_load(&job.late), 0);
	opener_destroy(o);
}

static void
test_opener_goes_on_while_an_abandoned_job_hangs(void **state)
{
	struct opener *o = opener_create();
	struct job hung = { 0 }, next = { 0 };

	(void)state;
	assert_int_equal(opener_submit(o, run_hanging, come_late, &hung), 0);
	assert_int_equal(opener_abandon(o), 0);
	assert_int_equal(opener_abandoned(o), 1);
	assert_int_equal(opener_submit(o, run_quick, come_late, &next), 0);
	finish(o);
	assert_int_equal(atomic_load(&next.ran), 1);
	assert_int_equal(atomic_load(&hung.late), 0);
	atomic_store(&hung.release, true);
	wait_for(&hung.late);
	while (opener_abandoned(o) > 0)
		pause_ms(1);
	assert_false(opener_finished(o));
	opener_destroy(o);
}

static void
test_opener_gives_a_job_that_has_finished_to_its_owner(void **state)
{
	struct opener *o = opener_create();
	struct pollfd p = { .fd = opener_fd(o), .events = POLLIN };
	struct job job = { 0 };

	(void)state;
	assert_int_equal(opener_submit(o, run_quick, come_late, &job), 0);
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(opener_abandon(o), -EALREADY);
	assert_true(opener_finished(o));
	assert_int_equal(atomic_load(&job.late), 0);
	opener_destroy(o);
}

static void
test_opener_bounds_what_it_leaves_behind(void **state)
{
	struct opener *o = opener_create();
	struct job job[OPENERS_ABANDONED_MAX + 1] = { 0 };

	(void)state;
	for (int i = 0; i < OPENERS_ABANDONED_MAX; i++) {
		assert_int_equal(opener_submit(o, run_hanging, come_late, &job[i]), 0);
		assert_int_equal(opener_abandon(o), 0);
	}
	assert_int_equal(opener_submit(o, run_hanging, come_late, &job[OPENERS_ABANDONED_MAX]), 0);
	assert_int_equal(opener_abandon(o), -EAGAIN);
	for (int i = 0; i <= OPENERS_ABANDONED_MAX; i++)
		atomic_store(&job[i].release, true);
	finish(o);
	for (int i = 0; i < OPENERS_ABANDONED_MAX; i++)
		wait_for(&job[i].late);
	opener_destroy(o);
}

/* The job comes second in every respect: its opener is gone already. */
static void
test_opener_may_be_destroyed_before_an_abandoned_job_returns(void **state)
{
	static struct job job;
	struct opener *o = opener_create();

	(void)state;
	assert_int_equal(opener_submit(o, run_hanging, come_late, &job), 0);
	assert_int_equal(opener_abandon(o), 0);
	opener_destroy(o);
	atomic_store(&job.release, true);
	wait_for(&job.late);
	pause_ms(20); /* let the thread drop the last reference before leak checkers look */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opener_runs_one_job_at_a_time_and_tells_its_end_once),
		cmocka_unit_test(test_opener_goes_on_while_an_abandoned_job_hangs),
		cmocka_unit_test(test_opener_gives_a_job_that_has_finished_to_its_owner),
		cmocka_unit_test(test_opener_bounds_what_it_leaves_behind),
		cmocka_unit_test(test_opener_may_be_destroyed_before_an_abandoned_job_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
