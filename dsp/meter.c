/* SPDX-License-Identifier: ISC */
/*
 * Both filters run sample by sample, so a reading does not depend on the period
 * size.  Their factors follow from the rate alone and are set once.
 */
#include "dsp/meter.h"

#include <math.h>
#include <string.h>

static const double fall_db_per_s = 20.0 / 1.7;
static const double rms_time_s = 0.3;
static const uint32_t hold_s = 2;
static const float floor_linear = 1e-6f;    /* -120 dB */
static const float silence_linear = 1e-10f; /* below: exactly 0, so that no denormal lingers */

void
meter_init(struct meter *m, uint32_t nchannels, uint32_t rate_hz)
{
	memset(m, 0, sizeof *m);
	m->nchannels = nchannels < METER_CHANNELS_MAX ? nchannels : METER_CHANNELS_MAX;
	m->rate_hz = rate_hz;
	m->peak_fall = (float)pow(10.0, -fall_db_per_s / 20.0 / rate_hz);
	m->square_decay = exp(-1.0 / (rms_time_s * rate_hz));
}

/* |x|; a sample that is not finite is counted and taken as 0. */
static float
meter_rectify(float x, uint32_t *nonfinite) RT_SAFE
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	if ((bits & 0x7f800000u) != 0x7f800000u)
		return fabsf(x);
	++*nonfinite;
	return 0.0f;
}

static void
meter_hold(struct meter *m, uint32_t ch, float highest, uint32_t nframes) RT_SAFE
{
	struct meter_level *l = &m->level[ch];

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
meter_channel(struct meter *m, uint32_t ch, const float *in, uint32_t nframes) RT_SAFE
{
	struct meter_level *l = &m->level[ch];
	float peak = l->peak, fall = m->peak_fall, highest = 0.0f;
	double square = m->mean_square[ch], decay = m->square_decay, gain = 1.0 - decay;

	for (uint32_t i = 0; i < nframes; i++) {
		float x = meter_rectify(in[i], &l->nonfinite);

		peak = x > peak * fall ? x : peak * fall;
		highest = x > highest ? x : highest;
		l->clipped += x >= 1.0f;
		square = square * decay + gain * ((double)x * x);
	}
	l->peak = peak < silence_linear ? 0.0f : peak;
	m->mean_square[ch] = square < (double)silence_linear * silence_linear ? 0.0 : square;
	l->rms = (float)sqrt(m->mean_square[ch]);
	meter_hold(m, ch, highest, nframes);
}

void
meter_process(struct meter *m, const float *const *in, uint32_t nframes) RT_SAFE
{
	for (uint32_t ch = 0; ch < m->nchannels; ch++)
		meter_channel(m, ch, in[ch], nframes);
}

float
meter_db(float linear)
{
	return linear > floor_linear ? 20.0f * log10f(linear) : -120.0f;
}
