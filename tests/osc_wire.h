/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OSC packets written by hand, not by liblo, so that the tests of ui-osc have a
 * second opinion on the wire; and a server whose answers are kept.
 */
#ifndef AE_TESTS_OSC_WIRE_H
#define AE_TESTS_OSC_WIRE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/osc_stub.h"
#include "ui-osc/server.h"

#define RIG_NETWORK "192.0.2.0/24" /* other machines that may read */

enum { RIG_PORT = 7723, WIRE_BYTES = 8192, WIRE_ANSWERS = 4096 };

struct wire {
	size_t len;
	uint8_t data[WIRE_BYTES];
};

/* tags: i (int) h (int64_t) f d (double) s (char *) b (void *, int) T F N I. */
void wire_message(struct wire *w, const char *address, const char *tags, ...);
void wire_vmessage(struct wire *w, const char *address, const char *tags, va_list ap);
void wire_bundle(struct wire *w, uint64_t time);
void wire_add(struct wire *bundle, const struct wire *element);

/* A server, its stub, and what it has answered since the last wire_ask. */
struct rig {
	struct control control;
	struct server *server;
	struct origin client;
	struct moment now;
	uint32_t nanswers;
	struct {
		uint8_t *data;
		size_t len;
		uint16_t port; /* that it went to */
	} answer[WIRE_ANSWERS];
};

void rig_init(struct rig *r);
void rig_admit(struct rig *r, bool control, bool admin); /* what those may do now */
void rig_finish(struct rig *r);
void rig_forget(struct rig *r);                                  /* the answers so far */
void rig_packet(struct rig *r, const struct wire *w);            /* a turn of its own */
void rig_client(struct rig *r, const char *host, uint16_t port); /* IPv4: who speaks from now on */
void rig_advance(struct rig *r, uint64_t ns);                    /* both clocks */

#endif
