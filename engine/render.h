/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sound file through the engine, faster than real time: the same plan and the
 * same nodes as live, on the file backend, so the result is the same bit by bit.
 */
#ifndef AE_ENGINE_RENDER_H
#define AE_ENGINE_RENDER_H

#include "engine/engine.h"

struct render_job {
	const char *in, *out; /* out: 32-bit float WAV, as long as the input */
	uint32_t nframes;     /* period; 0: the default.  Changes nothing in the result */

	/* Once, with the opened engine before its first period: engine_send what shall be heard
	 * (engine_stream tells the rate).  NULL: the default settings. */
	void (*setup)(struct engine *e, void *arg);
	void *arg;

	/* At most once a second of sound: frames done, of all.  NULL: nobody asks. */
	void (*progress)(uint64_t frames, uint64_t all, uint32_t rate_hz, void *arg);
};

/* Context: any thread of its own; returns when all is written.
 * Return: 0 or -errno with *err filled. */
int render_file(const struct render_job *job, struct backend_error *err);

#endif
