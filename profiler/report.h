/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The profile as a file: JSON in the schema "audioengine.report/1", written
 * whole or not at all, and the same file read back as a table for people.
 * Times in the file are microseconds, sizes bytes, loads ratios of the period;
 * distributions are those since the last clear.  What was not measured is
 * null, never 0.
 */
#ifndef AE_PROFILER_REPORT_H
#define AE_PROFILER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "profiler/profile.h"

enum { REPORT_TEXT_BYTES = 128, REPORT_ERROR_BYTES = 512 };

struct report_host {
	char name[REPORT_TEXT_BYTES];    /* host name */
	char kernel[REPORT_TEXT_BYTES];  /* "Linux 6.1.0-18-amd64" */
	char machine[REPORT_TEXT_BYTES]; /* "x86_64" */
	char cpu[REPORT_TEXT_BYTES];     /* model name, "" when the system does not tell */
	uint32_t ncpus;
};

/* Everything that a report says.  Strings are not owned; NULL becomes null. */
struct report {
	const struct profile *profile; /* not owned */
	const char *version;           /* PACKAGE_VERSION */
	const char *started;           /* RFC 3339; see report_time */
	double seconds;                /* that the program ran */
	struct report_host host;       /* see report_host_read */

	const char *backend, *server; /* "jack", "default" */
	const char *client_name;      /* the name we got */
	const char *clock;            /* "tsc" */
	uint32_t nchannels;
	uint32_t epochs;    /* configurations seen, 1 at least */
	const char *policy; /* "FIFO", of the audio thread */
	int priority;
	bool memory_locked;

	uint64_t pool_bytes, pool_payload_bytes, pool_high_water_bytes;
	uint64_t locked_bytes, rss_bytes, collector_bytes;
	/* Of the audio thread; < 0: not measured. */
	int64_t minor_faults, major_faults, voluntary_switches, involuntary_switches;
	int64_t allocations, syscalls;
	uint32_t tier; /* of evidence in use; 0: stamps and rusage */
};

/* Facts about this machine.  Context: control, opener.  Reads /proc/cpuinfo. */
void report_host_read(struct report_host *out);

/* Seconds since the Unix epoch as RFC 3339 in UTC: "2026-11-21T12:39:10Z".  Context: any. */
void report_time(int64_t unix_s, char out[32]);

/*
 * Write the report to a temporary file beside path, fsync it and rename it over path, so
 * that path always holds a whole report.  "-" and other special files (pipes, devices)
 * are written directly.
 * Context: control at the end of the program (may take as long as the disk).
 * Return: 0, or a negative errno with what happened and what to do in err.
 */
int report_write(const char *path, const struct report *r, char *err, size_t err_bytes);

/* Is sort one of "total", "avg", "max", "calls", "p99"?  Context: any. */
bool report_sort_known(const char *sort);

/*
 * Read a report file and print a head (stream, cycles, margin, xruns) and a table of its
 * nodes, worst first by the column sort (NULL: "total"), at most top rows (0: all).
 * Context: any; the `report` verb.
 * Return: 0; -EINVAL for an unknown sort (exit status 2); any other negative errno for a
 * file that is missing, not JSON or not a report (exit status 5), err then says what
 * happened and what to do.
 */
int report_print(
	FILE *out, const char *path, const char *sort, unsigned top, char *err, size_t err_bytes);

#endif
