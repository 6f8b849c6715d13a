/*
 * One analysis: window the ring of history, transform both channels at once,
 * average their powers over time.  To read it, take the powers of displayed
 * bins and bands off that, and turn all of these to decibels together: the
 * logarithm rises, so that of the highest power is the highest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fftw3.h>
#include <math.h>
#include <string.h>

#include "dsp/spectrum_state.h"

static const float floor_db = -120.0f;
static const float mirror_part = 0.25f;          /* of the power of a bin without mirror image */
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

	if (s->nchannels == 1) {
		s->k->interleave(to, interleaved, interleaved, nframes);
		interleaved = to;
	}
	s->k->spectrum_take(to, interleaved, 2 * nframes);
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

/* Frames to .. to + n - 1 of what is transformed, from history at from.  The window is the same
 * forwards and backwards: half of it is there. */
static void
window_apply(const struct spectrum *s, uint32_t to, uint32_t from, uint32_t n)
{
	uint32_t middle = s->points / 2, up = to < middle ? smaller(n, middle - to) : 0;
	const float *in = s->history + 2 * (size_t)from;
	float *out = s->time + 2 * (size_t)to;

	if (up)
		s->k->spectrum_window(out, in, s->window + to, up);
	if (up < n)
		s->k->spectrum_window_back(out + 2 * (size_t)up, in + 2 * (size_t)up,
			s->window + (s->points - (to + up)), n - up);
}

void
spectrum_analyse(struct spectrum *s)
{
	static const int shown[SPECTRUM_NSHOWS] = { SPECTRUM_MEAN, SPECTRUM_LEFT, SPECTRUM_RIGHT };
	/* Until history is full an average would remember the silence before the beginning. */
	float weight = s->settled ? s->average : 1.0f;
	uint32_t oldest = s->points - s->at;

	window_apply(s, 0, s->at, oldest);
	window_apply(s, oldest, 0, s->at);
	fftwf_execute(s->plan);
	memcpy(s->freq + 2 * (size_t)s->points, s->freq, 2 * sizeof *s->freq);
	s->k->spectrum_power[shown[s->settings.show]](s->power, s->freq, s->points, weight);
	s->fresh = 0;
	s->settled = s->filled == s->points;
	s->seq++;
}

/* ---- Out ---- */

static void
bands_gather(const struct spectrum *s, const float *power, float *band)
{
	float part = 1.0f / s->noise_width;

	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++) {
		const struct spectrum_band *w = &s->band[i];
		float outer = w->weight_first * power[w->first] + w->weight_last * power[w->last];

		band[i] = part * (band[i] + outer);
	}
}

static float
pair_higher(const float *x, const struct spectrum_pair *p)
{
	return x[p->a] > x[p->b] ? x[p->a] : x[p->b];
}

static void
row_fill(const struct spectrum *s, uint32_t r, const float *power)
{
	const struct spectrum_bins *b = &s->bins;
	float *row = s->rows + (size_t)r * s->stride;
	const float *from = r == 0 ? power : row - s->stride;

	s->k->higher(row + b->from[r], from + b->from[r], 1u << r, b->reach - b->from[r]);
}

static void
narrow_gather(const struct spectrum *s, const float *power, float *bin)
{
	const struct spectrum_bins *b = &s->bins;

	for (uint32_t i = b->nbetween; i < b->nfew; i++)
		*bin++ = pair_higher(power, &b->pair[i]);
	for (uint32_t i = b->nfew; i < b->nnarrow; i++)
		*bin++ = pair_higher(s->rows, &b->pair[i]);
}

/* The powers of what is displayed, in the order of s->db.  In a band the two FFT bins without
 * mirror image count as they are.  Between two rows comes something else: a row is read at other
 * places than it is written, which a processor does not do before it is in its cache. */
static void
shown_gather(struct spectrum *s, float *bin, float *band)
{
	const struct spectrum_bins *b = &s->bins;
	float *power = s->power, *last = power + s->points / 2;
	float last_was = *last;

	s->k->sum(band, power, s->within, SPECTRUM_BANDS);
	*last *= mirror_part;
	row_fill(s, 0, power);
	s->k->highest(bin + b->nnarrow - b->nbetween, power, b->span + b->nnarrow,
		SPECTRUM_BINS_MAX - b->nnarrow);
	memcpy(s->db, power, b->nlow * sizeof *power);
	s->db[0] *= mirror_part; /* is in no other */
	row_fill(s, 1, power);
	*last = last_was;
	bands_gather(s, power, band);
	row_fill(s, 2, power);
	narrow_gather(s, power, bin);
}

/* Some more than n, so that no vector is left unfilled. */
static uint32_t
whole(uint32_t n)
{
	return (n + KERNELS_BEYOND - 1) / KERNELS_BEYOND * KERNELS_BEYOND;
}

static void
shown_read(struct spectrum *s, struct spectrum_frame *out)
{
	const struct spectrum_bins *b = &s->bins;
	uint32_t nspans = SPECTRUM_BINS_MAX - b->nbetween;
	float *bin = s->db + b->nlow, *band = bin + nspans;

	shown_gather(s, bin, band);
	s->k->power_db(s->db, s->db, whole(b->nlow + nspans + SPECTRUM_BANDS));
	s->k->between(out->bin_db, s->db, b->first, b->fraction, whole(b->nbetween));
	memcpy(out->bin_db + b->nbetween, bin, nspans * sizeof *bin);
	memcpy(out->band_db, band, sizeof out->band_db);
}

static void
held_move(struct spectrum *s, struct spectrum_frame *out)
{
	float passed_s = (float)s->hop / (float)s->rate_hz;
	float after_s = INFINITY, fall_db = fall_db_per_s * passed_s;

	if (s->settings.hold == SPECTRUM_HOLD_DECAY) {
		after_s = s->settings.hold_s;
	} else if (s->settings.hold == SPECTRUM_HOLD_OFF) {
		after_s = -INFINITY;
		fall_db = INFINITY;
	}
	s->k->hold(s->held_db, s->held_s, out->held_db, out->bin_db, SPECTRUM_BINS_MAX, passed_s,
		after_s, fall_db);
}

void
spectrum_read(struct spectrum *s, struct spectrum_frame *out)
{
	out->seq = s->seq;
	out->rate_hz = s->rate_hz;
	out->points = s->points;
	out->fmin_hz = s->fmin_hz;
	out->fmax_hz = s->fmax_hz;
	shown_read(s, out);
	held_move(s, out);
	out->holding = s->settings.hold != SPECTRUM_HOLD_OFF;
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
	if (now->show != old.show)
		s->settled = false;
	if (now->window != old.window || now->show != old.show || now->hold != old.hold)
		for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
			s->held_db[i] = floor_db;
}
