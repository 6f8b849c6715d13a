/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clients that die, on real loopback sockets of both families: the kernel says
 * whose port refuses, that one is dropped, and nobody else loses a packet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/osc_wire.h"
#include "ui-osc/osc.h"
#include "ui-osc/subscribe.h"

static struct control control;
static void *self;

static int
setup(const char *host)
{
	stub_init(&control);
	unsetenv("XDG_RUNTIME_DIR"); /* no URL file */
	snprintf(control.options.osc_host, sizeof control.options.osc_host, "%s", host);
	return frontend_osc.open(&self, &control);
}

static int
setup_v4(void **state)
{
	(void)state;
	return setup("127.0.0.1");
}

static int
teardown(void **state)
{
	(void)state;
	if (self != NULL)
		frontend_osc.close(self);
	self = NULL;
	return 0;
}

/* A client's socket, connected to the front end. */
static int
client(void)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to = { .any = { .sa_family = AF_UNSPEC } };
	uint16_t port = htons((uint16_t)strtoul(strrchr(control.osc_url, ':') + 1, NULL, 10));
	bool v6 = strchr(control.osc_url, '[') != NULL;
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (v6)
		to.v6 = (struct sockaddr_in6){
			.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = in6addr_loopback
		};
	else
		to.v4 = (struct sockaddr_in){ .sin_family = AF_INET,
			.sin_port = port,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, &to.any, v6 ? sizeof to.v6 : sizeof to.v4), 0);
	return fd;
}

static bool
ready(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static void
say(int fd, const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	assert_int_equal(send(fd, w.data, w.len, 0), w.len);
	assert_true(ready(frontend_osc.pollfd(self), 2000));
	frontend_osc.readable(self);
}

/* The next packet is this. */
static void
hear(int fd, const char *address, const char *tags, ...)
{
	uint8_t got[2048];
	struct wire w;
	ssize_t n;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	assert_true(ready(fd, 2000));
	n = recv(fd, got, sizeof got, 0);
	if (n != (ssize_t)w.len || memcmp(got, w.data, w.len) != 0)
		fail_msg("%s, not %s", (const char *)got, address);
}

static void
hear_nothing(int fd)
{
	assert_false(ready(fd, 0));
}

static void
dies_and_is_dropped(void)
{
	int dead = client(), lives = client();

	say(dead, "/notify", "i", 1);
	say(lives, "/notify", "i", 1);
	hear(lives, "/reply", "ss", "/notify", "on for 3600 s");
	close(dead);
	/* Each goes to the dead one first. */
	control_set(&control, "/eq/bypass", 1, NULL);
	control_set(&control, "/eq/preamp", -3, NULL);
	frontend_osc.update(self, &control.snap);
	hear(lives, "/eq/bypass", "i", 1);
	hear(lives, "/eq/preamp", "f", -3.0);
	hear_nothing(lives);
	say(lives, "/notify", "i", 0);
	hear(lives, "/reply", "ss", "/notify", "off");
	/* Nobody is left, and nothing keeps the loop awake. */
	control_set(&control, "/eq/preamp", -4, NULL);
	frontend_osc.update(self, &control.snap);
	say(lives, "/xruns", "");
	hear(lives, "/xruns", "i", 31);
	assert_false(ready(frontend_osc.pollfd(self), 0));
	close(lives);
}

static void
test_a_dead_client_is_dropped_and_harms_no_other(void **state)
{
	(void)state;
	dies_and_is_dropped();
}

static void
test_the_same_over_ipv6(void **state)
{
	(void)state;
	if (setup("::1") != 0)
		skip();
	dies_and_is_dropped();
}

static void
test_a_stream_to_a_dead_client_ends(void **state)
{
	int dead = client(), lives = client();

	(void)state;
	say(dead, "/subscribe", "sf", "/xruns", 60.0);
	hear(dead, "/xruns", "i", 31);
	assert_true(ready(frontend_osc.pollfd(self), 2000)); /* the timer */
	frontend_osc.readable(self);
	hear(dead, "/xruns", "i", 31);
	close(dead);
	assert_true(ready(frontend_osc.pollfd(self), 2000));
	frontend_osc.readable(self);
	say(lives, "/unsubscribe", ""); /* a turn to forget it in */
	hear(lives, "/reply", "ss", "/unsubscribe", "0 ended");
	frontend_osc.update(self, &control.snap);
	assert_false(ready(frontend_osc.pollfd(self), 100));
	close(lives);
}

static void
test_one_who_asks_and_leaves_delays_nobody(void **state)
{
	int lives = client();

	(void)state;
	for (int i = 0; i < 20; i++) {
		int gone = client();
		struct wire w;

		wire_message(&w, "/xruns", "");
		assert_int_equal(send(gone, w.data, w.len, 0), w.len);
		close(gone);
		say(lives, "/ping", "i", i);
		while (!ready(lives, 0) && ready(frontend_osc.pollfd(self), 0))
			frontend_osc.readable(self);
		hear(lives, "/pong", "i", i);
	}
	frontend_osc.readable(self);
	assert_false(ready(frontend_osc.pollfd(self), 0));
	close(lives);
}

static void
test_the_dead_make_room_when_it_is_wanted(void **state)
{
	int fd[CLIENTS_MAX], next;

	(void)state;
	for (int i = 0; i < CLIENTS_MAX; i++) {
		fd[i] = client();
		say(fd[i], "/notify", "i", 1);
		hear(fd[i], "/reply", "ss", "/notify", "on for 3600 s");
	}
	close(fd[3]);
	close(fd[CLIENTS_MAX - 1]);
	for (int i = 0; i < 2; i++) {
		next = client();
		say(next, "/notify", "i", 1);
		hear(next, "/reply", "ss", "/notify", "on for 3600 s");
	}
	close(next);
	for (int i = 0; i < CLIENTS_MAX - 1; i++)
		if (i != 3)
			close(fd[i]);
}

static void
test_the_end_is_told(void **state)
{
	int fd = client();

	(void)state;
	say(fd, "/notify", "i", 1);
	hear(fd, "/reply", "ss", "/notify", "on for 3600 s");
	frontend_osc.close(self);
	self = NULL;
	hear(fd, "/engine/state", "s", "stopped");
	close(fd);
}

static void
test_one_who_does_not_read_loses_and_nobody_waits(void **state)
{
	int deaf = client(), lives = client(), small = 4096;

	(void)state;
	assert_int_equal(setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
	say(deaf, "/notify", "i", 1);
	say(lives, "/notify", "i", 1);
	hear(lives, "/reply", "ss", "/notify", "on for 3600 s");
	for (int i = 0; i < 300; i++) {
		control_set(&control, "/eq/preamp", (float)(i % 7) + 1, NULL);
		frontend_osc.update(self, &control.snap);
		hear(lives, "/eq/preamp", "f", (double)(i % 7) + 1);
	}
	close(deaf);
	close(lives);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup_v4, teardown)
		ROW(test_a_dead_client_is_dropped_and_harms_no_other),
		cmocka_unit_test_teardown(test_the_same_over_ipv6, teardown),
		ROW(test_a_stream_to_a_dead_client_ends),
		ROW(test_one_who_asks_and_leaves_delays_nobody),
		ROW(test_the_dead_make_room_when_it_is_wanted),
		ROW(test_the_end_is_told),
		ROW(test_one_who_does_not_read_loses_and_nobody_waits),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
