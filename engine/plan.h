/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the audio thread runs: the nodes of a graph in an order in which every
 * input is ready, with their buffers settled.  A plan never changes; a change
 * of structure is a new plan.
 *
 *   source (nin 0): reads the backend's input     sink (nout 0): writes the backend's output
 *   in between: buffers of the pool, assigned by liveness, in place where input port 0 has no
 *   other reader to come
 *
 * What leaves a node is checked there (dsp/scrub.h): a NaN is kept from all later nodes and counted
 * for the one that let it out, which for a source means that it came from outside.  A node
 * that only passes its input on (node_ops.transparent) has nothing new to check.
 */
#ifndef AE_ENGINE_PLAN_H
#define AE_ENGINE_PLAN_H

#include <stdint.h>

#include "dsp/scrub.h"
#include "engine/graph.h"
#include "engine/lab.h"
#include "engine/period.h"
#include "engine/pool.h"
#include "profiler/probe.h"
#include "rt/attributes.h"

struct step {
	struct node *node;      /* not owned */
	const float *const *in; /* nchannels blocks a port; NULL: the backend's input */
	float *const *out;      /* NULL: the backend's output */
	uint32_t burns;         /* a bit for each burn of the lab that is meant for this node */
	bool checked;           /* its output is scrubbed */
};

struct plan {
	uint32_t id;
	uint32_t nchannels, nframes_max;
	uint32_t nsteps;
	struct step step[NODES_MAX];
	struct scrub scrub;
	struct lab lab;
	uint64_t *virtual_ns; /* not owned; moved by burns on a virtual clock */
	uint32_t nbuffers;
	int buffer[NODES_MAX]; /* taken from the pool */
	float *block[NODES_MAX][CHANNELS_MAX];
	const float *ports[NODES_MAX][PORTS_MAX * CHANNELS_MAX]; /* inputs of steps with two */
	struct pool *pool;                                       /* not owned; outlives the plan */
};

/* Compile a graph with exactly one sink for this stream.  lab and virtual_ns may be NULL.
 * Context: opener.  Return: 0; -EINVAL for an input that nothing feeds or not exactly one sink;
 * -ELOOP for a cycle; -ENOSPC when the pool has too few buffers; -ENOMEM. */
int plan_compile(struct plan **out, uint32_t id, const struct graph *g, const struct stream *stream,
	struct pool *pool, const struct lab *lab, uint64_t *virtual_ns);

/* How many buffers plan_compile will take.  Return: that number, or its errors. */
int plan_width(const struct graph *g);

/* Gives the buffers back; the nodes stay.  Context: any but audio.  Accepts NULL. */
void plan_destroy(struct plan *p);

/* One period through all nodes, probe_begin before, probe_mark after each; a period larger than
 * nframes_max in blocks whose node times add up.  Context: audio. */
void plan_run(struct plan *p, const struct period *period, struct probe *probe) RT_SAFE;

#endif
