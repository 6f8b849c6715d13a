/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may do what.  This machine may everything: whoever can run programs here
 * could do the same to our files.  Others are listened to only from the networks
 * that were allowed, may ask, and change something only where the options say
 * so.  Their addresses can be forged, so that they also get little for little,
 * see ACCESS_ANSWER_BYTES.
 */
#ifndef AE_UI_OSC_ACCESS_H
#define AE_UI_OSC_ACCESS_H

#include "control/network.h"
#include "ui-osc/call.h"

struct access {
	bool remote_control, remote_admin; /* the latter includes the former */
	uint16_t port;                     /* ours; 0: none */
	struct networks allowed;           /* besides this machine */
	struct networks own;               /* addresses of this machine, each with its network */
};

/* What all answers to one packet from another machine may be long, together. */
#define ACCESS_ANSWER_BYTES(request) (3 * (size_t)(request) + 64)

/* ---- Context: any, for all functions ---- */

/* What the sender may do.  TIER_NONE: it is not even answered: outside of what is allowed, port 0,
 * an address that stands for many or for none (also of ours: what is sent to all is answered by
 * nobody), or our own port on this machine. */
enum tier access_of(const struct access *a, const struct origin *from);

/* What a row takes, with so many arguments. */
enum tier access_needed(const struct row *row, uint32_t argc);

/* Why not, for /error: names the option. */
const char *access_refusal(enum tier needed);

/* "may read; --osc-remote-control lets them change the sound", for the log. */
const char *access_rights(const struct access *a);

#endif
