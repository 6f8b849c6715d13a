/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See threads.h. */
#include "control/threads.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/proc.h"

struct reading {
	struct thread_use use;
	uint64_t cpu_ns;
};

/* In clock ticks of USER_HZ, where schedstat is not there. */
static uint64_t
ticks_to_ns(uint64_t ticks)
{
	long hz = sysconf(_SC_CLK_TCK);

	return hz > 0 ? ticks * (UINT64_C(1000000000) / (uint64_t)hz) : 0;
}

/* "4711 (ae-tui) S ...": the name may hold blanks and brackets. */
int
threads_read_stat(const char *text, struct thread_use *out, uint64_t *cpu_ns)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	uint64_t utime, stime;
	int nice, rt;
	unsigned policy;

	if (open == NULL || close == NULL || close < open)
		return -EINVAL;
	/* state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime
	 * cutime cstime priority nice threads itrealvalue start vsize rss rsslim code (2) stack
	 * esp eip signals (4) wchan swap (2) exit_signal processor rt_priority policy */
	if (sscanf(close + 1,
		    " %c %*d %*d %*d %*d %*d %*u %" SCNu64 " %*u %" SCNu64 " %*u %" SCNu64
		    " %" SCNu64 " %*d %*d %*d %d %*d %*d %*u %*u %*d %*u %*u %*u %*u %*u %*u"
		    " %*u %*u %*u %*u %*u %*u %*u %*d %d %d %u",
		    &out->state, &out->minor_faults, &out->major_faults, &utime, &stime, &nice,
		    &out->cpu, &rt, &policy) != 9)
		return -EINVAL;
	snprintf(out->name, sizeof out->name, "%.*s", (int)(close - open - 1), open + 1);
	out->policy = (int)policy;
	out->priority = policy == SCHED_FIFO || policy == SCHED_RR ? rt : nice;
	*cpu_ns = ticks_to_ns(utime + stime);
	return 0;
}

static bool
read_thread(int tid, struct reading *out)
{
	struct proc_counts counts;
	char text[1024];

	memset(out, 0, sizeof *out);
	out->use.tid = tid;
	if (!proc_task_file(tid, "stat", text, sizeof text) ||
		threads_read_stat(text, &out->use, &out->cpu_ns) < 0)
		return false;
	if (!proc_thread_counts(tid, &counts))
		return false;
	out->use.voluntary = counts.voluntary;
	out->use.involuntary = counts.involuntary;
	if (counts.cpu_ns > 0)
		out->cpu_ns = counts.cpu_ns;
	return true;
}

/* Of nanoseconds used up to the last sample; 0: it was not there. */
static uint64_t
used_before(const struct threads *t, int tid)
{
	for (uint32_t i = 0; i < t->nseen; i++)
		if (t->seen[i].tid == tid)
			return t->seen[i].cpu_ns;
	return 0;
}

static uint32_t
read_all(struct reading out[THREADS_SEEN_MAX])
{
	DIR *dir = opendir("/proc/self/task");
	const struct dirent *entry;
	uint32_t n = 0;

	if (dir == NULL)
		return 0;
	while (n < THREADS_SEEN_MAX && (entry = readdir(dir)) != NULL) {
		int tid = atoi(entry->d_name); /* "." and "..": 0 */

		n += tid > 0 && read_thread(tid, &out[n]);
	}
	closedir(dir);
	return n;
}

static int
by_use(const void *a, const void *b)
{
	const struct thread_use *x = &((const struct reading *)a)->use;
	const struct thread_use *y = &((const struct reading *)b)->use;

	if (x->audio != y->audio)
		return x->audio ? -1 : 1;
	if (x->cpu_percent != y->cpu_percent)
		return x->cpu_percent > y->cpu_percent ? -1 : 1;
	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

uint32_t
threads_sample(
	struct threads *t, int audio_tid, uint64_t now_ns, struct thread_use out[THREADS_SHOWN])
{
	struct reading now[THREADS_SEEN_MAX];
	uint32_t n = read_all(now);
	double span = t->sampled_ns != 0 ? (double)(now_ns - t->sampled_ns) : 0;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t before = used_before(t, now[i].use.tid);

		now[i].use.audio = now[i].use.tid == audio_tid;
		if (before > now[i].cpu_ns)
			before = 0; /* another thread has its number now */
		if (span > 0)
			now[i].use.cpu_percent = 100 * (double)(now[i].cpu_ns - before) / span;
	}
	t->sampled_ns = now_ns;
	t->nseen = n;
	for (uint32_t i = 0; i < n; i++) {
		t->seen[i].tid = now[i].use.tid;
		t->seen[i].cpu_ns = now[i].cpu_ns;
	}
	qsort(now, n, sizeof *now, by_use);
	n = n < THREADS_SHOWN ? n : THREADS_SHOWN;
	for (uint32_t i = 0; i < n; i++)
		out[i] = now[i].use;
	return n;
}
