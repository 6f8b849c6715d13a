/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OSCQuery by HTTP/1.1, beside OSC's own sockets: the same addresses, the same
 * allow list, and by default the same number of port.  It runs in control's
 * loop, without threads, in turns: a bounded number of connections, each with
 * its 5 s to ask and to take the answer, and not much work in a row.
 * libmicrohttpd reads and writes; without it nothing is opened.
 */
#ifndef AE_UI_OSC_HTTP_H
#define AE_UI_OSC_HTTP_H

#include "ui-osc/access.h"
#include "ui-osc/server.h"

enum {
	HTTP_CONNECTIONS_MAX = 16, /* one more ends the oldest of whoever has most */
	HTTP_REQUEST_BYTES_MAX = 8192,
	HTTP_ACCEPTS_PER_TURN = 32,
	HTTP_SECONDS = 5,
	HTTP_TURN_NS = 2000000 /* work after which further questions wait as long as that took */
};

struct http;

/* Listens as the options say, for those that access names.  Both, server and access, outlive it.
 * name: of HOST_INFO; copied.
 * Return: 0; *out NULL: not wanted, which is fine; -errno: cannot be had, which has been logged.
 * Context: control, for all functions. */
int http_open(struct http **out, struct control *c, struct server *server,
	const struct access *access, const char *name);
void http_close(struct http *h); /* accepts NULL, as do all */

/* TCP; 0: not listening. */
uint16_t http_port(const struct http *h);

/* To be waited for: readable when there is something to do.  -1: none. */
int http_fd(const struct http *h);

/* Do what there is to do. */
void http_turn(struct http *h, const struct moment *now);

/* When there is something to do in any case; UINT64_MAX: never. */
uint64_t http_due(const struct http *h);

#endif
