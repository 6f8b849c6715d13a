/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An engine on the file backend, driven by whoever waits for it. */
#include "engine/render.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAP_NS = 1000 * 1000 };

static int
path_copy(char out[DEVICE_BYTES], const char *path, struct backend_error *err)
{
	if (strlen(path) >= DEVICE_BYTES)
		return backend_fail(err, EXIT_USAGE, -ENAMETOOLONG,
			"\"%s\": a path of more than %d bytes", path, DEVICE_BYTES - 1);
	snprintf(out, DEVICE_BYTES, "%s", path);
	return 0;
}

/* Records are read so that the backend goes on; they tell how far it is.
 * Return: why it ended. */
static uint32_t
render_wait(struct engine *e, const struct render_job *job, uint64_t all)
{
	uint64_t frames = 0, told = 0, every = engine_stream(e)->rate_hz;
	struct timespec nap = { 0, NAP_NS };
	uint32_t what = 0;
	struct cycle c;

	while (!(what & (BACKEND_FINISHED | BACKEND_LOST))) {
		nanosleep(&nap, NULL);
		what |= engine_changes(e);
		while (engine_next_cycle(e, &c))
			frames += c.nframes;
		if (job->progress && frames - told >= every) {
			job->progress(frames < all ? frames : all, all, (uint32_t)every, job->arg);
			told = frames;
		}
	}
	return what;
}

static int
render_run(struct engine *e, const struct render_job *job, struct backend_error *err)
{
	struct backend_info info = { 0 };
	uint32_t what;
	int rc;

	if (job->setup)
		job->setup(e, job->arg);
	rc = engine_start(e, err);
	if (rc < 0)
		return rc;
	engine_describe(e, &info);
	what = render_wait(e, job, info.frames);
	engine_stop(e);
	if (what & BACKEND_LOST)
		return backend_fail(err, EXIT_OTHER, -EIO,
			"could not write all of \"%s\": is the disk full?", job->out);
	return 0;
}

int
render_file(const struct render_job *job, struct backend_error *err)
{
	struct engine_config config = { .backend = &backend_file, .wake_fd = -1 };
	struct engine *e;
	int rc = path_copy(config.device.device, job->in, err);

	if (rc == 0)
		rc = path_copy(config.device.out_path, job->out, err);
	if (rc < 0)
		return rc;
	config.device.nframes = job->nframes;
	config.device.fast = true;
	rc = engine_open(&e, &config, err);
	if (rc < 0)
		return rc;
	rc = render_run(e, job, err);
	engine_close(e);
	return rc;
}
