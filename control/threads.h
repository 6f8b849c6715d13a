/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The threads of this process, ours and those that libraries have started, read
 * from /proc once a second.  Files are opened anew each time: it costs some 15 us a
 * thread, and 6 with descriptors kept open, which is not worth 72 of them.
 */
#ifndef AE_CONTROL_THREADS_H
#define AE_CONTROL_THREADS_H

#include <stdint.h>

#include "control/snapshot.h"

/* More than those are read are not looked at. */
enum { THREADS_SEEN_MAX = 64 };

/* Zeroed: nothing read yet. */
struct threads {
	uint64_t sampled_ns; /* 0: never */
	uint32_t nseen;
	struct {
		int tid;
		uint64_t cpu_ns;
	} seen[THREADS_SEEN_MAX]; /* by the last sample */
};

/* Read them.  audio_tid: 0: there is no audio thread.  out: the audio thread first, then by what
 * they used since the last sample (without one, 0 %), most first; of equal ones the older.  A
 * thread that has begun since has used all its time since; one that ends meanwhile is left out.
 * Context: control.  Return: how many, at most THREADS_SHOWN. */
uint32_t threads_sample(
	struct threads *t, int audio_tid, uint64_t now_ns, struct thread_use out[THREADS_SHOWN]);

/* What /proc/self/task/N/stat says.  Return: 0; -EINVAL: it is no such text. */
int threads_read_stat(const char *text, struct thread_use *out, uint64_t *cpu_ns);

#endif
