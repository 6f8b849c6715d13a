/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See origin.h.  What differs in padding only is the same. */
#include "ui-osc/origin.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "control/network.h"

bool
origin_same(const struct origin *a, const struct origin *b)
{
	const struct sockaddr_in *a4 = (const void *)&a->addr, *b4 = (const void *)&b->addr;
	const struct sockaddr_in6 *a6 = (const void *)&a->addr, *b6 = (const void *)&b->addr;

	if (a->addr.ss_family != b->addr.ss_family)
		return false;
	if (a->addr.ss_family == AF_INET)
		return a4->sin_port == b4->sin_port && a4->sin_addr.s_addr == b4->sin_addr.s_addr;
	if (a->addr.ss_family == AF_INET6)
		return a6->sin6_port == b6->sin6_port && a6->sin6_scope_id == b6->sin6_scope_id &&
		       memcmp(&a6->sin6_addr, &b6->sin6_addr, 16) == 0;
	return a->len == b->len && memcmp(&a->addr, &b->addr, a->len) == 0;
}

bool
origin_is_remote(const struct origin *o)
{
	struct host_address host;

	return host_of_sockaddr((const struct sockaddr *)&o->addr, &host) &&
	       !host_is_loopback(&host);
}

bool
origin_set_port(struct origin *o, uint16_t port)
{
	if (o->addr.ss_family == AF_INET)
		((struct sockaddr_in *)&o->addr)->sin_port = htons(port);
	else if (o->addr.ss_family == AF_INET6)
		((struct sockaddr_in6 *)&o->addr)->sin6_port = htons(port);
	else
		return false;
	return true;
}
