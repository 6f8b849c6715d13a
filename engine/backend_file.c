/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sound file in the place of a device: paced by a timer as if it were played
 * (pacer.h), or as fast as it can.  Files are read and written between the
 * periods, where a device would work, so a slow disk shows as a late wake-up.
 * The last period is padded with silence and its output trimmed, so that the
 * output is as long as the input.
 */
#include <errno.h>
#include <sndfile.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "engine/pacer.h"
#include "engine/pool.h"

enum {
	PRIORITY = 70,
	NAP_NS = 100 * 1000,
	DEFAULT_FRAMES = 256,
	FILE_FRAMES_MAX = 4 * PERIOD_FRAMES_MAX
};

static const sf_count_t wav_bytes_max = INT64_C(4000000000); /* RIFF sizes have 32 bits */

struct backend {
	struct backend_client client;
	char name[DEVICE_BYTES];
	SNDFILE *source, *sink; /* owned; sink may be NULL */
	bool fast;
	uint32_t rate_hz, nframes, nchannels;
	uint32_t nsource; /* channels of the file */
	uint64_t source_frames;
	float *memory;    /* of all blocks; owned */
	float *in[CHANNELS_MAX], *out[CHANNELS_MAX];
	float *interleaved; /* nframes of the wider of file and stream; owned */

	pthread_t thread;
	bool started;
	atomic_bool quit, finished, entered;
	struct thread_status status; /* the audio thread's, until entered is set */
	struct pacer pacer;          /* the audio thread's */
};

static void
file_close(struct backend *b)
{
	if (!b)
		return;
	if (b->sink)
		sf_close(b->sink);
	if (b->source)
		sf_close(b->source);
	free(b->interleaved);
	free(b->memory);
	free(b);
}

static int
file_open_source(
	struct backend *b, const struct backend_config *c, SF_INFO *info, struct backend_error *err)
{
	memset(info, 0, sizeof *info);
	if (c->nframes > FILE_FRAMES_MAX)
		return backend_fail(err, EXIT_USAGE, -EINVAL,
			"--file: a period has 1 to %d frames, not %u", FILE_FRAMES_MAX, c->nframes);
	b->source = sf_open(c->device, SFM_READ, info);
	if (!b->source)
		return backend_fail(err, EXIT_NO_DEVICE, -ENODEV, "cannot read \"%s\": %s",
			c->device, sf_strerror(NULL));
	b->nsource = (uint32_t)info->channels;
	b->source_frames = info->frames > 0 ? (uint64_t)info->frames : 0;
	b->nchannels = c->nchannels ? c->nchannels : b->nsource;
	b->rate_hz = (uint32_t)info->samplerate;
	b->nframes = c->nframes ? c->nframes : DEFAULT_FRAMES;
	b->fast = c->fast;
	if (b->nchannels > CHANNELS_MAX)
		return backend_fail(err, EXIT_NO_DEVICE, -EINVAL,
			"\"%s\" has %u channels, at most %d can be processed", c->device,
			b->nchannels, CHANNELS_MAX);
	return 0;
}

static bool
same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int
file_open_sink(struct backend *b, const struct backend_config *c, const SF_INFO *source,
	struct backend_error *err)
{
	sf_count_t bytes = source->frames * b->nchannels * (sf_count_t)sizeof(float);
	SF_INFO info = { .samplerate = (int)b->rate_hz, .channels = (int)b->nchannels };

	if (!c->out_path[0])
		return 0;
	if (same_file(c->device, c->out_path))
		return backend_fail(err, EXIT_USAGE, -EINVAL,
			"input and output are the same file \"%s\"", c->out_path);
	info.format = SF_FORMAT_FLOAT |
		      (bytes > wav_bytes_max || source->frames > wav_bytes_max ? SF_FORMAT_RF64
									       : SF_FORMAT_WAV);
	b->sink = sf_open(c->out_path, SFM_WRITE, &info);
	if (!b->sink)
		return backend_fail(err, EXIT_NO_DEVICE, -EIO, "cannot write \"%s\": %s",
			c->out_path, sf_strerror(NULL));
	/* The peak chunk carries the time of day: two renderings would differ. */
	sf_command(b->sink, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
	return 0;
}

static int
file_allocate(struct backend *b)
{
	size_t stride = pool_stride_bytes(b->nframes), bytes = 2 * stride * b->nchannels;
	uint32_t widest = b->nsource > b->nchannels ? b->nsource : b->nchannels;

	b->memory = aligned_alloc(POOL_ALIGN_BYTES, bytes);
	b->interleaved = calloc((size_t)widest * b->nframes, sizeof(float));
	if (!b->memory || !b->interleaved)
		return -ENOMEM;
	memset(b->memory, 0, bytes);
	memory_lock_block(b->memory, bytes);
	for (uint32_t ch = 0; ch < b->nchannels; ch++) {
		b->in[ch] = b->memory + ch * (stride / sizeof(float));
		b->out[ch] = b->memory + (b->nchannels + ch) * (stride / sizeof(float));
	}
	return 0;
}

static int
file_open(struct backend **out, const struct backend_config *c, const struct backend_client *client,
	struct stream *got, struct backend_error *err)
{
	struct backend *b = calloc(1, sizeof *b);
	SF_INFO info;
	int rc;

	if (!b)
		return backend_fail(err, EXIT_OTHER, -ENOMEM, "--file: out of memory");
	b->client = *client;
	snprintf(b->name, sizeof b->name, "%s", c->device);
	rc = file_open_source(b, c, &info, err);
	if (rc == 0)
		rc = file_open_sink(b, c, &info, err);
	if (rc == 0 && file_allocate(b) < 0)
		rc = backend_fail(err, EXIT_OTHER, -ENOMEM, "--file: out of memory");
	if (rc < 0) {
		file_close(b);
		return rc;
	}
	got->rate_hz = b->rate_hz;
	got->nchannels = b->nchannels;
	*out = b;
	return 0;
}

/* The next period of the file, padded.  Return: frames that there were. */
static uint32_t
file_read(struct backend *b)
{
	sf_count_t n = sf_readf_float(b->source, b->interleaved, b->nframes);
	uint32_t got = n > 0 ? (uint32_t)n : 0;

	for (uint32_t ch = 0; ch < b->nchannels; ch++)
		for (uint32_t i = 0; i < b->nframes; i++)
			b->in[ch][i] = i < got && ch < b->nsource
					       ? b->interleaved[(size_t)i * b->nsource + ch]
					       : 0.0f;
	return got;
}

static bool
file_write(struct backend *b, uint32_t nframes)
{
	if (!b->sink)
		return true;
	for (uint32_t ch = 0; ch < b->nchannels; ch++)
		for (uint32_t i = 0; i < nframes; i++)
			b->interleaved[(size_t)i * b->nchannels + ch] = b->out[ch][i];
	return sf_writef_float(b->sink, b->interleaved, nframes) == (sf_count_t)nframes;
}

/* As fast as it can, but no faster than the records are read. */
static bool
file_wait_fast(struct backend *b, struct period *p)
{
	struct timespec nap = { 0, NAP_NS };
	uint64_t period_ns = (uint64_t)b->nframes * 1000000000 / b->rate_hz;

	while (b->client.ready && !b->client.ready(b->client.arg)) {
		if (atomic_load_explicit(&b->quit, memory_order_relaxed))
			return false;
		nanosleep(&nap, NULL);
	}
	p->nframes = b->nframes;
	p->rate_hz = b->rate_hz;
	p->flags = CYCLE_UNPACED;
	p->due = p->wake = clock_ticks(b->client.clock);
	p->deadline = p->wake + clock_ns_to_ticks(b->client.clock, period_ns);
	return !atomic_load_explicit(&b->quit, memory_order_relaxed);
}

/* One period.  Return: false at the end, *what telling why. */
static bool
file_period(struct backend *b, uint32_t *what)
{
	struct period p = { .in = (const float *const *)b->in, .out = b->out };
	uint32_t n = file_read(b);

	*what = n < b->nframes ? BACKEND_FINISHED : 0;
	if (n == 0)
		return false;
	if (b->fast ? !file_wait_fast(b, &p) : !pacer_wait(&b->pacer, 0, &b->quit, &p)) {
		*what = 0;
		return false;
	}
	b->client.process(b->client.arg, &p);
	if (!b->fast)
		pacer_done(&b->pacer);
	b->client.committed(b->client.arg);
	if (!file_write(b, n))
		*what = BACKEND_LOST;
	return *what == 0;
}

/* Played to its end: what was written is complete before anybody hears of it. */
static uint32_t
file_finish(struct backend *b, uint32_t what)
{
	if (b->sink && sf_close(b->sink) != 0)
		what = BACKEND_LOST;
	b->sink = NULL;
	return what;
}

static void *
file_run(void *arg)
{
	struct backend *b = arg;
	uint32_t what;

	thread_enter_audio(&b->status);
	atomic_store_explicit(&b->entered, true, memory_order_release);
	pacer_init(&b->pacer, b->client.clock, NULL, b->rate_hz, b->nframes);
	while (file_period(b, &what))
		;
	if (what == 0) /* stopped */
		return NULL;
	what = file_finish(b, what);
	if (what == BACKEND_FINISHED)
		atomic_store_explicit(&b->finished, true, memory_order_relaxed);
	b->client.changed(b->client.arg, what);
	return NULL;
}

static int
file_start(struct backend *b, struct backend_error *err)
{
	int rc = thread_start(&b->thread, "ae-audio", b->fast ? 0 : PRIORITY, file_run, b);

	if (rc < 0)
		return backend_fail(
			err, EXIT_OTHER, rc, "--file: cannot start a thread: %s", strerror(-rc));
	b->started = true;
	return 0;
}

static void
file_stop(struct backend *b)
{
	if (!b->started)
		return;
	atomic_store_explicit(&b->quit, true, memory_order_relaxed);
	pthread_join(b->thread, NULL);
	atomic_store_explicit(&b->quit, false, memory_order_relaxed);
	b->started = false;
}

static void
file_describe(struct backend *b, struct backend_info *out)
{
	memcpy(out->server, b->name, sizeof out->server);
	out->rate_hz = b->rate_hz;
	out->nframes = b->nframes;
	out->nchannels = b->nchannels;
	out->frames = b->source_frames;
	out->connected_in = out->connected_out = b->nchannels;
	out->finished = atomic_load_explicit(&b->finished, memory_order_relaxed);
	out->server_load = -1.0f;
	if (atomic_load_explicit(&b->entered, memory_order_acquire))
		out->audio = b->status;
}

const struct backend_ops backend_file = {
	.name = "file",
	.open = file_open,
	.start = file_start,
	.stop = file_stop,
	.close = file_close,
	.describe = file_describe,
};
