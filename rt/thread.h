/* SPDX-License-Identifier: ISC */
/*
 * What a thread asks of the system for real time, and what it got: every
 * request is read back, because a request that was granted on paper only is
 * what users lose evenings to.
 */
#ifndef AE_RT_THREAD_H
#define AE_RT_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rt/attributes.h"

enum { THREAD_STACK_BYTES = 512 * 1024, THREAD_PREFAULT_BYTES = 64 * 1024 };

struct thread_status {
	int policy; /* SCHED_FIFO, SCHED_RR, SCHED_OTHER; SCHED_RESET_ON_FORK masked off */
	int priority;
	int error;            /* errno of the refusal, 0 */
	int cpu;              /* where it ran when asked */
	int tid;              /* kernel thread id */
	bool flush_denormals; /* FTZ and DAZ (or the FPCR's FZ) read back as set */
};

/* Start a joinable thread with all signals blocked (but those that a fault of its own raises,
 * so that a crash handler still restores the terminal), a stack of
 * THREAD_STACK_BYTES and a name (15 characters, shown by top -H).
 * priority > 0 asks for SCHED_FIFO | SCHED_RESET_ON_FORK at that priority;
 * refused, the thread runs all the same and its status tells.
 * Context: control, opener.  Return: 0 or the negative errno of pthread_create. */
int thread_start(pthread_t *t, const char *name, int priority, void *(*run)(void *), void *arg);

/* To be called once at the top of an audio thread (ours or libjack's), before
 * its first period: sets FTZ and DAZ, touches THREAD_PREFAULT_BYTES of stack,
 * reads everything back.  Makes system calls. */
void thread_enter_audio(struct thread_status *out);

/* FTZ and DAZ for the calling thread.  Once for each audio period, right before the nodes:
 * between periods the thread is in the server's library, which may have cleared them.  They are
 * read each time and written only when they are not set, since the write is the costly half.
 * Context: audio. */
void thread_flush_denormals(void) RT_SAFE;

/* Whether they are set.  Context: any. */
bool thread_flushes_denormals(void) RT_SAFE;

/* "FIFO", "RR", "OTHER", ...  Context: any. */
const char *thread_policy_name(int policy);

struct memory_lock {
	bool all;             /* mlockall(MCL_CURRENT | MCL_FUTURE) in force */
	int error;            /* errno of the refusal, 0 */
	uint64_t limit_bytes; /* RLIMIT_MEMLOCK, UINT64_MAX: unlimited */
};

/* Lock the process's memory the careful way: mlockall only with CAP_IPC_LOCK or
 * an unlimited RLIMIT_MEMLOCK.  With a small limit MCL_FUTURE "succeeds" and
 * then jackd's 107 MB segment cannot be mapped; there only single blocks are
 * locked, by memory_lock_block.  Context: main, before threads.  */
void memory_lock_process(struct memory_lock *out);

/* Touch every page of a block and lock it.  Context: control, opener.
 * Return: 0 or the negative errno of mlock (the pages are touched all the same). */
int memory_lock_block(void *p, size_t bytes);

#endif
