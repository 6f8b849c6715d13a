/* SPDX-License-Identifier: ISC */
/*
 * A flight recorder: the last periods are kept at all times, and when an
 * incident begins, those before it and those that follow are kept with it, so
 * that its account and its picture are made of its own periods.  All memory is
 * part of the struct.
 */
#ifndef AE_PROFILER_FLIGHT_H
#define AE_PROFILER_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/evidence.h"

struct flight {
	struct flight_cycle ring[FLIGHT_BEFORE]; /* newest at next - 1, modulo */
	uint32_t next, n;
	struct flight_incident *open; /* of kept[]: still being written; NULL: none */
	struct flight_incident kept[INCIDENTS_KEPT]; /* incident id stands at id % INCIDENTS_KEPT */
};

/* An incident begins with the cycle that is added next.  Ends the recording of the one before.
 * Context: control, for all functions.
 * Return: its record, with id, before and cycle filled; the rest is the caller's. */
struct flight_incident *flight_begin(struct flight *f, uint32_t id);

/* The recording that the next cycle will be added to; NULL: none, or it has no room. */
struct flight_incident *flight_recording(struct flight *f);

/* The next cycle: to the open recording, while it has room, and to the ring. */
void flight_add(struct flight *f, const struct flight_cycle *c);

/* The nodes are others from here on: nothing recorded so far belongs to what follows. */
void flight_cut(struct flight *f);

/* Forget all incidents. */
void flight_clear(struct flight *f);

/* Return: NULL: not kept. */
const struct flight_incident *flight_find(const struct flight *f, uint32_t id);

#endif
