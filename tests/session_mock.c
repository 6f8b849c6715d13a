/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backend that hangs on demand. */
#include "tests/session_mock.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOCK_FRAMES = 64, MOCK_CHANNELS = 2 };
#define MS(n) ((n)*UINT64_C(1000000))

struct world world;

struct backend {
	struct backend_client client;
	char client_name[NAME_BYTES];
	pthread_t thread;
	atomic_bool run, started;
	float in[MOCK_CHANNELS][MOCK_FRAMES], out[MOCK_CHANNELS][MOCK_FRAMES];
};

void
pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void
hang_while(atomic_bool *flag)
{
	while (atomic_load(flag))
		pause_ms(1);
}

static void *
mock_run(void *arg)
{
	struct backend *b = arg;
	const float *in[MOCK_CHANNELS] = { b->in[0], b->in[1] };
	float *out[MOCK_CHANNELS] = { b->out[0], b->out[1] };

	while (atomic_load(&b->run)) {
		uint64_t now = clock_ticks(b->client.clock);
		struct period p = { .in = in,
			.out = out,
			.nframes = MOCK_FRAMES,
			.rate_hz = 48000,
			.due = now,
			.wake = now,
			.deadline = now + clock_ns_to_ticks(b->client.clock, MS(2)) };

		if (!atomic_load(&world.silent)) {
			b->client.process(b->client.arg, &p);
			b->client.committed(b->client.arg);
		}
		pause_ms(2);
	}
	return NULL;
}

static int
mock_open(struct backend **out, const struct backend_config *config,
	const struct backend_client *client, struct stream *got, struct backend_error *err)
{
	int now = atomic_fetch_add(&world.opening, 1) + 1;
	struct backend *b;

	atomic_fetch_add(&world.opens, 1);
	if (now > atomic_load(&world.opening_most))
		atomic_store(&world.opening_most, now);
	hang_while(&world.hang_open);
	atomic_fetch_sub(&world.opening, 1);
	if (atomic_load(&world.fail_open)) {
		err->status = EXIT_NO_DEVICE;
		strcpy(err->text, "no mock is running");
		return -ENODEV;
	}
	b = calloc(1, sizeof *b);
	if (b == NULL)
		return -ENOMEM;
	b->client = *client;
	memcpy(b->client_name, config->client_name, sizeof b->client_name);
	*got = (struct stream){
		.rate_hz = 48000, .nframes_max = MOCK_FRAMES, .nchannels = MOCK_CHANNELS
	};
	*out = b;
	return 0;
}

static int
mock_start(struct backend *b, struct backend_error *err)
{
	(void)err;
	atomic_store(&b->run, true);
	atomic_store(&b->started, pthread_create(&b->thread, NULL, mock_run, b) == 0);
	atomic_store(&world.newest, (uintptr_t)b);
	return 0;
}

static void
mock_stop(struct backend *b)
{
	hang_while(&world.hang_stop);
	atomic_store(&b->run, false);
	if (atomic_exchange(&b->started, false))
		pthread_join(b->thread, NULL);
}

static void
mock_close(struct backend *b)
{
	if (b == NULL)
		return;
	hang_while(&world.hang_close);
	atomic_fetch_add(&world.closes, 1);
	free(b);
}

static void
mock_describe(struct backend *b, struct backend_info *out)
{
	(void)b;
	memset(out, 0, sizeof *out);
	strcpy(out->server, "mock");
	strcpy(out->client_name, b->client_name);
	out->rate_hz = 48000;
	out->nframes = MOCK_FRAMES;
	out->nchannels = MOCK_CHANNELS;
	out->has_server = true;
	out->connected_out = atomic_load(&world.connections);
}

/* Of the wanted ones, the first `connectable` exist. */
static int
mock_connect(struct backend *b, const struct connections *want, uint32_t *missing)
{
	uint32_t can = atomic_load(&world.connectable);
	uint32_t made = want->n < can ? want->n : can;

	(void)b;
	atomic_fetch_add(&world.connects, 1);
	atomic_store(&world.wanted, want->n);
	if (atomic_load(&world.connections) < can)
		atomic_store(&world.connections, can);
	*missing = want->n - made;
	return 0;
}

static int
mock_autoconnect(struct backend *b, const char *pattern, bool with_inputs)
{
	(void)b, (void)pattern, (void)with_inputs;
	atomic_store(&world.connections, 2);
	return 0;
}

static int
mock_disconnect(struct backend *b)
{
	(void)b;
	atomic_store(&world.connections, 0);
	return 0;
}

static int
mock_connections(struct backend *b, struct connections *out)
{
	(void)b;
	out->n = atomic_load(&world.connections);
	for (uint32_t i = 0; i < out->n; i++) {
		snprintf(out->c[i].ours, PORT_BYTES, "audioengine:out_%u", i + 1);
		snprintf(out->c[i].theirs, PORT_BYTES, "system:playback_%u", i + 1);
	}
	return 0;
}

const struct backend_ops mock_ops = { .name = "mock",
	.open = mock_open,
	.start = mock_start,
	.stop = mock_stop,
	.close = mock_close,
	.describe = mock_describe,
	.connect = mock_connect,
	.autoconnect = mock_autoconnect,
	.disconnect = mock_disconnect,
	.connections = mock_connections };

void
tell_world(uint32_t what)
{
	struct backend *b = (struct backend *)atomic_load(&world.newest);

	b->client.changed(b->client.arg, what);
}
