/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See access.h.  IPv4 that comes by an IPv6 socket is judged as IPv4. */
#include "ui-osc/access.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static uint16_t
port_of(const struct origin *from)
{
	const struct sockaddr_in *v4 = (const void *)&from->addr;
	const struct sockaddr_in6 *v6 = (const void *)&from->addr;

	return ntohs(from->addr.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

static bool
host_of(const struct origin *from, struct host_address *out)
{
	return host_of_sockaddr((const struct sockaddr *)&from->addr, out);
}

static bool
is_own(const struct access *a, const struct host_address *host)
{
	for (uint32_t i = 0; i < a->own.n; i++)
		if (host_is_same(&a->own.network[i].address, host))
			return true;
	return host_is_loopback(host);
}

static bool
stands_for_many(const struct access *a, const struct host_address *host)
{
	for (uint32_t i = 0; i < a->own.n; i++)
		if (network_is_broadcast(&a->own.network[i], host))
			return true;
	for (uint32_t i = 0; i < a->allowed.n; i++)
		if (network_is_broadcast(&a->allowed.network[i], host))
			return true;
	return host_is_multicast(host) || host_is_any(host);
}

static bool
was_sent_to_many(const struct access *a, const struct origin *from)
{
	static const struct host_address unknown;

	return !host_is_same(&from->at, &unknown) && stands_for_many(a, &from->at);
}

enum tier
access_of(const struct access *a, const struct origin *from)
{
	struct host_address host;
	uint16_t port;

	if (from->addr.ss_family == AF_UNIX)
		return TIER_ADMIN;
	if (!host_of(from, &host) || stands_for_many(a, &host) || was_sent_to_many(a, from))
		return TIER_NONE;
	port = port_of(from);
	if (port == 0 || (port == a->port && is_own(a, &host)))
		return TIER_NONE;
	if (host_is_loopback(&host))
		return TIER_ADMIN;
	if (!networks_hold(&a->allowed, &host))
		return TIER_NONE;
	if (a->remote_admin)
		return TIER_ADMIN;
	return a->remote_control ? TIER_CONTROL : TIER_READ;
}

enum tier
access_needed(const struct row *row, uint32_t argc)
{
	bool sets = row->kind == ROW_PARAMETER || (row->kind == ROW_VALUE && row->tier > TIER_NONE);

	if (row->kind == ROW_ACTION)
		return row->tier > TIER_NONE ? row->tier : TIER_CONTROL;
	if (row->kind == ROW_QUERY)
		return row->tier > TIER_READ ? row->tier : TIER_READ;
	if (!sets || argc == 0)
		return TIER_READ;
	return row->tier > TIER_CONTROL ? row->tier : TIER_CONTROL;
}

const char *
access_refusal(enum tier needed)
{
	return needed == TIER_ADMIN ? "not from here without --osc-remote-admin"
				    : "not from here without --osc-remote-control";
}

const char *
access_rights(const struct access *a)
{
	if (a->remote_admin)
		return "may do everything, save and /quit too";
	if (a->remote_control)
		return "may read and change the sound";
	return "may read; --osc-remote-control lets them change the sound";
}
