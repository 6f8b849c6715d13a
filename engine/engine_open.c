/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The opener's side of an instance: everything that takes long or may hang. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/engine_state.h"
#include "rt/thread.h"

enum {
	CYCLES_SECONDS = 4, /* of records that control may be late */
	CYCLES_PERIOD = 32, /* frames: the smallest period that this is promised for */
	PLANS_AT_ONCE = 3   /* the one that runs, its successor, and one that overtakes that */
};

static void
engine_changed(void *arg, uint32_t what)
{
	struct engine *e = arg;
	uint64_t one = 1;

	if (!atomic_load_explicit(&e->valid, memory_order_relaxed))
		return;
	atomic_fetch_or_explicit(&e->changes, what, memory_order_release);
	if (e->wake_fd >= 0 && write(e->wake_fd, &one, sizeof one) < 0)
		return; /* an eventfd at its limit wakes all the same */
}

static int
engine_open_backend(struct engine *e, const struct engine_config *config, struct stream *got,
	struct backend_error *err)
{
	struct backend_client client = {
		.process = engine_process,
		.committed = engine_committed,
		.midi = engine_midi,
		.changed = engine_changed,
		.ready = engine_ready,
		.clock = &e->clock,
		.arg = e,
	};
	int rc;

	if (config->carry.nframes) {
		client.first_cycle = config->carry.seq + 1;
		client.carry_end = config->carry.end;
	}
	if (e->ops->wants_virtual && e->ops->wants_virtual(&config->device)) {
		e->virtual_ns = client.carry_end;
		client.virtual_ns = &e->virtual_ns;
		clock_init_virtual(&e->clock, &e->virtual_ns);
	} else {
		clock_init(&e->clock);
	}
	rc = e->ops->lab ? e->ops->lab(&config->device, &e->lab, err) : 0;
	return rc < 0 ? rc : e->ops->open(&e->backend, &config->device, &client, got, err);
}

static uint64_t *
engine_virtual(struct engine *e)
{
	return e->clock.kind == CLOCK_KIND_VIRTUAL ? &e->virtual_ns : NULL;
}

static int
engine_open_rings(struct engine *e, uint32_t rate_hz)
{
	uint32_t n = CYCLES_SECONDS * (rate_hz / CYCLES_PERIOD) + 1;
	int rc = ring_init(&e->cycles, n, sizeof(struct cycle));

	if (rc == 0)
		rc = ring_init(&e->commands, COMMANDS_MAX, sizeof(struct command *));
	if (rc == 0)
		rc = ring_init(&e->midi, MIDI_EVENTS, sizeof(struct midi_event));
	if (rc < 0)
		return rc;
	memory_lock_block(e->midi.data, (size_t)e->midi.nrecords * e->midi.size_bytes);
	memory_lock_block(e->cycles.data, (size_t)e->cycles.nrecords * e->cycles.size_bytes);
	memory_lock_block(e->commands.data, (size_t)e->commands.nrecords * e->commands.size_bytes);
	return 0;
}

static int
engine_open_build(struct engine *e, struct stream *stream)
{
	int rc, width;

	stream->nframes_max = PERIOD_FRAMES_MAX;
	e->nchannels = stream->nchannels;
	rc = build_create(&e->build);
	if (rc < 0)
		return rc;
	width = plan_width(&e->build->graph);
	if (width < 0)
		return width;
	rc = pool_create(
		&e->pool, (uint32_t)width * PLANS_AT_ONCE, stream->nchannels, stream->nframes_max);
	if (rc < 0)
		return rc;
	rc = build_prepare(e->build, stream, ++e->plan_id, e->pool, &e->lab, engine_virtual(e));
	e->plan = e->build->plan;
	return rc;
}

/* A burn for a node that is not there would be a rehearsal of nothing. */
static bool
engine_knows_burns(const struct engine *e, struct backend_error *err)
{
	const struct graph *g = &e->build->graph;
	char names[NODES_MAX * (NAME_BYTES + 1)] = "";
	size_t n = 0;

	for (uint32_t i = 0; i < g->nnodes; i++)
		n += (size_t)snprintf(names + n, sizeof names - n, " %s", g->node[i]->name);
	for (uint32_t b = 0; b < e->lab.nburns; b++) {
		uint32_t i = 0;

		while (i < g->nnodes && strcmp(g->node[i]->name, e->lab.burn[b].node) != 0)
			i++;
		if (i < g->nnodes)
			continue;
		backend_fail(err, EXIT_USAGE, -EINVAL,
			"burn: there is no node \"%s\"; the nodes are:%s", e->lab.burn[b].node,
			names);
		return false;
	}
	return true;
}

/* Totals, seq and epoch go on; the frames of the period do not, so that an epoch begins. */
static void
engine_open_probe(struct engine *e, const struct engine_config *config)
{
	probe_init(&e->probe, &e->cycles, &e->clock, &config->carry);
	e->probe.cycle.nframes = 0;
	e->probe.cycle.rate_hz = 0;
	e->probe.cycle.generation = config->generation;
	e->probe.cycle.plan_id = e->plan->id;
	e->probe.cycle.command_seq = 0;
}

int
engine_open(struct engine **out, const struct engine_config *config, struct backend_error *err)
{
	struct engine *e = aligned_alloc(64, (sizeof *e + 63) / 64 * 64);
	struct stream stream = { 0 };
	int rc;

	memset(err, 0, sizeof *err);
	if (!e)
		return backend_fail(err, EXIT_OTHER, -ENOMEM, "out of memory");
	memset(e, 0, sizeof *e);
	memory_lock_block(e, sizeof *e);
	atomic_init(&e->valid, true);
	atomic_init(&e->measuring, true);
	e->ops = config->backend;
	e->generation = config->generation;
	e->wake_fd = config->wake_fd;
	e->lab = config->lab;
	e->carry = config->carry;

	rc = engine_open_backend(e, config, &stream, err);
	if (rc < 0)
		goto failed;
	rc = engine_open_build(e, &stream);
	if (rc == 0 && !engine_knows_burns(e, err)) {
		rc = -EINVAL;
		goto failed;
	}
	if (rc == 0)
		rc = engine_open_rings(e, stream.rate_hz);
	if (rc == 0)
		rc = worker_start(&e->worker, &e->clock, e->build);
	if (rc < 0) {
		backend_fail(err, EXIT_OTHER, rc, "cannot prepare %u channels at %u Hz: %s",
			stream.nchannels, stream.rate_hz, strerror(-rc));
		goto failed;
	}
	engine_open_probe(e, config);
	*out = e;
	return 0;

failed:
	engine_close(e);
	return rc;
}

static void
engine_free_commands(struct engine *e)
{
	while (e->oldest) {
		struct command *c = e->oldest;

		e->oldest = c->next;
		free(c);
	}
}

static void
build_destroy_list(struct build *b)
{
	while (b) {
		struct build *next = b->next;

		build_destroy(b);
		b = next;
	}
}

void
engine_close(struct engine *e)
{
	if (!e)
		return;
	/* Should close hang or call back all the same: silence. */
	atomic_store_explicit(&e->valid, false, memory_order_relaxed);
	e->ops->close(e->backend);
	worker_stop(&e->worker);
	engine_free_commands(e);
	build_destroy_list(atomic_load_explicit(&e->rebuilt, memory_order_acquire));
	build_destroy_list(e->old);
	build_destroy(e->build);
	pool_destroy(e->pool);
	ring_finish(&e->commands);
	ring_finish(&e->cycles);
	ring_finish(&e->midi);
	free(e);
}

/* Control may be applying a change right now; that takes microseconds. */
static void
engine_claim_drain(struct engine *e)
{
	struct timespec nap = { 0, 50 * 1000 };
	unsigned none = DRAINER_NONE;

	while (!atomic_compare_exchange_weak_explicit(
		&e->drainer, &none, DRAINER_AUDIO, memory_order_acquire, memory_order_relaxed)) {
		if (none == DRAINER_AUDIO)
			return;
		none = DRAINER_NONE;
		nanosleep(&nap, NULL);
	}
}

int
engine_start(struct engine *e, struct backend_error *err)
{
	int rc;

	engine_claim_drain(e);
	rc = e->ops->start(e->backend, err);
	if (rc < 0)
		atomic_store_explicit(&e->drainer, DRAINER_NONE, memory_order_release);
	return rc;
}

void
engine_stop(struct engine *e)
{
	e->ops->stop(e->backend);
	atomic_store_explicit(&e->drainer, DRAINER_NONE, memory_order_release);
}

void
engine_abandon(struct engine *e)
{
	atomic_store_explicit(&e->valid, false, memory_order_relaxed);
	worker_abandon(&e->worker);
}

int
engine_rebuild(struct engine *e)
{
	struct stream stream = { .nframes_max = PERIOD_FRAMES_MAX, .nchannels = e->nchannels };
	struct backend_info info = { 0 };
	struct build *b;
	int rc = build_create(&b);

	if (rc < 0)
		return rc;
	e->ops->describe(e->backend, &info);
	stream.rate_hz = info.rate_hz;
	rc = build_prepare(b, &stream, ++e->plan_id, e->pool, &e->lab, engine_virtual(e));
	if (rc < 0) {
		build_destroy(b);
		return rc;
	}
	/* One that was never sent stays in the list: control may be looking at it. */
	b->next = atomic_load_explicit(&e->rebuilt, memory_order_acquire);
	while (!atomic_compare_exchange_weak_explicit(
		&e->rebuilt, &b->next, b, memory_order_acq_rel, memory_order_acquire))
		;
	return 0;
}

int
engine_connect(struct engine *e, const struct connections *want, uint32_t *missing)
{
	return e->ops->connect ? e->ops->connect(e->backend, want, missing) : -ENOTSUP;
}

int
engine_autoconnect(struct engine *e, const char *pattern, bool with_inputs)
{
	return e->ops->autoconnect ? e->ops->autoconnect(e->backend, pattern, with_inputs)
				   : -ENOTSUP;
}

int
engine_disconnect(struct engine *e)
{
	return e->ops->disconnect ? e->ops->disconnect(e->backend) : -ENOTSUP;
}

int
engine_connections(struct engine *e, struct connections *out)
{
	return e->ops->connections ? e->ops->connections(e->backend, out) : -ENOTSUP;
}
