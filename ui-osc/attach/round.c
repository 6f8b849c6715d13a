/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See round.h. */
#include "ui-osc/attach/round.h"

#include <string.h>

#include "ui-osc/access.h"

/* Marks a /ping as ours. */
#define ROUND_WORD "round"

enum {
	BEGINS,
	ENDS,
	PONG_BYTES = 48,
	ROUND_ROWS = 100,          /* of one bundle; an engine sends at most 256 answers */
	REMOTE_ANSWER_BYTES = 3600 /* of one bundle: its question fits an Ethernet frame */
};

static const double GENEROUS_MAX = 3, MORE = 1.25;

void
round_add(struct ctl_link *l, const char *path, const int32_t *args, int nargs)
{
	lo_message m = lo_message_new();
	bool fine = m != NULL;

	for (int i = 0; i < nargs && fine; i++)
		fine = lo_message_add_int32(m, args[i]) == 0;
	if (fine)
		link_add(l, path, m);
	else
		l->overflow = true;
	lo_message_free(m);
}

void
round_pad(struct ctl_link *l, size_t answer_bytes)
{
	size_t room = ACCESS_ANSWER_BYTES(l->len);

	if (l->remote && answer_bytes > room)
		link_pad(l, (answer_bytes - room + 2) / 3);
}

/* ---- One bundle ---- */

static void
add_ping(struct round *r, struct ctl_link *l, int which)
{
	lo_message m = lo_message_new();

	if (m != NULL && lo_message_add_string(m, ROUND_WORD) == 0 &&
		lo_message_add_int32(m, r->serial) == 0 && lo_message_add_int32(m, which) == 0)
		link_add(l, "/ping", m);
	else
		l->overflow = true;
	lo_message_free(m);
}

static struct bundle *
begin(struct round *r, const struct picture *p, struct ctl_link *l)
{
	struct bundle *b = &r->bundle[r->n];

	*b = (struct bundle){ .serial = ++r->serial, .asked = p->next };
	b->asked.incidents = picture_incidents(p);
	link_begin(l);
	add_ping(r, l, BEGINS);
	return b;
}

static void
end(struct round *r, struct ctl_link *l, double answer_bytes)
{
	add_ping(r, l, ENDS);
	round_pad(l, (size_t)(answer_bytes * r->generous));
	if (link_send(l) == 0) {
		r->sent_bytes += l->len;
		r->packets++;
	}
	r->n++;
}

/* ---- Which rows ---- */

static bool
is_due(const struct round *r, const struct picture *p, const struct picture_row *row,
	bool everything)
{
	bool quarter = everything || r->tick % ROUND_QUARTER == 0;

	/* A page a round.  Two windows each quarter of a second: one that changes slowly, see
	 * next_all, and the last second's. */
	if (row->take == take_all)
		return everything || r->tick % ROUND_QUARTER < 2 || p->next.row > 0;
	if ((row->take == take_threads && p->next.thread > 0) ||
		(row->take == take_node_samples && p->next.node > 0) ||
		(row->take == take_log_lines))
		return true;
	return row->pace == PACE_FAST || (row->pace == PACE_QUARTER && quarter) ||
	       (row->pace == PACE_SECOND && (everything || r->tick % ROUND_TICKS == 0));
}

static uint32_t
expected(const struct round *r, uint32_t i)
{
	uint32_t bytes = picture_rows[i].bytes;

	return r->heard[i] > bytes ? r->heard[i] : bytes;
}

void
round_send(struct round *r, struct picture *p, struct ctl_link *l, bool everything)
{
	uint32_t bytes = 2 * PONG_BYTES, rows = 0;
	int32_t args[PICTURE_ARGS];
	struct bundle *b;
	int nargs;

	r->n = 0;
	b = begin(r, p, l);
	for (uint32_t i = 0; i < npicture_rows; i++) {
		const struct picture_row *row = &picture_rows[i];

		if (!is_due(r, p, row, everything) || !picture_wants(p, i, args, &nargs))
			continue;
		if ((rows == ROUND_ROWS || (l->remote && rows > 0 &&
						   bytes + expected(r, i) > REMOTE_ANSWER_BYTES)) &&
			r->n + 1 < ROUND_BUNDLES) {
			end(r, l, bytes);
			b = begin(r, p, l);
			bytes = 2 * PONG_BYTES;
			rows = 0;
		}
		round_add(l, row->path, args, nargs);
		b->incidents |= row->take == take_part && nargs == 1;
		bytes += expected(r, i);
		rows++;
	}
	end(r, l, bytes);
	r->tick = (r->tick + 1) % ROUND_TICKS;
}

/* ---- Answers ---- */

static bool
is_over(const struct round *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (!r->bundle[i].ended)
			return false;
	return true;
}

static struct bundle *
find(struct round *r, int64_t serial)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->bundle[i].serial == serial)
			return &r->bundle[i];
	return NULL;
}

bool
round_pong(struct round *r, struct picture *p, struct message *m)
{
	bool ours = strcmp(message_text(m), ROUND_WORD) == 0;
	int64_t serial = message_whole(m), which = message_whole(m);
	struct bundle *b = find(r, serial);

	if (m->bad || !ours || b == NULL)
		return false;
	p->asked_known = which == BEGINS;
	p->asked = b->asked;
	if (which != ENDS || b->ended)
		return false;
	b->ended = true;
	if (b->incidents)
		p->incidents_told = b->asked.incidents;
	if (!is_over(r))
		return false;
	r->n = 0;
	return true;
}

void
round_heard(struct round *r, int row, size_t bytes)
{
	if (row >= 0 && bytes > r->heard[row])
		r->heard[row] = (uint32_t)bytes;
}

void
round_leave(struct round *r, struct picture *p)
{
	if (!is_over(r) && r->generous < GENEROUS_MAX)
		r->generous *= MORE;
	p->asked_known = false;
	r->n = 0;
}
