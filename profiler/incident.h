/* SPDX-License-Identifier: ISC */
/*
 * Incidents: what a listener would call "it crackled once".  An incident is one
 * unbroken stretch of late or skipped periods together with the server xruns
 * that fall into it; an xrun that comes without any lateness of ours is an
 * incident of its own.
 *
 * A server tells of an xrun when it gets round to it, a period or several
 * milliseconds after the fact.  It belongs to the newest incident if it is seen
 * within INCIDENT_GRACE_PERIODS periods or INCIDENT_GRACE_NS, whichever is
 * longer, after the end of that stretch.  So one burn of 12 ms at periods of
 * 5.3 ms (1 miss, 1 skipped period, 2 server xruns) is one incident.  Until that
 * time has passed the incident is `open`.
 *
 * Causes, as far as the records of a period can carry them; the account with
 * kernel evidence is not in here.  Judged on the first late period of the
 * stretch, since all that follows in it is its backlog:
 *
 *   own-dsp       node time above the nodes' own medians (or above the whole period)
 *                 is the largest share and more than half of the lateness
 *   backlog       the period before ended after this one was due, and that delay is
 *                 the largest share and more than half of the lateness
 *   other-client  no lateness of ours, and still the server reported an xrun
 *   reconfigured  the epoch changed within the incident or less than the grace before
 *                 it, and it is not own-dsp
 *   unknown       everything else: a late wake-up (the driver, or the CPU was busy: the
 *                 record cannot tell them apart), skipped periods with no late one
 *                 before them, records dropped just before
 *
 * The share is what of the judged period's lateness the cause explains by the record alone: own
 * work or backlog over the lateness, at most 1; 0 for the other causes, which do not add up.
 * The confidence is one of
 *
 *   proof      backlog with a share of at least 0.9: the record shows the period before
 *              still running
 *   inference  own-dsp with a share of at least 0.9 (the time passed in the nodes; what
 *              they did with it is not in the record), and backlog with less
 *   hint       own-dsp with less; other-client, by elimination; reconfigured, as it
 *              happened at the same time
 *   unknown    goes with the cause of that name
 *
 * The node named is the one with the largest time above its own median, if that
 * is more than half of what the period was late by own work; where all periods
 * are too long already, the one that takes more than half of the work.
 */
#ifndef AE_PROFILER_INCIDENT_H
#define AE_PROFILER_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/profile.h"

enum { INCIDENT_GRACE_PERIODS = 3, INCIDENT_GRACE_NS = 50 * 1000 * 1000 };

/* What one record says about lateness; all times ns, those of this period. */
struct incident_facts {
	uint64_t seq;
	uint64_t wake_ns; /* on the collector's scale */
	double due_s;     /* seconds since start */
	double period_ns;
	double late_ns;         /* end - deadline; <= 0: in time */
	double wakeup_ns;       /* wake - due, 0 where unknown */
	double busy_ns;         /* end - wake */
	double backlog_ns;      /* of wakeup_ns: the period before was still running */
	double work_ns;         /* node times added up */
	double excess_ns;       /* node times above their own medians, added up */
	double worst_excess_ns; /* the largest of them */
	double heaviest_ns;     /* longest node time */
	const char *worst;      /* node of worst_excess_ns, NULL: none; not owned */
	const char *heaviest;   /* node of heaviest_ns, NULL: none; not owned */
	uint32_t skipped, xruns, lost_frames; /* since the record before */
	uint32_t epoch;
	bool paced; /* a deadline was in force */
	bool gap;   /* records were dropped just before this one */
};

/* All zero but next_id is the state at the start: see incident_init. */
struct incident_log {
	struct incident ring[INCIDENTS_KEPT]; /* newest at next - 1, modulo */
	uint32_t next, nkept;
	uint32_t next_id;
	uint64_t count;             /* since clear */
	uint64_t xruns;             /* in them, since clear */
	uint64_t by_cause[NCAUSES]; /* since clear, the open one included */
	bool open;                  /* the newest may still grow */
	bool stretch;               /* the record before was late: the next one continues it */
	enum cause cause;           /* of the open one */
	uint64_t end_ns;            /* end of its stretch */
	uint32_t epoch;             /* of the record before */
	uint64_t epoch_ns;          /* when that epoch began */
	uint32_t nepochs;           /* begun so far */
};

void incident_init(struct incident_log *log);

/* Add one record, in order.  The fields from work_ns to heaviest matter only when it is late.
 * Context: control, as for all of these. */
void incident_add(struct incident_log *log, const struct incident_facts *f);

/* Close the open incident when now_ns is more than a second past its end. */
void incident_tick(struct incident_log *log, uint64_t now_ns);

/* Forget all incidents (an open one too; if it goes on, it is a new one).  Ids run on. */
void incident_clear(struct incident_log *log);

/* Return: NULL: not kept (any more). */
const struct incident *incident_find(const struct incident_log *log, uint32_t id);

/* Fill nincidents, nkept, incident[] (newest first) and by_cause[] of out. */
void incident_report(const struct incident_log *log, struct profile *out);

#endif
