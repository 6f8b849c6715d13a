/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JACK ports: in_1.., out_1.. and midi_in, named and grouped for people in the metadata
 * (which a server may lack; nothing depends on it), and the latency that runs
 * through them.
 */
#include "config.h"

#include "engine/backend_jack.h"

#include <errno.h>
#include <jack/metadata.h>
#include <jack/uuid.h>
#include <stdio.h>

#define TYPE_TEXT "text/plain"
#define TYPE_INT "http://www.w3.org/2001/XMLSchema#int"

static void
port_describe(
	struct backend *b, jack_port_t *port, const char *name, const char *group, uint32_t order)
{
	jack_uuid_t uuid = jack_port_uuid(port);
	char text[16];

	jack_set_property(b->client, uuid, JACK_METADATA_PRETTY_NAME, name, TYPE_TEXT);
	jack_set_property(b->client, uuid, JACK_METADATA_PORT_GROUP, group, TYPE_TEXT);
	snprintf(text, sizeof text, "%u", order);
	jack_set_property(b->client, uuid, JACK_METADATA_ORDER, text, TYPE_INT);
}

static void
channel_describe(
	struct backend *b, jack_port_t *port, const char *group, uint32_t i, uint32_t order)
{
	char text[64];

	if (b->nchannels == 2)
		snprintf(text, sizeof text, "%s %s", group, i ? "R" : "L");
	else
		snprintf(text, sizeof text, "%s %u", group, i + 1);
	port_describe(b, port, text, group, order);
}

/* Return: false when the server does not know us by a uuid. */
static bool
client_uuid(struct backend *b, jack_uuid_t *uuid)
{
	char *text = jack_get_uuid_for_client_name(b->client, b->name);
	bool known = text && jack_uuid_parse(text, uuid) == 0;

	jack_free(text);
	return known;
}

int
jack_ports_register(struct backend *b)
{
	char name[16];
	jack_uuid_t uuid;

	for (uint32_t i = 0; i < b->nchannels; i++) {
		snprintf(name, sizeof name, "in_%u", i + 1);
		b->in[i] = jack_port_register(
			b->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
		if (!b->in[i])
			return -ENOSPC;
	}
	for (uint32_t i = 0; i < b->nchannels; i++) {
		snprintf(name, sizeof name, "out_%u", i + 1);
		b->out[i] = jack_port_register(
			b->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
		if (!b->out[i])
			return -ENOSPC;
	}
	for (uint32_t i = 0; i < b->nchannels; i++) {
		channel_describe(b, b->in[i], "Input", i, i);
		channel_describe(b, b->out[i], "Output", i, b->nchannels + i);
	}
	if (b->engine.midi)
		b->midi = jack_port_register(
			b->client, "midi_in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
	if (b->midi)
		port_describe(b, b->midi, "MIDI control", "Control", 2 * b->nchannels);
	if (client_uuid(b, &uuid))
		jack_set_property(
			b->client, uuid, JACK_METADATA_ICON_NAME, "audioengine", TYPE_TEXT);
	return 0;
}

void
jack_ports_forget(struct backend *b)
{
	jack_uuid_t uuid;

	for (uint32_t i = 0; i < b->nchannels; i++) {
		jack_remove_properties(b->client, jack_port_uuid(b->in[i]));
		jack_remove_properties(b->client, jack_port_uuid(b->out[i]));
	}
	if (b->midi)
		jack_remove_properties(b->client, jack_port_uuid(b->midi));
	if (client_uuid(b, &uuid))
		jack_remove_properties(b->client, uuid);
}

void
jack_ports_latency(jack_latency_callback_mode_t mode, void *arg)
{
	struct backend *b = arg;
	bool capture = mode == JackCaptureLatency;
	jack_port_t **from = capture ? b->in : b->out, **to = capture ? b->out : b->in;
	atomic_uint *known = capture ? &b->latency_in : &b->latency_out;
	jack_latency_range_t range;
	uint32_t most = 0;

	/* The engine itself is causal and minimum-phase: it adds no frames. */
	for (uint32_t i = 0; i < b->nchannels; i++) {
		jack_port_get_latency_range(from[i], mode, &range);
		jack_port_set_latency_range(to[i], mode, &range);
		if (range.max > most)
			most = range.max;
	}
	if (atomic_exchange(known, most) != most)
		b->engine.changed(b->engine.arg, BACKEND_LATENCY);
}

void
jack_ports_count(struct backend *b)
{
	uint32_t in = 0, out = 0, was_in, was_out;

	for (uint32_t i = 0; i < b->nchannels; i++) {
		in += jack_port_connected(b->in[i]) > 0;
		out += jack_port_connected(b->out[i]) > 0;
	}
	atomic_store(&b->midi_connected, b->midi && jack_port_connected(b->midi) > 0);
	was_in = atomic_exchange(&b->connected_in, in);
	was_out = atomic_exchange(&b->connected_out, out);
	if (in != was_in || out != was_out)
		b->engine.changed(b->engine.arg, BACKEND_CONNECTIONS);
}
