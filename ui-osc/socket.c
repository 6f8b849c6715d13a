/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may be answered is not decided here, see access.h. */
#include "ui-osc/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

union name {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

_Static_assert(sizeof((struct socket_file *)0)->path == sizeof((struct sockaddr_un *)0)->sun_path,
	"a path of unix(7)");

static uint16_t
port_of(const union name *n)
{
	return ntohs(n->any.sa_family == AF_INET ? n->v4.sin_port : n->v6.sin6_port);
}

static int
parse_ipv6(const char *host, uint16_t port, union name *out)
{
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(host, "%");

	if (len >= sizeof address)
		return -EINVAL;
	memcpy(address, host, len);
	address[len] = '\0';
	if (inet_pton(AF_INET6, address, &out->v6.sin6_addr) != 1)
		return -EINVAL;
	if (host[len] == '%') {
		out->v6.sin6_scope_id = if_nametoindex(host + len + 1);
		if (out->v6.sin6_scope_id == 0)
			return -ENODEV;
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons(port);
	return sizeof out->v6;
}

/* Return: bytes of the name, or -errno. */
static int
parse_name(const char *host, uint16_t port, union name *out)
{
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) != 1)
		return parse_ipv6(host, port, out);
	out->v4.sin_family = AF_INET;
	out->v4.sin_port = htons(port);
	return sizeof out->v4;
}

/* "::" is for IPv4 too, whatever the system's default; all else for its own kind. */
static int
bind_name(int fd, union name *name, socklen_t len)
{
	int only = !IN6_IS_ADDR_UNSPECIFIED(&name->v6.sin6_addr);

	if (name->any.sa_family == AF_INET6 &&
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) != 0)
		return -errno;
	if (bind(fd, &name->any, len) != 0 || getsockname(fd, &name->any, &len) != 0)
		return -errno;
	return 0;
}

int
socket_open(const char *host, uint16_t *port)
{
	union name name;
	int len = parse_name(host, *port, &name), fd, error;

	if (len < 0)
		return len;
	fd = socket(name.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	error = bind_name(fd, &name, (socklen_t)len);
	if (error != 0) {
		close(fd);
		return error;
	}
	*port = port_of(&name);
	return fd;
}

/* ---- In the file system ---- */

/* Does nobody listen at this name any more?  Return: 0; -EADDRINUSE; -EEXIST: it is no socket, or
 * not ours to remove. */
static int
check_dead(const struct sockaddr_un *name)
{
	struct stat st;
	int fd, error;

	if (lstat(name->sun_path, &st) != 0)
		return -errno;
	if (!S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		return -EEXIST;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	error = connect(fd, (const struct sockaddr *)name, sizeof *name) == 0 ? 0 : errno;
	close(fd);
	return error == ECONNREFUSED ? 0 : error == EPROTOTYPE ? -EEXIST : -EADDRINUSE;
}

static int
bind_file(int fd, const struct sockaddr_un *name)
{
	const struct sockaddr *any = (const struct sockaddr *)name;
	int error;

	/* Linux: the file gets the mode that the socket has, so that it is never wider than that.
	 */
	if (fchmod(fd, 0600) != 0)
		return -errno;
	if (bind(fd, any, sizeof *name) == 0)
		return 0;
	if (errno != EADDRINUSE)
		return -errno;
	error = check_dead(name);
	if (error != 0)
		return error;
	unlink(name->sun_path);
	return bind(fd, any, sizeof *name) == 0 ? 0 : -errno;
}

int
socket_open_file(const char *path, struct socket_file *file)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct stat st;
	int fd, error;

	file->path[0] = '\0';
	if (strlen(path) >= sizeof name.sun_path)
		return -ENAMETOOLONG;
	strcpy(name.sun_path, path);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	error = bind_file(fd, &name);
	if (error == 0 && lstat(path, &st) != 0)
		error = -errno;
	if (error != 0) {
		close(fd);
		return error;
	}
	strcpy(file->path, path);
	file->dev = st.st_dev;
	file->ino = st.st_ino;
	return fd;
}

void
socket_remove_file(struct socket_file *file)
{
	struct stat st;

	if (file->path[0] != '\0' && lstat(file->path, &st) == 0 && st.st_dev == file->dev &&
		st.st_ino == file->ino)
		unlink(file->path);
	file->path[0] = '\0';
}

/* ---- Interfaces ---- */

static uint8_t
prefix_bits(const struct sockaddr *mask)
{
	struct host_address m;
	uint8_t bits = 0;

	if (mask == NULL || !host_of_sockaddr(mask, &m))
		return 128;
	if (mask->sa_family == AF_INET)
		memset(m.byte, 0xff, 12);
	while (bits < 128 && (m.byte[bits / 8] & 0x80 >> bits % 8) != 0)
		bits++;
	return bits;
}

static void
add_network(struct networks *out, const struct ifaddrs *i, const struct host_address *wanted)
{
	struct network n;
	bool all = host_is_any(wanted);

	if (i->ifa_addr == NULL || !host_of_sockaddr(i->ifa_addr, &n.address) ||
		host_is_loopback(&n.address) || out->n == NETWORKS_MAX)
		return;
	if (all ? host_is_ipv4(wanted) && !host_is_ipv4(&n.address)
		: !host_is_same(&n.address, wanted))
		return;
	n.bits = prefix_bits(i->ifa_netmask);
	out->network[out->n++] = n;
}

int
socket_networks(const char *host, struct networks *out)
{
	struct host_address wanted;
	struct ifaddrs *list;

	out->n = 0;
	if (host_parse(host, &wanted) != 0)
		return -EINVAL;
	if (getifaddrs(&list) != 0)
		return -errno;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
		add_network(out, i, &wanted);
	freeifaddrs(list);
	return 0;
}

/* ---- Packets ---- */

ssize_t
socket_receive(int fd, struct origin *from, void *data, size_t size)
{
	ssize_t n;

	do {
		from->len = sizeof from->addr;
		memset(&from->addr, 0, sizeof(struct sockaddr_un));
		n = recvfrom(
			fd, data, size, MSG_DONTWAIT, (struct sockaddr *)&from->addr, &from->len);
	} while (n < 0 && errno == EINTR);
	/* unix(7): nobody, where the sender's socket has no name. */
	if (n >= 0 && from->len == 0)
		from->addr.ss_family = AF_UNIX;
	return n >= 0 ? n : -errno;
}

int
socket_send(int fd, const struct origin *to, const void *data, size_t len)
{
	const struct sockaddr *addr = (const struct sockaddr *)&to->addr;

	if (to->len <= sizeof addr->sa_family)
		return -EDESTADDRREQ;
	return sendto(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL, addr, to->len) < 0 ? -errno : 0;
}

void
socket_url(const char *host, uint16_t port, char *out, size_t size)
{
	bool v6 = strchr(host, ':') != NULL;

	snprintf(out, size, "osc.udp://%s%s%s:%u/", v6 ? "[" : "", host, v6 ? "]" : "", port);
}
