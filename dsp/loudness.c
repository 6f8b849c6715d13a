/* SPDX-License-Identifier: ISC */
/*
 * libebur128 knows no reset, so a clear takes a new state, which has no past.
 * The momentary and the short-term loudness are read from the old one until
 * the new one has heard as much as they look back.
 */
#include "dsp/loudness.h"

#include <ebur128.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { PIECE = 256, SHORTTERM_S = 3 };

static const float floor_db = -120.0f;
static const float loudest = 1e6f; /* +120 dBFS */
static const int modes = EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA |
			 EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM;

struct loudness {
	uint32_t nchannels, rate_hz;
	uint64_t nframes;      /* heard by state */
	ebur128_state *state;  /* owned */
	ebur128_state *before; /* owned; NULL: not needed any more */
	float piece[PIECE * LOUDNESS_CHANNELS_MAX];
};

uint32_t
loudness_channels(uint32_t nchannels)
{
	return nchannels == 1 || nchannels == 5 || nchannels == 6 ? nchannels : 2;
}

/* Return: NULL: no memory. */
static ebur128_state *
loudness_state(uint32_t nchannels, uint32_t rate_hz)
{
	static const int five[] = { EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER,
		EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND };
	ebur128_state *s = ebur128_init(nchannels, rate_hz, modes);

	for (unsigned ch = 0; s && nchannels == 5 && ch < nchannels; ch++)
		ebur128_set_channel(s, ch, five[ch]);
	return s; /* the library's own map is ours for 1, 2 and 6 */
}

struct loudness *
loudness_create(uint32_t nchannels, uint32_t rate_hz)
{
	struct loudness *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->nchannels = loudness_channels(nchannels);
	l->rate_hz = rate_hz;
	l->state = loudness_state(l->nchannels, rate_hz);
	if (l->state)
		return l;
	free(l);
	return NULL;
}

void
loudness_destroy(struct loudness *l)
{
	if (!l)
		return;
	if (l->before)
		ebur128_destroy(&l->before);
	ebur128_destroy(&l->state);
	free(l);
}

int
loudness_clear(struct loudness *l)
{
	ebur128_state *fresh = loudness_state(l->nchannels, l->rate_hz);

	if (!fresh)
		return -ENOMEM;
	if (l->before) /* cleared twice within 3 s: the older one still knows more */
		ebur128_destroy(&l->state);
	else
		l->before = l->state;
	l->state = fresh;
	l->nframes = 0;
	return 0;
}

/* One sample that cannot be must not stay in the filters for ever. */
static float
loudness_sane(float x)
{
	if (!isfinite(x))
		return 0.0f;
	return x > loudest ? loudest : x < -loudest ? -loudest : x;
}

void
loudness_feed(struct loudness *l, const float *const *in, uint32_t nframes)
{
	for (uint32_t at = 0, n; at < nframes; at += n) {
		n = nframes - at < PIECE ? nframes - at : PIECE;
		for (uint32_t ch = 0; ch < l->nchannels; ch++)
			for (uint32_t i = 0; i < n; i++)
				l->piece[i * l->nchannels + ch] = loudness_sane(in[ch][at + i]);
		ebur128_add_frames_float(l->state, l->piece, n);
		if (l->before)
			ebur128_add_frames_float(l->before, l->piece, n);
	}
	l->nframes += nframes;
	if (l->before && l->nframes >= (uint64_t)SHORTTERM_S * l->rate_hz)
		ebur128_destroy(&l->before);
}

static float
floored(double db)
{
	return db > (double)floor_db ? (float)db : floor_db;
}

static float
true_peak(const struct loudness *l, uint32_t ch)
{
	double peak = 0.0;

	ebur128_true_peak(l->state, ch, &peak);
	return peak > 0.0 ? floored(20.0 * log10(peak)) : floor_db;
}

void
loudness_read(const struct loudness *l, struct loudness_reading *out)
{
	ebur128_state *windows = l->before ? l->before : l->state;
	double momentary = -HUGE_VAL, shortterm = -HUGE_VAL, integrated = -HUGE_VAL, range = 0.0;

	ebur128_loudness_momentary(windows, &momentary);
	ebur128_loudness_shortterm(windows, &shortterm);
	ebur128_loudness_global(l->state, &integrated);
	ebur128_loudness_range(l->state, &range);
	*out = (struct loudness_reading){ .seconds = (double)l->nframes / l->rate_hz,
		.momentary_lufs = floored(momentary),
		.shortterm_lufs = floored(shortterm),
		.integrated_lufs = floored(integrated),
		.range_lu = (float)range,
		.true_peak_dbtp = floor_db,
		.nchannels = l->nchannels };
	for (uint32_t ch = 0; ch < l->nchannels; ch++) {
		out->true_peak_dbtp_of[ch] = true_peak(l, ch);
		out->true_peak_dbtp = fmaxf(out->true_peak_dbtp, out->true_peak_dbtp_of[ch]);
	}
}
