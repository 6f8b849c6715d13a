/* SPDX-License-Identifier: ISC */
/* The inside of the collector, shared by what adds (collector.c) and what reads
 * (collector_report.c). */
#ifndef AE_PROFILER_COLLECTOR_PRIVATE_H
#define AE_PROFILER_COLLECTOR_PRIVATE_H

#include "profiler/bars.h"
#include "profiler/collector.h"
#include "profiler/flight.h"
#include "profiler/heat.h"
#include "profiler/incident.h"
#include "profiler/series.h"

enum { ROW_FRAME = NODES_MAX, ROW_PROFILER, ROW_WORKER, NROWS };
enum { QUANTITY_LOAD, QUANTITY_BUSY, QUANTITY_WAKEUP, QUANTITY_MARGIN, NQUANTITIES };
enum { NSERIES = NROWS + NQUANTITIES };

static const double LOAD_UNIT = 1e-8; /* load is stored in whole hundred-millionths */

struct row {
	char name[PROFILE_NAME_BYTES], type[PROFILE_NAME_BYTES];
	struct series ns;
	uint64_t overruns, nonfinite, denormal, cleared;
	double nonfinite_at_s;
	bool bypassed;
};

struct totals {
	uint64_t cycles, dropped, misses, skipped, xruns, lost_frames, hops_skipped;
};

struct collector {
	struct clock clock;
	bool has_clock, measured, any;
	double probe_ns;
	uint64_t start_ns, now_ns, clear_ns, xruns_clear_ns;
	struct cycle last; /* the record before; zero at first, as the totals of the process are */
	uint32_t work_skipped[NODES_MAX];       /* of each node */
	struct cycle_scrub scrubbed[NODES_MAX]; /* totals of the instance that were told last */
	struct timeline timeline;
	struct totals totals, at_clear;
	double last_xrun_s;
	uint32_t nnodes;
	struct row row[NROWS];
	struct series quantity[NQUANTITIES];
	struct incident_log incidents;
	struct bars bars;
	struct heat heat;
	struct flight flight;
	uint32_t next_incident; /* id of the next that the flight recorder has not seen begin */
	size_t bytes;           /* of all of this */
	uint64_t memory[];      /* counts of all series */
};

/* Seconds since the start.  Context: control. */
static inline double
collector_seconds(const struct collector *c, uint64_t ns)
{
	return (double)(int64_t)(ns - c->start_ns) * 1e-9;
}

#endif
