/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One detached thread per job; jobs are rare and a thread costs less than the
 * cheapest of them.  The opener itself is counted by its jobs, so that one that
 * comes back after everything else is gone still finds its descriptor.
 */
#include "control/opener.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "rt/thread.h"

enum job_state { JOB_RUNNING, JOB_DONE, JOB_ABANDONED };

struct job {
	struct opener *opener; /* counted */
	void (*run)(void *);
	void (*late)(void *);
	void *arg;
	atomic_int state; /* enum job_state; both sides leave RUNNING by exchange */
};

struct opener {
	int fd;
	atomic_uint users; /* the owner and every job's thread */
	atomic_uint nabandoned;
	struct job *job; /* running, or NULL; the owner's */
};

static void
opener_unref(struct opener *o)
{
	if (atomic_fetch_sub_explicit(&o->users, 1, memory_order_acq_rel) > 1)
		return;
	close(o->fd);
	free(o);
}

static void *
job_run(void *arg)
{
	struct job *job = arg;
	struct opener *o = job->opener;
	int expected = JOB_RUNNING;

	job->run(job->arg);
	if (atomic_compare_exchange_strong(&job->state, &expected, JOB_DONE)) {
		/* The job is the owner's from here on; only the opener may be touched. */
		eventfd_write(o->fd, 1);
	} else {
		job->late(job->arg);
		free(job);
		atomic_fetch_sub(&o->nabandoned, 1);
	}
	opener_unref(o);
	return NULL;
}

struct opener *
opener_create(void)
{
	struct opener *o = calloc(1, sizeof *o);

	if (o == NULL)
		return NULL;
	o->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (o->fd < 0) {
		free(o);
		return NULL;
	}
	atomic_init(&o->users, 1);
	atomic_init(&o->nabandoned, 0);
	return o;
}

void
opener_destroy(struct opener *o)
{
	if (o != NULL)
		opener_unref(o);
}

int
opener_fd(const struct opener *o)
{
	return o->fd;
}

int
opener_submit(struct opener *o, void (*run)(void *), void (*late)(void *), void *arg)
{
	struct job *job;
	pthread_t thread;
	int r;

	if (o->job != NULL)
		return -EBUSY;
	job = calloc(1, sizeof *job);
	if (job == NULL)
		return -ENOMEM;
	*job = (struct job){ .opener = o, .run = run, .late = late, .arg = arg };
	atomic_init(&job->state, JOB_RUNNING);
	atomic_fetch_add_explicit(&o->users, 1, memory_order_relaxed);
	r = thread_start(&thread, "ae-opener", 0, job_run, job);
	if (r < 0) {
		opener_unref(o);
		free(job);
		return r;
	}
	pthread_detach(thread);
	o->job = job;
	return 0;
}

bool
opener_finished(struct opener *o)
{
	eventfd_t count;

	eventfd_read(o->fd, &count);
	if (o->job == NULL ||
		atomic_load_explicit(&o->job->state, memory_order_acquire) != JOB_DONE)
		return false;
	free(o->job);
	o->job = NULL;
	return true;
}

bool
opener_busy(const struct opener *o)
{
	return o->job != NULL;
}

int
opener_abandon(struct opener *o)
{
	int expected = JOB_RUNNING;

	if (o->job == NULL)
		return -EALREADY;
	if (atomic_load(&o->nabandoned) >= OPENERS_ABANDONED_MAX)
		return -EAGAIN;
	atomic_fetch_add(&o->nabandoned, 1);
	if (!atomic_compare_exchange_strong(&o->job->state, &expected, JOB_ABANDONED)) {
		atomic_fetch_sub(&o->nabandoned, 1);
		return -EALREADY;
	}
	o->job = NULL;
	return 0;
}

uint32_t
opener_abandoned(const struct opener *o)
{
	return atomic_load(&o->nabandoned);
}
