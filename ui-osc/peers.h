/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has been talking to us lately, and how much each may still say: two token
 * buckets per source address and port, one for packets in, one for /error out.
 * The table is fixed; a newcomer takes the place of whoever was silent longest.
 */
#ifndef AE_UI_OSC_PEERS_H
#define AE_UI_OSC_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-osc/call.h"

enum { PEERS_MAX = 64, PEER_PACKETS_PER_S = 2000, PEER_ERRORS_PER_S = 5 };

struct peer {
	struct origin origin;
	uint64_t seen_ns;       /* last packet; 0: free */
	double packets, errors; /* tokens left */
};

struct peers {
	struct peer peer[PEERS_MAX];
};

/* The one with this origin, its buckets filled up to now.  Never NULL.  Context: control. */
struct peer *peers_find(struct peers *p, const struct origin *from, uint64_t now_ns);

/* May it send one more packet, be sent one more /error?  Takes the token. */
bool peer_take_packet(struct peer *p);
bool peer_take_error(struct peer *p);

#endif
