/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spectrum node, shared by node_spectrum.c, which runs in the audio thread,
 * node_spectrum_work.c, which runs in the worker, and node_spectrum_setup.c
 * with the rest.
 *
 * Sound passes from input port 0 to the output unchanged, usually in place.
 * Input port 1 is a tap further up (before the EQ).  The first two channels of
 * the port that is chosen go to the worker through a ring of interleaved frames.
 *
 * Another number of points needs a plan, and FFTW measures for some 0.1 to 0.5 s
 * under a lock.  The audio thread and control cannot wait for that, and the
 * worker should not either: the picture would stand still and the ring run over.
 * So the worker starts a planner thread for it, goes on with the old analyser, and
 * takes over the new one, with the sound so far, when it is there.
 */
#ifndef AE_ENGINE_NODE_SPECTRUM_H
#define AE_ENGINE_NODE_SPECTRUM_H

#include <pthread.h>
#include <stdatomic.h>

#include "dsp/kernels.h"
#include "dsp/spectrum.h"
#include "engine/node.h"
#include "rt/mailbox.h"
#include "rt/ring.h"

enum { NODE_SPECTRUM_PIECE = 1024 };

enum node_spectrum_tap { NODE_SPECTRUM_POST, NODE_SPECTRUM_PRE };

struct node_spectrum_coefficients {
	uint32_t points;
	enum node_spectrum_tap tap;
	struct spectrum_settings settings;
};

/* An analyser under way.  The planner thread's from its start until done. */
struct node_spectrum_plan {
	pthread_t thread;
	bool running; /* worker's: there is a thread to join */
	atomic_bool done;
	const struct kernels *kernels;
	uint32_t ntaken, rate_hz, points;
	struct spectrum *made; /* NULL: out of memory */
};

struct node_spectrum {
	struct node node;
	const struct kernels *kernels;
	uint32_t nchannels; /* of the stream */
	uint32_t ntaken;    /* of those, analysed */
	uint32_t rate_hz;
	enum node_spectrum_tap tap; /* audio's */
	float *interleaved;         /* audio's, nframes_max frames; owned */
	struct ring frames;         /* audio to worker, a frame of ntaken floats a record */
	atomic_uint lost_frames;    /* audio: that found the ring full */
	struct mailbox wanted;      /* audio to worker, of struct node_spectrum_coefficients */

	/* worker's */
	float popped[NODE_SPECTRUM_PIECE * SPECTRUM_CHANNELS];
	struct spectrum *spectrum; /* owned */
	struct node_spectrum_plan plan;
	struct node_spectrum_coefficients last; /* read from wanted */
	uint32_t refused_points;                /* could not be had; 0: none */
	uint32_t lost_seen;                     /* of lost_frames */
	uint32_t skipped, skipped_ahead;        /* hops, running total; frames counted too much */
	atomic_uint planning; /* worker's, for others to see: points of the plan under way, 0: none
			       */

	struct mailbox result; /* worker to control, of struct spectrum_frame */
};

/* node_ops.process, .target.  Context: audio. */
uint32_t node_spectrum_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
void node_spectrum_target(struct node *n, const void *coefficients) RT_SAFE;

/* node_ops.work.  Context: worker. */
bool node_spectrum_work(struct node *n, struct work *out);

/* Plan, with what the wisdom file knows; it then knows this, too.  May take half a second.
 * Context: opener, planner thread.  Return: NULL when out of memory. */
struct spectrum *node_spectrum_make(
	const struct kernels *k, uint32_t ntaken, uint32_t rate_hz, uint32_t points);

/* Points that are being planned for, 0: none.  Context: any. */
uint32_t node_spectrum_planning(const struct node *n);
uint32_t node_spectrum_planned(void); /* by any node, one that is being made too */

/* Wait for the planner thread, and destroy all analysers.  Context: any but audio. */
void node_spectrum_unmake(struct node_spectrum *s);

extern const struct node_ops node_spectrum_ops;

#endif
