/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See ctl_link.h. */
#include "ui-osc/ctl/ctl_link.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "ui-osc/origin.h"

/* Marks a /ping as ours, beside one that a user sends. */
#define PING_WORD "ctl"

enum { LINK_HOST_BYTES = 128, LINK_PORT_BYTES = 6 };

/* ---- Opening ---- */

static int
connect_unix(struct ctl_link *l, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX }, any = { .sun_family = AF_UNIX };

	if (path[0] != '/' || strlen(path) >= sizeof to.sun_path)
		return -EINVAL;
	strcpy(to.sun_path, path);
	l->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* unix(7), autobind: without a name of our own we would not be answered. */
	if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&any, sizeof any.sun_family) != 0 ||
		connect(l->fd, (struct sockaddr *)&to, sizeof to) != 0)
		return -errno;
	return 0;
}

static int
connect_udp(struct ctl_link *l, const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *found;
	struct origin to = { .len = 0 };
	int error = -EHOSTUNREACH;

	if (getaddrinfo(host, port, &hints, &found) != 0)
		return -EHOSTUNREACH;
	for (const struct addrinfo *a = found; a != NULL && error != 0; a = a->ai_next) {
		l->fd = socket(a->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		error = l->fd < 0 || connect(l->fd, a->ai_addr, a->ai_addrlen) != 0 ? -errno : 0;
		if (error != 0 && l->fd >= 0) {
			close(l->fd);
			l->fd = -1;
		}
		memcpy(&to.addr, a->ai_addr, a->ai_addrlen);
	}
	freeaddrinfo(found);
	l->remote = origin_is_remote(&to);
	return error;
}

/* "osc.udp://HOST:PORT/", HOST maybe in brackets. */
static int
connect_url(struct ctl_link *l)
{
	const char *at = l->url + strlen("osc.udp://"), *port;
	char host[LINK_HOST_BYTES], number[LINK_PORT_BYTES];
	size_t n;

	if (strncmp(l->url, "osc.unix://", 11) == 0)
		return connect_unix(l, l->url + 11);
	if (strncmp(l->url, "osc.udp://", 10) != 0)
		return -EINVAL;
	n = *at == '[' ? strcspn(++at, "]") : strcspn(at, ":/");
	port = at + n + (at[n] == ']');
	if (n == 0 || n >= sizeof host || *port != ':')
		return -EINVAL;
	memcpy(host, at, n);
	host[n] = '\0';
	n = strspn(++port, "0123456789");
	if (n == 0 || n >= sizeof number || (port[n] != '\0' && strcmp(port + n, "/") != 0))
		return -EINVAL;
	memcpy(number, port, n);
	number[n] = '\0';
	return connect_udp(l, host, number);
}

/* ---- The question ---- */

static void
write_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

void
link_begin(struct ctl_link *l)
{
	memset(l->out, 0, BUNDLE_HEAD_BYTES);
	memcpy(l->out, "#bundle", 7);
	l->out[BUNDLE_HEAD_BYTES - 1] = OSC_IMMEDIATELY;
	l->len = BUNDLE_HEAD_BYTES;
	l->overflow = false;
}

static void
add(struct ctl_link *l, const char *address, lo_message m)
{
	char whole[ANSWER_PATH_BYTES + OSC_PREFIX_BYTES];
	size_t n = strlen(l->prefix), len;

	if (strncmp(address, l->prefix, n) == 0 && address[n] == '/')
		n = 0; /* it was typed with its prefix */
	if (snprintf(whole, sizeof whole, "%.*s%s", (int)n, l->prefix, address) >=
		(int)sizeof whole) {
		l->overflow = true;
		return;
	}
	len = lo_message_length(m, whole);
	if (l->len + 4 + len > sizeof l->out) {
		l->overflow = true;
		return;
	}
	write_u32(l->out + l->len, (uint32_t)len);
	lo_message_serialise(m, whole, l->out + l->len + 4, &len);
	l->len += 4 + len;
}

void
link_add(struct ctl_link *l, const char *address, lo_message m)
{
	lo_message none = m == NULL ? lo_message_new() : NULL;

	if (m == NULL && none == NULL)
		l->overflow = true;
	else
		add(l, address, m != NULL ? m : none);
	lo_message_free(none);
}

void
link_add_string(struct ctl_link *l, const char *address, const char *text)
{
	lo_message m = lo_message_new();

	if (m == NULL || lo_message_add_string(m, text) != 0)
		l->overflow = true;
	else
		add(l, address, m);
	lo_message_free(m);
}

/* Bundles of no elements. */
void
link_pad(struct ctl_link *l, size_t bytes)
{
	enum { PAD_BYTES = 4 + BUNDLE_HEAD_BYTES };

	for (size_t n = 0; n < bytes && l->len + PAD_BYTES <= sizeof l->out; n += PAD_BYTES) {
		uint8_t *p = l->out + l->len;

		write_u32(p, BUNDLE_HEAD_BYTES);
		memset(p + 4, 0, BUNDLE_HEAD_BYTES);
		memcpy(p + 4, "#bundle", 7);
		p[PAD_BYTES - 1] = OSC_IMMEDIATELY;
		l->len += PAD_BYTES;
	}
}

static void
add_ping(struct ctl_link *l)
{
	lo_message m = lo_message_new();

	if (m == NULL || lo_message_add_string(m, PING_WORD) != 0 ||
		lo_message_add_int32(m, ++l->serial) != 0)
		l->overflow = true;
	else
		add(l, "/ping", m);
	lo_message_free(m);
}

/* ---- Answers ---- */

static void
forget(struct ctl_link *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		lo_message_free(l->answer[i].m);
	l->n = 0;
}

static bool
keep(struct ctl_link *l, const struct ctl_answer *a)
{
	if (l->n == l->capacity) {
		uint32_t wanted = l->capacity > 0 ? 2 * l->capacity : 32;
		struct ctl_answer *grown = realloc(l->answer, wanted * sizeof *grown);

		if (grown == NULL)
			return false;
		l->answer = grown;
		l->capacity = wanted;
	}
	l->answer[l->n++] = *a;
	return true;
}

/* "/NAME/error": all addresses there begin with /NAME. */
static void
learn_prefix(struct ctl_link *l, const char *address)
{
	size_t n = strlen(address), end = strlen("/error");

	if (l->prefix[0] == '\0' && n > end && n - end < sizeof l->prefix &&
		strcmp(address + n - end, "/error") == 0) {
		memcpy(l->prefix, address, n - end);
		l->prefix[n - end] = '\0';
	}
}

ssize_t
link_receive_packet(struct ctl_link *l, uint8_t *packet, const char **address)
{
	ssize_t n = recv(l->fd, packet, PACKET_BYTES_MAX + 1, MSG_DONTWAIT);
	size_t prefix;

	if (n < 0)
		return -errno;
	if (n == 0 || !osc_ok(packet, (size_t)n) || packet_is_bundle(packet, (size_t)n))
		return -EBADMSG;
	*address = (const char *)packet;
	learn_prefix(l, *address);
	prefix = strlen(l->prefix);
	if (prefix > 0 && strncmp(*address, l->prefix, prefix) == 0)
		*address += prefix;
	return n;
}

int
link_receive(struct ctl_link *l, struct ctl_answer *out)
{
	uint8_t *packet = malloc(PACKET_BYTES_MAX + 1);
	const char *address;
	ssize_t n;
	int error = -ENOMEM;

	if (packet == NULL)
		return -ENOMEM;
	n = link_receive_packet(l, packet, &address);
	if (n < 0) {
		error = (int)n;
	} else {
		out->address[0] = '\0';
		strncat(out->address, address, sizeof out->address - 1);
		out->m = lo_message_deserialise(packet, (size_t)n, NULL);
		error = out->m != NULL ? 0 : -ENOMEM;
	}
	free(packet);
	return error;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Is it the answer to a /ping of ours, and of which? */
static bool
is_pong(const struct ctl_answer *a, int32_t *serial)
{
	if (strcmp(a->address, "/pong") != 0 || strcmp(lo_message_get_types(a->m), "si") != 0 ||
		strcmp(answer_text(a, 0), PING_WORD) != 0)
		return false;
	memcpy(serial, lo_message_get_argv(a->m)[1], sizeof *serial);
	return true;
}

/* Until /pong.  That of an earlier try ends the answers to that one, which are not wanted twice.
 * Return: 0; -ETIMEDOUT; -errno. */
static int
collect(struct ctl_link *l, int ms)
{
	bool learned = l->prefix[0] != '\0';
	int64_t end = now_ms() + ms;

	for (;;) {
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		struct ctl_answer a;
		int64_t left = end - now_ms();
		int32_t serial;
		int error;

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return -ETIMEDOUT;
		error = link_receive(l, &a);
		if (error == -EAGAIN || error == -EINTR || error == -EBADMSG)
			continue;
		if (error != 0)
			return error;
		if (is_pong(&a, &serial)) {
			lo_message_free(a.m);
			if (serial == l->serial)
				return 0;
			forget(l);
		} else if (!keep(l, &a)) {
			lo_message_free(a.m);
			return -ENOMEM;
		}
		if (!learned && l->prefix[0] != '\0')
			return -EAGAIN;
	}
}

int
link_ask(struct ctl_link *l, bool once)
{
	size_t len = l->len;
	int error = -ETIMEDOUT;

	for (int i = 0; i < LINK_TRIES && error == -ETIMEDOUT; i++) {
		bool last = once || i == LINK_TRIES - 1;

		forget(l);
		l->len = len;
		add_ping(l);
		error = link_send(l);
		if (error == 0)
			error = collect(l, last ? LINK_LAST_MS : LINK_TRY_MS);
		if (last)
			break;
	}
	/* Off loopback answers are bounded, and /pong may be what was left out. */
	return error == -ETIMEDOUT && l->n > 0 ? 0 : error;
}

int
link_wait(struct ctl_link *l, int ms)
{
	int64_t end = now_ms() + ms;
	int error = 0;

	while (l->n == 0 && error == 0) {
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		struct ctl_answer a;
		int64_t left = end - now_ms();

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return -ETIMEDOUT;
		error = link_receive(l, &a);
		if (error == 0 && !keep(l, &a)) {
			lo_message_free(a.m);
			error = -ENOMEM;
		}
		if (error == -EAGAIN || error == -EINTR || error == -EBADMSG)
			error = 0;
	}
	return error;
}

int
link_send(struct ctl_link *l)
{
	if (l->overflow)
		return -EMSGSIZE;
	return send(l->fd, l->out, l->len, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* ---- Exported ---- */

static struct ctl_link *
open_url(const char *url, int *error)
{
	struct ctl_link *l = calloc(1, sizeof *l);

	*error = -ENOMEM;
	if (l == NULL)
		return NULL;
	l->fd = -1;
	snprintf(l->url, sizeof l->url, "%s", url);
	*error = connect_url(l);
	return l;
}

static struct ctl_link *
fail(struct ctl_link *l, int error, char err[CTL_ERROR_BYTES])
{
	if (l == NULL)
		snprintf(err, CTL_ERROR_BYTES, "out of memory");
	else
		link_explain(l, error, err);
	link_close(l);
	return NULL;
}

struct ctl_link *
link_prepare(const char *url, char err[CTL_ERROR_BYTES])
{
	int error;
	struct ctl_link *l = open_url(url, &error);

	return error == 0 ? l : fail(l, error, err);
}

struct ctl_link *
link_open(const char *url, char err[CTL_ERROR_BYTES])
{
	int error;
	struct ctl_link *l = open_url(url, &error);

	for (int i = 0; i < 2 && (error == 0 || error == -EAGAIN); i++) {
		link_begin(l);
		error = link_ask(l, false);
		if (error == 0)
			return l;
	}
	return fail(l, error, err);
}

void
link_close(struct ctl_link *l)
{
	if (l == NULL)
		return;
	forget(l);
	free(l->answer);
	if (l->fd >= 0)
		close(l->fd);
	free(l);
}

void
link_explain(const struct ctl_link *l, int error, char err[CTL_ERROR_BYTES])
{
	if (error == -EINVAL)
		snprintf(err, CTL_ERROR_BYTES,
			"\"%s\" is no address of an engine; expected osc.udp://HOST:PORT/, as in "
			"osc.udp://127.0.0.1:%d/, or osc.unix:///PATH",
			l->url, OSC_PORT_DEFAULT);
	else if (error == -ECONNREFUSED || error == -ENOENT)
		snprintf(err, CTL_ERROR_BYTES,
			"nobody listens at %s. Start an engine:  audioengine --demo   or see which "
			"runs:  audioengine ctl url",
			l->url);
	else if (error == -ETIMEDOUT)
		snprintf(err, CTL_ERROR_BYTES,
			"no answer from %s (%d tries): it hangs, a firewall is between, or it does "
			"not listen to this machine (--osc-allow)",
			l->url, LINK_TRIES);
	else if (error == -EHOSTUNREACH)
		snprintf(err, CTL_ERROR_BYTES, "%s: no such host, or no way there", l->url);
	else if (error == -EMSGSIZE)
		snprintf(err, CTL_ERROR_BYTES,
			"that is too much for one packet; ask or set less at once");
	else
		snprintf(err, CTL_ERROR_BYTES, "%s: %s", l->url, strerror(-error));
}

const char *
answer_text(const struct ctl_answer *a, int i)
{
	if (i >= lo_message_get_argc(a->m) || lo_message_get_types(a->m)[i] != 's')
		return NULL;
	return (const char *)lo_message_get_argv(a->m)[i];
}
