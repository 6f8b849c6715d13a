/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a packet: counted, rated, checked, then message by message to the
 * rows.  Errors are answered sparingly and never to what is itself an answer,
 * so that two programs cannot keep each other busy.
 */
#include "ui-osc/server.h"

#include <stdlib.h>
#include <string.h>

#include "ui-osc/dump.h"
#include "ui-osc/hold.h"
#include "ui-osc/match.h"
#include "ui-osc/notify.h"
#include "ui-osc/origin.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"
#include "ui-osc/space.h"

static const uint64_t SECOND_NS = 1000000000, MEASURE_KNOWN_NS = 200000000;

struct server {
	struct control *control;
	struct outlet outlet;
	struct space space;
	struct peers peers;
	struct hold hold;
	struct osc_counts counts;
	struct eq_trace trace;
	struct dump dump;
	struct moment now;
	bool measure;              /* as set here */
	uint64_t measure_until_ns; /* what we set is truer than the snapshot until then */
	uint32_t answers, steps;   /* what this packet may still cost */
	bool exhausted;            /* this packet met a bound: counted once */
	struct clients clients;
	struct notify notify;
	bool touched;          /* something may have been changed in this turn */
	struct client *push;   /* who is being told something unasked; NULL: nobody */
	uint64_t push_counted; /* packets sent before that */
	uint32_t nsyncs;
	struct {
		struct origin to;
		int32_t id;
	} sync[SYNCS_MAX]; /* of this turn */
	uint8_t out[PACKET_BYTES_MAX];
};

static void
exhaust(struct server *s)
{
	if (!s->exhausted)
		s->counts.refused++;
	s->exhausted = true;
}

/* ---- Errors ---- */

/* An answer needs no answer. */
static bool
is_answer(const char *address)
{
	static const char *const name[] = { "/error", "/reply", "/pong", "/synced" };
	size_t len = strlen(address);

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (strcmp(address, name[i]) == 0)
			return true;
	return len > 6 && strcmp(address + len - 6, ".reply") == 0;
}

static void
send_error(
	struct server *s, const struct origin *to, const char *address, int code, const char *text)
{
	char about[128];
	lo_message m;

	if (is_answer(address) || !peer_take_error(peers_find(&s->peers, to, s->now.monotonic_ns)))
		return;
	m = lo_message_new();
	if (m == NULL)
		return;
	about[0] = '\0';
	strncat(about, address, sizeof about - 1);
	if (lo_message_add_string(m, about) == 0 && lo_message_add_int32(m, code) == 0 &&
		lo_message_add_string(m, text) == 0)
		server_send(s, to, "/error", m);
	lo_message_free(m);
}

/* ---- Messages ---- */

static void
run_row(struct call *c, const struct address *at)
{
	int code;

	c->at = at;
	c->server->touched |= c->argc > 0 || at->row->kind == ROW_ACTION;
	code = at->row->run(c);
	if (c->reply != NULL)
		lo_message_free(c->reply);
	c->reply = NULL;
	c->spoiled = false;
	if (code != OSC_FINE && !c->wild)
		send_error(c->server, c->from, at->path, code, c->text);
}

static void
run_pattern(struct server *s, struct call *c, const char *pattern)
{
	bool any = false, actions = false;

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
		run_row(c, at);
	}
	if (s->steps == 0)
		exhaust(s);
	else if (actions && !any)
		send_error(
			s, c->from, pattern, OSC_NOT_ALLOWED, "an action needs its exact address");
	else if (!any)
		send_error(s, c->from, pattern, OSC_UNKNOWN, "matches no address");
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
		send_error(s, c->from, address, OSC_UNKNOWN,
			"no such address; /list shows what there is");
}

static struct call
call_from(struct server *s, const struct origin *from)
{
	return (struct call){ .server = s,
		.control = s->control,
		.snap = control_snapshot(s->control),
		.from = from,
		.types = "",
		.answers = PACKET_ANSWERS_MAX };
}

/* data: a message that osc_ok has accepted. */
static void
run_message(struct server *s, const struct origin *from, const uint8_t *data, size_t len)
{
	const char *address = (const char *)data;
	lo_message m = NULL;
	size_t offset;
	struct call c = call_from(s, from);

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
		send_error(s, from, "#bundle", OSC_TOO_FAR, "time tag more than 1 s ahead");
	} else if (hold_put(&s->hold, s->now.monotonic_ns + (uint64_t)ahead_ns, from, data, len) !=
		   0) {
		exhaust(s);
		send_error(s, from, "#bundle", OSC_NOT_NOW,
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

/* A new packet: its bounds, and the addresses of the moment.  Return: false: no memory for them. */
static bool
begin(struct server *s, const struct moment *now)
{
	const struct snapshot *snap = control_snapshot(s->control);

	s->now = *now;
	s->answers = PACKET_ANSWERS_MAX;
	s->steps = PACKET_STEPS_MAX;
	s->exhausted = false;
	if (s->space.n > 0 && !space_is_stale(&s->space, snap))
		return true;
	if (space_build(&s->space, s->control, snap) == 0)
		return true;
	s->counts.refused++;
	return false;
}

/* What is sent without a packet that asks is bounded by the tables it comes from. */
static bool
begin_unasked(struct server *s, const struct moment *now)
{
	bool fine = begin(s, now);

	s->answers = UINT32_MAX;
	return fine;
}

/* Return: false: this client has had its share. */
static bool
may_send(struct server *s, size_t len)
{
	if (s->push != NULL && !client_take_bytes(s->push, len, s->now.monotonic_ns))
		return false;
	s->answers--;
	s->counts.sent++;
	return true;
}

/* ---- Exported ---- */

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
server_packet(struct server *s, const struct origin *from, const void *data, size_t len,
	const struct moment *now)
{
	s->counts.received++;
	if (!peer_take_packet(peers_find(&s->peers, from, now->monotonic_ns))) {
		s->counts.refused++;
		dump_refused(&s->dump, s->control, from, "over the rate", len, now->monotonic_ns);
		return;
	}
	if (!osc_ok(data, len)) {
		s->counts.malformed++;
		dump_refused(&s->dump, s->control, from, "that are no OSC", len, now->monotonic_ns);
		return;
	}
	if (begin(s, now))
		run_element(s, from, data, len);
}

void
server_refuse(struct server *s)
{
	s->counts.received++;
	s->counts.refused++;
}

uint64_t
server_due(struct server *s)
{
	uint64_t held_ns = hold_due(&s->hold), ns = notify_due(s);

	return held_ns < ns ? held_ns : ns;
}

void
server_run_due(struct server *s, const struct moment *now)
{
	for (uint32_t i = 0; i < HELD_PER_TURN_MAX && hold_due(&s->hold) <= now->monotonic_ns;
		i++) {
		struct held held;

		hold_take(&s->hold, &held);
		if (begin(s, now))
			run_elements(s, &held.from, held.data, held.len);
		free(held.data);
	}
	if (begin_unasked(s, now))
		notify_stream(s);
}

/* Syncs are answered when all that was set before them is on its way. */
void
server_settle(struct server *s, const struct moment *now)
{
	if (!begin_unasked(s, now))
		return;
	if (s->touched)
		notify_look(s, false);
	s->touched = false;
	if (s->nsyncs > 0)
		control_apply(s->control);
	notify_send(s, s->nsyncs > 0);
	for (uint32_t i = 0; i < s->nsyncs; i++) {
		struct call c = call_from(s, &s->sync[i].to);

		answer_int(&c, s->sync[i].id);
		answer_send_to(&c, "/synced");
	}
	s->nsyncs = 0;
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

const struct space *
server_space(const struct server *s)
{
	return &s->space;
}

struct control *
server_control(struct server *s)
{
	return s->control;
}

uint64_t
server_now(const struct server *s)
{
	return s->now.monotonic_ns;
}

struct clients *
server_subscribers(struct server *s)
{
	return &s->clients;
}

struct notify *
server_notify(struct server *s)
{
	return &s->notify;
}

void
server_sync(struct server *s, const struct origin *to, int32_t id)
{
	if (s->nsyncs == SYNCS_MAX) {
		exhaust(s);
		return;
	}
	s->sync[s->nsyncs].to = *to;
	s->sync[s->nsyncs++].id = id;
}

/* Something that says nothing: a bundle of no elements.  Whose port is closed refuses it. */
void
server_probe(struct server *s)
{
	static const uint8_t nothing[16] = { '#', 'b', 'u', 'n', 'd', 'l', 'e', [15] = 1 };

	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		const struct origin to = s->clients.client[i].to;

		if (to.len > 0 && !origin_is_remote(&to))
			s->outlet.send(s->outlet.arg, &to, nothing, sizeof nothing);
	}
	if (s->outlet.heed != NULL)
		s->outlet.heed(s->outlet.arg);
}

void
server_push_begin(struct server *s, struct client *to, struct call *c)
{
	s->push = to;
	s->push_counted = s->counts.sent;
	*c = call_from(s, &to->to);
}

bool
server_push_end(struct server *s)
{
	s->push = NULL;
	return s->counts.sent != s->push_counted;
}

int
server_push(struct server *s, struct client *to, const char *path, char *text)
{
	struct call c;
	int code;

	server_push_begin(s, to, &c);
	c.at = space_find(&s->space, path);
	code = c.at != NULL ? c.at->row->run(&c) : call_refuse(&c, OSC_UNKNOWN, "it is gone");
	if (c.reply != NULL)
		lo_message_free(c.reply);
	if (text != NULL)
		memcpy(text, c.text, ERROR_TEXT_BYTES);
	return !server_push_end(s) && code == OSC_FINE ? OSC_UNSENT : code;
}

struct eq_trace *
server_trace(struct server *s)
{
	return &s->trace;
}

bool
server_measuring(const struct server *s)
{
	if (s->now.monotonic_ns < s->measure_until_ns)
		return s->measure;
	return control_snapshot(s->control)->profile.on;
}

void
server_measure(struct server *s, bool on)
{
	control_measure(s->control, on);
	s->measure = on;
	s->measure_until_ns = s->now.monotonic_ns + MEASURE_KNOWN_NS;
}

void
server_send(struct server *s, const struct origin *to, const char *address, lo_message m)
{
	size_t len = lo_message_length(m, address);

	if (s->answers == 0 || len > sizeof s->out) {
		exhaust(s);
		return;
	}
	if (!may_send(s, len))
		return;
	lo_message_serialise(m, address, s->out, &len);
	s->outlet.send(s->outlet.arg, to, s->out, len);
}

void
server_send_raw(struct server *s, const struct origin *to, const char *address, const void *rest,
	size_t len)
{
	static const uint8_t no_tags[4] = { ',' };
	size_t head = (strlen(address) + 4) & ~(size_t)3;

	if (len == 0) {
		rest = no_tags;
		len = sizeof no_tags;
	}
	if (s->answers == 0 || head + len > sizeof s->out) {
		exhaust(s);
		return;
	}
	if (!may_send(s, head + len))
		return;
	memset(s->out, 0, head);
	memcpy(s->out, address, strlen(address));
	memcpy(s->out + head, rest, len);
	s->outlet.send(s->outlet.arg, to, s->out, head + len);
}
