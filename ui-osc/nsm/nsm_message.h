/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a New Session Manager says to a client, and what NSM_URL says of it.
 * Names and codes are those of the NSM API, 1.1.  Pure: bytes in, meaning out.
 * Context: any, for all.
 */
#ifndef AE_UI_OSC_NSM_MESSAGE_H
#define AE_UI_OSC_NSM_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nsm_code {
	NSM_GENERAL = -1,
	NSM_INCOMPATIBLE = -2,
	NSM_BLACKLISTED = -3,
	NSM_UNSAVED = -7,
	NSM_NOT_NOW = -8,
	NSM_BAD_PROJECT = -9,
	NSM_CREATE_FAILED = -10
};

enum nsm_kind {
	NSM_OTHER, /* nothing that we know or heed; also what is no OSC */
	NSM_WRONG, /* address is known, arguments are not those of the API */
	NSM_REPLY, /* about, text, name */
	NSM_ERROR, /* about, code, text */
	NSM_OPEN,  /* path, display, id */
	NSM_SAVE,
	NSM_LOADED
};

/* Strings point into the packet. */
struct nsm_message {
	enum nsm_kind kind;
	const char *address; /* of any message; NULL: no OSC message */
	const char *about, *text, *name;
	int32_t code;
	const char *path, *display, *id;
};

void nsm_message_read(const void *data, size_t len, struct nsm_message *out);

enum { NSM_HOST_BYTES = 256 };

/* "osc.udp://HOST:PORT/", the slash may be missing, IPv6 stands in brackets.  Return: false. */
bool nsm_url_parse(const char *url, char host[NSM_HOST_BYTES], uint16_t *port);

#endif
