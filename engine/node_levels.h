/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two ends of the graph, input and output: the sound passes by unchanged
 * and its levels are measured and published once a block.  Shared by
 * node_levels.c, which runs, and node_levels_setup.c, which prepares.
 */
#ifndef AE_ENGINE_NODE_LEVELS_H
#define AE_ENGINE_NODE_LEVELS_H

#include "dsp/meter.h"
#include "engine/node.h"
#include "rt/mailbox.h"

struct node_levels {
	struct node node;
	struct meter meter;
	struct mailbox published; /* of struct meter; mean_square and hold_frames are not filled */
};

/* node_ops.process of input and output.  Context: audio. */
uint32_t input_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
uint32_t output_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

#endif
