/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may be answered is not decided here, see access.h. */
#define _GNU_SOURCE /* struct in6_pktinfo, RFC 3542 */

#include "ui-osc/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
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

/* "::" is for IPv4 too, whatever the system's default; all else for its own kind.  Where all
 * addresses are listened on, each packet is to say which of them it was sent to. */
static int
prepare_name(int fd, const union name *name)
{
	const int yes = 1, no = 0;

	if (name->any.sa_family == AF_INET)
		return name->v4.sin_addr.s_addr != htonl(INADDR_ANY)
			       ? 0
			       : setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
	if (!IN6_IS_ADDR_UNSPECIFIED(&name->v6.sin6_addr))
		return setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes) != 0)
		return -1;
	return setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
}

static int
bind_name(int fd, union name *name, socklen_t len)
{
	if (prepare_name(fd, name) != 0)
		return -errno;
	if (bind(fd, &name->any, len) != 0 || getsockname(fd, &name->any, &len) != 0)
		return -errno;
	return 0;
}

/* A connection that has just ended does not keep its port from the next program. */
static int
reuse_port(int fd)
{
	const int yes = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 ? 0 : -errno;
}

static int
open_socket(const char *host, uint16_t *port, int type)
{
	union name name;
	int len = parse_name(host, *port, &name), fd, error = 0;

	if (len < 0)
		return len;
	fd = socket(name.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (type == SOCK_STREAM)
		error = reuse_port(fd);
	if (error == 0)
		error = bind_name(fd, &name, (socklen_t)len);
	if (error == 0 && type == SOCK_STREAM && listen(fd, SOMAXCONN) != 0)
		error = -errno;
	if (error != 0) {
		close(fd);
		return error;
	}
	*port = port_of(&name);
	return fd;
}

int
socket_open(const char *host, uint16_t *port)
{
	return open_socket(host, port, SOCK_DGRAM);
}

int
socket_open_tcp(const char *host, uint16_t *port)
{
	return open_socket(host, port, SOCK_STREAM);
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

/* Control messages with one address of ours, of either kind. */
union info {
	struct cmsghdr align;
	uint8_t bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

static void
read_info(struct msghdr *m, struct origin *from)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct in6_pktinfo v6;
	struct in_pktinfo v4;

	from->at = (struct host_address){ { 0 } };
	from->interface = 0;
	if (c != NULL && c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
		memcpy(&v6, CMSG_DATA(c), sizeof v6);
		memcpy(from->at.byte, &v6.ipi6_addr, sizeof from->at.byte);
		from->interface = v6.ipi6_ifindex;
	} else if (c != NULL && c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
		memcpy(&v4, CMSG_DATA(c), sizeof v4);
		at.sin_addr = v4.ipi_addr;
		host_of_sockaddr((const struct sockaddr *)&at, &from->at);
	}
}

/* By the address that was asked.  Its interface matters where the address is of one link only. */
static void
write_info(struct msghdr *m, const struct origin *to, union info *info)
{
	struct cmsghdr *c = &info->align;
	struct in6_pktinfo v6 = { .ipi6_ifindex = 0 };
	struct in_pktinfo v4 = { .ipi_ifindex = 0 };

	if (host_is_any(&to->at))
		return;
	memset(info, 0, sizeof *info);
	m->msg_control = info;
	if (to->addr.ss_family == AF_INET) {
		memcpy(&v4.ipi_spec_dst, to->at.byte + 12, sizeof v4.ipi_spec_dst);
		*c = (struct cmsghdr){ CMSG_LEN(sizeof v4), IPPROTO_IP, IP_PKTINFO };
		memcpy(CMSG_DATA(c), &v4, sizeof v4);
		m->msg_controllen = CMSG_SPACE(sizeof v4);
		return;
	}
	memcpy(&v6.ipi6_addr, to->at.byte, sizeof v6.ipi6_addr);
	if (IN6_IS_ADDR_LINKLOCAL(&v6.ipi6_addr))
		v6.ipi6_ifindex = to->interface;
	*c = (struct cmsghdr){ CMSG_LEN(sizeof v6), IPPROTO_IPV6, IPV6_PKTINFO };
	memcpy(CMSG_DATA(c), &v6, sizeof v6);
	m->msg_controllen = CMSG_SPACE(sizeof v6);
}

ssize_t
socket_receive(int fd, struct origin *from, void *data, size_t size)
{
	struct iovec part = { .iov_base = data, .iov_len = size };
	struct msghdr m;
	union info info;
	ssize_t n;

	do {
		m = (struct msghdr){ .msg_name = &from->addr,
			.msg_namelen = sizeof from->addr,
			.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &info,
			.msg_controllen = sizeof info };
		memset(&from->addr, 0, sizeof(struct sockaddr_un));
		n = recvmsg(fd, &m, MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	from->len = m.msg_namelen;
	read_info(&m, from);
	/* unix(7): nobody, where the sender's socket has no name. */
	if (from->len == 0)
		from->addr.ss_family = AF_UNIX;
	return n;
}

int
socket_send(int fd, const struct origin *to, const void *data, size_t len)
{
	struct iovec part = { .iov_base = (void *)(uintptr_t)data, .iov_len = len };
	struct msghdr m = { .msg_name = (void *)(uintptr_t)&to->addr,
		.msg_namelen = to->len,
		.msg_iov = &part,
		.msg_iovlen = 1 };
	union info info;

	if (to->len <= sizeof to->addr.ss_family)
		return -EDESTADDRREQ;
	write_info(&m, to, &info);
	return sendmsg(fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

void
socket_url(const char *host, uint16_t port, char *out, size_t size)
{
	bool v6 = strchr(host, ':') != NULL;

	snprintf(out, size, "osc.udp://%s%s%s:%u/", v6 ? "[" : "", host, v6 ? "]" : "", port);
}
