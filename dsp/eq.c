/* SPDX-License-Identifier: ISC */
/*
 * Channel by channel, a block runs through one section after the other, in
 * double precision.  Everything that changes does so per sample and by the same
 * additions wherever a block begins or ends, which is why cutting a signal
 * differently cannot change a bit.
 */
#include <math.h>
#include <string.h>

#include "dsp/eq_state.h"

enum { BLOCK_FRAMES = 256 };

static const struct biquad biquad_identity = { 1.0, 0.0, 0.0, 0.0, 0.0 };

static void
glide_jump(struct glide *g, double to) RT_SAFE
{
	*g = (struct glide){ to, 0.0, to };
}

static void
glide_to(struct glide *g, double to, uint32_t nframes) RT_SAFE
{
	g->target = to;
	g->step = (to - g->now) / nframes;
}

static void
glide_arrive(struct glide *g) RT_SAFE
{
	g->now = g->target;
	g->step = 0.0;
}

static bool
biquad_is_identity(const struct biquad *b) RT_SAFE
{
	return b->b0 == 1.0 && b->b1 == b->a1 && b->b2 == b->a2;
}

static void
section_jump(struct section *s, const struct biquad *to) RT_SAFE
{
	glide_jump(&s->b0, to->b0);
	glide_jump(&s->b1, to->b1);
	glide_jump(&s->b2, to->b2);
	glide_jump(&s->a1, to->a1);
	glide_jump(&s->a2, to->a2);
}

static void
section_glide(struct section *s, const struct biquad *to, uint32_t nframes) RT_SAFE
{
	glide_to(&s->b0, to->b0, nframes);
	glide_to(&s->b1, to->b1, nframes);
	glide_to(&s->b2, to->b2, nframes);
	glide_to(&s->a1, to->a1, nframes);
	glide_to(&s->a2, to->a2, nframes);
}

static void
section_target(struct section *s, const struct biquad *to, uint32_t nframes) RT_SAFE
{
	bool identity = biquad_is_identity(to);
	struct biquad here = { s->b0.now, s->b1.now, s->b2.now, s->a1.now, s->a2.now };

	if (!s->alive && identity)
		return;
	if (!s->alive) {
		section_jump(s, to);
		glide_jump(&s->mix, 0.0);
	} else {
		section_glide(s, identity ? &here : to, nframes);
	}
	glide_to(&s->mix, identity ? 0.0 : 1.0, nframes);
	s->alive = true;
	s->gliding = s->b0.step != 0.0 || s->b1.step != 0.0 || s->b2.step != 0.0 ||
		     s->a1.step != 0.0 || s->a2.step != 0.0 || s->mix.step != 0.0 ||
		     s->mix.now != 1.0;
}

static void
section_clear(struct eq *eq, uint32_t band) RT_SAFE
{
	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		eq->state[ch][band] = (struct section_state){ 0.0, 0.0 };
}

static const struct biquad *
coefficients_band(const struct eq_coefficients *c, uint32_t band) RT_SAFE
{
	return band < c->nbands ? &c->band[band] : &biquad_identity;
}

void
eq_set(struct eq *eq, const struct eq_coefficients *c) RT_SAFE
{
	eq->ramp_left = 0;
	glide_jump(&eq->gain, c->gain);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		struct section *s = &eq->section[i];
		const struct biquad *to = coefficients_band(c, i);

		section_jump(s, to);
		s->alive = !biquad_is_identity(to);
		s->gliding = false;
		glide_jump(&s->mix, s->alive ? 1.0 : 0.0);
		section_clear(eq, i);
	}
}

void
eq_target(struct eq *eq, const struct eq_coefficients *c) RT_SAFE
{
	eq->ramp_left = eq->ramp_frames;
	glide_to(&eq->gain, c->gain, eq->ramp_frames);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		section_target(&eq->section[i], coefficients_band(c, i), eq->ramp_frames);
}

static void
ramp_finish(struct eq *eq) RT_SAFE
{
	glide_arrive(&eq->gain);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
		struct section *s = &eq->section[i];

		glide_arrive(&s->b0);
		glide_arrive(&s->b1);
		glide_arrive(&s->b2);
		glide_arrive(&s->a1);
		glide_arrive(&s->a2);
		glide_arrive(&s->mix);
		s->gliding = false;
		if (s->alive && s->mix.now == 0.0) {
			s->alive = false;
			section_clear(eq, i);
		}
	}
}

static void
section_run(const struct section *s, struct section_state *state, double *x, uint32_t n) RT_SAFE
{
	double b0 = s->b0.now, b1 = s->b1.now, b2 = s->b2.now, a1 = s->a1.now, a2 = s->a2.now;
	double s1 = state->s1, s2 = state->s2;

	for (uint32_t i = 0; i < n; i++) {
		double y = b0 * x[i] + s1;

		s1 = (b1 * x[i] + s2) - a1 * y;
		s2 = b2 * x[i] - a2 * y;
		x[i] = y;
	}
	state->s1 = s1;
	state->s2 = s2;
}

/* Each channel repeats the same glide, so the section is passed by value; the end is returned. */
static struct section
section_run_gliding(struct section s, struct section_state *state, double *x, uint32_t n) RT_SAFE
{
	double s1 = state->s1, s2 = state->s2;

	for (uint32_t i = 0; i < n; i++) {
		double y;

		s.b0.now += s.b0.step;
		s.b1.now += s.b1.step;
		s.b2.now += s.b2.step;
		s.a1.now += s.a1.step;
		s.a2.now += s.a2.step;
		s.mix.now += s.mix.step;
		y = s.b0.now * x[i] + s1;
		s1 = (s.b1.now * x[i] + s2) - s.a1.now * y;
		s2 = s.b2.now * x[i] - s.a2.now * y;
		x[i] += s.mix.now * (y - x[i]);
	}
	state->s1 = s1;
	state->s2 = s2;
	return s;
}

static bool
is_finite(float x) RT_SAFE
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return (bits & 0x7f800000u) != 0x7f800000u;
}

/* Return: samples that were not finite. */
static uint32_t
block_load(double *x, const float *in, uint32_t n) RT_SAFE
{
	uint32_t bad = 0;

	for (uint32_t i = 0; i < n; i++) {
		bool fine = is_finite(in[i]);

		x[i] = fine ? (double)in[i] : 0.0;
		bad += !fine;
	}
	return bad;
}

static uint32_t
block_copy(float *out, const float *in, uint32_t n) RT_SAFE
{
	uint32_t bad = 0;

	for (uint32_t i = 0; i < n; i++) {
		bool fine = is_finite(in[i]);

		out[i] = fine ? in[i] : 0.0f;
		bad += !fine;
	}
	return bad;
}

static double
block_gain(struct glide gain, double *x, uint32_t n) RT_SAFE
{
	if (gain.step == 0.0) {
		for (uint32_t i = 0; i < n; i++)
			x[i] *= gain.now;
		return gain.now;
	}
	for (uint32_t i = 0; i < n; i++) {
		gain.now += gain.step;
		x[i] *= gain.now;
	}
	return gain.now;
}

/* A state can only overflow with coefficients that nobody should have sent; then the channel
 * starts again from silence instead of staying dead. */
static bool
channel_is_sound(const struct section_state *state) RT_SAFE
{
	double sum = 0.0;

	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		sum += fabs(state[i].s1) + fabs(state[i].s2);
	return isfinite(sum);
}

static void
channel_store(struct section_state *state, float *out, const double *x, uint32_t n) RT_SAFE
{
	if (channel_is_sound(state)) {
		for (uint32_t i = 0; i < n; i++)
			out[i] = (float)x[i];
	} else {
		memset(state, 0, EQ_BANDS_MAX * sizeof *state);
		memset(out, 0, n * sizeof *out);
	}
}

/* Whether everything is at rest in the identity. */
static bool
eq_is_transparent(const struct eq *eq) RT_SAFE
{
	if (eq->gain.now != 1.0 || eq->gain.step != 0.0)
		return false;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		if (eq->section[i].alive)
			return false;
	return true;
}

/* n frames of all channels, within or outside a ramp, never across its end. */
static uint32_t
eq_run_block(
	struct eq *eq, const float *const *in, float *const *out, uint32_t at, uint32_t n) RT_SAFE
{
	struct section end[EQ_BANDS_MAX];
	double x[BLOCK_FRAMES], gain_end = eq->gain.now;
	uint32_t bad = 0;

	for (uint32_t ch = 0; ch < eq->nchannels; ch++) {
		bad += block_load(x, in[ch] + at, n);
		gain_end = block_gain(eq->gain, x, n);
		for (uint32_t i = 0; i < EQ_BANDS_MAX; i++) {
			struct section *s = &eq->section[i];

			if (s->alive && s->gliding)
				end[i] = section_run_gliding(*s, &eq->state[ch][i], x, n);
			else if (s->alive)
				section_run(s, &eq->state[ch][i], x, n);
		}
		channel_store(eq->state[ch], out[ch] + at, x, n);
	}
	eq->gain.now = gain_end;
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		if (eq->section[i].alive && eq->section[i].gliding)
			eq->section[i] = end[i];
	return bad;
}

static uint32_t
eq_copy(const struct eq *eq, const float *const *in, float *const *out, uint32_t at,
	uint32_t n) RT_SAFE
{
	uint32_t bad = 0;

	for (uint32_t ch = 0; ch < eq->nchannels; ch++)
		bad += block_copy(out[ch] + at, in[ch] + at, n);
	return bad;
}

uint32_t
eq_process(struct eq *eq, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	uint32_t bad = 0;

	for (uint32_t at = 0, n; at < nframes; at += n) {
		n = nframes - at;
		if (eq->ramp_left == 0 && eq_is_transparent(eq)) {
			bad += eq_copy(eq, in, out, at, n);
			continue;
		}
		if (n > BLOCK_FRAMES)
			n = BLOCK_FRAMES;
		if (eq->ramp_left > 0 && n > eq->ramp_left)
			n = eq->ramp_left;
		bad += eq_run_block(eq, in, out, at, n);
		if (eq->ramp_left > 0) {
			eq->ramp_left -= n;
			if (eq->ramp_left == 0)
				ramp_finish(eq);
		}
	}
	return bad;
}
