/* SPDX-License-Identifier: ISC */
/*
 * --cycles=FILE.csv: every period as one line, for those who want to compute
 * something else than we do.  Control hands records over through a ring; a
 * thread of its own formats and writes them, so that a slow or full disk
 * stalls nobody.  A record that finds the ring full is left out and counted in
 * a comment line at the end of the file.
 *
 * Header line, then per record: seq, due_ns, wake_ns, begin_ns, end_ns,
 * deadline_ns, nframes, rate_hz, epoch, generation, skipped, lost_frames,
 * xruns, flags, and node:NAME per node (ns).  Instants are CLOCK_MONOTONIC ns
 * (or virtual ns), the totals run on, flags is enum cycle_flag.
 */
#ifndef AE_PROFILER_CYCLES_CSV_H
#define AE_PROFILER_CYCLES_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiler/cycle.h"
#include "rt/clock.h"

struct cycles_csv;

/* Create the file, write the header line, start the writer.  names: n <= NODES_MAX nodes, the
 * columns of the whole file; copied.  Context: control, opener.
 * Return: 0, or a negative errno with the cause in err. */
int cycles_csv_open(struct cycles_csv **out, const char *path, uint32_t n, const char *const *names,
	char *err, size_t err_bytes);

/* Hand over a record; clock turns its ticks into ns.  Never blocks.  Context: control.
 * Return: false when it was left out (ring full, or writing has failed). */
bool cycles_csv_add(struct cycles_csv *c, const struct cycle *cycle, const struct clock *clock);

/* Negative errno of the first failed write (disk full), 0 while all is well.  Context: control. */
int cycles_csv_error(const struct cycles_csv *c);

/* Write what is left and the closing comment, end the thread, free.  Accepts NULL.  Waits at most
 * some 5 s for a disk that does not answer; then the writer is left behind with its memory.
 * Context: control.  Return: 0, or a negative errno (-ETIMEDOUT: left behind) with the cause in
 * err. */
int cycles_csv_close(struct cycles_csv *c, char *err, size_t err_bytes);

#endif
