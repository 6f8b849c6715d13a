/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loopback is checked here once more, whatever the options let through. */
#include "ui-osc/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

union name {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool
is_loopback(const union name *n)
{
	if (n->any.sa_family == AF_INET)
		return ntohl(n->v4.sin_addr.s_addr) >> 24 == 127;
	return n->any.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&n->v6.sin6_addr);
}

static uint16_t
port_of(const union name *n)
{
	return ntohs(n->any.sa_family == AF_INET ? n->v4.sin_port : n->v6.sin6_port);
}

/* Return: bytes of the name, 0: not an address. */
static socklen_t
parse_name(const char *host, uint16_t port, union name *out)
{
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return sizeof out->v4;
	}
	if (inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		return sizeof out->v6;
	}
	return 0;
}

int
socket_open(const char *host, uint16_t *port)
{
	union name name;
	socklen_t len = parse_name(host, *port, &name);
	int fd, error;

	if (len == 0)
		return -EINVAL;
	if (!is_loopback(&name))
		return -EACCES;
	fd = socket(name.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, &name.any, len) != 0 || getsockname(fd, &name.any, &len) != 0) {
		error = errno;
		close(fd);
		return -error;
	}
	*port = port_of(&name);
	return fd;
}

ssize_t
socket_receive(int fd, struct origin *from, void *data, size_t size)
{
	ssize_t n;

	do {
		from->len = sizeof from->addr;
		n = recvfrom(
			fd, data, size, MSG_DONTWAIT, (struct sockaddr *)&from->addr, &from->len);
	} while (n < 0 && errno == EINTR);
	return n >= 0 ? n : -errno;
}

int
socket_send(int fd, const struct origin *to, const void *data, size_t len)
{
	const struct sockaddr *addr = (const struct sockaddr *)&to->addr;

	return sendto(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL, addr, to->len) < 0 ? -errno : 0;
}

void
socket_url(const char *host, uint16_t port, char *out, size_t size)
{
	bool v6 = strchr(host, ':') != NULL;

	snprintf(out, size, "osc.udp://%s%s%s:%u/", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

bool
origin_is_welcome(const struct origin *from, uint16_t own_port)
{
	union name name;
	uint16_t port;

	memset(&name, 0, sizeof name);
	memcpy(&name, &from->addr, from->len < sizeof name ? from->len : sizeof name);
	port = port_of(&name);
	return is_loopback(&name) && port != 0 && port != own_port;
}
