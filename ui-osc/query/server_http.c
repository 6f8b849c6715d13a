/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same rows, asked without packets: what one would send as its answer is
 * handed to whoever overhears it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ui-osc/origin.h"
#include "ui-osc/server_private.h"

int
server_consult(struct server *s, const struct origin *from, const struct moment *now)
{
	if (!server_begin(s, now))
		return -ENOMEM;
	s->may = access_of(&s->access, from);
	return s->may == TIER_NONE ? -EACCES : 0;
}

/* The first answer counts; there is no row with more. */
struct once {
	const struct ear *ear;
	bool heard;
};

static void
hear_once(void *arg, lo_message answer)
{
	struct once *once = arg;

	if (!once->heard)
		once->ear->hear(once->ear->arg, answer);
	once->heard = true;
}

bool
server_overhear(struct server *s, const struct origin *from, const struct address *at,
	const struct ear *ear)
{
	struct once once = { .ear = ear };
	struct ear first = { hear_once, &once };
	struct call c = server_call(s, from);

	if (at->row->kind != ROW_PARAMETER && at->row->kind != ROW_VALUE)
		return false;
	c.at = at;
	s->ear = &first;
	(void)at->row->run(&c);
	s->ear = NULL;
	if (c.reply != NULL)
		lo_message_free(c.reply);
	return once.heard;
}

void
server_set_http(struct server *s, uint16_t port, const char *local, const char *remote)
{
	s->http.port = port;
	snprintf(s->http.local, sizeof s->http.local, "%s", local);
	snprintf(s->http.remote, sizeof s->http.remote, "%s", remote);
}

/* The interface of an address of one link is another one there. */
static void
copy_host(const char *host, char out[HOST_BYTES])
{
	snprintf(out, HOST_BYTES, "%.*s", (int)strcspn(host, "%"), host);
}

static void
find_host(const struct server *s, const struct origin *from, char out[HOST_BYTES])
{
	static const struct host_address unknown;
	bool v4 = host_is_ipv4(&from->at);

	if (!origin_is_remote(from))
		copy_host(s->http.local, out);
	else if (host_is_same(&from->at, &unknown))
		copy_host(s->http.remote, out);
	else if (inet_ntop(v4 ? AF_INET : AF_INET6, from->at.byte + (v4 ? 12 : 0), out,
			 HOST_BYTES) == NULL)
		out[0] = '\0';
}

void
server_http_url(const struct server *s, const struct origin *from, char out[HTTP_URL_BYTES])
{
	char host[HOST_BYTES];
	bool v6;

	out[0] = '\0';
	if (s->http.port == 0)
		return;
	find_host(s, from, host);
	v6 = strchr(host, ':') != NULL;
	snprintf(out, HTTP_URL_BYTES, "http://%s%s%s:%u/", v6 ? "[" : "", host, v6 ? "]" : "",
		s->http.port);
}
