/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See listen.h. */
#include "ui-osc/listen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ui-osc/origin.h"
#include "ui-osc/refused.h"

static const char LOOPBACK[] = "127.0.0.1";

enum { NETWORKS_NAMED = 3, WHO_BYTES = 128 };

/* ---- What the log says ---- */

static void
log_taken(struct control *c, const char *host, uint16_t taken, uint16_t instead)
{
	struct url_owner owner = { .pid = 0 };
	char url[URL_BYTES], folder[URL_PATH_BYTES];

	socket_url(host, taken, url, sizeof url);
	if (url_folder(folder) == 0)
		url_find(folder, url, &owner);
	if (owner.pid != 0)
		control_log(c,
			"UDP %u is in use (another audioengine, pid %d, name \"%s\"): using %u",
			taken, (int)owner.pid, owner.name, instead);
	else
		control_log(c, "UDP %u is in use: using %u", taken, instead);
}

static void
log_refused(struct control *c, const char *host, uint16_t port, int error)
{
	if (error == -EADDRNOTAVAIL)
		control_log(c,
			"OSC cannot listen on %s: no interface of this machine has it (ip address "
			"shows them); no OSC",
			host);
	else if (error == -ENODEV)
		control_log(c,
			"OSC cannot listen on %s: there is no such interface (ip link shows them); "
			"no OSC",
			host);
	else if (error == -EINVAL)
		control_log(c,
			"OSC cannot listen on %s: an address of one link needs its interface, "
			"%s%%eth0; no OSC",
			host, host);
	else
		control_log(c,
			"OSC cannot listen on %s UDP %u: %s; no OSC. Try another port, as "
			"--osc-listen=%s%s%s:%u",
			host, port, strerror(-error), strchr(host, ':') != NULL ? "[" : "", host,
			strchr(host, ':') != NULL ? "]" : "", port + 1u);
}

static void
log_file_refused(struct control *c, const char *path, int error)
{
	if (error == -EADDRINUSE)
		control_log(c, "OSC cannot listen at %s: another program does; no OSC", path);
	else if (error == -EEXIST)
		control_log(c,
			"OSC cannot listen at %s: there is a file that is no socket of ours; no "
			"OSC. Remove it, or give another path",
			path);
	else
		control_log(c, "OSC cannot listen at %s: %s; no OSC", path, strerror(-error));
}

/* "192.168.1.0/24, 10.0.0.0/8 and 2 more". */
static void
name_allowed(const struct networks *n, char out[WHO_BYTES])
{
	size_t len = 0;

	if (n->n == 0)
		snprintf(out, WHO_BYTES, "nobody yet (--osc-allow=CIDR names who)");
	for (uint32_t i = 0; i < n->n && len < WHO_BYTES; i++) {
		char text[NETWORK_TEXT_BYTES];

		if (i == NETWORKS_NAMED) {
			snprintf(out + len, WHO_BYTES - len, " and %u more", n->n - i);
			return;
		}
		network_text(&n->network[i], text);
		len += (size_t)snprintf(
			out + len, WHO_BYTES - len, "%s%s", i > 0 ? ", " : "", text);
	}
}

static void
log_open(struct control *c, const struct listener *l, const char *host)
{
	bool v6 = strchr(host, ':') != NULL;
	char who[WHO_BYTES];

	name_allowed(&l->access.allowed, who);
	control_log(c, "OSC listens on %s%s%s:%u for %s: %s", v6 ? "[" : "", host, v6 ? "]" : "",
		l->access.port, who, access_rights(&l->access));
}

/* ---- Sockets ---- */

static bool
is_loopback(const char *host)
{
	struct host_address address;

	return host_parse(host, &address) == 0 && host_is_loopback(&address);
}

static bool
is_any(const char *host)
{
	struct host_address address;

	return host_parse(host, &address) == 0 && host_is_any(&address);
}

static int
open_udp_pair(struct listener *l, const char *host, uint16_t port)
{
	int error = listen_pair(host, &port, socket_open, l->fd);

	if (error != 0)
		return error;
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		if (l->fd[i] >= 0)
			(void)refused_watch(l->fd[i]); /* else leases end by their time alone */
	l->access.port = port;
	return 0;
}

static int
open_ports(struct listener *l, struct control *c, const struct options *options)
{
	const char *host = options->osc_host;
	uint16_t first = options->osc_port;
	int tries = options->osc_port_given ? 1 : OSC_PORTS_TRIED, error = -EADDRINUSE;

	for (int i = 0; i < tries && error == -EADDRINUSE; i++)
		error = open_udp_pair(l, host, (uint16_t)(first + i));
	if (error != 0) {
		log_refused(c, host, first, error);
		return error;
	}
	if (first != 0 && l->access.port != first)
		log_taken(c, listen_local_host(host), first, l->access.port);
	socket_url(listen_local_host(host), l->access.port, l->url, sizeof l->url);
	return 0;
}

/* The networks of our addresses, each once. */
static void
allow_own(struct access *a)
{
	for (uint32_t i = 0; i < a->own.n; i++) {
		const struct network *n = &a->own.network[i];
		uint32_t k = 0;

		while (k < a->allowed.n &&
			(a->allowed.network[k].bits != n->bits ||
				!network_holds(n, &a->allowed.network[k].address)))
			k++;
		a->allowed.network[k] = *n;
		a->allowed.n += k == a->allowed.n;
	}
}

/* Who else may be there; of this machine, everybody may. */
static void
admit(struct listener *l, struct control *c, const struct options *options)
{
	int error = socket_networks(options->osc_host, &l->access.own);

	if (error != 0)
		control_log(c, "the networks of this machine are not known: %s", strerror(-error));
	l->access.remote_control = options->osc_remote_control;
	l->access.remote_admin = options->osc_remote_admin;
	if (options->osc_allow == NULL)
		allow_own(&l->access);
	else
		(void)networks_parse(options->osc_allow, &l->access.allowed); /* options did */
	log_open(c, l, options->osc_host);
}

static int
open_udp(struct listener *l, struct control *c, const struct options *options)
{
	int error = open_ports(l, c, options);

	if (error != 0)
		return error;
	if (!is_loopback(options->osc_host))
		admit(l, c, options);
	else if (options->osc_allow != NULL || options->osc_remote_control ||
		 options->osc_remote_admin)
		control_log(c, "OSC is for this machine alone: --osc-allow and --osc-remote-... "
			       "do nothing without --osc-listen=ADDR");
	return 0;
}

static int
open_file(struct listener *l, struct control *c, const char *path)
{
	int fd = socket_open_file(path, &l->file);

	if (fd < 0) {
		log_file_refused(c, path, fd);
		return fd;
	}
	l->fd[0] = fd;
	snprintf(l->url, sizeof l->url, "osc.unix://%s", path);
	return 0;
}

/* ---- Exported ---- */

int
listen_pair(const char *host, uint16_t *port, int (*open)(const char *host, uint16_t *port),
	int fd[LISTEN_SOCKETS])
{
	uint16_t got = *port;
	int first = open(host, &got), local = -1;

	if (first < 0)
		return first;
	if (!is_loopback(host) && !is_any(host)) {
		local = open(LOOPBACK, &got);
		if (local < 0) {
			close(first);
			return local;
		}
	}
	fd[0] = first;
	fd[1] = local;
	*port = got;
	return 0;
}

const char *
listen_local_host(const char *host)
{
	return is_loopback(host) ? host : LOOPBACK;
}

void
listener_init(struct listener *l)
{
	*l = (struct listener){ .fd = { -1, -1 } };
}

int
listener_open(struct listener *l, struct control *c)
{
	const struct options *options = control_options(c);

	if (options->osc_unix != NULL)
		return open_file(l, c, options->osc_unix);
	return open_udp(l, c, options);
}

void
listener_close(struct listener *l)
{
	for (int i = 0; i < LISTEN_SOCKETS; i++) {
		if (l->fd[i] >= 0)
			close(l->fd[i]);
		l->fd[i] = -1;
	}
	socket_remove_file(&l->file);
}

int
listener_fd(const struct listener *l, const struct origin *to)
{
	return l->fd[l->fd[1] >= 0 && !origin_is_remote(to)];
}
