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
struct space;

enum {
	PACKET_ANSWERS_MAX = 1024,      /* a bundle can ask many things */
	PACKET_STEPS_MAX = 1000 * 1000, /* of pattern matching, see match */
	HELD_PER_TURN_MAX = 64
};

/* Where answers go.  send never blocks; it may drop.  data is valid during the call. */
struct outlet {
	void (*send)(void *arg, const struct origin *to, const void *data, size_t len);
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

/* Bundles that were to wait, and values that came too fast: when the first is due (monotonic,
 * UINT64_MAX: none), and do those that are. */
uint64_t server_due(const struct server *s);
void server_run_due(struct server *s, const struct moment *now);

const struct osc_counts *server_counts(const struct server *s);

/* ---- For the rows ---- */

const struct space *server_space(const struct server *s);
const char *server_prefix(const struct server *s);

/* An address as somebody wrote it, without the prefix: that of --osc-prefix is taken off, where
 * it is there. */
const char *server_local_path(const struct server *s, const char *address);

/* What the answers to this packet may still be long, see access.h. */
size_t server_room(const struct server *s);
uint32_t server_clients(const struct server *s); /* heard of in the last 10 s */

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
