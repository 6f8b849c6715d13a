/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --attach from opening to closing, against a socket that answers each /ping:
 * the viewer opens and quits, and every allocation is made to fail in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <lo/lo.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/backend.h"
#include "tests/failing_alloc.h"
#include "ui-osc/attach/attach.h"

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))

lo_message __real_lo_message_new(void);
lo_message __wrap_lo_message_new(void);

lo_message
__wrap_lo_message_new(void)
{
	return allocation_fails() ? NULL : __real_lo_message_new();
}

/* ---- The engine: it allocates nothing, as failing is for all threads ---- */

struct pongs {
	pthread_t thread;
	int fd, stop_fd;
	char url[40];
};

/* Each element that is a /ping goes back as /pong. */
static void
answer(int fd, uint8_t *packet, size_t len, const struct sockaddr_in *to)
{
	for (size_t at = 16; at + 4 <= len;) {
		size_t n = (size_t)packet[at + 2] << 8 | packet[at + 3];

		at += 4;
		if (n >= 8 && at + n <= len && memcmp(packet + at, "/ping", 6) == 0) {
			packet[at + 2] = 'o';
			sendto(fd, packet + at, n, 0, (const struct sockaddr *)to, sizeof *to);
		}
		at += n;
	}
}

static void *
pongs_run(void *arg)
{
	struct pongs *e = arg;
	static uint8_t packet[65536];

	for (;;) {
		struct pollfd p[2] = { { e->fd, POLLIN, 0 }, { e->stop_fd, POLLIN, 0 } };
		struct sockaddr_in from;
		socklen_t size = sizeof from;
		ssize_t n;

		poll(p, 2, -1);
		if (p[1].revents != 0)
			return NULL;
		n = recvfrom(e->fd, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *)&from,
			&size);
		if (n > 0)
			answer(e->fd, packet, (size_t)n, &from);
	}
}

static void
pongs_start(struct pongs *e)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;

	e->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	e->stop_fd = eventfd(0, EFD_CLOEXEC);
	assert_true(e->fd >= 0 && e->stop_fd >= 0);
	assert_int_equal(bind(e->fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(e->fd, (struct sockaddr *)&at, &size), 0);
	snprintf(e->url, sizeof e->url, "osc.udp://127.0.0.1:%d/", ntohs(at.sin_port));
	assert_int_equal(pthread_create(&e->thread, NULL, pongs_run, e), 0);
}

static void
pongs_stop(struct pongs *e)
{
	eventfd_write(e->stop_fd, 1);
	pthread_join(e->thread, NULL);
	close(e->stop_fd);
	close(e->fd);
}

/* ---- The viewer ---- */

static int opened, closed;

static int
quits_at_once(void **self, const struct viewer_host *host)
{
	struct request quit = { .kind = REQUEST_QUIT };

	*self = &opened;
	opened++;
	assert_true(host->attached);
	assert_true(host->request(host->self, &quit));
	return 0;
}

static int
does_not_open(void **self, const struct viewer_host *host)
{
	(void)self;
	host->log(host->self, "no terminal");
	return -ENOTTY;
}

static void
update(void *self, const struct snapshot *s)
{
	(void)self;
	(void)s;
}

static void
close_it(void *self)
{
	assert_ptr_equal(self, &opened);
	closed++;
}

static void
test_every_allocation_may_fail(void **state)
{
	static const struct viewer_ops viewer = {
		.open = quits_at_once, .update = update, .close = close_it
	};
	struct pongs e;
	struct options o = { .name = "" };
	int status = -1, i;

	(void)state;
	pongs_start(&e);
	o.attach_to = e.url;
	for (i = 0; status != EXIT_FINE && i < 300; i++) {
		opened = closed = 0;
		allocations_left = i;
		status = attach_run(&o, &viewer, i % 2 == 0);
		allocations_left = -1;
		assert_int_equal(opened, closed);
		assert_true(status == EXIT_FINE ? opened == 1 : status != 0);
	}
	pongs_stop(&e);
	assert_int_equal(status, EXIT_FINE);
	assert_true(i > 8);
}

static void
test_a_viewer_that_does_not_open_ends_it(void **state)
{
	static const struct viewer_ops viewer = {
		.open = does_not_open, .update = update, .close = close_it
	};
	struct pongs e;
	struct options o = { .name = "" };

	(void)state;
	pongs_start(&e);
	o.attach_to = e.url;
	closed = 0;
	assert_int_equal(attach_run(&o, &viewer, true), EXIT_OTHER);
	assert_int_equal(closed, 0);
	pongs_stop(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_allocation_may_fail),
		cmocka_unit_test(test_a_viewer_that_does_not_open_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
