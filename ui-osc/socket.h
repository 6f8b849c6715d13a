/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our own UDP socket: liblo 0.31 cannot bind to an address, and every server of
 * its own listens to the world.  This one is bound to loopback, never blocks,
 * and answers leave by the very port that was asked.
 */
#ifndef AE_UI_OSC_SOCKET_H
#define AE_UI_OSC_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ui-osc/call.h"

enum { OSC_PORTS_TRIED = 20 };

/* host: numeric, 127.0.0.0/8 or ::1.  *port: wanted (0: any), then what it became.
 * Return: the descriptor (non-blocking, close-on-exec); -EACCES for an address that others could
 * reach; -EINVAL; -EADDRINUSE and whatever socket and bind say.  Context: control. */
int socket_open(const char *host, uint16_t *port);

/* One packet.  Return: its length; -EAGAIN: no more; else -errno. */
ssize_t socket_receive(int fd, struct origin *from, void *data, size_t size);

/* Return: 0 or -errno: nothing waits for a full buffer. */
int socket_send(int fd, const struct origin *to, const void *data, size_t len);

/* "osc.udp://127.0.0.1:7723/", with brackets round an IPv6 address. */
void socket_url(const char *host, uint16_t port, char *out, size_t size);

/* Loopback, and from a port that can be answered other than our own. */
bool origin_is_welcome(const struct origin *from, uint16_t own_port);

#endif
