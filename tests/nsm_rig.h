/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NSM client as nsm_join leaves it, on a control that records what is asked
 * of it; and the server's end of the wire: packets made by hand, answers as
 * they came, read by hand.
 */
#ifndef AE_TESTS_NSM_RIG_H
#define AE_TESTS_NSM_RIG_H

#include "ui-osc/nsm/nsm_private.h"

/* In the place of the real one. */
struct control {
	struct options options;
	struct snapshot snap;
	char opened[DURABLE_PATH_BYTES], renamed[CLIENT_NAME_BYTES], log[512];
	uint32_t nopens, nsaves, nlogs;
	int open_result, state_result, rename_result; /* what they are to return */
	bool save_fails;
	uint64_t ticket;
};

struct nsm_rig {
	struct control control;
	struct nsm *nsm;
	int server_fd;
	struct origin elsewhere;                /* somebody else on this machine */
	uint8_t packet[2 * DURABLE_PATH_BYTES]; /* being made, or received */
	size_t len;
};

/* In a session "/s/one", "audioengine.nONE", whose answer is still due; its server never blocks.
 * Return: 0 or -1. */
int nsm_rig_open(struct nsm_rig *r);
void nsm_rig_close(struct nsm_rig *r);

/* types: s (const char *); all others are given an int.  Into packet. */
void nsm_rig_message(struct nsm_rig *r, const char *address, const char *types, ...);

/* A message of the server, taken by the client. */
void nsm_rig_say(struct nsm_rig *r, const char *address, const char *types, ...);

/* One snapshot. */
void nsm_rig_update(struct nsm_rig *r);

/* The next answer as text, "ADDRESS TYPES ARGUMENT ...", "": none. */
const char *nsm_rig_next(struct nsm_rig *r, char *out, size_t size);

#endif
