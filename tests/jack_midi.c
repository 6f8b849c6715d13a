/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A MIDI sender for the system tests, as a controller on the desk would be: a
 * JACK client with one port, NAME:out, told by lines on stdin.
 *
 *   jack_midi NAME
 *
 * send HH HH HH ...   one message of these bytes (hexadecimal, 1 to 3), in the next period
 * flood RATE SECONDS CHANNEL NUMBER   controller messages with values that run on; "sent N" at
 *                                     the end
 * quit                also at the end of input
 */
#include <jack/jack.h>
#include <jack/midiport.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rt/ring.h"

enum { MESSAGES = 4096 };

struct message {
	uint8_t length, bytes[3];
};

struct sender {
	jack_client_t *client;
	jack_port_t *port;
	struct ring ring; /* of struct message */
	/* of a flood: written before rate, read by the process thread */
	uint8_t channel, number, value;
	double due;                /* process thread */
	atomic_uint rate_hz, left; /* messages a second, messages to go */
};

static void
send_flood(struct sender *s, void *buffer, jack_nframes_t nframes)
{
	s->due += (double)atomic_load(&s->rate_hz) * nframes / jack_get_sample_rate(s->client);
	while (s->due >= 1 && atomic_load(&s->left) > 0) {
		uint8_t bytes[] = { (uint8_t)(0xb0 | (s->channel - 1)), s->number, s->value };

		if (jack_midi_event_write(buffer, 0, bytes, sizeof bytes))
			return; /* the next period has room again */
		s->value = (s->value + 1) & 0x7f;
		s->due -= 1;
		atomic_fetch_sub(&s->left, 1);
	}
}

static int
process(jack_nframes_t nframes, void *arg)
{
	struct sender *s = arg;
	void *buffer = jack_port_get_buffer(s->port, nframes);
	struct message m;

	jack_midi_clear_buffer(buffer);
	while (ring_pop(&s->ring, &m))
		jack_midi_event_write(buffer, 0, m.bytes, m.length);
	if (atomic_load(&s->left) > 0)
		send_flood(s, buffer, nframes);
	else
		s->due = 0;
	return 0;
}

static void
send_bytes(struct sender *s, char *words)
{
	struct message m = { 0 };
	char *save;

	for (char *w = strtok_r(words, " \n", &save); w && m.length < 3;
		w = strtok_r(NULL, " \n", &save))
		m.bytes[m.length++] = (uint8_t)strtoul(w, NULL, 16);
	puts(ring_push(&s->ring, &m) ? "queued" : "full");
}

static void
flood(struct sender *s, const char *words)
{
	struct timespec nap = { 0, 10000000 };
	unsigned rate, seconds, channel, number;

	if (sscanf(words, "%u %u %u %u", &rate, &seconds, &channel, &number) != 4)
		return;
	s->channel = (uint8_t)channel;
	s->number = (uint8_t)number;
	atomic_store(&s->rate_hz, rate);
	atomic_store(&s->left, rate * seconds);
	while (atomic_load(&s->left) > 0)
		nanosleep(&nap, NULL);
	printf("sent %u\n", rate * seconds);
}

int
main(int argc, char **argv)
{
	static struct sender s;
	char line[256];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 2 || ring_init(&s.ring, MESSAGES, sizeof(struct message)))
		return 2;
	s.client = jack_client_open(argv[1], JackNoStartServer, NULL);
	if (!s.client)
		return 3;
	s.port = jack_port_register(s.client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
	jack_set_process_callback(s.client, process, &s);
	if (!s.port || jack_activate(s.client))
		return 3;
	puts("ready");
	while (fgets(line, sizeof line, stdin) && strncmp(line, "quit", 4) != 0) {
		if (strncmp(line, "send ", 5) == 0)
			send_bytes(&s, line + 5);
		else if (strncmp(line, "flood ", 6) == 0)
			flood(&s, line + 6);
	}
	jack_client_close(s.client);
	ring_finish(&s.ring);
	return 0;
}
