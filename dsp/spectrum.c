/*
 * One analysis: window the ring of history, transform both channels at once,
 * average their powers over time, turn them to decibels; then read displayed
 * bins and bands off that.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fftw3.h>
#include <math.h>
#include <string.h>

#include "dsp/spectrum_state.h"

static const float floor_db = -120.0f;
static const float mirror_db = 6.0206f;          /* what a bin without mirror image has too much */
static const float fall_db_per_s = 20.0f / 1.7f; /* IEC 60268-18 */

static uint32_t
smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

uint32_t
spectrum_points(const struct spectrum *s)
{
	return s->points;
}

uint32_t
spectrum_hop(const struct spectrum *s)
{
	return s->hop;
}

uint32_t
spectrum_wants(const struct spectrum *s)
{
	return s->fresh < s->hop ? s->hop - s->fresh : 0;
}

/* ---- In ---- */

/* One channel is both of a pair, so that there is one way through everything. */
static void
history_write(struct spectrum *s, const float *interleaved, uint32_t nframes)
{
	float *to = s->history + 2 * (size_t)s->at;

	if (s->nchannels == 1)
		s->k->interleave(to, interleaved, interleaved, nframes);
	else
		memcpy(to, interleaved, 2 * nframes * sizeof *to);
	s->at = (s->at + nframes) & (s->points - 1);
	s->filled = smaller(s->filled + nframes, s->points);
	s->fresh += nframes;
}

void
spectrum_push(struct spectrum *s, const float *interleaved, uint32_t nframes)
{
	uint32_t first = smaller(nframes, s->points - s->at);

	history_write(s, interleaved, first);
	if (first < nframes)
		history_write(s, interleaved + (size_t)s->nchannels * first, nframes - first);
}

void
spectrum_continue(struct spectrum *s, const struct spectrum *from)
{
	uint32_t n = smaller(s->points, from->filled);

	for (uint32_t i = 0; i < n; i++) {
		const float *pair =
			from->history + 2 * (size_t)((from->at - n + i) & (from->points - 1));

		s->history[2 * i] = pair[0];
		s->history[2 * i + 1] = pair[1];
	}
	s->at = n & (s->points - 1);
	s->filled = n;
	s->fresh = smaller(from->fresh, s->hop);
	s->seq = from->seq;
}

/* ---- Analysis ---- */

static const float *
power_shown(const struct spectrum *s)
{
	static const int shown[SPECTRUM_NSHOWS] = { SPECTRUM_MEAN, SPECTRUM_LEFT, SPECTRUM_RIGHT };

	return s->power[shown[s->settings.show]];
}

void
spectrum_analyse(struct spectrum *s)
{
	/* Until history is full an average would remember the silence before the beginning. */
	float weight = s->settled ? s->average : 1.0f;
	uint32_t oldest = s->points - s->at, nyquist = s->points / 2;

	s->k->spectrum_window(s->time, s->history + 2 * (size_t)s->at, s->window, oldest);
	s->k->spectrum_window(s->time + 2 * (size_t)oldest, s->history, s->window + oldest, s->at);
	fftwf_execute(s->plan);
	memcpy(s->freq + 2 * (size_t)s->points, s->freq, 2 * sizeof *s->freq);
	s->k->spectrum_power(s->power, s->freq, s->points, weight);
	s->k->power_db(s->db, power_shown(s), nyquist + 1);
	s->db[0] = fmaxf(s->db[0] - mirror_db, floor_db);
	s->db[nyquist] = fmaxf(s->db[nyquist] - mirror_db, floor_db);
	s->fresh = 0;
	s->settled = s->filled == s->points;
	s->seq++;
}

/* ---- Out ---- */

static float
bin_db(const struct spectrum *s, const struct spectrum_bin *b)
{
	const float *db = s->db + b->first;

	if (b->first == b->last)
		return db[0] + b->fraction * (db[1] - db[0]);
	return b->last - b->first == 1 ? db[0] : s->k->highest(db, b->last - b->first);
}

static float
band_power(const struct spectrum *s, const float *power, const struct spectrum_band *b)
{
	float outer = b->weight_first * power[b->first] + b->weight_last * power[b->last];

	if (b->last < b->first + 2)
		return outer;
	return outer + s->k->sum(power + b->first + 1, b->last - b->first - 1);
}

static void
bands_read(const struct spectrum *s, float db[SPECTRUM_BANDS])
{
	const float *power = power_shown(s);

	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		db[i] = band_power(s, power, &s->band[i]) / s->noise_width;
	s->k->power_db(db, db, SPECTRUM_BANDS);
}

static void
held_move(struct spectrum *s, const float db[SPECTRUM_BINS_MAX])
{
	float passed_s = (float)s->hop / (float)s->rate_hz, fall_db = fall_db_per_s * passed_s;

	if (s->settings.hold == SPECTRUM_HOLD_OFF) {
		memcpy(s->held_db, db, sizeof s->held_db);
		return;
	}
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		s->held_s[i] += passed_s;
		if (s->settings.hold == SPECTRUM_HOLD_DECAY && s->held_s[i] > s->settings.hold_s)
			s->held_db[i] -= fall_db;
		if (s->held_db[i] > db[i])
			continue;
		s->held_db[i] = db[i];
		s->held_s[i] = 0.0f;
	}
}

void
spectrum_read(struct spectrum *s, struct spectrum_frame *out)
{
	out->seq = s->seq;
	out->rate_hz = s->rate_hz;
	out->points = s->points;
	out->fmin_hz = s->fmin_hz;
	out->fmax_hz = s->fmax_hz;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		out->bin_db[i] = bin_db(s, &s->bin[i]);
	bands_read(s, out->band_db);
	held_move(s, out->bin_db);
	out->holding = s->settings.hold != SPECTRUM_HOLD_OFF;
	memcpy(out->held_db, s->held_db, sizeof out->held_db);
	out->refused_points = 0;
}

/* ---- Settings ---- */

static uint32_t
overlap_allowed(uint32_t wanted)
{
	return wanted >= 8 ? 8 : wanted >= 4 ? 4 : wanted >= 2 ? 2 : 1;
}

void
spectrum_set(struct spectrum *s, const struct spectrum_settings *settings)
{
	struct spectrum_settings old = s->settings, *now = &s->settings;

	*now = *settings;
	if (now->window >= SPECTRUM_NWINDOWS)
		now->window = SPECTRUM_HANN;
	if (now->show >= SPECTRUM_NSHOWS)
		now->show = SPECTRUM_SHOW_MEAN;
	now->overlap = overlap_allowed(now->overlap);
	s->hop = s->points / now->overlap;
	s->average = 1.0f;
	if (now->average_s > 0.0f)
		s->average = (float)-expm1(-(double)s->hop / ((double)now->average_s * s->rate_hz));
	if (now->window != old.window)
		spectrum_window_fill(s);
	if (now->window != old.window || now->show != old.show || now->hold != old.hold)
		for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
			s->held_db[i] = floor_db;
}
