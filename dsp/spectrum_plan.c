/*
 * Everything about the analyser that is settled once: memory, FFTW's plan, the
 * windows, and which FFT bins make up which displayed bin and third octave.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/spectrum_state.h"

enum { WINDOW_TERMS = 5, MEMORY_ALIGN_BYTES = 64, APART = 80 };

static const double fmin_hz = 20.0, fmax_hz = 20000.0;

/* w(x) = sum of (-1)^j a_j cos(2 pi j x), x of 0 to 1. */
static const double window_term[SPECTRUM_NWINDOWS][WINDOW_TERMS] = {
	[SPECTRUM_HANN] = { 0.5, 0.5 },
	[SPECTRUM_BLACKMAN_HARRIS] = { 0.35875, 0.48829, 0.14128, 0.01168 },
	[SPECTRUM_FLAT_TOP] = { 1.0, 1.933, 1.286, 0.388, 0.0322 },
};

static size_t
whole_lines(size_t nfloats)
{
	size_t line = MEMORY_ALIGN_BYTES / sizeof(float);

	return (nfloats + line - 1) / line * line;
}

/* Of the powers up to half the rate, of one of s->rows: more than half the points, so that four of
 * them are longer than s->time. */
static uint32_t
row_length(const struct spectrum *s)
{
	return s->points / 2 + 2 * KERNELS_BEYOND + APART;
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double
window_at(const double term[WINDOW_TERMS], double x)
{
	double w = 0.0;

	for (int j = 0; j < WINDOW_TERMS; j++)
		w += (j % 2 ? -term[j] : term[j]) * cos(2.0 * M_PI * j * x);
	return w;
}

/* Of a window w the transform of a sine of amplitude 1 on a bin has sum(w) / 2 there; the power
 * kernel leaves the doubling to the separation.  The width of noise is N sum(w^2) / sum(w)^2,
 * which for a sum of cosines over a whole number of turns is closed (Harris). */
void
spectrum_window_fill(struct spectrum *s)
{
	const double *term = window_term[s->settings.window];
	double scale = 1.0 / (s->points * term[0]), width = 1.0;

	for (int j = 1; j < WINDOW_TERMS; j++)
		width += 0.5 * (term[j] / term[0]) * (term[j] / term[0]);
	s->noise_width = (float)width;
	for (uint32_t i = 0; i <= s->points / 2; i++)
		s->window[i] = (float)(scale * window_at(term, (double)i / s->points));
}

/* Whether bin i has at most one FFT bin, as all before it: none is at a place between two.  The
 * place hence rises by one at most. */
static bool
bin_between(struct spectrum_bins *b, uint32_t i, double at, uint32_t nyquist)
{
	const struct kernel_span *span = &b->span[i];

	if (b->nbetween < i || span->end > span->first + 1)
		return false;
	b->nbetween = b->nfew = b->nnarrow = i + 1;
	b->first[i] = span->first;
	if (span->first >= span->end) {
		b->first[i] = (uint32_t)clamp(floor(at), 0.0, nyquist - 1);
		b->fraction[i] = (float)clamp(at - b->first[i], 0.0, 1.0);
	}
	if (b->nlow < b->first[i] + 2)
		b->nlow = b->first[i] + 2;
	return true;
}

/* Where the higher two of a few powers are, or of a row, while bins are narrow enough.  As they
 * grow, none has less than two FFT bins after the first that has three. */
static void
bin_narrow(struct spectrum *s, uint32_t i)
{
	struct spectrum_bins *b = &s->bins;
	uint32_t first = b->span[i].first, wide = b->span[i].end - first, row = 0;

	if (b->nnarrow < i || wide > SPECTRUM_NARROW)
		return;
	b->nnarrow = i + 1;
	b->reach = b->span[i].end;
	if (b->nfew == i && wide <= 2) {
		b->nfew = i + 1;
		b->pair[i] = (struct spectrum_pair){ first, first + wide - 1 };
		return;
	}
	while (row + 1 < SPECTRUM_ROWS && 4u << row <= wide)
		row++;
	for (uint32_t r = 0; r <= row; r++)
		if (b->from[r] > first)
			b->from[r] = first;
	first += row * row_length(s);
	b->pair[i] = (struct spectrum_pair){ first, first + wide - (2u << row) };
}

static void
bins_fill(struct spectrum *s)
{
	double spacing = (double)s->rate_hz / s->points;
	double step = log(s->fmax_hz / (double)s->fmin_hz) / (SPECTRUM_BINS_MAX - 1);
	uint32_t nyquist = s->points / 2;
	struct spectrum_bins *b = &s->bins;

	for (uint32_t r = 0; r < SPECTRUM_ROWS; r++)
		b->from[r] = nyquist + 1;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		double at = s->fmin_hz * exp(step * i) / spacing;
		double low = ceil(at * exp(-step / 2.0)), high = ceil(at * exp(step / 2.0));

		b->span[i].first = (uint32_t)clamp(low, 0.0, nyquist + 1);
		b->span[i].end = (uint32_t)clamp(high, b->span[i].first, nyquist + 1);
		if (!bin_between(b, i, at, nyquist))
			bin_narrow(s, i);
	}
	for (uint32_t i = b->nbetween; i > 0 && i < SPECTRUM_BINS_MAX; i++)
		b->first[i] = b->first[i - 1]; /* read, not shown */
	if (b->nlow > nyquist + 1)
		b->nlow = nyquist + 1;
	for (uint32_t r = 0; r < SPECTRUM_ROWS; r++)
		b->from[r] = b->from[r] < b->reach ? b->from[r] : b->reach;
}

/* An FFT bin stands for half a spacing to either side. */
static void
bands_fill(struct spectrum *s)
{
	double spacing = (double)s->rate_hz / s->points, nyquist = s->points / 2.0;

	for (int i = 0; i < SPECTRUM_BANDS; i++) {
		struct spectrum_band *b = &s->band[i];
		double low = clamp(1000.0 * pow(10.0, (i - 17.5) / 10.0) / spacing, 0.0, nyquist);
		double high = clamp(1000.0 * pow(10.0, (i - 16.5) / 10.0) / spacing, 0.0, nyquist);

		b->first = (uint32_t)floor(low + 0.5);
		b->last = (uint32_t)floor(high + 0.5);
		b->weight_first = (float)(fmin(high, b->first + 0.5) - low);
		b->weight_last = (float)(b->last > b->first ? high - (b->last - 0.5) : 0.0);
		s->within[i].first = b->first + 1;
		s->within[i].end = b->last > b->first ? b->last : b->first + 1;
	}
}

/* All arrays in one block, the plan's among them; not at the same place of a page, where a loop's
 * stores would hold up its loads.  What is computed of the powers shown lies where the transform
 * had its input, so that all that an analysis of 1024 points touches is about what the fastest
 * cache holds. */
static int
spectrum_allocate(struct spectrum *s)
{
	size_t n = s->points, half = row_length(s);
	size_t shown = half + SPECTRUM_BINS_MAX + SPECTRUM_BANDS + KERNELS_BEYOND;
	struct {
		float **array;
		size_t length;
	} const piece[] = { { &s->history, 2 * n }, { &s->window, half },
		{ &s->time, SPECTRUM_ROWS * half + shown },
		{ &s->freq, 2 * n + MEMORY_ALIGN_BYTES / sizeof(float) }, { &s->power, half },
		{ &s->held_db, SPECTRUM_BINS_MAX }, { &s->held_s, SPECTRUM_BINS_MAX } };
	size_t total = 0;
	float *at;

	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++)
		total += whole_lines(piece[i].length) + APART;
	s->memory = aligned_alloc(MEMORY_ALIGN_BYTES, total * sizeof(float));
	if (!s->memory)
		return -1;
	at = s->memory;
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
		*piece[i].array = at;
		at += whole_lines(piece[i].length) + APART;
	}
	s->rows = s->time;
	s->stride = (uint32_t)half;
	s->db = s->rows + SPECTRUM_ROWS * half;
	return 0;
}

/* The planner writes to its arrays, so it comes before anything is put into them. */
static int
spectrum_plan(struct spectrum *s, double limit_s)
{
	fftwf_set_timelimit(limit_s);
	s->plan = fftwf_plan_dft_1d((int)s->points, (fftwf_complex *)s->time,
		(fftwf_complex *)s->freq, FFTW_FORWARD, FFTW_MEASURE | FFTW_DESTROY_INPUT);
	fftwf_set_timelimit(FFTW_NO_TIMELIMIT);
	return s->plan ? 0 : -1;
}

static void
spectrum_fill(struct spectrum *s)
{
	size_t half = row_length(s) * sizeof(float);

	memset(s->history, 0, 2 * s->points * sizeof *s->history);
	memset(s->time, 0, (1 + SPECTRUM_ROWS) * half);
	memset(s->power, 0, half);
	memset(s->held_s, 0, SPECTRUM_BINS_MAX * sizeof *s->held_s);
	s->settings.window = SPECTRUM_NWINDOWS; /* none yet */
	spectrum_set(s, &spectrum_defaults);
}

struct spectrum *
spectrum_create(const struct kernels *k, uint32_t nchannels, uint32_t rate_hz, uint32_t points,
	double limit_s)
{
	struct spectrum *s;

	if (nchannels == 0 || nchannels > SPECTRUM_CHANNELS || rate_hz == 0 ||
		points < SPECTRUM_POINTS_MIN || points > SPECTRUM_POINTS_MAX ||
		(points & (points - 1)))
		return NULL;
	s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->k = k;
	s->nchannels = nchannels;
	s->rate_hz = rate_hz;
	s->points = points;
	s->fmin_hz = (float)fmin_hz;
	s->fmax_hz = (float)fmin(fmax_hz, s->rate_hz / 2.0);
	bins_fill(s);
	bands_fill(s);
	if (spectrum_allocate(s) || spectrum_plan(s, limit_s)) {
		spectrum_destroy(s);
		return NULL;
	}
	spectrum_fill(s);
	return s;
}

void
spectrum_destroy(struct spectrum *s)
{
	if (!s)
		return;
	if (s->plan)
		fftwf_destroy_plan(s->plan);
	free(s->memory);
	free(s);
}

const struct spectrum_settings spectrum_defaults = {
	.window = SPECTRUM_HANN,
	.overlap = 4,
	.average_s = 0.125f,
	.hold = SPECTRUM_HOLD_OFF,
	.hold_s = 2.0f,
	.show = SPECTRUM_SHOW_MEAN,
};
