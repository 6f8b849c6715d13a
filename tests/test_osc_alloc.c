/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of the OSC front end made to fail in turn, ours and liblo's:
 * what cannot be answered whole is not answered, and the next question finds
 * everything in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>

#include "tests/osc_wire.h"
#include "ui-osc/osc.h"

static int until_failure = -1; /* allocations that still succeed; -1: all */

static bool
fails(void)
{
	if (until_failure < 0)
		return false;
	return until_failure == 0 || until_failure-- == 0;
}

#define WRAP(type, name, parameters, arguments, failure)                                           \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		return fails() ? failure : __real_##name arguments;                                \
	}

WRAP(void *, malloc, (size_t n), (n), NULL)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL)
WRAP(void *, realloc, (void *p, size_t n), (p, n), NULL)
WRAP(lo_message, lo_message_new, (void), (), NULL)
WRAP(lo_message, lo_message_deserialise, (void *p, size_t n, int *e), (p, n, e), NULL)
WRAP(lo_blob, lo_blob_new, (int32_t n, const void *p), (n, p), NULL)
WRAP(int, lo_message_add_float, (lo_message m, float v), (m, v), -1)
WRAP(int, lo_message_add_string, (lo_message m, const char *s), (m, s), -1)

/* The last answer, kept without allocating. */
struct heard {
	uint32_t n;
	size_t len;
	uint8_t data[4096];
};

static void
hear(void *arg, const struct origin *to, const void *data, size_t len)
{
	struct heard *h = arg;

	(void)to;
	assert_in_range(len, 8, sizeof h->data);
	h->n++;
	h->len = len;
	memcpy(h->data, data, len);
}

static struct origin
client(void)
{
	struct origin from = { .len = sizeof(struct sockaddr_in) };
	struct sockaddr_in *name = (struct sockaddr_in *)&from.addr;

	name->sin_family = AF_INET;
	name->sin_port = htons(9000);
	name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return from;
}

static void
test_the_front_end_opens_or_leaves_nothing(void **state)
{
	static struct control c;
	void *self = NULL;
	int error = -ENOMEM, tries = 0;

	(void)state;
	stub_init(&c);
	setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
	while (error != 0 && tries < 100) {
		until_failure = tries++;
		error = frontend_osc.open(&self, &c);
		until_failure = -1;
		assert_true(error == 0 || (error == -ENOMEM && self == NULL));
	}
	assert_in_range(tries, 3, 99);
	frontend_osc.close(self);
}

static void
test_an_answer_is_whole_or_not_given(void **state)
{
	static const struct {
		const char *address, *tags;
	} row[] = { { "/status", "" }, { "/node/all", "i" }, { "/eq/band/1", "" },
		{ "/nothing", "" }, { "/spectrum", "i" }, { "/list", "" }, { "/xruns/causes", "" },
		{ "/cycle/histogram", "" }, { "/preset/list", "" }, { "/preset/current", "" },
		{ "/norm/eq/preamp", "" }, { "/xrun", "" }, { "/eq/flat", "" } };
	static struct control c;
	static struct heard heard, whole;
	struct origin from = client();
	struct moment now = { .monotonic_ns = 1, .ntp = 1 };
	struct server *s;

	(void)state;
	stub_init(&c);
	s = server_create(&c, &(struct outlet){ hear, NULL, &heard });
	assert_non_null(s);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint32_t silent = 0;
		struct wire w;

		wire_message(&w, row[i].address, row[i].tags, 8);
		for (int n = -1; n < 60; n++) {
			now.monotonic_ns += 1000000000;
			c.snap.profile.nnodes =
				n % 2 != 0 ? 4 : 3; /* a new list of addresses each time */
			heard.n = 0;
			until_failure = n;
			server_packet(s, &from, w.data, w.len, &now);
			until_failure = -1;
			silent += heard.n == 0;
			c.snap.profile.nnodes = 4;
			if (n == -1)
				whole = heard;
			else if (heard.n != 0 && n % 2 != 0)
				assert_memory_equal(whole.data, heard.data, whole.len);
		}
		assert_in_range(silent, 1, 59);
		assert_int_equal(whole.n, 1);
	}
	server_destroy(s);
}

static void
test_a_bundle_that_cannot_be_kept_is_refused(void **state)
{
	static struct rig r;
	struct wire bundle, w;

	(void)state;
	rig_init(&r);
	wire_message(&w, "/ping", "");
	rig_packet(&r, &w);
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	wire_add(&bundle, &w);
	until_failure = 0;
	rig_packet(&r, &bundle);
	until_failure = -1;
	assert_true(server_due(r.server) == UINT64_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
	rig_finish(&r);
}

/* One turn with one message, memory lasting for n allocations. */
static void
turn(struct server *s, struct moment *now, int n, const char *address, const char *tags, ...)
{
	struct origin from = client();
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	now->monotonic_ns += 1000000000;
	until_failure = n;
	server_packet(s, &from, w.data, w.len, now);
	server_settle(s, now);
	until_failure = -1;
}

static void
test_what_cannot_be_told_now_is_told_later(void **state)
{
	static struct control c;
	static struct heard heard;
	struct moment now = { .monotonic_ns = 1, .ntp = 1 };
	struct server *s;
	uint32_t late = 0;

	(void)state;
	stub_init(&c);
	s = server_create(&c, &(struct outlet){ hear, NULL, &heard });
	assert_non_null(s);
	turn(s, &now, -1, "/ping", "");
	for (int n = 0; n < 4; n++) {
		turn(s, &now, n, "/notify", "i", 1); /* 1: the message; 2, 3: what is kept */
		heard.n = 0;
		control_set(&c, "/eq/preamp", (float)n + 1, NULL);
		server_update(s, &now);
		assert_int_equal(heard.n, n == 3);
		turn(s, &now, -1, "/notify", "i", 0);
	}
	turn(s, &now, -1, "/notify", "i", 1);
	for (int n = 0; n < 8; n++) {
		heard.n = 0;
		control_set(&c, "/eq/preamp", -(float)n - 1, NULL);
		until_failure = n;
		server_update(s, &now);
		until_failure = -1;
		late += heard.n == 0;
		assert_true((heard.n == 0) == (server_due(s) != UINT64_MAX));
		server_settle(s, &now);
		assert_int_equal(heard.n, 1);
		assert_string_equal(heard.data, "/eq/preamp");
		assert_true(server_due(s) == UINT64_MAX);
	}
	assert_in_range(late, 1, 7);
	server_destroy(s);
}

static void
test_a_subscription_outlives_a_lack_of_memory(void **state)
{
	static struct control c;
	static struct heard heard;
	struct moment now = { .monotonic_ns = 1, .ntp = 1 };
	struct server *s;

	(void)state;
	stub_init(&c);
	s = server_create(&c, &(struct outlet){ hear, NULL, &heard });
	assert_non_null(s);
	turn(s, &now, -1, "/ping", "");
	heard.n = 0;
	turn(s, &now, 1, "/subscribe", "sf", "/xruns", 1.0); /* heard, but no memory to answer */
	assert_int_equal(heard.n, 0);
	for (int n = -1; n < 3; n++) {
		now.monotonic_ns += 1000000000;
		heard.n = 0;
		until_failure = n;
		server_run_due(s, &now);
		until_failure = -1;
		assert_int_equal(heard.n, n != 0);
	}
	server_destroy(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_front_end_opens_or_leaves_nothing),
		cmocka_unit_test(test_an_answer_is_whole_or_not_given),
		cmocka_unit_test(test_a_bundle_that_cannot_be_kept_is_refused),
		cmocka_unit_test(test_what_cannot_be_told_now_is_told_later),
		cmocka_unit_test(test_a_subscription_outlives_a_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
