/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The spectrum node's parameters and what follows from them, its memory and its table. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/node_spectrum.h"
#include "rt/thread.h"

enum {
	PARAM_POINTS,
	PARAM_WINDOW,
	PARAM_OVERLAP,
	PARAM_AVERAGE,
	PARAM_HOLD,
	PARAM_HOLD_TIME,
	PARAM_CHANNEL,
	PARAM_TAP,
	NPARAMS
};
enum { POINTS_FIRST = 1024, POINTS_DEFAULT = 2, OVERLAP_DEFAULT = 2, OVERLAPS = 4 };
enum { RING_FRAMES = 4 * PERIOD_FRAMES_MAX }; /* 0.17 s at 192 kHz, while the worker is away */

static const char *const points_names[] = { "1024", "2048", "4096", "8192", "16384", "32768",
	NULL };
static const char *const window_names[SPECTRUM_NWINDOWS + 1] = { "hann", "blackman-harris",
	"flat-top", NULL };
static const char *const overlap_names[OVERLAPS + 1] = { "0", "50", "75", "87.5", NULL };
static const char *const hold_names[SPECTRUM_NHOLDS + 1] = { "off", "decay", "forever", NULL };
static const char *const channel_names[SPECTRUM_NSHOWS + 1] = { "mean", "left", "right", NULL };
static const char *const tap_names[] = { "post", "pre", NULL };

static const struct param_info params[NPARAMS] = {
	[PARAM_POINTS] = { "points", "", 0, 5, POINTS_DEFAULT, SCALE_CHOICE, points_names,
		"frames in one transform: finer, or faster", KEEP_STATE },
	[PARAM_WINDOW] = { "window", "", 0, SPECTRUM_NWINDOWS - 1, SPECTRUM_HANN, SCALE_CHOICE,
		window_names, "hann: general; blackman-harris: range; flat-top: levels",
		KEEP_STATE },
	[PARAM_OVERLAP] = { "overlap", "%", 0, OVERLAPS - 1, OVERLAP_DEFAULT, SCALE_CHOICE,
		overlap_names, "of one analysis with the next", KEEP_STATE },
	[PARAM_AVERAGE] = { "average", "s", 0, 10, 0.125f, SCALE_LIN, NULL,
		"time constant of averaging; 0: none", KEEP_STATE },
	[PARAM_HOLD] = { "hold", "", 0, SPECTRUM_NHOLDS - 1, SPECTRUM_HOLD_OFF, SCALE_CHOICE,
		hold_names, "peaks: not held, held for hold/time, held until off", KEEP_STATE },
	[PARAM_HOLD_TIME] = { "hold/time", "s", 0, 60, 2, SCALE_LIN, NULL,
		"how long a peak is held before it falls", KEEP_STATE },
	[PARAM_CHANNEL] = { "channel", "", 0, SPECTRUM_NSHOWS - 1, SPECTRUM_SHOW_MEAN, SCALE_CHOICE,
		channel_names, "power of which of the first two channels", KEEP_STATE },
	[PARAM_TAP] = { "tap", "", 0, 1, NODE_SPECTRUM_POST, SCALE_CHOICE, tap_names,
		"what is seen: sound after or before the EQ", KEEP_STATE },
};

static uint32_t
choice_of(const float *values, uint32_t param)
{
	return (uint32_t)(values[param] + 0.5f);
}

static void
node_spectrum_derive(const struct param_info *info, const float *values,
	const struct stream *stream, void *coefficients)
{
	struct node_spectrum_coefficients *c = coefficients;

	(void)info;
	(void)stream;
	*c = (struct node_spectrum_coefficients){
		.points = (uint32_t)POINTS_FIRST << choice_of(values, PARAM_POINTS),
		.tap = (enum node_spectrum_tap)choice_of(values, PARAM_TAP),
		.settings = { .window = (enum spectrum_window)choice_of(values, PARAM_WINDOW),
			.overlap = 1u << choice_of(values, PARAM_OVERLAP),
			.average_s = values[PARAM_AVERAGE],
			.hold = (enum spectrum_hold)choice_of(values, PARAM_HOLD),
			.hold_s = values[PARAM_HOLD_TIME],
			.show = (enum spectrum_show)choice_of(values, PARAM_CHANNEL) },
	};
}

static int
node_spectrum_allocate(struct node_spectrum *s, const struct stream *stream)
{
	size_t frame_bytes = s->ntaken * sizeof(float);
	int rc;

	s->interleaved = calloc(stream->nframes_max, frame_bytes);
	if (!s->interleaved)
		return -ENOMEM;
	memory_lock_block(s->interleaved, stream->nframes_max * frame_bytes);
	rc = ring_init(&s->frames, RING_FRAMES, (uint32_t)frame_bytes);
	if (rc < 0)
		return rc;
	memory_lock_block(s->frames.data, s->frames.nrecords * frame_bytes);
	rc = mailbox_init(&s->wanted, sizeof(struct node_spectrum_coefficients));
	return rc < 0 ? rc : mailbox_init(&s->result, sizeof(struct spectrum_frame));
}

static int
node_spectrum_prepare(struct node *n, const struct stream *stream)
{
	struct node_spectrum *s = (struct node_spectrum *)n;

	s->kernels = kernels_best();
	s->nchannels = stream->nchannels;
	s->ntaken = s->nchannels < SPECTRUM_CHANNELS ? s->nchannels : SPECTRUM_CHANNELS;
	s->rate_hz = stream->rate_hz;
	s->spectrum = node_spectrum_make(s->kernels, s->ntaken, s->rate_hz, SPECTRUM_POINTS);
	return s->spectrum ? node_spectrum_allocate(s, stream) : -ENOMEM;
}

static bool
node_spectrum_result(struct node *n, void *out, size_t size)
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	const struct spectrum_frame *f = mailbox_latest(&s->result, NULL);

	if (f->seq == 0 || size < sizeof *f)
		return false;
	memcpy(out, f, sizeof *f);
	return true;
}

static void
node_spectrum_release(struct node *n)
{
	struct node_spectrum *s = (struct node_spectrum *)n;

	node_spectrum_unmake(s);
	mailbox_finish(&s->result);
	mailbox_finish(&s->wanted);
	ring_finish(&s->frames);
	free(s->interleaved);
	free(s);
}

const struct node_ops node_spectrum_ops = {
	.type = "spectrum",
	.params = params,
	.nparams = NPARAMS,
	.nin = 2,
	.nout = 1,
	.coefficients_size = sizeof(struct node_spectrum_coefficients),
	.transparent = true,
	.prepare = node_spectrum_prepare,
	.process = node_spectrum_process,
	.derive = node_spectrum_derive,
	.target = node_spectrum_target,
	.work = node_spectrum_work,
	.result = node_spectrum_result,
	.release = node_spectrum_release,
};

struct node *
node_spectrum_create(const char *name)
{
	struct node_spectrum *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->node.ops = &node_spectrum_ops;
	snprintf(s->node.name, sizeof s->node.name, "%s", name);
	return &s->node;
}
