/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Networks as people write them, 192.168.1.0/24 or fe80::/10, and whether an
 * address is in one.  IPv4 is kept as IPv6 has it, ::ffff:a.b.c.d, so that an
 * address is the same whichever kind of socket it came by.  Nothing is looked
 * up: numbers only.
 */
#ifndef AE_CONTROL_NETWORK_H
#define AE_CONTROL_NETWORK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

enum { NETWORKS_MAX = 32, NETWORK_TEXT_BYTES = 64, HOST_ADDRESS_BYTES = 16 };

struct host_address {
	uint8_t byte[HOST_ADDRESS_BYTES];
};

struct network {
	struct host_address address; /* of the network, or of a host in it */
	uint8_t bits;                /* that count, of 128; IPv4: 96 and more */
};

struct networks {
	uint32_t n;
	struct network network[NETWORKS_MAX];
};

/* Context: any, for all functions. */

/* "10.0.0.0/8", "fe80::/10"; without "/": one address.  Return: 0; -EINVAL. */
int network_parse(const char *text, struct network *out);

/* Several, separated by commas.  Return: 0; -EINVAL: one is wrong, there is none, or they are more
 * than NETWORKS_MAX. */
int networks_parse(const char *text, struct networks *out);

/* "192.168.1.0/24"; one address is written without "/".  Bits of the host are written as 0. */
void network_text(const struct network *n, char out[NETWORK_TEXT_BYTES]);

bool network_holds(const struct network *n, const struct host_address *host);
bool networks_hold(const struct networks *n, const struct host_address *host);

/* 192.168.1.255 of 192.168.1.0/24: all bits of the host are set.  IPv4 has such; networks of less
 * than four addresses have not. */
bool network_is_broadcast(const struct network *n, const struct host_address *host);

/* Return: false: it is no IP address. */
bool host_of_sockaddr(const struct sockaddr *name, struct host_address *out);

bool host_is_ipv4(const struct host_address *host);
bool host_is_loopback(const struct host_address *host);  /* 127/8, ::1 */
bool host_is_any(const struct host_address *host);       /* 0.0.0.0, :: */
bool host_is_multicast(const struct host_address *host); /* and 255.255.255.255 */
bool host_is_same(const struct host_address *a, const struct host_address *b);

/* An address to listen on, of an interface: "192.168.1.5", "::1", "fe80::1%eth0"; the part behind %
 * is not looked at.  Return: 0; -EINVAL: not numeric, or nobody can have it (multicast). */
int host_parse(const char *text, struct host_address *out);

#endif
