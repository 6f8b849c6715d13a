/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to an engine and their answers.  Whatever is asked leaves as one
 * bundle that ends with /ping: answers come in order, so /pong says that there
 * are no more of them, and a question without an answer is told from a packet
 * that was lost.  What was lost is asked again.
 *
 * Addresses have no --osc-prefix here.  Whether the engine has one is learned
 * from its first answer; it is put before what is sent and taken off what comes.
 */
#ifndef AE_UI_OSC_CTL_LINK_H
#define AE_UI_OSC_CTL_LINK_H

#include <lo/lo.h>
#include <stdbool.h>
#include <stdint.h>

#include "control/cli/options.h"
#include "ui-osc/ctl/ctl_find.h"
#include "ui-osc/packet.h"

enum { LINK_TRIES = 3, LINK_TRY_MS = 300, LINK_LAST_MS = 1000, ANSWER_PATH_BYTES = 128 };

struct ctl_answer {
	char address[ANSWER_PATH_BYTES];
	lo_message m; /* owned */
};

struct ctl_link {
	int fd; /* a connected datagram socket, non-blocking; -1: none */
	bool remote;
	char url[URL_BYTES];
	char prefix[OSC_PREFIX_BYTES];
	int32_t serial; /* of the last /ping */

	/* The question. */
	uint8_t out[PACKET_BYTES_MAX];
	size_t len;
	bool overflow; /* it is too long, or memory ran out */

	/* What came, until the next question. */
	struct ctl_answer *answer;
	uint32_t n, capacity;
};

/* Context: main, for all functions. */

/* url: osc.udp://HOST:PORT/ or osc.unix:///PATH.  Asks whether somebody is there.
 * err: as of ctl_find.  Return: NULL with err. */
struct ctl_link *link_open(const char *url, char err[CTL_ERROR_BYTES]);
void link_close(struct ctl_link *l); /* accepts NULL */

/* The same, but nobody is asked. */
struct ctl_link *link_prepare(const char *url, char err[CTL_ERROR_BYTES]);

/* A new question; one message more in it; m may be NULL (no arguments), stays the caller's. */
void link_begin(struct ctl_link *l);
void link_add(struct ctl_link *l, const char *address, lo_message m);
void link_add_string(struct ctl_link *l, const char *address, const char *text);

/* At least so many bytes that say nothing: off loopback answers are bounded by the question. */
void link_pad(struct ctl_link *l, size_t bytes);

/* Send it, and wait for all answers.  once: it must not be done twice, so it is not repeated.
 * Return: 0; -ETIMEDOUT; -ECONNREFUSED: nobody listens there any more; -ENOMEM; -EMSGSIZE;
 * -errno. */
int link_ask(struct ctl_link *l, bool once);

/* Nothing has come before /pong, but something is to come yet, when it is done: wait for that.
 * Return: as link_ask. */
int link_wait(struct ctl_link *l, int ms);

/* Send it, and wait for nothing. */
int link_send(struct ctl_link *l);

/* One message that nobody asked for.  m is owned by the caller.  Return: 0; -EAGAIN: none; -errno.
 */
int link_receive(struct ctl_link *l, struct ctl_answer *out);

/* The same as it came, looked at by osc_ok, into room for PACKET_BYTES_MAX + 1 bytes; *address: in
 * it, without the prefix.  Return: its length; -EAGAIN: none; -EBADMSG; -errno. */
ssize_t link_receive_packet(struct ctl_link *l, uint8_t *packet, const char **address);

/* In words, with the URL and what to type. */
void link_explain(const struct ctl_link *l, int error, char err[CTL_ERROR_BYTES]);

/* Argument i of an answer, if it is text; else NULL. */
const char *answer_text(const struct ctl_answer *a, int i);

#endif
