/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The profile. */
#include <math.h>
#include <string.h>

#include "ui-osc/attach/picture.h"

enum { ALL_VALUES = 15, ALL_FIXED = 7, NODE_VALUES = 6 };

static const int32_t window_s[NWINDOWS] = { 1, 10, 0 };

void
take_epoch(struct picture *p, struct message *m)
{
	p->s.profile.epoch = (uint32_t)message_count(m);
	p->s.profile.generation = (uint32_t)message_count(m);
	p->s.profile.probe_ns = message_number(m);
}

void
take_counts(struct picture *p, struct message *m)
{
	struct profile *f = &p->s.profile;
	uint64_t incidents;

	f->cycles = message_count(m);
	f->records_dropped = message_count(m);
	f->misses = message_count(m);
	f->skipped = message_count(m);
	f->xruns = message_count(m);
	f->lost_frames = message_count(m);
	f->cycles_total = message_count(m);
	f->misses_total = message_count(m);
	f->skipped_total = message_count(m);
	f->xruns_total = message_count(m);
	f->lost_frames_total = message_count(m);
	f->incident_xruns = message_count(m);
	incidents = message_count(m);
	f->hops_skipped = message_count(m);
	f->nincidents = incidents < UINT32_MAX ? (uint32_t)incidents : UINT32_MAX;
}

void
take_now(struct picture *p, struct message *m)
{
	struct profile *f = &p->s.profile;

	f->load_now = message_number(m);
	f->wakeup_now_us = message_number(m);
	f->margin_now_us = message_number(m);
	f->period_us = message_number(m);
	f->margin_min_at_s = message_number(m);
}

/* ---- /profiler/all: a page of a window ---- */

int
args_all(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	out[0] = window_s[p->next.window];
	out[1] = (int32_t)p->next.row;
	return 2;
}

/* The whole window is there: the next one.  The last second's comes in turn with each of the
 * others, which change slowly. */
void
next_all(struct picture *p)
{
	p->next.row = 0;
	if (p->next.window != WINDOW_1S)
		p->next.window = WINDOW_1S;
	else
		p->next.window = p->slow_window =
			p->slow_window == WINDOW_10S ? WINDOW_CLEAR : WINDOW_10S;
}

static uint64_t
count_of(double v)
{
	return v >= 0 && v < 1e18 ? (uint64_t)v : 0;
}

static void
read_stats(struct stats *s, const double v[ALL_VALUES])
{
	*s = (struct stats){ .count = count_of(v[1]),
		.total = v[2],
		.mean = v[3],
		.stddev = v[4],
		.min = v[5],
		.p50 = v[6],
		.p90 = v[7],
		.p95 = v[8],
		.p99 = v[9],
		.p99_9 = v[10],
		.max = v[11],
		.max_at_s = v[12] };
}

static void
read_node(struct profile_node *n, uint32_t w, const double v[ALL_VALUES])
{
	n->now_us = v[0];
	n->overruns = count_of(v[13]);
	read_stats(&n->us[w], v);
}

static void
read_row(struct profile *f, uint32_t row, uint32_t w, const double v[ALL_VALUES])
{
	switch (row) {
	case 0:
		read_stats(&f->load[w], v);
		break;
	case 1:
		read_stats(&f->busy_us[w], v);
		break;
	case 2:
		read_stats(&f->wakeup_us[w], v);
		break;
	case 3:
		read_stats(&f->margin_us[w], v);
		f->margin_p0_1_us[w] = v[14];
		break;
	case 4:
		read_node(&f->frame, w, v);
		break;
	case 5:
		read_node(&f->profiler, w, v);
		break;
	case 6:
		read_node(&f->worker, w, v);
		break;
	default:
		if (row - ALL_FIXED < NODES_MAX)
			read_node(&f->node[row - ALL_FIXED], w, v);
	}
}

void
take_all(struct picture *p, struct message *m)
{
	int64_t next = message_whole(m);
	uint64_t rows = message_count(m), values = message_count(m);
	uint32_t bytes, row = p->asked.row, w = p->asked.window;
	const uint8_t *blob = message_blob(m, &bytes);
	double v[ALL_VALUES];

	if (m->bad || !p->asked_known || values < ALL_VALUES || values > 1000 ||
		rows > ALL_FIXED + NODES_MAX || bytes < rows * values * sizeof(double))
		return;
	for (uint64_t i = 0; i < rows; i++, row++) {
		for (uint32_t k = 0; k < ALL_VALUES; k++)
			v[k] = blob_double(blob + (i * values + k) * sizeof(double));
		read_row(&p->s.profile, row, w, v);
	}
	if (w != p->next.window)
		return;
	if (next > (int64_t)p->asked.row && next < ALL_FIXED + NODES_MAX) {
		p->next.row = (uint32_t)next;
		return;
	}
	p->windows_known |= 1u << w;
	next_all(p);
}

/* ---- Nodes ---- */

void
take_node_now(struct picture *p, struct message *m)
{
	uint64_t n = message_count(m), values = message_count(m);
	uint32_t bytes;
	const uint8_t *blob = message_blob(m, &bytes);

	if (m->bad || n > NODES_MAX || values == 0 || values > 1000 ||
		bytes < n * values * sizeof(float))
		return;
	for (uint64_t i = 0; i < n; i++)
		p->s.profile.node[i].now_us = (double)blob_float(blob + i * values * sizeof(float));
}

void
take_node_list(struct picture *p, struct message *m)
{
	struct profile *f = &p->s.profile;
	uint32_t n = 0;

	while (n < NODES_MAX && message_more(m)) {
		take_text(m, f->node[n].name, sizeof f->node[n].name);
		n += !m->bad;
	}
	f->nnodes = n;
}

void
take_node_types(struct picture *p, struct message *m)
{
	for (uint32_t i = 0; i < NODES_MAX && message_more(m); i++)
		take_text(m, p->s.profile.node[i].type, sizeof p->s.profile.node[i].type);
}

void
take_node_flags(struct picture *p, struct message *m)
{
	for (uint32_t i = 0; i < NODES_MAX && message_more(m); i++)
		p->s.profile.node[i].bypassed = message_whole(m) == 1;
}

int
args_samples(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	out[0] = (int32_t)p->next.node;
	return 1;
}

void
take_node_samples(struct picture *p, struct message *m)
{
	uint64_t total = message_count(m);
	int64_t next = message_whole(m);

	if (m->bad || !p->asked_known)
		return;
	for (uint32_t i = p->asked.node; i < NODES_MAX && message_more(m); i++) {
		struct profile_node *n = &p->s.profile.node[i];

		n->nonfinite = message_count(m);
		n->denormal = message_count(m);
		n->cleared = message_count(m);
		n->nonfinite_at_s = message_number(m);
	}
	p->next.node = next > p->asked.node && next < (int64_t)total && next < NODES_MAX
			       ? (uint32_t)next
			       : 0;
	p->samples_known |= p->next.node == 0;
}
