/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From graph to plan.  First the order (Kahn: a node is ready once its feeders
 * have run), then buffers by liveness: a buffer is born with the output that
 * fills it and is free again after its last reader; a node that is the last
 * reader of its input port 0 writes its output in place.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/plan.h"

enum { NO_BUFFER = -1 };

_Static_assert((int)SCRUB_CHANNELS_MAX >= (int)CHANNELS_MAX, "every channel is scrubbed");

struct layout {
	uint32_t order[NODES_MAX];        /* step -> node of the graph */
	int feeder[NODES_MAX][PORTS_MAX]; /* node, port -> node, negative: none */
	int in[NODES_MAX][PORTS_MAX];     /* node, port -> buffer, NO_BUFFER: the backend's */
	int out[NODES_MAX];
	uint32_t nbuffers;
};

static int
layout_check(struct layout *l, const struct graph *g)
{
	uint32_t nsinks = 0;

	for (uint32_t i = 0; i < g->nnodes; i++) {
		const struct node_ops *ops = g->node[i]->ops;

		for (uint32_t port = 0; port < PORTS_MAX; port++) {
			l->feeder[i][port] = graph_feeder_port(g, i, port);
			if (port < ops->nin && l->feeder[i][port] < 0)
				return -EINVAL;
		}
		nsinks += ops->nout == 0;
	}
	return nsinks == 1 ? 0 : -EINVAL;
}

static bool
feeders_placed(const struct layout *l, const bool *placed, uint32_t node)
{
	for (uint32_t port = 0; port < PORTS_MAX; port++)
		if (l->feeder[node][port] >= 0 && !placed[l->feeder[node][port]])
			return false;
	return true;
}

static int
layout_order(struct layout *l, const struct graph *g)
{
	bool placed[NODES_MAX] = { false };
	uint32_t n = 0, before;

	do {
		before = n;
		for (uint32_t i = 0; i < g->nnodes; i++) {
			if (placed[i] || !feeders_placed(l, placed, i))
				continue;
			placed[i] = true;
			l->order[n++] = i;
		}
	} while (n > before);
	return n == g->nnodes ? 0 : -ELOOP;
}

/* Ports of the steps from this one on that read what the node puts out. */
static uint32_t
readers_left(const struct layout *l, const struct graph *g, uint32_t node, uint32_t step)
{
	uint32_t n = 0;

	for (uint32_t i = step; i < g->nnodes; i++)
		for (uint32_t port = 0; port < PORTS_MAX; port++)
			n += l->feeder[l->order[i]][port] == (int)node;
	return n;
}

static int
buffer_take(struct layout *l, bool *busy)
{
	uint32_t b = 0;

	while (busy[b])
		b++;
	busy[b] = true;
	if (b + 1 > l->nbuffers)
		l->nbuffers = b + 1;
	return (int)b;
}

/* In place when port 0 is the last reader of its buffer, and port 1 is no reader of it. */
static int
layout_out(struct layout *l, const struct graph *g, uint32_t step, bool *busy)
{
	uint32_t node = l->order[step];
	int feeder = l->feeder[node][0];

	if (feeder >= 0 && feeder != l->feeder[node][1] &&
		readers_left(l, g, (uint32_t)feeder, step + 1) == 0)
		return l->in[node][0];
	return buffer_take(l, busy);
}

static void
layout_step(struct layout *l, const struct graph *g, uint32_t step, bool *busy)
{
	uint32_t node = l->order[step];

	for (uint32_t port = 0; port < PORTS_MAX; port++) {
		int feeder = l->feeder[node][port];

		l->in[node][port] = feeder < 0 ? NO_BUFFER : l->out[feeder];
	}
	l->out[node] = NO_BUFFER;
	if (g->node[node]->ops->nout)
		l->out[node] = layout_out(l, g, step, busy);
	for (uint32_t port = 0; port < PORTS_MAX; port++) {
		int in = l->in[node][port];

		if (in != NO_BUFFER && in != l->out[node] &&
			readers_left(l, g, (uint32_t)l->feeder[node][port], step + 1) == 0)
			busy[in] = false;
	}
	if (l->out[node] != NO_BUFFER && readers_left(l, g, node, step + 1) == 0)
		busy[l->out[node]] = false; /* nobody listens: free for the next */
}

static void
layout_assign(struct layout *l, const struct graph *g)
{
	bool busy[NODES_MAX + 1] = { false };

	for (uint32_t step = 0; step < g->nnodes; step++)
		layout_step(l, g, step, busy);
}

static int
layout_make(struct layout *l, const struct graph *g)
{
	int rc;

	memset(l, 0, sizeof *l);
	rc = layout_check(l, g);
	if (rc == 0)
		rc = layout_order(l, g);
	if (rc == 0)
		layout_assign(l, g);
	return rc;
}

int
plan_width(const struct graph *g)
{
	struct layout l;
	int rc = layout_make(&l, g);

	return rc < 0 ? rc : (int)l.nbuffers;
}

static int
plan_take_buffers(struct plan *p, uint32_t n)
{
	for (; p->nbuffers < n; p->nbuffers++) {
		int buffer = pool_acquire(p->pool, p->block[p->nbuffers]);

		if (buffer < 0)
			return buffer;
		p->buffer[p->nbuffers] = buffer;
	}
	return 0;
}

static uint32_t
burns_of(const struct lab *lab, const char *name)
{
	uint32_t mask = 0;

	for (uint32_t i = 0; i < lab->nburns; i++)
		if (strcmp(lab->burn[i].node, name) == 0)
			mask |= UINT32_C(1) << i;
	return mask;
}

/* The blocks of all ports of a node in one row; of a single port they are in one already. */
static const float *const *
plan_inputs(struct plan *p, const struct layout *l, const struct graph *g, uint32_t step)
{
	uint32_t node = l->order[step], nports = g->node[node]->ops->nin;

	if (nports == 0)
		return NULL;
	if (nports == 1)
		return (const float *const *)p->block[l->in[node][0]];
	for (uint32_t port = 0; port < nports; port++)
		memcpy(p->ports[step] + (size_t)port * p->nchannels, p->block[l->in[node][port]],
			p->nchannels * sizeof **p->ports);
	return p->ports[step];
}

static void
plan_fill(struct plan *p, const struct layout *l, const struct graph *g)
{
	p->nsteps = g->nnodes;
	for (uint32_t i = 0; i < p->nsteps; i++) {
		uint32_t node = l->order[i];
		struct step *s = &p->step[i];

		s->node = g->node[node];
		s->in = plan_inputs(p, l, g, i);
		if (l->out[node] != NO_BUFFER)
			s->out = p->block[l->out[node]];
		s->burns = burns_of(&p->lab, s->node->name);
		s->checked = !s->node->ops->transparent || s->node->ops->nin == 0;
	}
}

int
plan_compile(struct plan **out, uint32_t id, const struct graph *g, const struct stream *stream,
	struct pool *pool, const struct lab *lab, uint64_t *virtual_ns)
{
	struct layout l;
	struct plan *p;
	int rc = layout_make(&l, g);

	if (rc < 0)
		return rc;
	p = calloc(1, sizeof *p);
	if (!p)
		return -ENOMEM;
	p->id = id;
	p->nchannels = stream->nchannels;
	p->nframes_max = stream->nframes_max;
	scrub_init(&p->scrub, kernels_best(), stream->nchannels, stream->rate_hz);
	p->pool = pool;
	p->virtual_ns = virtual_ns;
	if (lab)
		p->lab = *lab;
	rc = plan_take_buffers(p, l.nbuffers);
	if (rc < 0) {
		plan_destroy(p);
		return rc;
	}
	plan_fill(p, &l, g);
	*out = p;
	return 0;
}

void
plan_destroy(struct plan *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->nbuffers; i++)
		pool_release(p->pool, p->buffer[i]);
	free(p);
}
