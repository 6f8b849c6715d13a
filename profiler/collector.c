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

#include "profiler/incident.h"
#include "profiler/probe.h"
#include "profiler/series.h"

enum { ROW_FRAME = NODES_MAX, ROW_PROFILER, ROW_WORKER, NROWS };
enum { QUANTITY_LOAD, QUANTITY_BUSY, QUANTITY_WAKEUP, QUANTITY_MARGIN, NQUANTITIES };
enum { NSERIES = NROWS + NQUANTITIES, HISTORY_MIN = 3 };

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
	uint64_t start_ns, now_ns, clear_ns;
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
	uint64_t memory[]; /* counts of all series */
};

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
	c->start_ns = c->now_ns = c->clear_ns = start_ns;
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
	}
	c->nnodes = n;
}

static double
seconds(const struct collector *c, uint64_t ns)
{
	return (double)(int64_t)(ns - c->start_ns) * 1e-9;
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

/* Node times against each node's own history, which does not hold this record yet. */
static void
weigh_nodes(struct collector *c, const struct cycle *cy, uint32_t n, struct incident_facts *f)
{
	static const double middle = 0.5;
	uint32_t i;

	for (i = 0; i < n; i++) {
		const struct series *s = &c->row[i].ns;
		double ns = node_ns(c, cy, i), median, excess;

		f->work_ns += ns;
		if (ns > f->heaviest_ns) {
			f->heaviest_ns = ns;
			f->heaviest = c->row[i].name;
		}
		if (s->all.n < HISTORY_MIN)
			continue;
		series_quantiles(s, WINDOW_CLEAR, &middle, 1, &median);
		excess = ns - median * 1e3;
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
add_nodes(struct collector *c, const struct cycle *cy, uint32_t n, const struct incident_facts *f,
	double at_s)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct row *r = &c->row[i];
		double ns = node_ns(c, cy, i);

		series_add(&r->ns, &c->timeline, ns, at_s);
		r->overruns += f->paced && ns > f->period_ns;
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
	f->due_s = seconds(c, clock_to_ns(k, cy->due));
	f->period_ns = cy->rate_hz ? cy->nframes * 1e9 / cy->rate_hz : 0;
	f->paced = !(cy->flags & (CYCLE_FREEWHEEL | CYCLE_UNPACED)) && f->period_ns > 0;
	f->late_ns = clock_span_ns(k, (int64_t)(cy->end - cy->deadline));
	f->busy_ns = clock_span_ns(k, (int64_t)(cy->end - cy->wake));
	if (!(cy->flags & CYCLE_NO_DUE))
		f->wakeup_ns = clock_span_ns(k, (int64_t)(cy->wake - cy->due));
	f->backlog_ns = backlog_ns(c, cy);
}

void
collector_add(struct collector *c, const struct cycle *cy)
{
	uint32_t n = cy->nnodes < c->nnodes ? cy->nnodes : c->nnodes;
	struct incident_facts f = { 0 };
	double at_s;

	read_facts(c, cy, &f);
	at_s = seconds(c, f.wake_ns);
	if (c->any && cy->epoch != c->last.epoch)
		clear_distributions(c);
	move_windows(c, f.wake_ns);
	add_totals(c, cy, &f);
	add_scrub(c, cy, at_s);
	c->now_ns = f.wake_ns > c->now_ns ? f.wake_ns : c->now_ns;
	if (f.paced && f.late_ns > 0) {
		c->totals.misses++;
		weigh_nodes(c, cy, n, &f);
	}
	if ((f.paced && f.late_ns > 0) || f.skipped || f.xruns)
		c->last_xrun_s = at_s;
	incident_add(&c->incidents, &f);
	add_quantities(c, cy, &f, at_s);
	c->measured = !(cy->flags & CYCLE_UNMEASURED);
	if (c->measured)
		add_nodes(c, cy, n, &f, at_s);
	c->last = *cy;
	c->any = true;
}

void
collector_add_work(struct collector *c, const struct work *w)
{
	uint32_t *before = &c->work_skipped[w->node < NODES_MAX ? w->node : 0];

	series_add(&c->row[ROW_WORKER].ns, &c->timeline,
		clock_span_ns(&c->clock, (int64_t)(w->end - w->start)),
		seconds(c, clock_to_ns(&c->clock, w->start)));
	/* A new instance counts from 0. */
	c->totals.hops_skipped += w->skipped >= *before ? w->skipped - *before : w->skipped;
	*before = w->skipped;
}

int
collector_clear(struct collector *c, const char *node)
{
	uint32_t i;

	if (!node) {
		clear_distributions(c);
		for (i = 0; i < NROWS; i++)
			clear_row(&c->row[i]);
		incident_clear(&c->incidents);
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

static void
report_row(const struct row *r, struct profile_node *out)
{
	uint32_t w;

	memcpy(out->name, r->name, sizeof(out->name));
	memcpy(out->type, r->type, sizeof(out->type));
	out->now_us = r->ns.now * r->ns.scale;
	for (w = 0; w < NWINDOWS; w++)
		series_stats(&r->ns, w, &out->us[w]);
	out->overruns = r->overruns;
	out->nonfinite = r->nonfinite;
	out->nonfinite_at_s = r->nonfinite_at_s;
	out->denormal = r->denormal;
	out->cleared = r->cleared;
	out->bypassed = r->bypassed;
}

static void
report_totals(const struct collector *c, struct profile *out)
{
	const struct totals *t = &c->totals, *z = &c->at_clear;

	out->cycles = t->cycles - z->cycles;
	out->records_dropped = t->dropped - z->dropped;
	out->misses = t->misses - z->misses;
	out->skipped = t->skipped - z->skipped;
	out->xruns = t->xruns - z->xruns;
	out->lost_frames = t->lost_frames - z->lost_frames;
	out->hops_skipped = t->hops_skipped - z->hops_skipped;
	out->cycles_total = t->cycles;
	out->misses_total = t->misses;
	out->skipped_total = t->skipped;
	out->xruns_total = t->xruns;
	out->lost_frames_total = t->lost_frames;
	out->last_xrun_s = c->last_xrun_s;
}

static void
report_quantities(const struct collector *c, struct profile *out)
{
	static const double one_in_1000 = 0.001;
	const struct series *q = c->quantity;
	uint32_t w;

	for (w = 0; w < NWINDOWS; w++) {
		double min_at_s;

		series_stats(&q[QUANTITY_LOAD], w, &out->load[w]);
		series_stats(&q[QUANTITY_BUSY], w, &out->busy_us[w]);
		series_stats(&q[QUANTITY_WAKEUP], w, &out->wakeup_us[w]);
		min_at_s = series_stats(&q[QUANTITY_MARGIN], w, &out->margin_us[w]);
		series_quantiles(&q[QUANTITY_MARGIN], w, &one_in_1000, 1, &out->margin_p0_1_us[w]);
		if (w == WINDOW_CLEAR)
			out->margin_min_at_s = min_at_s;
	}
	out->load_now = q[QUANTITY_LOAD].now * LOAD_UNIT;
	out->wakeup_now_us = q[QUANTITY_WAKEUP].now * q[QUANTITY_WAKEUP].scale;
	out->margin_now_us = q[QUANTITY_MARGIN].now * q[QUANTITY_MARGIN].scale;
}

void
collector_report(const struct collector *c, struct profile *out)
{
	uint32_t i;

	memset(out, 0, sizeof(*out));
	out->on = c->measured;
	out->epoch = c->last.epoch;
	out->generation = c->last.generation;
	out->rate_hz = c->last.rate_hz;
	out->nframes = c->last.nframes;
	if (c->last.rate_hz)
		out->period_us = c->last.nframes * 1e6 / c->last.rate_hz;
	out->uptime_s = seconds(c, c->now_ns);
	out->clear_age_s = (double)(c->now_ns - c->clear_ns) * 1e-9;
	out->probe_ns = c->probe_ns;
	report_totals(c, out);
	report_quantities(c, out);
	out->nnodes = c->nnodes;
	for (i = 0; i < c->nnodes; i++)
		report_row(&c->row[i], &out->node[i]);
	report_row(&c->row[ROW_FRAME], &out->frame);
	report_row(&c->row[ROW_PROFILER], &out->profiler);
	report_row(&c->row[ROW_WORKER], &out->worker);
	incident_report(&c->incidents, out);
}
