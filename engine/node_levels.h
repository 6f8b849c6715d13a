/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two ends of the graph, input and output: the sound passes by unchanged
 * and its levels are measured, and published 200 times a second.  The output also
 * hands its sound to the worker, which measures the loudness.
 *
 * Shared by node_levels.c, which runs in the audio thread, node_levels_work.c,
 * which runs in the worker, and node_levels_setup.c, which prepares.
 */
#ifndef AE_ENGINE_NODE_LEVELS_H
#define AE_ENGINE_NODE_LEVELS_H

#include <stdatomic.h>

#include "dsp/loudness.h"
#include "dsp/meter.h"
#include "engine/node.h"
#include "rt/mailbox.h"
#include "rt/ring.h"

/* Samples on their way to libebur128, planar, a ring for each channel.  The audio thread looks at
 * the last ring only and fills it last; the worker empties it last: what the last one holds, or
 * has room for, the others do too. */
struct levels_loudness {
	atomic_bool on;          /* audio to worker and control */
	atomic_uint starts;      /* audio: times it was switched on */
	atomic_uint lost_frames; /* audio: that found the rings full */
	atomic_uint clears;      /* control: times it was to start afresh */

	uint32_t nchannels;                        /* measured */
	struct ring frames[LOUDNESS_CHANNELS_MAX]; /* audio to worker, of one float a record */

	uint32_t rate_hz, stream_channels; /* worker's, with all that follows */
	uint32_t hop;                      /* frames: a reading each */
	uint32_t starts_seen, clears_seen, lost_at_clear;
	float *popped; /* nchannels blocks of hop frames; owned */
	struct loudness *loudness;
	struct mailbox result; /* worker to control, of struct loudness_reading */
};

struct node_levels {
	struct node node;
	struct meter meter;
	struct mailbox published;         /* audio to control, of struct meter_levels */
	uint32_t publish_frames;          /* from one to the next, if a block is not longer */
	uint32_t unpublished;             /* audio's: frames since the last */
	struct levels_loudness *loudness; /* owned; NULL: the input has none */
};

/* Parameters of the output. */
struct output_coefficients {
	bool loudness;
};

extern const struct node_ops node_output_ops;

/* node_ops.process of input and output.  Context: audio. */
uint32_t input_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
uint32_t output_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

/* node_ops.target of the output. */
void output_target(struct node *n, const void *coefficients) RT_SAFE;

/* node_ops.work of the output.  Context: worker. */
bool output_work(struct node *n, struct work *out);

/* Newest reading of an output node.  Context: control.  Return: false: none, or switched off. */
bool output_loudness(struct node *n, struct loudness_reading *out);

/* Integrated loudness, range and true peak of an output node start afresh.  Context: control. */
void output_clear(struct node *n);

#endif
