/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a web browser on this machine could be made to do by a page from
 * elsewhere, and what is said against it.  A page whose name is made to point
 * here (DNS rebinding) still sends that name as Host; a page of another origin
 * may read only what the answer's Access-Control-Allow-Origin lets it.
 */
#ifndef AE_UI_OSC_HTTP_GUARD_H
#define AE_UI_OSC_HTTP_GUARD_H

#include <stdbool.h>

#include "control/network.h"

/* Does a Host header name this machine?  "HOST" or "HOST:PORT": any numeric address (which no name
 * server can change), localhost, or name, what this machine calls itself, also with .local behind
 * it.  Context: any, for all functions. */
bool http_host_is_ours(const char *header, const char *name);

/* May pages of this origin read the answer?  "http://HOST:PORT" of this machine itself: localhost,
 * a loopback address, name as above, or at, the address that it was reached by. */
bool http_origin_is_ours(const char *header, const char *name, const struct host_address *at);

#endif
