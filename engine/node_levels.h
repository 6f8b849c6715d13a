/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two ends of the graph, input and output: the sound passes by unchanged
 * and its levels are measured, and published 200 times a second.  Both hand their
 * sound to the worker, which moves the needles of meters with ballistics, and the
 * output does once more for the loudness: each may be switched off by itself, and
 * sums that must be complete get more room than needles.
 *
 * Shared by node_levels.c, which runs in the audio thread, node_levels_work.c,
 * which runs in the worker, and node_levels_setup.c, which prepares.
 */
#ifndef AE_ENGINE_NODE_LEVELS_H
#define AE_ENGINE_NODE_LEVELS_H

#include <stdatomic.h>

#include "dsp/ballistics.h"
#include "dsp/loudness.h"
#include "dsp/meter.h"
#include "engine/node.h"
#include "rt/mailbox.h"
#include "rt/ring.h"

/* Samples on their way to the worker, planar, a ring for each channel.  The audio thread looks at
 * the last ring only and fills it last; the worker empties it last: what the last one holds, or
 * has room for, the others do too. */
struct levels_feed {
	atomic_bool on;          /* audio to worker and control */
	atomic_uint starts;      /* audio: times it was switched on */
	atomic_uint lost_frames; /* audio: that found the rings full */
	uint32_t nchannels;      /* handed over */
	uint32_t hop;            /* frames that the worker takes at once */
	struct ring *frames;     /* nchannels of them, of one float a record; owned */
	float *popped;           /* worker's: nchannels blocks of hop frames; owned */
};

/* All but feed and clears is the worker's. */
struct levels_loudness {
	struct levels_feed feed;
	atomic_uint clears; /* control: times it was to start afresh */

	uint32_t rate_hz, stream_channels;
	uint32_t starts_seen, clears_seen, lost_at_clear;
	struct loudness *loudness;
	struct mailbox result; /* worker to control, of struct loudness_reading */
};

struct levels_readings {
	uint32_t nchannels; /* 0: none yet */
	uint32_t starts;    /* of the feed when it was read: of an earlier one it is old */
	struct ballistic_reading level[METER_CHANNELS_MAX];
};

/* All but feed is the worker's. */
struct levels_ballistics {
	struct levels_feed feed;
	uint32_t starts_seen;
	struct ballistics factors;
	struct ballistic_state state[METER_CHANNELS_MAX];
	struct mailbox result; /* worker to control, of struct levels_readings */
};

struct node_levels {
	struct node node;
	struct meter meter;
	struct mailbox published;             /* audio to control, of struct meter_levels */
	uint32_t publish_frames;              /* from one to the next, if a block is not longer */
	uint32_t unpublished;                 /* audio's: frames since the last */
	struct levels_ballistics *ballistics; /* owned */
	struct levels_loudness *loudness;     /* owned; NULL: the input has none */
};

/* Parameters. */
struct levels_coefficients {
	bool ballistics;
	bool loudness; /* output's */
};

extern const struct node_ops node_input_ops, node_output_ops;

/* node_ops.process of input and output.  Context: audio. */
uint32_t input_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
uint32_t output_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

/* node_ops.target of both. */
void levels_target(struct node *n, const void *coefficients) RT_SAFE;

/* node_ops.work of both.  Context: worker. */
bool levels_work(struct node *n, struct work *out);

/* Newest readings of an input or output node, of its channels.
 * Context: control.  Return: false: none, or switched off. */
bool levels_read(struct node *n, struct ballistic_reading out[METER_CHANNELS_MAX]);

/* Newest reading of an output node.  Context: control.  Return: false: none, or switched off. */
bool output_loudness(struct node *n, struct loudness_reading *out);

/* Integrated loudness, range and true peak of an output node start afresh.  Context: control. */
void output_clear(struct node *n);

#endif
