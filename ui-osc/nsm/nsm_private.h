/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of the NSM client: nsm_join.c until there is a session, nsm.c from then on. */
#ifndef AE_UI_OSC_NSM_PRIVATE_H
#define AE_UI_OSC_NSM_PRIVATE_H

#include "control/settings/durable.h"
#include "ui-osc/nsm/nsm.h"
#include "ui-osc/nsm/nsm_message.h"
#include "ui-osc/socket.h"

#define NSM_OPEN_PATH "/nsm/client/open"
#define NSM_SAVE_PATH "/nsm/client/save"

enum { NSM_SAVES_MAX = 8, NSM_URL_BYTES = 320, NSM_PACKET_BYTES = 9216, NSM_OUT_BYTES = 2048 };

/* What it wants us to be. */
struct nsm_project {
	char folder[DURABLE_PATH_BYTES];
	char id[CLIENT_NAME_BYTES]; /* name of the JACK client */
};

/* Of /nsm/client/open: nothing is due; an answer, when the sound runs; the same, but what was
 * changed last must reach the disk first. */
enum nsm_opening { NSM_OPENED, NSM_STARTING, NSM_LEAVING };

struct nsm {
	int fd;
	char url[NSM_URL_BYTES];
	/* Where it listens, and the same port by the loopback's address: a server that listens on
	 * all addresses answers from there.  Nobody else is heard. */
	struct origin server, loopback;
	struct nsm_project now, next; /* next: LEAVING */
	bool gone;                    /* does not answer, and the log says so */

	/* Front end. */
	struct control *control;
	enum nsm_opening opening;
	uint64_t leaving_ns;          /* since when */
	double asked_s;               /* STARTING: the engine is to have started after that */
	uint64_t save[NSM_SAVES_MAX]; /* tickets that an answer is due for; 0: free */
	bool told_unsaved, unsaved;   /* has been told; what */
	bool lost;                    /* it has been told that the sound is gone */
	uint64_t xruns;               /* told of */
	double xruns_s;               /* when; seconds since start */
	uint8_t packet[NSM_PACKET_BYTES];
};

/* types: s (const char *), i (int). */
void nsm_send(struct nsm *n, const char *address, const char *types, ...);
void nsm_reply(struct nsm *n, const char *about, const char *text);
void nsm_error(struct nsm *n, const char *about, enum nsm_code code, const char *text);

/* One packet.  Return: its kind; NSM_OTHER also for those from elsewhere.  The message points into
 * data. */
enum nsm_kind nsm_hear(const struct nsm *n, const struct origin *from, const void *data, size_t len,
	struct nsm_message *out);

/* Who and where /nsm/client/open wants us to be.  Return: whether that can be; if not, it has been
 * answered. */
bool nsm_take_open(struct nsm *n, const struct nsm_message *m, struct nsm_project *out);

/* Errors that the socket has kept.  Return: whether the server's port refused. */
bool nsm_refused(struct nsm *n);

/* A packet from the server, or from somebody, for the front end. */
void nsm_packet(struct nsm *n, const struct origin *from, const void *data, size_t len);

#endif
