/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From graph to plan.  First the order (Kahn: a node is ready once its feeder
 * has run), then buffers by liveness: a buffer is born with the output that
 * fills it and is free again after its last reader; a node that is the last
 * reader of its input writes its output in place.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/plan.h"

enum { NO_BUFFER = -1 };

_Static_assert((int)SCRUB_CHANNELS_MAX >= (int)CHANNELS_MAX, "every channel is scrubbed");

struct layout {
	uint32_t order[NODES_MAX]; /* step -> node of the graph */
	int feeder[NODES_MAX];     /* node -> node, negative: none */
	int in[NODES_MAX];         /* node -> buffer, NO_BUFFER: the backend's */
	int out[NODES_MAX];
	uint32_t nbuffers;
};

static int
layout_check(struct layout *l, const struct graph *g)
{
	uint32_t nsinks = 0;

	for (uint32_t i = 0; i < g->nnodes; i++) {
		const struct node_ops *ops = g->node[i]->ops;

		l->feeder[i] = graph_feeder(g, i);
		if (ops->nin && l->feeder[i] < 0)
			return -EINVAL;
		nsinks += ops->nout == 0;
	}
	return nsinks == 1 ? 0 : -EINVAL;
}

static int
layout_order(struct layout *l, const struct graph *g)
{
	bool placed[NODES_MAX] = { false };
	uint32_t n = 0, before;

	do {
		before = n;
		for (uint32_t i = 0; i < g->nnodes; i++) {
			if (placed[i] || (l->feeder[i] >= 0 && !placed[l->feeder[i]]))
				continue;
			placed[i] = true;
			l->order[n++] = i;
		}
	} while (n > before);
	return n == g->nnodes ? 0 : -ELOOP;
}

static uint32_t
readers_left(const struct layout *l, const struct graph *g, uint32_t node, uint32_t step)
{
	uint32_t n = 0;

	for (uint32_t i = step; i < g->nnodes; i++)
		n += l->feeder[l->order[i]] == (int)node;
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

static void
layout_assign(struct layout *l, const struct graph *g)
{
	bool busy[NODES_MAX + 1] = { false };

	for (uint32_t s = 0; s < g->nnodes; s++) {
		uint32_t node = l->order[s];
		int in = l->feeder[node] < 0 ? NO_BUFFER : l->out[l->feeder[node]];
		bool last = in != NO_BUFFER &&
			    readers_left(l, g, (uint32_t)l->feeder[node], s + 1) == 0;

		if (last)
			busy[in] = false;
		l->in[node] = in;
		l->out[node] = NO_BUFFER;
		if (g->node[node]->ops->nout == 0)
			continue;
		if (last) {
			l->out[node] = in;
			busy[in] = true;
		} else {
			l->out[node] = buffer_take(l, busy);
		}
		if (readers_left(l, g, node, s + 1) == 0)
			busy[l->out[node]] = false; /* nobody listens: free for the next */
	}
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

static void
plan_fill(struct plan *p, const struct layout *l, const struct graph *g)
{
	p->nsteps = g->nnodes;
	for (uint32_t i = 0; i < p->nsteps; i++) {
		uint32_t node = l->order[i];
		struct step *s = &p->step[i];

		s->node = g->node[node];
		if (l->in[node] != NO_BUFFER)
			s->in = (const float *const *)p->block[l->in[node]];
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
