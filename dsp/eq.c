/* SPDX-License-Identifier: ISC */
/*
 * Runs the kernels: which precision, in which pieces, and what stands around
 * them: an odd last channel gets a silent partner, a glide is cut at the ends of
 * its segments, a fade to or from transparency mixes the input back in.
 */
#include "dsp/eq.h"

#include <string.h>

#include "dsp/eq_state.h"

enum { PIECE_FRAMES = 512, FADE_FRAMES = 32 };

static const float silent[PIECE_FRAMES];

struct piece {
	const float *in[EQ_CHANNELS_MAX];
	float *out[EQ_CHANNELS_MAX];
	uint32_t nframes;
	float partner[PIECE_FRAMES]; /* what comes out where nobody listens */
};

static void
piece_point(struct piece *p, const struct eq *eq, const float *const *in, float *const *out,
	uint32_t at, uint32_t nframes) RT_SAFE
{
	p->nframes = nframes;
	for (uint32_t ch = 0; ch < eq->nchannels; ch++) {
		p->in[ch] = in[ch] + at;
		p->out[ch] = out[ch] + at;
	}
	if (eq->nchannels % 2) {
		p->in[eq->nchannels] = silent;
		p->out[eq->nchannels] = p->partner;
	}
}

static bool
single_is_finite(const struct eq_single_state *s) RT_SAFE
{
	float sum = 0.0f;

	for (uint32_t i = 0; i < EQ_PAIR_LANES; i++)
		sum += 0.0f * s->p[i] + 0.0f * s->w[i] + 0.0f * s->g[i];
	return sum == 0.0f;
}

static bool
double_is_finite(const struct eq_double_state *s) RT_SAFE
{
	double sum = 0.0;

	for (uint32_t i = 0; i < EQ_PAIR_LANES; i++)
		sum += 0.0 * s->p[i] + 0.0 * s->w[i] + 0.0 * s->g[i];
	return sum == 0.0;
}

/* A state overflows when the input, or what somebody made of it, is beyond all measure; then the
 * pair begins again from silence instead of staying dead.  What has come out is left as it is: who
 * scrubs it can fade, and sees whom it came from. */
static void
pair_restart(struct eq *eq, uint32_t pair) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		memset(&eq->single_state[i][pair], 0, sizeof *eq->single_state[i]);
		memset(&eq->double_state[i][pair], 0, sizeof *eq->double_state[i]);
	}
	eq->cleared++;
}

static bool
pair_is_finite(const struct eq *eq, uint32_t pair) RT_SAFE
{
	for (uint32_t i = 0; i < EQ_GROUPS; i++)
		if (!single_is_finite(&eq->single_state[i][pair]) ||
			!double_is_finite(&eq->double_state[i][pair]))
			return false;
	return true;
}

static void
single_run(struct eq *eq, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	bool bad = false;

	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		if (!eq->alive[i])
			continue;
		if (eq->moving[i])
			bad |= eq->kernels->single_glide(&eq->single_group[i], eq->single_state[i],
				eq->npairs, in, out, nframes, eq->segment_done + 1);
		else
			bad |= eq->kernels->single(&eq->single_group[i], eq->single_state[i],
				eq->npairs, in, out, nframes);
		in = (const float *const *)out;
	}
	for (uint32_t pair = 0; bad && pair < eq->npairs; pair++)
		if (!pair_is_finite(eq, pair))
			pair_restart(eq, pair);
}

/* Frames at .. at + nframes - 1 of a pair, at most PIECE_FRAMES. */
static void
double_run_pair(struct eq *eq, uint32_t pair, const float *const *in, float *const *out,
	uint32_t at, uint32_t nframes) RT_SAFE
{
	double left[PIECE_FRAMES], right[PIECE_FRAMES];
	double *x[2] = { left, right };
	const double *const *filtered = (const double *const *)x;
	bool bad = false;

	for (uint32_t ch = 0; ch < 2; ch++)
		eq->kernels->widen(x[ch], in[2 * pair + ch] + at, nframes);
	for (uint32_t i = 0; i < EQ_GROUPS; i++) {
		if (!eq->alive[i])
			continue;
		if (eq->moving[i])
			bad |= eq->kernels->exact_glide(&eq->double_group[i],
				&eq->double_state[i][pair], 1, filtered, x, nframes,
				eq->segment_done + 1 + at);
		else
			bad |= eq->kernels->exact(&eq->double_group[i], &eq->double_state[i][pair],
				1, filtered, x, nframes);
	}
	for (uint32_t ch = 0; ch < 2; ch++)
		eq->kernels->narrow(out[2 * pair + ch] + at, x[ch], nframes);
	if (bad)
		pair_restart(eq, pair);
}

/* 2 npairs blocks in and out, within a segment. */
static void
filter_run(struct eq *eq, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	if (eq->single) {
		single_run(eq, in, out, nframes);
		return;
	}
	for (uint32_t at = 0, n; at < nframes; at += n) {
		n = nframes - at < PIECE_FRAMES ? nframes - at : PIECE_FRAMES;
		for (uint32_t pair = 0; pair < eq->npairs; pair++)
			double_run_pair(eq, pair, in, out, at, n);
	}
}

static void
piece_copy(const struct eq *eq, struct piece *p) RT_SAFE
{
	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		if (p->out[ch] != p->in[ch])
			memcpy(p->out[ch], p->in[ch], p->nframes * sizeof(float));
}

/* Share of the filtered signal done frames into a fade: no corner at either end. */
static double
wet_at(const struct eq *eq, uint32_t done) RT_SAFE
{
	double u = done / (2.0 * eq->segment_frames);

	return eq->wet_from + (eq->wet_to - eq->wet_from) * u * u * (3.0 - 2.0 * u);
}

/* Keeps the input aside first: out may be in. */
static void
piece_mix(struct eq *eq, struct piece *p) RT_SAFE
{
	float dry[EQ_CHANNELS_MAX][FADE_FRAMES];
	float wet[FADE_FRAMES];

	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		memcpy(dry[ch], p->in[ch], p->nframes * sizeof(float));
	filter_run(eq, p->in, p->out, p->nframes);
	for (uint32_t i = 0; i < p->nframes; i++)
		wet[i] = (float)wet_at(eq, eq->wet_done + 1 + i);
	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		for (uint32_t i = 0; i < p->nframes; i++)
			p->out[ch][i] = dry[ch][i] + wet[i] * (p->out[ch][i] - dry[ch][i]);
}

static bool
eq_is_fading(const struct eq *eq) RT_SAFE
{
	return eq->wet != eq->wet_to;
}

/* Nearly always: nothing to cut, nothing to mix. */
static bool
eq_is_steady(const struct eq *eq) RT_SAFE
{
	return !eq->gliding && eq->wet == 1.0 && eq->wet_to == 1.0 && eq->nchannels % 2 == 0;
}

/* To the nearest end: of the piece, the segment, the fade. */
static uint32_t
piece_length(const struct eq *eq, uint32_t left) RT_SAFE
{
	uint32_t longest = eq_is_fading(eq) ? FADE_FRAMES : PIECE_FRAMES;
	uint32_t n = left < longest ? left : longest;

	if (eq->gliding && n > eq->segment_frames - eq->segment_done)
		n = eq->segment_frames - eq->segment_done;
	if (eq_is_fading(eq) && n > 2 * eq->segment_frames - eq->wet_done)
		n = 2 * eq->segment_frames - eq->wet_done;
	return n;
}

static void
fade_advance(struct eq *eq, uint32_t nframes) RT_SAFE
{
	eq->wet_done += nframes;
	if (eq->wet_done < 2 * eq->segment_frames) {
		eq->wet = wet_at(eq, eq->wet_done);
		return;
	}
	eq->wet = eq->wet_from = eq->wet_to;
	if (eq->wet == 0.0)
		eq_states_clear(eq);
}

static void
glide_advance(struct eq *eq, uint32_t nframes) RT_SAFE
{
	eq->segment_done += nframes;
	if (eq->segment_done == eq->segment_frames)
		eq_segment_next(eq);
}

static void
piece_run(struct eq *eq, struct piece *p) RT_SAFE
{
	if (eq_is_fading(eq)) {
		piece_mix(eq, p);
		fade_advance(eq, p->nframes);
	} else if (eq->wet == 0.0) {
		piece_copy(eq, p);
		return;
	} else {
		filter_run(eq, p->in, p->out, p->nframes);
	}
	if (eq->gliding)
		glide_advance(eq, p->nframes);
}

uint32_t
eq_process(struct eq *eq, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct piece p;

	eq->cleared = 0;
	if (eq_is_steady(eq)) {
		filter_run(eq, in, out, nframes);
		return eq->cleared;
	}
	for (uint32_t at = 0; at < nframes; at += p.nframes) {
		piece_point(&p, eq, in, out, at, piece_length(eq, nframes - at));
		piece_run(eq, &p);
	}
	return eq->cleared;
}
