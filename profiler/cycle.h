/* SPDX-License-Identifier: ISC */
/*
 * All that the audio thread ever says about a period.  It states facts, in raw
 * clock ticks; every statistic is computed from these records elsewhere.
 * Totals run on, so a dropped record loses a sample but never a count.
 */
#ifndef AE_PROFILER_CYCLE_H
#define AE_PROFILER_CYCLE_H

#include <stdint.h>

enum { NODES_MAX = 32 };

enum cycle_flag {
	CYCLE_FREEWHEEL = 1 << 0, /* the server does not pace: no deadline in force */
	CYCLE_NO_DUE = 1 << 1,    /* the backend could not tell due: due == wake */
	CYCLE_UNPACED = 1 << 2,   /* a file rendered as fast as it can: no deadline */
	CYCLE_UNMEASURED =
		1 << 4 /* measuring was off (set by the probe): no begin, no node ticks */
};

enum cycle_node_flag {
	NODE_NONFINITE = 1 << 0, /* NaN or infinity left it, and was kept from the next */
	NODE_BYPASSED = 1 << 1,
	NODE_DENORMAL = 1 << 2, /* denormals left it, likewise */
	NODE_CLEARED = 1 << 3   /* it threw away its own state, which was no number any more */
};

struct cycle_node {
	uint32_t ticks; /* between the clock reads round the node, sub-blocks added up; saturates */
	uint16_t flags; /* enum cycle_node_flag */
	uint8_t faults, switches; /* evidence: page faults, context switches; saturate at 255 */
};

/* What a node let out that is no sound; running totals of this instance. */
struct cycle_scrub {
	uint32_t nonfinite, denormal; /* samples, all channels */
	uint32_t cleared;             /* times */
};

struct cycle {
	uint64_t seq; /* periods since the program started; a gap: dropped records */
	uint64_t due, wake, begin, end, deadline; /* ticks; begin: before the first node */
	uint32_t epoch;      /* one configuration (rate, period size, instance) */
	uint32_t generation; /* one backend instance */
	uint32_t nframes, rate_hz;
	uint32_t skipped;        /* running total: periods of the server that we never saw */
	uint32_t lost_frames;    /* running total */
	uint32_t xruns;          /* running total: what the server or device reported */
	uint32_t dropped;        /* running total: records that found the ring full */
	uint32_t plan_id;        /* plan that ran: older plans may be freed */
	uint32_t command_seq;    /* last command applied */
	uint32_t flags;          /* enum cycle_flag */
	uint32_t profiler_ticks; /* what probe_end cost in the cycle before */
	uint32_t nnodes;
	/* A record has room for the totals of one node: of the one with news, in turn where
	 * several have some. */
	uint32_t scrub_node;
	struct cycle_scrub scrub;
	struct cycle_node node[NODES_MAX];
};

/* A piece of work that the worker thread did for a node. */
struct work {
	uint64_t start, end; /* ticks */
	uint64_t cpu_ns;     /* CPU time of it */
	uint32_t node;       /* index in the plan */
	uint32_t skipped;    /* running total: hops dropped because the worker was late */
};

#endif
