/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking to be told.  What is sent then is in notify.c, who is told in
 * subscribe.c; here stands what may be asked for.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-osc/access.h"
#include "ui-osc/notify.h"
#include "ui-osc/origin.h"
#include "ui-osc/rows.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"

/* Of the ports of a host, those that no service of its system is found at. */
enum { PORT_MIN = 1024, PORT_MAX = 65535 };

/* What is sent to us by ourselves is not heard: it would take a client's place for nothing. */
static int
check_port(struct call *c, uint16_t port)
{
	struct origin to = *c->from;

	if (port == 0)
		return OSC_FINE;
	if (!origin_set_port(&to, port))
		return call_refuse(c, OSC_RANGE,
			"a socket in the file system has no ports: leave it out, or give 0");
	if (server_hears(c->server, &to))
		return OSC_FINE;
	return call_refuse(c, OSC_RANGE, "port %u is this program's own", port);
}

/* Argument i, if there is one: a port, 0 for that of the sender. */
static int
port_argument(struct call *c, uint32_t i, uint16_t *out)
{
	double v = 0;
	int error = i < c->argc ? call_number(c, i, &v) : OSC_FINE;

	if (error == OSC_FINE && v != 0 && (v < PORT_MIN || v > PORT_MAX || v != floor(v)))
		return call_refuse(c, OSC_RANGE,
			"a return port of %d to %d, or 0 for the one that is asked from", PORT_MIN,
			PORT_MAX);
	*out = error == OSC_FINE ? (uint16_t)v : 0;
	return error == OSC_FINE ? check_port(c, *out) : error;
}

/* Argument i, if there is one: seconds, 0 for as long as can be had. */
static int
lease_argument(struct call *c, uint32_t i, double *out)
{
	int error;

	*out = 0;
	error = i < c->argc ? call_number(c, i, out) : OSC_FINE;
	if (error == OSC_FINE && *out != 0 && *out < 1)
		return call_refuse(c, OSC_RANGE,
			"a lease of at least 1 s, or 0 for the longest: %d s, from other machines "
			"%d s",
			LEASE_LOCAL_S, LEASE_REMOTE_S);
	return error;
}

/* A dead client that has nothing to be told keeps its place until somebody else wants it. */
static int
enter(struct call *c, uint16_t port, struct client **out)
{
	struct clients *t = server_subscribers(c->server);

	*out = clients_enter(t, c->from, port, server_now(c->server));
	if (*out == NULL) {
		server_probe(c->server);
		*out = clients_enter(t, c->from, port, server_now(c->server));
	}
	if (*out == NULL)
		return call_refuse(c, OSC_FULL,
			"%d clients are subscribed already, no more can be; /unsubscribe and "
			"\"/notify 0\" make room",
			CLIENTS_MAX);
	return OSC_FINE;
}

/* ---- /subscribe ---- */

struct wish {
	const char *path;
	double hz, lease_s;
	uint16_t port;
};

static int
rate_argument(struct call *c, double *out)
{
	int error;

	*out = RATE_DEFAULT_HZ;
	error = c->argc > 1 ? call_number(c, 1, out) : OSC_FINE;
	if (error == OSC_FINE && (*out < RATE_MIN_HZ || *out > RATE_MAX_HZ))
		return call_refuse(c, OSC_RANGE, "a rate of %g to %g Hz", RATE_MIN_HZ, RATE_MAX_HZ);
	return error;
}

static int
read_wish(struct call *c, struct wish *w)
{
	const struct address *at;
	int error;

	w->path = call_string(c, 0);
	if (w->path == NULL || c->argc > 4)
		return call_refuse(c, OSC_TYPE, "address [Hz] [lease s] [return port]");
	w->path = server_local_path(c->server, w->path);
	at = space_find(server_space(c->server), w->path);
	if (at == NULL)
		return call_refuse(c, OSC_UNKNOWN,
			"no address \"%.64s\"; one at a time, without patterns: /list shows them",
			w->path);
	if (at->row->kind == ROW_ACTION)
		return call_refuse(c, OSC_NOT_ALLOWED, "%s is done, not read", w->path);
	if (server_may(c->server) < access_needed(at->row, 0))
		return call_refuse(
			c, OSC_NOT_ALLOWED, "%s", access_refusal(access_needed(at->row, 0)));
	error = rate_argument(c, &w->hz);
	if (error == OSC_FINE)
		error = lease_argument(c, 2, &w->lease_s);
	return error == OSC_FINE ? port_argument(c, 3, &w->port) : error;
}

/* The first value tells whether there is one; "not now" may become one. */
int
run_subscribe(struct call *c)
{
	uint64_t now_ns = server_now(c->server);
	struct subscription *s;
	struct client *client;
	struct wish w;
	int error = read_wish(c, &w);

	if (error == OSC_FINE)
		error = enter(c, w.port, &client);
	if (error != OSC_FINE)
		return error;
	s = client_subscribe(client, w.path, w.hz, w.lease_s, now_ns);
	if (s == NULL)
		return call_refuse(c, OSC_FULL,
			"%d addresses are subscribed to already; /unsubscribe makes room",
			SUBSCRIPTIONS_MAX);
	error = server_push(c->server, client, w.path, c->text);
	if (error == OSC_FINE || error == OSC_NOT_NOW || error == OSC_UNSENT)
		return OSC_FINE;
	subscription_drop(s);
	return error;
}

/* ---- /renew, /unsubscribe ---- */

/* At most one argument, an address. */
static int
address_argument(struct call *c, const char **out)
{
	*out = call_string(c, 0);
	if (c->argc > 1 || (c->argc == 1 && *out == NULL))
		return call_refuse(c, OSC_TYPE, "at most one argument, the address");
	if (*out != NULL)
		*out = server_local_path(c->server, *out);
	return OSC_FINE;
}

int
run_renew(struct call *c)
{
	const char *path;
	uint32_t seconds;
	int error = address_argument(c, &path);

	if (error != OSC_FINE)
		return error;
	seconds =
		clients_renew(server_subscribers(c->server), c->from, path, server_now(c->server));
	if (seconds == 0)
		return call_refuse(c, OSC_NOT_NOW,
			"there is nothing to renew, or its lease has run out: /subscribe or "
			"/notify again");
	answer_path(c, c->at->path);
	answer_int(c, seconds);
	answer_send_to(c, "/reply");
	return OSC_FINE;
}

int
run_unsubscribe(struct call *c)
{
	char text[32];
	const char *path;
	uint32_t n;
	int error = address_argument(c, &path);

	if (error != OSC_FINE)
		return error;
	n = clients_unsubscribe(server_subscribers(c->server), c->from, path);
	snprintf(text, sizeof text, "%u ended", n);
	answer_done(c, text);
	return OSC_FINE;
}

/* ---- /notify ---- */

static int
notify_on(struct call *c, uint16_t port, double lease_s)
{
	struct client *client;
	char text[32];
	int error = enter(c, port, &client);

	if (error != OSC_FINE)
		return error;
	if (notify_join(c->server, client) != 0)
		return call_refuse(c, OSC_NOT_NOW, "out of memory");
	client_notify(client, lease_s, server_now(c->server));
	snprintf(text, sizeof text, "on for %g s", (double)client->notify_lease_ns / 1e9);
	answer_done(c, text);
	return OSC_FINE;
}

int
run_notify(struct call *c)
{
	struct client *client;
	double on, lease_s;
	uint16_t port;
	int error;

	if (c->argc < 1 || c->argc > 3)
		return call_refuse(c, OSC_TYPE, "1 or 0 [return port] [lease s]");
	error = call_number(c, 0, &on);
	if (error == OSC_FINE)
		error = port_argument(c, 1, &port);
	if (error == OSC_FINE)
		error = lease_argument(c, 2, &lease_s);
	if (error != OSC_FINE)
		return error;
	if (on != 0)
		return notify_on(c, port, lease_s);
	client = clients_find(server_subscribers(c->server), c->from, port);
	if (client != NULL)
		client_notify_off(client);
	answer_done(c, "off");
	return OSC_FINE;
}
