/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where we listen, by the options: UDP on loopback, on an address of this
 * machine and on loopback, on all addresses, or a socket in the file system.
 * What is open to others is logged: where, to whom, and what they may do.
 */
#ifndef AE_UI_OSC_LISTEN_H
#define AE_UI_OSC_LISTEN_H

#include "ui-osc/access.h"
#include "ui-osc/socket.h"
#include "ui-osc/url.h"

enum { LISTEN_SOCKETS = 2 };

struct listener {
	/* -1: none.  The second is of loopback beside an address that others reach, so that
	 * programs of this machine find us where they always do, with all rights. */
	int fd[LISTEN_SOCKETS];
	struct socket_file file;
	char url[URL_BYTES]; /* for programs of this machine */
	struct access access;
};

/* Open the same port (*port: 0 any, then what it became) on host and, unless that is part of it, on
 * loopback; fd[1] is -1 without.  Return: 0, or what open refused with, then nothing is open. */
int listen_pair(const char *host, uint16_t *port, int (*open)(const char *host, uint16_t *port),
	int fd[LISTEN_SOCKETS]);

/* Where programs of this machine find what listens on host. */
const char *listen_local_host(const char *host);

/* Without descriptors, to begin with. */
void listener_init(struct listener *l);

/* Return: 0 or -errno; what happened and what to type is logged.  Context: control. */
int listener_open(struct listener *l, struct control *c);
void listener_close(struct listener *l);

/* The descriptor that packets to this place leave by. */
int listener_fd(const struct listener *l, const struct origin *to);

#endif
