/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An OSC message read value by value, in place: nothing is allocated, and what
 * is not there or is something else spoils the message, once for all, so that
 * its reader asks at the end and not after each value.
 */
#ifndef AE_UI_OSC_ATTACH_MESSAGE_H
#define AE_UI_OSC_ATTACH_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
	const char *address;
	const char *tags; /* of the values that are left */
	const uint8_t *at, *end;
	bool bad; /* a value was not there, or of another kind */
};

/* Context: any, for all functions. */

/* packet: a message that osc_ok has accepted; it must stay for as long as this is read. */
void message_open(struct message *m, const void *packet, size_t len);

/* The next value; 0, "" or NULL and bad where it is something else. */
double message_number(struct message *m);                    /* i f d h */
int64_t message_whole(struct message *m);                    /* i h */
const char *message_text(struct message *m);                 /* s; points into the packet */
const uint8_t *message_blob(struct message *m, uint32_t *n); /* b; *n bytes, 0 when bad */

/* Whole numbers as counts of something: below 0 is bad. */
uint64_t message_count(struct message *m);

/* Is there another value? */
bool message_more(const struct message *m);

/* Big-endian numbers out of a blob. */
float blob_float(const uint8_t *p);
double blob_double(const uint8_t *p);
uint16_t blob_u16(const uint8_t *p);

#endif
