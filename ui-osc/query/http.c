/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections are accepted here, not by libmicrohttpd, so that one daemon serves
 * several sockets, and who may not be here is never read from.  A connection
 * whose time is up, or whose place is needed, is shut down; the library sees its
 * end and frees it.
 */
#define _GNU_SOURCE /* accept4 */

#include "ui-osc/query/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ui-osc/listen.h"
#include "ui-osc/query/http_guard.h"
#include "ui-osc/query/query.h"
#include "ui-osc/socket.h"

enum { DEAF_NS = 1000000000, MACHINE_BYTES = 256 };

static const uint64_t SECOND_NS = 1000000000;

/* A connection. */
struct visitor {
	int fd; /* of the library; -1: this place is free */
	struct MHD_Connection *connection;
	struct origin from;
	uint64_t since_ns; /* it came, or its last answer was taken */
	bool waits;        /* for the next turn */
	struct query query;
	int refused; /* a status: its query is not understood; 0: it is */
};

struct http {
	struct control *control;
	struct server *server;
	const struct access *access;
	char name[QUERY_NAME_BYTES], host[MACHINE_BYTES]; /* of the instance, of the machine */
	uint16_t port, osc_port;
	struct MHD_Daemon *daemon;
	int epoll_fd, fd[LISTEN_SOCKETS];
	uint64_t deaf_until_ns; /* no descriptors are left: nobody is let in until then; 0: fine */
	uint64_t pause_until_ns;
	struct moment now; /* of this turn */
	uint64_t spent_ns; /* in it, for answers */
	struct visitor *arriving;
	struct visitor visitor[HTTP_CONNECTIONS_MAX];
};

static uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

/* ---- Answers ---- */

static void
add_headers(const struct http *h, const struct visitor *v, struct MHD_Response *r, int status)
{
	const char *origin = MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, "Origin");

	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "Vary", "Origin");
	if (status != 204)
		MHD_add_response_header(r, "Content-Type",
			status == 200 ? "application/json" : "text/plain; charset=utf-8");
	if (status == 405)
		MHD_add_response_header(r, "Allow", "GET, HEAD");
	if (origin != NULL && http_origin_is_ours(origin, h->host, &v->from.at))
		MHD_add_response_header(r, "Access-Control-Allow-Origin", origin);
}

/* text: freed when free_it. */
static enum MHD_Result
send_text(const struct http *h, const struct visitor *v, int status, char *text, bool free_it)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
		strlen(text), text, free_it ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
	enum MHD_Result queued;

	if (r == NULL) {
		if (free_it)
			free(text);
		return MHD_NO;
	}
	add_headers(h, v, r, status);
	queued = MHD_queue_response(v->connection, (unsigned)status, r);
	MHD_destroy_response(r);
	return queued;
}

static const char *
reason(int status)
{
	switch (status) {
	case 204:
		return "";
	case 400:
		return "not understood: GET /ADDRESS or /ADDRESS?ATTRIBUTE, with one of FULL_PATH "
		       "CONTENTS TYPE ACCESS VALUE RANGE DESCRIPTION UNIT CLIPMODE HOST_INFO\n";
	case 403:
		return "the name in the Host header is not one of this machine: ask by address, or "
		       "by localhost\n";
	case 404:
		return "no such address; / has all there are\n";
	case 405:
		return "GET and HEAD only: values are set by OSC\n";
	default:
		return "out of memory; ask again\n";
	}
}

static enum MHD_Result
send_status(const struct http *h, const struct visitor *v, int status)
{
	return send_text(h, v, status, (char *)(uintptr_t)reason(status), false);
}

/* The numeric host of a socket's own name. */
static void
write_address(const struct host_address *at, char out[HOST_BYTES])
{
	bool v4 = host_is_ipv4(at);

	if (inet_ntop(v4 ? AF_INET : AF_INET6, at->byte + (v4 ? 12 : 0), out, HOST_BYTES) == NULL)
		out[0] = '\0';
}

static enum MHD_Result
answer(struct http *h, struct visitor *v)
{
	struct query_host host = { .name = h->name, .osc_port = h->osc_port };
	uint64_t before_ns = clock_ns();
	int error = server_consult(h->server, &v->from, &h->now), status = 500;
	char *json = NULL;

	write_address(&v->from.at, host.osc_ip);
	if (error == 0)
		status = query_answer(h->server, &v->from, &v->query, &host, &json);
	else if (error == -EACCES)
		status = 403;
	h->spent_ns += clock_ns() - before_ns;
	return status == 200 ? send_text(h, v, status, json, true) : send_status(h, v, status);
}

static int
refusal(const struct http *h, const struct visitor *v, const char *method)
{
	const char *host = MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, "Host");

	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return 405;
	if (host != NULL && !http_host_is_ours(host, h->host))
		return 403;
	return v->refused;
}

/* ---- What the library calls ---- */

static struct visitor *
visitor_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

static void *
on_target(void *arg, const char *target, struct MHD_Connection *connection)
{
	struct visitor *v = visitor_of(connection);

	(void)arg;
	if (v != NULL)
		v->refused = query_parse(target, &v->query);
	return NULL;
}

/* Without a body, as far as its headers say. */
static bool
is_bare(const struct visitor *v)
{
	return MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, "Content-Length") ==
		       NULL &&
	       MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, "Transfer-Encoding") ==
		       NULL;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_bytes, void **request)
{
	struct http *h = arg;
	struct visitor *v = visitor_of(connection);
	int status;

	(void)url, (void)version, (void)upload, (void)upload_bytes;
	if (v == NULL)
		return MHD_NO;
	/* The first call comes before a body, if there is one; an answer to that, which is then
	 * not read, ends the connection. */
	if (*request == NULL && is_bare(v)) {
		*request = v;
		return MHD_YES;
	}
	status = refusal(h, v, method);
	if (status != 0)
		return send_status(h, v, status);
	if (h->spent_ns < HTTP_TURN_NS)
		return answer(h, v);
	v->waits = true;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

static void
on_completed(void *arg, struct MHD_Connection *connection, void **request,
	enum MHD_RequestTerminationCode how)
{
	struct http *h = arg;
	struct visitor *v = visitor_of(connection);

	(void)request, (void)how;
	if (v != NULL)
		v->since_ns = h->now.monotonic_ns;
}

static void
on_connection(void *arg, struct MHD_Connection *connection, void **context,
	enum MHD_ConnectionNotificationCode what)
{
	struct http *h = arg;
	struct visitor *v = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = h->arriving;
		h->arriving->connection = connection;
	} else if (v != NULL) {
		v->fd = -1;
	}
}

/* ---- Connections ---- */

static bool
same_host(const struct visitor *a, const struct visitor *b)
{
	struct host_address x, y;

	return host_of_sockaddr((const struct sockaddr *)&a->from.addr, &x) &&
	       host_of_sockaddr((const struct sockaddr *)&b->from.addr, &y) && host_is_same(&x, &y);
}

static uint32_t
count_of_host(const struct http *h, const struct visitor *v)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++)
		n += h->visitor[i].fd >= 0 && same_host(&h->visitor[i], v);
	return n;
}

static void
run(struct http *h)
{
	(void)MHD_run(h->daemon);
}

static struct visitor *
find_free(struct http *h)
{
	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++)
		if (h->visitor[i].fd < 0)
			return &h->visitor[i];
	return NULL;
}

/* The oldest of the host that has most.  Those that wait for a turn are about to be answered. */
static void
make_room(struct http *h)
{
	struct visitor *chosen = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct visitor *v = &h->visitor[i];
		uint32_t n = count_of_host(h, v);

		if (v->waits || n < most)
			continue;
		if (n > most || v->since_ns < chosen->since_ns)
			chosen = v;
		most = n;
	}
	if (chosen == NULL)
		return;
	shutdown(chosen->fd, SHUT_RDWR);
	run(h);
}

static void
admit(struct http *h, int fd, const struct origin *from)
{
	struct visitor *v = find_free(h);

	if (v == NULL) {
		make_room(h);
		v = find_free(h);
	}
	if (v == NULL) {
		close(fd);
		return;
	}
	*v = (struct visitor){ .fd = fd, .from = *from, .since_ns = h->now.monotonic_ns };
	h->arriving = v;
	/* The descriptor is the library's from here on, even when this fails. */
	if (MHD_add_connection(h->daemon, fd, (const struct sockaddr *)&from->addr, from->len) !=
		MHD_YES)
		v->fd = -1;
	h->arriving = NULL;
}

static void
watch_sockets(struct http *h, uint32_t events)
{
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		if (h->fd[i] >= 0)
			(void)epoll_ctl(h->epoll_fd, EPOLL_CTL_MOD, h->fd[i],
				&(struct epoll_event){ .events = events });
}

/* Return: false: nobody is there. */
static bool
accept_one(struct http *h, int listening)
{
	struct origin from = { .len = sizeof from.addr };
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	int fd = accept4(
		listening, (struct sockaddr *)&from.addr, &from.len, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			watch_sockets(h, 0);
			h->deaf_until_ns = h->now.monotonic_ns + DEAF_NS;
		}
		return errno == ECONNABORTED || errno == EINTR;
	}
	if (getsockname(fd, (struct sockaddr *)&at, &len) == 0)
		(void)host_of_sockaddr((const struct sockaddr *)&at, &from.at);
	if (access_of(h->access, &from) == TIER_NONE)
		close(fd);
	else
		admit(h, fd, &from);
	return true;
}

/* Loopback first: others cannot keep programs of this machine waiting. */
static void
accept_all(struct http *h)
{
	for (int i = LISTEN_SOCKETS - 1; i >= 0; i--)
		for (int n = 0; h->fd[i] >= 0 && n < HTTP_ACCEPTS_PER_TURN; n++)
			if (!accept_one(h, h->fd[i]))
				break;
}

static void
end_late(struct http *h)
{
	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct visitor *v = &h->visitor[i];

		if (v->fd >= 0 && !v->waits &&
			h->now.monotonic_ns - v->since_ns >= HTTP_SECONDS * SECOND_NS) {
			shutdown(v->fd, SHUT_RDWR);
			v->since_ns = h->now.monotonic_ns; /* should it stay, it is tried again */
		}
	}
}

static void
resume(struct http *h)
{
	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct visitor *v = &h->visitor[i];

		if (v->fd >= 0 && v->waits)
			MHD_resume_connection(v->connection);
		v->waits = false;
	}
}

/* ---- Opening ---- */

static int
open_sockets(struct http *h, const struct options *options)
{
	uint32_t first = options->oscquery_port > 0 ? options->oscquery_port : h->osc_port;
	uint32_t tries = options->oscquery_port > 0 ? 1 : OSC_PORTS_TRIED;
	int error = -EADDRINUSE;

	for (uint32_t i = 0; i < tries && error == -EADDRINUSE && first + i <= UINT16_MAX; i++) {
		h->port = (uint16_t)(first + i);
		error = listen_pair(options->osc_host, &h->port, socket_open_tcp, h->fd);
	}
	if (error == -EADDRINUSE)
		control_log(h->control,
			"TCP %u is in use: no OSCQuery; --oscquery=PORT takes another port", first);
	else if (error != 0)
		control_log(h->control, "no OSCQuery: TCP %u: %s", first, strerror(-error));
	else if (h->port != first)
		control_log(h->control, "TCP %u is in use: OSCQuery is at TCP %u", first, h->port);
	return error;
}

static int
watch(struct http *h, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(h->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : -errno;
}

static int
watch_all(struct http *h)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	int error;

	if (info == NULL || info->epoll_fd < 0)
		return -ENOTSUP;
	h->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (h->epoll_fd < 0)
		return -errno;
	error = watch(h, info->epoll_fd);
	for (int i = 0; i < LISTEN_SOCKETS && error == 0; i++)
		if (h->fd[i] >= 0)
			error = watch(h, h->fd[i]);
	return error;
}

static int
start_daemon(struct http *h)
{
	h->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
		on_request, h, MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_REQUEST_BYTES_MAX,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, h, MHD_OPTION_END);
	return h->daemon != NULL ? 0 : -ENOMEM;
}

static int
start(struct http *h)
{
	int error = start_daemon(h);

	if (error == 0)
		error = watch_all(h);
	if (error != 0)
		control_log(h->control, "no OSCQuery: %s", strerror(-error));
	return error;
}

/* ---- Exported ---- */

int
http_open(struct http **out, struct control *c, struct server *server, const struct access *access,
	const char *name)
{
	const struct options *options = control_options(c);
	struct http *h;
	int error;

	*out = NULL;
	if (options->no_oscquery || options->osc_unix != NULL)
		return 0;
	h = calloc(1, sizeof *h);
	if (h == NULL)
		return -ENOMEM;
	h->control = c;
	h->server = server;
	h->access = access;
	h->osc_port = access->port;
	h->epoll_fd = h->fd[0] = h->fd[1] = -1;
	snprintf(h->name, sizeof h->name, "%s", name);
	if (gethostname(h->host, sizeof h->host - 1) != 0)
		h->host[0] = '\0';
	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++)
		h->visitor[i].fd = -1;
	error = open_sockets(h, options);
	if (error == 0)
		error = start(h);
	if (error != 0) {
		http_close(h);
		return error;
	}
	*out = h;
	return 0;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	if (h->daemon != NULL) {
		resume(h); /* the library does not end with connections that wait */
		MHD_stop_daemon(h->daemon);
	}
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		if (h->fd[i] >= 0)
			close(h->fd[i]);
	if (h->epoll_fd >= 0)
		close(h->epoll_fd);
	free(h);
}

uint16_t
http_port(const struct http *h)
{
	return h != NULL ? h->port : 0;
}

int
http_fd(const struct http *h)
{
	return h != NULL ? h->epoll_fd : -1;
}

void
http_turn(struct http *h, const struct moment *now)
{
	if (h == NULL)
		return;
	h->now = *now;
	h->spent_ns = 0;
	if (h->deaf_until_ns != 0 && h->deaf_until_ns <= now->monotonic_ns) {
		watch_sockets(h, EPOLLIN);
		h->deaf_until_ns = 0;
	}
	end_late(h);
	if (h->pause_until_ns <= now->monotonic_ns)
		resume(h);
	else
		h->spent_ns = HTTP_TURN_NS;
	if (h->deaf_until_ns == 0)
		accept_all(h);
	run(h);
	if (h->pause_until_ns <= now->monotonic_ns && h->spent_ns >= HTTP_TURN_NS)
		h->pause_until_ns = clock_ns() + h->spent_ns;
}

uint64_t
http_due(const struct http *h)
{
	uint64_t due_ns = UINT64_MAX;
	MHD_UNSIGNED_LONG_LONG ms;

	if (h == NULL)
		return due_ns;
	for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		const struct visitor *v = &h->visitor[i];
		uint64_t ns = v->waits ? h->pause_until_ns : v->since_ns + HTTP_SECONDS * SECOND_NS;

		if (v->fd >= 0 && ns < due_ns)
			due_ns = ns;
	}
	if (h->deaf_until_ns != 0 && h->deaf_until_ns < due_ns)
		due_ns = h->deaf_until_ns;
	if (MHD_get_timeout(h->daemon, &ms) == MHD_YES &&
		h->now.monotonic_ns + ms * 1000000 < due_ns)
		due_ns = h->now.monotonic_ns + ms * 1000000;
	return due_ns;
}
