/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Something to listen to: a JACK client that plays a short plucked tune in a
 * loop at -20 dBFS RMS into the inputs of another client, and keeps trying as
 * long as that client is not there.  The tune is computed at start and is the
 * same on every machine.  quickstart uses it to show audioengine at work on a
 * live server; it is not installed.
 *
 *   demo-player CLIENT        until a signal, or until the server goes away
 */
#include <errno.h>
#include <jack/jack.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHANNELS = 2, NOTES = 16, RETRY_US = 200000, TARGET_BYTES = 300 };

static const double NOTE_S = 0.25, LEVEL = 0.1; /* -20 dBFS */

struct player {
	jack_client_t *client;
	jack_port_t *port[CHANNELS];
	float *tune[CHANNELS];
	size_t nframes, at; /* length of the tune; next frame, touched by process only */
	atomic_bool gone;
};

static volatile sig_atomic_t stop_asked;

static void
on_signal(int number)
{
	(void)number;
	stop_asked = 1;
}

static void
on_shutdown(void *arg)
{
	struct player *p = arg;

	atomic_store(&p->gone, true);
}

static int
on_process(jack_nframes_t nframes, void *arg)
{
	struct player *p = arg;
	float *out[CHANNELS];

	for (int ch = 0; ch < CHANNELS; ch++)
		out[ch] = jack_port_get_buffer(p->port[ch], nframes);
	for (jack_nframes_t i = 0; i < nframes; i++) {
		for (int ch = 0; ch < CHANNELS; ch++)
			out[ch][i] = p->tune[ch][p->at];
		p->at = (p->at + 1) % p->nframes;
	}
	return 0;
}

/* One plucked note: harmonics that die away the faster the higher they are.  It rings on
 * over the end of the loop into its beginning. */
static void
add_note(struct player *p, size_t start, double freq_hz, double pan, double rate_hz)
{
	size_t length = p->nframes < (size_t)(2 * rate_hz) ? p->nframes : (size_t)(2 * rate_hz);

	for (size_t i = 0; i < length; i++) {
		double t = (double)i / rate_hz, v = 0;
		size_t at = (start + i) % p->nframes;

		for (int h = 1; h <= 6; h++)
			v += sin(2 * M_PI * freq_hz * h * t) * exp(-t * (1.5 + h)) / h;
		v *= fmin(1, t / 0.003);
		p->tune[0][at] += (float)(v * (1 - pan));
		p->tune[1][at] += (float)(v * pan);
	}
}

static int
make_tune(struct player *p, double rate_hz)
{
	/* Semitones from A3: two broken chords and their way back. */
	static const int step[NOTES] = { 0, 7, 12, 16, 19, 16, 12, 7, -4, 3, 8, 12, 15, 12, 8, 3 };
	double sum = 0;

	p->nframes = (size_t)(NOTES * NOTE_S * rate_hz);
	for (int ch = 0; ch < CHANNELS; ch++)
		if ((p->tune[ch] = calloc(p->nframes, sizeof(float))) == NULL)
			return -ENOMEM;
	for (int n = 0; n < NOTES; n++)
		add_note(p, (size_t)(n * NOTE_S * rate_hz), 220 * pow(2, step[n] / 12.0),
			0.35 + 0.02 * (n % 16), rate_hz);
	for (int ch = 0; ch < CHANNELS; ch++)
		for (size_t i = 0; i < p->nframes; i++)
			sum += (double)p->tune[ch][i] * p->tune[ch][i];
	for (int ch = 0; ch < CHANNELS; ch++)
		for (size_t i = 0; i < p->nframes; i++)
			p->tune[ch][i] *=
				(float)(LEVEL / sqrt(sum / (double)(CHANNELS * p->nframes)));
	return 0;
}

/* Connect what is not connected yet; a target that comes back is found again. */
static void
connect_ports(struct player *p, const char *target)
{
	char pattern[TARGET_BYTES];
	const char **name;

	snprintf(pattern, sizeof pattern, "^%s:", target);
	name = jack_get_ports(p->client, pattern, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
	for (int ch = 0; name != NULL && ch < CHANNELS && name[ch] != NULL; ch++)
		if (!jack_port_connected(p->port[ch]))
			jack_connect(p->client, jack_port_name(p->port[ch]), name[ch]);
	jack_free(name);
}

static int
open_client(struct player *p)
{
	static const char *const port_name[CHANNELS] = { "left", "right" };
	jack_status_t status;

	p->client = jack_client_open("demo-player", JackNoStartServer, &status);
	if (p->client == NULL) {
		fprintf(stderr, "demo-player: no JACK server\n");
		return -ENOENT;
	}
	for (int ch = 0; ch < CHANNELS; ch++) {
		p->port[ch] = jack_port_register(
			p->client, port_name[ch], JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
		if (p->port[ch] == NULL)
			return -EIO;
	}
	if (make_tune(p, jack_get_sample_rate(p->client)) < 0)
		return -ENOMEM;
	jack_set_process_callback(p->client, on_process, p);
	jack_on_shutdown(p->client, on_shutdown, p);
	return jack_activate(p->client) != 0 ? -EIO : 0;
}

int
main(int argc, char **argv)
{
	struct player p = { 0 };
	struct sigaction action = { .sa_handler = on_signal };
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: demo-player CLIENT\n");
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	status = open_client(&p);
	while (status == 0 && !stop_asked && !atomic_load(&p.gone)) {
		connect_ports(&p, argv[1]);
		usleep(RETRY_US);
	}
	if (p.client != NULL && !atomic_load(&p.gone))
		jack_client_close(p.client);
	for (int ch = 0; ch < CHANNELS; ch++)
		free(p.tune[ch]);
	return status == 0 ? 0 : 1;
}
