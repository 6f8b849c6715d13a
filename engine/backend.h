/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A backend moves sound between the engine and the world and paces it.  Every
 * call here may hang for ever in somebody's library, so all of them run on the
 * opener thread, except describe.  A new backend is one file and one line in
 * backend_list.c.
 */
#ifndef AE_ENGINE_BACKEND_H
#define AE_ENGINE_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/lab.h"
#include "engine/node.h"
#include "engine/period.h"
#include "rt/attributes.h"
#include "rt/clock.h"
#include "rt/thread.h"

/* JACK_CLIENT_NAME_SIZE is 64 in jackd. */
enum { CLIENT_NAME_BYTES = 64 };
enum { DEVICE_BYTES = 256, ERROR_BYTES = 640, PORT_BYTES = 320, CONNECTIONS_MAX = 512 };

/* Exit statuses of spec/cli.md. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_OTHER = 1,
	EXIT_USAGE = 2,
	EXIT_NO_DEVICE = 3,
	EXIT_BUSY = 4,
	EXIT_CONFIG = 5,
	EXIT_LOST = 6
};

struct backend_error {
	int status;             /* enum exit_status */
	char text[ERROR_BYTES]; /* what happened, why probably, what to type; one block */
};

struct connection {
	char ours[PORT_BYTES], theirs[PORT_BYTES];
}; /* full port names "client:port" */
struct connections {
	uint32_t n;
	struct connection c[CONNECTIONS_MAX];
};

struct backend_config {
	char device[DEVICE_BYTES];    /* JACK server, knobs of the dummy, input file; "": default */
	char client_name[CLIENT_NAME_BYTES]; /* wanted; "audioengine" */
	char out_path[DEVICE_BYTES];  /* file: where the output goes, "": nowhere */
	uint32_t nchannels;           /* 0: the backend's default (2, or the file's) */
	uint32_t nframes, rate_hz;    /* wanted; 0: the backend's default (dummy 256 at 48000) */
	bool fast;                    /* file: as fast as it can, unpaced */
	bool start_server;            /* jack: may start a server */
};

struct backend_info {                     /* cached facts; reading them never blocks */
	char server[DEVICE_BYTES];        /* "default", "PipeWire", file name */
	char client_name[NAME_BYTES * 3]; /* the name we got */
	uint32_t rate_hz, nframes, nchannels;
	uint32_t latency_in_frames, latency_out_frames;
	bool has_server;                      /* a server with ports and connections */
	bool freewheel, finished;             /* finished: the file has been played to its end */
	uint64_t frames;                      /* length of the file; 0: unknown */
	uint32_t connected_in, connected_out; /* our ports that have a connection */
	float server_load;                    /* jack_cpu_load, percent; < 0: unknown */
	struct thread_status audio;           /* of the audio thread; tid 0: not running yet */
};

/* What a backend calls back.  The same arg for all. */
struct backend_client {
	void (*process)(void *arg,
		const struct period *) RT_SAFE;    /* audio: fills out, takes the end stamp */
	void (*committed)(void *arg) RT_SAFE;      /* audio: after the output was handed over */
	void (*changed)(void *arg, uint32_t what); /* any thread: stores the bits, wakes control */
	/* Audio, before process: a message that came with this period; frame: the server's frame
	 * time of it.  Anything may be handed over; what cannot be used is ignored.  NULL: nobody
	 * listens. */
	void (*midi)(void *arg, const uint8_t *data, size_t length, uint32_t frame) RT_SAFE;
	bool (*ready)(void *arg);  /* unpaced backends ask before each period, false: wait
				    * a little, the records are not read yet.  NULL: always */
	const struct clock *clock; /* for every stamp */
	uint64_t *virtual_ns;      /* set when clock is virtual: the dummy moves it */
	uint64_t first_cycle;      /* seq of the first period: goes on across instances */
	uint64_t carry_end;        /* ticks: when the instance before ended, 0: none */
	void *arg;
};

enum backend_change {
	BACKEND_LOST = 1 << 0,        /* the device or server is gone */
	BACKEND_RATE = 1 << 1,        /* describe() has a new rate: re-prepare */
	BACKEND_PERIOD = 1 << 2,      /* only a number: nothing to re-prepare */
	BACKEND_CONNECTIONS = 1 << 3, /* ours changed */
	BACKEND_PORTS = 1 << 4,       /* somebody's ports appeared or went */
	BACKEND_LATENCY = 1 << 5,
	BACKEND_FINISHED = 1 << 6 /* file: played to its end */
};

struct backend; /* each backend's own */
struct backend_ops {
	const char *name;                                     /* "jack", "dummy", "file" */
	bool has_midi;                                        /* a port for MIDI control */
	bool (*wants_virtual)(const struct backend_config *); /* NULL: never */
	/* Burns that the device's own options ask for, added to *lab; NULL: none.
	 * Return: 0 or -errno and *err filled. */
	int (*lab)(const struct backend_config *, struct lab *, struct backend_error *err);

	/* Prepare everything, negotiate *got; no audio yet.  Return: 0 or -errno and *err filled.
	 */
	int (*open)(struct backend **out, const struct backend_config *,
		const struct backend_client *, struct stream *got, struct backend_error *err);
	int (*start)(struct backend *, struct backend_error *err);
	void (*stop)(struct backend *);  /* returns once process can no longer be called */
	void (*close)(struct backend *); /* accepts NULL */

	void (*describe)(struct backend *, struct backend_info *); /* control; never blocks */

	/* Opener; NULL where there is nothing to connect.
	 * connect: make those of want that are not there yet; *missing: how many could not be made.
	 * autoconnect: pattern "auto" joins the usual physical ports (outputs, and inputs too when
	 * with_inputs), anything else is a regular expression on port names.
	 * disconnect: all of ours that carry sound. connections: list ours, MIDI too. */
	int (*connect)(struct backend *, const struct connections *want, uint32_t *missing);
	int (*autoconnect)(struct backend *, const char *pattern, bool with_inputs);
	int (*disconnect)(struct backend *);
	int (*connections)(struct backend *, struct connections *out);
};

extern const struct backend_ops backend_jack, backend_dummy, backend_file;

/* By name, NULL when unknown or not built in. */
const struct backend_ops *backend_find(const char *name);

/* Fill *err.  Return: error, for a "return backend_fail(...)".  Context: any but audio. */
int backend_fail(struct backend_error *err, int status, int error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
