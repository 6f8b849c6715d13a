/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Token buckets that hold one second's worth, filled when somebody is heard of. */
#include "ui-osc/peers.h"

#include "ui-osc/origin.h"

static const uint64_t SECOND_NS = 1000000000;

static double
filled(double tokens, double per_s, double seconds, double most)
{
	tokens += per_s * seconds;
	return tokens < most ? tokens : most;
}

static bool
take(double *tokens)
{
	if (*tokens < 1)
		return false;
	*tokens -= 1;
	return true;
}

/* ---- Times ---- */

/* Heard of now.  Return: seconds since the last time. */
static double
hear(struct peer_times *t, uint64_t now_ns)
{
	uint64_t passed_ns = now_ns > t->seen_ns ? now_ns - t->seen_ns : 0;

	if (passed_ns > PEER_RECENT_S * SECOND_NS)
		t->known_ns = now_ns;
	t->seen_ns = now_ns;
	return (double)passed_ns / 1e9;
}

static bool
is_newcomer(const struct peer_times *t)
{
	return t->seen_ns - t->known_ns < SECOND_NS;
}

/* Who is to leave first: a free place, then newcomers, in each the one silent for longest; those
 * that have been silent for PEER_RECENT_S are as good as newcomers. */
static bool
leaves_before(const struct peer_times *a, const struct peer_times *b, uint64_t now_ns)
{
	bool a_stays = !is_newcomer(a) && now_ns - a->seen_ns < PEER_RECENT_S * SECOND_NS;
	bool b_stays = !is_newcomer(b) && now_ns - b->seen_ns < PEER_RECENT_S * SECOND_NS;

	if (a_stays != b_stays)
		return b_stays;
	return a->seen_ns < b->seen_ns;
}

/* ---- Machines ---- */

static struct peer_host *
find_host(struct peers *p, const struct host_address *host)
{
	for (uint32_t i = 0; i < PEER_HOSTS_MAX; i++)
		if (p->host[i].times.seen_ns != 0 && host_is_same(&p->host[i].host, host))
			return &p->host[i];
	return NULL;
}

/* Ports of a machine that loses its place are forgotten with it. */
static struct peer_host *
enter_host(struct peers *p, const struct host_address *host, uint64_t now_ns)
{
	struct peer_host *h = &p->host[0];

	for (uint32_t i = 1; i < PEER_HOSTS_MAX; i++)
		if (leaves_before(&p->host[i].times, &h->times, now_ns))
			h = &p->host[i];
	for (uint32_t i = 0; i < PEERS_MAX; i++)
		if (p->peer[i].of == h)
			p->peer[i] = (struct peer){ .of = NULL };
	*h = (struct peer_host){ .times = { now_ns, now_ns },
		.host = *host,
		.packets = PEER_HOST_PACKETS_PER_S,
		.bytes = PEER_STREAM_BURST_BYTES,
		.streamed_ns = now_ns };
	return h;
}

static void
fill_host(struct peer_host *h, uint64_t now_ns)
{
	double s = hear(&h->times, now_ns);

	h->packets = filled(h->packets, PEER_HOST_PACKETS_PER_S, s, PEER_HOST_PACKETS_PER_S);
}

/* ---- Peers ---- */

static void
fill(struct peer *p, uint64_t now_ns)
{
	double s = hear(&p->times, now_ns);
	double per_s = p->remote ? PEER_REMOTE_PACKETS_PER_S : PEER_PACKETS_PER_S;

	p->packets = filled(p->packets, per_s, s, per_s);
	p->errors = filled(p->errors, PEER_ERRORS_PER_S, s, PEER_ERRORS_PER_S);
	if (p->of != NULL)
		fill_host(p->of, now_ns);
}

/* Whom a newcomer may replace: those of its own machine, if that has its share already; those of
 * other machines, if these have theirs; anybody. */
static struct peer *
place_for(struct peers *p, const struct peer_host *of, uint64_t now_ns)
{
	uint32_t nremote = 0, nsame = 0;
	struct peer *first = NULL;

	for (uint32_t i = 0; i < PEERS_MAX; i++) {
		nremote += p->peer[i].of != NULL;
		nsame += of != NULL && p->peer[i].of == of;
	}
	for (uint32_t i = 0; i < PEERS_MAX; i++) {
		struct peer *peer = &p->peer[i];

		if (nsame >= PEERS_OF_HOST_MAX && peer->of != of)
			continue;
		if (of != NULL && nremote >= PEERS_REMOTE_MAX && peer->of == NULL)
			continue;
		if (first == NULL || leaves_before(&peer->times, &first->times, now_ns))
			first = peer;
	}
	return first;
}

static struct peer *
crowd(struct peers *p, bool remote, uint64_t now_ns)
{
	struct peer *all = &p->crowd[remote];

	all->remote = remote;
	fill(all, now_ns);
	return all;
}

static struct peer *
enter(struct peers *p, const struct origin *from, uint64_t now_ns)
{
	struct host_address host;
	bool remote = origin_is_remote(from);
	struct peer_host *of = NULL;
	struct peer *peer;
	double s = now_ns > p->newcomers_ns ? (double)(now_ns - p->newcomers_ns) / 1e9 : 0;

	p->newcomers = p->newcomers > PEER_NEWCOMERS_PER_S * s
			       ? p->newcomers - PEER_NEWCOMERS_PER_S * s
			       : 0;
	p->newcomers_ns = now_ns;
	if (p->newcomers > PEER_NEWCOMERS_PER_S - 1)
		return crowd(p, remote, now_ns);
	p->newcomers += 1;
	if (remote) {
		host_of_sockaddr((const struct sockaddr *)&from->addr, &host);
		of = find_host(p, &host);
		if (of == NULL)
			of = enter_host(p, &host, now_ns);
	}
	peer = place_for(p, of, now_ns);
	*peer = (struct peer){ .times = { now_ns, now_ns },
		.origin = *from,
		.remote = remote,
		.of = of,
		.packets = remote ? PEER_REMOTE_PACKETS_PER_S : PEER_PACKETS_PER_S,
		.errors = PEER_ERRORS_PER_S };
	if (of != NULL)
		fill_host(of, now_ns);
	return peer;
}

/* ---- Exported ---- */

struct peer *
peers_find(struct peers *p, const struct origin *from, uint64_t now_ns)
{
	for (uint32_t i = 0; i < PEERS_MAX; i++) {
		struct peer *peer = &p->peer[i];

		if (peer->times.seen_ns != 0 && origin_same(&peer->origin, from)) {
			fill(peer, now_ns);
			return peer;
		}
	}
	return enter(p, from, now_ns);
}

bool
peer_take_packet(struct peer *p)
{
	if (p->of == NULL)
		return take(&p->packets);
	return p->packets >= 1 && take(&p->of->packets) && take(&p->packets);
}

bool
peer_take_error(struct peer *p)
{
	return take(&p->errors);
}

bool
peers_may_stream(struct peers *p, const struct origin *to, size_t bytes, uint64_t now_ns)
{
	struct host_address host;
	struct peer_host *h;

	if (!origin_is_remote(to))
		return true;
	host_of_sockaddr((const struct sockaddr *)&to->addr, &host);
	h = find_host(p, &host);
	if (h == NULL)
		return false; /* forgotten: it has not been heard of for long */
	h->bytes = filled(h->bytes, PEER_STREAM_BYTES_PER_S,
		now_ns > h->streamed_ns ? (double)(now_ns - h->streamed_ns) / 1e9 : 0,
		PEER_STREAM_BURST_BYTES);
	h->streamed_ns = now_ns;
	if (h->bytes < (double)(bytes + PEER_HEADER_BYTES))
		return false;
	h->bytes -= (double)(bytes + PEER_HEADER_BYTES);
	return true;
}
