/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view threads keeps between two frames, and what others tell of threads. */
#ifndef AE_UI_TUI_VIEW_THREADS_H
#define AE_UI_TUI_VIEW_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/snapshot.h"

enum threads_sort { SORT_CPU, SORT_NAME, SORT_FAULTS, SORT_SWITCHES, NTHREADS_SORTS };

struct threads_desk {
	int scroll;
	enum threads_sort sort;
	bool inverted;

	/* The audio thread's page faults, and when the last of them came; tid 0: not seen yet. */
	int tid;
	uint64_t faults;
	double rose_at_s; /* of the desk's clock; < 0: never while somebody looked */
};

/* The program's own CPU time: "CPU use: audio 28.9, screen 0.8, others 2.3, together 32.0 % of a
 * core", or shorter where width columns are not enough.  What is not known is "-": the screen of an
 * attached viewer runs in another process.  Context: any. */
void threads_cpu_text(const struct snapshot *s, int width, char *out, size_t size);

/* What a thread is for, in a word: "control", "FFT, loudness"; those that libraries began are
 * "library".  Context: any. */
const char *threads_purpose(const struct snapshot *s, const struct thread_use *t);

#endif
