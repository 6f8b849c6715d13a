/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JACK connections, by name.  Ours are known by the short name of the port, as
 * the client may be called audioengine-01 the next time.
 */
#include "config.h"

#include "engine/backend_jack.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Our port by its full name, whatever our client was called then. */
static jack_port_t *
port_ours(struct backend *b, const char *full_name, bool *is_output)
{
	const char *colon = strrchr(full_name, ':'), *name = colon ? colon + 1 : full_name;

	for (uint32_t i = 0; i < b->nchannels; i++) {
		*is_output = false;
		if (strcmp(jack_port_short_name(b->in[i]), name) == 0)
			return b->in[i];
		*is_output = true;
		if (strcmp(jack_port_short_name(b->out[i]), name) == 0)
			return b->out[i];
	}
	*is_output = false;
	if (b->midi && strcmp(jack_port_short_name(b->midi), name) == 0)
		return b->midi;
	return NULL;
}

/* Return: true when the connection is there now. */
static bool
join(struct backend *b, jack_port_t *ours, bool is_output, const char *theirs)
{
	const char *name = jack_port_name(ours);
	int error;

	if (jack_port_connected_to(ours, theirs))
		return true;
	if (!jack_port_by_name(b->client, theirs))
		return false;
	error = is_output ? jack_connect(b->client, name, theirs)
			  : jack_connect(b->client, theirs, name);
	return error == 0 || error == EEXIST;
}

int
jack_connect_wanted(struct backend *b, const struct connections *want, uint32_t *missing)
{
	struct jack_note note;
	jack_port_t *ours;
	bool is_output;

	*missing = 0;
	jack_listen(&note);
	for (uint32_t i = 0; i < want->n; i++) {
		ours = port_ours(b, want->c[i].ours, &is_output);
		if (!ours || !join(b, ours, is_output, want->c[i].theirs))
			++*missing;
	}
	jack_listen(NULL);
	return 0;
}

/* Ports of the first client in the list: the default device on PipeWire, "system" on jackd. */
static uint32_t
first_device(const char *const *ports)
{
	const char *colon = strchr(ports[0], ':');
	size_t length = colon ? (size_t)(colon - ports[0]) + 1 : strlen(ports[0]);
	uint32_t n = 1;

	while (ports[n] && strncmp(ports[n], ports[0], length) == 0)
		n++;
	return n;
}

/* n of our ports with as many of theirs; where one side has a single port, all meet in it.
 * Return: how many connections there are now. */
static int
join_each(struct backend *b, bool outputs, uint32_t n, const char *const *ports, uint32_t theirs)
{
	jack_port_t **ours = outputs ? b->out : b->in;
	int made = 0;

	for (uint32_t i = 0; theirs && i < n; i++)
		made += join(
			b, ours[b->nchannels == 1 ? 0 : i], outputs, ports[theirs == 1 ? 0 : i]);
	return made;
}

/* One of ours goes to the first two of theirs, several of ours meet in a single one of
 * theirs; else one to one, as far as both reach. */
static int
join_physical(struct backend *b, bool outputs)
{
	const char **ports = jack_get_ports(b->client, NULL, JACK_DEFAULT_AUDIO_TYPE,
		JackPortIsPhysical | (outputs ? JackPortIsInput : JackPortIsOutput));
	uint32_t theirs, n = b->nchannels;
	int made;

	if (!ports)
		return 0;
	theirs = ports[0] ? first_device(ports) : 0;
	if (n == 1 && outputs && theirs > 1)
		n = 2;
	else if (theirs > 1 && n > theirs)
		n = theirs;
	made = join_each(b, outputs, n, ports, theirs);
	jack_free(ports);
	return made;
}

/* Like join_physical with all ports that match, our own excepted. */
static int
join_matching(struct backend *b, const char *pattern, bool outputs)
{
	const char **ports = jack_get_ports(b->client, pattern, JACK_DEFAULT_AUDIO_TYPE,
		outputs ? JackPortIsInput : JackPortIsOutput);
	uint32_t theirs = 0, n = b->nchannels;
	int made;

	if (!ports)
		return 0;
	for (uint32_t i = 0; ports[i]; i++) {
		jack_port_t *port = jack_port_by_name(b->client, ports[i]);

		if (port && !jack_port_is_mine(b->client, port))
			ports[theirs++] = ports[i];
	}
	if (n == 1)
		n = theirs;
	else if (theirs > 1 && n > theirs)
		n = theirs;
	made = join_each(b, outputs, n, ports, theirs);
	jack_free(ports);
	return made;
}

int
jack_connect_auto(struct backend *b, const char *pattern, bool with_inputs)
{
	bool physical = strcmp(pattern, "auto") == 0;
	struct jack_note note;
	regex_t regex;
	int made;

	if (!physical) {
		if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
			return -EINVAL;
		regfree(&regex);
	}
	jack_listen(&note);
	made = physical ? join_physical(b, true) : join_matching(b, pattern, true);
	if (with_inputs)
		made += physical ? join_physical(b, false) : join_matching(b, pattern, false);
	jack_listen(NULL);
	return made ? 0 : -ENOENT;
}

int
jack_disconnect_ours(struct backend *b)
{
	struct jack_note note;
	int error = 0;

	jack_listen(&note);
	for (uint32_t i = 0; i < b->nchannels; i++) {
		if (jack_port_connected(b->in[i]) && jack_port_disconnect(b->client, b->in[i]))
			error = -EIO;
		if (jack_port_connected(b->out[i]) && jack_port_disconnect(b->client, b->out[i]))
			error = -EIO;
	}
	jack_listen(NULL);
	return error;
}

static void
port_list(struct backend *b, jack_port_t *port, struct connections *out)
{
	const char **theirs = jack_port_get_all_connections(b->client, port);
	struct connection *c;

	for (uint32_t i = 0; theirs && theirs[i] && out->n < CONNECTIONS_MAX; i++) {
		c = &out->c[out->n++];
		snprintf(c->ours, sizeof c->ours, "%s", jack_port_name(port));
		snprintf(c->theirs, sizeof c->theirs, "%s", theirs[i]);
	}
	jack_free(theirs);
}

int
jack_connections_list(struct backend *b, struct connections *out)
{
	struct jack_note note;

	out->n = 0;
	jack_listen(&note);
	for (uint32_t i = 0; i < b->nchannels; i++) {
		port_list(b, b->in[i], out);
		port_list(b, b->out[i], out);
	}
	if (b->midi)
		port_list(b, b->midi, out);
	jack_listen(NULL);
	jack_ports_count(b);
	return 0;
}
