/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way out: answers, errors and what nobody asked for just now.  Errors are
 * answered sparingly and never to what is itself an answer, so that two
 * programs cannot keep each other busy; what other machines get is bounded by
 * what they sent, or by the share of one that is streamed to.
 */
#include <stdio.h>
#include <string.h>

#include "ui-osc/origin.h"
#include "ui-osc/server_private.h"

static const uint64_t MEASURE_KNOWN_NS = 200000000;

static size_t
string_bytes(size_t characters)
{
	return (characters + 4) & ~(size_t)3;
}

/* Takes what an answer of this length costs.  Return: false: it is too much, for its packet or for
 * a machine that is streamed to. */
static bool
may_send(struct server *s, size_t len)
{
	if (s->answers == 0 || len > sizeof s->out) {
		server_exhaust(s);
		return false;
	}
	if (s->push != NULL) {
		if (!peers_may_stream(&s->peers, &s->push->to, len, s->now.monotonic_ns))
			return false;
	} else if (len > s->room) {
		server_exhaust(s);
		s->unfit = len;
		s->unfits -= s->unfits > 0;
		return false;
	} else if (s->room < SIZE_MAX) {
		s->room -= len;
	}
	s->answers--;
	s->counts.sent++;
	return true;
}

/* An answer needs no answer. */
static bool
is_answer(const char *address)
{
	static const char *const name[] = { "/error", "/reply", "/pong", "/synced" };
	const char *last = strrchr(address, '/'); /* whatever prefix somebody else has */
	size_t len = strlen(address);

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (last != NULL && strcmp(last, name[i]) == 0)
			return true;
	return len > 6 && strcmp(address + len - 6, ".reply") == 0;
}

/* Off loopback the text is cut to what may be answered.  Return: bytes of it, with its end. */
static size_t
error_text_bytes(const struct server *s, const char *about)
{
	size_t head = string_bytes(strlen(s->prefix) + strlen("/error")) + string_bytes(4) +
		      string_bytes(strlen(about)) + 4;

	if (head >= s->room)
		return 0;
	return s->room - head < ERROR_TEXT_BYTES ? (s->room - head) & ~(size_t)3 : ERROR_TEXT_BYTES;
}

/* about: an address as it came. */
void
server_error_about(
	struct server *s, const struct origin *to, const char *about, int code, const char *text)
{
	char cut[ERROR_TEXT_BYTES];
	size_t bytes;
	lo_message m;

	if (is_answer(about) || !peer_take_error(peers_find(&s->peers, to, s->now.monotonic_ns)))
		return;
	m = lo_message_new();
	if (m == NULL)
		return;
	bytes = error_text_bytes(s, about);
	snprintf(cut, bytes, "%s", text);
	if (bytes > 0 && lo_message_add_string(m, about) == 0 &&
		lo_message_add_int32(m, code) == 0 && lo_message_add_string(m, cut) == 0)
		server_send(s, to, "/error", m);
	lo_message_free(m);
}

void
server_error(
	struct server *s, const struct origin *to, const char *address, int code, const char *text)
{
	char about[128];

	snprintf(about, sizeof about, "%s%s", address[0] == '/' ? s->prefix : "", address);
	server_error_about(s, to, about, code, text);
}

/* ---- For the rows ---- */

void
server_exhaust(struct server *s)
{
	if (!s->exhausted)
		s->counts.refused++;
	s->exhausted = true;
}

struct call
server_call(struct server *s, const struct origin *from)
{
	return (struct call){ .server = s,
		.control = s->control,
		.snap = control_snapshot(s->control),
		.from = from,
		.types = "",
		.answers = PACKET_ANSWERS_MAX };
}

const char *
server_strip(const struct server *s, const char *address)
{
	size_t n = strlen(s->prefix);

	return strncmp(address, s->prefix, n) == 0 && (n == 0 || address[n] == '/') ? address + n
										    : NULL;
}

const struct space *
server_space(const struct server *s)
{
	return &s->space;
}

const char *
server_prefix(const struct server *s)
{
	return s->prefix;
}

const char *
server_local_path(const struct server *s, const char *address)
{
	const char *local = server_strip(s, address);

	return local != NULL ? local : address;
}

enum tier
server_may(const struct server *s)
{
	return s->may;
}

bool
server_hears(const struct server *s, const struct origin *from)
{
	return access_of(&s->access, from) != TIER_NONE;
}

size_t
server_room(const struct server *s)
{
	return s->push == NULL && s->room < sizeof s->out ? s->room : sizeof s->out;
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

struct tickets *
server_tickets(struct server *s)
{
	return &s->tickets;
}

static uint32_t
sync_count(const struct server *s, const struct origin *of)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->nsyncs; i++)
		n += origin_same(&s->sync[i].to, of);
	return n;
}

/* Whoever asks for most loses its newest, so that others are answered.  Return: false: nobody asks
 * for more than this one. */
static bool
sync_make_room(struct server *s, const struct origin *to)
{
	uint32_t chosen = 0, most = 0;

	for (uint32_t i = 0; i < s->nsyncs; i++) {
		uint32_t n = sync_count(s, &s->sync[i].to);

		if (n >= most) {
			most = n;
			chosen = i;
		}
	}
	if (most <= sync_count(s, to) + 1)
		return false;
	s->nsyncs--;
	memmove(&s->sync[chosen], &s->sync[chosen + 1], (s->nsyncs - chosen) * sizeof *s->sync);
	return true;
}

void
server_sync(struct server *s, const struct origin *to, int32_t id)
{
	if (s->nsyncs == SYNCS_MAX) {
		server_exhaust(s);
		if (!sync_make_room(s, to))
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
	*c = server_call(s, &to->to);
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
	char whole[OSC_PREFIX_BYTES + PATH_BYTES + 8];
	size_t len;

	if (s->ear != NULL) {
		s->ear->hear(s->ear->arg, m);
		return;
	}
	snprintf(whole, sizeof whole, "%s%s", s->prefix, address);
	len = lo_message_length(m, whole);
	if (!may_send(s, len))
		return;
	lo_message_serialise(m, whole, s->out, &len);
	s->outlet.send(s->outlet.arg, to, s->out, len);
}

void
server_send_raw(struct server *s, const struct origin *to, const char *address, const void *rest,
	size_t len)
{
	static const uint8_t no_tags[4] = { ',' };
	size_t before = strlen(s->prefix), head = string_bytes(before + strlen(address));

	if (len == 0) {
		rest = no_tags;
		len = sizeof no_tags;
	}
	if (!may_send(s, head + len))
		return;
	memset(s->out, 0, head);
	memcpy(s->out, s->prefix, before);
	memcpy(s->out + before, address, strlen(address));
	memcpy(s->out + head, rest, len);
	s->outlet.send(s->outlet.arg, to, s->out, head + len);
}
