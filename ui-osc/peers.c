/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Token buckets that hold one second's worth, filled when somebody is heard of. */
#include "ui-osc/peers.h"

#include "ui-osc/origin.h"

static double
filled(double tokens, double per_s, double seconds)
{
	tokens += per_s * seconds;
	return tokens < per_s ? tokens : per_s;
}

static bool
take(double *tokens)
{
	if (*tokens < 1)
		return false;
	*tokens -= 1;
	return true;
}

struct peer *
peers_find(struct peers *p, const struct origin *from, uint64_t now_ns)
{
	struct peer *oldest = &p->peer[0];

	for (uint32_t i = 0; i < PEERS_MAX; i++) {
		struct peer *peer = &p->peer[i];

		if (peer->seen_ns != 0 && origin_same(&peer->origin, from)) {
			double s =
				now_ns > peer->seen_ns ? (double)(now_ns - peer->seen_ns) / 1e9 : 0;

			peer->packets = filled(peer->packets, PEER_PACKETS_PER_S, s);
			peer->errors = filled(peer->errors, PEER_ERRORS_PER_S, s);
			peer->seen_ns = now_ns;
			return peer;
		}
		if (peer->seen_ns < oldest->seen_ns)
			oldest = peer;
	}
	*oldest = (struct peer){ .origin = *from,
		.seen_ns = now_ns,
		.packets = PEER_PACKETS_PER_S,
		.errors = PEER_ERRORS_PER_S };
	return oldest;
}

bool
peer_take_packet(struct peer *p)
{
	return take(&p->packets);
}

bool
peer_take_error(struct peer *p)
{
	return take(&p->errors);
}
