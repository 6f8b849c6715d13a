/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See osc_wire.h. */
#include "tests/osc_wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/access.h"

static void
put(struct wire *w, const void *data, size_t n)
{
	if (n > sizeof w->data - w->len)
		abort();
	memcpy(w->data + w->len, data, n);
	w->len += n;
}

static void
put_u32(struct wire *w, uint32_t v)
{
	uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

	put(w, b, 4);
}

static void
put_u64(struct wire *w, uint64_t v)
{
	put_u32(w, (uint32_t)(v >> 32));
	put_u32(w, (uint32_t)v);
}

static void
pad(struct wire *w)
{
	while (w->len % 4 != 0)
		put(w, "", 1);
}

static void
put_string(struct wire *w, const char *s)
{
	put(w, s, strlen(s) + 1);
	pad(w);
}

static void
put_float(struct wire *w, double v)
{
	float f = (float)v;
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	put_u32(w, bits);
}

static void
put_double(struct wire *w, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	put_u64(w, bits);
}

static void
put_blob(struct wire *w, const void *data, int len)
{
	put_u32(w, (uint32_t)len);
	put(w, data, (size_t)len);
	pad(w);
}

void
wire_vmessage(struct wire *w, const char *address, const char *tags, va_list ap)
{
	w->len = 0;
	put_string(w, address);
	put(w, ",", 1);
	put_string(w, tags);
	for (; *tags != '\0'; tags++) {
		if (*tags == 'i')
			put_u32(w, (uint32_t)va_arg(ap, int));
		else if (*tags == 'h')
			put_u64(w, (uint64_t)va_arg(ap, int64_t));
		else if (*tags == 'f')
			put_float(w, va_arg(ap, double));
		else if (*tags == 'd')
			put_double(w, va_arg(ap, double));
		else if (*tags == 's')
			put_string(w, va_arg(ap, const char *));
		else if (*tags == 'b') {
			const void *data = va_arg(ap, const void *);

			put_blob(w, data, va_arg(ap, int));
		}
	}
}

void
wire_message(struct wire *w, const char *address, const char *tags, ...)
{
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(w, address, tags, ap);
	va_end(ap);
}

void
wire_bundle(struct wire *w, uint64_t time)
{
	w->len = 0;
	put_string(w, "#bundle");
	put_u64(w, time);
}

void
wire_add(struct wire *bundle, const struct wire *element)
{
	put_u32(bundle, (uint32_t)element->len);
	put(bundle, element->data, element->len);
}

static void
keep(void *arg, const struct origin *to, const void *data, size_t len)
{
	struct rig *r = arg;

	if (r->nanswers == WIRE_ANSWERS || to->len != r->client.len)
		abort();
	r->answer[r->nanswers].data = malloc(len);
	if (r->answer[r->nanswers].data == NULL)
		abort();
	memcpy(r->answer[r->nanswers].data, data, len);
	r->answer[r->nanswers].port =
		ntohs(((const struct sockaddr_in *)(const void *)&to->addr)->sin_port);
	r->answer[r->nanswers++].len = len;
}

void
rig_init(struct rig *r)
{
	memset(r, 0, sizeof *r);
	stub_init(&r->control);
	rig_client(r, "127.0.0.1", 9000);
	r->now = (struct moment){ .monotonic_ns = UINT64_C(5000000000),
		.ntp = UINT64_C(0xe0000000) << 32 };
	r->server = server_create(&r->control, &(struct outlet){ keep, NULL, r });
	rig_admit(r, false, false);
}

void
rig_client(struct rig *r, const char *host, uint16_t port)
{
	struct sockaddr_in *client = (struct sockaddr_in *)&r->client.addr;

	client->sin_family = AF_INET;
	client->sin_port = htons(port);
	if (inet_pton(AF_INET, host, &client->sin_addr) != 1)
		abort();
	r->client.len = sizeof *client;
}

void
rig_admit(struct rig *r, bool control, bool admin)
{
	struct access access = {
		.remote_control = control, .remote_admin = admin, .port = RIG_PORT
	};

	if (networks_parse(RIG_NETWORK, &access.allowed) != 0)
		abort();
	server_admit(r->server, &access);
}

void
rig_finish(struct rig *r)
{
	rig_forget(r);
	server_destroy(r->server);
}

void
rig_forget(struct rig *r)
{
	for (uint32_t i = 0; i < r->nanswers; i++)
		free(r->answer[i].data);
	r->nanswers = 0;
}

void
rig_packet(struct rig *r, const struct wire *w)
{
	server_packet(r->server, &r->client, w->data, w->len, &r->now);
	server_settle(r->server, &r->now);
}

void
rig_advance(struct rig *r, uint64_t ns)
{
	r->now.monotonic_ns += ns;
	r->now.ntp += (uint64_t)((double)ns / 1e9 * 4294967296.0);
}
