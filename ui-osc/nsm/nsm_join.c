/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From NSM_URL to a session, before there is anything else of the engine.  A
 * program that starts again under pw-jack keeps socket and session, since the
 * server would take a second announcement for a second client.
 */
#include "ui-osc/nsm/nsm.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt/clock.h"
#include "ui-osc/nsm/nsm_private.h"
#include "ui-osc/refused.h"

static const char HANDED[] = "AUDIOENGINE_NSM"; /* "PID FD FOLDER\nNAME" */

enum { REPLY_MS = 5000, PATIENCE_MS = 3000, WAIT_NO_MORE = -1 };

/* ---- Where it is ---- */

/* What listens there is on this machine when its address can be ours. */
static bool
is_of_this_machine(const struct addrinfo *a)
{
	int fd = socket(a->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), r;
	struct sockaddr_storage name = { .ss_family = AF_UNSPEC };

	if (fd < 0)
		return false;
	memcpy(&name, a->ai_addr, a->ai_addrlen);
	if (a->ai_family == AF_INET)
		((struct sockaddr_in *)&name)->sin_port = 0;
	else
		((struct sockaddr_in6 *)&name)->sin6_port = 0;
	r = bind(fd, (const struct sockaddr *)&name, a->ai_addrlen);
	close(fd);
	return r == 0;
}

static void
set_origin(struct origin *out, const struct addrinfo *a)
{
	memset(out, 0, sizeof *out);
	memcpy(&out->addr, a->ai_addr, a->ai_addrlen);
	out->len = a->ai_addrlen;
}

static void
set_loopback(struct nsm *n, uint16_t port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	bool six = n->server.addr.ss_family == AF_INET6;

	memset(&n->loopback, 0, sizeof n->loopback);
	n->loopback.len = six ? sizeof v6 : sizeof v4;
	memcpy(&n->loopback.addr, six ? (void *)&v6 : (void *)&v4, n->loopback.len);
}

/* Return: NULL, or why not. */
static const char *
find_server(struct nsm *n)
{
	struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM }, *list;
	char host[NSM_HOST_BYTES], service[8];
	uint16_t port;

	if (!nsm_url_parse(n->url, host, &port))
		return "it is to look like osc.udp://localhost:12345/";
	snprintf(service, sizeof service, "%u", port);
	if (getaddrinfo(host, service, &wanted, &list) != 0)
		return "there is no such host";
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
		/* IPv4 where there is a choice: most servers know nothing else. */
		if ((a->ai_family == AF_INET || a->ai_family == AF_INET6) &&
			is_of_this_machine(a) && (n->server.len == 0 || a->ai_family == AF_INET)) {
			set_origin(&n->server, a);
			if (a->ai_family == AF_INET)
				break;
		}
	freeaddrinfo(list);
	set_loopback(n, port);
	return n->server.len > 0 ? NULL : "it is on another machine";
}

/* Return: NULL, or why not. */
static const char *
open_socket(struct nsm *n)
{
	uint16_t port = 0;
	int fd = socket_open(n->server.addr.ss_family == AF_INET6 ? "::1" : "127.0.0.1", &port);

	if (fd < 0)
		return strerror(-fd);
	/* Not in the place of a standard stream that is closed. */
	n->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	close(fd);
	if (n->fd < 0 || refused_watch(n->fd) < 0)
		return strerror(errno);
	return NULL;
}

/* ---- Waiting ---- */

/* The next message of the server.  timeout_ms < 0: without end.
 * Return: 0; -ETIMEDOUT; -ECONNREFUSED: nobody listens there. */
static int
wait_message(struct nsm *n, int timeout_ms, struct nsm_message *out)
{
	uint64_t end_ns = clock_monotonic_ns() + (uint64_t)timeout_ms * 1000000;
	struct pollfd p = { .fd = n->fd, .events = POLLIN };
	struct origin from;
	ssize_t len;

	for (;;) {
		uint64_t now_ns = clock_monotonic_ns();

		if (timeout_ms >= 0 && now_ns >= end_ns)
			return -ETIMEDOUT;
		poll(&p, 1, timeout_ms >= 0 ? (int)((end_ns - now_ns) / 1000000) + 1 : -1);
		if (nsm_refused(n))
			return -ECONNREFUSED;
		len = socket_receive(n->fd, &from, n->packet, sizeof n->packet);
		if (len >= 0 && nsm_hear(n, &from, n->packet, (size_t)len, out) != NSM_OTHER)
			return 0;
	}
}

/* Return: whether the message is /nsm/client/open, and good. */
static bool
is_session(struct nsm *n, const struct nsm_message *m)
{
	if (m->kind == NSM_OPEN)
		return nsm_take_open(n, m, &n->now);
	if (m->kind == NSM_WRONG && strcmp(m->address, NSM_OPEN_PATH) == 0)
		nsm_error(n, NSM_OPEN_PATH, NSM_GENERAL,
			"the arguments are not those of the NSM API");
	else if (m->kind == NSM_SAVE)
		nsm_error(n, NSM_SAVE_PATH, NSM_NOT_NOW, "there is no session yet");
	return false;
}

static void
wait_session(struct nsm *n, const char *name)
{
	struct nsm_message m;
	int wait_ms = PATIENCE_MS;

	for (;;) {
		if (wait_message(n, wait_ms, &m) == 0) {
			if (is_session(n, &m))
				return;
			continue;
		}
		if (wait_ms == PATIENCE_MS)
			fprintf(stderr, "audioengine: waiting for %s to open a session\n", name);
		wait_ms = WAIT_NO_MORE;
	}
}

/* ---- Announcing ---- */

static void
announce(struct nsm *n, const char *program)
{
	nsm_send(n, "/nsm/server/announce", "sssiii", "audioengine",
		":dirty:message:switch:", program, 1, 2, (int)getpid());
}

/* Return: 0: there is a session; -ENOENT: nobody there; an exit status. */
static int
ask(struct nsm *n, const char *program)
{
	struct nsm_message m;
	char name[80] = "the session manager";

	announce(n, program);
	for (;;) {
		if (wait_message(n, REPLY_MS, &m) < 0)
			return -ENOENT;
		if (is_session(n, &m))
			return 0;
		if (m.kind == NSM_ERROR) {
			fprintf(stderr,
				"audioengine: the session manager at %s refuses: %s\n"
				"To run without a session: env -u NSM_URL audioengine\n",
				n->url, m.text);
			return EXIT_CONFIG;
		}
		if (m.kind == NSM_REPLY && strcmp(m.about, "/nsm/server/announce") == 0)
			break;
	}
	if (m.name != NULL && *m.name != '\0')
		snprintf(name, sizeof name, "%s", m.name);
	wait_session(n, name);
	return 0;
}

/* ---- Across a start again ---- */

static void
hand_over(const struct nsm *n)
{
	char text[sizeof n->now + 64];

	snprintf(text, sizeof text, "%d %d %s\n%s", (int)getpid(), n->fd, n->now.folder, n->now.id);
	setenv(HANDED, text, 1);
}

/* Return: whether there is a session from before. */
static bool
take_over(struct nsm *n)
{
	const char *text = getenv(HANDED), *line;
	int pid, fd, at = 0;

	if (text == NULL || sscanf(text, "%d %d %n", &pid, &fd, &at) < 2 || at == 0 ||
		pid != (int)getpid())
		return false;
	text += at;
	line = strrchr(text, '\n');
	if (line == NULL || (size_t)(line - text) >= sizeof n->now.folder ||
		strlen(line + 1) >= sizeof n->now.id || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return false;
	n->fd = fd;
	memcpy(n->now.folder, text, (size_t)(line - text));
	strcpy(n->now.id, line + 1);
	return true;
}

/* ---- Exported ---- */

/* A run that has nothing to keep, or ends by itself, is no part of a session. */
static bool
is_for_sessions(const struct options *o)
{
	return o->verb == VERB_RUN && !o->list_presets && o->demo == DEMO_OFF &&
	       (o->backend == NULL || strcmp(o->backend, "file") != 0);
}

static void
apply(struct nsm *n, struct options *o)
{
	if (*o->settings != '\0')
		fprintf(stderr, "audioengine: --settings is not heeded in a session\n");
	hand_over(n);
	n->opening = NSM_STARTING; /* the answer is due */
	o->name = n->now.id;
	o->project = n->now.folder;
	o->project_fd = n->fd;
}

/* Return: as nsm_join; -ENOENT. */
static int
join(struct nsm *n, const char *program)
{
	const char *why = find_server(n);
	int r;

	if (why == NULL && take_over(n))
		return 0;
	if (why == NULL)
		why = open_socket(n);
	r = why == NULL ? ask(n, program) : -ENOENT;
	if (r == -ENOENT)
		fprintf(stderr,
			"audioengine: no session manager at NSM_URL=%s: %s\n"
			"Going on without a session.\n",
			n->url, why != NULL ? why : "nobody answers there");
	return r;
}

int
nsm_join(struct nsm **out, struct options *o, const char *program)
{
	const char *url = getenv("NSM_URL");
	struct nsm *n;
	int r;

	*out = NULL;
	if (url == NULL || *url == '\0' || !is_for_sessions(o))
		return 0;
	n = calloc(1, sizeof *n);
	if (n == NULL) {
		fprintf(stderr, "audioengine: out of memory\n");
		return EXIT_OTHER;
	}
	n->fd = -1;
	snprintf(n->url, sizeof n->url, "%s", url);
	r = join(n, program);
	if (r == 0) {
		apply(n, o);
		*out = n;
		return 0;
	}
	nsm_leave(n, "");
	return r == -ENOENT ? 0 : r;
}

void
nsm_leave(struct nsm *n, const char *why)
{
	if (n == NULL)
		return;
	if (n->opening != NSM_OPENED)
		nsm_error(n, NSM_OPEN_PATH, NSM_GENERAL, *why != '\0' ? why : "audioengine ends");
	if (n->fd >= 0)
		close(n->fd);
	free(n);
}
