/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets, timer and URL file tied together.  Control waits for one descriptor,
 * so sockets and timer hang on an epoll of our own; the timer rings when a held
 * bundle or a subscribed value is due.
 */
#include "ui-osc/osc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "ui-osc/listen.h"
#include "ui-osc/packet.h"
#include "ui-osc/query/announce.h"
#include "ui-osc/query/http.h"
#include "ui-osc/refused.h"
#include "ui-osc/server.h"
#include "ui-osc/url.h"

static const uint64_t NTP_MINUS_UNIX_S = 2208988800u;

struct osc {
	struct control *control;
	struct server *server;
	struct listener listener;
	int timer_fd, epoll_fd;
	uint64_t armed_ns; /* what the timer is set to; UINT64_MAX: nothing */
	struct url_file file, http_file;
	struct http *http; /* NULL: none, as with the next */
	struct announce *announce;
	char name[URL_NAME_BYTES]; /* that it was published under */
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

	/* A socket in the file system has no such queue, and is told at once. */
	if (o->listener.file.path[0] != '\0')
		return 0;
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		while (o->listener.fd[i] >= 0 && n < OSC_REFUSALS_PER_TURN &&
			(r = refused_next(o->listener.fd[i], &to)) >= 0) {
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
	int fd = listener_fd(&o->listener, to);
	int r = socket_send(fd, to, data, len);

	if (r != 0 && heed_refusals(o) > 0)
		r = socket_send(fd, to, data, len);
	if (r != 0)
		server_unsent(o->server);
	if (r == -ECONNREFUSED || r == -ENOENT) /* a local socket says so itself */
		server_refused(o->server, to);
}

/* ---- Opening ---- */

/* The one of HTTP is for convenience: /info has it as well. */
static void
publish_http(struct osc *o, const char *folder, const char *name)
{
	static const struct origin here = { .addr.ss_family = AF_UNIX };
	char url[HTTP_URL_BYTES];
	struct url_owner owner;

	server_http_url(o->server, &here, url);
	if (url[0] != '\0')
		(void)url_publish_as(&o->http_file, folder, name, "http", url, &owner);
}

static void
publish_url(struct osc *o, const char *name)
{
	char folder[URL_PATH_BYTES];
	struct url_owner owner = { .pid = 0 };
	int error = url_folder(folder);

	snprintf(o->name, sizeof o->name, "%s", name);
	if (error == 0)
		error = url_publish(&o->file, folder, name, o->listener.url, &owner);
	if (error == 0)
		publish_http(o, folder, name);
	if (error == -EBUSY)
		control_log(o->control,
			"the name \"%s\" is taken (pid %d): no URL file for %s; give --name=", name,
			(int)owner.pid, o->listener.url);
	else if (error == -ENOENT)
		control_log(o->control, "no XDG_RUNTIME_DIR: no URL file; OSC is at %s",
			o->listener.url);
	else if (error != 0)
		control_log(o->control, "no URL file for \"%s\": %s; OSC is at %s", name,
			strerror(-error), o->listener.url);
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
	error = watch(o, o->timer_fd);
	for (int i = 0; i < LISTEN_SOCKETS && error == 0; i++)
		if (o->listener.fd[i] >= 0)
			error = watch(o, o->listener.fd[i]);
	return error;
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
	url_withdraw(&o->http_file);
	announce_stop(o->announce);
	http_close(o->http);
	if (o->server != NULL && o->listener.fd[0] >= 0)
		server_end(o->server);
	close_descriptor(o->epoll_fd);
	close_descriptor(o->timer_fd);
	listener_close(&o->listener);
	server_destroy(o->server);
	free(o);
}

static void
report_to_control(struct osc *o)
{
	const struct osc_counts *n = server_counts(o->server);

	control_set_osc(o->control, o->listener.url, n->received, n->malformed, n->refused);
}

/* What this instance is called by people. */
static void
name_instance(const struct options *options, char *out, size_t size)
{
	if (options->name[0] != '\0')
		snprintf(out, size, "audioengine %s", options->name);
	else
		snprintf(out, size, "audioengine");
}

/* OSC goes on without it. */
static void
open_http(struct osc *o, const struct options *options)
{
	char name[ANNOUNCE_NAME_BYTES];
	const char *host = options->osc_host;

	name_instance(options, name, sizeof name);
	if (http_open(&o->http, o->control, o->server, &o->listener.access, name) != 0 ||
		o->http == NULL)
		return;
	if (watch(o, http_fd(o->http)) != 0) {
		http_close(o->http);
		o->http = NULL;
	}
	server_set_http(o->server, http_port(o->http), listen_local_host(host), host);
}

/* Only what is open to others. */
static void
announce(struct osc *o, const struct options *options)
{
	struct announcement what = { .osc_port = o->listener.access.port,
		.http_port = http_port(o->http) };
	struct host_address host;
	int error;

	if (options->osc_unix != NULL || host_parse(options->osc_host, &host) != 0 ||
		host_is_loopback(&host))
		return;
	name_instance(options, what.name, sizeof what.name);
	snprintf(what.host, sizeof what.host, "%s", options->osc_host);
	snprintf(what.prefix, sizeof what.prefix, "%s", options->osc_prefix);
	error = announce_start(&o->announce, o->control, &what);
	if (error != 0 && error != -ENOSYS)
		control_log(o->control, "not announced in the network: %s", strerror(-error));
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
	listener_init(&o->listener);
	o->timer_fd = o->epoll_fd = o->file.fd = o->http_file.fd = -1;
	o->armed_ns = UINT64_MAX;
	o->server = server_create(c, &(struct outlet){ send_answer, heed, o });
	error = o->server != NULL ? listener_open(&o->listener, c) : -ENOMEM;
	if (error == 0) {
		server_admit(o->server, &o->listener.access);
		server_set_prefix(o->server, options->osc_prefix);
		error = open_descriptors(o);
		if (error != 0)
			control_log(c, "no OSC: %s", strerror(-error));
	}
	if (error != 0) {
		osc_close(o);
		return error;
	}
	open_http(o, options);
	publish_url(o, options_instance(options));
	announce(o, options);
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
	uint64_t due_ns = server_due(o->server), http_ns = http_due(o->http);
	struct itimerspec at = { .it_value = { 0 } };

	due_ns = http_ns < due_ns ? http_ns : due_ns;
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
receive(struct osc *o, int fd, const struct moment *now)
{
	struct origin from;
	ssize_t n = socket_receive(fd, &from, o->packet, sizeof o->packet);

	for (int i = 1; n >= 0; i++) {
		struct moment then;

		server_packet(o->server, &from, o->packet, (size_t)n, now);
		then = moment_now();
		if (i == OSC_PACKETS_PER_TURN ||
			then.monotonic_ns - now->monotonic_ns > OSC_TURN_NS_MAX)
			break;
		n = socket_receive(fd, &from, o->packet, sizeof o->packet);
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
	/* Programs of this machine first: others cannot keep them waiting. */
	for (int i = LISTEN_SOCKETS - 1; i >= 0; i--)
		if (o->listener.fd[i] >= 0)
			receive(o, o->listener.fd[i], &now);
	server_settle(o->server, &now);
	http_turn(o->http, &now);
	arm(o);
}

static void
osc_update(void *self, const struct snapshot *snap)
{
	struct osc *o = self;
	const char *name = options_instance(control_options(o->control));
	struct moment now = moment_now();

	(void)snap;
	if (strncmp(name, o->name, sizeof o->name - 1) != 0) {
		/* A session manager gave us another. */
		url_withdraw(&o->file);
		url_withdraw(&o->http_file);
		publish_url(o, name);
	}
	server_update(o->server, &now);
	arm(o);
	report_to_control(o);
}

static void
osc_done(void *self, uint64_t ticket, int error, const char *text)
{
	struct osc *o = self;
	struct moment now = moment_now();

	server_done(o->server, ticket, error, text, &now);
	arm(o);
}

const struct frontend_ops frontend_osc = {
	.name = "osc",
	.open = osc_open,
	.pollfd = osc_pollfd,
	.readable = osc_readable,
	.update = osc_update,
	.done = osc_done,
	.close = osc_close,
};
