/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a packet to its effects and answers, without knowing of sockets: the
 * check, who may still speak, bundles and their times, look-up, the row's run,
 * and answers through an outlet.  What one packet may cost is bounded.
 */
#ifndef AE_UI_OSC_SERVER_H
#define AE_UI_OSC_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "ui-osc/call.h"

struct access;
struct client;
struct clients;
struct notify;
struct space;
struct tickets;

enum {
	/* What one packet may cost, so that a few of them do not keep the next client waiting: */
	PACKET_ANSWERS_MAX = 256,      /* a bundle can ask many things */
	PACKET_UNFIT_MAX = 16,         /* answers that there was no room for */
	PACKET_ACTIONS_MAX = 64,       /* one may read a file, or clear all that was measured */
	PACKET_STEPS_MAX = 250 * 1000, /* of pattern matching, see match */
	HELD_PER_TURN_MAX = 64,
	SYNCS_MAX = 64, /* of one turn */
	HTTP_URL_BYTES = HOST_BYTES + 24
};

/* Where answers go.  send never blocks; it may drop.  data is valid during the call.
 * heed (may be NULL): take in what is known by now of packets that were refused. */
struct outlet {
	void (*send)(void *arg, const struct origin *to, const void *data, size_t len);
	void (*heed)(void *arg);
	void *arg;
};

/* One moment on two clocks: ours, and that of the time tags (NTP seconds << 32 | fraction). */
struct moment {
	uint64_t monotonic_ns, ntp;
};

struct osc_counts {
	uint64_t received;  /* packets */
	uint64_t malformed; /* of these: not OSC; never answered */
	uint64_t refused;   /* of these: over the rate or a bound, not (wholly) done */
	uint64_t sent;      /* packets of ours; unsent of them: there was no room for */
	uint64_t unsent;
};

/* Context: control, for all functions.  Return: NULL when out of memory. */
struct server *server_create(struct control *c, const struct outlet *outlet);
void server_destroy(struct server *s); /* accepts NULL */

/* Who else than this machine may do what, from now on; at first nobody.  Copied. */
void server_admit(struct server *s, const struct access *access);

/* What stands before every address, in and out: "" or "/name", shorter than OSC_PREFIX_BYTES; at
 * first
 * "".  Copied. */
void server_set_prefix(struct server *s, const char *prefix);

/* One packet as it came.  Nothing of it is applied before the turn of the front end ends, so all
 * that a bundle sets takes effect at one period boundary. */
void server_packet(struct server *s, const struct origin *from, const void *data, size_t len,
	const struct moment *now);

/* Bundles that were to wait, values that came too fast or were subscribed to: when the first is due
 * (monotonic, UINT64_MAX: none), and do those that are. */
uint64_t server_due(struct server *s);
void server_run_due(struct server *s, const struct moment *now);

/* The end of a turn of the front end: what its packets have changed is told. */
void server_settle(struct server *s, const struct moment *now);

/* What control was asked for under this ticket is done, or has failed (error < 0, with text): who
 * waits for it is told. */
void server_done(
	struct server *s, uint64_t ticket, int error, const char *text, const struct moment *now);

/* There is a new snapshot: what is new in it is told. */
void server_update(struct server *s, const struct moment *now);

/* A packet to this port was refused: nothing is sent there unasked any more.  A packet could not
 * be sent for want of room. */
void server_refused(struct server *s, const struct origin *to);
void server_unsent(struct server *s);

/* The program ends: tell those that hear of changes. */
void server_end(struct server *s);

const struct osc_counts *server_counts(const struct server *s);

/* ---- For those who ask by another way than a packet ---- */

/* The addresses of this moment, and what this one may do with them, see server_may.
 * Return: 0; -EACCES: nothing, not even ask; -ENOMEM. */
int server_consult(struct server *s, const struct origin *from, const struct moment *now);

/* What the row of an address answers there to an empty question, after server_consult.  The
 * message is valid for the call.  Return: was there an answer? */
struct ear {
	void (*hear)(void *arg, lo_message answer);
	void *arg;
};
bool server_overhear(struct server *s, const struct origin *from, const struct address *at,
	const struct ear *ear);

/* Where that can be done by HTTP: the port, 0: nowhere; at the address local for this machine, at
 * remote for others, unless they have been told by which of our addresses they came. */
void server_set_http(struct server *s, uint16_t port, const char *local, const char *remote);

/* ---- For the rows ---- */

const struct space *server_space(const struct server *s);
const char *server_prefix(const struct server *s);

/* An address as somebody wrote it, without the prefix: that of --osc-prefix is taken off, where
 * it is there. */
const char *server_local_path(const struct server *s, const char *address);

/* What the sender may do, and what the answers to its packet may still be long, see access.h. */
enum tier server_may(const struct server *s);
size_t server_room(const struct server *s);
/* Would a packet from there be listened to?  Not from our own port. */
bool server_hears(const struct server *s, const struct origin *from);
/* Find out which clients on this machine are dead. */
void server_probe(struct server *s);

/* "http://127.0.0.1:7723/", as somebody there reaches it, or "". */
void server_http_url(const struct server *s, const struct origin *from, char out[HTTP_URL_BYTES]);

struct control *server_control(struct server *s);
uint64_t server_now(const struct server *s); /* of this turn, monotonic */
struct clients *server_subscribers(struct server *s);
struct notify *server_notify(struct server *s);
struct tickets *server_tickets(struct server *s);

/* "/synced id" once everything before it is done and told: at the end of the turn, or when nobody
 * has to wait any more for what they asked for before. */
void server_sync(struct server *s, const struct origin *to, int32_t id);

/* The value of an address to a client that has not asked just now, by the very row that would
 * answer it.  text (may be NULL, else of ERROR_TEXT_BYTES): why not.
 * Return: OSC_FINE; the row's code; OSC_UNSENT. */
int server_push(struct server *s, struct client *to, const char *path, char *text);
/* The same in two steps for what has no row: a call to answer.  Return: was anything sent? */
void server_push_begin(struct server *s, struct client *to, struct call *c);
bool server_push_end(struct server *s);

/* The EQ's curve, kept from one question to the next. */
struct eq_trace *server_trace(struct server *s);

/* /profiler/on as it was last set here, for as long as the snapshot cannot show it yet. */
bool server_measuring(const struct server *s);
void server_measure(struct server *s, bool on);

void server_send(struct server *s, const struct origin *to, const char *address, lo_message m);

/* Tags and arguments as somebody else serialised them; len 0: none. */
void server_send_raw(struct server *s, const struct origin *to, const char *address,
	const void *rest, size_t len);

#endif
