/* SPDX-License-Identifier: ISC */
/*
 * What the collector knows beyond the profile, as plain data: too large to be
 * copied with every snapshot, so it is asked for.  Times are microseconds; what
 * was not measured is NaN, never 0.
 */
#ifndef AE_PROFILER_EVIDENCE_H
#define AE_PROFILER_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/profile.h"

/* Loads of 0 to 160 % of the period in bars of 2.5 %, the last all above as well: bars.h. */
enum { LOAD_BARS = 64, LOAD_BARS_TOP_PERCENT = 160 };

/* A heat map's columns are one second each: heat.h, which has the edges of the bins. */
enum { HEAT_BINS = 32, HEAT_SECONDS = 3600 };

/* Periods kept with an incident: those before it, and the first of those in and after it. */
enum { FLIGHT_BEFORE = 64, FLIGHT_AFTER = 64, FLIGHT_CYCLES = FLIGHT_BEFORE + FLIGHT_AFTER };

struct flight_cycle {
	uint64_t seq;
	float wakeup_us;          /* wake - due; NaN: the backend cannot tell */
	float late_us;            /* end - deadline, < 0: in time; NaN: no deadline in force */
	float busy_us;            /* end - wake */
	float node_us[NODES_MAX]; /* NaN: measuring was off */
};

struct flight_incident {
	uint32_t id;
	uint32_t n, before; /* cycles, of which so many came before the incident's first */
	struct flight_cycle cycle[FLIGHT_CYCLES]; /* oldest first */
	uint32_t nnodes;
	char node[NODES_MAX][PROFILE_NAME_BYTES];

	/* The period that the cause was found in: the first late one, else the first. */
	uint32_t judged;            /* its place in cycle[] */
	bool late;                  /* it was */
	double due_s;               /* seconds since the program started */
	double allowed_us;          /* deadline - due */
	double frame_us;            /* wake to the first node; NaN: not measured */
	double backlog_us;          /* of its wake-up lateness: the period before still ran */
	float median_us[NODES_MAX]; /* until then; NaN: fewer than three periods */
};

/* An account in words, see account.h. */
enum { ACCOUNT_LINES = NODES_MAX + 12, ACCOUNT_LINE_BYTES = 160 };

struct account {
	uint32_t n;
	char line[ACCOUNT_LINES][ACCOUNT_LINE_BYTES];
};

#endif
