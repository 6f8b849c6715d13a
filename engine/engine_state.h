/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An instance, shared by engine.c (audio thread), engine_control.c (control)
 * and engine_open.c (opener).  Fields are grouped by who writes them.
 */
#ifndef AE_ENGINE_ENGINE_STATE_H
#define AE_ENGINE_ENGINE_STATE_H

#include <stdatomic.h>

#include "engine/build.h"
#include "engine/engine.h"
#include "engine/worker.h"
#include "profiler/probe.h"
#include "rt/ring.h"

enum { COMMANDS_MAX = 64 };

/* All that the audio thread is ever told: one change for one period boundary.  One heap block
 * with the coefficients behind it; control's until pushed, audio's until its seq is reported. */
struct command {
	uint32_t seq;
	struct plan *plan; /* NULL: keep */
	uint32_t ntargets;
	struct engine_target target[NODES_MAX];
	struct command *next; /* control's list of what is under way */
};

/* Who drains the command ring.  Control does while no audio runs; the opener waits for it to
 * finish before audio starts. */
enum drainer { DRAINER_NONE, DRAINER_CONTROL, DRAINER_AUDIO };

struct engine {
	/* flags between threads */
	atomic_bool valid; /* false: abandoned, for ever */
	atomic_bool measuring;
	atomic_uint changes;             /* enum backend_change */
	atomic_uint drainer;             /* enum drainer */
	atomic_uint midi_dropped;        /* audio counts */
	_Atomic(struct build *) rebuilt; /* opener to control: taken over by the next send */

	/* settled at open */
	const struct backend_ops *ops;
	struct backend *backend;
	struct clock clock;
	uint32_t nchannels, generation;
	int wake_fd;
	struct lab lab;
	struct cycle carry;
	struct pool *pool;
	struct ring commands; /* of struct command * */
	struct ring cycles;   /* of struct cycle */
	struct ring midi;     /* of struct midi_event */
	struct worker worker;
	uint64_t virtual_ns; /* moved by the audio thread */

	/* audio's (control's while it is the drainer) */
	struct plan *plan;
	struct probe probe;

	/* control's */
	struct build *build;             /* that the newest command made current */
	struct build *old;               /* list: superseded, until a later plan_id is seen */
	struct command *oldest, *newest; /* list: sent, until their seq is seen */
	uint32_t command_seq;
	uint32_t plan_id; /* opener's: last one given out */
};

/* engine.c: what the backend calls.  Context: audio. */
void engine_process(void *arg, const struct period *period) RT_SAFE;
void engine_committed(void *arg) RT_SAFE;
bool engine_ready(void *arg);
void engine_midi(void *arg, const uint8_t *data, size_t length, uint32_t frame) RT_SAFE;

/* Apply what is queued: audio at a period boundary, control while no audio runs. */
void engine_drain(struct engine *e) RT_SAFE;

/* engine_control.c: forget what the audio thread has let go of. */
void engine_retire(struct engine *e, uint32_t command_seq, uint32_t plan_id);

#endif
