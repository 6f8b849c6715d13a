/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a packet: counted, rated, checked, then message by message to the
 * rows.  Whoever sends faster than allowed loses packets, but not the last value
 * of what was set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/match.h"
#include "ui-osc/origin.h"
#include "ui-osc/server_private.h"

static const uint64_t SECOND_NS = 1000000000;

/* ---- Messages ---- */

/* Nothing is worked out that could not be answered any more. */
static bool
may_be_answered(const struct call *c)
{
	const struct server *s = c->server;
	bool asks = c->argc == 0 || c->at->row->kind == ROW_QUERY;

	return !asks || (s->answers > 0 && s->unfits > 0);
}

/* A row that the sender may not run refuses it. */
static int
run_allowed(struct call *c)
{
	enum tier needed = access_needed(c->at->row, c->argc);
	struct server *s = c->server;

	if (s->may < needed)
		return call_refuse(c, OSC_NOT_ALLOWED, "%s", access_refusal(needed));
	if (c->at->row->kind == ROW_ACTION && s->actions-- == 0) {
		s->actions = 0;
		server_exhaust(s);
		return call_refuse(c, OSC_NOT_NOW,
			"more than %d actions in one packet; send the rest in another",
			PACKET_ACTIONS_MAX);
	}
	if (c->at->row->kind != ROW_ACTION && !may_be_answered(c)) {
		server_exhaust(s);
		return OSC_FINE;
	}
	if (c->argc > 0)
		late_drop(&s->late, c->at->path);
	return c->at->row->run(c);
}

static void
run_row(struct call *c, const struct address *at)
{
	uint64_t sent = c->server->counts.sent;
	size_t room;
	int code;

	c->at = at;
	notify_begin_call(c->server);
	c->server->unfit = 0;
	c->server->touched |= c->argc > 0 || at->row->kind == ROW_ACTION;
	room = c->server->room;
	code = run_allowed(c);
	if (c->server->counts.sent == sent)
		notify_unanswered(c->server);
	if (code == OSC_FINE && c->server->unfit > 0 && c->server->room == room)
		code = call_refuse(c, OSC_NOT_ALLOWED,
			"%zu bytes, from here at most %zu: ask for less or /subscribe",
			c->server->unfit, room);
	if (c->reply != NULL)
		lo_message_free(c->reply);
	c->reply = NULL;
	c->spoiled = false;
	if (code != OSC_FINE && !c->wild)
		server_error(c->server, c->from, at->path, code, c->text);
}

static void
run_pattern(struct server *s, struct call *c, const char *pattern)
{
	bool any = false, actions = false, allowed = false;

	c->wild = true;
	c->answers = WILD_ANSWERS_MAX;
	for (uint32_t i = 0; i < s->space.n && s->steps > 0; i++) {
		const struct address *at = &s->space.address[i];

		if (c->argc == 0 && (c->answers == 0 || s->answers == 0))
			break;
		if (!match(pattern, at->path, &s->steps))
			continue;
		if (at->row->kind == ROW_ACTION) {
			actions = true;
			continue;
		}
		any = true;
		if (s->may < access_needed(at->row, c->argc))
			continue;
		allowed = true;
		run_row(c, at);
	}
	if (s->steps == 0)
		server_exhaust(s);
	else if (actions && !any)
		server_error(
			s, c->from, pattern, OSC_NOT_ALLOWED, "an action needs its exact address");
	else if (!any)
		server_error(s, c->from, pattern, OSC_UNKNOWN, "matches no address");
	else if (!allowed)
		server_error(s, c->from, pattern, OSC_NOT_ALLOWED, access_refusal(TIER_CONTROL));
}

static void
run_call(struct server *s, struct call *c, const char *address)
{
	const struct address *at;

	if (match_is_pattern(address)) {
		run_pattern(s, c, address);
		return;
	}
	at = space_find(&s->space, address);
	if (at != NULL)
		run_row(c, at);
	else
		server_error(s, c->from, address, OSC_UNKNOWN,
			"no such address; /list shows what there is");
}

static void
refuse_foreign(struct server *s, const struct origin *from, const char *address)
{
	char about[128], text[ERROR_TEXT_BYTES];

	snprintf(about, sizeof about, "%s", address);
	snprintf(text, sizeof text, "all addresses here begin with %s", s->prefix);
	server_error_about(s, from, about, OSC_UNKNOWN, text);
}

/* data: a message that osc_ok has accepted. */
static void
run_message(struct server *s, const struct origin *from, const uint8_t *data, size_t len)
{
	const char *address = server_strip(s, (const char *)data);
	lo_message m = NULL;
	size_t offset;
	struct call c = server_call(s, from);

	if (address == NULL) {
		refuse_foreign(s, from, (const char *)data);
		return;
	}
	c.types = packet_tags(data, len, &offset);
	c.raw = data + offset;
	c.raw_bytes = len - offset;
	if (c.types[0] != '\0') {
		m = lo_message_deserialise((void *)(uintptr_t)data, len, NULL);
		if (m == NULL)
			return;
		c.argv = lo_message_get_argv(m);
		c.argc = (uint32_t)lo_message_get_argc(m);
	}
	dump_message(&s->dump, &c, address, s->now.monotonic_ns);
	run_call(s, &c, address);
	if (m != NULL)
		lo_message_free(m);
}

/* ---- Bundles ---- */

/* How long until a time tag: <= 0: now. */
static int64_t
tag_ahead_ns(uint64_t tag, uint64_t now)
{
	int64_t ahead = (int64_t)(tag - now);

	if (tag == OSC_IMMEDIATELY || ahead <= 0)
		return 0;
	return (ahead >> 32) * (int64_t)SECOND_NS +
	       (int64_t)(((uint64_t)ahead & 0xffffffff) * SECOND_NS >> 32);
}

static void
hold_bundle(struct server *s, const struct origin *from, const uint8_t *data, size_t len,
	int64_t ahead_ns)
{
	if (ahead_ns > (int64_t)SECOND_NS) {
		server_error(s, from, "#bundle", OSC_TOO_FAR, "time tag more than 1 s ahead");
	} else if (hold_put(&s->hold, s->now.monotonic_ns + (uint64_t)ahead_ns, from, data, len) !=
		   0) {
		server_exhaust(s);
		server_error(s, from, "#bundle", OSC_NOT_NOW,
			"too many bundles are waiting for their time");
	}
}

static void run_element(
	struct server *s, const struct origin *from, const uint8_t *data, size_t len);

static void
run_elements(struct server *s, const struct origin *from, const uint8_t *data, size_t len)
{
	struct packet_element element;
	size_t at = 0;

	while (packet_next(data, len, &at, &element))
		run_element(s, from, element.data, element.len);
}

/* Recursion ends: osc_ok has bounded the depth. */
static void
run_element(struct server *s, const struct origin *from, const uint8_t *data, size_t len)
{
	int64_t ahead_ns;

	if (!packet_is_bundle(data, len)) {
		run_message(s, from, data, len);
		return;
	}
	ahead_ns = tag_ahead_ns(packet_time(data), s->now.ntp);
	if (ahead_ns > 0)
		hold_bundle(s, from, data, len, ahead_ns);
	else
		run_elements(s, from, data, len);
}

/* Whose packet it is, and how long.  Return: false: nobody's that is listened to. */
static bool
begin_from(struct server *s, const struct origin *from, size_t request)
{
	s->may = access_of(&s->access, from);
	s->room = origin_is_remote(from) ? ACCESS_ANSWER_BYTES(request) : SIZE_MAX;
	return s->may != TIER_NONE;
}

/* What is sent without a packet that asks is bounded by the tables it comes from. */
static bool
begin_unasked(struct server *s, const struct moment *now)
{
	bool fine = server_begin(s, now);

	s->answers = UINT32_MAX;
	return fine;
}

/* ---- Too fast ---- */

/* The one message of a packet.  Return: false: it holds more or less, or is to wait. */
static bool
only_message(const struct server *s, const void *data, size_t len, struct packet_element *out)
{
	struct packet_element more;
	size_t at = 0;

	*out = (struct packet_element){ .data = data, .len = len };
	if (!packet_is_bundle(data, len))
		return true;
	return tag_ahead_ns(packet_time(data), s->now.ntp) == 0 &&
	       packet_next(data, len, &at, out) && !packet_is_bundle(out->data, out->len) &&
	       !packet_next(data, len, &at, &more);
}

/* What would have set a value, had it not come too fast, is kept. */
static void
keep_late(struct server *s, const struct origin *from, const void *data, size_t len)
{
	struct packet_element m;
	const struct address *at;
	const char *address;
	size_t offset, argc;

	if (!only_message(s, data, len, &m))
		return;
	address = server_strip(s, (const char *)m.data);
	at = address != NULL ? space_find(&s->space, address) : NULL;
	argc = strlen(packet_tags(m.data, m.len, &offset));
	if (at == NULL || argc == 0 || at->row->kind == ROW_ACTION || at->row->kind == ROW_QUERY)
		return;
	if (access_needed(at->row, (uint32_t)argc) > TIER_READ &&
		access_needed(at->row, (uint32_t)argc) <= s->may)
		late_put(&s->late, from, at->path, m.data, m.len, s->now.monotonic_ns);
}

static void
run_late(struct server *s, const struct moment *now)
{
	const struct late_message *m = late_next(&s->late, 0);

	if (late_due(&s->late) > now->monotonic_ns)
		return;
	s->late.due_ns = now->monotonic_ns + LATE_PAUSE_NS;
	for (; m != NULL; m = late_next(&s->late, m->order)) {
		struct late_message copy = *m;

		if (!peer_take_packet(peers_find(&s->peers, &m->from, now->monotonic_ns)) ||
			!server_begin(s, now))
			continue;
		late_drop(&s->late, copy.path);
		begin_from(s, &copy.from, copy.len);
		run_message(s, &copy.from, copy.data, copy.len);
	}
}

/* ---- /sync ---- */

static bool
sync_waits(const struct server *s, uint32_t i)
{
	return tickets_wait(&s->tickets, &s->sync[i].to);
}

static bool
any_sync_is_ready(const struct server *s)
{
	for (uint32_t i = 0; i < s->nsyncs; i++)
		if (!sync_waits(s, i))
			return true;
	return false;
}

static void
answer_syncs(struct server *s)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < s->nsyncs; i++) {
		struct call c = server_call(s, &s->sync[i].to);

		if (sync_waits(s, i)) {
			s->sync[kept++] = s->sync[i];
			continue;
		}
		answer_int(&c, s->sync[i].id);
		answer_send_to(&c, "/synced");
	}
	s->nsyncs = kept;
}

/* ---- Exported ---- */

bool
server_begin(struct server *s, const struct moment *now)
{
	const struct snapshot *snap = control_snapshot(s->control);

	s->now = *now;
	s->answers = PACKET_ANSWERS_MAX;
	s->steps = PACKET_STEPS_MAX;
	s->unfits = PACKET_UNFIT_MAX;
	s->actions = PACKET_ACTIONS_MAX;
	s->exhausted = false;
	s->may = TIER_ADMIN;
	s->room = SIZE_MAX;
	if (s->space.n > 0 && !space_is_stale(&s->space, snap))
		return true;
	if (space_build(&s->space, s->control, snap) == 0)
		return true;
	s->counts.refused++;
	return false;
}

struct server *
server_create(struct control *c, const struct outlet *outlet)
{
	struct server *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->control = c;
	s->outlet = *outlet;
	return s;
}

void
server_destroy(struct server *s)
{
	if (s == NULL)
		return;
	space_finish(&s->space);
	hold_finish(&s->hold);
	notify_finish(&s->notify);
	free(s);
}

void
server_admit(struct server *s, const struct access *access)
{
	s->access = *access;
}

void
server_set_prefix(struct server *s, const char *prefix)
{
	snprintf(s->prefix, sizeof s->prefix, "%s", prefix);
}

void
server_packet(struct server *s, const struct origin *from, const void *data, size_t len,
	const struct moment *now)
{
	bool in_time;

	s->counts.received++;
	if (access_of(&s->access, from) == TIER_NONE) {
		s->counts.refused++;
		return;
	}
	in_time = peer_take_packet(peers_find(&s->peers, from, now->monotonic_ns));
	if (!in_time) {
		s->counts.refused++;
		dump_refused(&s->dump, s->control, from, "over the rate", len, now->monotonic_ns);
	}
	if (!osc_ok(data, len)) {
		s->counts.malformed += in_time;
		dump_refused(&s->dump, s->control, from, "that are no OSC", len, now->monotonic_ns);
		return;
	}
	if (!server_begin(s, now) || !begin_from(s, from, len))
		return;
	if (in_time)
		run_element(s, from, data, len);
	else
		keep_late(s, from, data, len);
}

uint64_t
server_due(struct server *s)
{
	uint64_t held_ns = hold_due(&s->hold), late_ns = late_due(&s->late), ns = notify_due(s);

	ns = held_ns < ns ? held_ns : ns;
	return late_ns < ns ? late_ns : ns;
}

void
server_run_due(struct server *s, const struct moment *now)
{
	for (uint32_t i = 0; i < HELD_PER_TURN_MAX && hold_due(&s->hold) <= now->monotonic_ns;
		i++) {
		struct held held;

		hold_take(&s->hold, &held);
		/* Its packet has had the 64 bytes that come with each: no more for its parts. */
		if (server_begin(s, now) && begin_from(s, &held.from, held.len)) {
			s->room -= s->room < SIZE_MAX ? ACCESS_ANSWER_BYTES(0) : 0;
			run_elements(s, &held.from, held.data, held.len);
		}
		free(held.data);
	}
	run_late(s, now);
	if (begin_unasked(s, now))
		notify_stream(s);
}

/* Syncs are answered when all that was set before them is on its way. */
void
server_settle(struct server *s, const struct moment *now)
{
	bool ready;

	if (!begin_unasked(s, now))
		return;
	if (s->touched)
		notify_look(s, false);
	s->touched = false;
	ready = any_sync_is_ready(s);
	if (ready)
		control_apply(s->control);
	notify_send(s, ready);
	answer_syncs(s);
}

void
server_done(
	struct server *s, uint64_t ticket, int error, const char *text, const struct moment *now)
{
	struct ticket t;
	struct call c;

	if (!tickets_take(&s->tickets, ticket, &t) || !begin_unasked(s, now))
		return;
	s->room = t.room;
	c = server_call(s, &t.from);
	if (error < 0) {
		server_error(s, &t.from, t.path, OSC_CREATE_FAILED, text);
	} else {
		answer_path(&c, t.path);
		answer_string(&c, t.text);
		answer_send_to(&c, "/reply");
	}
	s->touched = true;
	server_settle(s, now);
}

void
server_update(struct server *s, const struct moment *now)
{
	if (!begin_unasked(s, now))
		return;
	clients_expire(&s->clients, now->monotonic_ns);
	notify_look(s, true);
	notify_send(s, false);
}

void
server_refused(struct server *s, const struct origin *to)
{
	clients_refused(&s->clients, to);
}

void
server_unsent(struct server *s)
{
	s->counts.unsent++;
}

void
server_end(struct server *s)
{
	s->answers = UINT32_MAX;
	notify_end(s);
}

const struct osc_counts *
server_counts(const struct server *s)
{
	return &s->counts;
}
