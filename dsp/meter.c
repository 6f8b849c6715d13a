/* SPDX-License-Identifier: ISC */
/*
 * Both filters run sample by sample, so a reading does not depend on the period
 * size.  Their factors follow from the rate alone and are set once, with the
 * powers by which a kernel weighs the samples of a chunk without running the
 * recursion: a sample k before the end counts |x| fall^k and x^2 decay^k.
 */
#include "dsp/meter.h"

#include <math.h>
#include <string.h>

#include "dsp/kernels.h"

static const double fall_db_per_s = 20.0 / 1.7;
static const double rms_time_s = 0.3;
static const uint32_t hold_s = 2;
static const float floor_linear = 1e-6f;    /* -120 dB */
static const double silence_linear = 1e-10; /* below: exactly 0, so that no denormal lingers */

static void
meter_powers(double factor, double power[METER_CHUNK + 1], float weight[METER_CHUNK])
{
	for (uint32_t k = 0; k <= METER_CHUNK; k++)
		power[k] = pow(factor, k);
	for (uint32_t k = 0; k < METER_CHUNK; k++)
		weight[METER_CHUNK - 1 - k] = (float)power[k];
}

void
meter_init(struct meter *m, uint32_t nchannels, uint32_t rate_hz, const struct kernels *kernels)
{
	struct meter_ballistics *b = &m->ballistics;

	memset(m, 0, sizeof *m);
	m->levels.nchannels = nchannels < METER_CHANNELS_MAX ? nchannels : METER_CHANNELS_MAX;
	m->rate_hz = rate_hz;
	m->kernels = kernels;
	b->fall = pow(10.0, -fall_db_per_s / 20.0 / rate_hz);
	b->decay = exp(-1.0 / (rms_time_s * rate_hz));
	meter_powers(b->fall, b->fall_power, b->fall_weight);
	meter_powers(b->decay, b->decay_power, b->decay_weight);
}

static void
meter_hold(struct meter *m, uint32_t ch, float highest, uint32_t nframes) RT_SAFE
{
	struct meter_level *l = &m->levels.level[ch];

	if (highest >= l->hold && highest > 0.0f) {
		l->hold = highest;
		m->hold_frames[ch] = hold_s * m->rate_hz;
	} else if (m->hold_frames[ch] > nframes) {
		m->hold_frames[ch] -= nframes;
	} else {
		m->hold_frames[ch] = 0;
		l->hold = l->peak;
	}
}

static void
meter_read(struct meter *m, uint32_t ch, uint32_t nframes) RT_SAFE
{
	struct meter_level *l = &m->levels.level[ch];
	struct meter_state *s = &m->state[ch];

	if (s->peak < silence_linear)
		s->peak = 0.0;
	if (s->square < silence_linear * silence_linear)
		s->square = 0.0;
	l->peak = (float)s->peak;
	l->rms = sqrtf((float)s->square);
	l->clipped = s->clipped;
	l->nonfinite = s->nonfinite;
	meter_hold(m, ch, s->highest, nframes);
}

uint32_t
meter_process(struct meter *m, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	uint32_t bad = 0;

	for (uint32_t ch = 0; ch < m->levels.nchannels; ch++) {
		uint32_t before = m->state[ch].nonfinite;

		m->kernels->meter(&m->state[ch], &m->ballistics, in[ch],
			out && out[ch] != in[ch] ? out[ch] : NULL, nframes);
		bad += m->state[ch].nonfinite - before;
		meter_read(m, ch, nframes);
	}
	return bad;
}

float
meter_db(float linear)
{
	return linear > floor_linear ? 20.0f * log10f(linear) : -120.0f;
}
