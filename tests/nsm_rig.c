/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See nsm_rig.h. */
#include "tests/nsm_rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui-osc/refused.h"

/* ---- Control ---- */

const struct options *
control_options(const struct control *c)
{
	return &c->options;
}

const struct snapshot *
control_snapshot(struct control *c)
{
	return &c->snap;
}

void
control_log(struct control *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(c->log, sizeof c->log, format, ap);
	va_end(ap);
	c->nlogs++;
}

int
control_project_open(struct control *c, const char *folder, char err[ERROR_BYTES])
{
	c->nopens++;
	snprintf(c->opened, sizeof c->opened, "%s", folder);
	snprintf(err, ERROR_BYTES, "open says no");
	return c->open_result;
}

int
control_project_state(const struct control *c, char err[ERROR_BYTES])
{
	snprintf(err, ERROR_BYTES, "state says no");
	return c->state_result;
}

uint64_t
control_project_save(struct control *c, char err[ERROR_BYTES])
{
	c->nsaves++;
	snprintf(err, ERROR_BYTES, "save says no");
	return c->save_fails ? 0 : ++c->ticket;
}

int
control_rename(struct control *c, const char *client_name)
{
	snprintf(c->renamed, sizeof c->renamed, "%s", client_name);
	return c->rename_result;
}

/* ---- The wire ---- */

static void
put_word(struct nsm_rig *r, const char *s)
{
	size_t n = strlen(s) + 1, padded = (n + 3) & ~(size_t)3;

	if (r->len + padded > sizeof r->packet)
		abort();
	memset(r->packet + r->len, 0, padded);
	memcpy(r->packet + r->len, s, n);
	r->len += padded;
}

static void
make(struct nsm_rig *r, const char *address, const char *types, va_list ap)
{
	char tags[32];

	r->len = 0;
	snprintf(tags, sizeof tags, ",%s", types);
	put_word(r, address);
	put_word(r, tags);
	for (; *types != '\0'; types++)
		if (*types == 's') {
			put_word(r, va_arg(ap, const char *));
		} else {
			uint32_t v = htonl((uint32_t)va_arg(ap, int));

			memcpy(r->packet + r->len, &v, sizeof v);
			r->len += sizeof v;
		}
}

void
nsm_rig_message(struct nsm_rig *r, const char *address, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	make(r, address, types, ap);
	va_end(ap);
}

void
nsm_rig_say(struct nsm_rig *r, const char *address, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	make(r, address, types, ap);
	va_end(ap);
	nsm_packet(r->nsm, &r->nsm->server, r->packet, r->len);
}

void
nsm_rig_update(struct nsm_rig *r)
{
	frontend_nsm.update(r->nsm, &r->control.snap);
}

static size_t
print_argument(char type, const uint8_t *at, char *out, size_t size)
{
	uint32_t v;

	if (type == 's') {
		snprintf(out, size, " %s", (const char *)at);
		return (strlen((const char *)at) + 4) & ~(size_t)3;
	}
	memcpy(&v, at, sizeof v);
	snprintf(out, size, " %d", (int)ntohl(v));
	return sizeof v;
}

const char *
nsm_rig_next(struct nsm_rig *r, char *out, size_t size)
{
	ssize_t len = recv(r->server_fd, r->packet, sizeof r->packet - 1, MSG_DONTWAIT);
	const char *address = (const char *)r->packet, *tags;
	size_t at;

	*out = '\0';
	if (len <= 0)
		return out;
	r->packet[len] = '\0';
	at = (strlen(address) + 4) & ~(size_t)3;
	tags = address + at + 1;
	at += (strlen(tags) + 5) & ~(size_t)3;
	snprintf(out, size, "%s %s", address, tags);
	for (; *tags != '\0' && at < (size_t)len; tags++) {
		size_t used = strlen(out);

		at += print_argument(*tags, r->packet + at, out + used, size - used);
	}
	return out;
}

/* ---- Both ---- */

static int
open_server(struct nsm_rig *r)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof name;

	r->server_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (r->server_fd < 0 || bind(r->server_fd, (struct sockaddr *)&name, len) != 0 ||
		getsockname(r->server_fd, (struct sockaddr *)&name, &len) != 0)
		return -1;
	memcpy(&r->nsm->server.addr, &name, len);
	r->nsm->server.len = len;
	r->nsm->loopback = r->elsewhere = r->nsm->server;
	((struct sockaddr_in *)&r->elsewhere.addr)->sin_port ^= htons(1);
	return 0;
}

int
nsm_rig_open(struct nsm_rig *r)
{
	uint16_t port = 0;
	void *self;

	memset(r, 0, sizeof *r);
	r->nsm = calloc(1, sizeof *r->nsm);
	if (r->nsm == NULL || open_server(r) < 0)
		return -1;
	r->nsm->fd = socket_open("127.0.0.1", &port);
	strcpy(r->nsm->url, "osc.udp://127.0.0.1:1/");
	strcpy(r->nsm->now.folder, "/s/one");
	strcpy(r->nsm->now.id, "audioengine.nONE");
	r->nsm->opening = NSM_STARTING;
	self = r->nsm;
	return r->nsm->fd >= 0 && refused_watch(r->nsm->fd) == 0
		       ? frontend_nsm.open(&self, &r->control)
		       : -1;
}

void
nsm_rig_close(struct nsm_rig *r)
{
	frontend_nsm.close(r->nsm);
	nsm_leave(r->nsm, "");
	if (r->server_fd >= 0)
		close(r->server_fd);
}
