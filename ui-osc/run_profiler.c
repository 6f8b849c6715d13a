/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The profile as a whole, in doubles and whole counts, so that a screen that
 * is fed by OSC shows the very numbers that one in the engine's process does.
 */
#include <arpa/inet.h>
#include <math.h>
#include <string.h>

#include "ui-osc/rows.h"

enum {
	ALL_VALUES = 15,
	ALL_FIXED = 7, /* rows before those of nodes */
	ALL_ROWS_MAX = ALL_FIXED + NODES_MAX,
	ALL_PAGE_ROWS = 11, /* what the usual graph has; 1320 bytes, so a page fits an Ethernet
			     * frame */
	PAGE_BYTES = 1000
};

/* ---- Counts and moments ---- */

int
run_profiler_epoch(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, p->epoch);
	answer_int(c, p->generation);
	answer_float(c, p->probe_ns);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_profiler_counts(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	const uint64_t count[] = { p->cycles, p->records_dropped, p->misses, p->skipped, p->xruns,
		p->lost_frames, p->cycles_total, p->misses_total, p->skipped_total, p->xruns_total,
		p->lost_frames_total, p->incident_xruns, p->nincidents, p->hops_skipped };
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (size_t i = 0; i < sizeof count / sizeof *count; i++)
		answer_long(c, (int64_t)count[i]);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_profiler_now(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, p->load_now);
	answer_float(c, p->wakeup_now_us);
	answer_float(c, p->margin_now_us);
	answer_float(c, p->period_us);
	answer_double(c, p->margin_min_at_s);
	answer_send(c, "");
	return OSC_FINE;
}

/* ---- All distributions of a window ---- */

static void
put_double(uint8_t *to, double v)
{
	uint32_t word[2];
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	word[0] = htonl((uint32_t)(bits >> 32));
	word[1] = htonl((uint32_t)bits);
	memcpy(to, word, sizeof word);
}

struct all_row {
	double now;
	const struct stats *stats;
	double overruns, p0_1; /* NaN: has none */
};

static struct all_row
row_of_node(const struct profile_node *n, enum window w)
{
	return (struct all_row){ n->now_us, &n->us[w], (double)n->overruns, NAN };
}

static struct all_row
row_at(const struct profile *p, enum window w, uint32_t i)
{
	switch (i) {
	case 0:
		return (struct all_row){ p->load_now, &p->load[w], NAN, NAN };
	case 1:
		return (struct all_row){ NAN, &p->busy_us[w], NAN, NAN };
	case 2:
		return (struct all_row){ p->wakeup_now_us, &p->wakeup_us[w], NAN, NAN };
	case 3:
		return (struct all_row){ p->margin_now_us, &p->margin_us[w], NAN,
			p->margin_p0_1_us[w] };
	case 4:
		return row_of_node(&p->frame, w);
	case 5:
		return row_of_node(&p->profiler, w);
	case 6:
		return row_of_node(&p->worker, w);
	default:
		return row_of_node(&p->node[i - ALL_FIXED], w);
	}
}

static void
put_row(const struct all_row *r, uint8_t out[ALL_VALUES * sizeof(double)])
{
	const struct stats *s = r->stats;
	const double v[ALL_VALUES] = { r->now, (double)s->count, s->total, s->mean, s->stddev,
		s->min, s->p50, s->p90, s->p95, s->p99, s->p99_9, s->max, s->max_at_s, r->overruns,
		r->p0_1 };

	for (uint32_t i = 0; i < ALL_VALUES; i++)
		put_double(out + i * sizeof(double), v[i]);
}

int
run_profiler_all(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	uint8_t out[ALL_PAGE_ROWS][ALL_VALUES * sizeof(double)];
	uint32_t rows = ALL_FIXED + p->nnodes, most, n = 0;
	enum window w;
	int32_t first;
	int error;

	if (c->argc > 2)
		return call_refuse(c, OSC_TYPE, "[window in seconds] [first row]");
	error = window_at(c, 0, &w);
	if (error == OSC_FINE)
		error = call_index(c, 1, 0, (int32_t)rows - 1, 0, &first);
	if (error != OSC_FINE)
		return error;
	most = answer_fit_blob(c, 3, 12, ALL_PAGE_ROWS, sizeof *out);
	for (uint32_t i = (uint32_t)first; i < rows && n < most; i++) {
		struct all_row r = row_at(p, w, i);

		put_row(&r, out[n++]);
	}
	answer_int(c, (uint32_t)first + n < rows ? (int64_t)first + n : -1);
	answer_int(c, n);
	answer_int(c, ALL_VALUES);
	answer_blob(c, out, n * sizeof *out);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* ---- Nodes, in the order of /node/list ---- */

int
run_node_types(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < p->nnodes; i++)
		answer_string(c, p->node[i].type);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_node_flags(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < p->nnodes; i++)
		answer_int(c, p->node[i].bypassed);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_node_samples(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	uint32_t n, end;
	int32_t offset;
	int error = call_optional_index(c, 0, NODES_MAX, 0, &offset);

	if (error != OSC_FINE)
		return error;
	n = (uint32_t)offset < p->nnodes ? p->nnodes - (uint32_t)offset : 0;
	for (end = 0; end < n; end++)
		if (end > 0 &&
			!answer_has_room(c, PAGE_BYTES, 2 + (end + 1) * 4, 8 + (end + 1) * 4 * 8))
			break;
	end += (uint32_t)offset;
	answer_int(c, p->nnodes);
	answer_int(c, end < p->nnodes ? (int64_t)end : -1);
	for (uint32_t i = (uint32_t)offset; i < end && i < p->nnodes; i++) {
		answer_long(c, (int64_t)p->node[i].nonfinite);
		answer_long(c, (int64_t)p->node[i].denormal);
		answer_long(c, (int64_t)p->node[i].cleared);
		answer_double(c, p->node[i].nonfinite_at_s);
	}
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* ---- Incidents ---- */

int
run_xruns_judged(struct call *c)
{
	const struct flight_incident *f;
	int32_t id;
	int error;

	if (c->argc != 1)
		return call_refuse(c, OSC_TYPE, "the id of an incident");
	error = call_index(c, 0, 1, INT32_MAX, 0, &id);
	if (error != OSC_FINE)
		return error;
	f = control_flight(c->control, (uint32_t)id);
	if (f == NULL)
		return call_refuse(c, OSC_RANGE,
			"incident %d is not kept; /xruns/list has those that are", (int)id);
	answer_int(c, id);
	answer_int(c, f->before);
	answer_int(c, f->judged);
	answer_int(c, f->late);
	answer_double(c, f->due_s);
	answer_double(c, f->allowed_us);
	answer_double(c, f->frame_us);
	answer_double(c, f->backlog_us);
	for (uint32_t i = 0; i < f->nnodes; i++) {
		answer_string(c, f->node[i]);
		answer_float(c, (double)f->median_us[i]);
	}
	answer_send(c, ".reply");
	return OSC_FINE;
}
