/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is to be told what, how often and until when: a fixed table of clients
 * with their subscriptions and leases.  It knows no sockets and no rows; time
 * comes in with every call.
 */
#ifndef AE_UI_OSC_SUBSCRIBE_H
#define AE_UI_OSC_SUBSCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui-osc/call.h"

enum { CLIENTS_MAX = 8, SUBSCRIPTIONS_MAX = 16, LEASE_LOCAL_S = 3600, LEASE_REMOTE_S = 10 };

/* What subscriptions may ask for, in Hz. */
#define RATE_MIN_HZ 0.1
#define RATE_MAX_HZ 60.0
#define RATE_DEFAULT_HZ 10.0

struct subscription {
	char path[PATH_BYTES]; /* "": free */
	uint64_t interval_ns, due_ns;
	uint64_t lease_ns, until_ns;
};

struct client {
	struct origin to;   /* where all goes; len 0: free */
	struct origin from; /* who asked last: another port where a return port was given */
	bool gone;          /* its port refuses packets */
	uint64_t notify_lease_ns, notify_until_ns; /* 0: does not hear of changes */
	struct subscription subscription[SUBSCRIPTIONS_MAX];
};

/* All zero: empty. */
struct clients {
	struct client client[CLIENTS_MAX];
};

/* ---- Context: control, for all functions ---- */

/* The one at the asker's host and return port (0: the port it asks from), made if need be; without
 * a subscription or /notify it lasts until the next clients_expire.
 * Return: NULL when all places are taken. */
struct client *clients_enter(
	struct clients *t, const struct origin *from, uint16_t port, uint64_t now_ns);

/* The same without making one.  Return: NULL: it is not there. */
struct client *clients_find(struct clients *t, const struct origin *from, uint16_t port);

/* Is it this client that speaks, by its return port or by the one it asked from? */
bool client_is(const struct client *c, const struct origin *speaker);

/* A value every 1 / hz from now on (the first one is not due: it is sent at once); an address that
 * is subscribed to already is renewed.  Return: NULL when it has as many as it may. */
struct subscription *client_subscribe(
	struct client *c, const char *path, double hz, double lease_s, uint64_t now_ns);
void subscription_drop(struct subscription *s);

/* The next one is due a whole number of intervals after the last: no drift, and no burst for what
 * was missed. */
void subscription_advance(struct subscription *s, uint64_t now_ns);

void client_notify(struct client *c, double lease_s, uint64_t now_ns);
void client_notify_off(struct client *c);
bool client_hears(const struct client *c); /* of changes */

/* Whole leases again: of one address ("/notify" for that), or of everything (NULL).
 * Return: seconds until the first of them ends, 0: there is none. */
uint32_t clients_renew(
	struct clients *t, const struct origin *speaker, const char *path, uint64_t now_ns);

/* End one subscription, or all of them (NULL; not /notify).  Return: how many. */
uint32_t clients_unsubscribe(struct clients *t, const struct origin *speaker, const char *path);

/* Its port refuses packets: it leaves with the next clients_expire. */
void clients_refused(struct clients *t, const struct origin *to);

/* Leases that ran out, clients that left or have nothing any more. */
void clients_expire(struct clients *t, uint64_t now_ns);

uint64_t clients_due(const struct clients *t); /* first value; UINT64_MAX: none */
uint32_t clients_count(const struct clients *t);
uint32_t clients_hearing(const struct clients *t); /* of changes: a bit for each place */

#endif
