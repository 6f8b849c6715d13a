/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spectrum node, shared by node_spectrum.c, which runs in the audio thread,
 * and node_spectrum_setup.c with the rest.  Sound passes through unchanged,
 * usually in place; its first two channels go to the worker through a ring of
 * interleaved frames.
 */
#ifndef AE_ENGINE_NODE_SPECTRUM_H
#define AE_ENGINE_NODE_SPECTRUM_H

#include <stdatomic.h>

#include "dsp/spectrum.h"
#include "engine/node.h"
#include "rt/mailbox.h"
#include "rt/ring.h"

struct node_spectrum {
	struct node node;
	uint32_t nchannels;        /* of the stream */
	uint32_t ntaken;           /* of those, analysed */
	uint32_t hop;              /* frames */
	float *interleaved;        /* audio's, nframes_max frames; owned */
	float *popped;             /* worker's, hop frames; owned */
	struct ring frames;        /* audio to worker, a frame of ntaken floats a record */
	atomic_uint lost_frames;   /* audio: that found the ring full */
	struct spectrum *spectrum; /* worker's; owned */
	struct mailbox result;     /* worker to control, of struct spectrum_frame */
};

/* node_ops.process.  Context: audio. */
uint32_t node_spectrum_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

#endif
