/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What collector and log know beyond the snapshot, passed on to front ends. */
#include <errno.h>
#include <string.h>

#include "control/control_private.h"

void
control_clear_xruns(struct control *c)
{
	struct profile *p = &c->snapshot.profile;

	collector_clear_xruns(c->collector);
	/* Who asks right after it is not to be told of what was cleared. */
	p->records_dropped = p->misses = p->skipped = p->xruns = p->lost_frames = 0;
	p->incident_xruns = p->nincidents = p->nkept = 0;
	memset(p->by_cause, 0, sizeof p->by_cause);
	p->xruns_age_s = 0;
}

void
control_bars(struct control *c, enum window w, uint64_t out[LOAD_BARS])
{
	collector_bars(c->collector, w, out);
}

const struct flight_incident *
control_flight(struct control *c, uint32_t id)
{
	return collector_flight(c->collector, id);
}

int
control_account(struct control *c, uint32_t id, struct account *out)
{
	return collector_account(c->collector, id, out);
}

int
control_heat(struct control *c, const char *name, uint32_t back_s, uint32_t n, uint64_t *first_s,
	uint16_t out[][HEAT_BINS])
{
	return collector_heat(c->collector, name, back_s, n, first_s, out);
}

void
control_log_at(struct control *c, enum log_level level, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_vwrite_at(c->log, level, format, ap);
	va_end(ap);
}

void
control_set_log_level(struct control *c, enum log_level level)
{
	log_set_level(c->log, level);
}

enum log_level
control_log_level(struct control *c)
{
	return log_level(c->log);
}

uint32_t
control_log_read(struct control *c, uint64_t *from, struct log_line *out, uint32_t max)
{
	return log_read(c->log, from, out, max);
}

/* ---- Answers, a page each ---- */

/* Seconds are the collector's, which knows of newer ones than the snapshot, or of another clock. */
static void
answer_heat(struct control *c, const struct question *q, struct answer *out)
{
	uint64_t last, from = q->from;
	int n;

	memcpy(out->heat.name, q->name, sizeof q->name);
	out->heat.name[sizeof out->heat.name - 1] = '\0';
	out->error = collector_heat(c->collector, out->heat.name, 0, 1, &last, out->heat.count);
	if (out->error < 0)
		return;
	if (from > last)
		from = last;
	if (last - from >= HEAT_SECONDS)
		from = last - HEAT_SECONDS + 1;
	n = collector_heat(c->collector, out->heat.name, (uint32_t)(last - from), HEAT_PAGE,
		&out->heat.first_s, out->heat.count);
	out->error = 0;
	out->heat.n = n > 0 ? (uint32_t)n : 0;
	out->heat.last_s = last;
}

/* Lines may have come since the snapshot. */
static void
answer_log(struct control *c, const struct question *q, struct answer *out)
{
	uint64_t end;

	out->log.from = q->from;
	out->log.n = control_log_read(c, &out->log.from, out->log.line, LOG_PAGE);
	end = out->log.from + out->log.n;
	out->log.total = c->snapshot.log_total > end ? c->snapshot.log_total : end;
}

static void
answer_incident(struct control *c, const struct question *q, struct answer *out)
{
	const struct flight_incident *flight = control_flight(c, q->id);

	out->incident.id = q->id;
	out->incident.flown = flight != NULL;
	if (flight != NULL)
		out->incident.flight = *flight;
	out->error = control_account(c, q->id, &out->incident.account);
}

static void
answer_presets(struct control *c, const struct question *q, struct answer *out)
{
	uint32_t from = q->from < PRESETS_MAX ? (uint32_t)q->from : PRESETS_MAX;

	out->presets.from = from;
	out->presets.n = 0;
	do {
		out->presets.total = control_preset_name(
			c, from + out->presets.n, out->presets.name[out->presets.n]);
	} while (out->presets.name[out->presets.n][0] != '\0' && ++out->presets.n < PRESETS_PAGE);
}

void
control_answer(struct control *c, const struct question *q, struct answer *out)
{
	memset(out, 0, sizeof *out);
	out->kind = q->kind;
	out->serial = q->serial;
	switch (q->kind) {
	case ASK_HEAT:
		answer_heat(c, q, out);
		break;
	case ASK_INCIDENT:
		answer_incident(c, q, out);
		break;
	case ASK_LOG:
		answer_log(c, q, out);
		break;
	case ASK_PRESETS:
		answer_presets(c, q, out);
		break;
	default:
		out->error = -EINVAL;
		break;
	}
}
