/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See pages.h. */
#include "ui-osc/attach/pages.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-osc/attach/round.h"
#include "ui-osc/call.h"

enum { PAGE_ANSWER_BYTES = 1200, CYCLE_VALUES = 4 };

static const double AGAIN_S = 0.2, GIVE_UP_S = 1;

/* Which addresses a kind of question needs. */
static const char *const path[NQUESTIONS][PAGES_PARTS] = {
	[ASK_HEAT] = { "/heat/list" },
	[ASK_INCIDENT] = { "/xruns/cycles", "/xruns/account", "/xruns/judged" },
	[ASK_LOG] = { "/log/list", "/log/times" },
	[ASK_PRESETS] = { "/preset/list" },
};
enum { CYCLES, ACCOUNT, JUDGED };
enum { LINES, TIMES };

/* ---- Asking ---- */

/* A column more than is missing: the engine's second may have gone on meanwhile. */
static void
add_heat(const struct pages *g, struct ctl_link *l)
{
	int64_t back_s = (int64_t)g->last - g->part[0].next + 1;
	lo_message m = lo_message_new();

	back_s = back_s < 0 ? 0 : back_s < HEAT_SECONDS ? back_s : HEAT_SECONDS - 1;
	if (m != NULL && lo_message_add_string(m, g->question.name) == 0 &&
		lo_message_add_int32(m, (int32_t)back_s) == 0)
		link_add(l, "/heat/list", m);
	lo_message_free(m);
}

static void
send_part(struct pages *g, int part, struct ctl_link *l)
{
	int32_t next = (int32_t)g->part[part].next;
	int32_t args[2] = { (int32_t)g->question.id, next };

	link_begin(l);
	if (g->question.kind == ASK_HEAT)
		add_heat(g, l);
	else if (g->question.kind == ASK_INCIDENT)
		round_add(l, path[ASK_INCIDENT][part], args, part == JUDGED ? 1 : 2);
	else
		round_add(l, path[g->question.kind][part], &next, 1);
	round_pad(l, PAGE_ANSWER_BYTES);
	(void)link_send(l);
}

static void
send_all(struct pages *g, struct ctl_link *l, double now_s)
{
	g->sent_s = now_s;
	for (int i = 0; i < PAGES_PARTS; i++)
		if (g->part[i].used && !g->part[i].done)
			send_part(g, i, l);
}

static uint64_t
first_seq_of(const struct picture *p, uint32_t id)
{
	for (uint32_t i = 0; i < p->s.profile.nkept; i++)
		if (p->s.profile.incident[i].id == id)
			return p->s.profile.incident[i].first_seq;
	return 0;
}

void
pages_ask(struct pages *g, const struct question *q, const struct picture *p, struct ctl_link *l,
	double now_s)
{
	uint64_t from = q->from < INT32_MAX ? q->from : INT32_MAX;

	if (q->kind <= ASK_NOTHING || q->kind >= NQUESTIONS)
		return;
	memset(g, 0, sizeof *g);
	g->question = *q;
	g->question.name[sizeof g->question.name - 1] = '\0';
	g->answer.kind = q->kind;
	g->answer.serial = q->serial;
	g->busy = true;
	g->last = q->kind == ASK_LOG ? p->s.log_total : (uint64_t)p->s.uptime_s;
	if (q->kind == ASK_HEAT && from + HEAT_SECONDS <= g->last)
		from = g->last - HEAT_SECONDS + 1;
	if (q->kind == ASK_HEAT && from > g->last)
		from = g->last;
	for (int i = 0; i < PAGES_PARTS; i++)
		g->part[i] = (struct pages_part){ .used = path[q->kind][i] != NULL,
			.next = q->kind == ASK_INCIDENT ? 0 : (int64_t)from };
	if (q->kind == ASK_HEAT) {
		memcpy(g->answer.heat.name, g->question.name, sizeof g->answer.heat.name);
		g->answer.heat.first_s = from;
		g->answer.heat.last_s = g->last;
	} else if (q->kind == ASK_INCIDENT) {
		g->answer.incident.id = q->id;
		g->first_seq = first_seq_of(p, q->id);
	} else if (q->kind == ASK_LOG) {
		g->answer.log.from = from;
		g->answer.log.total = g->last;
	} else {
		g->answer.presets.from = (uint32_t)from;
	}
	g->progress_s = now_s;
	send_all(g, l, now_s);
}

/* ---- Heat ---- */

static void
take_heat(struct pages *g, struct pages_part *part, struct message *m)
{
	const char *name = message_text(m);
	uint64_t first = message_count(m), n = message_count(m), end = first + n;
	uint32_t bytes;
	const uint8_t *blob = message_blob(m, &bytes);

	if (m->bad || strcmp(name, g->question.name) != 0 || n > HEAT_SECONDS ||
		first > INT32_MAX || bytes < n * HEAT_BINS * sizeof(uint16_t))
		return;
	if (first > (uint64_t)part->next && g->answer.heat.n == 0) {
		part->next = (int64_t)first; /* what was asked for is not kept any more */
		g->answer.heat.first_s = first;
	}
	if (first > (uint64_t)part->next)
		return;
	for (uint64_t t = (uint64_t)part->next; t < end && g->answer.heat.n < HEAT_PAGE; t++) {
		const uint8_t *column = blob + (t - first) * HEAT_BINS * sizeof(uint16_t);
		uint16_t *to = g->answer.heat.count[g->answer.heat.n++];

		for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
			to[bin] = blob_u16(column + bin * sizeof(uint16_t));
		part->next++;
	}
	part->done = g->answer.heat.n == HEAT_PAGE || part->next > (int64_t)g->last;
	if (part->done && (uint64_t)part->next > g->last + 1)
		g->answer.heat.last_s = (uint64_t)part->next - 1; /* it has gone on meanwhile */
}

/* ---- An incident ---- */

static void
take_cycle(struct flight_incident *f, struct flight_cycle *c, uint64_t first_seq, const uint8_t *v,
	uint32_t nnodes)
{
	float rel = blob_float(v);

	if (!(fabsf(rel) < 1e9f))
		rel = 0;
	c->seq = first_seq + (uint64_t)(int64_t)rel;
	c->wakeup_us = blob_float(v + 4);
	c->late_us = blob_float(v + 8);
	c->busy_us = blob_float(v + 12);
	for (uint32_t i = 0; i < nnodes; i++)
		c->node_us[i] = blob_float(v + 4 * (CYCLE_VALUES + i));
	f->nnodes = nnodes;
}

static void
take_cycles(struct pages *g, struct pages_part *part, struct message *m)
{
	struct flight_incident *f = &g->answer.incident.flight;
	uint64_t id = message_count(m), n, values;
	int64_t next = message_whole(m);
	uint32_t bytes;
	const uint8_t *blob;

	n = message_count(m);
	blob = message_blob(m, &bytes);
	if (m->bad || id != g->question.id || n == 0 || n > FLIGHT_CYCLES ||
		part->next + (int64_t)n > FLIGHT_CYCLES)
		return;
	values = bytes / 4 / n;
	if (values < CYCLE_VALUES || values > CYCLE_VALUES + NODES_MAX || bytes != n * values * 4 ||
		(next >= 0 && next != part->next + (int64_t)n))
		return;
	for (uint64_t i = 0; i < n; i++)
		take_cycle(f, &f->cycle[part->next + (int64_t)i], g->first_seq,
			blob + i * values * 4, (uint32_t)values - CYCLE_VALUES);
	g->answer.incident.flown = true;
	f->id = (uint32_t)id;
	part->next += (int64_t)n;
	f->n = (uint32_t)part->next;
	part->done = next < 0;
}

static void
take_account(struct pages *g, struct pages_part *part, struct message *m)
{
	struct account *a = &g->answer.incident.account;
	uint64_t id = message_count(m);
	int64_t next = message_whole(m);

	if (m->bad || id != g->question.id || next == 0 || (next > 0 && next <= part->next))
		return;
	a->n = (uint32_t)part->next;
	while (message_more(m) && a->n < ACCOUNT_LINES)
		take_text(m, a->line[a->n++], ACCOUNT_LINE_BYTES);
	if (next > 0 && next != a->n)
		return;
	part->next = a->n;
	part->done = next < 0 || a->n == ACCOUNT_LINES;
}

static void
take_judged(struct pages *g, struct pages_part *part, struct message *m)
{
	struct flight_incident *f = &g->answer.incident.flight;
	uint64_t id = message_count(m), before, judged;
	uint32_t i = 0;

	before = message_count(m);
	judged = message_count(m);
	if (m->bad || id != g->question.id || before >= FLIGHT_CYCLES || judged >= FLIGHT_CYCLES)
		return;
	f->before = (uint32_t)before;
	f->judged = (uint32_t)judged;
	f->late = message_whole(m) == 1;
	f->due_s = message_number(m);
	f->allowed_us = message_number(m);
	f->frame_us = message_number(m);
	f->backlog_us = message_number(m);
	for (; message_more(m) && i < NODES_MAX; i++) {
		take_text(m, f->node[i], sizeof f->node[i]);
		f->median_us[i] = (float)message_number(m);
	}
	part->done = true;
}

/* ---- The log ---- */

/* Both parts begin at the oldest line that is kept: whichever comes first says where that is. */
static struct log_line *
log_lines(struct pages *g, struct pages_part *part, uint64_t first)
{
	bool begun = g->part[LINES].next != (int64_t)g->question.from ||
		     g->part[TIMES].next != (int64_t)g->question.from;

	if (!begun && first > g->answer.log.from && first <= INT32_MAX) {
		g->answer.log.from = first;
		g->part[LINES].next = g->part[TIMES].next = (int64_t)first;
	}
	return first == (uint64_t)part->next ? g->answer.log.line : NULL;
}

static void
log_taken(struct pages *g, struct pages_part *part, uint64_t n)
{
	uint64_t taken;

	part->next += (int64_t)n;
	taken = (uint64_t)part->next - g->answer.log.from;
	part->done = n == 0 || taken >= LOG_PAGE || (uint64_t)part->next >= g->last;
}

static void
take_lines(struct pages *g, struct pages_part *part, struct message *m)
{
	uint64_t next = message_count(m), n = message_count(m), i = 0;
	struct log_line *line;

	if (m->bad || n > next || next > INT32_MAX)
		return;
	line = log_lines(g, part, next - n);
	if (line == NULL)
		return;
	line += (uint64_t)part->next - g->answer.log.from;
	for (; i < n && message_more(m) && line < g->answer.log.line + LOG_PAGE; i++)
		take_text(m, (line++)->text, LOG_LINE_BYTES);
	log_taken(g, part, i);
	g->answer.log.n = (uint32_t)((uint64_t)part->next - g->answer.log.from);
}

static void
take_times_of_lines(struct pages *g, struct pages_part *part, struct message *m)
{
	uint64_t total = message_count(m), next = message_count(m), n = message_count(m), i = 0;
	struct log_line *line;

	if (m->bad || n > next || next > INT32_MAX || total < next)
		return;
	line = log_lines(g, part, next - n);
	if (line == NULL)
		return;
	line += (uint64_t)part->next - g->answer.log.from;
	for (; i < n && message_more(m) && line < g->answer.log.line + LOG_PAGE; i++)
		(line++)->at_s = message_number(m);
	log_taken(g, part, i);
}

/* ---- Presets ---- */

static void
take_presets(struct pages *g, struct pages_part *part, struct message *m)
{
	uint64_t total = message_count(m);
	int64_t next = message_whole(m);
	uint32_t n = (uint32_t)(part->next - (int64_t)g->question.from), before = n;

	if (m->bad || total > INT32_MAX || (next >= 0 && next <= part->next))
		return;
	while (message_more(m) && n < PRESETS_PAGE)
		take_text(m, g->answer.presets.name[n++], PRESET_NAME_BYTES);
	if (next >= 0 && n < PRESETS_PAGE && next != part->next + (n - before))
		return; /* a late page of another question */
	g->answer.presets.total = (uint32_t)total;
	g->answer.presets.n = n;
	part->next += n - before;
	part->done = next < 0 || n == PRESETS_PAGE || n == before;
}

/* ---- All ---- */

static void (*const take[NQUESTIONS][PAGES_PARTS])(
	struct pages *, struct pages_part *, struct message *) = {
	[ASK_HEAT] = { take_heat },
	[ASK_INCIDENT] = { take_cycles, take_account, take_judged },
	[ASK_LOG] = { take_lines, take_times_of_lines },
	[ASK_PRESETS] = { take_presets },
};

/* The part that an address belongs to; -1. */
static int
part_of(const struct pages *g, const char *address)
{
	size_t n = strlen(address), reply = strlen(".reply");

	if (!g->busy)
		return -1;
	if (n > reply && strcmp(address + n - reply, ".reply") == 0)
		n -= reply;
	for (int i = 0; i < PAGES_PARTS; i++) {
		const char *of = path[g->question.kind][i];

		if (of != NULL && strlen(of) == n && strncmp(of, address, n) == 0)
			return i;
	}
	return -1;
}

static bool
finished(struct pages *g)
{
	for (int i = 0; i < PAGES_PARTS; i++)
		if (g->part[i].used && !g->part[i].done)
			return false;
	g->busy = false;
	return true;
}

bool
pages_take(struct pages *g, struct message *m, struct ctl_link *l, double now_s)
{
	int part = part_of(g, m->address);
	int64_t before;

	if (part < 0 || g->part[part].done)
		return false;
	before = g->part[part].next;
	take[g->question.kind][part](g, &g->part[part], m);
	if (finished(g))
		return true;
	if (g->part[part].done || g->part[part].next != before) {
		g->progress_s = g->sent_s = now_s;
		if (!g->part[part].done)
			send_part(g, part, l);
	}
	return false;
}

/* The part without which there is no answer; what another does not know is left out. */
bool
pages_error(struct pages *g, const char *about, int code)
{
	int part = part_of(g, about), needed = g->question.kind == ASK_INCIDENT ? ACCOUNT : 0;

	if (part < 0 || g->part[part].done)
		return false;
	if (part == needed)
		g->answer.error = code == OSC_UNKNOWN ? -EOPNOTSUPP : -ENOENT;
	g->part[part].done = true;
	return finished(g);
}

bool
pages_turn(struct pages *g, struct ctl_link *l, double now_s)
{
	if (!g->busy)
		return false;
	if (now_s - g->progress_s > GIVE_UP_S) {
		g->answer.error = -ETIMEDOUT;
		g->busy = false;
		return true;
	}
	if (now_s - g->sent_s > AGAIN_S)
		send_all(g, l, now_s);
	return false;
}
