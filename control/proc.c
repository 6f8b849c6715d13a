/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading /proc: small files, never blocking. */
#include "control/proc.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const uint64_t SETTLE_NS = 1000000000;

static bool
read_file(const char *path, char *text, size_t bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, bytes - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The number after "key:" in a status file, 0 when it is not there. */
static uint64_t
status_number(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	return line != NULL ? strtoull(line + strlen(key), NULL, 10) : 0;
}

bool
proc_task_file(int tid, const char *name, char *text, size_t bytes)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, name);
	return read_file(path, text, bytes);
}

bool
proc_thread_counts(int tid, struct proc_counts *out)
{
	char text[4096];

	if (!proc_task_file(tid, "status", text, sizeof text))
		return false;
	out->voluntary = status_number(text, "\nvoluntary_ctxt_switches:");
	out->involuntary = status_number(text, "\nnonvoluntary_ctxt_switches:");
	out->cpu_ns =
		proc_task_file(tid, "schedstat", text, sizeof text) ? strtoull(text, NULL, 10) : 0;
	return true;
}

bool
proc_thread(int tid, struct proc_counts *out)
{
	char text[1024];
	const char *p;

	if (!proc_task_file(tid, "stat", text, sizeof text) || (p = strrchr(text, ')')) == NULL)
		return false;
	/* after the name: state ppid pgrp session tty tpgid flags minflt cminflt majflt */
	if (sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %*u %" SCNu64 " %*u %" SCNu64,
		    &out->minor_faults, &out->major_faults) != 2)
		return false;
	return proc_thread_counts(tid, out);
}

static void
sample_memory(struct proc_sampler *p)
{
	char text[4096];

	if (!read_file("/proc/self/status", text, sizeof text))
		return;
	p->rss_bytes = status_number(text, "\nVmRSS:") * 1024;
	p->locked_bytes = status_number(text, "\nVmLck:") * 1024;
}

/* Another thread is the audio thread now: keep what the last one had. */
static void
follow(struct proc_sampler *p, int tid, uint64_t now_ns)
{
	p->before = p->audio;
	p->settled = false;
	p->tid = tid;
	p->tid_since_ns = now_ns;
	p->audio_ns = 0;
	memset(&p->last, 0, sizeof p->last);
}

static void
sample_audio(struct proc_sampler *p, uint64_t now_ns)
{
	struct proc_counts now = { 0 };

	if (p->tid == 0 || !proc_thread(p->tid, &now))
		return;
	p->last = now;
	if (!p->settled && now_ns - p->tid_since_ns >= SETTLE_NS) {
		p->base = now;
		p->settled = p->measured = true;
	}
	if (!p->settled)
		return;
	p->audio.minor_faults = p->before.minor_faults + now.minor_faults - p->base.minor_faults;
	p->audio.major_faults = p->before.major_faults + now.major_faults - p->base.major_faults;
	p->audio.voluntary = p->before.voluntary + now.voluntary - p->base.voluntary;
	p->audio.involuntary = p->before.involuntary + now.involuntary - p->base.involuntary;
}

void
proc_sample(struct proc_sampler *p, int tid, uint64_t now_ns)
{
	struct timespec t;
	uint64_t process_ns, audio_ns;
	double span;

	if (tid != p->tid)
		follow(p, tid, now_ns);
	sample_audio(p, now_ns);
	sample_memory(p);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	process_ns = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
	audio_ns = p->last.cpu_ns;
	span = (double)(now_ns - p->sampled_ns);
	if (p->sampled_ns != 0 && span > 0) {
		p->cpu_process = 100 * (double)(process_ns - p->process_ns) / span;
		p->cpu_audio = p->audio_ns > 0 && audio_ns > p->audio_ns
				       ? 100 * (double)(audio_ns - p->audio_ns) / span
				       : 0;
		p->cpu_others = p->cpu_process > p->cpu_audio ? p->cpu_process - p->cpu_audio : 0;
	}
	p->sampled_ns = now_ns;
	p->process_ns = process_ns;
	p->audio_ns = audio_ns;
}
