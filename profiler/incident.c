/* SPDX-License-Identifier: ISC */
/* See incident.h, which states the rules; this file applies them record by record. */
#include "profiler/incident.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SILENCE_NS = 1000 * 1000 * 1000 };

static const double NEARLY_ALL = 0.9;

static const char *const cause_words[NCAUSES] = {
	[CAUSE_OWN_DSP] = "own-dsp",
	[CAUSE_DENORMAL] = "denormal",
	[CAUSE_ALLOCATION] = "allocation",
	[CAUSE_PAGE_FAULT] = "page-fault",
	[CAUSE_BLOCKED] = "blocked",
	[CAUSE_PREEMPTED] = "preempted",
	[CAUSE_THROTTLED] = "throttled",
	[CAUSE_SIGNAL] = "signal",
	[CAUSE_INTERRUPT] = "interrupt",
	[CAUSE_MIGRATED] = "migrated",
	[CAUSE_CPU_BUSY] = "cpu-busy",
	[CAUSE_DRIVER_LATE] = "driver-late",
	[CAUSE_BACKLOG] = "backlog",
	[CAUSE_OTHER_CLIENT] = "other-client",
	[CAUSE_DEVICE] = "device",
	[CAUSE_RECONFIGURED] = "reconfigured",
	[CAUSE_SUSPENDED] = "suspended",
	[CAUSE_HOST] = "host",
	[CAUSE_UNKNOWN] = "unknown",
};

static struct incident *
newest(struct incident_log *log)
{
	return &log->ring[(log->next + INCIDENTS_KEPT - 1) % INCIDENTS_KEPT];
}

static uint64_t
grace_ns(const struct incident_facts *f)
{
	return (uint64_t)fmax(INCIDENT_GRACE_PERIODS * f->period_ns, INCIDENT_GRACE_NS);
}

static bool
is_late(const struct incident_facts *f)
{
	return f->paced && f->late_ns > 0;
}

static const char *
confidence_word(enum cause cause, double share)
{
	bool nearly_all = share >= NEARLY_ALL;

	switch (cause) {
	case CAUSE_BACKLOG:
		return nearly_all ? "proof" : "inference";
	case CAUSE_OWN_DSP:
		return nearly_all ? "inference" : "hint";
	case CAUSE_OTHER_CLIENT:
	case CAUSE_RECONFIGURED:
		return "hint";
	default:
		return "unknown";
	}
}

/* share: of the lateness, what the cause explains. */
static void
set_cause(struct incident_log *log, enum cause cause, double share)
{
	struct incident *i = newest(log);

	log->by_cause[log->cause]--;
	log->by_cause[cause]++;
	log->cause = cause;
	i->cause = cause_word(cause);
	i->share = fmin(1, share);
	i->confidence = confidence_word(cause, i->share);
}

static void
close_newest(struct incident_log *log)
{
	if (log->open)
		newest(log)->open = false;
	log->open = false;
	log->stretch = false;
}

static void
begin(struct incident_log *log, const struct incident_facts *f)
{
	struct incident *i = &log->ring[log->next];

	close_newest(log);
	log->next = (log->next + 1) % INCIDENTS_KEPT;
	if (log->nkept < INCIDENTS_KEPT)
		log->nkept++;
	log->count++;
	memset(i, 0, sizeof(*i));
	i->id = log->next_id++;
	i->at_s = f->due_s - f->skipped * f->period_ns * 1e-9;
	i->first_seq = f->seq;
	i->open = true;
	log->open = true;
	log->cause = CAUSE_UNKNOWN;
	log->by_cause[CAUSE_UNKNOWN]++;
	set_cause(log, CAUSE_UNKNOWN, 0);
}

static bool
reconfigured(const struct incident_log *log, const struct incident_facts *f)
{
	return log->nepochs > 1 && f->wake_ns - log->epoch_ns <= grace_ns(f);
}

static void
name_node(struct incident *i, const struct incident_facts *f)
{
	const char *name = NULL;

	if (f->worst && f->worst_excess_ns > f->late_ns / 2)
		name = f->worst;
	else if (f->heaviest && f->work_ns > f->period_ns && f->heaviest_ns > f->work_ns / 2)
		name = f->heaviest;
	if (name)
		snprintf(i->node, sizeof(i->node), "%s", name);
}

/* The first late period of a stretch decides for all of it. */
static void
judge_late(struct incident_log *log, const struct incident_facts *f)
{
	double own = fmax(f->excess_ns, f->work_ns - f->period_ns);
	double wake = f->wakeup_ns - f->backlog_ns, half = f->late_ns / 2;

	if (own > half && own >= f->backlog_ns && own >= wake) {
		set_cause(log, CAUSE_OWN_DSP, own / f->late_ns);
		name_node(newest(log), f);
	} else if (f->backlog_ns > half && f->backlog_ns >= wake) {
		set_cause(log, CAUSE_BACKLOG, f->backlog_ns / f->late_ns);
	} else {
		set_cause(log, reconfigured(log, f) ? CAUSE_RECONFIGURED : CAUSE_UNKNOWN, 0);
	}
}

static void
judge_punctual(struct incident_log *log, const struct incident_facts *f)
{
	if (reconfigured(log, f))
		set_cause(log, CAUSE_RECONFIGURED, 0);
	else
		set_cause(log, f->skipped || f->gap ? CAUSE_UNKNOWN : CAUSE_OTHER_CLIENT, 0);
}

static void
account(struct incident_log *log, const struct incident_facts *f)
{
	struct incident *i = newest(log);
	double late_us = fmax(0, f->late_ns) * 1e-3;

	if (f->skipped && !i->misses)
		late_us = fmax(late_us, f->skipped * f->period_ns * 1e-3);
	if (f->paced) {
		i->late_us = fmax(i->late_us, late_us);
		i->load = fmax(i->load, f->period_ns > 0 ? f->busy_ns / f->period_ns : 0);
		i->wakeup_us = fmax(i->wakeup_us, f->wakeup_ns * 1e-3);
	}
	i->misses += is_late(f);
	i->skipped += f->skipped;
	i->xruns += f->xruns;
	log->xruns += f->xruns;
	i->lost_frames += f->lost_frames;
	i->last_seq = f->seq;
}

/* A late record, or one before which periods were skipped. */
static void
add_stretch(struct incident_log *log, const struct incident_facts *f)
{
	bool was_punctual;

	if (!log->open || !log->stretch)
		begin(log, f);
	was_punctual = newest(log)->misses == 0 && newest(log)->skipped == 0;
	if (was_punctual && is_late(f))
		judge_late(log, f);
	else if (was_punctual)
		judge_punctual(log, f);
	account(log, f);
	log->stretch = is_late(f);
	log->end_ns = f->wake_ns + (uint64_t)(is_late(f) ? f->busy_ns : 0);
}

/* Something was reported and this period was in time. */
static void
add_xrun(struct incident_log *log, const struct incident_facts *f)
{
	bool alone = !log->open;

	if (alone) {
		begin(log, f);
		judge_punctual(log, f);
		log->end_ns = f->wake_ns;
	}
	account(log, f);
	log->stretch = alone; /* lateness in the very next period is what it was about */
}

static void
note_epoch(struct incident_log *log, const struct incident_facts *f)
{
	if (log->nepochs > 0 && f->epoch == log->epoch)
		return;
	log->epoch = f->epoch;
	log->epoch_ns = f->wake_ns;
	log->nepochs++;
	if (log->open && log->stretch && (is_late(f) || f->skipped || f->xruns) &&
		log->cause != CAUSE_OWN_DSP)
		set_cause(log, CAUSE_RECONFIGURED, 0);
}

void
incident_init(struct incident_log *log)
{
	memset(log, 0, sizeof(*log));
	log->next_id = 1;
}

void
incident_add(struct incident_log *log, const struct incident_facts *f)
{
	if (log->open && f->wake_ns > log->end_ns && f->wake_ns - log->end_ns > grace_ns(f))
		close_newest(log);
	note_epoch(log, f);
	if (is_late(f) || f->skipped)
		add_stretch(log, f);
	else if (f->xruns || f->lost_frames)
		add_xrun(log, f);
	else
		log->stretch = false;
}

void
incident_tick(struct incident_log *log, uint64_t now_ns)
{
	if (log->open && now_ns > log->end_ns && now_ns - log->end_ns > SILENCE_NS)
		close_newest(log);
}

void
incident_clear(struct incident_log *log)
{
	log->open = false;
	log->stretch = false;
	log->nkept = 0;
	log->count = 0;
	log->xruns = 0;
	memset(log->by_cause, 0, sizeof(log->by_cause));
}

const struct incident *
incident_find(const struct incident_log *log, uint32_t id)
{
	uint32_t age = log->next_id - 1 - id;

	if (id == 0 || age >= log->nkept)
		return NULL;
	return &log->ring[(log->next + INCIDENTS_KEPT - 1 - age) % INCIDENTS_KEPT];
}

void
incident_report(const struct incident_log *log, struct profile *out)
{
	uint32_t i;

	out->nincidents = (uint32_t)log->count;
	out->incident_xruns = log->xruns;
	out->nkept = log->nkept;
	for (i = 0; i < log->nkept; i++)
		out->incident[i] = log->ring[(log->next + INCIDENTS_KEPT - 1 - i) % INCIDENTS_KEPT];
	memcpy(out->by_cause, log->by_cause, sizeof(out->by_cause));
}

const char *
cause_word(enum cause c)
{
	return cause_words[c];
}
