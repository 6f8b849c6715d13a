/* SPDX-License-Identifier: ISC */
/* What the collector tells: the profile, and the evidence that is too large for it. */
#include <errno.h>
#include <string.h>

#include "profiler/account.h"
#include "profiler/collector_private.h"

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
	out->uptime_s = collector_seconds(c, c->now_ns);
	out->clear_age_s = (double)(c->now_ns - c->clear_ns) * 1e-9;
	out->xruns_age_s = (double)(c->now_ns - c->xruns_clear_ns) * 1e-9;
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

size_t
collector_bytes(const struct collector *c)
{
	return c->bytes;
}

void
collector_bars(const struct collector *c, enum window w, uint64_t out[LOAD_BARS])
{
	bars_read(&c->bars, w, out);
}

const struct flight_incident *
collector_flight(const struct collector *c, uint32_t id)
{
	return flight_find(&c->flight, id);
}

int
collector_account(const struct collector *c, uint32_t id, struct account *out)
{
	const struct incident *i = incident_find(&c->incidents, id);
	const struct flight_incident *f = flight_find(&c->flight, id);

	if (!i || !f)
		return -ENOENT;
	account_write(i, f, out);
	return 0;
}

int
collector_heat(const struct collector *c, const char *name, uint32_t back_s, uint32_t n,
	uint64_t *first_s, uint16_t out[][HEAT_BINS])
{
	uint64_t newest = c->now_ns > c->start_ns ? (c->now_ns - c->start_ns) / 1000000000u : 0;
	uint32_t row = HEAT_CYCLE, i;

	if (strcmp(name, "cycle") != 0) {
		for (i = 0; i < c->nnodes && strcmp(c->row[i].name, name) != 0; i++)
			;
		if (i == c->nnodes)
			return -ENOENT;
		row = HEAT_NODE + i;
	}
	*first_s = newest > back_s ? newest - back_s : 0;
	if (*first_s + n > newest + 1)
		n = (uint32_t)(newest + 1 - *first_s);
	heat_read(&c->heat, row, *first_s, n, out);
	return (int)n;
}
