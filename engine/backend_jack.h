/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the JACK backend share.  backend_jack.c runs in the audio
 * thread, _open.c opens and closes and has the table, _ports.c owns the ports, _connect.c their
 * connections, _error.c says why a server could not be joined.
 *
 * The backend is built once and runs on jackd and, through pw-jack, on
 * PipeWire.  Seen with jackd2 1.9.21 and PipeWire 0.3.65:
 *
 * - The audio thread may be cancelled anywhere while libjack deactivates
 *   (jackd: asynchronously), and on jackd a dead server ends it inside
 *   jack_cycle_wait, which then never returns.  It holds nothing, so both are
 *   fine; who needs to know hears it from the shutdown callback.
 * - jackd calls the "info" shutdown callback, PipeWire's libjack only the old
 *   one.  Both are set, and thus the death of either server is known at once.
 * - jack_client_open and jack_client_close hold one lock for the whole
 *   process: a close that hangs makes every later open hang too.
 */
#ifndef AE_ENGINE_BACKEND_JACK_H
#define AE_ENGINE_BACKEND_JACK_H

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/backend.h"

enum { JACK_CHANNELS_DEFAULT = 2 };

/* Frames of the server against frames that we processed; audio thread only. */
struct jack_frames {
	uint32_t expected; /* frame time at which the next period should start */
	uint32_t nframes, rate_hz;
	uint64_t wake;          /* ticks of the last period */
	int64_t behind, most;   /* frames we missed since the last change, and most ever */
	bool known;             /* expected is valid */
	uint32_t skipped, lost; /* running totals: periods, frames */
};

/* One instant on both clocks: from here either is reckoned from the other until the pair is too
 * old.  Audio thread only. */
struct jack_pair {
	uint64_t ticks; /* ours */
	jack_time_t us; /* libjack's */
	bool known;
};

struct backend {
	jack_client_t *client;
	struct backend_client engine;
	uint32_t nchannels;
	bool pipewire;
	char server[DEVICE_BYTES], name[NAME_BYTES * 3]; /* name: as the server gave it */

	jack_port_t *in[CHANNELS_MAX], *out[CHANNELS_MAX];
	jack_port_t *midi; /* NULL: the server had none to give */

	/* audio thread only */
	struct jack_pair pair;
	struct jack_frames frames;
	const float *in_block[CHANNELS_MAX];
	float *out_block[CHANNELS_MAX];
	float *silence, *waste; /* PERIOD_FRAMES_MAX, for a port that has no buffer now; owned */

	/* facts: written by libjack's threads and ours, read by anybody */
	atomic_uint xruns;
	atomic_uint rate_hz, nframes;
	atomic_uint latency_in, latency_out;
	atomic_uint connected_in, connected_out;
	_Atomic float server_load;
	atomic_bool freewheel, stopping, lost, started;
	atomic_bool midi_connected; /* only then its buffer is asked for */
	atomic_bool audio_known;    /* audio is complete: stored after it, loaded before it */
	struct thread_status audio;
};

/* The audio thread: libjack's, from activation to deactivation.  arg: struct backend. */
void *jack_audio_run(void *arg);

/* The device or server is gone; once.  Async-signal-safe.  Context: any. */
void jack_lost(struct backend *b);

/* Register all ports and describe them to patch bays.  Context: opener.
 * Return: 0, -ENOSPC when the server has no ports left for sound. */
int jack_ports_register(struct backend *b);
/* Take our metadata back; the ports go with the client.  Context: opener. */
void jack_ports_forget(struct backend *b);
/* Latency callback: what goes in comes out at once, in both directions. */
void jack_ports_latency(jack_latency_callback_mode_t mode, void *arg);
/* Count our connected ports.  Context: libjack's notification thread, opener. */
void jack_ports_count(struct backend *b);

/* Keep what libjack says on this thread instead of letting it print; note NULL: stop. */
struct jack_note {
	char text[DEVICE_BYTES];
};
void jack_listen(struct jack_note *note);
bool jack_is_pipewire(void);
/* The server's name by the user's word, the environment or the default. */
const char *jack_server_name(const struct backend_config *config);
/* Why a server could not be joined, and what to type.  Return: -errno. */
int jack_open_failed(const struct backend_config *config, jack_status_t status,
	const struct jack_note *note, struct backend_error *err);

int jack_connect_wanted(struct backend *b, const struct connections *want, uint32_t *missing);
int jack_connect_auto(struct backend *b, const char *pattern, bool with_inputs);
int jack_disconnect_ours(struct backend *b);
int jack_connections_list(struct backend *b, struct connections *out);

int jack_backend_open(struct backend **out, const struct backend_config *config,
	const struct backend_client *client, struct stream *got, struct backend_error *err);
int jack_backend_start(struct backend *b, struct backend_error *err);
void jack_backend_stop(struct backend *b);
void jack_backend_close(struct backend *b);
void jack_backend_describe(struct backend *b, struct backend_info *out);

#endif
