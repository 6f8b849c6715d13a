/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The default graph stands here, and nowhere else. */
#include "engine/build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	struct node *(*create)(const char *name);
	uint32_t tap; /* how far up the chain input port 1 listens; 0: there is none */
} chain[] = {
	{ "input", node_input_create, 0 },
	{ "eq", node_eq_create, 0 },
	{ "spectrum", node_spectrum_create, 2 }, /* what the EQ gets */
	{ "output", node_output_create, 0 },
};

int
build_create(struct build **out)
{
	struct build *b = calloc(1, sizeof *b);

	if (!b)
		return -ENOMEM;
	for (uint32_t i = 0; i < sizeof chain / sizeof *chain; i++) {
		struct node *n = chain[i].create(chain[i].name);

		if (!n) {
			build_destroy(b);
			return -ENOMEM;
		}
		graph_add(&b->graph, n);
		if (i > 0)
			graph_link(&b->graph, i - 1, i);
		if (chain[i].tap > 0)
			graph_link_port(&b->graph, i - chain[i].tap, i, 1);
	}
	*out = b;
	return 0;
}

int
build_prepare(struct build *b, const struct stream *stream, uint32_t id, struct pool *pool,
	const struct lab *lab, uint64_t *virtual_ns)
{
	b->stream = *stream;
	for (uint32_t i = 0; i < b->graph.nnodes; i++) {
		int rc = b->graph.node[i]->ops->prepare(b->graph.node[i], stream);

		if (rc < 0)
			return rc;
	}
	return plan_compile(&b->plan, id, &b->graph, stream, pool, lab, virtual_ns);
}

void
build_destroy(struct build *b)
{
	if (!b)
		return;
	plan_destroy(b->plan);
	for (uint32_t i = 0; i < b->graph.nnodes; i++)
		node_destroy(b->graph.node[i]);
	free(b);
}

struct node *
build_node(const struct build *b, const char *type)
{
	for (uint32_t i = 0; i < b->graph.nnodes; i++)
		if (strcmp(b->graph.node[i]->ops->type, type) == 0)
			return b->graph.node[i];
	return NULL;
}
