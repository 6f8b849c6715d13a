/* SPDX-License-Identifier: ISC */
/*
 * Nearly always one look over the block is all there is to do.  A channel with
 * a bad sample, or on its way back from one, is taken sample by sample.
 */
#include "dsp/scrub.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { FADE_OUTS_PER_S = 1000, FADE_INS_PER_S = 200 };

void
scrub_init(struct scrub *s, const struct kernels *k, uint32_t nchannels, uint32_t rate_hz)
{
	s->kernels = k;
	s->nchannels = nchannels < SCRUB_CHANNELS_MAX ? nchannels : SCRUB_CHANNELS_MAX;
	s->nframes_out = rate_hz / FADE_OUTS_PER_S + 1;
	s->nframes_in = rate_hz / FADE_INS_PER_S + 1;
}

/* 0 to 1 without a corner at either end: 3 t^2 - 2 t^3. */
static float
fade_curve(uint32_t at, uint32_t nframes) RT_SAFE
{
	float t = (float)at / (float)nframes;

	return t * t * (3.0f - 2.0f * t);
}

static uint32_t
sample_magnitude(float x) RT_SAFE
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits & 0x7fffffff;
}

/* A bad sample that comes while the signal is (partly) heard begins a fade to zero from what was
 * heard last; any makes the way back start anew. */
static void
fade_begin(struct scrub_fade *f, const struct scrub *s, float last) RT_SAFE
{
	if (f->until_fit < s->nframes_in) {
		f->from = last;
		f->out_left = s->nframes_out;
	}
	f->until_fit = s->nframes_out + s->nframes_in;
}

/* What leaves in the place of x, which is finite. */
static float
fade_step(struct scrub_fade *f, const struct scrub *s, float x) RT_SAFE
{
	float y = 0.0f;

	if (f->until_fit < s->nframes_in)
		y = x * fade_curve(s->nframes_in - f->until_fit, s->nframes_in);
	if (f->out_left > 0) {
		y += f->from * fade_curve(f->out_left, s->nframes_out + 1);
		f->out_left--;
	}
	return fabsf(y) < FLT_MIN ? 0.0f : y;
}

static void
channel_mend(const struct scrub *s, struct scrub_fade *f, float last, float *x, uint32_t nframes,
	struct scrub_count *n) RT_SAFE
{
	for (uint32_t i = 0; i < nframes; i++) {
		uint32_t magnitude = sample_magnitude(x[i]);

		if (magnitude >= 0x7f800000) {
			n->nonfinite++;
			fade_begin(f, s, last);
			x[i] = fade_step(f, s, 0.0f);
		} else {
			if (magnitude < 0x00800000 && magnitude != 0) {
				n->denormal++;
				x[i] = 0.0f;
			}
			if (f->until_fit > 0 && --f->until_fit > 0)
				x[i] = fade_step(f, s, x[i]);
		}
		last = x[i];
	}
}

static void
channel_scrub(const struct scrub *s, struct scrub_state *at, uint32_t ch, float *x,
	uint32_t nframes, struct scrub_count *n) RT_SAFE
{
	uint64_t bit = UINT64_C(1) << ch;
	const float *in = x;
	uint32_t seen = s->kernels->scrub_scan(&in, 1, nframes);

	if (at->fading & bit || seen & SCRUB_NONFINITE) {
		channel_mend(s, &at->fade[ch], at->last[ch], x, nframes, n);
		at->fading = at->fade[ch].until_fit > 0 ? at->fading | bit : at->fading & ~bit;
	} else if (seen) {
		n->denormal += s->kernels->scrub_flush(x, nframes);
	}
}

struct scrub_count
scrub_process(const struct scrub *s, struct scrub_state *at, float *const *block,
	uint32_t nframes) RT_SAFE
{
	struct scrub_count n = { 0, 0 };

	if (nframes == 0)
		return n;
	if (s->kernels->scrub_scan((const float *const *)block, s->nchannels, nframes) ||
		at->fading)
		for (uint32_t ch = 0; ch < s->nchannels; ch++)
			channel_scrub(s, at, ch, block[ch], nframes, &n);
	for (uint32_t ch = 0; ch < s->nchannels; ch++)
		at->last[ch] = block[ch][nframes - 1];
	return n;
}
