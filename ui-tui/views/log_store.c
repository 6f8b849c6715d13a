/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each snapshot brings the newest lines, so that there is something to ask for
 * only at the start, or after many at once.
 */
#include "ui-tui/views/log_store.h"

#include <string.h>

static const double error_s = 2;

const struct seen_line *
log_store_line(const struct desk *d, uint32_t i)
{
	return &d->log.seen[(d->log.first + i) % LOG_LINES_SEEN];
}

static void
line_add(struct log_desk *l, uint64_t number, const struct log_line *line)
{
	struct seen_line *to = &l->seen[(l->first + l->n) % LOG_LINES_SEEN];

	if (l->n == LOG_LINES_SEEN)
		l->first = (l->first + 1) % LOG_LINES_SEEN;
	else
		l->n++;
	to->number = number;
	to->line = *line;
	to->line.text[sizeof to->line.text - 1] = '\0';
	l->next = number + 1;
}

/* Lines from number from on, as far as they go on where ours end.  gap: or behind it. */
static void
lines_add(struct log_desk *l, uint64_t from, const struct log_line *line, uint32_t n, bool gap)
{
	if (from > l->next && !gap)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (from + i >= l->next)
			line_add(l, from + i, &line[i]);
}

void
log_store_look(struct desk *d)
{
	const struct snapshot *s = &d->live;
	struct log_desk *l = &d->log;
	uint32_t n = s->nlog < LOG_LINES_SHOWN ? s->nlog : LOG_LINES_SHOWN;

	if (engine_age_changed(&l->age, d)) {
		l->n = l->first = 0;
		l->next = 0;
		l->fixed = false;
	}
	if (s->log_total >= n)
		lines_add(l, s->log_total - n, s->log, n, false);
}

static bool
log_ask(struct desk *d, struct question *out)
{
	struct log_desk *l = &d->log;

	if (d->now_s > l->wanted_until_s || d->now_s < l->again_s)
		return false;
	log_store_look(d);
	out->from = l->next;
	return l->next < d->live.log_total;
}

static void
log_answer(struct desk *d, const struct answer *a)
{
	struct log_desk *l = &d->log;
	uint32_t n = a->log.n < LOG_PAGE ? a->log.n : LOG_PAGE;

	/* An engine that is asked has lines at least as new as its snapshot. */
	if (a->error != 0 || n == 0 || a->log.from + n <= l->next ||
		a->log.from + n > a->log.total) {
		l->again_s = d->now_s + error_s;
		return;
	}
	lines_add(l, a->log.from, a->log.line, n, true);
}

const struct store store_log = { ASK_LOG, log_ask, log_answer };
