/* SPDX-License-Identifier: ISC */
/*
 * Requests to the scheduler and to the memory manager, and what came of them.
 * A thread asks for its own class: glibc's attributes know no
 * SCHED_RESET_ON_FORK, and so a refusal costs the class and not the thread.
 */
#include "config.h" /* _GNU_SOURCE: SCHED_RESET_ON_FORK, sched_getcpu, thread names */

#include "rt/thread.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	THREAD_NAME_BYTES = 16,
	CAP_IPC_LOCK_BIT = 14, /* linux/capability.h */
	PAGE_BYTES_LEAST = 4096
};

struct start {
	void *(*run)(void *);
	void *arg;
	int priority;
	char name[THREAD_NAME_BYTES];
};

/* Why the calling thread's request for a class was refused; 0. */
static int *
thread_refusal(void)
{
	static _Thread_local int error;

	return &error;
}

static void *
thread_main(void *arg)
{
	struct start start = *(struct start *)arg;
	struct sched_param param = { .sched_priority = start.priority };

	free(arg);
	pthread_setname_np(pthread_self(), start.name);
	if (start.priority > 0 && sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		*thread_refusal() = errno;
	return start.run(start.arg);
}

static void
signals_of_others(sigset_t *set)
{
	static const int own[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS };

	sigfillset(set);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		sigdelset(set, own[i]);
}

int
thread_start(pthread_t *t, const char *name, int priority, void *(*run)(void *), void *arg)
{
	struct start *start = malloc(sizeof *start);
	sigset_t blocked, before;
	pthread_attr_t attr;
	int error;

	if (!start)
		return -ENOMEM;
	*start = (struct start){ .run = run, .arg = arg, .priority = priority };
	snprintf(start->name, sizeof start->name, "%s", name);

	error = pthread_attr_init(&attr);
	if (error)
		goto no_attr;
	error = pthread_attr_setstacksize(&attr, THREAD_STACK_BYTES);
	if (error)
		goto no_thread;
	signals_of_others(&blocked);
	pthread_sigmask(SIG_SETMASK, &blocked, &before);
	error = pthread_create(t, &attr, thread_main, start);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
no_thread:
	pthread_attr_destroy(&attr);
no_attr:
	if (error)
		free(start);
	return -error;
}

/* A frame of its own, gone before the first period; volatile, so that it is really written. */
static __attribute__((noinline)) void
thread_prefault_stack(void)
{
	volatile unsigned char block[THREAD_PREFAULT_BYTES];

	for (size_t i = 0; i < sizeof block; i += PAGE_BYTES_LEAST)
		block[i] = 0;
	block[sizeof block - 1] = 0;
}

void
thread_enter_audio(struct thread_status *out)
{
	struct sched_param param = { 0 };

	memset(out, 0, sizeof *out);
	thread_flush_denormals();
	thread_prefault_stack();
	out->flush_denormals = thread_flushes_denormals();
	out->error = *thread_refusal();
	out->policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
	sched_getparam(0, &param);
	out->priority = param.sched_priority;
	out->cpu = sched_getcpu();
	out->tid = (int)syscall(SYS_gettid);
}

const char *
thread_policy_name(int policy)
{
	switch (policy) {
	case SCHED_OTHER:
		return "OTHER";
	case SCHED_FIFO:
		return "FIFO";
	case SCHED_RR:
		return "RR";
	case SCHED_BATCH:
		return "BATCH";
	case SCHED_IDLE:
		return "IDLE";
	case 6: /* SCHED_DEADLINE, which glibc 2.36 does not name */
		return "DEADLINE";
	default:
		return "?";
	}
}

static bool
process_may_lock(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	unsigned long long effective = 0;
	char line[256];

	if (!f)
		return false;
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "CapEff: %llx", &effective) == 1)
			break;
	fclose(f);
	return effective >> CAP_IPC_LOCK_BIT & 1;
}

void
memory_lock_process(struct memory_lock *out)
{
	struct rlimit limit = { 0, 0 };

	memset(out, 0, sizeof *out);
	getrlimit(RLIMIT_MEMLOCK, &limit);
	out->limit_bytes = limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur;
	if (limit.rlim_cur != RLIM_INFINITY && !process_may_lock()) {
		out->error = EPERM;
		return;
	}
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		out->error = errno;
	else
		out->all = true;
}

int
memory_lock_block(void *p, size_t bytes)
{
	long page = sysconf(_SC_PAGESIZE);
	volatile unsigned char *byte = p;

	for (size_t i = 0; i < bytes; i += (size_t)page)
		byte[i] = byte[i];
	if (bytes)
		byte[bytes - 1] = byte[bytes - 1];
	return mlock(p, bytes) ? -errno : 0;
}
