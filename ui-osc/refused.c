/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See refused.h. */
#include "ui-osc/refused.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#include <linux/errqueue.h>

int
refused_watch(int fd)
{
	struct sockaddr_storage name = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof name;
	int on = 1, r = 0;

	if (getsockname(fd, (struct sockaddr *)&name, &len) != 0)
		return -errno;
	if (name.ss_family == AF_INET)
		r = setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	else if (name.ss_family == AF_INET6)
		r = setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	if (name.ss_family == AF_INET6) /* for what is IPv4 on it */
		(void)setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	return r == 0 ? 0 : -errno;
}

/* Is it the other side's word that nobody listens there? */
static bool
is_refusal(const struct cmsghdr *c)
{
	struct sock_extended_err e;
	bool v4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
	bool v6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;

	if (!v4 && !v6)
		return false;
	memcpy(&e, CMSG_DATA(c), sizeof e);
	return e.ee_errno == ECONNREFUSED &&
	       (e.ee_origin == SO_EE_ORIGIN_ICMP || e.ee_origin == SO_EE_ORIGIN_ICMP6);
}

int
refused_next(int fd, struct origin *to)
{
	uint8_t packet[1];
	union {
		struct cmsghdr align;
		uint8_t bytes[512];
	} control;
	struct iovec part = { .iov_base = packet, .iov_len = sizeof packet };
	struct msghdr m = { .msg_name = &to->addr,
		.msg_namelen = sizeof to->addr,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control };
	int refused = 0;

	memset(&to->addr, 0, sizeof to->addr);
	if (recvmsg(fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return -errno;
	to->len = m.msg_namelen;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c))
		refused |= is_refusal(c);
	return refused;
}
