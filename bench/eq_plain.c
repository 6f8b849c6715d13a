/* SPDX-License-Identifier: ISC */
#include "bench/eq_plain.h"

#include <string.h>

void
eq_plain_init(
	struct eq_plain *e, const struct eq_coefficients *c, uint32_t nchannels, uint32_t nbands)
{
	memset(e, 0, sizeof *e);
	e->nchannels = nchannels;
	e->nbands = nbands;
	e->gain = (float)c->gain;
	for (uint32_t i = 0; i < nbands; i++) {
		const struct biquad *b = &c->band[i % c->nbands];

		e->band[i] = (struct eq_plain_band){ (float)b->b0, (float)b->b1, (float)b->b2,
			(float)b->a1, (float)b->a2 };
	}
}

static inline float
band_step(const struct eq_plain_band *b, struct eq_plain_state *s, float x)
{
	float y = b->b0 * x + s->s1;

	s->s1 = b->b1 * x - b->a1 * y + s->s2;
	s->s2 = b->b2 * x - b->a2 * y;
	return y;
}

static void
samples_group(const struct eq_plain_band *band, struct eq_plain_state *kept, float *x, uint32_t n)
{
	struct eq_plain_state state[EQ_BANDS];

	memcpy(state, kept, sizeof state);
	for (uint32_t i = 0; i < n; i++) {
		float y = x[i];

		for (uint32_t k = 0; k < EQ_BANDS; k++)
			y = band_step(&band[k], &state[k], y);
		x[i] = y;
	}
	memcpy(kept, state, sizeof state);
}

static void
apply_gain(float gain, const float *in, float *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = gain * in[i];
}

void
eq_plain_samples(struct eq_plain *e, const float *const *in, float *const *out, uint32_t nframes)
{
	for (uint32_t ch = 0; ch < e->nchannels; ch++) {
		apply_gain(e->gain, in[ch], out[ch], nframes);
		for (uint32_t k = 0; k + EQ_BANDS <= e->nbands; k += EQ_BANDS)
			samples_group(&e->band[k], &e->state[ch][k], out[ch], nframes);
	}
}

static void
pass(const struct eq_plain_band *band, struct eq_plain_state *kept, float *x, uint32_t n)
{
	struct eq_plain_state state = *kept;

	for (uint32_t i = 0; i < n; i++)
		x[i] = band_step(band, &state, x[i]);
	*kept = state;
}

void
eq_plain_passes(struct eq_plain *e, const float *const *in, float *const *out, uint32_t nframes)
{
	for (uint32_t ch = 0; ch < e->nchannels; ch++) {
		apply_gain(e->gain, in[ch], out[ch], nframes);
		for (uint32_t k = 0; k < e->nbands; k++)
			pass(&e->band[k], &e->state[ch][k], out[ch], nframes);
	}
}
