/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two small arrays; everything that needs thought happens when a plan is compiled. */
#include "engine/graph.h"

#include <errno.h>
#include <string.h>

int
graph_add(struct graph *g, struct node *node)
{
	if (g->nnodes == NODES_MAX)
		return -ENOSPC;
	for (uint32_t i = 0; i < g->nnodes; i++)
		if (strcmp(g->node[i]->name, node->name) == 0)
			return -EEXIST;
	g->node[g->nnodes] = node;
	return (int)g->nnodes++;
}

int
graph_feeder_port(const struct graph *g, uint32_t to, uint32_t port)
{
	for (uint32_t i = 0; i < g->nlinks; i++)
		if (g->link[i].to == to && g->link[i].port == port)
			return (int)g->link[i].from;
	return -ENOENT;
}

int
graph_feeder(const struct graph *g, uint32_t to)
{
	return graph_feeder_port(g, to, 0);
}

int
graph_link_port(struct graph *g, uint32_t from, uint32_t to, uint32_t port)
{
	if (from >= g->nnodes || to >= g->nnodes || !g->node[from]->ops->nout ||
		port >= g->node[to]->ops->nin)
		return -EINVAL;
	if (graph_feeder_port(g, to, port) >= 0)
		return -EBUSY;
	g->link[g->nlinks++] = (struct graph_link){ from, to, port };
	return 0;
}

int
graph_link(struct graph *g, uint32_t from, uint32_t to)
{
	return graph_link_port(g, from, to, 0);
}

int
graph_unlink(struct graph *g, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < g->nlinks; i++) {
		if (g->link[i].from != from || g->link[i].to != to)
			continue;
		g->link[i] = g->link[--g->nlinks];
		return 0;
	}
	return -ENOENT;
}
