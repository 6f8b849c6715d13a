/* SPDX-License-Identifier: ISC */
/*
 * The collector's result as plain data: what the screen, OSC, the report and
 * --batch all show.  Times are microseconds, loads are ratios of the period
 * (1.0 is the deadline).  Every distribution comes in three windows.
 */
#ifndef AE_PROFILER_PROFILE_H
#define AE_PROFILER_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/cycle.h"

/* The last second, the last 10 s, since clear. */
enum window { WINDOW_1S, WINDOW_10S, WINDOW_CLEAR, NWINDOWS };
enum { PROFILE_NAME_BYTES = 24, INCIDENTS_KEPT = 32 };

/* Quantiles come from a log-linear histogram: relative error <= 3.1 %; min, max, mean are exact. */
struct stats {
	uint64_t count;
	double total, mean, stddev;
	double min, p50, p90, p95, p99, p99_9, max;
	double max_at_s; /* when the maximum was: seconds since the program started */
};

struct profile_node {
	char name[PROFILE_NAME_BYTES];
	char type[PROFILE_NAME_BYTES];
	double now_us;
	struct stats us[NWINDOWS];
	uint64_t overruns; /* cycles in which this node alone took more than the period */
	/* Samples in what it let out, all channels, since clear.  A source: came from outside;
	 * any other: it made them, since what it got was clean. */
	uint64_t nonfinite;    /* NaN or infinity: replaced, with a fade */
	double nonfinite_at_s; /* the last of them: seconds since the program started */
	uint64_t denormal;     /* set to 0 */
	uint64_t cleared;      /* times it threw away its own state, which was no number any more */
	bool bypassed;
};

/* The words of measures, in its order.  What decides: incident.h. */
enum cause {
	CAUSE_OWN_DSP,
	CAUSE_DENORMAL,
	CAUSE_ALLOCATION,
	CAUSE_PAGE_FAULT,
	CAUSE_BLOCKED,
	CAUSE_PREEMPTED,
	CAUSE_THROTTLED,
	CAUSE_SIGNAL,
	CAUSE_INTERRUPT,
	CAUSE_MIGRATED,
	CAUSE_CPU_BUSY,
	CAUSE_DRIVER_LATE,
	CAUSE_BACKLOG,
	CAUSE_OTHER_CLIENT,
	CAUSE_DEVICE,
	CAUSE_RECONFIGURED,
	CAUSE_SUSPENDED,
	CAUSE_HOST,
	CAUSE_UNKNOWN,
	NCAUSES
};

/* "own-dsp", ...: the same word on every surface.  Context: any. */
const char *cause_word(enum cause c);

/* An unbroken stretch of late or skipped periods with the server xruns that fall into it
 * (design: measures).  Causes count incidents; the totals below count their parts. */
struct incident {
	uint32_t id;      /* from 1, never reused */
	double at_s;      /* start, seconds since the program started */
	double late_us;   /* worst: end - deadline, or what is known of it */
	double load;      /* worst busy / period in it */
	double wakeup_us; /* worst wake - due in it */
	uint32_t misses, skipped, xruns, lost_frames;
	uint64_t first_seq, last_seq;
	char node[PROFILE_NAME_BYTES]; /* that took the most above its own median, or "" */
	const char *cause;             /* cause_word() of it, static; see incident.h */
	const char *confidence;        /* "proof", "inference", "hint", "unknown"; likewise */
	double share;                  /* of the lateness judged, what the cause explains: 0 .. 1 */
	bool open;                     /* still going on, or its xruns may still come in */
};

struct profile {
	bool on; /* measuring */
	uint32_t epoch, generation;
	uint32_t rate_hz, nframes;
	double period_us;
	double uptime_s, clear_age_s; /* since start, since the last clear */
	double xruns_age_s;           /* since what counts xruns was cleared, alone or with all */

	uint64_t cycles; /* since clear */
	uint64_t records_dropped, misses, skipped, xruns,
		lost_frames; /* since xruns were cleared */
	uint64_t cycles_total, misses_total, skipped_total, xruns_total,
		lost_frames_total; /* since start */
	double last_xrun_s; /* seconds since start of the last miss, skip or xrun; < 0: never */

	double load_now;
	struct stats load[NWINDOWS];    /* busy / period */
	struct stats busy_us[NWINDOWS]; /* end - wake */
	double wakeup_now_us;
	struct stats wakeup_us[NWINDOWS]; /* wake - due */
	double margin_now_us;
	struct stats margin_us[NWINDOWS]; /* deadline - end; min is the worst */
	double margin_p0_1_us[NWINDOWS];
	double margin_min_at_s; /* since clear */

	uint32_t nnodes;
	struct profile_node node[NODES_MAX];
	struct profile_node frame;    /* wake to the first node: commands, plan; name "engine" */
	struct profile_node profiler; /* probe_end of each cycle and the reads; name "profiler" */
	struct profile_node worker;   /* off the audio thread: FFT; name "worker" */
	uint64_t hops_skipped;        /* worker came too late */
	double probe_ns; /* calibrated cost of the probe of one node: a read and an add */

	uint64_t incident_xruns;    /* of xruns, those that lie in an incident: all of them */
	uint32_t nincidents;        /* since xruns were cleared */
	uint64_t by_cause[NCAUSES]; /* incidents, likewise */
	uint32_t nkept;             /* of incident[], newest first */
	struct incident incident[INCIDENTS_KEPT];
};

#endif
