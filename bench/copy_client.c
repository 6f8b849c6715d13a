/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least that a JACK client of two channels can do: wait, copy, signal.  What a period costs
 * it is the price of being a client at all, which bench/programs subtracts from nobody but shows
 * beside everybody.  With "noise" it is the source instead: white noise at -20 dBFS rms, a table
 * that goes round, so that it costs as little.
 *
 *   copy_client NAME [noise]      until it is killed
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jack/jack.h>

enum { NCHANNELS = 2, NOISE_FRAMES = 1 << 16 };

struct copy {
	jack_client_t *client;
	jack_port_t *in[NCHANNELS], *out[NCHANNELS];
	float *noise; /* NULL: copies */
	uint32_t at;
};

static void
noise_give(struct copy *c, float *out, uint32_t nframes)
{
	for (uint32_t i = 0; i < nframes; i++)
		out[i] = c->noise[(c->at + i) % NOISE_FRAMES];
}

static void
cycle_process(struct copy *c, uint32_t nframes)
{
	for (uint32_t ch = 0; ch < NCHANNELS; ch++) {
		float *out = jack_port_get_buffer(c->out[ch], nframes);

		if (c->noise)
			noise_give(c, out, nframes);
		else
			memcpy(out, jack_port_get_buffer(c->in[ch], nframes),
				nframes * sizeof(float));
	}
	c->at += nframes;
}

static void *
audio_run(void *arg)
{
	struct copy *c = arg;

	for (;;) {
		cycle_process(c, jack_cycle_wait(c->client));
		jack_cycle_signal(c->client, 0);
	}
	return NULL;
}

static void
noise_fill(float *noise)
{
	const float peak = 0.1f * 1.7320508f; /* of the uniform distribution with that rms */
	uint32_t state = 1;

	for (uint32_t i = 0; i < NOISE_FRAMES; i++) {
		state = state * 1664525u + 1013904223u;
		noise[i] = peak * ((float)(state >> 8) / (float)(1 << 23) - 1.0f);
	}
}

static int
ports_open(struct copy *c)
{
	char name[16];

	for (uint32_t ch = 0; ch < NCHANNELS; ch++) {
		snprintf(name, sizeof name, "in_%u", ch + 1);
		if (!c->noise)
			c->in[ch] = jack_port_register(
				c->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
		snprintf(name, sizeof name, "out_%u", ch + 1);
		c->out[ch] = jack_port_register(
			c->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
		if (!c->out[ch] || (!c->noise && !c->in[ch]))
			return -1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	static float noise[NOISE_FRAMES];
	struct copy c = { 0 };

	if (argc < 2 || (argc > 2 && strcmp(argv[2], "noise") != 0)) {
		fprintf(stderr, "usage: %s NAME [noise]\n", argv[0]);
		return 2;
	}
	if (argc > 2) {
		noise_fill(noise);
		c.noise = noise;
	}
	c.client = jack_client_open(argv[1], JackNoStartServer, NULL);
	if (!c.client || ports_open(&c) != 0 ||
		jack_set_process_thread(c.client, audio_run, &c) != 0 ||
		jack_activate(c.client) != 0) {
		fprintf(stderr, "%s: no place at the JACK server\n", argv[1]);
		return 1;
	}
	pause();
	return 0;
}
