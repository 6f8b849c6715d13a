/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A node is a piece of the graph: PORTS_MAX input ports and one output port at
 * most, each carrying all channels of the stream as planar blocks.  Its ops
 * table is everything that the rest of the program knows about it.
 */
#ifndef AE_ENGINE_NODE_H
#define AE_ENGINE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dsp/scrub.h"
#include "engine/param.h"
#include "profiler/cycle.h"
#include "rt/attributes.h"

enum { NAME_BYTES = 24, CHANNELS_MAX = 64, PERIOD_FRAMES_MAX = 8192, PORTS_MAX = 2 };

struct stream {
	uint32_t rate_hz;
	uint32_t nframes_max; /* largest block that process will ever see */
	uint32_t nchannels;   /* 1 .. CHANNELS_MAX */
};

struct node;
struct work;

struct node_ops {
	const char *type;                /* "eq8" */
	const struct param_info *params; /* static table */
	uint32_t nparams, nin, nout;     /* nin: 0 .. PORTS_MAX ports; nout: 0 or 1 */
	size_t coefficients_size; /* bytes that derive fills and target reads; 0: no parameters */
	bool transparent;         /* out is in, bit by bit: nothing new for the plan to check */

	/* Opener.  May allocate; called once per node, before any process. 0 or -errno. */
	int (*prepare)(struct node *, const struct stream *);

	/* Audio.  in[port * nchannels + ch], out likewise; nframes <= nframes_max; input and
	 * output blocks may be the same memory, of port 0; those of port 1 are only read.  The plan
	 * sees to it that the input holds neither NaN nor infinity nor denormals (but for a source,
	 * which reads the backend's), and looks after the output.  Return: how often it threw away
	 * its own state because that was no number any more; nearly always 0. */
	uint32_t (*process)(
		struct node *, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

	/* Control.  Parameter values (nparams of them) -> coefficients. */
	void (*derive)(const struct param_info *, const float *values, const struct stream *,
		void *coefficients);

	/* Audio, or control while no audio runs.  Move towards them without a click; before the
	 * first process: be there at once. */
	void (*target)(struct node *, const void *coefficients) RT_SAFE;

	/* Worker thread, about every 10 ms: heavy work handed over by process.  NULL: none.
	 * Return: true when something was done (it is then timed). */
	bool (*work)(struct node *, struct work *out);

	/* Control.  Copy the newest result (meter levels, spectrum) of at most size bytes; the
	 * type is the node's own, see its header.  Return: false when there is none. */
	bool (*result)(struct node *, void *out, size_t size);

	void (*release)(struct node *); /* accepts unprepared; frees the node itself */
};

struct node { /* first member of every concrete node */
	const struct node_ops *ops;
	char name[NAME_BYTES];       /* "eq": address in OSC, presets and screen */
	bool bypassed;               /* written by target; the cycle's NODE_BYPASSED */
	struct scrub_state scrubbed; /* of its output; the plan's, outlives it; zero at first */
};

/* The node types there are; each returns a new node or NULL when out of memory.
 * Context: opener. */
struct node *node_input_create(const char *name);
struct node *node_eq_create(const char *name);
struct node *node_spectrum_create(const char *name);
struct node *node_output_create(const char *name);

/* node->ops->release, and accepts NULL. */
void node_destroy(struct node *n);

/* Parameter table of a type ("eq8"), for control and help; *n entries.  NULL: unknown type. */
const struct param_info *node_params(const char *type, uint32_t *n);

#endif
