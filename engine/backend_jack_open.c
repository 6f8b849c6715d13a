/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JACK, opening and closing, and the callbacks that libjack makes on threads
 * of its own.  A callback stores a fact and wakes control, nothing else: on
 * jackd the server may be waiting for it, on PipeWire the xrun callback comes
 * in the audio thread, and a shutdown callback may be a signal handler's.
 */
#include "config.h"

#include "engine/backend_jack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
changed(struct backend *b, uint32_t what)
{
	b->engine.changed(b->engine.arg, what);
}

static int
on_xrun(void *arg)
{
	struct backend *b = arg;

	atomic_fetch_add_explicit(&b->xruns, 1, memory_order_relaxed);
	return 0;
}

static int
on_buffer_size(jack_nframes_t nframes, void *arg)
{
	struct backend *b = arg;

	if (atomic_exchange(&b->nframes, nframes) != nframes)
		changed(b, BACKEND_PERIOD);
	return 0;
}

static int
on_sample_rate(jack_nframes_t rate_hz, void *arg)
{
	struct backend *b = arg;

	if (atomic_exchange(&b->rate_hz, rate_hz) != rate_hz)
		changed(b, BACKEND_RATE);
	return 0;
}

static void
on_freewheel(int starting, void *arg)
{
	struct backend *b = arg;

	atomic_store(&b->freewheel, starting != 0);
}

static void
on_port(jack_port_id_t port, int registered, void *arg)
{
	(void)port;
	(void)registered;
	changed(arg, BACKEND_PORTS);
}

static void
on_connect(jack_port_id_t a, jack_port_id_t b_port, int connected, void *arg)
{
	struct backend *b = arg;
	jack_port_t *pa = jack_port_by_id(b->client, a), *pb = jack_port_by_id(b->client, b_port);

	(void)connected;
	if ((pa && jack_port_is_mine(b->client, pa)) || (pb && jack_port_is_mine(b->client, pb)))
		changed(b, BACKEND_CONNECTIONS);
	jack_ports_count(b);
}

/* jackd answers jack_port_connected from the graph in use, and the new one is in use only
 * from the next period on: it says so here. */
static int
on_graph_order(void *arg)
{
	jack_ports_count(arg);
	return 0;
}

static void
on_info_shutdown(jack_status_t status, const char *reason, void *arg)
{
	(void)status;
	(void)reason;
	jack_lost(arg);
}

static void
on_shutdown(void *arg)
{
	jack_lost(arg);
}

static void
callbacks_set(struct backend *b)
{
	jack_set_process_thread(b->client, jack_audio_run, b);
	jack_set_xrun_callback(b->client, on_xrun, b);
	jack_set_buffer_size_callback(b->client, on_buffer_size, b);
	jack_set_sample_rate_callback(b->client, on_sample_rate, b);
	jack_set_freewheel_callback(b->client, on_freewheel, b);
	jack_set_port_registration_callback(b->client, on_port, b);
	jack_set_port_connect_callback(b->client, on_connect, b);
	jack_set_graph_order_callback(b->client, on_graph_order, b);
	jack_set_latency_callback(b->client, jack_ports_latency, b);
	jack_on_info_shutdown(b->client, on_info_shutdown, b);
	jack_on_shutdown(b->client, on_shutdown, b);
}

static jack_client_t *
client_open(const struct backend_config *config, jack_status_t *status)
{
	int options = config->start_server ? JackNullOption : JackNoStartServer;
	const char *name = *config->client_name ? config->client_name : "audioengine";

	if (*config->device)
		return jack_client_open(
			name, (jack_options_t)(options | JackServerName), status, config->device);
	return jack_client_open(name, (jack_options_t)options, status);
}

static int
buffers_create(struct backend *b)
{
	b->silence = calloc(PERIOD_FRAMES_MAX, sizeof *b->silence);
	b->waste = calloc(PERIOD_FRAMES_MAX, sizeof *b->waste);
	if (!b->silence || !b->waste)
		return -ENOMEM;
	memset(b->silence, 0, PERIOD_FRAMES_MAX * sizeof *b->silence);
	memset(b->waste, 0, PERIOD_FRAMES_MAX * sizeof *b->waste);
	return 0;
}

static void
backend_free(struct backend *b)
{
	free(b->silence);
	free(b->waste);
	free(b);
}

static void
facts_first(struct backend *b, struct stream *got)
{
	uint32_t rate_hz = jack_get_sample_rate(b->client);
	uint32_t nframes = jack_get_buffer_size(b->client);

	/* PipeWire does not know either before the first period: (uint32_t)-1. */
	atomic_store(&b->rate_hz, rate_hz && rate_hz != UINT32_MAX ? rate_hz : 48000);
	atomic_store(&b->nframes, nframes != UINT32_MAX ? nframes : 0);
	atomic_store(&b->server_load, -1.0f);
	*got = (struct stream){ .rate_hz = atomic_load(&b->rate_hz),
		.nframes_max = PERIOD_FRAMES_MAX,
		.nchannels = b->nchannels };
}

static int
refuse(struct backend_error *err, int status, int error, const char *text)
{
	err->status = status;
	snprintf(err->text, sizeof err->text, "%s", text);
	return error;
}

int
jack_backend_open(struct backend **out, const struct backend_config *config,
	const struct backend_client *client, struct stream *got, struct backend_error *err)
{
	uint32_t nchannels = config->nchannels ? config->nchannels : JACK_CHANNELS_DEFAULT;
	struct jack_note note = { "" };
	jack_status_t status = 0;
	struct backend *b;
	int error;

	if (nchannels > CHANNELS_MAX)
		return refuse(err, EXIT_USAGE, -EINVAL, "1 to 64 channels are possible");
	b = calloc(1, sizeof *b);
	if (!b || buffers_create(b)) {
		error = refuse(err, EXIT_OTHER, -ENOMEM, "out of memory");
		goto no_client;
	}
	b->engine = *client;
	b->nchannels = nchannels;
	b->pipewire = jack_is_pipewire();
	snprintf(b->server, sizeof b->server, "%s",
		b->pipewire ? "PipeWire" : jack_server_name(config));

	jack_listen(&note);
	b->client = client_open(config, &status);
	if (!b->client) {
		error = jack_open_failed(config, status, &note, err);
		goto no_client;
	}
	snprintf(b->name, sizeof b->name, "%s", jack_get_client_name(b->client));
	facts_first(b, got);
	callbacks_set(b);
	if (jack_ports_register(b)) {
		error = refuse(err, EXIT_NO_DEVICE, -ENOSPC,
			"the JACK server has no ports left: close other clients, or start it with "
			"a larger --port-max");
		goto no_ports;
	}
	jack_listen(NULL);
	*out = b;
	return 0;

no_ports:
	jack_client_close(b->client);
no_client:
	jack_listen(NULL);
	if (b)
		backend_free(b);
	return error;
}

int
jack_backend_start(struct backend *b, struct backend_error *err)
{
	struct jack_note note = { "" };
	char text[ERROR_BYTES];

	atomic_store(&b->stopping, false);
	jack_listen(&note);
	if (jack_activate(b->client)) {
		jack_listen(NULL);
		snprintf(text, sizeof text, "the JACK server \"%s\" did not let us start%s%s",
			b->server, *note.text ? ": " : "", note.text);
		return refuse(err, EXIT_NO_DEVICE, -EIO, text);
	}
	jack_listen(NULL);
	atomic_store(&b->started, true);
	return 0;
}

void
jack_backend_stop(struct backend *b)
{
	struct jack_note note;

	atomic_store(&b->stopping, true);
	atomic_store(&b->started, false);
	jack_listen(&note);
	jack_deactivate(b->client);
	jack_listen(NULL);
}

void
jack_backend_close(struct backend *b)
{
	struct jack_note note;

	if (!b)
		return;
	atomic_store(&b->stopping, true);
	jack_listen(&note);
	if (!atomic_load(&b->lost))
		jack_ports_forget(b);
	jack_client_close(b->client);
	jack_listen(NULL);
	backend_free(b);
}

/* From our own memory only: libjack's globals may go with another instance's close. */
void
jack_backend_describe(struct backend *b, struct backend_info *out)
{
	memset(out, 0, sizeof *out);
	memcpy(out->server, b->server, sizeof out->server);
	memcpy(out->client_name, b->name, sizeof out->client_name);
	out->rate_hz = atomic_load(&b->rate_hz);
	out->nframes = atomic_load(&b->nframes);
	out->nchannels = b->nchannels;
	out->latency_in_frames = atomic_load(&b->latency_in);
	out->latency_out_frames = atomic_load(&b->latency_out);
	out->has_server = true;
	out->freewheel = atomic_load(&b->freewheel);
	out->connected_in = atomic_load(&b->connected_in);
	out->connected_out = atomic_load(&b->connected_out);
	out->server_load = atomic_load(&b->lost) ? -1.0f : atomic_load(&b->server_load);
	if (atomic_load_explicit(&b->audio_known, memory_order_acquire))
		out->audio = b->audio;
}

const struct backend_ops backend_jack = {
	.name = "jack",
	.has_midi = true,
	.open = jack_backend_open,
	.start = jack_backend_start,
	.stop = jack_backend_stop,
	.close = jack_backend_close,
	.describe = jack_backend_describe,
	.connect = jack_connect_wanted,
	.autoconnect = jack_connect_auto,
	.disconnect = jack_disconnect_ours,
	.connections = jack_connections_list,
};
