/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See rig_attach.h. */
#include "tests/rig_attach.h"

int
rig_setup(void **state)
{
	struct rig *r = calloc(1, sizeof *r);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof at;
	char url[64], err[CTL_ERROR_BYTES];

	r->engine_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bind(r->engine_fd, (struct sockaddr *)&at, sizeof at);
	getsockname(r->engine_fd, (struct sockaddr *)&at, &n);
	snprintf(url, sizeof url, "osc.udp://127.0.0.1:%d/", ntohs(at.sin_port));
	r->link = link_prepare(url, err);
	assert_non_null(r->link);
	assert_int_equal(picture_init(&r->p), 0);
	r->round.generous = 1;
	*state = r;
	return 0;
}

int
rig_teardown(void **state)
{
	struct rig *r = *state;

	picture_finish(&r->p);
	link_close(r->link);
	close(r->engine_fd);
	free(r);
	return 0;
}

/* The message of those values, read from its start. */
void
make(struct rig *r, const char *address, lo_message m)
{
	r->len = sizeof r->packet;
	assert_non_null(lo_message_serialise(m, address, r->packet, &r->len));
	lo_message_free(m);
	assert_true(osc_ok(r->packet, r->len));
	message_open(&r->m, r->packet, r->len);
}

lo_message
with(const char *tags, ...)
{
	lo_message m = lo_message_new();
	va_list ap;

	va_start(ap, tags);
	assert_int_equal(lo_message_add_varargs(m, tags, ap), 0);
	va_end(ap);
	return m;
}

void
say_incident(struct rig *r, int32_t id)
{
	SAY(r, "/xruns/item", "issfffisisf", id, "page-fault", "proof", 3.0, 400.0, 115.0, 128,
		"eq", -1, "", 0.9);
	SAY(r, "/xruns/part", "iddddiiiihhi", id, 7.0 + id, 400.0, 1.15, 20.0, 1, 0, 2, 128,
		(int64_t)1000 * id, (int64_t)1000 * id + 3, 0);
}

/* The next packet at the engine.  Return: how many messages of path are in it; -1: none came. */
int
sent(struct rig *r, const char *path)
{
	ssize_t n = recv(r->engine_fd, r->packet, sizeof r->packet, MSG_DONTWAIT);
	struct packet_element e;
	size_t at = 0;
	int found = 0;

	if (n < 0)
		return -1;
	r->len = (size_t)n;
	assert_true(osc_ok(r->packet, r->len));
	assert_true(packet_is_bundle(r->packet, r->len));
	while (packet_next(r->packet, r->len, &at, &e))
		if (strcmp((const char *)e.data, path) == 0) {
			message_open(&r->m, e.data, e.len);
			found++;
		}
	return found;
}
