/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The graph is edited, the plan is run: nodes and the links between them, as
 * control or opener put them together.  A graph owns nothing and knows no audio.
 */
#ifndef AE_ENGINE_GRAPH_H
#define AE_ENGINE_GRAPH_H

#include <stdint.h>

#include "engine/node.h"

struct graph_link {
	uint32_t from, to; /* numbers of nodes */
	uint32_t port;     /* input port of to */
};

struct graph {
	uint32_t nnodes, nlinks;
	struct node *node[NODES_MAX];                  /* not owned */
	struct graph_link link[NODES_MAX * PORTS_MAX]; /* an input port has one link at most */
};

/* Zeroed memory is an empty graph.  Context: control, opener, for all. */

/* Return: the number of the node; -EEXIST for a name that is taken; -ENOSPC. */
int graph_add(struct graph *g, struct node *node);

/* The output of from feeds input port 0 of to, or the port that is named; an output may feed many.
 * Return: 0; -EINVAL for a node that is not there or has no such port; -EBUSY when it is fed. */
int graph_link(struct graph *g, uint32_t from, uint32_t to);
int graph_link_port(struct graph *g, uint32_t from, uint32_t to, uint32_t port);

/* Of whatever port.  Return: 0; -ENOENT. */
int graph_unlink(struct graph *g, uint32_t from, uint32_t to);

/* Which node feeds input port 0 of to, or the port that is named.  Return: its number; -ENOENT. */
int graph_feeder(const struct graph *g, uint32_t to);
int graph_feeder_port(const struct graph *g, uint32_t to, uint32_t port);

#endif
