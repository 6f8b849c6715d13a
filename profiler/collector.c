/* SPDX-License-Identifier: ISC */
/*
 * Cycle records in, profile out, see collector.h.  Quantities live in series
 * (series.c), lateness in the incident log (incident.c); this file knows which
 * field of a record belongs into which, and keeps the totals.
 *
 * On a new epoch the distributions start afresh, since a number measured at
 * another period says nothing about this one; all counters go on.
 */
#include "profiler/collector.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/collector_private.h"
#include "profiler/probe.h"

enum { HISTORY_MIN = 3 };

static const uint64_t SECOND_NS = 1000000000;

static uint32_t
series_buckets(uint32_t i)
{
	return i == NROWS + QUANTITY_MARGIN ? HISTOGRAM_SIGNED : HISTOGRAM_SIDE;
}

static struct series *
series_at(struct collector *c, uint32_t i)
{
	return i < NROWS ? &c->row[i].ns : &c->quantity[i - NROWS];
}

static void
clear_distributions(struct collector *c)
{
	uint32_t i;

	for (i = 0; i < NSERIES; i++)
		series_clear(series_at(c, i));
	bars_clear(&c->bars);
}

static void
clear_row(struct row *r)
{
	series_clear(&r->ns);
	r->overruns = 0;
	r->nonfinite = 0;
	r->denormal = 0;
	r->cleared = 0;
}

static void
name_row(struct row *r, const char *name, const char *type)
{
	snprintf(r->name, sizeof(r->name), "%s", name);
	snprintf(r->type, sizeof(r->type), "%s", type);
}

struct collector *
collector_create(uint64_t start_ns)
{
	struct collector *c;
	unsigned char *memory;
	size_t bytes = 0;
	uint32_t i;

	for (i = 0; i < NSERIES; i++)
		bytes += series_bytes(series_buckets(i));
	c = calloc(1, sizeof(*c) + bytes);
	if (!c)
		return NULL;
	memory = (unsigned char *)c->memory;
	for (i = 0; i < NSERIES; i++) {
		double scale = i == NROWS + QUANTITY_LOAD ? LOAD_UNIT : 1e-3;

		series_init(series_at(c, i), memory, series_buckets(i), scale);
		memory += series_bytes(series_buckets(i));
	}
	name_row(&c->row[ROW_FRAME], "engine", "engine");
	name_row(&c->row[ROW_PROFILER], "profiler", "profiler");
	name_row(&c->row[ROW_WORKER], "worker", "worker");
	incident_init(&c->incidents);
	c->next_incident = c->incidents.next_id;
	c->bytes = sizeof(*c) + bytes;
	c->start_ns = c->now_ns = c->clear_ns = c->xruns_clear_ns = start_ns;
	c->last.seq = UINT64_MAX; /* so that the first record may be number 0 */
	c->last_xrun_s = -1;
	c->measured = true;
	return c;
}

void
collector_destroy(struct collector *c)
{
	free(c);
}

/* What one probe_mark costs: the least of some rounds, as anything else is a disturbance. */
static double
measure_probe(const struct clock *clock)
{
	enum { ROUNDS = 16, MARKS = 128 };
	struct probe p = { .clock = clock, .on = true };
	uint64_t least = UINT64_MAX;
	uint32_t round, i;

	for (round = 0; round < ROUNDS; round++) {
		uint64_t start = clock_ticks(clock), spent;

		p.mark = start;
		for (i = 0; i < MARKS; i++)
			probe_mark(&p, i % NODES_MAX);
		spent = p.mark - start;
		least = spent < least ? spent : least;
	}
	return clock_span_ns(clock, (int64_t)least) / MARKS;
}

void
collector_set_clock(struct collector *c, const struct clock *clock)
{
	if (!c->has_clock || clock->kind != c->clock.kind)
		c->probe_ns = measure_probe(clock);
	c->clock = *clock;
	c->has_clock = true;
}

void
collector_set_nodes(
	struct collector *c, uint32_t n, const char *const *name, const char *const *type)
{
	uint32_t i;

	for (i = 0; i < NODES_MAX; i++) {
		struct row *r = &c->row[i];
		const char *new_name = i < n ? name[i] : "", *new_type = i < n ? type[i] : "";

		if (strncmp(r->name, new_name, sizeof(r->name) - 1) == 0 &&
			strncmp(r->type, new_type, sizeof(r->type) - 1) == 0)
			continue;
		clear_row(r);
		name_row(r, new_name, new_type);
		heat_clear(&c->heat, HEAT_NODE + i);
		flight_cut(&c->flight);
	}
	c->nnodes = n;
}

static void
move_windows(struct collector *c, uint64_t now_ns)
{
	uint32_t w, i, k;

	for (w = 0; w < SERIES_WINDOWS; w++) {
		uint32_t begun = timeline_move(&c->timeline, w, now_ns);

		for (k = 0; k < begun; k++) {
			uint32_t slice = (c->timeline.slice[w] + SERIES_SLICES - k) % SERIES_SLICES;

			for (i = 0; i < NSERIES; i++)
				series_reuse(series_at(c, i), w, slice);
			bars_reuse(&c->bars, w, slice);
		}
	}
}

/* Difference of a running total; one that went back (an instance without carry) counts nothing. */
static uint32_t
rise(uint32_t now, uint32_t before)
{
	return (int32_t)(now - before) > 0 ? now - before : 0;
}

static void
add_totals(struct collector *c, const struct cycle *cy, struct incident_facts *f)
{
	uint64_t periods = cy->seq - c->last.seq; /* wraps to seq + 1 for the first record */
	uint32_t dropped = rise(cy->dropped, c->last.dropped);

	if (cy->seq <= c->last.seq && c->any)
		periods = 1;
	f->gap = periods > 1 || dropped > 0;
	f->skipped = rise(cy->skipped, c->last.skipped);
	f->xruns = rise(cy->xruns, c->last.xruns);
	f->lost_frames = rise(cy->lost_frames, c->last.lost_frames);
	c->totals.cycles += periods;
	c->totals.dropped += periods - 1 > dropped ? periods - 1 : dropped;
	c->totals.skipped += f->skipped;
	c->totals.xruns += f->xruns;
	c->totals.lost_frames += f->lost_frames;
}

/* A record tells the totals of one node; another instance begins at 0. */
static void
add_scrub(struct collector *c, const struct cycle *cy, double at_s)
{
	struct cycle_scrub *before;
	struct row *r;

	if (cy->generation != c->last.generation)
		memset(c->scrubbed, 0, sizeof(c->scrubbed));
	if (cy->scrub_node >= NODES_MAX)
		return;
	before = &c->scrubbed[cy->scrub_node];
	r = &c->row[cy->scrub_node];
	if (cy->scrub.nonfinite != before->nonfinite)
		r->nonfinite_at_s = at_s;
	r->nonfinite += rise(cy->scrub.nonfinite, before->nonfinite);
	r->denormal += rise(cy->scrub.denormal, before->denormal);
	r->cleared += rise(cy->scrub.cleared, before->cleared);
	*before = cy->scrub;
}

/* A node's time.  Its field saturates after a second or more (a stopped process); as the marks
 * leave no holes, the others tell what is missing. */
static double
node_ns(const struct collector *c, const struct cycle *cy, uint32_t node)
{
	uint64_t ticks = cy->node[node].ticks, others = 0, span = cy->end - cy->begin;
	uint32_t i;

	if (ticks == UINT32_MAX) {
		for (i = 0; i < cy->nnodes; i++)
			others += i == node ? 0 : cy->node[i].ticks;
		if (span > others && span - others > ticks)
			ticks = span - others;
	}
	return clock_span_ns(&c->clock, (int64_t)ticks);
}

/* Node times against each node's own history, which does not hold this record yet.  median_us: NaN
 * for a node without one. */
static void
weigh_nodes(struct collector *c, const double *ns, uint32_t n, struct incident_facts *f,
	float median_us[NODES_MAX])
{
	static const double middle = 0.5;
	uint32_t i;

	for (i = 0; i < n; i++) {
		const struct series *s = &c->row[i].ns;
		double median, excess;

		median_us[i] = NAN;
		f->work_ns += ns[i];
		if (ns[i] > f->heaviest_ns) {
			f->heaviest_ns = ns[i];
			f->heaviest = c->row[i].name;
		}
		if (s->all.n < HISTORY_MIN)
			continue;
		series_quantiles(s, WINDOW_CLEAR, &middle, 1, &median);
		median_us[i] = (float)median;
		excess = ns[i] - median * 1e3;
		f->excess_ns += fmax(0, excess);
		if (excess > f->worst_excess_ns) {
			f->worst_excess_ns = excess;
			f->worst = c->row[i].name;
		}
	}
}

/* How long the period before was still running when this one was due. */
static double
backlog_ns(const struct collector *c, const struct cycle *cy)
{
	const struct cycle *last = &c->last;
	uint64_t until = last->end < cy->wake ? last->end : cy->wake;

	if (!c->any || cy->seq != last->seq + 1 || cy->generation != last->generation ||
		cy->flags & CYCLE_NO_DUE || (int64_t)(until - cy->due) <= 0)
		return 0;
	return clock_span_ns(&c->clock, (int64_t)(until - cy->due));
}

static void
add_nodes(struct collector *c, const struct cycle *cy, const double *ns, uint32_t n,
	const struct incident_facts *f, double at_s)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct row *r = &c->row[i];

		series_add(&r->ns, &c->timeline, ns[i], at_s);
		r->overruns += f->paced && ns[i] > f->period_ns;
		r->bypassed = (cy->node[i].flags & NODE_BYPASSED) != 0;
	}
	series_add(&c->row[ROW_FRAME].ns, &c->timeline,
		clock_span_ns(&c->clock, (int64_t)(cy->begin - cy->wake)), at_s);
	/* profiler_ticks speaks of the period before: the first one has no such figure. */
	if (cy->profiler_ticks || c->clock.kind == CLOCK_KIND_VIRTUAL)
		series_add(&c->row[ROW_PROFILER].ns, &c->timeline,
			clock_span_ns(&c->clock, cy->profiler_ticks) +
				(cy->nnodes + 1) * c->probe_ns,
			at_s);
}

static void
add_quantities(
	struct collector *c, const struct cycle *cy, const struct incident_facts *f, double at_s)
{
	struct series *q = c->quantity;

	series_add(&q[QUANTITY_BUSY], &c->timeline, f->busy_ns, at_s);
	if (!f->paced)
		return;
	series_add(&q[QUANTITY_LOAD], &c->timeline, f->busy_ns / f->period_ns / LOAD_UNIT, at_s);
	bars_add(&c->bars, &c->timeline, f->busy_ns / f->period_ns);
	series_add(&q[QUANTITY_MARGIN], &c->timeline, -f->late_ns, at_s);
	if (!(cy->flags & CYCLE_NO_DUE))
		series_add(&q[QUANTITY_WAKEUP], &c->timeline, f->wakeup_ns, at_s);
}

static void
read_facts(const struct collector *c, const struct cycle *cy, struct incident_facts *f)
{
	const struct clock *k = &c->clock;

	f->seq = cy->seq;
	f->epoch = cy->epoch;
	f->wake_ns = clock_to_ns(k, cy->wake);
	f->due_s = collector_seconds(c, clock_to_ns(k, cy->due));
	f->period_ns = cy->rate_hz ? cy->nframes * 1e9 / cy->rate_hz : 0;
	f->paced = !(cy->flags & (CYCLE_FREEWHEEL | CYCLE_UNPACED)) && f->period_ns > 0;
	f->late_ns = clock_span_ns(k, (int64_t)(cy->end - cy->deadline));
	f->busy_ns = clock_span_ns(k, (int64_t)(cy->end - cy->wake));
	if (!(cy->flags & CYCLE_NO_DUE))
		f->wakeup_ns = clock_span_ns(k, (int64_t)(cy->wake - cy->due));
	f->backlog_ns = backlog_ns(c, cy);
}

/* What the flight recorder keeps of a period; ns: of n nodes. */
static void
read_flight(const struct cycle *cy, const double *ns, uint32_t n, const struct incident_facts *f,
	struct flight_cycle *out)
{
	bool measured = !(cy->flags & CYCLE_UNMEASURED);
	uint32_t i;

	out->seq = cy->seq;
	out->wakeup_us = cy->flags & CYCLE_NO_DUE ? NAN : (float)(f->wakeup_ns * 1e-3);
	out->late_us = f->paced ? (float)(f->late_ns * 1e-3) : NAN;
	out->busy_us = (float)(f->busy_ns * 1e-3);
	for (i = 0; i < n; i++)
		out->node_us[i] = measured ? (float)(ns[i] * 1e-3) : NAN;
	for (; i < NODES_MAX; i++)
		out->node_us[i] = NAN;
}

/* The period that the cause is found in, as the next of the recording. */
static void
judge_flight(const struct collector *c, const struct cycle *cy, const struct incident_facts *f,
	const float median_us[NODES_MAX], struct flight_incident *out)
{
	bool measured = !(cy->flags & CYCLE_UNMEASURED);

	out->judged = out->n;
	out->late = f->paced && f->late_ns > 0;
	out->due_s = f->due_s;
	out->allowed_us = clock_span_ns(&c->clock, (int64_t)(cy->deadline - cy->due)) * 1e-3;
	out->frame_us =
		measured ? clock_span_ns(&c->clock, (int64_t)(cy->begin - cy->wake)) * 1e-3 : NAN;
	out->backlog_us = f->backlog_ns * 1e-3;
	memcpy(out->median_us, median_us, sizeof(out->median_us));
}

/* incident_add has seen the record: a new incident begins with it, or none does. */
static void
record_flight(struct collector *c, const struct cycle *cy, const double *ns, uint32_t n,
	const struct incident_facts *f, const float median_us[NODES_MAX])
{
	struct flight *flight = &c->flight;
	bool begins = c->incidents.next_id != c->next_incident;
	struct flight_incident *k;
	struct flight_cycle record;
	uint32_t i;

	if (begins) {
		k = flight_begin(flight, c->next_incident);
		k->nnodes = n;
		for (i = 0; i < n; i++)
			memcpy(k->node[i], c->row[i].name, sizeof(k->node[i]));
		c->next_incident = c->incidents.next_id;
	}
	k = flight_recording(flight);
	if (begins || (k && !k->late && c->incidents.open && f->paced && f->late_ns > 0))
		judge_flight(c, cy, f, median_us, k);
	read_flight(cy, ns, n, f, &record);
	flight_add(flight, &record);
}

static void
add_heat(struct collector *c, const struct cycle *cy, const double *ns, uint32_t n,
	const struct incident_facts *f)
{
	uint64_t second = f->wake_ns > c->start_ns ? (f->wake_ns - c->start_ns) / SECOND_NS : 0;
	uint32_t i;

	if (f->period_ns <= 0 || !heat_move(&c->heat, second))
		return;
	if (f->paced)
		heat_add(&c->heat, second, HEAT_CYCLE, heat_cycle_bin(f->busy_ns / f->period_ns));
	for (i = 0; i < n && !(cy->flags & CYCLE_UNMEASURED); i++)
		heat_add(&c->heat, second, HEAT_NODE + i, heat_node_bin(ns[i] / f->period_ns));
}

void
collector_add(struct collector *c, const struct cycle *cy)
{
	uint32_t n = cy->nnodes < c->nnodes ? cy->nnodes : c->nnodes, i;
	float median_us[NODES_MAX] = { 0 };
	struct incident_facts f = { 0 };
	double ns[NODES_MAX], at_s;

	for (i = 0; i < n; i++)
		ns[i] = node_ns(c, cy, i);
	read_facts(c, cy, &f);
	at_s = collector_seconds(c, f.wake_ns);
	if (c->any && cy->epoch != c->last.epoch)
		clear_distributions(c);
	move_windows(c, f.wake_ns);
	add_totals(c, cy, &f);
	add_scrub(c, cy, at_s);
	c->now_ns = f.wake_ns > c->now_ns ? f.wake_ns : c->now_ns;
	if (f.paced && f.late_ns > 0) {
		c->totals.misses++;
		weigh_nodes(c, ns, n, &f, median_us);
	}
	if ((f.paced && f.late_ns > 0) || f.skipped || f.xruns)
		c->last_xrun_s = at_s;
	incident_add(&c->incidents, &f);
	record_flight(c, cy, ns, n, &f, median_us);
	add_quantities(c, cy, &f, at_s);
	add_heat(c, cy, ns, n, &f);
	c->measured = !(cy->flags & CYCLE_UNMEASURED);
	if (c->measured)
		add_nodes(c, cy, ns, n, &f, at_s);
	c->last = *cy;
	c->any = true;
}

void
collector_add_work(struct collector *c, const struct work *w)
{
	uint32_t *before = &c->work_skipped[w->node < NODES_MAX ? w->node : 0];

	series_add(&c->row[ROW_WORKER].ns, &c->timeline,
		clock_span_ns(&c->clock, (int64_t)(w->end - w->start)),
		collector_seconds(c, clock_to_ns(&c->clock, w->start)));
	/* A new instance counts from 0. */
	c->totals.hops_skipped += w->skipped >= *before ? w->skipped - *before : w->skipped;
	*before = w->skipped;
}

void
collector_clear_xruns(struct collector *c)
{
	struct totals *z = &c->at_clear;

	incident_clear(&c->incidents);
	flight_clear(&c->flight);
	z->misses = c->totals.misses;
	z->skipped = c->totals.skipped;
	z->xruns = c->totals.xruns;
	z->lost_frames = c->totals.lost_frames;
	z->dropped = c->totals.dropped;
	c->xruns_clear_ns = c->now_ns;
}

int
collector_clear(struct collector *c, const char *node)
{
	uint32_t i;

	if (!node) {
		clear_distributions(c);
		for (i = 0; i < NROWS; i++)
			clear_row(&c->row[i]);
		collector_clear_xruns(c);
		c->at_clear = c->totals;
		c->clear_ns = c->now_ns;
		return 0;
	}
	for (i = 0; i < NROWS; i++) {
		if (c->row[i].name[0] && strcmp(c->row[i].name, node) == 0) {
			clear_row(&c->row[i]);
			return 0;
		}
	}
	return -ENOENT;
}

void
collector_tick(struct collector *c, uint64_t now_ns)
{
	c->now_ns = now_ns > c->now_ns ? now_ns : c->now_ns;
	incident_tick(&c->incidents, now_ns);
}
