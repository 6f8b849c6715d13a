/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facade: one instance of nodes, plan, pool, rings and backend, from open
 * to close.  An instance is cheap to replace: when a backend hangs, the whole
 * instance is abandoned (leaked on purpose) and a new one goes on with the
 * counters of the old.
 *
 * Calls that may hang run on the opener thread and are marked so; the rest is
 * for the control thread and never blocks.
 */
#ifndef AE_ENGINE_ENGINE_H
#define AE_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/ballistics.h"
#include "dsp/loudness.h"
#include "dsp/meter.h"
#include "dsp/spectrum.h"
#include "engine/backend.h"
#include "engine/lab.h"
#include "engine/midi.h"
#include "engine/node.h"
#include "profiler/cycle.h"
#include "rt/clock.h"

struct engine;

struct engine_config {
	const struct backend_ops *backend;
	struct backend_config device;
	struct lab lab;
	uint32_t generation;
	struct cycle carry; /* last record of the instance before, for the totals; zero at first */
	int wake_fd;        /* eventfd to write when something changed; -1: none */
};

struct pool_status {
	uint64_t bytes, payload_bytes, in_use_bytes,
		high_water_bytes; /* high water: most ever in use */
	bool locked;
};

/* A change for one period boundary.  All of it takes effect in the same period. */
struct engine_target {
	uint32_t node;
	const void *coefficients;
}; /* node: index in the plan; size: its ops' */

/* Opener.  Opens the backend, prepares nodes for the largest period, compiles the default
 * graph input > eq > spectrum > output.  Return: 0 or -errno with *err filled (EXIT_USAGE also for
 * a burn of a node that is not there). */
int engine_open(struct engine **out, const struct engine_config *config, struct backend_error *err);
int engine_start(struct engine *e, struct backend_error *err); /* opener; again after a stop, too */
void engine_stop(struct engine *e);                            /* opener; also when never started */
void engine_close(struct engine *e);                           /* opener; stopped; accepts NULL */

/* From now on a late callback of this instance outputs silence and touches nothing else.
 * For an instance whose stop or close does not return.  Any thread. */
void engine_abandon(struct engine *e);

/* Opener.  New nodes and a new plan for the backend's new rate.  The plan is taken over by
 * the next engine_send, whose targets must have been derived for its engine_stream: send nothing
 * while this runs, and everything afterwards.  Return: 0; -ENOMEM; -ENOSPC when the plans of two
 * earlier rebuilds are still about. */
int engine_rebuild(struct engine *e);

/* Nodes of the plan that the next engine_send addresses. */
uint32_t engine_nnodes(const struct engine *e);
const struct node_ops *engine_node_ops(const struct engine *e, uint32_t i);
const char *engine_node_name(const struct engine *e, uint32_t i);
const struct stream *engine_stream(const struct engine *e);

/* Copies the coefficients and queues one change: n targets, together with the rebuilt plan if
 * there is one.  Return: false when the ring is full (keep the latest values, try next tick). */
bool engine_send(struct engine *e, const struct engine_target *target, uint32_t n);

/* Measuring on or off from the next period.  Context: control. */
void engine_measure(struct engine *e, bool on);

/* Next record of the audio thread; frees what the audio thread no longer uses.
 * Without a running audio thread it also applies queued changes.  Return: false: none now. */
bool engine_next_cycle(struct engine *e, struct cycle *out);
bool engine_next_work(struct engine *e, struct work *out);

/* Next MIDI message; false: none now.  Context: control. */
bool engine_next_midi(struct engine *e, struct midi_event *out);

/* Messages of this instance that found the ring full.  Context: any. */
uint32_t engine_midi_dropped(const struct engine *e);

/* Bits of enum backend_change that came since the last call. */
uint32_t engine_changes(struct engine *e);

/* Newest results; false: none yet. */
bool engine_spectrum(struct engine *e, struct spectrum_frame *out);
/* Points of an FFT that is being planned, 0: none.  NULL: of an engine that is being opened. */
uint32_t engine_planning(const struct engine *e);
bool engine_meters(struct engine *e, bool output, struct meter_levels *out);
bool engine_loudness(struct engine *e, struct loudness_reading *out); /* of the output */

/* Of each channel that there is. */
bool engine_ballistics(
	struct engine *e, bool output, struct ballistic_reading out[METER_CHANNELS_MAX]);

/* Integrated loudness, range and true peak start afresh. */
void engine_clear_loudness(struct engine *e);

void engine_describe(struct engine *e, struct backend_info *out);
void engine_pool(const struct engine *e, struct pool_status *out);
const struct clock *engine_clock(const struct engine *e);
uint32_t engine_generation(const struct engine *e);

/* The backend's connections; opener.  -ENOTSUP where there are none. */
int engine_connect(struct engine *e, const struct connections *want, uint32_t *missing);
int engine_autoconnect(struct engine *e, const char *pattern, bool with_inputs);
int engine_disconnect(struct engine *e);
int engine_connections(struct engine *e, struct connections *out);

#endif
