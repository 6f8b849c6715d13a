/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One complete set for one stream: prepared nodes, and the plan that runs them.
 * A rate change makes a new build beside the one that runs.
 */
#ifndef AE_ENGINE_BUILD_H
#define AE_ENGINE_BUILD_H

#include "engine/graph.h"
#include "engine/plan.h"

struct build {
	struct stream stream;
	struct graph graph; /* its nodes are owned here */
	struct plan *plan;  /* owned */
	struct build *next; /* of a list of builds that wait for the audio thread to let go */
};

/* The default graph input > eq > spectrum > output as nodes without memory of a stream.
 * Context: opener.  Return: 0; -ENOMEM. */
int build_create(struct build **out);
void build_destroy(struct build *b); /* accepts NULL; any but audio */

/* Prepare the nodes for the stream and compile plan number id.  Return: 0 or -errno. */
int build_prepare(struct build *b, const struct stream *stream, uint32_t id, struct pool *pool,
	const struct lab *lab, uint64_t *virtual_ns);

/* The node of that type, NULL when there is none. */
struct node *build_node(const struct build *b, const char *type);

#endif
