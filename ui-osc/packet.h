/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shape of an OSC packet.  liblo 0.31 reads past the end of some malformed
 * packets, so nothing reaches it that osc_ok has not walked from end to end.
 * Everything here is pure: bytes in, yes or no out.
 */
#ifndef AE_UI_OSC_PACKET_H
#define AE_UI_OSC_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PACKET_BYTES_MAX = 65507, /* the largest UDP payload */
	PACKET_DEPTH_MAX = 4,     /* bundles within bundles, the outermost counts */
	BUNDLE_HEAD_BYTES = 16    /* "#bundle" and the time tag */
};

#define OSC_IMMEDIATELY UINT64_C(1) /* the time tag that means now */

/* Is this one whole packet: a message or a bundle, a multiple of 4 bytes and at least 8, addresses
 * that begin with '/', strings terminated and padded with zeros, blobs within their message, the
 * tags i f s b h t d S c m T F N I only, no byte left over?  A message that ends after its address
 * (no tags at all, as old senders do) is one without arguments.  data needs no alignment.
 * Context: any. */
bool osc_ok(const void *data, size_t len);

/* The rest may be asked of packets and elements that osc_ok has accepted.  Context: any. */

bool packet_is_bundle(const void *data, size_t len);
uint64_t packet_time(const void *bundle); /* its time tag: NTP seconds << 32 | fraction */

/* The elements of a bundle, one after the other.  at: 0 at first.  Return: false at the end. */
struct packet_element {
	const uint8_t *data;
	size_t len;
};
bool packet_next(const void *bundle, size_t len, size_t *at, struct packet_element *out);

/* A message's tags, without the comma ("" when it has none), and where they begin in the message:
 * tags and arguments are the bytes from *offset on (none when *offset is len). */
const char *packet_tags(const void *message, size_t len, size_t *offset);

#endif
