/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control's side of an instance: changes go down, records and results come up,
 * and what the audio thread has passed is freed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine_state.h"
#include "engine/node_levels.h"
#include "engine/node_spectrum.h"

enum { COEFFICIENTS_ALIGN = 16 };

/* The build that the next send addresses. */
static const struct build *
engine_addressed(const struct engine *e)
{
	const struct build *b = atomic_load_explicit(&e->rebuilt, memory_order_acquire);

	return b ? b : e->build;
}

uint32_t
engine_nnodes(const struct engine *e)
{
	return engine_addressed(e)->plan->nsteps;
}

const struct node_ops *
engine_node_ops(const struct engine *e, uint32_t i)
{
	return engine_addressed(e)->plan->step[i].node->ops;
}

const char *
engine_node_name(const struct engine *e, uint32_t i)
{
	return engine_addressed(e)->plan->step[i].node->name;
}

const struct stream *
engine_stream(const struct engine *e)
{
	return &engine_addressed(e)->stream;
}

static size_t
coefficients_room(const struct build *b, const struct engine_target *t)
{
	size_t size = b->plan->step[t->node].node->ops->coefficients_size;

	return (size + COEFFICIENTS_ALIGN - 1) / COEFFICIENTS_ALIGN * COEFFICIENTS_ALIGN;
}

/* Return: NULL when out of memory. */
static struct command *
command_create(const struct build *b, const struct engine_target *target, uint32_t n)
{
	size_t head = (sizeof(struct command) + COEFFICIENTS_ALIGN - 1) / COEFFICIENTS_ALIGN *
		      COEFFICIENTS_ALIGN;
	size_t bytes = head;
	struct command *c;
	unsigned char *p;

	for (uint32_t i = 0; i < n; i++)
		bytes += coefficients_room(b, &target[i]);
	c = calloc(1, bytes);
	if (!c)
		return NULL;
	p = (unsigned char *)c + head;
	for (uint32_t i = 0; i < n; i++) {
		const struct node_ops *ops = b->plan->step[target[i].node].node->ops;

		memcpy(p, target[i].coefficients, ops->coefficients_size);
		c->target[i] = (struct engine_target){ target[i].node, p };
		p += coefficients_room(b, &target[i]);
	}
	c->ntargets = n;
	return c;
}

static void
engine_queue(struct engine *e, struct command *c)
{
	c->seq = ++e->command_seq;
	if (e->newest)
		e->newest->next = c;
	else
		e->oldest = c;
	e->newest = c;
	ring_push(&e->commands, &c);
}

/* A rebuilt plan that could not be sent waits for the next send, behind one that came meanwhile. */
static void
engine_give_back(struct engine *e, struct build *fresh)
{
	struct build *none = NULL;

	if (fresh && !atomic_compare_exchange_strong_explicit(&e->rebuilt, &none, fresh,
			     memory_order_acq_rel, memory_order_acquire)) {
		struct build **end = &fresh;

		while (*end)
			end = &(*end)->next;
		*end = e->old;
		e->old = fresh;
	}
}

/* The current build and those that were rebuilt but never sent wait for the audio thread to
 * report the fresh one. */
static void
engine_supersede(struct engine *e, struct build *fresh)
{
	struct build **end = &fresh->next;

	while (*end)
		end = &(*end)->next;
	*end = e->build;
	e->build->next = e->old;
	e->old = fresh->next;
	fresh->next = NULL;
	e->build = fresh;
}

bool
engine_send(struct engine *e, const struct engine_target *target, uint32_t n)
{
	struct build *fresh;
	struct command *c;

	if (n > NODES_MAX || ring_space(&e->commands) == 0 || ring_space(&e->worker.orders) == 0)
		return false;
	fresh = atomic_exchange_explicit(&e->rebuilt, NULL, memory_order_acq_rel);
	c = command_create(fresh ? fresh : e->build, target, n);
	if (!c) {
		engine_give_back(e, fresh);
		return false;
	}
	if (fresh) {
		worker_add(&e->worker, fresh);
		c->plan = fresh->plan;
		engine_supersede(e, fresh);
	}
	engine_queue(e, c);
	return true;
}

void
engine_retire(struct engine *e, uint32_t command_seq, uint32_t plan_id)
{
	struct build **at = &e->old;

	while (e->oldest && (int32_t)(command_seq - e->oldest->seq) >= 0) {
		struct command *c = e->oldest;

		e->oldest = c->next;
		if (!e->oldest)
			e->newest = NULL;
		free(c);
	}
	while (*at) {
		struct build *b = *at;
		struct build *next = b->next;

		if ((int32_t)(plan_id - b->plan->id) <= 0 || !worker_retire(&e->worker, b))
			at = &b->next;
		else
			*at = next;
	}
}

/* Without audio there is no boundary to wait for. */
static void
engine_apply_idle(struct engine *e)
{
	unsigned none = DRAINER_NONE;

	if (!atomic_compare_exchange_strong_explicit(&e->drainer, &none, DRAINER_CONTROL,
		    memory_order_acquire, memory_order_relaxed))
		return;
	engine_drain(e);
	engine_retire(e, e->probe.cycle.command_seq, e->probe.cycle.plan_id);
	atomic_store_explicit(&e->drainer, DRAINER_NONE, memory_order_release);
}

bool
engine_next_cycle(struct engine *e, struct cycle *out)
{
	if (ring_pop(&e->cycles, out)) {
		engine_retire(e, out->command_seq, out->plan_id);
		return true;
	}
	engine_apply_idle(e);
	return false;
}

bool
engine_next_work(struct engine *e, struct work *out)
{
	return ring_pop(&e->worker.done, out);
}

bool
engine_next_midi(struct engine *e, struct midi_event *out)
{
	return ring_pop(&e->midi, out);
}

uint32_t
engine_midi_dropped(const struct engine *e)
{
	return atomic_load_explicit(&e->midi_dropped, memory_order_relaxed);
}

uint32_t
engine_changes(struct engine *e)
{
	return atomic_exchange_explicit(&e->changes, 0, memory_order_acquire);
}

static bool
engine_result(struct engine *e, const char *type, void *out, size_t size)
{
	struct node *n = build_node(e->build, type);

	return n && n->ops->result && n->ops->result(n, out, size);
}

bool
engine_spectrum(struct engine *e, struct spectrum_frame *out)
{
	return engine_result(e, "spectrum", out, sizeof *out);
}

uint32_t
engine_planning(const struct engine *e)
{
	const struct node *n = e ? build_node(e->build, "spectrum") : NULL;

	return n ? node_spectrum_planning(n) : e ? 0 : node_spectrum_planned();
}

bool
engine_meters(struct engine *e, bool output, struct meter_levels *out)
{
	return engine_result(e, output ? "output" : "input", out, sizeof *out);
}

bool
engine_loudness(struct engine *e, struct loudness_reading *out)
{
	return output_loudness(build_node(e->build, "output"), out);
}

bool
engine_ballistics(struct engine *e, bool output, struct ballistic_reading out[METER_CHANNELS_MAX])
{
	return levels_read(build_node(e->build, output ? "output" : "input"), out);
}

void
engine_clear_loudness(struct engine *e)
{
	output_clear(build_node(e->build, "output"));
}

void
engine_measure(struct engine *e, bool on)
{
	atomic_store_explicit(&e->measuring, on, memory_order_relaxed);
}

void
engine_describe(struct engine *e, struct backend_info *out)
{
	memset(out, 0, sizeof *out);
	out->server_load = -1.0f;
	e->ops->describe(e->backend, out);
}

void
engine_pool(const struct engine *e, struct pool_status *out)
{
	pool_report(e->pool, out);
}

const struct clock *
engine_clock(const struct engine *e)
{
	return &e->clock;
}

uint32_t
engine_generation(const struct engine *e)
{
	return e->generation;
}
