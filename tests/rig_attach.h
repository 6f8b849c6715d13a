/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A viewer's side of --attach with a socket in the engine's place, for its tests. */
#ifndef AE_TESTS_RIG_ATTACH_H
#define AE_TESTS_RIG_ATTACH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <lo/lo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ui-osc/attach/order.h"
#include "ui-osc/attach/pages.h"
#include "ui-osc/attach/picture.h"
#include "ui-osc/attach/round.h"
#include "ui-osc/call.h"
#include "ui-osc/packet.h"

struct rig {
	struct picture p;
	struct round round;
	struct orders orders;
	struct pages pages;
	struct ctl_link *link;
	int engine_fd; /* what would be the engine */
	uint8_t packet[PACKET_BYTES_MAX + 1];
	size_t len;
	struct message m;
};

/* For cmocka_unit_test_setup_teardown. */
int rig_setup(void **state);
int rig_teardown(void **state);

/* The message of those values becomes r->m, read from its start.  m is freed. */
void make(struct rig *r, const char *address, lo_message m);
lo_message with(const char *tags, ...);

#define MAKE(r, address, ...) make(r, address, with(__VA_ARGS__, LO_ARGS_END))
#define SAY(r, address, ...)                                                                       \
	do {                                                                                       \
		MAKE(r, address, __VA_ARGS__);                                                     \
		picture_take(&(r)->p, &(r)->m, 10);                                                \
	} while (0)

/* Both messages of an incident, into the picture. */
void say_incident(struct rig *r, int32_t id);

/* The next packet at the engine; the last message of path in it becomes r->m.
 * Return: how many there are; -1: no packet came. */
int sent(struct rig *r, const char *path);

#endif
