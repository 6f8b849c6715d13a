/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sixteen bytes and a number of bits; IPv4 stands behind the prefix ::ffff:0:0/96 (RFC 4291). */
#include "control/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAPPED_BITS = 96, ADDRESS_BITS = 128 };

static const uint8_t mapped[MAPPED_BITS / 8] = { [10] = 0xff, [11] = 0xff };

static void
map_ipv4(const void *four, struct host_address *out)
{
	memcpy(out->byte, mapped, sizeof mapped);
	memcpy(out->byte + sizeof mapped, four, 4);
}

/* Without a scope.  Return: false: no address. */
static bool
parse_address(const char *text, struct host_address *out)
{
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		map_ipv4(&v4, out);
		return true;
	}
	return inet_pton(AF_INET6, text, out->byte) == 1;
}

/* Mask of byte i of a network of so many bits. */
static uint8_t
mask(unsigned bits, unsigned i)
{
	if (bits >= 8 * (i + 1))
		return 0xff;
	return bits <= 8 * i ? 0 : (uint8_t)(0xff00u >> (bits - 8 * i));
}

int
network_parse(const char *text, struct network *out)
{
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "/");
	unsigned most = ADDRESS_BITS, bits;
	char *end;

	if (len >= sizeof address)
		return -EINVAL;
	memcpy(address, text, len);
	address[len] = '\0';
	if (!parse_address(address, &out->address))
		return -EINVAL;
	if (host_is_ipv4(&out->address) && strchr(address, ':') == NULL)
		most = ADDRESS_BITS - MAPPED_BITS;
	bits = most;
	if (text[len] == '/') {
		unsigned long number = strtoul(text + len + 1, &end, 10);

		if (text[len + 1] < '0' || text[len + 1] > '9' || *end != '\0' || number > most)
			return -EINVAL;
		bits = (unsigned)number;
	}
	out->bits = (uint8_t)(bits + ADDRESS_BITS - most);
	return 0;
}

int
networks_parse(const char *text, struct networks *out)
{
	out->n = 0;
	for (;;) {
		char one[NETWORK_TEXT_BYTES];
		size_t len = strcspn(text, ",");

		if (len >= sizeof one || out->n == NETWORKS_MAX)
			return -EINVAL;
		memcpy(one, text, len);
		one[len] = '\0';
		if (network_parse(one, &out->network[out->n]) != 0)
			return -EINVAL;
		out->n++;
		if (text[len] == '\0')
			return 0;
		text += len + 1;
	}
}

void
network_text(const struct network *n, char out[NETWORK_TEXT_BYTES])
{
	bool v4 = host_is_ipv4(&n->address) && n->bits >= MAPPED_BITS;
	struct host_address first;
	size_t len;

	for (unsigned i = 0; i < HOST_ADDRESS_BYTES; i++)
		first.byte[i] = n->address.byte[i] & mask(n->bits, i);
	inet_ntop(v4 ? AF_INET : AF_INET6, first.byte + (v4 ? sizeof mapped : 0), out,
		NETWORK_TEXT_BYTES);
	len = strlen(out);
	if (n->bits < ADDRESS_BITS)
		snprintf(out + len, NETWORK_TEXT_BYTES - len, "/%u",
			n->bits - (v4 ? (unsigned)MAPPED_BITS : 0));
}

bool
network_holds(const struct network *n, const struct host_address *host)
{
	for (unsigned i = 0; i < HOST_ADDRESS_BYTES; i++)
		if (((n->address.byte[i] ^ host->byte[i]) & mask(n->bits, i)) != 0)
			return false;
	/* ::/0 is all of IPv6, and does not let IPv4 in by the way it is written here. */
	return host_is_ipv4(&n->address) == host_is_ipv4(host) || n->bits >= MAPPED_BITS;
}

bool
networks_hold(const struct networks *n, const struct host_address *host)
{
	for (uint32_t i = 0; i < n->n; i++)
		if (network_holds(&n->network[i], host))
			return true;
	return false;
}

bool
network_is_broadcast(const struct network *n, const struct host_address *host)
{
	if (!host_is_ipv4(host) || n->bits > ADDRESS_BITS - 2 || !network_holds(n, host))
		return false;
	for (unsigned i = 0; i < HOST_ADDRESS_BYTES; i++)
		if ((host->byte[i] | mask(n->bits, i)) != 0xff)
			return false;
	return true;
}

bool
host_of_sockaddr(const struct sockaddr *name, struct host_address *out)
{
	if (name->sa_family == AF_INET)
		map_ipv4(&((const struct sockaddr_in *)(const void *)name)->sin_addr, out);
	else if (name->sa_family == AF_INET6)
		memcpy(out->byte, &((const struct sockaddr_in6 *)(const void *)name)->sin6_addr,
			sizeof out->byte);
	else
		return false;
	return true;
}

bool
host_is_ipv4(const struct host_address *host)
{
	return memcmp(host->byte, mapped, sizeof mapped) == 0;
}

bool
host_is_loopback(const struct host_address *host)
{
	static const struct host_address one = { .byte = { [15] = 1 } };

	return host_is_ipv4(host) ? host->byte[12] == 127 : host_is_same(host, &one);
}

bool
host_is_any(const struct host_address *host)
{
	for (unsigned i = host_is_ipv4(host) ? 12 : 0; i < HOST_ADDRESS_BYTES; i++)
		if (host->byte[i] != 0)
			return false;
	return true;
}

bool
host_is_multicast(const struct host_address *host)
{
	static const uint8_t all[4] = { 0xff, 0xff, 0xff, 0xff };

	if (!host_is_ipv4(host))
		return host->byte[0] == 0xff;
	return host->byte[12] >> 4 == 0xe || memcmp(host->byte + 12, all, sizeof all) == 0;
}

bool
host_is_same(const struct host_address *a, const struct host_address *b)
{
	return memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

int
host_parse(const char *text, struct host_address *out)
{
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "%");

	if (len >= sizeof address || (text[len] == '%' && text[len + 1] == '\0'))
		return -EINVAL;
	memcpy(address, text, len);
	address[len] = '\0';
	return parse_address(address, out) && !host_is_multicast(out) ? 0 : -EINVAL;
}
