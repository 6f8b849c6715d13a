/* SPDX-License-Identifier: ISC */
/* See flight.h. */
#include "profiler/flight.h"

#include <string.h>

struct flight_incident *
flight_begin(struct flight *f, uint32_t id)
{
	struct flight_incident *k = &f->kept[id % INCIDENTS_KEPT];
	uint32_t i;

	memset(k, 0, sizeof(*k));
	k->id = id;
	for (i = 0; i < f->n; i++)
		k->cycle[i] = f->ring[(f->next + FLIGHT_BEFORE - f->n + i) % FLIGHT_BEFORE];
	k->before = k->n = f->n;
	f->open = k;
	return k;
}

struct flight_incident *
flight_recording(struct flight *f)
{
	return f->open && f->open->n - f->open->before < FLIGHT_AFTER ? f->open : NULL;
}

void
flight_add(struct flight *f, const struct flight_cycle *c)
{
	struct flight_incident *k = flight_recording(f);

	if (k)
		k->cycle[k->n++] = *c;
	f->ring[f->next] = *c;
	f->next = (f->next + 1) % FLIGHT_BEFORE;
	f->n += f->n < FLIGHT_BEFORE;
}

void
flight_cut(struct flight *f)
{
	f->open = NULL;
	f->n = 0;
}

void
flight_clear(struct flight *f)
{
	uint32_t i;

	f->open = NULL;
	for (i = 0; i < INCIDENTS_KEPT; i++)
		f->kept[i].id = 0;
}

const struct flight_incident *
flight_find(const struct flight *f, uint32_t id)
{
	const struct flight_incident *k = &f->kept[id % INCIDENTS_KEPT];

	return id != 0 && k->id == id ? k : NULL;
}
