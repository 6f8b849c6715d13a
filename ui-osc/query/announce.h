/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is open to other machines is announced to them through Avahi:
 * _osc._udp, and _oscjson._tcp for OSCQuery.  Calls on D-Bus may block, so they
 * are made by a thread of their own, which waits for the daemon when it is not
 * there, and announces anew when it has been.
 */
#ifndef AE_UI_OSC_ANNOUNCE_H
#define AE_UI_OSC_ANNOUNCE_H

#include <stdint.h>

#include "control/control.h"

enum { ANNOUNCE_END_MS = 500, ANNOUNCE_NAME_BYTES = 64 };

struct announcement {
	char name[ANNOUNCE_NAME_BYTES]; /* of both; " on HOST" is put behind it */
	char host[HOST_BYTES];          /* that is listened on, see options.osc_host */
	char prefix[OSC_PREFIX_BYTES];
	uint16_t osc_port, http_port; /* http_port 0: no OSCQuery */
};

struct announce;

/* Starts to announce, without waiting for anything; what becomes of it is logged, once.
 * Return: 0; -ENOSYS: built without Avahi; -errno.  Context: control. */
int announce_start(struct announce **out, struct control *c, const struct announcement *what);

/* Withdraws it.  Takes at most ANNOUNCE_END_MS: a daemon that does not answer is left behind with
 * the thread, which logs nothing from now on.  Accepts NULL. */
void announce_stop(struct announce *a);

#endif
