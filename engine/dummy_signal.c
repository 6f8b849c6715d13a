/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The music is four chords of eight seconds in all: soft pads, a bass and a
 * plucked arpeggio, summed from a few sines.  Every note dies away before the
 * loop ends, so that the seam is silent.
 */
#include "engine/dummy_signal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MUSIC_SECONDS = 8, CHORDS = 4, CHORD_SECONDS = 2, PLUCKS = 8, HARMONICS = 4 };

static const double music_peak_dbfs = -12.0;
static const uint64_t noise_seed = 0x9e3779b97f4a7c15;

/* MIDI note numbers: bass, and three voices.  A minor, F, C, G. */
static const int chord[CHORDS][4] = {
	{ 45, 57, 60, 64 },
	{ 41, 57, 60, 65 },
	{ 48, 55, 60, 64 },
	{ 43, 55, 59, 62 },
};

static double
note_hz(int note)
{
	return 440.0 * pow(2.0, (note - 69) / 12.0);
}

struct tone {
	double start_s, length_s, attack_s, decay_s; /* decay_s: to 1/e */
	double hz, level, pan;                       /* pan: 0 left .. 1 right */
};

static double
tone_envelope(const struct tone *t, double at_s)
{
	double rise = at_s < t->attack_s ? at_s / t->attack_s : 1.0;
	double left = t->length_s - at_s;

	return rise * exp(-at_s / t->decay_s) * (left < 0.1 ? left / 0.1 : 1.0);
}

static void
music_add(struct dummy_signal *s, uint32_t rate_hz, const struct tone *t)
{
	uint32_t first = (uint32_t)(t->start_s * rate_hz), n = (uint32_t)(t->length_s * rate_hz);

	for (uint32_t i = 0; i < n && first + i < s->nloop; i++) {
		double at_s = (double)i / rate_hz, x = 0.0;

		for (int h = 1; h <= HARMONICS && t->hz * h < rate_hz / 2.0; h++)
			x += sin(2.0 * M_PI * t->hz * h * at_s) / (h * h);
		x *= t->level * tone_envelope(t, at_s);
		s->loop[2 * (size_t)(first + i)] += (float)(x * sqrt(1.0 - t->pan));
		s->loop[2 * (size_t)(first + i) + 1] += (float)(x * sqrt(t->pan));
	}
}

static void
music_chord(struct dummy_signal *s, uint32_t rate_hz, uint32_t c)
{
	double start_s = (double)c * CHORD_SECONDS;
	struct tone bass = { start_s, CHORD_SECONDS, 0.01, 1.5, note_hz(chord[c][0]), 1.2, 0.5 };

	music_add(s, rate_hz, &bass);
	for (int v = 1; v < 4; v++) {
		struct tone pad = { start_s, CHORD_SECONDS, 0.3, 4.0, note_hz(chord[c][v]), 0.5,
			0.25 * v };

		music_add(s, rate_hz, &pad);
	}
	for (int i = 0; i < PLUCKS; i++) {
		double at_s = start_s + i * (double)CHORD_SECONDS / PLUCKS;
		struct tone pluck = { at_s, fmin(0.8, (c + 1) * CHORD_SECONDS - at_s), 0.004, 0.2,
			note_hz(chord[c][1 + i % 3] + 12 * (1 + i / 4)), 0.6, i % 2 ? 0.7 : 0.3 };

		music_add(s, rate_hz, &pluck);
	}
}

static void
music_normalise(struct dummy_signal *s)
{
	float peak = 0.0f, gain;

	for (size_t i = 0; i < 2 * (size_t)s->nloop; i++)
		peak = fmaxf(peak, fabsf(s->loop[i]));
	gain = (float)pow(10.0, music_peak_dbfs / 20.0) / peak;
	for (size_t i = 0; i < 2 * (size_t)s->nloop; i++)
		s->loop[i] *= gain;
}

static int
music_make(struct dummy_signal *s, uint32_t rate_hz)
{
	s->nloop = MUSIC_SECONDS * rate_hz;
	s->loop = calloc(2 * (size_t)s->nloop, sizeof *s->loop);
	if (!s->loop)
		return -ENOMEM;
	for (uint32_t c = 0; c < CHORDS; c++)
		music_chord(s, rate_hz, c);
	music_normalise(s);
	return 0;
}

int
dummy_signal_init(struct dummy_signal *s, const struct dummy_knobs *k, uint32_t rate_hz)
{
	memset(s, 0, sizeof *s);
	s->kind = k->signal;
	s->hz = k->signal_hz;
	s->amplitude = pow(10.0, k->signal_dbfs / 20.0);
	s->random = noise_seed;
	return s->kind == SIGNAL_MUSIC ? music_make(s, rate_hz) : 0;
}

void
dummy_signal_finish(struct dummy_signal *s)
{
	free(s->loop);
	s->loop = NULL;
}

static float
sine_next(struct dummy_signal *s, uint32_t rate_hz)
{
	double x = s->amplitude * sin(2.0 * M_PI * s->phase);

	s->phase += s->hz / rate_hz;
	s->phase -= floor(s->phase);
	return (float)x;
}

/* Marsaglia's xorshift64; uniform in -amplitude .. amplitude. */
static float
noise_next(struct dummy_signal *s)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return (float)(s->amplitude * ((double)(int64_t)s->random / 9223372036854775808.0));
}

static void
frame_fill(struct dummy_signal *s, float *const *out, uint32_t nchannels, uint32_t i, float x)
{
	for (uint32_t ch = 0; ch < nchannels; ch++) {
		if (s->kind == SIGNAL_NOISE)
			x = noise_next(s);
		else if (s->kind == SIGNAL_MUSIC)
			x = s->loop[2 * (size_t)s->at + ch % 2];
		out[ch][i] = x;
	}
}

void
dummy_signal_fill(struct dummy_signal *s, float *const *out, uint32_t nchannels, uint32_t nframes,
	uint32_t rate_hz)
{
	for (uint32_t i = 0; i < nframes; i++) {
		float x = s->kind == SIGNAL_SINE ? sine_next(s, rate_hz) : 0.0f;

		frame_fill(s, out, nchannels, i, x);
		if (s->kind == SIGNAL_MUSIC)
			s->at = s->at + 1 < s->nloop ? s->at + 1 : 0;
	}
}
