/* SPDX-License-Identifier: ISC */
/*
 * Turns cycle records into a profile.  Plain single-threaded code of the
 * control thread: it is tested from recorded cycles without any sound.  All
 * memory is taken at create; windows move with the time stamps of the cycles,
 * not with the wall clock, so that a virtual clock gives exact results.
 */
#ifndef AE_PROFILER_COLLECTOR_H
#define AE_PROFILER_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiler/cycle.h"
#include "profiler/evidence.h"
#include "profiler/profile.h"
#include "rt/clock.h"

struct collector;

/* Context: control, for all functions.  start_ns: clock_to_ns scale, the origin of every
 * "seconds since start".  Return: NULL when out of memory. */
struct collector *collector_create(uint64_t start_ns);
void collector_destroy(struct collector *c); /* accepts NULL */

/* The clock of the cycles that follow; copied.  Call at each re-anchoring and new instance. */
void collector_set_clock(struct collector *c, const struct clock *clock);

/* Names of the nodes of the plan in force, n <= NODES_MAX.  A node keeps its statistics as
 * long as its name and place stay. */
void collector_set_nodes(
	struct collector *c, uint32_t n, const char *const *name, const char *const *type);

void collector_add(struct collector *c, const struct cycle *cycle);
void collector_add_work(struct collector *c, const struct work *w);

/* Distributions and counts since clear start afresh; totals since start go on.
 * node: its name, or NULL for everything.  Return: 0; -ENOENT for an unknown node. */
int collector_clear(struct collector *c, const char *node);

/* Of these only what counts xruns starts afresh: incidents with their causes and records,
 * xruns, misses, skipped periods, lost frames, dropped records.  Distributions go on. */
void collector_clear_xruns(struct collector *c);

/* Close the open incident when nothing has been heard of for a second of now_ns. */
void collector_tick(struct collector *c, uint64_t now_ns);

void collector_report(const struct collector *c, struct profile *out);

/* ---- Evidence: asked for, as it is too large for the profile ---- */

/* Periods by load, of those with a deadline; the sum is the window's load count. */
void collector_bars(const struct collector *c, enum window w, uint64_t out[LOAD_BARS]);

/* The periods kept with an incident; valid until the next call that adds or clears.
 * Return: NULL: not kept (any more). */
const struct flight_incident *collector_flight(const struct collector *c, uint32_t id);

/* Return: 0; -ENOENT: not kept (any more). */
int collector_account(const struct collector *c, uint32_t id, struct account *out);

/* Columns of the heat map of "cycle" or a node, from back_s seconds before the running second
 * on, n at most and none after it; *first_s: second of the first since the start.  What is no
 * longer kept (HEAT_SECONDS) is empty.  Return: how many; -ENOENT: no such node. */
int collector_heat(const struct collector *c, const char *name, uint32_t back_s, uint32_t n,
	uint64_t *first_s, uint16_t out[][HEAT_BINS]);

/* Memory of the collector, all of it taken at create. */
size_t collector_bytes(const struct collector *c);

#endif
