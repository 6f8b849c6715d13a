/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our own sockets: liblo 0.31 cannot bind to an address, and every server of
 * its own listens to the world.  These are bound to what was asked for, never
 * block, and answers leave by the very port that was asked.
 */
#ifndef AE_UI_OSC_SOCKET_H
#define AE_UI_OSC_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "control/network.h"
#include "ui-osc/call.h"

enum { OSC_PORTS_TRIED = 20 };

/* A socket in the file system, to be removed with its file. */
struct socket_file {
	char path[108]; /* "": none */
	dev_t dev;
	ino_t ino;
};

/* Context: control, for all functions. */

/* host: numeric; IPv6 that is of one link only with its interface, "fe80::1%eth0".  "::" takes IPv4
 * as well.  *port: wanted (0: any), then what it became.
 * Return: the descriptor (non-blocking, close-on-exec); -EINVAL; -EADDRINUSE; -EADDRNOTAVAIL: no
 * interface has it; -ENODEV: there is no such interface; whatever socket and bind say. */
int socket_open(const char *host, uint16_t *port);

/* The same for connections, listening. */
int socket_open_tcp(const char *host, uint16_t *port);

/* A datagram socket at path that its owner alone may write to (0600).  What a dead program left
 * there is replaced.  Return: the descriptor; -EADDRINUSE: somebody listens there; -EEXIST: it is
 * something else; -ENAMETOOLONG; -errno. */
int socket_open_file(const char *path, struct socket_file *file);

/* Remove the file, if it is still ours. */
void socket_remove_file(struct socket_file *file);

/* Addresses of this machine with their networks, of the interface that has host or, for 0.0.0.0 and
 * ::, of all; not loopback.  Return: 0 or -errno, then there are none. */
int socket_networks(const char *host, struct networks *out);

/* One packet.  Return: its length; -EAGAIN: no more; else -errno. */
ssize_t socket_receive(int fd, struct origin *from, void *data, size_t size);

/* Return: 0 or -errno: nothing waits for a full buffer. */
int socket_send(int fd, const struct origin *to, const void *data, size_t len);

/* "osc.udp://127.0.0.1:7723/", with brackets round an IPv6 address. */
void socket_url(const char *host, uint16_t port, char *out, size_t size);

#endif
