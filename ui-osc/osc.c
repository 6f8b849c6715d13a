/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Socket, timer and URL file tied together.  Control waits for one descriptor,
 * so socket and timer hang on an epoll of our own; the timer rings when a held
 * bundle or a subscribed value is due.
 */
#include "ui-osc/osc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "ui-osc/packet.h"
#include "ui-osc/refused.h"
#include "ui-osc/server.h"
#include "ui-osc/socket.h"
#include "ui-osc/url.h"

static const uint64_t NTP_MINUS_UNIX_S = 2208988800u;

struct osc {
	struct control *control;
	struct server *server;
	int socket_fd, timer_fd, epoll_fd;
	uint16_t port;
	uint64_t armed_ns; /* what the timer is set to; UINT64_MAX: nothing */
	char url[URL_BYTES];
	struct url_file file;
	uint8_t packet[PACKET_BYTES_MAX + 1];
};

static struct moment
moment_now(void)
{
	struct timespec mono, real;
	uint64_t seconds;

	clock_gettime(CLOCK_MONOTONIC, &mono);
	clock_gettime(CLOCK_REALTIME, &real);
	seconds = (uint64_t)real.tv_sec + NTP_MINUS_UNIX_S;
	return (struct moment){ .monotonic_ns = (uint64_t)mono.tv_sec * 1000000000u +
						(uint64_t)mono.tv_nsec,
		.ntp = seconds << 32 | ((uint64_t)real.tv_nsec << 32) / 1000000000u };
}

/* Read what the kernel has to say about packets that came to nothing.  Return: how many. */
static int
heed_refusals(struct osc *o)
{
	struct origin to;
	int n = 0, r;

	while (n < OSC_REFUSALS_PER_TURN && (r = refused_next(o->socket_fd, &to)) >= 0) {
		if (r > 0)
			server_refused(o->server, &to);
		n++;
	}
	return n;
}

static void
heed(void *arg)
{
	heed_refusals(arg);
}

/* A client that does not read loses answers; nobody waits for it.  An error may be that of an
 * earlier packet to somebody else: then this one has not been tried yet. */
static void
send_answer(void *arg, const struct origin *to, const void *data, size_t len)
{
	struct osc *o = arg;
	int r = socket_send(o->socket_fd, to, data, len);

	if (r != 0 && heed_refusals(o) > 0)
		r = socket_send(o->socket_fd, to, data, len);
	if (r != 0)
		server_unsent(o->server);
	if (r == -ECONNREFUSED || r == -ENOENT) /* a local socket says so itself */
		server_refused(o->server, to);
}

/* ---- Opening ---- */

static void
log_taken(struct osc *o, const char *host, uint16_t taken, uint16_t instead)
{
	struct url_owner owner = { .pid = 0 };
	char url[URL_BYTES], folder[URL_PATH_BYTES];

	socket_url(host, taken, url, sizeof url);
	if (url_folder(folder) == 0)
		url_find(folder, url, &owner);
	if (owner.pid != 0)
		control_log(o->control,
			"UDP %u is in use (another audioengine, pid %d, name \"%s\"): using %u",
			taken, (int)owner.pid, owner.name, instead);
	else
		control_log(o->control, "UDP %u is in use: using %u", taken, instead);
}

static void
log_refused(struct osc *o, const char *host, uint16_t port, int error)
{
	if (error == -EACCES)
		control_log(o->control, "OSC listens on loopback only, not on %s; no OSC", host);
	else
		control_log(o->control,
			"OSC cannot listen on %s UDP %u: %s; no OSC. Try --osc-listen=%s:0", host,
			port, strerror(-error), host);
}

static int
listen_somewhere(struct osc *o, const struct options *options)
{
	const char *host = options->osc_host;
	uint16_t first = options->osc_port;
	int tries = options->osc_port_given ? 1 : OSC_PORTS_TRIED, fd = -EADDRINUSE;

	for (int i = 0; i < tries && fd == -EADDRINUSE; i++) {
		o->port = (uint16_t)(first + i);
		fd = socket_open(host, &o->port);
	}
	if (fd < 0) {
		log_refused(o, host, first, fd);
		return fd;
	}
	if (first != 0 && o->port != first)
		log_taken(o, host, first, o->port);
	o->socket_fd = fd;
	(void)refused_watch(fd); /* without it, leases end by their time alone */
	socket_url(host, o->port, o->url, sizeof o->url);
	return 0;
}

static void
publish_url(struct osc *o, const char *name)
{
	char folder[URL_PATH_BYTES];
	struct url_owner owner = { .pid = 0 };
	int error = url_folder(folder);

	if (error == 0)
		error = url_publish(&o->file, folder, name, o->url, &owner);
	if (error == -EBUSY)
		control_log(o->control,
			"the name \"%s\" is taken (pid %d): no URL file for %s; give --name=", name,
			(int)owner.pid, o->url);
	else if (error == -ENOENT)
		control_log(o->control, "no XDG_RUNTIME_DIR: no URL file; OSC is at %s", o->url);
	else if (error != 0)
		control_log(o->control, "no URL file for \"%s\": %s; OSC is at %s", name,
			strerror(-error), o->url);
}

static int
watch(struct osc *o, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(o->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : -errno;
}

static int
open_descriptors(struct osc *o)
{
	int error;

	o->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	o->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (o->epoll_fd < 0 || o->timer_fd < 0)
		return -errno;
	error = watch(o, o->socket_fd);
	return error != 0 ? error : watch(o, o->timer_fd);
}

static void
close_descriptor(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void
osc_close(void *self)
{
	struct osc *o = self;

	if (o == NULL)
		return;
	url_withdraw(&o->file);
	if (o->server != NULL && o->socket_fd >= 0)
		server_end(o->server);
	close_descriptor(o->epoll_fd);
	close_descriptor(o->timer_fd);
	close_descriptor(o->socket_fd);
	server_destroy(o->server);
	free(o);
}

static void
report_to_control(struct osc *o)
{
	const struct osc_counts *n = server_counts(o->server);

	control_set_osc(o->control, o->url, n->received, n->malformed, n->refused);
}

static int
osc_open(void **self, struct control *c)
{
	const struct options *options = control_options(c);
	struct osc *o = calloc(1, sizeof *o);
	int error;

	if (o == NULL)
		return -ENOMEM;
	o->control = c;
	o->socket_fd = o->timer_fd = o->epoll_fd = o->file.fd = -1;
	o->armed_ns = UINT64_MAX;
	o->server = server_create(c, &(struct outlet){ send_answer, heed, o });
	error = o->server != NULL ? listen_somewhere(o, options) : -ENOMEM;
	if (error == 0) {
		error = open_descriptors(o);
		if (error != 0)
			control_log(c, "no OSC: %s", strerror(-error));
	}
	if (error != 0) {
		osc_close(o);
		return error;
	}
	publish_url(o, options_instance(options));
	report_to_control(o);
	*self = o;
	return 0;
}

/* ---- Running ---- */

static int
osc_pollfd(void *self)
{
	return ((struct osc *)self)->epoll_fd;
}

/* The timer to what is due first, or off. */
static void
arm(struct osc *o)
{
	uint64_t due_ns = server_due(o->server);
	struct itimerspec at = { .it_value = { 0 } };

	if (due_ns == o->armed_ns)
		return;
	if (due_ns != UINT64_MAX) {
		at.it_value.tv_sec = (time_t)(due_ns / 1000000000u);
		at.it_value.tv_nsec = (long)(due_ns % 1000000000u);
	}
	if (timerfd_settime(o->timer_fd, TFD_TIMER_ABSTIME, &at, NULL) == 0)
		o->armed_ns = due_ns;
}

static void
receive(struct osc *o, const struct moment *now)
{
	struct origin from;
	ssize_t n = socket_receive(o->socket_fd, &from, o->packet, sizeof o->packet);

	for (int i = 1; n >= 0; i++) {
		struct moment then;

		if (origin_is_welcome(&from, o->port))
			server_packet(o->server, &from, o->packet, (size_t)n, now);
		else
			server_refuse(o->server);
		then = moment_now();
		if (i == OSC_PACKETS_PER_TURN ||
			then.monotonic_ns - now->monotonic_ns > OSC_TURN_NS_MAX)
			break;
		n = socket_receive(o->socket_fd, &from, o->packet, sizeof o->packet);
	}
}

static void
osc_readable(void *self)
{
	struct osc *o = self;
	struct moment now = moment_now();
	uint64_t rings;

	if (read(o->timer_fd, &rings, sizeof rings) == sizeof rings)
		o->armed_ns = UINT64_MAX;
	heed_refusals(o);
	server_run_due(o->server, &now);
	receive(o, &now);
	server_settle(o->server, &now);
	arm(o);
}

static void
osc_update(void *self, const struct snapshot *snap)
{
	struct osc *o = self;
	struct moment now = moment_now();

	(void)snap;
	server_update(o->server, &now);
	arm(o);
	report_to_control(o);
}

const struct frontend_ops frontend_osc = {
	.name = "osc",
	.open = osc_open,
	.pollfd = osc_pollfd,
	.readable = osc_readable,
	.update = osc_update,
	.close = osc_close,
};
