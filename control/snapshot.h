/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every front end sees: one plain struct without pointers to foreign
 * memory, made by the control thread some 25 times a second.  Screen, OSC,
 * --batch and the report show these numbers and no others.
 */
#ifndef AE_CONTROL_SNAPSHOT_H
#define AE_CONTROL_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "control/eq_curve.h"
#include "control/presets/preset_store.h"
#include "dsp/ballistics.h"
#include "dsp/eq.h"
#include "dsp/loudness.h"
#include "dsp/meter.h"
#include "dsp/spectrum.h"
#include "engine/backend.h"
#include "engine/engine.h"
#include "profiler/profile.h"
#include "rt/thread.h"

enum engine_state {
	STATE_STARTING,
	STATE_RUNNING,
	STATE_FREEWHEEL,
	STATE_LOST,
	STATE_STOPPED,
	NSTATES
};
enum health { HEALTH_GOOD, HEALTH_CAUTION, HEALTH_BAD };
enum { LOG_LINES_SHOWN = 8, LOG_LINE_BYTES = 200, SENTENCE_BYTES = 160, WORK_BYTES = 80 };
enum { THREADS_SHOWN = 24, THREAD_NAME_BYTES = 16 };

struct log_line {
	double at_s;
	char text[LOG_LINE_BYTES];
}; /* at_s: seconds since start */

/* The channel that clipped last, since clear. */
struct clip {
	bool any, out;             /* out: at the output, else at the input */
	uint32_t channel, samples; /* from 0; clipped there since clear */
};

/* A thread of this process, read once a second. */
struct thread_use {
	char name[THREAD_NAME_BYTES]; /* "ae-tui" */
	int tid, policy,
		priority;   /* SCHED_...; priority: of SCHED_FIFO and RR, else the nice value */
	int cpu;            /* where it ran last */
	char state;         /* as in /proc: R, S, D, T */
	bool audio;         /* it is the audio thread */
	double cpu_percent; /* of a core over the last second */
	uint64_t minor_faults, major_faults, voluntary, involuntary; /* since it began */
};

/* How the spectrum is measured: /spectrum/... */
struct spectrum_controls {
	struct spectrum_settings settings;
	uint32_t points;
	bool pre; /* /spectrum/tap: before the EQ */
};

struct snapshot {
	uint64_t seq; /* counts snapshots */
	double uptime_s;
	char version[32], name[NAME_BYTES]; /* name: --name, "default" */

	enum engine_state state;
	double state_since_s; /* when state became what it is, seconds since start */
	uint32_t attempts;    /* to open the backend since it was last there */
	bool unpaced;         /* no deadline in force: a file as fast as it can, a virtual clock */
	enum health health;
	char sentence[SENTENCE_BYTES]; /* "Healthy: worst 71 % of the period in 10 s" */

	char backend[16]; /* "jack" */
	struct backend_info info;
	double period_us;
	struct memory_lock memory_lock;
	struct pool_status pool;
	char clock[16]; /* "tsc" */
	uint64_t rss_bytes, locked_bytes;
	uint64_t audio_minor_faults,
		audio_major_faults; /* of the audio thread, since its first second */
	uint64_t audio_voluntary_switches, audio_involuntary_switches;
	double cpu_audio, cpu_others, cpu_process; /* percent of a core over the last second */
	uint32_t nthreads; /* of thread[]: the audio thread first, then by CPU time, most first */
	struct thread_use thread[THREADS_SHOWN];
	char work[WORK_BYTES]; /* what takes a while right now: "planning an FFT of 8192 points"; ""
				*/

	struct profile profile;

	/* Their clipped and nonfinite: since clear, across instances. */
	struct meter_level in[METER_CHANNELS_MAX], out[METER_CHANNELS_MAX];
	bool meters_valid;
	/* In dBFS; floor -120.  ballistics_valid: false while it is switched off, or none yet. */
	struct ballistic_reading in_ballistic[METER_CHANNELS_MAX],
		out_ballistic[METER_CHANNELS_MAX];
	bool ballistics_valid;
	struct clip clip;
	struct loudness_reading loudness; /* of the output, since clear or the last instance */
	bool loudness_valid;              /* false: switched off, or none yet */
	struct spectrum_frame spectrum;   /* seq 0: none yet */
	struct spectrum_controls spectrum_controls;

	struct eq_settings eq;
	struct eq_curve eq_curve;       /* of these settings, at the rate in force */
	char preset[PRESET_NAME_BYTES]; /* "" : none */
	bool preset_modified;
	uint32_t undo_steps, redo_steps;
	bool slot_b;  /* which of A and B is heard */
	bool unsaved; /* edits that are in no file yet */

	char osc_url[128]; /* "" : no OSC */
	uint64_t osc_received, osc_malformed, osc_refused;

	uint64_t log_total; /* lines ever logged */
	uint32_t nlog;      /* of log[], oldest first */
	struct log_line log[LOG_LINES_SHOWN];
};

/* "starting", "running", "freewheel", "lost", "stopped". */
const char *state_name(enum engine_state s);

#endif
