/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel counts about this process and its audio thread, read from
 * /proc once a second.  The first second of each audio thread, when it touches
 * its memory for the first time, does not count.
 */
#ifndef AE_CONTROL_PROC_H
#define AE_CONTROL_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proc_counts {
	uint64_t minor_faults, major_faults, voluntary, involuntary, cpu_ns;
};

struct proc_sampler {
	int tid; /* of the audio thread followed; 0: none */
	uint64_t tid_since_ns;
	bool settled;                          /* its first second is over, base is valid */
	struct proc_counts base, last, before; /* before: totals of earlier audio threads */
	uint64_t sampled_ns, process_ns, audio_ns;

	/* Results. */
	struct proc_counts audio; /* since each one's first second; cpu_ns unused */
	bool measured;
	double cpu_audio, cpu_others, cpu_process; /* percent of a core since the last sample */
	uint64_t rss_bytes, locked_bytes;
};

/* tid: of the audio thread now, 0: none.  Context: control. */
void proc_sample(struct proc_sampler *p, int tid, uint64_t now_ns);

/* Counters of one thread of ours.  Return: false when it is gone. */
bool proc_thread(int tid, struct proc_counts *out);
/* Of them the switches, and cpu_ns, 0: the kernel does not count it. */
bool proc_thread_counts(int tid, struct proc_counts *out);

/* The text of /proc/self/task/TID/NAME, cut to bytes - 1.  Return: false when it is gone. */
bool proc_task_file(int tid, const char *name, char *text, size_t bytes);

#endif
