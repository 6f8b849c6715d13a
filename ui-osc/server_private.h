/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What server.c (packets in), server_send.c (packets out) and server_http.c (asked without
 * packets) share; nobody else includes it. */
#ifndef AE_UI_OSC_SERVER_PRIVATE_H
#define AE_UI_OSC_SERVER_PRIVATE_H

#include "ui-osc/access.h"
#include "ui-osc/dump.h"
#include "ui-osc/hold.h"
#include "ui-osc/late.h"
#include "ui-osc/notify.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"
#include "ui-osc/tickets.h"

struct server {
	struct control *control;
	struct outlet outlet;
	struct space space;
	struct peers peers;
	struct hold hold;
	struct late late;
	struct access access;
	char prefix[OSC_PREFIX_BYTES];
	struct osc_counts counts;
	struct eq_trace trace;
	struct dump dump;
	struct moment now;
	bool measure;              /* as set here */
	uint64_t measure_until_ns; /* what we set is truer than the snapshot until then */
	enum tier may;             /* the sender of this packet */
	size_t room;               /* bytes that may still be answered to it */
	size_t unfit;              /* length of an answer that was too long for that; 0: none */
	uint32_t answers, steps;   /* what this packet may still cost */
	uint32_t unfits, actions;  /* likewise */
	bool exhausted;            /* this packet met a bound: counted once */
	struct clients clients;
	struct notify notify;
	struct tickets tickets;
	bool touched;          /* something may have been changed in this turn */
	struct client *push;   /* who is being told something unasked; NULL: nobody */
	uint64_t push_counted; /* packets sent before that */
	const struct ear *ear; /* who hears answers instead of the sender; NULL: nobody */
	struct {
		uint16_t port;
		char local[HOST_BYTES], remote[HOST_BYTES];
	} http;
	uint32_t nsyncs;
	struct {
		struct origin to;
		int32_t id;
	} sync[SYNCS_MAX]; /* of this turn, and those that wait for a ticket */
	uint8_t out[PACKET_BYTES_MAX];
};

/* This packet met a bound: counted, once. */
void server_exhaust(struct server *s);

/* A new packet, or something like it: its bounds, and the addresses of the moment.  Return: false:
 * no memory for them. */
bool server_begin(struct server *s, const struct moment *now);

struct call server_call(struct server *s, const struct origin *from);

/* An address without the prefix.  Return: NULL: it does not begin with that. */
const char *server_strip(const struct server *s, const char *address);

/* "/error", sparingly: about an address of ours, or one as it came. */
void server_error(
	struct server *s, const struct origin *to, const char *address, int code, const char *text);
void server_error_about(
	struct server *s, const struct origin *to, const char *about, int code, const char *text);

#endif
