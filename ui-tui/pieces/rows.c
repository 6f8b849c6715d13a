/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The node table as data. */
#include "ui-tui/pieces/rows.h"

#include <stdio.h>
#include <string.h>

static struct row *
add(struct rows *rows, enum row_kind kind, const char *name, double now_us, const struct stats *us)
{
	struct row *r = &rows->row[rows->n++];

	*r = (struct row){
		.kind = kind,
		.name = name,
		.now_us = now_us,
		.us = us,
		.max_us = us->max,
		.max_at_s = us->max_at_s,
	};
	return r;
}

static struct row *
add_node(struct rows *rows, enum row_kind kind, const struct profile_node *node, const char *name,
	enum window window)
{
	struct row *r = add(rows, kind, node->name[0] != '\0' ? node->name : name, node->now_us,
		&node->us[window]);

	r->node = node;
	r->dirt = (struct since_node){ node->nonfinite, node->denormal, node->cleared,
		node->overruns };
	return r;
}

bool
snapshot_runs(const struct snapshot *s)
{
	return s->state == STATE_RUNNING || s->state == STATE_FREEWHEEL;
}

void
rows_fill(struct rows *out, const struct snapshot *s, enum window window)
{
	const struct profile *p = &s->profile;

	out->n = 0;
	out->period_us = p->period_us;
	add(out, ROW_WAKEUP, "wakeup", p->wakeup_now_us, &p->wakeup_us[window]);
	add_node(out, ROW_PART, &p->frame, "engine", window);
	for (uint32_t i = 0; i < p->nnodes && i < NODES_MAX; i++)
		add_node(out, ROW_NODE, &p->node[i], "?", window);
	add_node(out, ROW_PART, &p->profiler, "profiler", window)->lost = p->records_dropped;
	add(out, ROW_CYCLE, "cycle", p->load_now * p->period_us, &p->busy_us[window]);
	add_node(out, ROW_WORKER, &p->worker, "worker", window)->lost = p->hops_skipped;
	if (!snapshot_runs(s))
		for (uint32_t i = 0; i < out->n; i++)
			out->row[i].now_us = -1.0;
}

/* What this screen alone knows of a row; max < 0: nothing. */
static void
row_since(struct row *r, const struct snapshot *s, const struct since *since)
{
	const struct profile *p = &s->profile;
	double max = -1;

	if (r->kind == ROW_NODE) {
		size_t i = (size_t)(r->node - p->node);

		r->dirt = since->node[i];
		max = since->node_max_us[i];
	} else if (r->node == &p->profiler)
		r->lost = since->n.records_dropped;
	else if (r->kind == ROW_WORKER)
		r->lost = since->n.hops_skipped;
	else if (r->kind == ROW_WAKEUP)
		max = since->wakeup_max_us;
	else if (r->kind == ROW_CYCLE)
		max = since->load_max * p->period_us;
	/* A window may reach back beyond that moment. */
	if (r->max_at_s >= since->at_s)
		return;
	r->max_at_s = -1;
	r->max_us = since->any && max >= 0 && max < r->max_us ? max
		    : since->any && max >= 0                  ? r->max_us
							      : -1;
}

void
rows_since(struct rows *rows, const struct snapshot *s, const struct since *since)
{
	for (uint32_t i = 0; since != NULL && i < rows->n; i++)
		row_since(&rows->row[i], s, since);
}

/* ---- Badges ---- */

static enum badge
dirty(const char *word, uint64_t n, char text[FORMAT_BYTES])
{
	if (snprintf(text, FORMAT_BYTES, "%s %llu", word, (unsigned long long)n) > BADGE_COLUMNS)
		snprintf(text, FORMAT_BYTES, "%s", word);
	return BADGE_DIRTY;
}

enum badge
row_badge(const struct row *r, char text[FORMAT_BYTES])
{
	text[0] = '\0';
	if (r->lost > 0)
		return dirty(r->kind == ROW_WORKER ? "skipped" : "dropped", r->lost, text);
	if (r->dirt.nonfinite > 0)
		return dirty("NaN", r->dirt.nonfinite, text);
	if (r->dirt.cleared > 0)
		return dirty("cleared", r->dirt.cleared, text);
	if (r->dirt.overruns > 0 && r->kind != ROW_WORKER)
		return dirty("over", r->dirt.overruns, text);
	if (r->dirt.denormal > 0)
		return dirty("denormal", r->dirt.denormal, text);
	if (r->kind != ROW_NODE)
		return BADGE_NONE;
	snprintf(text, FORMAT_BYTES, "%s", r->node->bypassed ? "bypassed" : "clean");
	return r->node->bypassed ? BADGE_BYPASSED : BADGE_CLEAN;
}

/* Dirty ones apart from clean ones, and the worse of them first. */
static double
badge_value(const struct row *r)
{
	char text[FORMAT_BYTES];
	enum badge badge = row_badge(r, text);
	const struct since_node *d = &r->dirt;

	if (badge != BADGE_DIRTY)
		return badge == BADGE_BYPASSED ? 1 : 0;
	return d->nonfinite > 0 ? 5 : d->cleared > 0 ? 4 : d->overruns > 0 ? 3 : 2;
}

double
column_value(enum column_id id, const struct row *r)
{
	const struct stats *us = r->us;

	switch (id) {
	case COLUMN_NAME:
		return 0;
	case COLUMN_NOW:
		return r->now_us;
	case COLUMN_CALLS:
		return (double)us->count;
	case COLUMN_TOTAL:
		return us->total;
	case COLUMN_MEAN:
	case COLUMN_SHARE:
		return us->mean;
	case COLUMN_SD:
		return us->stddev;
	case COLUMN_MIN:
		return us->min;
	case COLUMN_P50:
		return us->p50;
	case COLUMN_P90:
		return us->p90;
	case COLUMN_P95:
		return us->p95;
	case COLUMN_P99:
		return us->p99;
	case COLUMN_P99_9:
		return us->p99_9;
	case COLUMN_MAX:
		return r->max_us;
	case COLUMN_AT:
		return r->max_at_s;
	case COLUMN_BADGE:
		return badge_value(r);
	case NCOLUMNS:
		break;
	}
	return 0;
}

const char *
column_text(enum column_id id, const struct row *r, double period_us, char out[FORMAT_BYTES])
{
	double value = column_value(id, r);

	if (id == COLUMN_NAME)
		return r->name;
	if (id == COLUMN_BADGE)
		return row_badge(r, out) != BADGE_NONE ? out : "";
	if (id == COLUMN_CALLS)
		return format_count(out, r->us->count);
	if (r->us->count == 0 || value < 0)
		return strcpy(out, "-");
	if (id == COLUMN_SHARE)
		return period_us > 0 ? format_percent(out, value / period_us) : strcpy(out, "-");
	if (id == COLUMN_AT)
		return format_clock(out, value);
	if (id == COLUMN_TOTAL)
		return format_span(out, value);
	return format_us(out, value, column_info[id].width - 1);
}

static bool
sortable(const struct row *r)
{
	return r->kind == ROW_NODE || r->kind == ROW_PART;
}

void
rows_sort(struct rows *rows, enum column_id by, bool inverted)
{
	double sign = inverted ? -1.0 : 1.0;

	if (by == COLUMN_NAME && !inverted)
		return;
	/* Insertion sort: at most NODES_MAX + 2 rows, stable. */
	for (uint32_t i = 1; i < rows->n; i++) {
		struct row r = rows->row[i];
		uint32_t j = i;

		if (!sortable(&r))
			continue;
		for (; j > 0 && sortable(&rows->row[j - 1]); j--) {
			double before = sign * column_value(by, &rows->row[j - 1]);

			if (by != COLUMN_NAME && before >= sign * column_value(by, &r))
				break;
			rows->row[j] = rows->row[j - 1];
		}
		rows->row[j] = r;
	}
}

const char *
window_name(enum window w)
{
	static const char *const name[] = { "1 s", "10 s", "since clear" };

	return w < NWINDOWS ? name[w] : "?";
}

const struct column column_info[NCOLUMNS] = {
	[COLUMN_NAME] = { "NODE", 11, 0, "the node; wakeup: how late the driver's wake-up came" },
	[COLUMN_NOW] = { "NOW", 8, 9, "the last period" },
	[COLUMN_CALLS] = { "CALLS", 9, 10, "periods measured" },
	[COLUMN_TOTAL] = { "TOTAL", 10, 11, "all of them together" },
	[COLUMN_MEAN] = { "MEAN", 8, 7, "mean" },
	[COLUMN_SD] = { "SD", 8, 8, "standard deviation" },
	[COLUMN_MIN] = { "MIN", 8, 12, "shortest" },
	[COLUMN_P50] = { "P50", 8, 1, "half of all periods took at most this" },
	[COLUMN_P90] = { "P90", 8, 13, "9 of 10" },
	[COLUMN_P95] = { "P95", 8, 14, "19 of 20" },
	[COLUMN_P99] = { "P99", 8, 2, "99 of 100" },
	[COLUMN_P99_9] = { "P99.9", 8, 3, "999 of 1000" },
	[COLUMN_MAX] = { "MAX", 9, 4, "longest" },
	[COLUMN_AT] = { "MAX AT", 10, 15, "when that was, on the clock of up" },
	[COLUMN_SHARE] = { "%PERIOD", 8, 6,
		"mean as a share of the period; 100 % is the deadline" },
	[COLUMN_BADGE] = { "STATE", BADGE_COLUMNS + 2, 5, "clean, or what made it dirty" },
};
