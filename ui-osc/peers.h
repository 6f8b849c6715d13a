/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has been talking to us lately, and how much each may still say: token
 * buckets per source address and port, one for packets in, one for /error out.
 * On another machine ports cost nothing and addresses little: there the host
 * has buckets of its own, also for what is streamed to it, and few ports.
 *
 * The tables are fixed.  A newcomer takes the place of another newcomer before
 * that of somebody known for longer than a second, and newcomers beyond
 * PEER_NEWCOMERS_PER_S share one bucket: forged sources push nobody out.
 */
#ifndef AE_UI_OSC_PEERS_H
#define AE_UI_OSC_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/network.h"
#include "ui-osc/call.h"

enum {
	PEERS_MAX = 64,
	PEERS_REMOTE_MAX = 32,     /* of them, on other machines */
	PEERS_OF_HOST_MAX = 8,     /* ports of one of those */
	PEER_HOSTS_MAX = 32,       /* other machines */
	PEER_PACKETS_PER_S = 2000, /* on this machine */
	PEER_REMOTE_PACKETS_PER_S = 200,
	PEER_HOST_PACKETS_PER_S = 400, /* all ports of another machine */
	PEER_ERRORS_PER_S = 5,
	PEER_NEWCOMERS_PER_S = 100,
	PEER_RECENT_S = 10,
	PEER_STREAM_BYTES_PER_S = 64000, /* to another machine */
	PEER_STREAM_BURST_BYTES = 16000,
	PEER_HEADER_BYTES = 48 /* of IPv6 and UDP, for each packet */
};

/* When somebody was heard of.  known_ns: since then without a gap of PEER_RECENT_S. */
struct peer_times {
	uint64_t seen_ns, known_ns; /* last packet, first one; seen_ns 0: free */
};

struct peer {
	struct peer_times times;
	struct origin origin;
	bool remote;
	double packets, errors; /* tokens left */
	struct peer_host *of;   /* its machine; NULL: this one */
};

struct peer_host {
	struct peer_times times;
	struct host_address host;
	double packets, bytes; /* tokens; of streams */
	uint64_t streamed_ns;
};

struct peers {
	struct peer peer[PEERS_MAX];
	struct peer_host host[PEER_HOSTS_MAX];
	double newcomers; /* a bucket that leaks: how full */
	uint64_t newcomers_ns;
	struct peer crowd[2]; /* newcomers beyond those: of this machine, of others */
};

/* The one with this origin, its buckets filled up to now.  Never NULL; valid until the next call.
 * Context: control, for all functions. */
struct peer *peers_find(struct peers *p, const struct origin *from, uint64_t now_ns);

/* May it send one more packet, be sent one more /error?  Takes the token. */
bool peer_take_packet(struct peer *p);
bool peer_take_error(struct peer *p);

/* May so many bytes of a subscription go there now?  Takes them; always, on this machine.  When
 * not, the next value is newer anyway. */
bool peers_may_stream(struct peers *p, const struct origin *to, size_t bytes, uint64_t now_ns);

#endif
